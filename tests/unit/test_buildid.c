/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "image/buildid.h"
#include "tests/unit/check.h"

/* The header of a note in little-endian order: sizes of name and content, and type. */
#define NOTE(name, content, type) name, 0, 0, 0, content, 0, 0, 0, type, 0, 0, 0
#define GNU			  'G', 'N', 'U', 0

static bool parse(const void *notes, size_t size, struct build_id *ret)
{
	/* In a block of its own: valgrind and ASan see what is read beyond it. */
	_cleanup_free_ void *copy = malloc(size ? size : 1);

	assert_non_null(copy);
	memcpy(copy, notes, size);
	*ret = (struct build_id){0};
	return build_id_from_notes(copy, size, ret);
}

static void assert_id(const struct build_id *id, const char *expected)
{
	_cleanup_str_ struct str text = STR_INIT;

	build_id_print(id, &text);
	assert_string_equal(str_text(&text), expected);
}

static void test_found(void **state)
{
	static const unsigned char alone[] = {NOTE(4, 3, 3), GNU, 1, 0xab, 0xff, 0};
	static const unsigned char second[] = {NOTE(3, 1, 1), 'X', 'Y',	 0,    0, 9, 0, 0, 0,
					       NOTE(4, 2, 3), GNU, 0x12, 0x34, 0, 0};
	struct build_id id;

	(void)state;
	assert_true(parse(alone, sizeof(alone), &id));
	assert_id(&id, "01abff");
	assert_true(parse(second, sizeof(second), &id));
	assert_id(&id, "1234");
	/* The last note's padding may be missing. */
	assert_true(parse(alone, sizeof(alone) - 1, &id));
	assert_id(&id, "01abff");
}

/* What has the type of a build id, but is none. */
static void test_others(void **state)
{
	static const unsigned char other_name[] = {NOTE(4, 1, 3), 'X', 'N', 'U', 0, 1, 0, 0, 0};
	static const unsigned char short_name[] = {NOTE(3, 1, 3), 'G', 'N', 'U', 0, 1, 0, 0, 0};
	static const unsigned char other_type[] = {NOTE(4, 1, 1), GNU, 1, 0, 0, 0};
	static const unsigned char empty[] = {NOTE(4, 0, 3), GNU};
	unsigned char too_long[16 + BUILD_ID_SIZE_MAX + 4] = {NOTE(4, BUILD_ID_SIZE_MAX + 1, 3),
							      GNU};
	struct build_id id;

	(void)state;
	assert_false(parse(other_name, sizeof(other_name), &id));
	assert_false(parse(short_name, sizeof(short_name), &id));
	assert_false(parse(other_type, sizeof(other_type), &id));
	assert_false(parse(empty, sizeof(empty), &id));
	assert_false(parse(too_long, sizeof(too_long), &id));
	too_long[4] = BUILD_ID_SIZE_MAX;
	assert_true(parse(too_long, sizeof(too_long), &id));
	assert_int_equal(id.size, BUILD_ID_SIZE_MAX);
}

static void test_damaged(void **state)
{
	static const unsigned char good[] = {NOTE(4, 3, 3), GNU, 1, 2, 3, 0};
	static const unsigned char huge_name[] = {0xff, 0xff, 0xff, 0xff, 1, 0,	 0,
						  0,	3,    0,    0,	  0, GNU};
	static const unsigned char wrap_name[] = {0xfd, 0xff, 0xff, 0xff, 1, 0,	 0,
						  0,	3,    0,    0,	  0, GNU};
	static const unsigned char huge_size[] = {4,	0, 0, 0, 0xff, 0xff, 0xff,
						  0xff, 3, 0, 0, 0,    GNU};
	struct build_id id;

	(void)state;
	/* Cut at every byte before the id is whole. */
	for (size_t size = 0; size < sizeof(good) - 1; size++)
		assert_false(parse(good, size, &id));
	assert_false(parse(huge_name, sizeof(huge_name), &id));
	assert_false(parse(wrap_name, sizeof(wrap_name), &id));
	assert_false(parse(huge_size, sizeof(huge_size), &id));
}

static void test_equal(void **state)
{
	struct build_id a = {.bytes = {1, 2}, .size = 2}, b = a, none = {0};

	(void)state;
	assert_true(build_id_equal(&a, &b));
	b.bytes[1] = 3;
	assert_false(build_id_equal(&a, &b));
	b = a;
	b.size = 1;
	assert_false(build_id_equal(&a, &b));
	/* Two files without an id are not known to be the same. */
	assert_false(build_id_equal(&none, &none));
}

static void test_digits(void **state)
{
	static const char *const bad[] = {"", "1", "123", "12x4", "zz", " 12", "12 "};
	char text[2 * BUILD_ID_SIZE_MAX + 3];
	struct build_id id = {0};

	(void)state;
	assert_true(build_id_parse("01aBff", &id));
	assert_id(&id, "01abff");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(build_id_parse(bad[i], &id));
	memset(text, '0', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_false(build_id_parse(text, &id));
	text[sizeof(text) - 3] = '\0';
	assert_true(build_id_parse(text, &id));
}

static void test_files(void **state)
{
	char path[] = "/tmp/sonde-notes.XXXXXX";
	_cleanup_close_ int fd = mkstemp(path);
	struct build_id id = {0};

	(void)state;
	assert_true(fd >= 0);
	check_error(build_id_read_notes(path, &id), SONDE_ERROR_FORMAT, "holds no build id");
	assert_int_equal(unlink(path), 0);
	check_error(build_id_read_notes(path, &id), SONDE_ERROR_NOT_FOUND, path);
	assert_int_equal(id.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),	cmocka_unit_test(test_others),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_equal),
		cmocka_unit_test(test_digits),	cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests_name("buildid", tests, NULL, NULL);
}
