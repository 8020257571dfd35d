/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Tables of definitions for hostile images, and their answers: each in time, all within bounds of
 * memory. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_HOSTILE_H
#define TESTS_UNIT_HOSTILE_H

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "probe/grammar.h"
#include "probe/resolve.h"
#include "tests/unit/images.h"

/** Seconds of processor time for one answer; with sanitizers it takes some hundredths of it. */
#define SECONDS_MAX 1.0
/** So many times as many under valgrind. */
#define SLOWNESS 100
/** kB of memory for all answers of a test program, sanitizers included. */
#define MEMORY_MAX (512L * 1024)

/** A definition and the answer to it. */
struct row {
	/** The definition. */
	const char *text;
	/** The arguments of its one event with what stands before them, or NULL. */
	const char *event;
	/** Without an event: the error's kind and part of its message or hint. */
	enum sonde_error_kind kind;
	const char *error;
};

/** The events of a definition. */
struct answer {
	struct str lines;
	size_t events;
	size_t args;
};

/** A resolve_sink that prints events into a struct answer. */
static inline struct sonde_error *take_event(void *data, struct probe_event *event)
{
	_cleanup_probe_event_ struct probe_event owned = *event;
	struct answer *answer = data;

	*event = (struct probe_event){0};
	if (answer->events++)
		str_append_char(&answer->lines, '\n');
	answer->args += owned.args.size;
	probe_event_print(&owned, &answer->lines);
	return NULL;
}

/** For _cleanup_(). */
static inline void batch_destroyp(struct resolve_batch **batch)
{
	resolve_batch_destroy(*batch);
}

/** Resolve a definition, which is a good one, into an answer. */
static inline struct sonde_error *resolve(struct image *image, const char *text,
					  struct notes *notes, struct answer *answer)
{
	const struct resolve_options options = {0};
	const struct resolve_sink sink = {.take = take_event, .data = answer};
	_cleanup_(batch_destroyp) struct resolve_batch *batch = NULL;
	_cleanup_probe_def_ struct probe_def def = {0};
	const struct probe_def *defs = &def;

	check_ok(probe_def_parse(text, &def));
	TRY(resolve_batch_create(image, &defs, 1, &options, &batch));
	return probe_resolve(batch, 0, notes, &sink);
}

/** Processor time of this process. */
static inline double processor_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/** Fail the test if @p what took longer than it may since @p start. */
static inline void check_time(double start, const char *what)
{
	const double seconds = processor_seconds() - start;

	if (seconds > (getenv("SONDE_UNDER") ? SECONDS_MAX * SLOWNESS : SECONDS_MAX))
		fail_msg("%s: %.1f s", what, seconds);
}

/** Fail the test unless the definition has its answer, in time. */
static inline void check_row(struct image *image, const struct row *row)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const double start = processor_seconds();
	struct answer answer = {0};
	struct sonde_error *error = resolve(image, row->text, &notes, &answer);

	check_time(start, row->text);
	if (row->event) {
		check_ok(error);
		if (strcmp(str_text(&answer.lines), row->event) != 0)
			fail_msg("%s: %s", row->text, str_text(&answer.lines));
	} else {
		if (!error)
			fail_msg("%s: %s", row->text, str_text(&answer.lines));
		check_error(error, row->kind, row->error);
		assert_int_equal(answer.events, 0);
	}
	str_deinit(&answer.lines);
}

/** check_row() for each of an image's. */
static inline void check_rows(const char *name, const struct row *rows, size_t count)
{
	_cleanup_image_ struct image *image = open_image(name);

	for (size_t i = 0; i < count; i++)
		check_row(image, &rows[i]);
}

/** check_rows() of an array. */
#define check_table(image, rows) check_rows(image, rows, sizeof(rows) / sizeof(*(rows)))

/** The last test of a program: what all the others took. */
static inline void test_memory(void **state)
{
	struct rusage usage;

	(void)state;
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	if (usage.ru_maxrss > MEMORY_MAX)
		fail_msg("%ld kB", usage.ru_maxrss);
}

#endif /* TESTS_UNIT_HOSTILE_H */
