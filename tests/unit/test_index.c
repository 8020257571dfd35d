/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "image/index.h"
#include "image/index_format.h"
#include "probe/search.h"
#include "tests/unit/images.h"

/* A copy of an image's index, to be damaged. */
static struct index_header *copy_index(const struct image *image)
{
	struct index_header *copy = malloc(image->index->size);

	assert_non_null(copy);
	memcpy(copy, image->index->header, image->index->size);
	return copy;
}

/* Make the checksum right again. */
static void sign(struct index_header *header, size_t size)
{
	const char *summed = (const char *)&header->checksum + sizeof(header->checksum);

	header->checksum = index_checksum(summed, size - (size_t)(summed - (char *)header));
}

static void check_dies(const struct image *image, const char *name, bool is_glob, size_t count)
{
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;

	check_ok(index_find_functions(image->index, name, is_glob, &dies));
	if (dies.size != count)
		fail_msg("%s: %zu", name, dies.size);
}

static void test_names(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const struct index *index = image->index;

	(void)state;
	check_dies(image, "vfs_read", false, 1);
	check_dies(image, "vfs_rea", false, 0);
	check_dies(image, "vfs_reader", false, 0);
	check_dies(image, "", false, 0);
	check_dies(image, "duplicate", false, 2);
	check_dies(image, "use_dup*", true, 2);
	check_dies(image, "vfs_read", true, 1);
	check_dies(image, "vfs_rea[d]", true, 1);
	check_dies(image, "?fs_read", true, 1);
	check_dies(image, "nothing*", true, 0);
	assert_true(index_name_count(index) > 30);
	assert_string_equal(index_name(index, index_first_name(index, "vfs_re")), "vfs_read");
	assert_int_equal(index_first_name(index, ""), 0);
	assert_int_equal(index_first_name(index, "~"), index_name_count(index));
	for (size_t i = 1; i < index_name_count(index); i++)
		assert_true(strcmp(index_name(index, i - 1), index_name(index, i)) < 0);
}

struct file_row {
	const char *tail;
	size_t units;
};

static void test_files(void **state)
{
	static const struct file_row rows[] = {
		{"mini.c", 1},	 {"mini/mini.c", 1}, {"ini.c", 0},   {"mini.h", 0},
		{"other.c", 1},	 {"third.c", 1},     {"lines.h", 1}, {"nothing.c", 0},
		{"/other.c", 1}, {"lines.c", 1},     {"plain.s", 0},
	};
	static const char *const names[] = {"mini-gcc-4", "mini-gcc-5", "mini-clang-4",
					    "mini-clang-5"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_image_ struct image *image = open_image(names[i]);

		for (size_t j = 0; j < sizeof(rows) / sizeof(*rows); j++) {
			_cleanup_index_dies_ struct index_dies units = VEC_INIT;

			check_ok(index_find_file(image->index, rows[j].tail, &units));
			if (units.size != rows[j].units)
				fail_msg("%s, %s: %zu", names[i], rows[j].tail, units.size);
		}
	}
}

static void test_addresses(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const struct symbol *read = symbols_unique(&image->symbols, "vfs_read");
	const struct symbol *other = symbols_unique(&image->symbols, "use_duplicate_too");
	uint64_t unit = 0, last = 0, other_unit = 0;

	(void)state;
	assert_true(index_unit_at(image->index, read->address, &unit));
	assert_true(index_unit_at(image->index, read->address + read->size - 1, &last));
	assert_true(index_unit_at(image->index, other->address, &other_unit));
	assert_int_equal(unit, last);
	assert_int_not_equal(unit, other_unit);
	assert_false(index_unit_at(image->index, 0, &unit));
	assert_false(index_unit_at(image->index, UINT64_MAX, &unit));
}

/* Whether an index of these bytes is refused, for this reason. */
static void check_refused(const struct image *image, struct index_header *bytes, size_t size,
			  const char *reason)
{
	struct index *index = NULL;

	check_error(index_take(image, bytes, size, &index), SONDE_ERROR_FORMAT, reason);
	assert_null(index);
}

/* As after a crash, or a full disk: every shorter file is refused. */
static void test_torn(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const size_t size = image->index->size;

	(void)state;
	for (size_t cut = 0; cut < size; cut += cut < 600 ? 1 : 997)
		check_refused(image, copy_index(image), cut, "it is cut short");
	check_refused(image, copy_index(image), size - 1, "cut short");
}

/* Every byte counts. */
static void test_damaged(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const size_t size = image->index->size;

	(void)state;
	for (size_t at = 0; at < size; at += at < sizeof(struct index_header) ? 1 : 31) {
		struct index_header *copy = copy_index(image);

		((char *)copy)[at] ^= 0x10;
		check_refused(image, copy, size, " ");
	}
}

static void test_stale(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	_cleanup_image_ struct image *other = open_image("mini-gcc-4");
	const size_t size = image->index->size;
	struct index_header *copy = copy_index(image);

	(void)state;
	/* The same build id, as a stripped file and its debuginfo have. */
	check_refused(other, copy, size, "another file of this build");
	copy = copy_index(image);
	copy->build_id[0] ^= 1;
	sign(copy, size);
	check_refused(image, copy, size, "another build");
	copy = copy_index(image);
	copy->version++;
	sign(copy, size);
	check_refused(image, copy, size, "another version");
	copy = copy_index(image);
	copy->byte_order = __builtin_bswap32(copy->byte_order);
	sign(copy, size);
	check_refused(image, copy, size, "another version");
}

/* Tables that lie outside of the file, with a checksum that is right. */
static void test_hostile_tables(void **state)
{
	static const uint64_t numbers[] = {1ULL << 20, UINT32_MAX, 1ULL << 60, UINT64_MAX - 7};
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const size_t size = image->index->size;

	(void)state;
	for (size_t table = 0; table < INDEX_TABLES; table++) {
		for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
			struct index_header *copy = copy_index(image);

			copy->tables[table].count = numbers[i];
			sign(copy, size);
			check_refused(image, copy, size, "ends after the file");
			copy = copy_index(image);
			copy->tables[table].offset = numbers[i] & ~7ULL;
			sign(copy, size);
			check_refused(image, copy, size, "ends after the file");
		}
	}
}

/* Use an index in all ways there are; what comes out does not matter, only that nothing breaks. */
static void use(const struct index *index)
{
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT, units = VEC_INIT;
	uint64_t unit;

	check_ok(index_find_functions(index, "*", true, &dies));
	check_ok(index_find_functions(index, "vfs_read", false, &dies));
	check_ok(index_find_file(index, "mini.c", &units));
	for (uint64_t address = 0; address < 64; address++)
		index_unit_at(index, address << 58, &unit);
	for (size_t i = 0; i < index_file_count(index); i++)
		assert_non_null(index_file(index, i));
}

/* Contents that lie, with a checksum that is right: nothing is read outside of them. */
static void test_hostile_contents(void **state)
{
	static const uint32_t patterns[] = {0, 1, 0x7f, 0xffffffff, 0x80000000};
	const struct func_query queries[] = {{.name = "vfs_read"}, {.name = "*", .glob = "*"}};

	(void)state;
	for (size_t table = 0; table < INDEX_TABLES; table++) {
		for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
			_cleanup_image_ struct image *image = open_image("mini-gcc-5");
			const size_t size = image->index->size;
			struct index_header *copy = copy_index(image);
			const uint64_t start = copy->tables[table].offset;
			const uint64_t end = table + 1 < INDEX_TABLES
						     ? copy->tables[table + 1].offset
						     : size - 1;
			struct func_result results[2] = {0};
			struct index *index;

			for (uint64_t at = start; at + 4 <= end; at += 4)
				memcpy((char *)copy + at, &patterns[i], 4);
			sign(copy, size);
			check_ok(index_take(image, copy, size, &index));
			check_ok(image_use_index(image, index));
			use(index);
			check_ok(func_search(image, queries, 2, results));
			/* Found in a lie, it was made anew, and then all is found. */
			if (image->index_lied)
				assert_int_equal(results[0].instances.size, 1);
			func_result_deinit(&results[0]);
			func_result_deinit(&results[1]);
		}
	}
}

/* DIEs that are no functions, or others: found out, and the truth is told. */
static void test_wrong_dies(void **state)
{
	static const uint64_t wrong[] = {0, 11, 12, 13, 0x100, UINT32_MAX, UINT64_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		_cleanup_image_ struct image *image = open_image("mini-gcc-5");
		const struct symbol *symbol = symbols_unique(&image->symbols, "vfs_read");
		const uint64_t address = symbol->address;
		_cleanup_func_result_ struct func_result result = {0};
		const size_t size = image->index->size;
		struct index_header *copy = copy_index(image);
		struct index_span *dies = &copy->tables[INDEX_DIES];
		struct index *index;

		for (uint64_t j = 0; j < dies->count; j++)
			memcpy((char *)copy + dies->offset + j * 8, &wrong[i], 8);
		sign(copy, size);
		check_ok(index_take(image, copy, size, &index));
		check_ok(image_use_index(image, index));
		check_ok(func_find(image, &(struct func_query){.name = "vfs_read"}, &result));
		assert_true(image->index_lied);
		assert_int_equal(result.instances.size, 1);
		assert_int_equal(result.instances.data[0].entry, address);
	}
}

/* An image without DWARF has an index too, of its symbols. */
static void test_stripped(void **state)
{
	_cleanup_image_ struct image *image = open_image("stripped");

	(void)state;
	assert_int_equal(image->index->header->tables[INDEX_UNITS].count, 0);
	assert_int_equal(index_name_count(image->index), 0);
	assert_non_null(symbols_unique(&image->symbols, "vfs_read"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	       cmocka_unit_test(test_files),
		cmocka_unit_test(test_addresses),      cmocka_unit_test(test_torn),
		cmocka_unit_test(test_damaged),	       cmocka_unit_test(test_stale),
		cmocka_unit_test(test_hostile_tables), cmocka_unit_test(test_hostile_contents),
		cmocka_unit_test(test_wrong_dies),     cmocka_unit_test(test_stripped),
	};

	return cmocka_run_group_tests_name("index", tests, make_images, NULL);
}
