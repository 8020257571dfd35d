/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A machine that runs the programs of filters, with memory, registers and maps that are made up. It
 * is stricter than a kernel's: what was not written must not be read, nor what a call may have
 * lost; helpers leave rubbish where the kernel's leave what was there.
 */
#ifndef TESTS_UNIT_BPF_MACHINE_H
#define TESTS_UNIT_BPF_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/codegen.h"
#include "bpf/layout.h"

/** Memory that helpers can read. Reading beyond it fails. */
struct machine_memory {
	uint64_t address;
	const void *bytes;
	size_t size;
	bool is_user;
};

#define MACHINE_MEMORY_MOST  64
#define MACHINE_RECORD_MOST  32768
#define MACHINE_CONTEXT_SIZE 272

/** What user and kernel stacks of any hit are: so many frames, each FRAME + its number. */
#define MACHINE_FRAMES	     3
#define MACHINE_KERNEL_FRAME UINT64_C(0xffffffff81000000)
#define MACHINE_USER_FRAME   UINT64_C(0x400000)
#define MACHINE_TIME	     UINT64_C(123456789012)
#define MACHINE_TASK	     UINT64_C(0xffff888001234500)

struct bpf_machine {
	/** struct pt_regs. */
	uint8_t context[MACHINE_CONTEXT_SIZE];
	struct machine_memory memory[MACHINE_MEMORY_MOST];
	size_t memory_count;
	char command[16];
	uint32_t process, thread, cpu;
	/** Threads in FILTER_MAP_THREADS. */
	const uint32_t *threads;
	size_t thread_count;
	/** FILTER_MAP_THREADS has no room. */
	bool is_crowded;
	/** The ring buffer has no room. */
	bool is_full;
	/** The user is not to be asked for a stack. */
	bool has_no_user_stack;
	/** What the user's function says. */
	uint64_t object_says;

	/** What programs have left behind. */
	struct filter_counts counts;
	uint64_t verdicts;
	/** The last threads that were put into FILTER_MAP_THREADS, and taken out of it; it stays as
	 * it is. */
	uint32_t added, removed;
	/** The record that was made; its size is 0 as long as none was asked for. */
	uint8_t record[MACHINE_RECORD_MOST];
	/** 1 for each byte of it that was written. */
	uint8_t record_written[MACHINE_RECORD_MOST];
	size_t record_size;
	bool is_submitted, is_discarded;
	/** Instructions of the last run. */
	size_t steps;
	/** Helpers that it called. */
	size_t calls;
	/** Why it was wrong. */
	char failure[200];

	/** Of the run. */
	uint64_t registers[11];
	bool is_set[11];
	uint8_t stack[512];
	bool stack_written[512];
};

/** Let helpers read @p bytes (borrowed) at @p address. */
void bpf_machine_add(struct bpf_machine *machine, uint64_t address, const void *bytes, size_t size,
		     bool is_user);

/**
 * Run a program.
 *
 * @return whether it did nothing that it must not; else `failure` says what
 */
bool bpf_machine_run(struct bpf_machine *machine, const struct filter_code *code, uint64_t *ret);

/** Whether all of it can be reached, and no jump leaves it; else @p failure says what is wrong. */
bool bpf_machine_check(const struct filter_code *code, char failure[200]);

#endif /* TESTS_UNIT_BPF_MACHINE_H */
