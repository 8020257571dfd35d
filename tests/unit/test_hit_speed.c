/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the time grows that it takes to write hits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <time.h>

#include "tests/unit/hit_samples.h"
#include "trace/decode.h"

/* What grows with the square takes 64 times as long for 8 times as many. */
#define FEW	    5000U
#define MANY	    (8 * FEW)
#define MOST_GROWTH 44
/* The shorter one is over too soon to be measured once. */
#define LEAST_SECONDS 0.001

static double now(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void check_growth(const char *what, double few, double many)
{
	printf("# %s: %.0f ns a hit of %u, %.0f ns of %u\n", what, few / FEW * 1e9, FEW,
	       many / MANY * 1e9, MANY);
	assert_true(many < (few > LEAST_SECONDS ? few : LEAST_SECONDS) * MOST_GROWTH);
}

/* Processor time of @p count hits, all appended to one text. */
static double seconds_of(struct hit_writer *writer, const struct sample *sample, unsigned count)
{
	_cleanup_str_ struct str out = STR_INIT;
	const double start = now();

	for (unsigned i = 0; i < count; i++)
		check_ok(writer->ops->hit(writer, &sample->hits.data[i % 2].hit, &out));
	return now() - start;
}

static void check_writer(const char *what, struct hit_writer *writer, const struct sample *sample)
{
	check_growth(what, seconds_of(writer, sample, FEW), seconds_of(writer, sample, MANY));
	hit_writer_destroy(writer);
}

static void writing_does_not_grow_with_the_square(void **state)
{
	_cleanup_sample_ struct sample sample;
	struct hit_writer *writer;

	(void)state;
	sample_make(&sample, 0);
	check_ok(hit_columns_create(&sample.options, NULL, &writer));
	check_writer("columns", writer, &sample);
	check_ok(hit_format_create(&sample.options, "%time %-16comm %8count %fields", &writer));
	check_writer("format", writer, &sample);
	check_ok(hit_perf_script_create(&sample.options, &writer));
	check_writer("perf script", writer, &sample);
}

/* Processor time of a text of @p size bytes that are all escaped. */
static double seconds_of_text(size_t size)
{
	_cleanup_sample_ struct sample sample;
	_cleanup_str_ struct str text = STR_INIT, out = STR_INIT;
	struct hit_writer *writer;
	struct hit *hit;
	double start;

	sample_make(&sample, 0);
	for (size_t i = 0; i < size; i++)
		str_append_char(&text, '\x1b');
	hit = &sample.hits.data[0].hit;
	hit->values.data[1].bytes = str_text(&text);
	hit->values.data[1].size = size;
	sample.options.width = 80;
	start = now();
	check_ok(hit_columns_create(&sample.options, NULL, &writer));
	check_ok(writer->ops->hit(writer, hit, &out));
	hit_writer_destroy(writer);
	return now() - start;
}

static void long_texts_do_not_grow_with_the_square(void **state)
{
	(void)state;
	check_growth("a byte of a text", seconds_of_text((size_t)FEW * 10),
		     seconds_of_text((size_t)MANY * 10));
}

/* Processor time of a record of @p count texts that were fetched, each of which looks where the
 * next one lies. */
static double seconds_of_slots(unsigned count)
{
	_cleanup_hit_layout_ struct hit_layout layout = {0};
	_cleanup_hit_ struct hit hit = {0};
	const uint32_t where = 2 << 16;
	double start;

	for (unsigned i = 0; i < count; i++)
		check_ok(vec_push(&layout.slots, (struct hit_slot){.kind = HIT_SLOT_TEXT,
								   .is_located = true,
								   .is_fetched = true,
								   .fault = HIT_FAULTS_MOST}));
	start = now();
	check_ok(hit_decode(&layout, &where, sizeof(where), &hit));
	return now() - start;
}

static void many_texts_do_not_grow_with_the_square(void **state)
{
	(void)state;
	check_growth("a text of a record", seconds_of_slots(FEW), seconds_of_slots(MANY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writing_does_not_grow_with_the_square),
		cmocka_unit_test(long_texts_do_not_grow_with_the_square),
		cmocka_unit_test(many_texts_do_not_grow_with_the_square),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
