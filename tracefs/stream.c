/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/stream.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/scan.h"
#include "tracefs/dir.h"
#include "tracefs/stream_cpu.h"

#define FILE_LIMIT ((size_t)1 << 20)

/* Bytes of all pages that are kept, and how many of each CPU at least. */
#define KEPT_LIMIT ((size_t)32 << 20)
#define KEPT_LEAST ((size_t)8)

/* The margin, in nanoseconds: interrupts and other guests keep a CPU from going on so long. */
#define MARGIN ((uint64_t)10000000)

/* So long, in nanoseconds, is waited for the stack of a record that was read. To make one takes
 * longer than all else of a hit, and while it is made a guest's CPU can be kept from going on for
 * some tenths of a second. One that the kernel had no room for does not come. */
#define STACK_MARGIN ((uint64_t)1000000000)

/* After so many records it is asked whether a buffer fills meanwhile. */
#define DRAIN_EVERY ((size_t)64)

/* Where the kernel does not tell, all are read after so many nanoseconds. */
#define DRAIN_AFTER ((uint64_t)1000000)

/* Buffers that are told at once to fill; there may be more. */
#define FILLING ((size_t)32)

struct stream {
	struct stream_form form;
	/** Waits for all files; -1: they are said to have something whenever they have anything
	 * (before Linux 6.1). */
	int epoll;
	/** The last reading has left records that are too young. */
	bool has_more;
	/** In the order of their numbers. */
	VEC(struct stream_cpu) cpus;
};

void stream_close(struct stream *stream)
{
	if (!stream)
		return;
	vec_for_each(&stream->cpus, cpu)
		stream_cpu_deinit(cpu);
	vec_deinit(&stream->cpus);
	if (stream->epoll >= 0)
		close(stream->epoll);
	free(stream);
}

/* A kernel without such a file records no stacks. */
static struct sonde_error *read_stack_form(const char *instance, const char *file,
					   struct stack_form *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = tracing_read(instance, file, FILE_LIMIT, &text);

	if (error)
		return sonde_error_ignore(error, SONDE_ERROR_NOT_FOUND);
	error = stack_form_parse(str_text(&text), ret);
	return error ? sonde_error_prefix(error, "%s/%s: ", instance, file) : NULL;
}

/* Of a kernel that has no stacks there is no such file. */
static struct sonde_error *read_has_stacks(const char *instance, bool *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = tracing_read(instance, "options/stacktrace", FILE_LIMIT, &text);

	if (error)
		return sonde_error_ignore(error, SONDE_ERROR_NOT_FOUND);
	*ret = *str_text(&text) == '1';
	return NULL;
}

static struct sonde_error *read_form(const char *instance, struct stream_form *ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	TRY(tracing_read(instance, "events/header_page", FILE_LIMIT, &text));
	TRY(page_form_parse(str_text(&text), &ret->page));
	TRY(read_stack_form(instance, "events/ftrace/kernel_stack/format", &ret->kernel_stack));
	TRY(read_stack_form(instance, "events/ftrace/user_stack/format", &ret->user_stack));
	return read_has_stacks(instance, &ret->has_kernel_stacks);
}

static struct sonde_error *open_cpu(struct stream *stream, const char *instance, unsigned number)
{
	struct stream_cpu cpu = {.form = &stream->form, .cpu = number, .fd = -1};
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/per_cpu/cpu%u/trace_pipe_raw", instance, number);
	TRY(str_take(&path, &cpu.path));
	cpu.fd = open(cpu.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (cpu.fd < 0) {
		struct sonde_error *error = sonde_error_os(errno, "Cannot read %s", cpu.path);

		stream_cpu_deinit(&cpu);
		return tracing_hint(error);
	}
	return vec_push(&stream->cpus, cpu);
}

/* The numbers of the folders `cpuN`, each once. */
struct cpu_numbers VEC_BODY(unsigned);

static int by_number(const void *a, const void *b)
{
	const unsigned *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static struct sonde_error *list_cpus(const char *instance, struct cpu_numbers *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_closedir_ DIR *dir = NULL;
	struct dirent *entry;

	str_appendf(&path, "%s/per_cpu", instance);
	TRY(str_check(&path));
	dir = opendir(str_text(&path));
	if (!dir)
		return tracing_hint(sonde_error_os(errno, "Cannot read %s", str_text(&path)));
	while ((entry = readdir(dir))) {
		struct scan scan = scan_text(entry->d_name);
		uint64_t number;

		if (scan_literal(&scan, "cpu") && scan_u64(&scan, &number) && scan_done(&scan) &&
		    number <= UINT16_MAX)
			TRY(vec_push(ret, (unsigned)number));
	}
	if (ret->size)
		qsort(ret->data, ret->size, sizeof(*ret->data), by_number);
	return NULL;
}

/* A CPU without a buffer would wake us without end. */
static struct sonde_error *wait_for(struct stream *stream, size_t index)
{
	struct stream_cpu *cpu = &stream->cpus.data[index];
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = index};

	if (stream->epoll < 0 || cpu->is_waited_for || cpu->is_absent)
		return NULL;
	if (epoll_ctl(stream->epoll, EPOLL_CTL_ADD, cpu->fd, &event) < 0 && errno != EPERM)
		return sonde_error_os(errno, "Cannot wait for %s", cpu->path);
	cpu->is_waited_for = true;
	return NULL;
}

static struct sonde_error *open_cpus(struct stream *stream, const char *instance,
				     const struct cpu_numbers *numbers)
{
	size_t limit;

	stream->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (stream->epoll < 0)
		return sonde_error_os(errno, "Cannot wait for %s", instance);
	vec_for_each(numbers, number)
		TRY(open_cpu(stream, instance, *number));
	if (!stream->cpus.size)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "%s has no buffers.", instance);
	limit = KEPT_LIMIT / stream->form.page.size / stream->cpus.size;
	for (size_t i = 0; i < stream->cpus.size; i++) {
		struct stream_cpu *cpu = &stream->cpus.data[i];

		cpu->limit = limit > KEPT_LEAST ? limit : KEPT_LEAST;
		/* Nothing is recorded as yet: whether it has a buffer is seen. */
		TRY(stream_cpu_fill(cpu));
		TRY(wait_for(stream, i));
	}
	return NULL;
}

struct sonde_error *stream_open(const char *instance, struct stream **ret)
{
	_cleanup_stream_ struct stream *stream = calloc(1, sizeof(*stream));
	struct cpu_numbers numbers = VEC_INIT;
	struct sonde_error *error;

	if (!stream)
		return &sonde_error_no_memory;
	stream->epoll = -1;
	TRY(read_form(instance, &stream->form));
	error = list_cpus(instance, &numbers);
	if (!error)
		error = open_cpus(stream, instance, &numbers);
	vec_deinit(&numbers);
	TRY(error);
	*ret = take_ptr(stream);
	return NULL;
}

/* The CPU whose record is the oldest; none if no CPU has one. */
static struct sonde_error *find_oldest(struct stream *stream, struct stream_cpu **ret)
{
	struct stream_cpu *oldest = NULL;

	vec_for_each(&stream->cpus, cpu) {
		if (!cpu->has_head)
			TRY(stream_cpu_look(cpu));
		if (cpu->has_head && (!oldest || cpu->head.time < oldest->head.time))
			oldest = cpu;
	}
	*ret = oldest;
	return NULL;
}

int stream_fd(const struct stream *stream)
{
	return stream->epoll;
}

bool stream_has_more(const struct stream *stream)
{
	return stream->has_more;
}

/* Read what a buffer has until now, without handing it out. */
static struct sonde_error *drain_cpu(struct stream_cpu *cpu)
{
	cpu->is_drained = false;
	cpu->moment = clock_monotonic();
	return stream_cpu_fill(cpu);
}

/* Who reads is slower than who writes: what is left meanwhile would be overwritten. */
static struct sonde_error *drain(struct stream *stream, uint64_t *last)
{
	struct epoll_event events[FILLING];
	const uint64_t time = clock_monotonic();
	int count;

	if (stream->epoll < 0) {
		if (time - *last < DRAIN_AFTER)
			return NULL;
		vec_for_each(&stream->cpus, cpu)
			TRY(drain_cpu(cpu));
		*last = clock_monotonic();
		return NULL;
	}
	count = epoll_wait(stream->epoll, events, FILLING, 0);
	for (int i = 0; i < count; i++)
		TRY(drain_cpu(&stream->cpus.data[events[i].data.u64]));
	return NULL;
}

/* Kernels that do not heed buffer_percent would wake us for each record. */
static void judge_waking(struct stream *stream, bool was_filling)
{
	size_t size = 0;

	vec_for_each(&stream->cpus, cpu)
		size += cpu->pages.size < cpu->limit ? cpu->filled : stream->form.page.size;
	if (!was_filling || size >= stream->form.page.size)
		return;
	close(stream->epoll);
	stream->epoll = -1;
}

static struct sonde_error *fill(struct stream *stream, uint64_t begin)
{
	struct epoll_event event;
	const bool was_filling = stream->epoll >= 0 && epoll_wait(stream->epoll, &event, 1, 0) > 0;

	for (size_t i = 0; i < stream->cpus.size; i++) {
		struct stream_cpu *cpu = &stream->cpus.data[i];

		cpu->is_drained = cpu->has_head = false;
		cpu->moment = begin;
		cpu->filled = 0;
		TRY(stream_cpu_fill(cpu));
		TRY(wait_for(stream, i));
	}
	judge_waking(stream, was_filling);
	return NULL;
}

/* Whether a record is too young to be handed out, and with it all that are younger. */
static bool has_to_wait(const struct stream_cpu *cpu, uint64_t begin)
{
	const uint64_t margin = cpu->is_stack_due ? STACK_MARGIN : MARGIN;

	return begin < margin || cpu->head.time >= begin - margin;
}

struct sonde_error *stream_read(struct stream *stream, bool is_last, stream_record_fn *take,
				void *data)
{
	const uint64_t begin = is_last ? UINT64_MAX : clock_monotonic();
	uint64_t drained = clock_monotonic();
	bool enough = false;

	TRY(fill(stream, begin));
	for (size_t taken = 1;; taken++) {
		struct stream_cpu *oldest = NULL;

		TRY(find_oldest(stream, &oldest));
		stream->has_more = oldest != NULL;
		if (!oldest || (!is_last && has_to_wait(oldest, begin)))
			return NULL;
		TRY(take(&oldest->head, data, &enough));
		stream_cpu_step(oldest);
		if (enough)
			return NULL;
		if (taken % DRAIN_EVERY == 0 && !is_last)
			TRY(drain(stream, &drained));
	}
}

/* `NAME: N` on a line of its own; 0 where a kernel does not have it. */
static uint64_t find_number(const char *text, const char *name)
{
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		struct scan scan = scan_text(at);
		uint64_t number;

		if (scan_literal(&scan, name) && scan_literal(&scan, ": ") &&
		    scan_u64(&scan, &number))
			return number;
	}
	return 0;
}

struct sonde_error *stream_read_stats(const char *instance, struct stream_stats *ret)
{
	struct cpu_numbers numbers = VEC_INIT;
	struct sonde_error *error = list_cpus(instance, &numbers);
	struct stream_stats stats = {0};

	for (size_t i = 0; !error && i < numbers.size; i++) {
		_cleanup_str_ struct str file = STR_INIT;
		_cleanup_str_ struct str text = STR_INIT;

		str_appendf(&file, "per_cpu/cpu%u/stats", numbers.data[i]);
		error = str_check(&file);
		if (!error)
			error = tracing_read(instance, str_text(&file), FILE_LIMIT, &text);
		stats.overrun += find_number(str_text(&text), "overrun");
		stats.dropped += find_number(str_text(&text), "commit overrun") +
				 find_number(str_text(&text), "dropped events");
		stats.kept += find_number(str_text(&text), "entries") +
			      find_number(str_text(&text), "read events");
	}
	vec_deinit(&numbers);
	TRY(error);
	*ret = stats;
	return NULL;
}
