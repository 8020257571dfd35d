/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/symbols.h"
#include "tests/unit/images.h"

/* A table as symbols_init() would make it: by address, then as symbols.h says. */
static const struct symbol table[] = {
	{.name = "_text", .address = 0x1000, .is_function = true, .is_global = true},
	{.name = "first", .address = 0x1010, .size = 0x10, .is_function = true, .is_global = true},
	{.name = "second", .address = 0x1010, .size = 0x10, .is_function = true, .is_global = true},
	{.name = "twice", .address = 0x1020, .size = 0x10, .is_function = true},
	{.name = "unique", .address = 0x1020, .size = 0x10, .is_function = true},
	{.name = "twice", .address = 0x1040, .size = 0x10, .is_function = true},
	{.name = "label", .address = 0x1048, .is_function = true},
	{.name = "sized", .address = 0x1060, .size = 4, .is_function = true},
	{.name = "datum", .address = 0x1080, .size = 8},
};

/* The indices of `table` by name. */
static const uint32_t order[] = {0, 8, 1, 6, 2, 7, 3, 5, 4};

static struct symbols make(void)
{
	struct symbols symbols = {.sorted = VEC_INIT, .by_name = VEC_INIT};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		check_ok(vec_push(&symbols.sorted, table[i]));
		check_ok(vec_push(&symbols.by_name, order[i]));
	}
	return symbols;
}

static void test_names(void **state)
{
	_cleanup_(symbols_deinit) struct symbols symbols = make();
	size_t first = 99;

	(void)state;
	assert_int_equal(symbols_named(&symbols, "twice", &first), 2);
	assert_int_equal(symbols.sorted.data[symbols.by_name.data[first]].address, 0x1020);
	assert_int_equal(symbols.sorted.data[symbols.by_name.data[first + 1]].address, 0x1040);
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
		else if (!symbol || strcmp(symbol->name, rows[i].name) != 0)
			fail_msg("0x%jx is in %s", (uintmax_t)rows[i].address,
				 symbol ? symbol->name : "nothing");
	}
}

static void test_empty(void **state)
{
	struct symbols symbols = {.sorted = VEC_INIT, .by_name = VEC_INIT};
	size_t first;

	(void)state;
	assert_null(symbols_at(&symbols, 0x1000));
	assert_null(symbols_unique(&symbols, "x"));
	assert_int_equal(symbols_named(&symbols, "x", &first), 0);
}

/* What symbols_init() makes of an image: sorted both ways, local labels left out. */
static void test_image(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const struct symbols *symbols = &image->symbols;
	const struct symbol *entry = symbols_unique(symbols, "asm_entry");
	const struct symbol *label = symbols_unique(symbols, "asm_label");

	(void)state;
	assert_true(symbols->sorted.size > 30);
	assert_int_equal(symbols->sorted.size, symbols->by_name.size);
	for (size_t i = 1; i < symbols->sorted.size; i++) {
		const struct symbol *a = &symbols->sorted.data[symbols->by_name.data[i - 1]];
		const struct symbol *b = &symbols->sorted.data[symbols->by_name.data[i]];

		assert_true(symbols->sorted.data[i - 1].address <= symbols->sorted.data[i].address);
		assert_true(strcmp(a->name, b->name) <= 0);
		assert_true(b->name[0] != '\0' && strncmp(b->name, ".L", 2) != 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_image),
	};

	return cmocka_run_group_tests_name("symbols", tests, make_images, NULL);
}
