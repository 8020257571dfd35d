/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "probe/die.h"
#include "probe/event.h"
#include "probe/expand.h"
#include "probe/fits.h"
#include "probe/func.h"
#include "probe/room.h"
#include "probe/scope.h"
#include "probe/search.h"
#include "tests/unit/images.h"

/* The type of a parameter, and what keeps it. */
struct sample {
	struct image *image;
	struct lookup *lookup;
	struct func_result found;
	Dwarf_Die type;
};

static void sample_deinit(struct sample *sample)
{
	func_result_deinit(&sample->found);
	lookup_destroy(sample->lookup);
	image_destroy(sample->image);
}

static void sample_init(const char *image, const char *function, const char *parameter,
			struct sample *sample)
{
	const struct func_query query = {.name = function};
	Dwarf_Die variable;
	bool found;

	*sample = (struct sample){.image = open_image(image)};
	check_ok(image_debuginfo_open(sample->image));
	check_ok(lookup_create(sample->image, &sample->lookup));
	check_ok(func_find(sample->image, &query, &sample->found));
	assert_int_equal(sample->found.instances.size, 1);
	check_ok(scope_find_local(sample->found.instances.data, sample->found.instances.data->entry,
				  parameter, NULL, &found, &variable));
	assert_true(found);
	assert_true(die_type(&variable, &sample->type));
}

/* `a in.x many?`: names of the members, and a mark behind what is too deep. */
static void print_members(const struct expand_members *members, struct str *out)
{
	vec_for_each(&members->list, member) {
		str_append(out, member == members->list.data ? "" : " ");
		for (size_t i = 0; i < member->depth; i++)
			str_appendf(out, "%s%s", i ? "." : "", member->names[i]);
		str_append(out, member->is_too_deep ? "?" : "");
	}
}

static void check_members(const char *image, unsigned depth, const char *expected)
{
	_cleanup_(sample_deinit) struct sample sample;
	_cleanup_(expand_members_deinit) struct expand_members members = {0};
	_cleanup_str_ struct str text = STR_INIT;

	sample_init(image, "take_outer", "outer", &sample);
	assert_true(expand_applies(&sample.type));
	check_ok(expand_members(sample.lookup, &sample.type, depth, &members));
	print_members(&members, &text);
	assert_string_equal(str_text(&text), expected);
	assert_int_equal(members.beyond, 0);
}

static const char *const images[] = {"mini-gcc-4.types", "mini-gcc-5.types", "mini-clang-4.types",
				     "mini-clang-5.types", "mini-arm64.types"};

static void test_depths(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		check_members(images[i], 1,
			      "first in? number bytes middle? many real low sign text");
		check_members(images[i], 2,
			      "first in.x in.y number bytes middle.in? middle.flags many real low "
			      "sign text");
		check_members(images[i], 3,
			      "first in.x in.y number bytes middle.in.x middle.in.y middle.flags "
			      "many real low sign text");
	}
}

static void test_beyond(void **state)
{
	_cleanup_(sample_deinit) struct sample sample;
	_cleanup_(expand_members_deinit) struct expand_members members = {0};

	(void)state;
	sample_init("mini-gcc-5.types", "take_crowd", "crowd", &sample);
	check_ok(expand_members(sample.lookup, &sample.type, 1, &members));
	assert_int_equal(members.list.size, EXPAND_MEMBERS_MAX);
	assert_int_equal(members.beyond, 12);
}

/* A struct that holds itself twice, as no compiler writes it: the walk ends. */
static void test_cycle(void **state)
{
	_cleanup_(sample_deinit) struct sample sample;
	_cleanup_(expand_members_deinit) struct expand_members members = {0};

	(void)state;
	sample_init("expr", "typed", "endless", &sample);
	assert_false(expand_applies(&sample.type));
	assert_true(die_type(&sample.type, &sample.type));
	assert_true(expand_applies(&sample.type));
	check_ok(expand_members(sample.lookup, &sample.type, EXPAND_DEPTH_MAX, &members));
	assert_int_equal(members.list.size, 0);
}

/* `count` arguments NAME0, NAME1, ... of that type and rank. */
static void add_args(struct probe_event *event, size_t count, const char *type,
		     enum probe_arg_rank rank)
{
	for (size_t i = 0; i < count; i++) {
		struct probe_event_arg arg = {.rank = rank, .fetch = {.base = FETCH_REGISTER}};
		_cleanup_str_ struct str name = STR_INIT;

		str_appendf(&name, "%c%zu", "avm"[rank], i);
		check_ok(str_take(&name, &arg.name));
		check_ok(sonde_strdup("di", &arg.fetch.name));
		check_ok(sonde_strdup(type, &arg.type));
		check_ok(vec_push(&event->args, arg));
	}
}

static void test_room(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	(void)state;
	check_ok(sonde_strdup("f", &event.symbol));
	add_args(&event, 60, "x64", PROBE_RANK_MEMBER);
	add_args(&event, 60, "x64", PROBE_RANK_VARIABLE);
	add_args(&event, 8, "x64", PROBE_RANK_ASKED);
	check_ok(room_make(&event, "f", &notes));
	assert_int_equal(event.args.size, 128);
	assert_int_equal(notes.size, 0);
	add_args(&event, 70, "x64", PROBE_RANK_ASKED);
	check_ok(room_make(&event, "f", &notes));
	assert_int_equal(event.args.size, 128);
	assert_int_equal(notes.size, 1);
	/* All members, and the last of the variables. */
	assert_non_null(strstr(notes.data[0].text, "m59, m58"));
	assert_non_null(strstr(notes.data[0].text, " and 62 more at f:"));
	assert_string_equal(event.args.data[49].name, "v49");
	assert_string_equal(event.args.data[50].name, "a0");
	add_args(&event, 51, "x64", PROBE_RANK_ASKED);
	check_error(room_make(&event, "f", &notes), SONDE_ERROR_REFUSED, "no event of 129 arg");
}

/* A line that is too long, and data that is too much. */
static void test_room_bytes(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str line = STR_INIT;

	(void)state;
	check_ok(sonde_strdup("f", &event.symbol));
	add_args(&event, 7, "x8[64]", PROBE_RANK_ASKED);
	add_args(&event, 7, "s64[64]", PROBE_RANK_MEMBER);
	check_ok(room_make(&event, "f", &notes));
	/* 7 * 64 + 5 * 512 */
	assert_int_equal(event.args.size, 12);
	for (size_t i = 0; i < 12; i++) {
		free(event.args.data[i].name);
		event.args.data[i].name = calloc(1, 401);
		assert_non_null(event.args.data[i].name);
		memset(event.args.data[i].name, 'n', 400);
	}
	check_ok(room_make(&event, "f", &notes));
	probe_event_print(&event, &line);
	assert_int_equal(event.args.size, 9);
	assert_true(line.size <= FITS_LINE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_depths),	   cmocka_unit_test(test_beyond),
		cmocka_unit_test(test_cycle),	   cmocka_unit_test(test_room),
		cmocka_unit_test(test_room_bytes),
	};

	return cmocka_run_group_tests(tests, make_images, NULL);
}
