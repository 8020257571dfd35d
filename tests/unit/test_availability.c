/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/availability.h"
#include "tests/unit/lines.h"

/* Places of a copy's lines, and those of them that a definition FUNC:LINE does not mean in it. */
static size_t check_statements(const struct fixture *fixture, const struct func_instance *copy)
{
	_cleanup_(line_places_deinit) struct line_places places = VEC_INIT;
	struct availability_statements statements = VEC_INIT;
	Dwarf_Die die = copy->die;
	const char *path;
	uint32_t first;
	size_t next = 0, others = 0;

	assert_true(line_of_declaration(&die, &path, &first));
	check_ok(line_find_in_copy(fixture->table, copy, (struct line_span){first, UINT32_MAX},
				   &places));
	check_ok(availability_statements(fixture->table, copy, &statements));
	vec_for_each(&places, place) {
		Dwarf_Die inner = place->instance.die;

		if (dwarf_dieoffset(&inner) != dwarf_dieoffset(&die) ||
		    (place->line == first && place->address != copy->entry)) {
			others++;
			continue;
		}
		assert_true(next < statements.size);
		assert_int_equal(statements.data[next].line, place->line - first);
		assert_int_equal(statements.data[next].address, place->address);
		next++;
	}
	assert_int_equal(next, statements.size);
	vec_deinit(&statements);
	return others;
}

static void test_statements(void **state)
{
	static const char *const names[] = {"clamped", "loop_sum", "calls",	 "rare",
					    "several", "one_line", "enter_call", "do_call",
					    "borrows", "slow"};
	size_t others = 0;

	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);

		for (size_t j = 0; j < sizeof(names) / sizeof(*names); j++) {
			_cleanup_(func_instances_deinit) struct func_instances copies =
				find_func(&fixture, names[j]);

			vec_for_each(&copies, copy)
				others += check_statements(&fixture, copy);
		}
	}
	assert_true(others > 0);
}

static void test_add_line(void **state)
{
	static const uint32_t lines[] = {0, 3, 4, 4, 5, 7, UINT32_MAX};
	struct listing_lines ranges = VEC_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		check_ok(availability_add_line(lines[i], &ranges));
	assert_int_equal(ranges.size, 4);
	assert_int_equal(ranges.data[0].first, 0);
	assert_int_equal(ranges.data[0].last, 0);
	assert_int_equal(ranges.data[1].first, 3);
	assert_int_equal(ranges.data[1].last, 5);
	assert_int_equal(ranges.data[2].first, 7);
	assert_int_equal(ranges.data[2].last, 7);
	assert_int_equal(ranges.data[3].first, UINT32_MAX);
	vec_deinit(&ranges);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_add_line),
	};

	return cmocka_run_group_tests_name("availability", tests, make_images, NULL);
}
