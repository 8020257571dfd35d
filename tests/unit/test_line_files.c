/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dwarf.h>
#include <elfutils/libdw.h>

#include "image/line_files.h"
#include "tests/unit/images.h"

/* The same paths as libdw has, which runs the whole table. */
static void check_unit(struct image *image, Dwarf_Die *unit)
{
	const struct line_sections sections = line_sections_of(image->elf);
	_cleanup_(line_files_deinit) struct line_files files = {0};
	Dwarf_Attribute attr;
	const char *directory;
	Dwarf_Files *expected;
	Dwarf_Word offset;
	size_t count;

	assert_non_null(dwarf_attr(unit, DW_AT_stmt_list, &attr));
	assert_int_equal(dwarf_formudata(&attr, &offset), 0);
	assert_int_equal(dwarf_getsrcfiles(unit, &expected, &count), 0);
	directory = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attr));
	check_ok(line_files_read(&sections, offset, &files));
	if (files.files.size != count)
		fail_msg("%s: %zu files, not %zu", image->path, files.files.size, count);
	for (size_t i = 0; i <= count; i++) {
		_cleanup_str_ struct str path = STR_INIT;

		/* Before DWARF 5 there is no file 0, for which libdw has a word of its own. */
		if (!line_files_path(&files, directory, i, &path)) {
			assert_true(i == count || (i == 0 && dwarf_cuoffset(unit) != 0));
			continue;
		}
		assert_string_equal(str_text(&path), dwarf_filesrc(expected, i, NULL, NULL));
	}
}

static void test_paths(void **state)
{
	static const char *const names[] = {"mini-gcc-4",   "mini-gcc-5", "mini-clang-4",
					    "mini-clang-5", "mini-arm64", "many"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_image_ struct image *image = open_image(names[i]);
		Dwarf_CU *cu = NULL;
		size_t count = 0;
		Dwarf_Die unit;

		check_ok(image_debuginfo_open(image));
		while (dwarf_get_units(image->dwarf, cu, &cu, NULL, NULL, &unit, NULL) == 0) {
			check_unit(image, &unit);
			count++;
		}
		assert_true(count > 0);
	}
}

/* A version 5 header with one directory and one file, names in place. */
static const unsigned char table[] = {
	/* length, version, address and segment size, header_length */
	43,
	0,
	0,
	0,
	5,
	0,
	8,
	0,
	31,
	0,
	0,
	0,
	/* minimum instruction, operations, is_stmt, line_base, line_range, opcode_base */
	1,
	1,
	1,
	0xfb,
	14,
	1,
	/* directories: one pair, (path, string); one */
	1,
	DW_LNCT_path,
	DW_FORM_string,
	1,
	'/',
	'd',
	'i',
	'r',
	0,
	/* files: two pairs, (path, string), (directory, udata); two */
	2,
	DW_LNCT_path,
	DW_FORM_string,
	DW_LNCT_directory_index,
	DW_FORM_udata,
	2,
	'a',
	'.',
	'c',
	0,
	0,
	'b',
	'.',
	'c',
	0,
	9,
	/* no program */
	0,
	0,
	0,
	0,
};

static struct sonde_error *read_bytes(const unsigned char *bytes, size_t size,
				      struct line_files *ret)
{
	Elf_Data data = {.d_buf = (void *)bytes, .d_size = size};
	const struct line_sections sections = {.line = &data};

	return line_files_read(&sections, 0, ret);
}

static void test_by_hand(void **state)
{
	_cleanup_(line_files_deinit) struct line_files files = {0};
	_cleanup_str_ struct str path = STR_INIT;

	(void)state;
	check_ok(read_bytes(table, sizeof(table), &files));
	assert_true(line_files_path(&files, "/comp", 0, &path));
	assert_string_equal(str_text(&path), "/dir/a.c");
	str_truncate(&path, 0);
	/* Its directory's number is none. */
	assert_true(line_files_path(&files, "/comp", 1, &path));
	assert_string_equal(str_text(&path), "b.c");
	assert_false(line_files_path(&files, "/comp", 2, &path));
	assert_false(line_files_path(&files, "/comp", UINT64_MAX, &path));
}

/* Cut or changed anywhere, in a buffer of just that size: nothing is read behind it. */
static void test_damaged(void **state)
{
	(void)state;
	for (size_t size = 0; size < sizeof(table); size++) {
		_cleanup_(line_files_deinit) struct line_files files = {0};
		_cleanup_free_ unsigned char *copy = malloc(size + 1);

		memcpy(copy, table, size);
		check_error(read_bytes(copy, size, &files), SONDE_ERROR_FORMAT, "line table");
	}
	for (size_t at = 0; at < sizeof(table); at++) {
		for (unsigned value = 0; value < 256; value++) {
			_cleanup_(line_files_deinit) struct line_files files = {0};
			_cleanup_free_ unsigned char *copy = malloc(sizeof(table));
			_cleanup_error_ struct sonde_error *error = NULL;

			memcpy(copy, table, sizeof(table));
			copy[at] = (unsigned char)value;
			error = read_bytes(copy, sizeof(table), &files);
			assert_true(files.files.size <= sizeof(table));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("line_files", tests, make_images, NULL);
}
