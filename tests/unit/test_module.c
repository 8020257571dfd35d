/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "image/module.h"
#include "tests/unit/images.h"

static void test_facts(void **state)
{
	_cleanup_image_ struct image *image = open_kind("sample-mod.ko", IMAGE_MODULE);
	_cleanup_image_ struct image *arm64 = open_kind("arm64/sample-mod.ko", IMAGE_MODULE);
	_cleanup_str_ struct str id = STR_INIT, release = STR_INIT;

	(void)state;
	assert_string_equal(image->module, "sample_mod");
	assert_string_equal(image->vermagic, "6.99.0-mini SMP mod_unload modversions ");
	image_print_release(image, &release);
	assert_string_equal(str_text(&release), "6.99.0-mini");
	build_id_print(&image->build_id, &id);
	assert_string_equal(str_text(&id), "0123456789abcdef0123456789abcdef01234567");
	assert_int_equal(arm64->machine, EM_AARCH64);
	assert_true(image_has_debuginfo(image));
}

/* Its symbols are of use all the same. */
static void test_no_debuginfo(void **state)
{
	_cleanup_image_ struct image *image = open_kind("no-debuginfo/sample-mod.ko", IMAGE_MODULE);

	(void)state;
	assert_false(image_has_debuginfo(image));
	assert_non_null(symbols_unique(&image->symbols, "sample_read"));
	check_error(image_debuginfo_open(image), SONDE_ERROR_NOT_FOUND, "has no debuginfo");
}

/* Every loaded section has bytes of its own, whatever address the file has there. */
static void check_layout(const struct image *image)
{
	Elf_Scn *section = NULL;
	uint64_t end = 0;

	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;

		assert_non_null(gelf_getshdr(section, &header));
		if (!(header.sh_flags & SHF_ALLOC)) {
			assert_int_equal(header.sh_addr, 0);
			continue;
		}
		assert_true(header.sh_addr > end);
		assert_int_equal(header.sh_addr % header.sh_addralign, 0);
		end = header.sh_addr + header.sh_size;
	}
}

static void check_symbol(const struct image *image, const char *name, const char *section_name)
{
	const struct symbol *symbol = symbols_unique(&image->symbols, name);
	struct image_section section;

	assert_non_null(symbol);
	assert_true(image_section_at(image, symbol->address, &section));
	assert_string_equal(section.name, section_name);
}

static void test_layout(void **state)
{
	static const char *const names[] = {"sample-mod.ko", "sections/sample-mod.ko",
					    "arm64/sample-mod.ko"};
	size_t first;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_image_ struct image *image = open_kind(names[i], IMAGE_MODULE);

		check_layout(image);
		check_symbol(image, "sample_init", ".init.text");
		check_symbol(image, "sample_exit", ".exit.text");
		check_symbol(image, "sample_percpu", ".data..percpu");
		assert_int_equal(symbols_named(&image->symbols, "duplicate", &first), 2);
		if (i != 1) {
			check_symbol(image, "sample_read", ".text");
			check_symbol(image, "sample_level", ".data");
		}
	}
}

/* Copy the first bytes of a file. */
static void copy(const char *from, const char *to, long size)
{
	_cleanup_str_ struct str command = STR_INIT;

	str_appendf(&command, "head -c %ld '%s' >'%s'", size, from, to);
	assert_int_equal(system(str_text(&command)), 0);
}

static void test_errors(void **state)
{
	char path[] = "/tmp/sonde-module.XXXXXX";
	_cleanup_close_ int fd = mkstemp(path);
	_cleanup_str_ struct str kernel = STR_INIT, object = STR_INIT, module = STR_INIT;
	struct image *image = NULL;

	(void)state;
	assert_true(fd >= 0);
	str_appendf(&kernel, "%s/tests/dwarf/mini-gcc-5", check_env("BUILDDIR"));
	str_appendf(&object, "%s/tests/dwarf/mini-gcc-5-mini.o", check_env("BUILDDIR"));
	str_appendf(&module, "%s/tests/dwarf/sample-mod.ko", check_env("BUILDDIR"));
	check_error(image_create(str_text(&kernel), IMAGE_MODULE, &image), SONDE_ERROR_FORMAT,
		    "linked already");
	check_error(image_create(str_text(&object), IMAGE_MODULE, &image), SONDE_ERROR_FORMAT,
		    "no .modinfo");
	copy(str_text(&module), path, 2000);
	check_error(image_create(path, IMAGE_MODULE, &image), SONDE_ERROR_FORMAT, path);
	copy("/dev/zero", path, 2000);
	check_error(image_create(path, IMAGE_MODULE, &image), SONDE_ERROR_FORMAT,
		    "Unpack it first");
	assert_null(image);
	assert_int_equal(unlink(path), 0);
}

/* Set one field of the last relocation of the DWARF. */
static void damage(const struct image *image, uint64_t offset, uint64_t info)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Rela entry;
	Elf_Data *data;

	do {
		section = elf_nextscn(image->elf, section);
		assert_non_null(gelf_getshdr(section, &header));
	} while (header.sh_type != SHT_RELA || header.sh_size < 1000);
	data = elf_getdata(section, NULL);
	assert_non_null(gelf_getrela(data, 0, &entry));
	entry.r_offset = offset == UINT64_MAX ? entry.r_offset : offset;
	entry.r_info = info == UINT64_MAX ? entry.r_info : info;
	assert_true(gelf_update_rela(data, 0, &entry));
}

static void test_relocations(void **state)
{
	static const struct {
		uint64_t offset;
		uint64_t info;
		enum sonde_error_kind kind;
		const char *text;
	} cases[] = {
		{UINT64_MAX - 1, UINT64_MAX, SONDE_ERROR_FORMAT, "leads nowhere"},
		{1 << 20, UINT64_MAX, SONDE_ERROR_FORMAT, "leads nowhere"},
		{UINT64_MAX, ELF64_R_INFO(99999, R_X86_64_32), SONDE_ERROR_FORMAT, "leads nowhere"},
		{UINT64_MAX, ELF64_R_INFO(1, R_X86_64_TPOFF64), SONDE_ERROR_UNSUPPORTED, "type 18"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		_cleanup_image_ struct image *image = open_bare("sample-mod.ko", IMAGE_MODULE);

		damage(image, cases[i].offset, cases[i].info);
		check_error(image_debuginfo_open(image), cases[i].kind, cases[i].text);
		assert_null(image->dwarf);
	}
}

/* Compressed as before ELF had a way for it: other names, which objcopy can give. */
static void test_old_compression(void **state)
{
	char path[] = "/tmp/sonde-module.XXXXXX";
	_cleanup_close_ int fd = mkstemp(path);
	_cleanup_image_ struct image *image = NULL;
	_cleanup_str_ struct str command = STR_INIT;

	(void)state;
	assert_true(fd >= 0);
	str_appendf(&command,
		    "objcopy --compress-debug-sections=zlib-gnu '%s/tests/dwarf/sample-mod.ko' "
		    "'%s'",
		    check_env("BUILDDIR"), path);
	assert_int_equal(system(str_text(&command)), 0);
	check_ok(image_create(path, IMAGE_MODULE, &image));
	assert_true(image_has_debuginfo(image));
	check_error(image_debuginfo_open(image), SONDE_ERROR_FORMAT,
		    "compressed in the old way; run objcopy --decompress-debug-sections");
	assert_null(image->dwarf);
	assert_int_equal(unlink(path), 0);
}

/* The first section that is compressed and has relocations says of itself that it is of type 77. */
static void test_unknown_compression(void **state)
{
	_cleanup_image_ struct image *image = open_bare("sections/packed.ko", IMAGE_MODULE);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	Elf_Data *data;

	(void)state;
	do {
		section = elf_nextscn(image->elf, section);
		assert_non_null(gelf_getshdr(section, &header));
	} while (!(header.sh_flags & SHF_COMPRESSED));
	data = elf_rawdata(section, NULL);
	assert_non_null(data);
	((Elf64_Chdr *)data->d_buf)->ch_type = 77;
	check_error(image_debuginfo_open(image), SONDE_ERROR_FORMAT, "cannot be unpacked");
	assert_null(image->dwarf);
}

static void check_name(const char *path, const char *expected)
{
	_cleanup_str_ struct str name = STR_INIT;

	module_print_name(path, &name);
	assert_string_equal(str_text(&name), expected);
}

static void test_names(void **state)
{
	(void)state;
	check_name("/lib/modules/6.99/kernel/net/sample-mod.ko", "sample_mod");
	check_name("dm-log.ko.xz", "dm_log");
	check_name("dm-log.ko.debug", "dm_log");
	check_name("name", "name");
	assert_true(module_same_name("dm-log_x", "dm_log-x"));
	assert_false(module_same_name("dm-log", "dm-log1"));
	assert_false(module_same_name("dm-log1", "dm-log"));
	assert_false(module_same_name("a", "b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),		cmocka_unit_test(test_no_debuginfo),
		cmocka_unit_test(test_layout),		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_names),		cmocka_unit_test(test_relocations),
		cmocka_unit_test(test_old_compression), cmocka_unit_test(test_unknown_compression),
	};

	return cmocka_run_group_tests_name("module", tests, make_images, NULL);
}
