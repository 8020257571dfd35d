/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <bpf/btf.h>

#include "bpf/object_types.h"
#include "tests/unit/check.h"

/* A member of the struct in the object: a number, or an array of char if it has an odd size. */
struct member {
	const char *name;
	unsigned offset, size;
	bool is_text;
};

static void free_types(struct btf **types)
{
	btf__free(*types);
}

/* The types of an object whose struct has these members, up to one without a name. */
static struct btf *make_types(const char *name, const struct member *members)
{
	struct btf *types = btf__new_empty();
	const int number = btf__add_int(types, "int", 4, BTF_INT_SIGNED);
	const int letter = btf__add_int(types, "char", 1, BTF_INT_CHAR);
	const int wide = btf__add_int(types, "u64", 8, 0);
	int text, id;

	assert_true(number > 0 && letter > 0 && wide > 0);
	text = btf__add_array(types, number, letter, 16);
	id = btf__add_struct(types, name, 128);
	assert_true(text > 0 && id > 0);
	for (; members->name; members++)
		assert_int_equal(btf__add_field(types, members->name,
						members->is_text     ? text
						: members->size == 8 ? wide
								     : number,
						members->offset * 8, 0),
				 0);
	return types;
}

/* A number of 8 bytes, one of 4, a text of 16. */
static const char *const names[] = {"count", "int", "name"};

static void check(const char *name, const struct member *members, const char *want)
{
	_cleanup_(free_types) struct btf *types = make_types(name, members);
	_cleanup_filter_layout_ struct filter_layout layout = {.size = 96};
	struct sonde_error *error;

	check_ok(vec_push(&layout.slots,
			  ((struct filter_slot){.argument = 0, .offset = 64, .room = 8})));
	check_ok(vec_push(&layout.slots,
			  ((struct filter_slot){.argument = 1, .offset = 72, .room = 4})));
	check_ok(vec_push(&layout.slots,
			  ((struct filter_slot){.argument = 2, .offset = 80, .room = 16})));
	error = filter_types_check(types, &layout, names);
	if (want)
		check_error(error, SONDE_ERROR_MISMATCH, want);
	else
		check_ok(error);
}

static void test_types(void **state)
{
	static const struct member whole[] = {{"time", 0, 8, false},   {"comm", 40, 16, true},
					      {"count", 64, 8, false}, {"int_", 72, 4, false},
					      {"name", 80, 16, true},  {NULL}};
	static const struct member some[] = {{"pid", 24, 4, false}, {"name", 80, 16, true}, {NULL}};
	static const struct member moved[] = {{"name", 64, 16, true}, {NULL}};
	static const struct member short_one[] = {{"count", 64, 4, false}, {NULL}};
	static const struct member other[] = {{"pos", 64, 8, false}, {NULL}};
	static const struct member longer[] = {{"names", 80, 16, true}, {NULL}};
	static const struct member behind[] = {{"more", 96, 8, false}, {NULL}};
	_cleanup_filter_layout_ struct filter_layout layout = {.size = 64};

	(void)state;
	check("sonde_args", whole, NULL);
	check("sonde_args", some, NULL);
	check("sonde_args", moved, "has `name` of 16 bytes at 64");
	check("sonde_args", short_one, "has `count` of 4 bytes at 64");
	check("sonde_args", other, "has `pos` of 8 bytes at 64");
	check("sonde_args", longer, "has `names` of 16 bytes at 80");
	check("sonde_args", behind, "has `more` of 8 bytes at 96");
	/* Nothing is known of what it takes its argument for. */
	check("others", other, NULL);
	check_ok(filter_types_check(NULL, &layout, names));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
