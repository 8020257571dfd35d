/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/line_marks.h"
#include "tests/unit/lines.h"

static const struct line_mark *mark_of(const struct line_marks *marks, uint32_t line)
{
	vec_for_each(marks, mark) {
		if (mark->line == line)
			return mark;
	}
	return NULL;
}

static void test_marks(void **state)
{
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
	const uint32_t first = line_of("lines.c", "int clamped("),
		       one = line_of("lines.c", "calls-one");
	const struct line_mark *mark;

	(void)state;
	check_ok(line_mark_file(fixture.table, "lines.c", LINE_SPAN_ALL, &marks));
	mark = mark_of(&marks, first);
	assert_non_null(mark);
	assert_int_equal(mark->places, 2);
	assert_true(mark->only_inlined);
	assert_true(path_ends_with(mark->path, "lines.c"));
	mark = mark_of(&marks, one);
	assert_non_null(mark);
	assert_int_equal(mark->places, 1);
	assert_false(mark->only_inlined);
	assert_string_equal(mark->inlines, "clamped");
	assert_null(mark_of(&marks, line_of("lines.c", "nothing but calls")));
	for (size_t i = 1; i < marks.size; i++)
		assert_true(marks.data[i - 1].line < marks.data[i].line);
}

/* The places of one line are those that come next in all of the file. */
static void check_part(const struct line_places *all, size_t *next,
		       const struct line_places *places)
{
	vec_for_each(places, place) {
		const struct line_place *same = &all->data[*next];

		assert_true(*next < all->size);
		assert_int_equal(same->line, place->line);
		assert_int_equal(same->address, place->address);
		assert_string_equal(same->path, place->path);
		(*next)++;
	}
}

/* Every mark has as many places as it says, and what has no mark has none. */
static void test_marks_and_places(void **state)
{
	static const char *const files[] = {"lines.c", "lines.h", "lines.inc"};

	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);

		for (size_t j = 0; j < sizeof(files) / sizeof(*files); j++) {
			_cleanup_(line_marks_deinit) struct line_marks marks = VEC_INIT;
			_cleanup_(line_places_deinit) struct line_places all = VEC_INIT;
			size_t next = 0;

			check_ok(line_mark_file(fixture.table, files[j], LINE_SPAN_ALL, &marks));
			check_ok(line_find_in_file(fixture.table, files[j], LINE_SPAN_ALL, &all));
			assert_true(marks.size > 0);
			for (uint32_t line = 1; line < 120; line++) {
				_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
				const struct line_mark *mark = mark_of(&marks, line);

				check_ok(line_find_in_file(fixture.table, files[j], only(line),
							   &places));
				assert_int_equal(places.size, mark ? mark->places : 0);
				check_part(&all, &next, &places);
			}
			assert_int_equal(next, all.size);
		}
	}
}

static void test_marks_of_copy(void **state)
{
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	_cleanup_(func_instances_deinit) struct func_instances copies = find_func(&fixture,
										  "calls");
	const uint32_t first = line_of("lines.c", "int noinline calls("),
		       last = line_of("lines.c", "calls-return"),
		       one = line_of("lines.c", "calls-one");
	_cleanup_(line_marks_deinit) struct line_marks all = VEC_INIT, some = VEC_INIT;
	uint32_t before, after;

	(void)state;
	check_ok(line_mark_copy(fixture.table, &copies.data[0], LINE_SPAN_ALL, &all));
	assert_int_equal(all.data[0].line, first);
	assert_int_equal(vec_last(&all)->line, last);
	/* The same copy again adds no line. */
	check_ok(line_mark_copy(fixture.table, &copies.data[0], (struct line_span){one, one + 1},
				&some));
	check_ok(line_mark_copy(fixture.table, &copies.data[0], (struct line_span){one, one + 1},
				&some));
	assert_int_equal(some.size, 2);
	assert_int_equal(some.data[0].line, one);
	assert_int_equal(some.data[0].places, 2);
	line_marks_nearest(&all, last + 7, &before, &after);
	assert_int_equal(before, last);
	assert_int_equal(after, 0);
	line_marks_nearest(&all, first - 1, &before, &after);
	assert_int_equal(before, 0);
	assert_int_equal(after, first);
	line_marks_nearest(&all, one, &before, &after);
	assert_int_equal(before, line_of("lines.c", "calls-first"));
	assert_int_equal(after, one + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_marks_and_places),
		cmocka_unit_test(test_marks_of_copy),
	};

	return cmocka_run_group_tests_name("line_marks", tests, make_images, NULL);
}
