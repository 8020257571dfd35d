/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/kallsyms.h"
#include "tests/unit/check.h"

static const char symbols[] = "ffffffff81000000 T _text\n"
			      "ffffffff81000010 T vfs_read\n"
			      "ffffffff81000010 T vfs_read_alias\n"
			      "ffffffff81000040 t duplicate\n"
			      "ffffffff81000030 D vfs_data\n"
			      "ffffffff81000020 t duplicate\n"
			      "ffffffff81000050 W weak\n"
			      "ffffffffc0000000 t vfs_read\t[module]\n"
			      "ffffffffc0000010 t in_module\t[module]\n";

static struct kallsyms_symbol lookup(const char *text, size_t size, const char *name,
				     struct suggest *suggest)
{
	_cleanup_fclose_ FILE *stream = fmemopen((void *)text, size, "r");
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;
	struct kallsyms_symbol found, sorted;

	assert_non_null(stream);
	check_ok(kallsyms_read(stream, &kallsyms));
	found = kallsyms_lookup(&kallsyms, name, suggest);
	check_ok(kallsyms_sort_names(&kallsyms));
	sorted = kallsyms_lookup(&kallsyms, name, NULL);
	assert_int_equal(sorted.count, found.count);
	assert_int_equal(sorted.address, found.address);
	return found;
}

static void test_lookup(void **state)
{
	struct kallsyms_symbol found = lookup(symbols, sizeof(symbols) - 1, "vfs_read", NULL);

	(void)state;
	/* The module's symbol of that name is another thing. */
	assert_int_equal(found.count, 1);
	assert_int_equal(found.address, 0xffffffff81000010);
	found = lookup(symbols, sizeof(symbols) - 1, "duplicate", NULL);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.address, 0xffffffff81000020);
	assert_int_equal(lookup(symbols, sizeof(symbols) - 1, "in_module", NULL).count, 0);
	assert_int_equal(lookup(symbols, sizeof(symbols) - 1, "vfs_rea", NULL).count, 0);
	assert_int_equal(lookup(symbols, sizeof(symbols) - 1, "", NULL).count, 0);
}

static void test_all(void **state)
{
	static const struct {
		uint64_t address;
		const char *name, *module;
	} rows[] = {
		{0xffffffff80ffffff, NULL, NULL},
		{0xffffffff81000000, "_text", NULL},
		{0xffffffff81000010, "vfs_read", NULL},
		{0xffffffff81000038, "vfs_data", NULL},
		{0xffffffff8100ffff, "weak", NULL},
		{0xffffffff89000050, NULL, NULL},
		{0xffffffffc0000000, "vfs_read", "module"},
		{0xffffffffc000001f, "in_module", "module"},
		{0xffffffffc1000010, NULL, NULL},
	};
	_cleanup_fclose_ FILE *stream = fmemopen((void *)symbols, sizeof(symbols) - 1, "r");
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;

	(void)state;
	assert_non_null(stream);
	check_ok(kallsyms_read_all(stream, &kallsyms));
	assert_int_equal(kallsyms.entries.size, 9);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct kallsyms_entry *entry = kallsyms_at(&kallsyms, rows[i].address);

		assert_int_equal(entry != NULL, rows[i].name != NULL);
		if (!entry)
			continue;
		assert_string_equal(kallsyms_name(&kallsyms, entry), rows[i].name);
		if (rows[i].module)
			assert_string_equal(kallsyms_module(&kallsyms, entry), rows[i].module);
		else
			assert_null(kallsyms_module(&kallsyms, entry));
	}
}

static void test_suggest(void **state)
{
	struct suggest suggest;

	(void)state;
	suggest_init(&suggest, "vfs_raed");
	assert_int_equal(lookup(symbols, sizeof(symbols) - 1, "vfs_raed", &suggest).count, 0);
	assert_string_equal(suggest.nearest, "vfs_read");
	suggest_deinit(&suggest);
	/* Data and modules' functions are no answer. */
	suggest_init(&suggest, "vfs_dat");
	lookup(symbols, sizeof(symbols) - 1, "vfs_dat", &suggest);
	assert_null(suggest.nearest);
	suggest_deinit(&suggest);
	suggest_init(&suggest, "in_modul");
	lookup(symbols, sizeof(symbols) - 1, "in_modul", &suggest);
	assert_null(suggest.nearest);
	suggest_deinit(&suggest);
}

/* Lines that the kernel does not write. */
static void test_hostile(void **state)
{
	static const char text[] = "\n"
				   " \n"
				   "ffff\n"
				   "ffff \n"
				   "ffff T\n"
				   "ffff T \n"
				   "ffff Tname\n"
				   "zzzz T name\n"
				   "T name\n"
				   "ffff  T name\n"
				   "ffff T name\t\n"
				   "\0\0\0 T name\n"
				   "ffffffffffffffffffffffffffff T far\n"
				   "10 T cut\0off\n"
				   "20 T last";
	_cleanup_free_ char *line = malloc(1 << 20);

	(void)state;
	assert_int_equal(lookup(text, sizeof(text) - 1, "name", NULL).count, 0);
	assert_int_equal(lookup(text, sizeof(text) - 1, "far", NULL).address, UINT64_MAX);
	assert_int_equal(lookup(text, sizeof(text) - 1, "cut", NULL).address, 0x10);
	assert_int_equal(lookup(text, sizeof(text) - 1, "last", NULL).address, 0x20);
	assert_non_null(line);
	memset(line, 'x', 1 << 20);
	memcpy(line, "10 T ", 5);
	assert_int_equal(lookup(line, 1 << 20, "x", NULL).count, 0);
}

/* With kptr_restrict all addresses are 0. */
static void test_hidden(void **state)
{
	static const char text[] = "0000000000000000 T _text\n0000000000000000 T vfs_read\n";
	struct kallsyms_symbol found = lookup(text, sizeof(text) - 1, "vfs_read", NULL);

	(void)state;
	assert_int_equal(found.count, 1);
	assert_int_equal(found.address, 0);
}

static void resolve(uint64_t address, const char *expected, uint64_t expected_offset)
{
	_cleanup_fclose_ FILE *stream = fmemopen((void *)symbols, sizeof(symbols) - 1, "r");
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;
	uint64_t offset = 99;
	const char *name;

	assert_non_null(stream);
	check_ok(kallsyms_read(stream, &kallsyms));
	name = kallsyms_function_at(&kallsyms, address, &offset);
	if (!expected) {
		assert_null(name);
		return;
	}
	assert_non_null(name);
	assert_string_equal(name, expected);
	assert_int_equal(offset, expected_offset);
}

static void test_resolve(void **state)
{
	(void)state;
	resolve(0xffffffff81000010, "vfs_read", 0);
	resolve(0xffffffff8100001f, "vfs_read", 15);
	resolve(0xffffffff81000020, "duplicate", 0);
	/* Data is no function. */
	resolve(0xffffffff81000034, "duplicate", 20);
	resolve(0xffffffff81000051, "weak", 1);
	resolve(0xffffffff80ffffff, NULL, 0);
	resolve(0, NULL, 0);
}

static void test_end(void **state)
{
	_cleanup_fclose_ FILE *stream = fmemopen((void *)symbols, sizeof(symbols) - 1, "r");
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;

	(void)state;
	assert_int_equal(kallsyms_end_of(&kallsyms, 0), UINT64_MAX);
	assert_non_null(stream);
	check_ok(kallsyms_read(stream, &kallsyms));
	assert_string_equal(kallsyms_name(&kallsyms, &kallsyms.entries.data[0]), "_text");
	assert_int_equal(kallsyms_first_at(&kallsyms, 0), 0);
	assert_int_equal(kallsyms_first_at(&kallsyms, 0xffffffff81000010), 1);
	assert_int_equal(kallsyms_first_at(&kallsyms, 0xffffffff81000011), 3);
	assert_int_equal(kallsyms_first_at(&kallsyms, UINT64_MAX), kallsyms.entries.size);
	/* Another name of the same place is no end, but data are one. */
	assert_int_equal(kallsyms_end_of(&kallsyms, 0xffffffff81000010), 0xffffffff81000020);
	assert_int_equal(kallsyms_end_of(&kallsyms, 0xffffffff81000020), 0xffffffff81000030);
	assert_int_equal(kallsyms_end_of(&kallsyms, 0xffffffff81000050), UINT64_MAX);
}

static void count(const char *text, const char *name, const char *module,
		  struct kallsyms_count *ret)
{
	_cleanup_fclose_ FILE *stream = fmemopen((void *)text, strlen(text), "r");

	assert_non_null(stream);
	check_ok(kallsyms_count_name(stream, name, module, ret));
}

/* The symbols of modules count as well, here. */
static void test_count(void **state)
{
	static const char text[] = "ffffffff81000000 T _text\n"
				   "ffffffffc0000000 t open\t[xfs]\n"
				   "ffffffffc0000010 t open\t[xfs]\n"
				   "ffffffffc0000020 t open\t[xfs_more]\n"
				   "ffffffff81000010 T open\n"
				   "junk\n"
				   "ffffffffc0000030 t last\t[xfs]";
	struct kallsyms_count found;

	(void)state;
	count(text, "open", "xfs", &found);
	assert_int_equal(found.own, 2);
	assert_int_equal(found.others, 2);
	assert_false(found.has_data);
	count(text, "last", "xfs", &found);
	assert_int_equal(found.own, 1);
	assert_int_equal(found.others, 0);
	count("0 d datum\t[xfs]\n", "datu", "xfs", &found);
	assert_int_equal(found.own + found.others, 0);
	assert_true(found.has_data);
}

/* What was found is kept: of each name, and not asked for again. */
static void test_counts(void **state)
{
	char text[] = "0 d datum\t[xfs]\n0 d other\n";
	struct kallsyms_counts counts = {.stream = fmemopen(text, strlen(text), "r")};
	struct kallsyms_count found;

	(void)state;
	assert_non_null(counts.stream);
	check_ok(kallsyms_counts_get(&counts, "datum", "xfs", &found));
	assert_int_equal(found.own, 1);
	assert_int_equal(found.others, 0);
	check_ok(kallsyms_counts_get(&counts, "other", "xfs", &found));
	assert_int_equal(found.own, 0);
	assert_int_equal(found.others, 1);
	text[4] = text[22] = 'X';
	check_ok(kallsyms_counts_get(&counts, "datum", "xfs", &found));
	assert_int_equal(found.own, 1);
	assert_true(found.has_data);
	check_ok(kallsyms_counts_get(&counts, "another", "xfs", &found));
	assert_int_equal(found.own + found.others, 0);
	kallsyms_counts_deinit(&counts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),	cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_all),	cmocka_unit_test(test_suggest),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_resolve), cmocka_unit_test(test_end),
		cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests_name("kallsyms", tests, NULL, NULL);
}
