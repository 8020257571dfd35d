/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Questions to an image that may be anything: none of them may crash, hang or answer what sonde
 * itself cannot read.
 */
#ifndef TESTS_FUZZ_QUESTIONS_H
#define TESTS_FUZZ_QUESTIONS_H

#include <stddef.h>

#include "base/err.h"
#include "image/elf.h"

struct probe_event;

/**
 * Open the bytes as an image, without an index.
 *
 * @param ret the caller destroys it; NULL where they are none
 */
void questions_open(const void *bytes, size_t size, enum image_kind kind, struct image **ret);

/** A `struct resolve_sink` that frees the event: a line for the kernel is one that sonde reads. */
struct sonde_error *questions_take(void *data, struct probe_event *event);

/** Resolve the definition @p text (-D). What is printed must be read again as the same. */
void questions_define(struct image *image, const char *text);

/**
 * List the variables of the point @p text, with their ranges and those outside of functions (-V).
 *
 * @param each whether each variable is then asked for by its name, with steps behind it
 */
void questions_list(struct image *image, const char *text, bool each);

/** List the lines of the range @p text (-L). */
void questions_lines(struct image *image, const char *text);

/** Ask of the start of each symbol, and of what is behind it, whether a probe can be there. */
void questions_places(struct image *image);

#endif /* TESTS_FUZZ_QUESTIONS_H */
