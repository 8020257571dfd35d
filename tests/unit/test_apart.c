/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/apart.h"
#include "image/debuglink.h"
#include "image/index.h"
#include "image/index_format.h"
#include "tests/unit/file_tree.h"
#include "tests/unit/images.h"

#define ID "/usr/lib/debug/.build-id/01/23456789abcdef0123456789abcdef01234567.debug"

/* Run a shell command at the root, where the program is $P. */
static void run(const struct tree *tree, const char *command)
{
	_cleanup_str_ struct str whole = STR_INIT;

	str_appendf(&whole, "set -e; P=$BUILDDIR/tests/dwarf/programs/fixed; cd '%s'; %s",
		    tree->root, command);
	if (system(str_text(&whole)) != 0)
		fail_msg("failed: %s", str_text(&whole));
}

/* A program, whole and stripped, and its debuginfo. */
static int setup(void **state)
{
	struct tree *tree;

	if (tree_create(state) != 0)
		return -1;
	tree = *state;
	run(tree, "mkdir -p usr/bin usr/lib/debug/.build-id/01 usr/lib/debug/bin; "
		  "strip -o usr/bin/prog $P; objcopy --only-keep-debug $P whole.debug");
	return 0;
}

/* Open the stripped program, and look for its debuginfo. */
static struct image *open_program(const struct tree *tree)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct image *image = NULL;

	str_appendf(&path, "%s/usr/bin/prog", tree->root);
	check_ok(image_create(str_text(&path), IMAGE_USER, &image));
	check_ok(apart_find(image, tree->root));
	return image;
}

/* The file that was taken is that one, and all of the program can be had. */
static void check_found(const struct tree *tree, const char *path)
{
	_cleanup_image_ struct image *image = open_program(tree);
	const struct symbol *symbol;

	if (!image->debug)
		fail_msg("not found:%s", str_text(&image->apart_tried));
	assert_string_equal(image->debug->path + strlen(tree->root), path);
	assert_true(image->section_sizes[IMAGE_SIZE_DEBUG_INFO] > 0);
	assert_true(image->section_sizes[IMAGE_SIZE_SYMTAB] > 0);
	check_ok(image_make_index(image, NULL));
	symbol = symbols_unique(&image->symbols, "work");
	assert_non_null(symbol);
	assert_true(symbol->is_function);
	assert_non_null(image->dwarf);
	/* By its line table. */
	assert_int_equal(index_file_count(image->index), 1);
}

/* None is taken, and that is why. */
static void check_refused(const struct tree *tree, const char *why)
{
	_cleanup_image_ struct image *image = open_program(tree);

	assert_null(image->debug);
	assert_int_equal(image->section_sizes[IMAGE_SIZE_DEBUG_INFO], 0);
	check_error(image_debuginfo_open(image), SONDE_ERROR_NOT_FOUND, why);
}

static void test_places(void **state)
{
	const struct tree *tree = *state;

	check_refused(tree, ID ": not there");
	check_refused(tree, "\n  debuginfod: DEBUGINFOD_URLS is not set");
	/* Each place comes before those that were filled before it. */
	run(tree, "cp whole.debug usr/lib/debug/bin/prog.debug");
	run(tree, "mkdir -p usr/lib/debug\"$PWD\"/usr/bin; cp whole.debug "
		  "usr/lib/debug\"$PWD\"/usr/bin/prog.debug");
	{
		_cleanup_str_ struct str path = STR_INIT;

		str_appendf(&path, "/usr/lib/debug%s/usr/bin/prog.debug", tree->root);
		check_found(tree, str_text(&path));
	}
	run(tree, "mkdir usr/bin/.debug; cp whole.debug usr/bin/.debug/prog.debug");
	check_found(tree, "/usr/bin/.debug/prog.debug");
	run(tree, "cp whole.debug usr/bin/prog.debug");
	check_found(tree, "/usr/bin/prog.debug");
	run(tree, "cp whole.debug usr/bin/other; "
		  "objcopy --add-gnu-debuglink=usr/bin/other usr/bin/prog");
	check_found(tree, "/usr/bin/other");
	/* With a build id the checksum may be another: the file was compressed since. */
	run(tree, "objcopy --compress-debug-sections=zlib usr/bin/other");
	check_found(tree, "/usr/bin/other");
	run(tree, "objcopy --compress-debug-sections=zlib-gnu usr/bin/other");
	check_found(tree, "/usr/bin/other");
	run(tree, "cp whole.debug ." ID);
	check_found(tree, ID);
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
	assert_non_null(strstr(str_text(&image->apart_tried), ": not there"));
	assert_null(strstr(str_text(&image->apart_tried), "debuginfod"));
}

static void test_other_files(void **state)
{
	const struct tree *tree = *state;

	run(tree,
	    "objcopy --only-keep-debug --remove-section=.note.gnu.build-id $P usr/bin/prog.debug");
	check_refused(tree, "/usr/bin/prog.debug: another build, it has no build id");
	run(tree, "cp $BUILDDIR/tests/dwarf/mini-lto usr/bin/prog.debug");
	check_refused(tree, "/usr/bin/prog.debug: its code lies at other addresses");
	run(tree, "cp $BUILDDIR/tests/dwarf/programs/arm64 usr/bin/prog.debug");
	check_refused(tree, "/usr/bin/prog.debug: of another architecture");
	run(tree, "printf 'no ELF' >usr/bin/prog.debug");
	check_refused(tree, "/usr/bin/prog.debug is not a usable ELF file");
	run(tree, "head -c 3000 whole.debug >usr/bin/prog.debug");
	check_refused(tree, "it may be cut short");
	run(tree, "cp usr/bin/prog usr/bin/prog.debug");
	check_refused(tree, "/usr/bin/prog.debug: it has no debuginfo");
	run(tree, "ln -sf prog usr/bin/prog.debug");
	check_refused(tree, "/usr/bin/prog.debug: the file itself");
	run(tree, "rm usr/bin/prog.debug; mkdir usr/bin/prog.debug; mkfifo ." ID);
	check_refused(tree, "/usr/bin/prog.debug is not a usable ELF file: it is a directory");
	check_refused(tree, ID " is not a usable ELF file: it is not a regular file");
	run(tree, "rm ." ID "; ln -s 23456789abcdef0123456789abcdef01234567.debug ." ID);
	check_refused(tree, ID ": not there");
}

static void test_links(void **state)
{
	const struct tree *tree = *state;

	run(tree, "cp whole.debug usr/lib/prog.debug");
	run(tree, "printf '../lib/prog.debug\\0\\0\\0\\1\\2\\3\\4' >link; "
		  "objcopy --add-section .gnu_debuglink=link usr/bin/prog");
	check_refused(tree, ".gnu_debuglink: '../lib/prog.debug' is no name of a file");
	run(tree, "printf '..\\0\\0\\1\\2\\3\\4' >link; "
		  "objcopy --update-section .gnu_debuglink=link usr/bin/prog");
	check_refused(tree, ".gnu_debuglink: '..' is no name of a file");
	run(tree, "printf 'a\\033b/\\0\\0\\0\\0\\1\\2\\3\\4' >link; "
		  "objcopy --update-section .gnu_debuglink=link usr/bin/prog");
	check_refused(tree, "'a?b/' is no name of a file");
	/* Cut short, so that there is no name: then it is that of the program. */
	run(tree,
	    "printf 'other' >link; objcopy --update-section .gnu_debuglink=link usr/bin/prog");
	check_refused(tree, "/usr/bin/prog.debug: not there");
	run(tree, "printf 'other\\0\\0\\0\\1' >link; "
		  "objcopy --update-section .gnu_debuglink=link usr/bin/prog");
	check_refused(tree, "/usr/bin/prog.debug: not there");
}

static void test_checksum(void **state)
{
	const struct tree *tree = *state;

	run(tree, "objcopy --remove-section=.note.gnu.build-id whole.debug usr/bin/linked; "
		  "objcopy --remove-section=.note.gnu.build-id --add-gnu-debuglink=usr/bin/linked "
		  "usr/bin/prog");
	check_found(tree, "/usr/bin/linked");
	run(tree, "objcopy --remove-section=.comment usr/bin/linked");
	check_refused(tree, "/usr/bin/linked: its checksum is not the one in .gnu_debuglink");
	/* Without either nothing tells what belongs to it. */
	run(tree, "objcopy --remove-section=.gnu_debuglink usr/bin/prog; "
		  "cp usr/bin/linked usr/bin/prog.debug");
	check_refused(tree, "has no debuginfo, and none was found elsewhere:\n  debuginfod: ");
	assert_int_equal(debuglink_crc("123456789", 9), 0xcbf43926);
	assert_int_equal(debuglink_crc("", 0), 0);
}

static void test_symbols_only(void **state)
{
	const struct tree *tree = *state;

	run(tree, "strip --strip-debug -o symbols $P; "
		  "objcopy --only-keep-debug symbols usr/bin/prog.debug");
	{
		_cleanup_image_ struct image *image = open_program(tree);

		assert_non_null(image->debug);
		check_error(image_debuginfo_open(image), SONDE_ERROR_NOT_FOUND,
			    "prog.debug: it has symbols, but no debuginfo");
		check_ok(image_make_index(image, NULL));
		assert_non_null(symbols_unique(&image->symbols, "work"));
	}
	/* One with more, further down, is better. */
	run(tree, "mkdir usr/bin/.debug; cp whole.debug usr/bin/.debug/prog.debug");
	check_found(tree, "/usr/bin/.debug/prog.debug");
	/* Of no use for a program that has its symbols. */
	run(tree, "rm -r usr/bin/.debug; cp symbols usr/bin/prog");
	check_refused(tree, "prog.debug: it has symbols, but no debuginfo");
}

/* Whether an index that was made for one is used for the other. */
static bool takes_index(const struct image *image, const struct index *index)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	struct index *copy = NULL;
	void *bytes = malloc(index->size);

	assert_non_null(bytes);
	memcpy(bytes, index->header, index->size);
	error = index_take(image, bytes, index->size, &copy);
	if (!error)
		index_destroy(copy);
	return !error;
}

static void test_index(void **state)
{
	const struct tree *tree = *state;
	_cleanup_image_ struct image *without = open_program(tree);
	_cleanup_image_ struct image *with = NULL, *again = NULL, *other = NULL;
	_cleanup_image_ struct image *packed = NULL, *packed_old = NULL;

	check_ok(image_make_index(without, NULL));
	run(tree, "cp whole.debug usr/bin/prog.debug");
	with = open_program(tree);
	check_ok(image_make_index(with, NULL));
	again = open_program(tree);
	assert_true(takes_index(again, with->index));
	assert_false(takes_index(again, without->index));
	assert_false(takes_index(without, with->index));
	/* What is in the file is the same if it is compressed. */
	run(tree, "objcopy --compress-debug-sections=zlib usr/bin/prog.debug");
	packed = open_program(tree);
	assert_true(takes_index(packed, with->index));
	run(tree, "objcopy --compress-debug-sections=zlib-gnu usr/bin/prog.debug");
	packed_old = open_program(tree);
	assert_true(takes_index(packed_old, with->index));
	run(tree, "objcopy --strip-symbol=work usr/bin/prog.debug");
	other = open_program(tree);
	assert_false(takes_index(other, with->index));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_places, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_without_servers, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_other_files, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_links, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_checksum, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_symbols_only, setup, tree_destroy),
		cmocka_unit_test_setup_teardown(test_index, setup, tree_destroy),
	};

	return cmocka_run_group_tests(tests, make_images, NULL);
}
