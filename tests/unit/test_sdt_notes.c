/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "image/sdt_notes.h"
#include "tests/unit/check.h"

static void append_number(struct str *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		str_append_char(out, (char)(number >> (8 * i)));
}

static void append_filled(struct str *out, const void *bytes, size_t size)
{
	str_append_bytes(out, bytes, size);
	while (out->size % 4)
		str_append_char(out, '\0');
}

/* What a note holds. */
static void append_content(struct str *out, uint64_t address, const char *texts, size_t size)
{
	append_number(out, address, 8);
	append_number(out, 0x5000, 8);
	append_number(out, 0, 8);
	str_append_bytes(out, texts, size);
}

static void append_note(struct str *out, const char *owner, uint32_t type,
			const struct str *content)
{
	append_number(out, strlen(owner) + 1, 4);
	append_number(out, content->size, 4);
	append_number(out, type, 4);
	append_filled(out, owner, strlen(owner) + 1);
	append_filled(out, content->data, content->size);
}

static void append_marker(struct str *out, uint64_t address, const char *texts, size_t size)
{
	_cleanup_str_ struct str content = STR_INIT;

	append_content(&content, address, texts, size);
	append_note(out, "stapsdt", 3, &content);
}

/* Texts with the NULs in them. */
#define MARKER(address, texts) append_marker(&bytes, address, texts, sizeof(texts))

static void test_good(void **state)
{
	_cleanup_sdt_notes_ struct sdt_notes list = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str bytes = STR_INIT;

	(void)state;
	MARKER(0x1000, "p\0name\0008@%rdi");
	MARKER(0x2000, "p\0none\0");
	check_ok(sdt_notes_parse(bytes.data, bytes.size, &notes, &list));
	assert_int_equal(notes.size, 0);
	assert_int_equal(list.size, 2);
	assert_int_equal(list.data[0].address, 0x1000);
	assert_int_equal(list.data[0].semaphore, 0);
	assert_string_equal(list.data[0].provider, "p");
	assert_string_equal(list.data[0].name, "name");
	assert_string_equal(list.data[0].operands, "8@%rdi");
	assert_int_equal(list.data[1].address, 0x2000);
	assert_string_equal(list.data[1].operands, "");
}

/* Wherever the section ends: what is there is read, and never anything behind it. */
static void test_cut(void **state)
{
	_cleanup_str_ struct str bytes = STR_INIT;
	size_t first;

	(void)state;
	MARKER(0x1000, "p\0name\0008@%rdi");
	first = bytes.size;
	MARKER(0x2000, "p\0other\0004@%esi");
	for (size_t size = 0; size <= bytes.size; size++) {
		_cleanup_sdt_notes_ struct sdt_notes list = VEC_INIT;
		_cleanup_notes_ struct notes notes = NOTES_INIT;
		/* A copy, so that a sanitizer sees what is read behind it. */
		_cleanup_free_ char *cut = malloc(size ? size : 1);

		assert_non_null(cut);
		memcpy(cut, bytes.data, size);
		check_ok(sdt_notes_parse(cut, size, &notes, &list));
		assert_int_equal(list.size + notes.size, (size > 0) + (size > first));
	}
}

static void check_remark(const struct str *bytes, const char *part)
{
	_cleanup_sdt_notes_ struct sdt_notes list = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	check_ok(sdt_notes_parse(bytes->data, bytes->size, &notes, &list));
	assert_int_equal(list.size, 0);
	assert_int_equal(notes.size, 1);
	if (!strstr(notes.data[0].text, part))
		fail_msg("'%s' is not in: %s", part, notes.data[0].text);
}

static void test_texts(void **state)
{
	static const struct {
		const char *texts;
		size_t size;
		const char *part;
	} rows[] = {
		{"", 0, "have no end"},	      {"p", 1, "have no end"},
		{"p\0", 2, "have no end"},    {"p\0n", 3, "have no end"},
		{"p\0n\0", 4, "have no end"}, {"p\0n\0008@%rdi", 10, "have no end"},
		{"\0n\0", 4, "is empty"},     {"p\0\0", 4, "is empty"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_str_ struct str bytes = STR_INIT;

		append_marker(&bytes, 0x1000, rows[i].texts, rows[i].size);
		check_remark(&bytes, rows[i].part);
	}
}

static void test_headers(void **state)
{
	static const struct {
		const char *owner;
		uint32_t type;
		const char *part;
	} rows[] = {
		{"stapsdt", 2, "type is not 3"},       {"stapsdt", 0xffffffff, "type is not 3"},
		{"stapsd", 3, "owner is not stapsdt"}, {"GNU", 3, "owner is not stapsdt"},
		{"", 3, "owner is not stapsdt"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_str_ struct str bytes = STR_INIT, content = STR_INIT;

		append_content(&content, 0x1000, "p\0n\0", 5);
		append_note(&bytes, rows[i].owner, rows[i].type, &content);
		check_remark(&bytes, rows[i].part);
	}
}

/* Sizes that are larger than the section, up to the largest. */
static void test_sizes(void **state)
{
	static const uint32_t sizes[][2] = {
		{8, 0xffffffff}, {0xffffffff, 8}, {0xffffffff, 0xffffffff}, {8, 24}, {64, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		_cleanup_str_ struct str bytes = STR_INIT;

		append_number(&bytes, sizes[i][0], 4);
		append_number(&bytes, sizes[i][1], 4);
		append_number(&bytes, 3, 4);
		append_filled(&bytes, "stapsdt", 8);
		append_number(&bytes, 0, 8);
		check_remark(&bytes, "longer than the section");
	}
}

/* A file of nothing but broken notes says so a few times only. */
static void test_many(void **state)
{
	_cleanup_sdt_notes_ struct sdt_notes list = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str bytes = STR_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		MARKER(0x1000, "\0");
	MARKER(0x2000, "p\0good\0");
	check_ok(sdt_notes_parse(bytes.data, bytes.size, &notes, &list));
	assert_int_equal(notes.size, 8);
	assert_non_null(strstr(notes.data[7].text, "and perhaps others"));
	assert_int_equal(list.size, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),  cmocka_unit_test(test_cut),
		cmocka_unit_test(test_texts), cmocka_unit_test(test_headers),
		cmocka_unit_test(test_sizes), cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests_name("sdt_notes", tests, NULL, NULL);
}
