/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/die.h"
#include "probe/func.h"
#include "probe/scope.h"
#include "probe/search.h"
#include "tests/unit/images.h"

static struct image *open_with_debuginfo(const char *name)
{
	struct image *image = open_image(name);

	check_ok(image_debuginfo_open(image));
	return image;
}

static struct func_instances find(struct image *image, struct func_query query, bool *only_inlined)
{
	struct func_result found = {0};

	check_ok(func_find(image, &query, &found));
	*only_inlined = found.is_known && !found.has_copy;
	return found.instances;
}

static uint64_t address_of(const struct image *image, const char *name)
{
	const struct symbol *symbol = symbols_unique(&image->symbols, name);

	assert_non_null(symbol);
	return symbol->address;
}

static void test_copy(void **state)
{
	_cleanup_image_ struct image *image = open_with_debuginfo("mini-gcc-5");
	bool only_inlined = true;
	_cleanup_(func_instances_deinit) struct func_instances found =
		find(image, (struct func_query){.name = "vfs_read"}, &only_inlined);

	(void)state;
	assert_int_equal(found.size, 1);
	assert_false(only_inlined);
	assert_false(found.data[0].is_inlined);
	assert_int_equal(found.data[0].entry, address_of(image, "vfs_read"));
	assert_false(func_is_noreturn(&found.data[0].die));
}

static void test_noreturn(void **state)
{
	_cleanup_image_ struct image *image = open_with_debuginfo("mini-gcc-5");
	bool only_inlined;
	_cleanup_(func_instances_deinit) struct func_instances found =
		find(image, (struct func_query){.name = "never_returns"}, &only_inlined);

	(void)state;
	assert_int_equal(found.size, 1);
	assert_true(func_is_noreturn(&found.data[0].die));
}

static void test_inlined(void **state)
{
	_cleanup_image_ struct image *image = open_with_debuginfo("expr");
	const uint64_t host = address_of(image, "host");
	bool only_inlined = false;
	_cleanup_(func_instances_deinit) struct func_instances found =
		find(image, (struct func_query){.name = "guest"}, &only_inlined);

	(void)state;
	assert_true(only_inlined);
	/* Neither the copy within a copy nor the second one at the same place. */
	assert_int_equal(found.size, 2);
	assert_true(found.data[0].is_inlined && found.data[1].is_inlined);
	/* DW_AT_entry_pc, and DW_AT_low_pc where there is none. */
	assert_int_equal(found.data[0].entry, host + 6);
	assert_int_equal(found.data[1].entry, host + 16);
	assert_string_equal(die_name(&found.data[0].outer), "host");
}

static void test_no_inlines(void **state)
{
	_cleanup_image_ struct image *image = open_with_debuginfo("expr");
	bool only_inlined = false;
	_cleanup_(func_instances_deinit) struct func_instances found = find(
		image, (struct func_query){.name = "guest", .no_inlines = true}, &only_inlined);

	(void)state;
	assert_int_equal(found.size, 0);
	assert_true(only_inlined);
}

struct file_row {
	const char *file;
	size_t count;
};

static void test_files(void **state)
{
	static const struct file_row rows[] = {
		{NULL, 2},    {"other.c", 1}, {"mini/other.c", 1}, {"mini.c", 1},
		{"her.c", 0}, {"third.c", 0}, {"/other.c", 1},	   {"x/other.c", 0},
	};
	static const char *const images[] = {"mini-gcc-4", "mini-gcc-5"};

	(void)state;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		_cleanup_image_ struct image *image = open_with_debuginfo(images[i]);

		for (size_t j = 0; j < sizeof(rows) / sizeof(*rows); j++) {
			bool only_inlined;
			_cleanup_(func_instances_deinit) struct func_instances found =
				find(image,
				     (struct func_query){.name = "duplicate", .file = rows[j].file},
				     &only_inlined);

			if (found.size != rows[j].count)
				fail_msg("%s, %s: %zu", images[i], rows[j].file, found.size);
		}
	}
}

static void test_globs(void **state)
{
	_cleanup_image_ struct image *image = open_with_debuginfo("mini-gcc-5");
	bool only_inlined;
	_cleanup_(func_instances_deinit) struct func_instances some = find(
		image, (struct func_query){.name = "use_dup*", .glob = "use_dup*"}, &only_inlined);
	_cleanup_(func_instances_deinit) struct func_instances none = find(
		image, (struct func_query){.name = "[!a-z]*", .glob = "[!a-z]*"}, &only_inlined);

	(void)state;
	assert_int_equal(some.size, 2);
	assert_int_equal(none.size, 0);
	assert_false(only_inlined);
}

/* A batch finds for each query what it finds alone, repeated queries and unknown names too. */
static void test_batch(void **state)
{
	static const struct func_query queries[] = {
		{.name = "vfs_read"},
		{.name = "call_inline*", .glob = "call_inline*"},
		{.name = "inlined_twice"},
		{.name = "nothing"},
		{.name = "duplicate"},
		{.name = "vfs_read"},
		{.name = "duplicate", .file = "other.c"},
		{.name = "*", .glob = "*"},
		{.name = "inlined_twice", .no_inlines = true},
	};
	enum {
		COUNT = sizeof(queries) / sizeof(*queries)
	};
	_cleanup_image_ struct image *image = open_with_debuginfo("mini-gcc-5");
	struct func_result results[COUNT] = {0};

	(void)state;
	check_ok(func_search(image, queries, COUNT, results));
	for (size_t i = 0; i < COUNT; i++) {
		_cleanup_func_result_ struct func_result alone = {0};

		check_ok(func_find(image, &queries[i], &alone));
		assert_int_equal(results[i].is_known, alone.is_known);
		assert_int_equal(results[i].has_copy, alone.has_copy);
		assert_int_equal(results[i].instances.size, alone.instances.size);
		for (size_t j = 0; j < alone.instances.size; j++)
			assert_int_equal(results[i].instances.data[j].entry,
					 alone.instances.data[j].entry);
		func_result_deinit(&results[i]);
	}
}

/* Names in the order of the source, at a place. */
static void check_scope(const struct func_instance *instance, uint64_t pc, bool locals,
			const char *expected)
{
	_cleanup_(scope_variables_deinit) struct scope_variables variables = VEC_INIT;
	_cleanup_str_ struct str names = STR_INIT;

	check_ok(scope_variables(instance, pc, locals, &variables));
	vec_for_each(&variables, variable) {
		_cleanup_str_ struct str type = STR_INIT;
		Dwarf_Die die;

		die_print_type(die_type(variable, &die) ? &die : NULL, &type);
		str_appendf(&names, "%s%s %s", names.size ? ", " : "", str_text(&type),
			    die_name(variable));
	}
	assert_string_equal(str_text(&names), expected);
}

static void test_scope(void **state)
{
	_cleanup_image_ struct image *image = open_with_debuginfo("expr");
	bool only_inlined;
	_cleanup_(func_instances_deinit) struct func_instances host =
		find(image, (struct func_query){.name = "host"}, &only_inlined);
	_cleanup_(func_instances_deinit) struct func_instances guest =
		find(image, (struct func_query){.name = "guest"}, &only_inlined);
	const uint64_t start = host.data[0].entry;

	(void)state;
	check_scope(&host.data[0], start, true, "unsigned long n");
	/* Within the block its variable, at the block's ends again the parameter. */
	check_scope(&host.data[0], start + 16, true, "unsigned char n");
	check_scope(&host.data[0], start + 23, true, "unsigned char n");
	check_scope(&host.data[0], start + 15, true, "unsigned long n");
	check_scope(&host.data[0], start + 24, true, "unsigned long n");
	check_scope(&host.data[0], start + 16, false, "unsigned long n");
	/* The copy lacks a parameter, the function has it. */
	check_scope(&guest.data[0], guest.data[0].entry, true, "int n, int unused");
}

static void test_scope_find_local(void **state)
{
	_cleanup_image_ struct image *image = open_with_debuginfo("mini-gcc-5");
	bool only_inlined, found = true;
	_cleanup_(func_instances_deinit) struct func_instances functions =
		find(image, (struct func_query){.name = "vfs_read"}, &only_inlined);
	const struct func_instance *instance = &functions.data[0];
	struct suggest suggest;
	Dwarf_Die die;

	(void)state;
	check_ok(scope_find_local(instance, instance->entry, "count", NULL, &found, &die));
	assert_true(found);
	assert_int_equal(dwarf_tag(&die), DW_TAG_formal_parameter);
	/* One outside of functions. */
	check_ok(scope_find_local(instance, instance->entry, "list_first", NULL, &found, &die));
	assert_false(found);
	suggest_init(&suggest, "cuont");
	check_ok(scope_find_local(instance, instance->entry, "cuont", &suggest, &found, &die));
	assert_false(found);
	assert_string_equal(suggest.nearest, "count");
	suggest_deinit(&suggest);
	/* A static variable of another function. */
	check_ok(scope_find_local(instance, instance->entry, "value_count", NULL, &found, &die));
	assert_false(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_noreturn),
		cmocka_unit_test(test_inlined),
		cmocka_unit_test(test_no_inlines),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_globs),
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_scope_find_local),
	};

	return cmocka_run_group_tests_name("func", tests, make_images, NULL);
}
