/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A filter -> the instructions of a BPF program (BPF_PROG_TYPE_KPROBE), for one event at one place
 * of one architecture. Nothing is loaded here, and no libbpf is needed.
 *
 * The program gives 0 if the hit is to be dropped. It gives 1 for one that passes if there is no
 * record to be written; else it writes the record and gives 0, for nobody is to get a sample.
 */
#ifndef BPF_CODEGEN_H
#define BPF_CODEGEN_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "bpf/layout.h"
#include "bpf/typed.h"
#include "probe/event.h"

/** Bytes of a text that a pattern sees, with the NUL, unless it needs to see its beginning only:
 * then it is as many as it needs. */
#define FILTER_TEXT_MATCHED 256

/** Bytes that are compared of two texts of which none is known, with the NUL. */
#define FILTER_TEXT_COMPARED 176

/** The maps that programs use. */
enum filter_map {
	/** BPF_MAP_TYPE_RINGBUF. */
	FILTER_MAP_RECORDS,
	/** BPF_MAP_TYPE_ARRAY of one struct filter_counts. */
	FILTER_MAP_COUNTS,
	/** BPF_MAP_TYPE_HASH of tids (uint32_t -> uint8_t). */
	FILTER_MAP_THREADS,
	/** BPF_MAP_TYPE_ARRAY of one uint64_t, bit N: the last hit on CPU N passed. */
	FILTER_MAP_VERDICTS,
};

/** CPUs that the word of FILTER_MAP_VERDICTS has bits for. */
#define FILTER_VERDICT_CPUS 64

/** What programs count, by atomic additions. */
struct filter_counts {
	/** Hits that the program has seen, of the threads and CPUs that are meant. */
	uint64_t seen;
	/** Hits that passed. */
	uint64_t passed;
	/** Passed, but the ring buffer had no room. */
	uint64_t lost;
	/** Rejected because what the filter reads could not be read. */
	uint64_t faulted;
	/** Texts that may go on behind what the filter has seen of them: they filled their room. */
	uint64_t cut;
	/** Threads that are not in FILTER_MAP_THREADS as it was full. */
	uint64_t unfollowed;
};

/** Two instructions (BPF_LD | BPF_IMM | BPF_DW) that stand for a map. */
struct filter_reference {
	/** Index of the first of both. */
	size_t insn;
	enum filter_map map;
	/** The address of the map's value plus this offset (BPF_PSEUDO_MAP_VALUE), not the map. */
	bool is_value;
	uint32_t offset;
};

struct filter_code {
	VEC(struct bpf_insn) insns;
	VEC(struct filter_reference) references;
	/** Index of the call of the user's function (bpf/object.h), whose distance is not known
	 * before both are put together; 0: there is none. */
	size_t object_call;
};

/** Free what it holds and make it empty. */
void filter_code_deinit(struct filter_code *code);

/** A `struct filter_code` that is released at the end of its scope. */
#define _cleanup_filter_code_ _cleanup_(filter_code_deinit)

/** A copy. @param ret the caller deinits it */
struct sonde_error *filter_code_copy(const struct filter_code *from, struct filter_code *ret);

/** Whether both are the same program. */
bool filter_code_is_equal(const struct filter_code *a, const struct filter_code *b);

struct filter_code_request {
	/** Of the machine it will run on: `x86_64`, `aarch64` (probe/arch.h). */
	const char *arch;
	/** Its place and its arguments; the filter's variables are indices into those. */
	const struct probe_event *event;
	/** NULL: everything passes. */
	const struct filter_typed *filter;
	/** The record to be written; NULL: none. */
	const struct filter_layout *layout;
	/** For struct filter_record. */
	uint32_t place;
	/** Only threads in FILTER_MAP_THREADS. */
	bool by_thread;
	/** All threads but this one; 0: all. */
	uint32_t but_thread;
	/** Only these CPUs, a bit for each; NULL: all. `cpu_count` bits are there. */
	const uint64_t *cpus;
	size_t cpu_count;
	/** Ask the user's function: when the record is filled, it is called with its address, and 0
	 * drops the record as a filter does that rejects. Only where there are records. */
	bool calls_object;
	/** Write the verdict into FILTER_MAP_VERDICTS, too. */
	bool keeps_verdict;
	/** The address of a symbol of the running kernel, for `@SYM`; NULL where none can be asked.
	 */
	struct sonde_error *(*symbol)(void *data, const char *name, uint64_t *ret);
	void *data;
};

/**
 * Make the program.
 *
 * @param ret initialised by this; the caller deinits it
 * @return UNAVAILABLE for what no program can fetch (`@+OFFSET`), with what it is; REFUSED for an
 *         expression that is too much for a program, with the column
 */
struct sonde_error *filter_code_make(const struct filter_code_request *request,
				     struct filter_code *ret);

/** Append the program, an instruction a line, as `r0 = *(u64 *)(r1 + 112)`. */
void filter_code_print(const struct filter_code *code, struct str *out);

#endif /* BPF_CODEGEN_H */
