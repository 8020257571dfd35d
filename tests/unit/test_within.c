/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/within.h"
#include "tests/unit/lines.h"

static void test_within(void **state)
{
	(void)state;
	for (size_t i = 0; i < IMAGE_COUNT; i++) {
		_cleanup_(fixture_deinit) struct fixture fixture = open_fixture(image_names[i]);
		const struct symbol *slow = symbols_unique(&fixture.image->symbols, "slow");
		_cleanup_(func_instances_deinit) struct func_instances copies =
			find_func(&fixture, "clamped");
		struct func_instance found;
		Dwarf_Die unit = fixture.unit;

		assert_non_null(slow);
		assert_true(within_find(&unit, slow->address + slow->size - 1, &found));
		assert_string_equal(die_name(&found.die), "slow");
		assert_int_equal(found.entry, slow->address);
		assert_false(found.is_inlined);
		for (size_t j = 0; j < 2; j++) {
			assert_true(within_find(&unit, copies.data[j].entry, &found));
			check_same_die(&found, &copies.data[j]);
			assert_string_equal(die_name(&found.outer),
					    die_name(&copies.data[j].outer));
			assert_true(found.is_inlined);
			assert_int_equal(found.entry, copies.data[j].entry);
		}
		/* Another unit's, and nobody's. */
		assert_false(within_find(&unit, address_of(fixture.image, "vfs_read"), &found));
		assert_false(within_find(&unit, 16, &found));
	}
}

/* A piece that lies apart is the function's too. */
static void test_within_cold(void **state)
{
	_cleanup_(fixture_deinit) struct fixture fixture = open_fixture("mini-gcc-5");
	struct func_instance found;

	(void)state;
	assert_true(within_find(&fixture.unit, address_of(fixture.image, "rare.cold"), &found));
	assert_string_equal(die_name(&found.die), "rare");
	assert_int_equal(found.entry, address_of(fixture.image, "rare"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_within_cold),
	};

	return cmocka_run_group_tests_name("within", tests, make_images, NULL);
}
