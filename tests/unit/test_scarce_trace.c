/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hits written in all forms, and records read, while memory is short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/hit_samples.h"
#include "tests/unit/scarce.h"
#include "trace/decode.h"

static struct sonde_error *write_all(const struct sample *sample, struct hit_writer *writer,
				     struct str *out)
{
	struct sonde_error *error = writer->ops->begin ? writer->ops->begin(writer, out) : NULL;

	for (size_t i = 0; i < sample->hits.size && !error; i++) {
		const struct sample_hit *one = &sample->hits.data[i];
		const struct hit *hit = &one->hit;

		error = one->lost ? writer->ops->lost(writer, hit->time, hit->cpu, one->lost, out)
				  : writer->ops->hit(writer, hit, out);
	}
	hit_writer_destroy(writer);
	return error ? error : str_check(out);
}

static struct sonde_error *write_columns(const void *data, struct str *out)
{
	const struct sample *sample = data;
	struct hit_writer *writer;

	TRY(hit_columns_create(&sample->options, NULL, &writer));
	return write_all(sample, writer, out);
}

static struct sonde_error *write_shown(const void *data, struct str *out)
{
	const struct sample *sample = data;
	struct hit_writer *writer;

	TRY(hit_columns_create(&sample->options, "time,comm:20,event,fields", &writer));
	return write_all(sample, writer, out);
}

static struct sonde_error *write_format(const void *data, struct str *out)
{
	const struct sample *sample = data;
	struct hit_writer *writer;

	TRY(hit_format_create(&sample->options, "%time %-16comm %event %fields %stack", &writer));
	return write_all(sample, writer, out);
}

static struct sonde_error *write_perf(const void *data, struct str *out)
{
	const struct sample *sample = data;
	struct hit_writer *writer;

	TRY(hit_perf_script_create(&sample->options, &writer));
	return write_all(sample, writer, out);
}

static void test_writers(void **state)
{
	static scarce_fn *const ways[] = {write_columns, write_shown, write_format, write_perf};

	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_sample_ struct sample sample;

		sample_make(&sample, i);
		for (size_t way = 0; way < sizeof(ways) / sizeof(*ways); way++)
			scarce_run(samples[i].name, ways[way], &sample);
	}
}

/* What a record is decoded by. */
struct record {
	struct hit_layout layout;
	struct hit_event event;
};

static struct sonde_error *decode(const void *data, struct str *out)
{
	static const char bytes[] = "\1\0\0\0\x10\0\4\0abcdefghone\0";
	const struct record *record = data;
	_cleanup_hit_ struct hit hit = {.pid = 1, .tid = 1, .event = &record->event};

	TRY(hit_decode(&record->layout, bytes, sizeof(bytes), &hit));
	str_appendf(out, "%zu values", hit.values.size);
	return str_check(out);
}

static void test_records(void **state)
{
	struct record record = {0};

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		check_ok(vec_push(&record.layout.slots,
				  (struct hit_slot){.role = HIT_SLOT_FIELD, .size = 4}));
		check_ok(vec_push(&record.event.fields, (struct hit_field){.size = 4}));
	}
	assert_true(scarce_run("record", decode, &record) > 0);
	hit_layout_deinit(&record.layout);
	hit_event_deinit(&record.event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_writers),
		cmocka_unit_test(test_records),
	};

	return cmocka_run_group_tests_name("scarce_trace", tests, NULL, NULL);
}
