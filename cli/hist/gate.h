/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * `sonde hist --if EXPR --gate bpf`: filters that a trigger's `if` cannot say. Each probe gets a
 * second one at its place, with a program that writes whether the filter is true of this hit into a
 * word in the kernel's memory, a bit for each CPU. The probe that is counted fetches that word, and
 * its trigger tests the bit of its CPU:
 *
 *     p:sonde_7/vfs_read_gate vfs_read+0                              with the program
 *     p:sonde_7/vfs_read vfs_read+0 count=%dx:x64 verdict=@0xADDRESS:u64
 *     hist:keys=count if (CPU == 0 && verdict & 0x1) || (CPU == 1 && verdict & 0x2)
 *
 * That holds only if the program runs before: of two probes at one place the kernel runs the one
 * first that was made later where a function begins and within it, and the one that was made first
 * where it returns. cli/hist/gate_test.h tries both before anything is counted.
 *
 *     TRY(gate_needs(asking));                    in place of hist_needs()
 *     ...                                         events
 *     TRY(gate_apply(asking));                    they fetch the verdict; a gate for each place
 *     TRY(gate_put_in(gate, &setup));             what is written for these
 *     ...                                         probes are written
 *     TRY(gate_arm(gate, tracing_dir));           before triggers are
 */
#ifndef CLI_HIST_GATE_H
#define CLI_HIST_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "bpf/filter.h"
#include "cli/ask/ask.h"
#include "hist/setup.h"
#include "hist/table.h"

/** A place, and the program that judges its hits. */
struct gate_place {
	/** Of its own event. Owned. */
	char *system, *event;
	/** The line for it. Owned. */
	char *line;
	bool is_return;
	struct filter_code code;
};

struct gate {
	/** NULL: nothing is run here, and lines have a word in place of the address. */
	struct filter_run *run;
	/** Of the word. */
	uint64_t address;
	/** CPUs that this machine can have. */
	unsigned cpus;
	VEC(struct gate_place) places;
	/** What the triggers test, as hist/filter.h has it. Owned. */
	char *test;
};

/** Let its programs go, and free it; NULL is fine. */
void gate_destroy(struct gate *gate);

/** Settle what the question and the filter need; the filter is none of the question's own. */
struct sonde_error *gate_needs(struct asking *asking);

/**
 * Make the gate of a question whose events are there: asking->measure.gate.
 *
 * @return besides errors of the filter, UNAVAILABLE for probes of programs and events that are
 *         there already, UNSUPPORTED for more than 64 CPUs, filter_check_support()
 */
struct sonde_error *gate_apply(struct asking *asking);

/** Put what its own events need into @p setup, in the right order. */
struct sonde_error *gate_put_in(const struct gate *gate, struct hist_setup *setup);

/**
 * Whether the gate's own event is made before the one that is counted, so that its program runs
 * first.
 */
bool gate_comes_first(bool is_return);

/** Attach the programs, to events that are there. Nothing is attached twice. */
struct sonde_error *gate_arm(struct gate *gate, const char *tracing_dir);

/** The programs go, and what they have counted; their events can be removed then. */
void gate_end(struct gate *gate);

/** Remark hits that could not be judged. To be called before gate_end(). */
struct sonde_error *gate_remark(const struct gate *gate, struct hist_table *table);

/** Append a line for each place: which event has a program then, and how long that is. */
void gate_describe(const struct gate *gate, struct str *out);

/** Append the argument that fetches the word at @p address (0: it is not known), called @p name. */
void gate_print_argument(uint64_t address, const char *name, struct str *out);

#endif /* CLI_HIST_GATE_H */
