/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/grammar.h"
#include "probe/listing.h"
#include "tests/unit/check.h"
#include "tests/unit/images.h"

/* What is listed for a point of an image. */
static struct sonde_error *list(struct image *image, const char *point,
				struct listing_options options, struct listing_places *ret)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	check_ok(probe_def_parse(point, &def));
	return listing_make(image, &def, &options, &notes, ret);
}

static const struct listing_variable *variable_of(const struct listing_place *place,
						  const char *name)
{
	vec_for_each(&place->variables, variable) {
		if (strcmp(variable->name, name) == 0)
			return variable;
	}
	return NULL;
}

static void test_copies(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	const struct symbol *first = symbols_unique(&image->symbols, "call_inline");
	bool seen = false;

	(void)state;
	check_ok(list(image, "inlined_twice", (struct listing_options){0}, &places));
	assert_int_equal(places.size, 2);
	vec_for_each(&places, place) {
		assert_string_equal(place->source, "inlined_twice");
		assert_non_null(variable_of(place, "file"));
		assert_int_equal(place->variables.data[0].ranges.size, 0);
		if (strcmp(place->function, "call_inline") != 0)
			continue;
		assert_int_equal(place->address, first->address + place->offset);
		seen = true;
	}
	assert_true(seen);
}

/* Memory is given back on the way. */
static void test_many_units(void **state)
{
	_cleanup_image_ struct image *image = open_image("units");
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	const struct listing_options options = {.ranges = true};

	(void)state;
	check_ok(list(image, "unit_*", options, &places));
	assert_int_equal(places.size, 40);
	vec_for_each(&places, place) {
		const struct listing_variable *late = variable_of(place, "late");

		assert_non_null(late);
		assert_false(late->available);
		assert_int_equal(late->lines.size, 1);
		assert_int_equal(late->lines.data[0].first, 6);
	}
}

static void test_ranges(void **state)
{
	_cleanup_image_ struct image *image = open_image("expr");
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	const struct listing_variable *moving, *gone;

	(void)state;
	check_ok(list(image, "exotic", (struct listing_options){.ranges = true}, &places));
	assert_int_equal(places.size, 1);
	moving = variable_of(&places.data[0], "moving");
	assert_non_null(moving);
	assert_true(moving->available);
	assert_int_equal(moving->ranges.size, 2);
	assert_string_equal(moving->ranges.data[1].function, "exotic");
	assert_int_equal(moving->ranges.data[1].start, 4);
	assert_int_equal(moving->ranges.data[1].end, 10);
	gone = variable_of(&places.data[0], "gone");
	assert_non_null(gone);
	assert_false(gone->available);
	assert_int_equal(gone->ranges.size, 0);
}

/* `done` of vfs_read() is set in line 2, and counted in line 5. */
static void test_lines(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	const struct listing_variable *done;

	(void)state;
	check_ok(list(image, "vfs_read", (struct listing_options){.ranges = true}, &places));
	done = variable_of(&places.data[0], "done");
	assert_non_null(done);
	assert_false(done->available);
	assert_non_null(done->reason);
	assert_true(done->ranges.size > 0);
	assert_true(done->ranges.data[0].start > 0);
	assert_true(done->lines.size > 0);
	for (size_t i = 0; i < done->lines.size; i++) {
		const struct listing_line_range *lines = &done->lines.data[i];

		assert_true(lines->first <= lines->last);
		assert_true(lines->first >= 2 && lines->last <= 10);
		if (i)
			assert_true(lines->first > lines[-1].last + 1);
	}
}

static void test_filter(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	_cleanup_nameexpr_ struct nameexpr filter = NAMEEXPR_INIT;

	(void)state;
	check_ok(nameexpr_add(&filter, "shared_number | f*"));
	check_ok(list(image, "vfs_read",
		      (struct listing_options){.externs = true, .ranges = true, .filter = &filter},
		      &places));
	assert_int_equal(places.data[0].variables.size, 3);
	assert_string_equal(places.data[0].variables.data[0].name, "file_number");
	assert_true(places.data[0].variables.data[0].external);
	assert_string_equal(places.data[0].variables.data[1].name, "shared_number");
	assert_string_equal(places.data[0].variables.data[2].name, "file");
	assert_string_equal(places.data[0].variables.data[2].type, "struct file*");
	assert_false(places.data[0].variables.data[2].external);
}

static void test_errors(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const struct listing_options none = {0}, one = {.resolve = {.max_probes = 1}};
	struct listing_places places = VEC_INIT;

	(void)state;
	check_error(list(image, "vfs_raed", none, &places), SONDE_ERROR_NOT_FOUND, "vfs_read");
	check_error(list(image, "asm_entry", none, &places), SONDE_ERROR_UNAVAILABLE,
		    "only a symbol");
	check_error(list(image, "vfs_read%return", none, &places), SONDE_ERROR_UNAVAILABLE,
		    "when it returns");
	check_error(list(image, "vfs_read+9999", none, &places), SONDE_ERROR_UNAVAILABLE,
		    "not within");
	check_error(list(image, "inlined_twice", one, &places), SONDE_ERROR_REFUSED, "Too many");
	assert_int_equal(places.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies), cmocka_unit_test(test_many_units),
		cmocka_unit_test(test_ranges), cmocka_unit_test(test_lines),
		cmocka_unit_test(test_filter), cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, make_images, NULL);
}
