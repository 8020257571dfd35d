/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/threads.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/scan.h"
#include "cli/run/pid_namespace.h"
#include "tracefs/dir.h"

/* Bytes of a file of proc(5) at the most. */
#define FILE_LIMIT (64UL * 1024)

/* How many are remembered; a power of two. */
#define SLOTS 4096u

/* Nanoseconds for which an answer is taken for right. */
#define FRESH ((uint64_t)1000000000)

/* The same of saved_cmdlines, which is one file for all: threads that are gone come in numbers. */
#define SAVED_FRESH ((uint64_t)50000000)

struct thread_slot {
	/** 0: there is none. */
	pid_t tid;
	/** When it was asked for. */
	uint64_t asked;
	struct thread thread;
};

void threads_deinit(struct threads *threads)
{
	free(threads->slots);
	threads->slots = NULL;
	str_deinit(&threads->saved);
}

/* A file of a thread; nothing is appended if it is not there (any more). */
static struct sonde_error *read_file(const struct threads *threads, pid_t tid, const char *name,
				     struct str *out)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/%ld/%s", threads->root, (long)tid, name);
	TRY(str_check(&path));
	error = file_read(str_text(&path), FILE_LIMIT, out);
	return error && error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
}

/* What is not found stays as it was. */
static struct sonde_error *ask(const struct threads *threads, pid_t tid, struct thread *thread)
{
	_cleanup_str_ struct str status = STR_INIT, comm = STR_INIT;
	const char *line;

	TRY(read_file(threads, tid, "status", &status));
	line = strstr(str_text(&status), "\nTgid:");
	if (!line)
		return NULL;
	TRY(read_file(threads, tid, "comm", &comm));
	thread->pid = (pid_t)strtol(line + strlen("\nTgid:"), NULL, 10);
	if (!comm.size)
		return NULL;
	/* A command can have a newline in it: only the last one is the file's. */
	if (comm.data[comm.size - 1] == '\n')
		str_truncate(&comm, comm.size - 1);
	memset(thread->comm, 0, sizeof(thread->comm));
	memcpy(thread->comm, str_text(&comm), strnlen(str_text(&comm), COMMAND_SIZE - 1));
	return NULL;
}

/* A kernel without the file has none. */
static struct sonde_error *read_saved(struct threads *threads, uint64_t now)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	str_truncate(&threads->saved, 0);
	threads->saved_at = now;
	error = tracing_read(threads->tracing_dir, "saved_cmdlines", FILE_LIMIT * 64,
			     &threads->saved);
	return error && error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
}

/* Look into lines like `1234 app`; what is not there stays as it was. */
static void find_saved(const struct threads *threads, pid_t tid, struct thread *thread)
{
	for (const char *at = str_text(&threads->saved); *at;
	     at += strcspn(at, "\n"), at += *at == '\n') {
		struct scan scan = scan_text(at);
		uint64_t number;
		size_t size;

		if (!scan_u64(&scan, &number) || number != (uint64_t)tid || !scan_char(&scan, ' '))
			continue;
		size = strcspn(scan.at, "\n");
		size = size < COMMAND_SIZE ? size : COMMAND_SIZE - 1;
		/* What it says where it knows nothing (__trace_find_cmdline() in
		 * kernel/trace/trace_sched_switch.c). */
		if (size != 5 || memcmp(scan.at, "<...>", size) != 0)
			memcpy(thread->comm, scan.at, size);
		return;
	}
}

/* The command of a thread that has ended. What was read before may be from before its end. */
static struct sonde_error *ask_saved(struct threads *threads, pid_t tid, uint64_t now,
				     struct thread *thread)
{
	if (threads->saved_at && now < threads->saved_at + SAVED_FRESH)
		find_saved(threads, tid, thread);
	if (*thread->comm)
		return NULL;
	TRY(read_saved(threads, now));
	find_saved(threads, tid, thread);
	return NULL;
}

static struct sonde_error *begin(struct threads *threads)
{
	if (threads->slots)
		return NULL;
	threads->is_blind = pid_namespace_is_inner(threads->root);
	threads->slots = calloc(SLOTS, sizeof(*threads->slots));
	return threads->slots ? NULL : &sonde_error_no_memory;
}

struct sonde_error *threads_find(struct threads *threads, pid_t tid, uint64_t now,
				 struct thread *ret)
{
	struct thread_slot *slot;

	if (tid <= 0) {
		*ret = (struct thread){.comm = "swapper"};
		return NULL;
	}
	TRY(begin(threads));
	slot = &threads->slots[(unsigned)tid % SLOTS];
	if (slot->tid != tid)
		*slot = (struct thread_slot){0};
	if (!slot->tid || (now > slot->asked && now - slot->asked > FRESH)) {
		if (!threads->is_blind)
			TRY(ask(threads, tid, &slot->thread));
		if (!*slot->thread.comm && threads->tracing_dir)
			TRY(ask_saved(threads, tid, now, &slot->thread));
		slot->tid = tid;
		slot->asked = now;
	}
	*ret = slot->thread;
	return NULL;
}
