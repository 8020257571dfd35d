/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Code -> a program in the kernel. Equal code is loaded once.
 */
#ifndef BPF_LOAD_H
#define BPF_LOAD_H

#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "bpf/codegen.h"
#include "bpf/maps.h"
#include "bpf/object.h"

/** Let libbpf print nothing: what it has to say of an error comes back as one, too. */
void filter_keep_quiet(void);

/** A program that was loaded. */
struct filter_loaded {
	/** As it was asked for, before its maps were put in. Owned. */
	struct filter_code code;
	int fd;
};

struct filter_programs {
	VEC(struct filter_loaded) list;
};

/** Unload all. */
void filter_programs_deinit(struct filter_programs *programs);

/** A `struct filter_programs` that is released at the end of its scope. */
#define _cleanup_filter_programs_ _cleanup_(filter_programs_deinit)

struct filter_load {
	const struct filter_code *code;
	enum bpf_prog_type type;
	/** For FILTER_MAP_RECORDS, where the code wants it: bytes. */
	size_t ring_size;
	/** The user's function, which is put behind code that calls it; NULL for none. Borrowed. */
	const struct filter_object *object;
};

/**
 * Load the code with its maps, unless equal code is loaded.
 *
 * @param ret borrowed: it is closed by filter_programs_deinit()
 * @return REFUSED with the last words of the verifier; filter_refusal() (bpf/permission.h)
 */
struct sonde_error *filter_programs_load(struct filter_programs *programs,
					 const struct filter_load *load, struct filter_maps *maps,
					 int *ret);

/**
 * Hits that programs missed, as one ran on their CPU already; UINT64_MAX where the kernel does not
 * count them.
 */
struct sonde_error *filter_programs_misses(const struct filter_programs *programs, uint64_t *ret);

/**
 * Append the last lines of a verifier's log which say why it refused; nothing if there are none.
 *
 * @param log ended by NUL
 */
void filter_verifier_words(const char *log, struct str *out);

#endif /* BPF_LOAD_H */
