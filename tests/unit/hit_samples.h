/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Hits whose outputs are in tests/data/trace-outputs. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_HIT_SAMPLES_H
#define TESTS_UNIT_HIT_SAMPLES_H

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"
#include "trace/hit.h"
#include "trace/symbols.h"
#include "trace/writer.h"

/** A hit, or a loss before it. */
struct sample_hit {
	struct hit hit;
	/** Hits that were lost; 0: it is a hit. */
	uint64_t lost;
};

struct sample {
	struct hit_event events[3];
	const struct hit_event *list[3];
	size_t event_count;
	VEC(struct sample_hit) hits;
	struct hit_writer_options options;
};

/** 2026-01-31 14:03:59 UTC at 1000 seconds. */
static const int64_t sample_wall_offset = (INT64_C(1769868239) - 1000) * 1000000000;

static inline void sample_kernel(const struct hit_symbols *symbols, uint64_t address,
				 struct hit_symbol *ret)
{
	(void)symbols;
	if (address >= 0xffffffffc0000000)
		*ret = (struct hit_symbol){"nfs_file_read", address - 0xffffffffc0000000, "[nfs]"};
	else if (address >= 0xffffffff81001000)
		*ret = (struct hit_symbol){"ksys_read", address - 0xffffffff81001000,
					   "[kernel.kallsyms]"};
	else if (address >= 0xffffffff81000000)
		*ret = (struct hit_symbol){"vfs_read", address - 0xffffffff81000000,
					   "[kernel.kallsyms]"};
}

static inline void sample_user(const struct hit_symbols *symbols, pid_t pid, uint64_t address,
			       struct hit_symbol *ret)
{
	(void)symbols;
	(void)pid;
	if (address >= 0x7f0000000000 && address < 0x7f0000001000)
		*ret = (struct hit_symbol){"read", address - 0x7f0000000000, "/usr/lib/libc.so.6"};
	else if (address >= 0x400000 && address < 0x500000)
		*ret = (struct hit_symbol){NULL, address - 0x400000, "/bin/a b"};
}

static inline char *sample_copy(const char *text)
{
	char *made = NULL;

	check_ok(sonde_strdup(text, &made));
	return made;
}

static inline struct hit_event *sample_event(struct sample *sample, const char *group,
					     const char *event, const char *place)
{
	struct hit_event *made = &sample->events[sample->event_count];

	made->group = sample_copy(group);
	made->event = sample_copy(event);
	if (place)
		check_ok(vec_push(&made->places, sample_copy(place)));
	sample->list[sample->event_count++] = made;
	return made;
}

static inline struct hit_field *sample_field(struct hit_event *event, const char *label,
					     const char *name, struct hit_field like)
{
	like.label = sample_copy(label);
	like.name = sample_copy(name);
	check_ok(vec_push(&event->fields, like));
	return vec_last(&event->fields);
}

/** Add a hit, a millisecond after the one before. */
static inline struct hit *sample_hit(struct sample *sample, const struct hit_event *event,
				     const char *comm)
{
	const uint64_t time = 1000123456789 + sample->hits.size * 1000000;
	struct hit *hit;

	check_ok(vec_push(&sample->hits, (struct sample_hit){0}));
	hit = &vec_last(&sample->hits)->hit;
	*hit = (struct hit){.time = time, .pid = 1234, .tid = 1235, .cpu = 1};
	hit->event = event;
	assert_true(strlen(comm) < sizeof(hit->comm));
	memcpy(hit->comm, comm, strlen(comm));
	return hit;
}

static inline void sample_lost(struct sample *sample, unsigned cpu, uint64_t count)
{
	struct hit *hit = sample_hit(sample, &sample->events[0], "");

	hit->cpu = cpu;
	vec_last(&sample->hits)->lost = count;
}

static inline void sample_number(struct hit *hit, uint64_t number)
{
	check_ok(vec_push(&hit->values, (struct hit_value){.kind = HIT_NUMBER, .number = number}));
}

static inline void sample_text(struct hit *hit, const char *text, bool is_cut)
{
	check_ok(vec_push(&hit->values, (struct hit_value){.kind = HIT_TEXT,
							   .bytes = text,
							   .size = strlen(text),
							   .is_cut = is_cut}));
}

static inline void sample_value(struct hit *hit, struct hit_value value)
{
	check_ok(vec_push(&hit->values, value));
}

/** All events have the same fields, and widths grow. */
static inline void sample_read(struct sample *sample)
{
	static const struct {
		const char *comm, *name;
		uint64_t count;
	} rows[] = {
		{"cat", "a.log", 4096},
		{"kworker/u8:2-ev", "a name that is longer than its column", 131072},
		{"sh", "b", 12345678901},
		{"sh", "\xe6\x97\xa5\xe6\x9c\xac", 1},
	};
	struct hit_event *event = sample_event(sample, "probe", "vfs_read", "vfs_read+0");

	sample_field(event, "count", "count", (struct hit_field){.size = 8});
	sample_field(event, "file->f_path.dentry->d_name.name", "name",
		     (struct hit_field){.is_text = true});
	sample_field(event, "pos", "pos", (struct hit_field){.size = 8, .is_signed = true});
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct hit *hit = sample_hit(sample, event, rows[i].comm);

		hit->address = 0xffffffff81000000;
		sample_number(hit, rows[i].count);
		sample_text(hit, rows[i].name, false);
		sample_number(hit, (uint64_t) - (int64_t)i);
		if (i == 1)
			sample_lost(sample, 1, 123);
	}
	sample_lost(sample, UINT_MAX, UINT64_MAX);
	sample_lost(sample, 0, 1);
}

static inline void sample_enumerators(struct hit_field *field, const char *text)
{
	check_ok(enumeration_parse(text, &field->values));
}

static inline void sample_kinds_fields(struct hit_event *event)
{
	const struct hit_field text = {.is_text = true};
	const struct hit_field word = {.size = 8};

	sample_field(event, "$retval", "ret", (struct hit_field){.size = 4, .is_signed = true});
	sample_field(event, "flags", "flags", (struct hit_field){.size = 4, .is_hex = true});
	sample_enumerators(sample_field(event, "how", "how", (struct hit_field){.size = 4}),
			   "SHUT_RD=0 SHUT_WR=1 SHUT_RDWR=2");
	sample_enumerators(sample_field(event, "mode", "mode", (struct hit_field){.size = 4}),
			   "NONE=0 READ=1 WRITE=2 EXEC=4 LOCK=16 ALL=7");
	sample_field(event, "fn", "fn", (struct hit_field){.size = 8, .is_symbol = true});
	sample_field(event, "p", "p", (struct hit_field){.size = 8, .is_pointer = true});
	sample_field(event, "c", "c", (struct hit_field){.size = 1, .is_character = true});
	sample_field(event, "nr", "nr", word);
	sample_field(event, "a[2]", "a", (struct hit_field){.size = 2, .is_array = true});
	sample_field(event, "b", "b", (struct hit_field){.size = 1, .is_array = true});
	sample_field(event, "t", "t", (struct hit_field){.is_text = true, .is_array = true});
	sample_field(event, "name", "name", text);
	sample_field(event, "cut", "cut", text);
}

static inline void sample_kinds_values(struct hit *hit, bool is_odd)
{
	static const char record[] = "\1\0\2\0hi\0\0\x04\0\3\0\0\0\0\0ab";

	hit->record = record;
	hit->record_size = sizeof(record);
	sample_number(hit, is_odd ? (uint64_t)-2 : 512);
	sample_number(hit, is_odd ? 0xfffffffe : 0x20);
	sample_number(hit, is_odd ? 7 : 1);
	sample_number(hit, is_odd ? 64 + 17 : 7);
	sample_number(hit, is_odd ? 0xffffffffc0000010 : 0xffffffff81000000);
	sample_number(hit, is_odd ? 0x7ffc12345678 : 0xffff888000000000);
	sample_number(hit, is_odd ? '\n' : 'x');
	sample_number(hit, is_odd ? 9999 : 1);
	sample_value(hit, (struct hit_value){.kind = HIT_ARRAY, .bytes = record, .size = 4});
	sample_value(hit, (struct hit_value){.kind = HIT_ARRAY, .bytes = record + 4, .size = 4});
	sample_value(hit, (struct hit_value){.kind = HIT_TEXTS, .bytes = record + 8, .size = 8});
	if (is_odd)
		sample_value(hit, (struct hit_value){.kind = HIT_FAULT});
	else
		sample_text(hit, "(fault)", false);
	sample_text(hit, is_odd ? "a\\b\"c\n\x1b[31m\xff\xc2\x85" : "short", is_odd);
}

/** Values of all kinds, of two events; an odd command and process. */
static inline void sample_kinds(struct sample *sample)
{
	struct hit_event *event = sample_event(sample, "probe", "open__return", "do_open+0");
	struct hit_event *other = sample_event(sample, "app", "work", NULL);
	struct hit *hit;

	event->is_return = true;
	other->is_user = true;
	check_ok(vec_push(&other->places, sample_copy("/bin/a b:0x1234")));
	check_ok(vec_push(&other->places, sample_copy("/bin/a b:0x2345")));
	sample_kinds_fields(event);
	sample_field(other, "us", "us", (struct hit_field){.size = 4});
	for (unsigned i = 0; i < 2; i++) {
		hit = sample_hit(sample, event, i ? "a b\n" : "cat");
		hit->address = 0xffffffff81000000;
		hit->return_address = i ? 0xffffffff81001019 : 0;
		hit->pid = i ? 0 : 1234;
		sample_kinds_values(hit, i);
	}
	hit = sample_hit(sample, other, "");
	hit->place = 1;
	sample_number(hit, 150);
	hit = sample_hit(sample, other, "swapper/0");
	hit->address = 0x401234;
	hit->place = SIZE_MAX;
	hit->pid = hit->tid = 0;
	sample_value(hit, (struct hit_value){.kind = HIT_FAULT});
}

/** Stacks, one of which nobody knows anything of. */
static inline void sample_stacks(struct sample *sample)
{
	static const uint64_t kernel[] = {0xffffffff81000000, 0xffffffffc0000123,
					  0xffffffff81001019, 0, 5};
	static const uint64_t user[] = {0x7f0000000019, 0x401234, 0x10, 0};
	struct hit_event *event = sample_event(sample, "probe", "vfs_read", "vfs_read+0");
	struct hit *hit;

	sample->options.stacks = true;
	sample_field(event, "count", "count", (struct hit_field){.size = 8});
	for (unsigned i = 0; i < 3; i++) {
		hit = sample_hit(sample, event, i ? "sh" : "Web Content");
		hit->address = 0xffffffff81000000;
		sample_number(hit, i);
		if (i < 2)
			hit->kernel_stack = (struct hit_frames){kernel, 5};
		if (i == 0)
			hit->user_stack = (struct hit_frames){user, 4};
	}
}

/** A tracepoint that says of itself what it is, beside a probe. */
static inline void sample_tracepoint(struct sample *sample)
{
	struct hit_event *event = sample_event(sample, "sched", "sched_switch", NULL);
	struct hit_event *probe = sample_event(sample, "probe", "vfs_read", "vfs_read+0");
	struct hit *hit = sample_hit(sample, event, "sh");

	sample_field(event, "prev_comm", "prev_comm", (struct hit_field){.is_text = true});
	sample_field(event, "pid", "pid", (struct hit_field){.size = 4, .is_signed = true});
	hit->text = "prev_comm=sh prev_pid=1235 ==> next_comm=swapper/1\n";
	sample_text(hit, "sh", false);
	sample_number(hit, 77);
	hit = sample_hit(sample, probe, "sh");
	hit->address = 0xffffffff81000000;
}

/** An event of several functions. */
static inline void sample_pattern(struct sample *sample)
{
	struct hit_event *event = sample_event(sample, "probe", "vfs", "vfs_read+0");

	check_ok(vec_push(&event->places, sample_copy("vfs_write_with_care+4")));
	sample_field(event, "count", "count", (struct hit_field){.size = 8});
	for (size_t i = 0; i < 2; i++) {
		struct hit *hit = sample_hit(sample, event, "dd");

		hit->place = i;
		hit->address = 0xffffffff81000000;
		sample_number(hit, i);
	}
}

/** What sonde-trace-output(5) shows. */
static inline void sample_page(struct sample *sample)
{
	static const struct {
		const char *comm, *name;
		uint64_t count, mode;
	} rows[] = {
		{"cat", "app.log", 131072, 1},
		{"postgres", "16384", 8192, 19},
		{"sh", "\x1b[2J", 1, 4},
	};
	struct hit_event *event = sample_event(sample, "probe", "vfs_read", "vfs_read+0");

	sample_field(event, "count", "count", (struct hit_field){.size = 8});
	sample_enumerators(sample_field(event, "mode", "mode", (struct hit_field){.size = 4}),
			   "READ=1 WRITE=2 EXEC=4 LOCK=16");
	sample_field(event, "name", "name", (struct hit_field){.is_text = true});
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct hit *hit;

		if (i == 2)
			sample_lost(sample, 1, 123);
		hit = sample_hit(sample, event, rows[i].comm);
		hit->address = 0xffffffff81000000;
		hit->pid = hit->tid = (pid_t)(1234 + 100 * i);
		sample_number(hit, rows[i].count);
		sample_number(hit, rows[i].mode);
		if (i == 1)
			sample_value(hit, (struct hit_value){.kind = HIT_FAULT});
		else
			sample_text(hit, rows[i].name, false);
	}
}

static const struct {
	const char *name;
	void (*make)(struct sample *sample);
} samples[] = {
	{"read", sample_read},	     {"kinds", sample_kinds},
	{"stacks", sample_stacks},   {"tracepoint", sample_tracepoint},
	{"pattern", sample_pattern}, {"page", sample_page},
};
#define SAMPLE_COUNT (sizeof(samples) / sizeof(*samples))

static const struct hit_symbols sample_symbols = {sample_kernel, sample_user, NULL};

/** Make the sample @p index. */
static inline void sample_make(struct sample *sample, size_t index)
{
	setenv("TZ", "UTC", 1);
	*sample = (struct sample){0};
	samples[index].make(sample);
	sample->options.events = sample->list;
	sample->options.event_count = sample->event_count;
	sample->options.symbols = &sample_symbols;
	sample->options.machine = "x86_64";
	sample->options.wall_offset = &sample_wall_offset;
}

static inline void sample_deinit(struct sample *sample)
{
	vec_for_each(&sample->hits, one)
		hit_deinit(&one->hit);
	vec_deinit(&sample->hits);
	for (size_t i = 0; i < sample->event_count; i++)
		hit_event_deinit(&sample->events[i]);
}

#define _cleanup_sample_ _cleanup_(sample_deinit)

/** All that @p writer makes of the sample; the writer is destroyed. */
static inline void sample_write(const struct sample *sample, struct hit_writer *writer,
				struct str *out)
{
	if (writer->ops->begin)
		check_ok(writer->ops->begin(writer, out));
	vec_for_each(&sample->hits, one) {
		const struct hit *hit = &one->hit;

		if (one->lost)
			check_ok(writer->ops->lost(writer, hit->time, hit->cpu, one->lost, out));
		else
			check_ok(writer->ops->hit(writer, hit, out));
	}
	hit_writer_destroy(writer);
}

#endif /* TESTS_UNIT_HIT_SAMPLES_H */
