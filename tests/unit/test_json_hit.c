/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hits as JSON. trace_outputs.sh has others read what this has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-c/json.h>

#include "cli/trace/json_hit.h"
#include "tests/unit/golden.h"
#include "tests/unit/hit_samples.h"

static void samples_are_as_they_were(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		_cleanup_sample_ struct sample sample;
		_cleanup_str_ struct str json = STR_INIT;
		struct hit_writer *writer;

		sample_make(&sample, i);
		check_ok(hit_json_create(&sample.options, &writer));
		sample_write(&sample, writer, &json);
		check_golden_in("trace-outputs", samples[i].name, "json", &json);
	}
}

/* Whatever is in it. */
static void any_text_is_a_line_of_json(void **state)
{
	(void)state;
	for (unsigned byte = 1; byte < 256; byte++) {
		const char text[] = {'a', (char)byte, '\xe2', (char)byte, 0};
		_cleanup_sample_ struct sample sample;
		_cleanup_str_ struct str json = STR_INIT;
		struct json_object *parsed, *fields, *name;
		struct hit_writer *writer;
		struct hit *hit;

		sample_make(&sample, 0);
		hit = sample_hit(&sample, sample.list[0], text);
		sample_number(hit, UINT64_MAX);
		sample_text(hit, text, false);
		sample_number(hit, (uint64_t)INT64_MIN);
		check_ok(hit_json_create(&sample.options, &writer));
		check_ok(writer->ops->hit(writer, hit, &json));
		hit_writer_destroy(writer);
		assert_ptr_equal(strchr(str_text(&json), '\n'), str_text(&json) + json.size - 1);
		parsed = json_tokener_parse(str_text(&json));
		assert_non_null(parsed);
		assert_true(json_object_object_get_ex(parsed, "fields", &fields));
		assert_true(json_object_object_get_ex(fields, "count", &name));
		assert_true(json_object_get_uint64(name) == UINT64_MAX);
		assert_true(json_object_object_get_ex(fields, "pos", &name));
		assert_true(json_object_get_int64(name) == INT64_MIN);
		assert_true(json_object_object_get_ex(parsed, "bytes", &fields));
		json_object_put(parsed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_as_they_were),
		cmocka_unit_test(any_text_is_a_line_of_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
