/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/elf.h"
#include "tests/unit/images.h"

static void test_facts(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	_cleanup_str_ struct str id = STR_INIT, release = STR_INIT;

	(void)state;
	assert_int_equal(image->machine, EM_X86_64);
	assert_string_equal(image_arch_name(image->machine), "x86_64");
	build_id_print(&image->build_id, &id);
	assert_string_equal(str_text(&id), "0123456789abcdef0123456789abcdef01234567");
	image_print_release(image, &release);
	assert_string_equal(str_text(&release), "6.99.0-mini");
}

/* No linux_banner, so no release. */
static void test_no_release(void **state)
{
	_cleanup_image_ struct image *image = open_image("expr");
	_cleanup_str_ struct str release = STR_INIT;

	(void)state;
	image_print_release(image, &release);
	assert_string_equal(str_text(&release), "");
}

static void test_sections(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	const struct symbol *banner = symbols_unique(&image->symbols, "linux_banner");
	const struct symbol *end = symbols_unique(&image->symbols, "_etext");
	struct image_section section;

	(void)state;
	assert_true(image_section_at(image, 0xffffffff81000010, &section));
	assert_string_equal(section.name, ".text");
	assert_true(section.is_code);
	assert_int_equal(section.address, 0xffffffff81000000);
	assert_int_equal(section.size, end->address - 0xffffffff81000010);
	/* One byte before, and the first behind it. */
	assert_false(image_section_at(image, 0xffffffff80ffffff, &section));
	assert_true(image_section_at(image, end->address - 1, &section));
	assert_int_equal(section.size, 1);
	assert_false(image_section_at(image, end->address, &section));
	assert_non_null(banner);
	assert_true(image_section_at(image, banner->address, &section));
	assert_string_equal(section.name, ".rodata");
	assert_false(section.is_code);
	assert_memory_equal(section.data, "Linux version ", 14);
	/* Nothing in the file stands for .bss, and per-CPU data begins at address 0. */
	assert_true(image_section_at(image, symbols_unique(&image->symbols, "list_first")->address,
				     &section));
	assert_string_equal(section.name, ".bss");
	assert_null(section.data);
	assert_true(image_section_at(image, 0, &section));
	assert_string_equal(section.name, ".data..percpu");
	assert_false(image_section_at(image, UINT64_MAX, &section));
}

static void test_debuginfo(void **state)
{
	_cleanup_image_ struct image *image = open_image("mini-gcc-5");
	_cleanup_image_ struct image *stripped = open_image("stripped");
	struct Dwarf *dwarf;

	(void)state;
	assert_true(image_has_dwarf_support());
	check_ok(image_debuginfo_open(image));
	dwarf = image->dwarf;
	assert_non_null(dwarf);
	check_ok(image_debuginfo_open(image));
	assert_ptr_equal(image->dwarf, dwarf);
	check_error(image_debuginfo_open(stripped), SONDE_ERROR_NOT_FOUND, "has no debuginfo");
	assert_null(stripped->dwarf);
}

static void test_errors(void **state)
{
	struct image *image = NULL;

	(void)state;
	check_error(image_create("/dev/null", IMAGE_KERNEL, &image), SONDE_ERROR_FORMAT,
		    "not a regular file");
	check_error(image_create("/", IMAGE_KERNEL, &image), SONDE_ERROR_FORMAT, "directory");
	check_error(image_create("/nothing/here", IMAGE_KERNEL, &image), SONDE_ERROR_NOT_FOUND,
		    "/nothing/here");
	assert_null(image);
	image_destroy(NULL);
	assert_null(image_arch_name(EM_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),	 cmocka_unit_test(test_no_release),
		cmocka_unit_test(test_sections), cmocka_unit_test(test_debuginfo),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests_name("elf", tests, make_images, NULL);
}
