/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Symbols in .gnu_debugdata. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/file.h"
#include "cli/target/program_symbols.h"
#include "image/apart.h"
#include "image/mini.h"
#include "image/xz.h"
#include "tests/unit/file_tree.h"
#include "tests/unit/images.h"

/* A function that is in no dynamic table, and where it is in the file. */
#define INNER	     "__pick_slow"
#define INNER_OFFSET 0x1010

/* As find-debuginfo makes it, of those symbols that are named; and of all, which nobody should. */
static const char make[] =
	"set -e; programs=\"$BUILDDIR/tests/dwarf/programs\"; cd '%s';"
	" objcopy --only-keep-debug \"$programs/versions-symbols.so\" all;"
	" for name in __pick_fast __pick_slow choose_pick own_alloc twice_new twice_old; do"
	"   echo \"$name\"; done >kept;"
	" objcopy --strip-all --keep-symbols=kept all some;"
	" xz all some; head -c 100 some.xz >short.xz;"
	" for name in all some short; do"
	"   objcopy --add-section .gnu_debugdata=$name.xz \"$programs/versions-dynamic.so\" $name;"
	" done";

static int make_files(void **state)
{
	_cleanup_str_ struct str command = STR_INIT;

	if (tree_create(state) != 0)
		return -1;
	str_appendf(&command, make, ((struct tree *)*state)->root);
	return system(str_text(&command));
}

static struct image *open_file(const struct tree *tree, const char *name)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct image *image;

	str_appendf(&path, "%s/%s", tree->root, name);
	check_ok(image_create(str_text(&path), IMAGE_USER, &image));
	check_ok(mini_find(image));
	return image;
}

static size_t check_functions(const struct symbols *all, const struct symbols *some)
{
	size_t count = 0, first;

	for (size_t i = 0; i < all->count; i++) {
		const struct symbol *symbol = &all->sorted[i];
		bool is_there = false;
		size_t named;

		if (!symbol->is_function)
			continue;
		named = symbols_named(some, symbols_name(all, symbol), &first);
		for (size_t k = 0; k < named; k++)
			is_there |= symbols_by_name(some, first + k)->address == symbol->address;
		if (!is_there)
			fail_msg("%s is missing", symbols_name(all, symbol));
		count++;
	}
	return count;
}

/* Both tables are what .symtab was before it was stripped, whatever is in both. */
static void test_both(void **state)
{
	_cleanup_image_ struct image *whole = open_kind("programs/versions-symbols.so", IMAGE_USER);

	for (int i = 0; i < 2; i++) {
		_cleanup_image_ struct image *image = open_file(*state, i ? "all" : "some");

		assert_non_null(image->mini);
		check_ok(symbols_init(apart_symbol_files(image), image->path, &image->symbols));
		assert_int_equal(check_functions(&image->symbols, &whole->symbols),
				 check_functions(&whole->symbols, &image->symbols));
		assert_non_null(symbols_unique(&image->symbols, INNER));
		assert_int_equal(image->section_sizes[IMAGE_SIZE_SYMTAB],
				 image->mini->section_sizes[IMAGE_SIZE_SYMTAB]);
	}
}

static void test_program_symbols(void **state)
{
	const struct tree *tree = *state;
	struct program_symbols *symbols;
	_cleanup_str_ struct str path = STR_INIT;
	uint64_t distance;

	str_appendf(&path, "%s/some", tree->root);
	check_ok(program_symbols_create(str_text(&path), &symbols));
	assert_string_equal(program_symbols_find(symbols, INNER_OFFSET + 1, &distance), INNER);
	assert_int_equal(distance, 1);
	program_symbols_destroy(symbols);
}

static void test_damaged(void **state)
{
	_cleanup_image_ struct image *image = open_file(*state, "short");

	assert_null(image->mini);
	assert_non_null(
		strstr(str_text(&image->apart_tried), "/short, .gnu_debugdata: it is damaged"));
}

static void test_limit(void **state)
{
	_cleanup_str_ struct str path = STR_INIT, packed = STR_INIT, out = STR_INIT;
	bool is_whole;

	str_appendf(&path, "%s/some.xz", ((struct tree *)*state)->root);
	check_ok(file_read(str_text(&path), 0, &packed));
	check_ok(xz_unpack(str_text(&packed), packed.size, 32 << 20, &out, &is_whole));
	assert_true(is_whole);
	assert_memory_equal(str_text(&out), "\177ELF", 4);
	/* The decoder needs more than that. */
	check_ok(xz_unpack(str_text(&packed), packed.size, 4096, &out, &is_whole));
	assert_false(is_whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_both, make_files, tree_destroy),
		cmocka_unit_test_setup_teardown(test_program_symbols, make_files, tree_destroy),
		cmocka_unit_test_setup_teardown(test_damaged, make_files, tree_destroy),
		cmocka_unit_test_setup_teardown(test_limit, make_files, tree_destroy),
	};

	return cmocka_run_group_tests_name("mini", tests, make_images, NULL);
}
