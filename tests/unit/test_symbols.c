/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/symbols.h"
#include "tests/unit/images.h"

/* Names as in a string table; the offsets below are theirs. */
static const char names[] = "\0_text\0first\0second\0twice\0unique\0label\0sized\0datum";

/* A table as symbols_init() would make it: by address, then as symbols.h says. */
static const struct symbol table[] = {
	{.name = 1, .address = 0x1000, .is_function = true, .is_global = true},
	{.name = 7, .address = 0x1010, .size = 0x10, .is_function = true, .is_global = true},
	{.name = 13, .address = 0x1010, .size = 0x10, .is_function = true, .is_global = true},
	{.name = 20, .address = 0x1020, .size = 0x10, .is_function = true},
	{.name = 26, .address = 0x1020, .size = 0x10, .is_function = true},
	{.name = 20, .address = 0x1040, .size = 0x10, .is_function = true},
	{.name = 33, .address = 0x1048, .is_function = true},
	{.name = 39, .address = 0x1060, .size = 4, .is_function = true},
	{.name = 45, .address = 0x1080, .size = 8},
};

/* The indices of `table` by name. */
static const uint32_t order[] = {0, 8, 1, 6, 2, 7, 3, 5, 4};

static struct symbols make(void)
{
	return (struct symbols){
		.sorted = table,
		.by_name = order,
		.count = sizeof(table) / sizeof(*table),
		.names = names,
		.names_size = sizeof(names),
	};
}

static void test_names(void **state)
{
	_cleanup_(symbols_deinit) struct symbols symbols = make();
	size_t first = 99;

	(void)state;
	assert_int_equal(symbols_named(&symbols, "twice", &first), 2);
	assert_int_equal(symbols_by_name(&symbols, first)->address, 0x1020);
	assert_int_equal(symbols_by_name(&symbols, first + 1)->address, 0x1040);
	assert_null(symbols_unique(&symbols, "twice"));
	assert_int_equal(symbols_unique(&symbols, "unique")->address, 0x1020);
	assert_int_equal(symbols_unique(&symbols, "_text")->address, 0x1000);
	assert_int_equal(symbols_named(&symbols, "zzz", &first), 0);
	assert_int_equal(symbols_named(&symbols, "", &first), 0);
	assert_null(symbols_unique(&symbols, "twic"));
}

struct row {
	uint64_t address;
	/** NULL: in no symbol. */
	const char *name;
};

static void test_addresses(void **state)
{
	static const struct row rows[] = {
		{0xfff, NULL},
		{0, NULL},
		{0x1000, "_text"},
		{0x100f, "_text"},
		{0x1010, "first"},
		{0x101f, "first"},
		/* Of two names for one address the one that is unique. */
		{0x1020, "unique"},
		{0x102f, "unique"},
		/* Behind the end of what has a size: what has none before it. */
		{0x1030, "_text"},
		{0x1040, "twice"},
		{0x1048, "label"},
		{0x105f, "label"},
		{0x1063, "sized"},
		{0x1064, "label"},
		{0x1080, "datum"},
		{0x1088, "label"},
		{UINT64_MAX, "label"},
	};
	_cleanup_(symbols_deinit) struct symbols symbols = make();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct symbol *symbol = symbols_at(&symbols, rows[i].address);

		if (!rows[i].name)
			assert_null(symbol);
		else if (!symbol || strcmp(symbols_name(&symbols, symbol), rows[i].name) != 0)
			fail_msg("0x%jx is in %s", (uintmax_t)rows[i].address,
				 symbol ? symbols_name(&symbols, symbol) : "nothing");
	}
}

static void test_empty(void **state)
{
	struct symbols symbols = {0};
	size_t first;

	(void)state;
	assert_null(symbols_at(&symbols, 0x1000));
	assert_null(symbols_unique(&symbols, "x"));
	assert_int_equal(symbols_named(&symbols, "x", &first), 0);
}

/* Arrays that say what cannot be: nothing is read outside of them. */
static void test_lies(void **state)
{
	static const struct symbol wrong[] = {
		{.name = 0xffffffff, .address = 0x1000, .is_function = true},
		{.name = sizeof(names), .address = 0x1010, .is_function = true},
	};
	static const uint32_t positions[] = {0xffffffff, 2};
	const struct symbols symbols = {
		.sorted = wrong,
		.by_name = positions,
		.count = 2,
		.names = names,
		.names_size = sizeof(names),
	};
	size_t first;

	(void)state;
	assert_string_equal(symbols_name(&symbols, &wrong[0]), "");
	assert_string_equal(symbols_name(&symbols, &wrong[1]), "");
	assert_int_equal(symbols_named(&symbols, "first", &first), 0);
	assert_non_null(symbols_at(&symbols, 0x1010));
}

/* What symbols_init() makes of an image: sorted both ways, local labels left out. */
static void test_image(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const struct symbols *symbols = &image->symbols;
	const struct symbol *entry = symbols_unique(symbols, "asm_entry");
	const struct symbol *label = symbols_unique(symbols, "asm_label");

	(void)state;
	assert_true(symbols->count > 30);
	for (size_t i = 1; i < symbols->count; i++) {
		const char *a = symbols_name(symbols, symbols_by_name(symbols, i - 1));
		const char *b = symbols_name(symbols, symbols_by_name(symbols, i));

		assert_true(symbols->sorted[i - 1].address <= symbols->sorted[i].address);
		assert_true(strcmp(a, b) <= 0);
		assert_true(b[0] != '\0' && strncmp(b, ".L", 2) != 0);
	}
	assert_non_null(entry);
	assert_true(entry->is_function && entry->is_global);
	assert_int_equal(entry->size, 16);
	assert_int_equal(symbols_unique(symbols, "asm_alias")->address, entry->address);
	assert_non_null(label);
	assert_true(label->is_function);
	assert_int_equal(label->size, 0);
	assert_false(symbols_unique(symbols, "shared_number")->is_function);
	assert_null(symbols_unique(symbols, "duplicate"));
}

struct counting {
	size_t functions;
	/** Those that are called `vfs_read`. */
	size_t reads;
};

static struct sonde_error *count_function(void *data, const char *name)
{
	struct counting *counting = data;

	counting->functions++;
	counting->reads += strcmp(name, "vfs_read") == 0;
	return NULL;
}

static struct sonde_error *refuse_function(void *data, const char *name)
{
	(void)name;
	++*(size_t *)data;
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED, "Enough.");
}

static void test_each(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	struct counting counting = {0};
	size_t calls = 0;

	(void)state;
	check_ok(symbols_each_function((struct symbol_files){.elf = image->elf}, image->path,
				       count_function, &counting));
	assert_int_equal(counting.functions, image->symbols.functions);
	assert_int_equal(counting.reads, 1);
	check_error(symbols_each_function((struct symbol_files){.elf = image->elf}, image->path,
					  refuse_function, &calls),
		    SONDE_ERROR_UNSUPPORTED, "Enough.");
	assert_int_equal(calls, 1);
}

static void test_before(void **state)
{
	_cleanup_(symbols_deinit) struct symbols symbols = make();

	(void)state;
	/* Past `twice` and by no size; not below what is allowed; no name that is too long. */
	assert_string_equal(symbols_name(&symbols, symbols_unique_before(&symbols, 0x1044, 0, 128)),
			    "unique");
	assert_string_equal(symbols_name(&symbols, symbols_unique_before(&symbols, 0x9999, 0, 128)),
			    "datum");
	assert_null(symbols_unique_before(&symbols, 0x1044, 0x1030, 128));
	assert_string_equal(symbols_name(&symbols, symbols_unique_before(&symbols, 0x1044, 0, 6)),
			    "first");
	assert_null(symbols_unique_before(&symbols, 0xfff, 0, 128));
	assert_string_equal(
		symbols_name(&symbols, symbols_unique_after(&symbols, 0x1040, 0x2000, 128)),
		"label");
	assert_string_equal(
		symbols_name(&symbols, symbols_unique_after(&symbols, 0x1048, 0x2000, 128)),
		"sized");
	assert_null(symbols_unique_after(&symbols, 0x1030, 0x1048, 128));
	assert_null(symbols_unique_after(&symbols, 0x1080, UINT64_MAX, 128));
	assert_null(symbols_unique_after(&symbols, 0xfff, 0x1010, 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),  cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_empty),  cmocka_unit_test(test_lies),
		cmocka_unit_test(test_before), cmocka_unit_test(test_each),
		cmocka_unit_test(test_image),
	};

	return cmocka_run_group_tests_name("symbols", tests, make_images, NULL);
}
