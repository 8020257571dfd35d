/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "image/alt.h"
#include "image/apart.h"
#include "image/index.h"
#include "image/index_format.h"
#include "tests/unit/file_tree.h"
#include "tests/unit/images.h"

/* Build id of the file that dwz has made, as a path, $I, and as bytes, $B. */
#define PREPARE                                                  \
	"set -e; I=$(readelf -n shared | sed -n 's/.*Build ID: " \
	"\\(..\\)/usr\\/lib\\/debug\\/.build-id\\/\\1\\//p')"    \
	".debug; D=${I%/*}; tail -c 20 note >id; "

/* Run a shell command at the root. */
static void run(const struct tree *tree, const char *command)
{
	_cleanup_str_ struct str whole = STR_INIT;

	str_appendf(&whole, "cd '%s'; %s%s", tree->root, PREPARE, command);
	if (system(str_text(&whole)) != 0)
		fail_msg("failed: %s", str_text(&whole));
}

/* Two programs, and what dwz makes of them. */
static int setup(void **state)
{
	struct tree *tree;
	_cleanup_str_ struct str command = STR_INIT;

	if (tree_create(state) != 0)
		return -1;
	tree = *state;
	str_appendf(&command,
		    "set -e; cd '%s'; mkdir -p usr/bin; cp $BUILDDIR/tests/dwarf/programs/twins "
		    "usr/bin/prog; cp usr/bin/prog usr/bin/other; "
		    "dwz -m shared -M ../lib/shared usr/bin/prog usr/bin/other; "
		    "objcopy -O binary --only-section=.note.gnu.build-id "
		    "--set-section-flags .note.gnu.build-id=alloc shared note",
		    tree->root);
	return system(str_text(&command));
}

static struct image *open_program(const struct tree *tree)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct image *image = NULL;

	str_appendf(&path, "%s/usr/bin/prog", tree->root);
	check_ok(image_create(str_text(&path), IMAGE_USER, &image));
	check_ok(apart_find(image, tree->root));
	return image;
}

static void check_found(const struct tree *tree, const char *part)
{
	_cleanup_image_ struct image *image = open_program(tree);

	assert_non_null(image->alt);
	if (!image->alt->file)
		fail_msg("not found:%s", str_text(&image->alt->tried));
	assert_non_null(strstr(image->alt->file->path, part));
	assert_true(image->section_sizes[IMAGE_SIZE_ALT_INFO] > 0);
	check_ok(image_debuginfo_open(image));
	check_ok(image_debuginfo_open(image));
	assert_non_null(image->alt->dwarf);
}

/* Without it the DWARF is not read, and that is why. */
static void check_refused(const struct tree *tree, const char *why)
{
	_cleanup_image_ struct image *image = open_program(tree);

	assert_non_null(image->alt);
	assert_null(image->alt->file);
	assert_int_equal(image->section_sizes[IMAGE_SIZE_ALT_INFO], 0);
	check_error(image_debuginfo_open(image), SONDE_ERROR_NOT_FOUND, why);
	check_error(image_debuginfo_open(image), SONDE_ERROR_NOT_FOUND, why);
	assert_null(image->dwarf);
	/* The symbols are still there. */
	check_ok(image_make_index(image, NULL));
	assert_non_null(symbols_unique(&image->symbols, "_start"));
}

static void test_places(void **state)
{
	const struct tree *tree = *state;

	check_refused(tree, "/usr/bin/../lib/shared: not there");
	check_refused(tree, ".debug: not there");
	check_refused(tree, "debuginfod: DEBUGINFOD_URLS is not set");
	run(tree, "mkdir -p usr/lib; cp shared usr/lib");
	check_found(tree, "/usr/bin/../lib/shared");
	/* Relative to where the file is, not to a link to it. */
	run(tree, "mkdir -p usr/lib/real/bin usr/lib/real/lib; mv usr/lib/shared usr/lib/real/lib; "
		  "mv usr/bin/prog usr/lib/real/bin; ln -s ../lib/real/bin/prog usr/bin/prog");
	check_found(tree, "/usr/lib/real/bin/../lib/shared");
	run(tree, "mkdir -p $D; cp shared $I");
	check_found(tree, "/usr/lib/debug/.build-id/");
	run(tree, "rm $I; (printf '%s/shared\\0' \"$PWD\"; cat id) >link; "
		  "objcopy --update-section .gnu_debugaltlink=link usr/lib/real/bin/prog");
	{
		_cleanup_str_ struct str path = STR_INIT;

		str_appendf(&path, "%s/shared", tree->root);
		check_found(tree, str_text(&path));
	}
}

/* Who is not to ask servers does not, and says nothing of them. */
static void test_without_servers(void **state)
{
	const struct tree *tree = *state;
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_image_ struct image *image = NULL;

	str_appendf(&path, "%s/usr/bin/prog", tree->root);
	check_ok(image_create(str_text(&path), IMAGE_USER, &image));
	image->without_servers = true;
	check_ok(apart_find(image, tree->root));
	assert_non_null(strstr(str_text(&image->alt->tried), ": not there"));
	assert_null(strstr(str_text(&image->alt->tried), "debuginfod"));
}

static void test_hostile(void **state)
{
	const struct tree *tree = *state;

	run(tree, "mkdir -p usr/lib; mkfifo usr/lib/shared; mkdir -p $I");
	check_refused(tree, "it is not a regular file");
	check_refused(tree, "it is a directory");
	run(tree, "rm usr/lib/shared; cp usr/bin/other usr/lib/shared");
	check_refused(tree, "/usr/bin/../lib/shared: another build, 0123456789abcdef");
	run(tree, "head -c 900 shared >usr/lib/shared");
	check_refused(tree, "not a usable ELF file");
	run(tree, "objcopy --remove-section=.debug_info shared usr/lib/shared");
	check_refused(tree, "/usr/bin/../lib/shared: it has no debuginfo");
	run(tree, "objcopy --add-section .gnu_debugaltlink=id shared usr/lib/shared");
	check_refused(tree, "/usr/bin/../lib/shared: it names another such file");
	/* Itself. */
	run(tree, "(printf 'prog\\0'; printf '\\001\\043\\105\\147\\211\\253\\315\\357"
		  "\\001\\043\\105\\147\\211\\253\\315\\357\\001\\043\\105\\147') >link; "
		  "objcopy --update-section .gnu_debugaltlink=link usr/bin/prog");
	check_refused(tree, "/usr/bin/prog: it is the file that names it");
	run(tree, "printf 'no end' >link; "
		  "objcopy --update-section .gnu_debugaltlink=link usr/bin/prog");
	check_refused(tree, ".gnu_debugaltlink: it is damaged");
	run(tree, "printf 'no id\\0' >link; "
		  "objcopy --update-section .gnu_debugaltlink=link usr/bin/prog");
	check_refused(tree, ".gnu_debugaltlink: it is damaged");
	run(tree, "(printf '/dev/zero\\0'; cat id id id id) >link; "
		  "objcopy --update-section .gnu_debugaltlink=link usr/bin/prog");
	check_refused(tree, ".gnu_debugaltlink: it is damaged");
	run(tree, "(printf '../lib/shared\\0'; cat id) >link; cp shared usr/lib; "
		  "objcopy --update-section .gnu_debugaltlink=link "
		  "--rename-section .gnu_debugaltlink=.zgnu_debugaltlink usr/bin/prog");
	check_refused(tree, ".gnu_debugaltlink: it is damaged");
}

/* What is kept was made with the file, or without it. */
static void test_index(void **state)
{
	const struct tree *tree = *state;
	_cleanup_image_ struct image *without = open_program(tree), *with = NULL;

	run(tree, "mkdir -p usr/lib; cp shared usr/lib");
	with = open_program(tree);
	assert_memory_equal(without->section_sizes, with->section_sizes,
			    IMAGE_SIZE_ALT_INFO * sizeof(*with->section_sizes));
	assert_int_not_equal(without->section_sizes[IMAGE_SIZE_ALT_INFO],
			     with->section_sizes[IMAGE_SIZE_ALT_INFO]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_places, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_without_servers, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_hostile, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_index, setup, tree_destroy),
	};

	return cmocka_run_group_tests(tests, make_images, NULL);
}
