/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/die.h"
#include "probe/lookup.h"
#include "tests/unit/check.h"
#include "tests/unit/images.h"

/* An image and what was looked up in it. */
struct sample {
	struct image *image;
	struct lookup *lookup;
};

static void sample_init(const char *image, enum image_kind kind, struct sample *sample)
{
	sample->image = open_kind(image, kind);
	check_ok(image_debuginfo_open(sample->image));
	check_ok(lookup_create(sample->image, &sample->lookup));
}

static void sample_deinit(struct sample *sample)
{
	lookup_destroy(sample->lookup);
	image_destroy(sample->image);
}

static size_t count_units(const struct sample *sample)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;
	size_t count = 0;

	while (die_next_unit(sample->image->dwarf, &cu, NULL, &unit))
		count++;
	return count;
}

/* What look() is to answer, and how often it was asked. */
struct counter {
	size_t asked;
	size_t things;
	bool is_final;
};

static struct sonde_error *look(struct lookup *lookup, const struct lookup_query *query,
				Dwarf_Die *unit, struct lookup_answer *answer)
{
	struct counter *counter = *(struct counter *const *)query->data;

	(void)lookup;
	counter->asked++;
	answer->die = *unit;
	answer->count += counter->things;
	answer->is_final = counter->is_final;
	return NULL;
}

static const struct lookup_answer *ask(struct sample *sample, const char *key,
				       const Dwarf_Die *unit, struct counter *counter)
{
	const struct lookup_answer *answer = NULL;

	check_ok(lookup_ask(
		sample->lookup,
		&(struct lookup_query){.key = key, .unit = unit, .look = look, .data = &counter},
		&answer));
	assert_non_null(answer);
	return answer;
}

/* Whatever the answer, the units are asked for it once. */
static void test_once(void **state)
{
	_cleanup_(sample_deinit) struct sample sample;
	static const size_t things[] = {0, 1, 2};
	size_t units;

	(void)state;
	sample_init("units", IMAGE_KERNEL, &sample);
	units = count_units(&sample);
	assert_true(units >= 40);
	for (size_t i = 0; i < 3; i++) {
		struct counter counter = {.things = things[i]};
		const char *key = (const char *[]){"none", "one", "more"}[i];
		const struct lookup_answer *answer = ask(&sample, key, NULL, &counter);

		assert_int_equal(answer->count, things[i] * units);
		assert_int_equal(counter.asked, units);
		assert_ptr_equal(ask(&sample, key, NULL, &counter), answer);
		assert_int_equal(counter.asked, units);
	}
}

static void test_final(void **state)
{
	_cleanup_(sample_deinit) struct sample sample;
	struct counter counter = {.things = 1, .is_final = true};

	(void)state;
	sample_init("units", IMAGE_KERNEL, &sample);
	assert_int_equal(ask(&sample, "name", NULL, &counter)->count, 1);
	assert_int_equal(counter.asked, 1);
}

/* One unit's answer is not that of another, nor of all. */
static void test_unit(void **state)
{
	_cleanup_(sample_deinit) struct sample sample;
	struct counter counter = {.things = 1};
	const struct lookup_answer *first_answer;
	Dwarf_Die first, second;
	Dwarf_CU *cu = NULL;

	(void)state;
	sample_init("units", IMAGE_KERNEL, &sample);
	assert_true(die_next_unit(sample.image->dwarf, &cu, NULL, &first));
	assert_true(die_next_unit(sample.image->dwarf, &cu, NULL, &second));
	first_answer = ask(&sample, "name", &first, &counter);
	assert_ptr_equal(first_answer->die.addr, first.addr);
	assert_ptr_equal(ask(&sample, "name", &second, &counter)->die.addr, second.addr);
	assert_ptr_equal(ask(&sample, "name", &first, &counter), first_answer);
	assert_int_equal(counter.asked, 2);
	assert_int_equal(ask(&sample, "name", NULL, &counter)->count, count_units(&sample));
}

/* A declaration of the struct, of the first unit that has one. */
static void find_declaration(const struct sample *sample, const char *name, Dwarf_Die *ret)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit, child;

	while (die_next_unit(sample->image->dwarf, &cu, NULL, &unit)) {
		if (dwarf_child(&unit, &child) != 0)
			continue;
		do {
			const char *other = die_name(&child);

			if (other && strcmp(other, name) == 0 &&
			    die_flag(&child, DW_AT_declaration)) {
				*ret = child;
				return;
			}
		} while (dwarf_siblingof(&child, &child) == 0);
	}
	fail_msg("no declaration of %s", name);
}

static void test_definition(void **state)
{
	static const char *const images[] = {"mini-gcc-4", "mini-gcc-5", "mini-clang-4",
					     "mini-clang-5", "mini-arm64"};

	(void)state;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		_cleanup_(sample_deinit) struct sample sample;
		Dwarf_Die declaration, definition, own;
		uint64_t size;

		sample_init(images[i], IMAGE_KERNEL, &sample);
		find_declaration(&sample, "opaque", &declaration);
		assert_false(die_byte_size(&declaration, &size));
		assert_true(lookup_definition(sample.lookup, &declaration, &definition));
		assert_false(die_flag(&definition, DW_AT_declaration));
		assert_string_equal(die_name(&definition), "opaque");
		assert_true(lookup_byte_size(sample.lookup, &declaration, &size));
		assert_int_equal(size, 16);
		assert_true(lookup_definition(sample.lookup, &definition, &own));
		assert_ptr_equal(own.addr, definition.addr);
	}
}

/* The file tells two of one name, size and line apart; a header is one file for both. */
static void test_twins(void **state)
{
	_cleanup_(sample_deinit) struct sample sample;
	Dwarf_Die declaration, definition;

	(void)state;
	sample_init("programs/twins", IMAGE_USER, &sample);
	find_declaration(&sample, "twin", &declaration);
	assert_false(lookup_definition(sample.lookup, &declaration, &definition));
	find_declaration(&sample, "alike", &declaration);
	assert_true(lookup_definition(sample.lookup, &declaration, &definition));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_once),  cmocka_unit_test(test_final),
		cmocka_unit_test(test_unit),  cmocka_unit_test(test_definition),
		cmocka_unit_test(test_twins),
	};

	return cmocka_run_group_tests(tests, make_images, NULL);
}
