/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Code that a kernel replaces when it boots, by what the processor can do
 * (arch/x86/include/asm/alternative.h, arch/arm64/include/asm/alternative.h). What kprobes look at
 * is what is there then.
 */
#ifndef BLACKLIST_ALTERNATIVES_H
#define BLACKLIST_ALTERNATIVES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"

/** What a replacement is for, as far as it matters; bits. */
enum alternative_kind {
	/** It is made on some processors, or with some settings. */
	ALTERNATIVE_OTHER = 1,
	/**
	 * It makes a load a load-acquire, which few processors need (erratum 832075 of Cortex-A57,
	 * CONFIG_ARM64_ERRATUM_832075).
	 */
	ALTERNATIVE_ACQUIRE = 2,
	/** It spares an exclusive sequence, which processors of ARMv8.1 and later need not have. */
	ALTERNATIVE_SEQUENCE = 4,
};

/** One stretch of code and what can take its place. */
struct alternative {
	uint64_t address;
	/** Bytes that are replaced. */
	size_t size;
	/** As many bytes, which take their place; NULL on x86-64. Borrowed from the image. */
	const void *code;
	enum alternative_kind kind;
};

/** In order of address. */
struct alternatives VEC_BODY(struct alternative);

/**
 * Read the table of an image (.altinstructions). Entries whose instructions the kernel makes up
 * when it boots are left out, and so is an image of another architecture: it is empty then.
 *
 * @param image its tables prepared, see image_prepare_tables()
 * @param ret empty before; the caller frees it with vec_deinit(), on failure too
 */
struct sonde_error *alternatives_read(const struct image *image, struct alternatives *ret);

/**
 * Whether @p address is within such a stretch, behind its first byte. Of the instructions there
 * nothing is known: they differ in length.
 */
bool alternatives_have(const struct alternatives *alternatives, uint64_t address);

/**
 * Make a copy of code what it is where replacements were made.
 *
 * @param kinds which ones, bits of enum alternative_kind
 * @param address of the copy's first byte in the image
 * @return whether anything was replaced
 */
bool alternatives_apply(const struct alternatives *alternatives, unsigned kinds, uint64_t address,
			void *code, size_t size);

#endif /* BLACKLIST_ALTERNATIVES_H */
