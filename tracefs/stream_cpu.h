/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The records of one CPU's ring buffer, in their order, stacks joined to what they are of. For
 * stream.c.
 *
 * A stack is a record of its own, behind the one that it is of; what an interrupt has recorded may
 * lie between. Both have the same flags, preempt count and process, for they are made of one
 * context (trace_event_buffer_commit() in kernel/trace/trace_events.c). The record can be read
 * before its stack is made, for as long as the CPU is kept from going on then.
 */
#ifndef TRACEFS_STREAM_CPU_H
#define TRACEFS_STREAM_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "tracefs/page.h"
#include "tracefs/stack.h"
#include "tracefs/stream.h"

/** What the CPUs of a stream have in common. */
struct stream_form {
	struct page_form page;
	struct stack_form kernel_stack, user_stack;
	/** Each record is followed by a stack of the kernel (options/stacktrace). */
	bool has_kernel_stacks;
};

/** A record of a page. */
struct stream_entry {
	/** Without a CPU. */
	struct stream_record record;
	/** It is a stack: part of another one, or of one that was lost. */
	bool is_stack;
	/** They have come, with frames or without. */
	bool has_kernel_stack, has_user_stack;
};

/** A page that was read. */
struct stream_page {
	/** Owned. */
	unsigned char *bytes;
	size_t size;
	/** It is taken apart: what follows is known. */
	bool is_open;
	/** Lost before it. */
	uint64_t lost;
	VEC(struct stream_entry) entries;
};

struct stream_cpu {
	/** Owned by the stream. */
	const struct stream_form *form;
	unsigned cpu;
	/** `trace_pipe_raw`; -1: it is not open. */
	int fd;
	/** Its path, for errors. Owned. */
	char *path;
	/** How many pages are kept at the most, at least 2. */
	size_t limit;
	/** When the reading began: what is newer is left to the next one. */
	uint64_t moment;
	/** All was read that is older. */
	bool is_drained;
	/** It is off, and has no buffer as yet: the kernel makes one when it is on for the first
	 * time. */
	bool is_absent;
	/** The stream is woken for it. */
	bool is_waited_for;
	/** Bytes that were read since it was set to 0. */
	size_t filled;
	/** The oldest first. */
	VEC(struct stream_page) pages;
	/** The next entry of the first one. */
	size_t next;
	/** Lost before it, and not told yet. */
	uint64_t lost;
	/** What is next, if has_head. */
	struct stream_record head;
	bool has_head;
	/** It lacks a stack, which may be about to come: nothing that was read shows that none
	 * will. */
	bool is_stack_due;
	/** Some record had one. Not all kernels have them, whatever their options say. */
	bool has_user_stacks;
};

/** Close its file, free what it holds and make it empty. */
void stream_cpu_deinit(struct stream_cpu *cpu);

/** Read pages until there are no more, or none that is older than the moment, or as many as are
 * kept. */
struct sonde_error *stream_cpu_fill(struct stream_cpu *cpu);

/** Find what is next; more is read for it, if need be. */
struct sonde_error *stream_cpu_look(struct stream_cpu *cpu);

/** Step over what is next. */
void stream_cpu_step(struct stream_cpu *cpu);

#endif /* TRACEFS_STREAM_CPU_H */
