/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/ctype.h"
#include "probe/die.h"
#include "tests/unit/images.h"

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int tag;
		const char *name;
		unsigned stars;
	} rows[] = {
		{"struct foo *", DW_TAG_structure_type, "foo", 1},
		{"union u **", DW_TAG_union_type, "u", 2},
		{"class ns::c<int> *", DW_TAG_class_type, "ns::c<int>", 1},
		{"enum e", DW_TAG_enumeration_type, "e", 0},
		{"unsigned long ***", 0, "unsigned long", 3},
		{"structure", 0, "structure", 0},
		{"u8", 0, "u8", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct ctype type = ctype_parse(rows[i].text);

		assert_int_equal(type.tag, rows[i].tag);
		assert_int_equal(type.size, strlen(rows[i].name));
		assert_memory_equal(type.name, rows[i].name, type.size);
		assert_int_equal(type.stars, rows[i].stars);
	}
}

/* How many types of the unit with take_any() a text names. */
static size_t count(struct image *image, const char *text)
{
	const struct ctype type = ctype_parse(text);
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit, child;
	size_t matches = 0;

	assert_int_equal(dwarf_get_units(image->dwarf, cu, &cu, NULL, NULL, &unit, NULL), 0);
	while (!die_name(&unit) || !strstr(die_name(&unit), "types.c"))
		assert_int_equal(dwarf_get_units(image->dwarf, cu, &cu, NULL, NULL, &unit, NULL),
				 0);
	assert_int_equal(dwarf_child(&unit, &child), 0);
	do {
		matches += type.stars ? dwarf_tag(&child) == DW_TAG_pointer_type &&
						ctype_matches_pointer(&type, &child)
				      : ctype_matches(&type, &child);
	} while (dwarf_siblingof(&child, &child) == 0);
	return matches;
}

/* gcc and clang spell C's own types differently, and people in more ways. */
static void test_matches(void **state)
{
	static const char *const images[] = {"mini-gcc-5.types", "mini-gcc-4.types",
					     "mini-clang-4.types", "mini-clang-5.types"};
	static const char *const once[] = {
		"unsigned long long",
		"long long unsigned int",
		"long unsigned long",
		"short",
		"signed short int",
		"short int",
		"int",
		"signed",
		"unsigned char",
		"char",
		"signed char",
		"_Bool",
		"float",
		"double",
		"u64",
		"struct outer",
		"enum small_color",
		"struct outer *",
		"void *",
	};
	static const char *const never[] = {
		"outer",
		"union outer",
		"enum outer",
		"small_color",
		"struct outer **",
		"long long long",
		"int *",
		"struct inner *",
		"unsigned signed int",
		"struct u64",
		"long double",
		"int int",
		"struct nothing **",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(images) / sizeof(*images); i++) {
		_cleanup_image_ struct image *image = open_image(images[i]);

		check_ok(image_debuginfo_open(image));
		for (size_t j = 0; j < sizeof(once) / sizeof(*once); j++) {
			if (count(image, once[j]) != 1)
				fail_msg("%s: '%s' %zu times", images[i], once[j],
					 count(image, once[j]));
		}
		for (size_t j = 0; j < sizeof(never) / sizeof(*never); j++) {
			if (count(image, never[j]))
				fail_msg("%s: '%s'", images[i], never[j]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_matches),
	};

	return cmocka_run_group_tests(tests, make_images, NULL);
}
