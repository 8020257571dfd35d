/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "image/modules.h"
#include "tests/unit/file_tree.h"
#include "tests/unit/folders.h"
#include "tests/unit/images.h"

/* Make PATH below the root a copy of an image of the tests. */
static void put(const struct tree *tree, const char *image, const char *path)
{
	_cleanup_str_ struct str command = STR_INIT;

	str_appendf(&command,
		    "mkdir -p \"$(dirname '%s%s')\" && cp \"$BUILDDIR/tests/dwarf/%s\" '%s%s'",
		    tree->root, path, image, tree->root, path);
	assert_int_equal(system(str_text(&command)), 0);
}

/* Run a shell command at the root. */
static void run_at_root(const struct tree *tree, const char *command)
{
	_cleanup_str_ struct str whole = STR_INIT;

	str_appendf(&whole, "cd '%s' && %s", tree->root, command);
	assert_int_equal(system(str_text(&whole)), 0);
}

/* Give a module, by its path below the root, the build id of no other, as objcopy can write it. */
static void change_build_id(const struct tree *tree, const char *path)
{
	_cleanup_str_ struct str command = STR_INIT;

	str_appendf(&command,
		    "objcopy -O binary --only-section=.note.gnu.build-id %s note && "
		    "printf x | dd of=note bs=1 seek=20 conv=notrunc 2>/dev/null && "
		    "objcopy --update-section .note.gnu.build-id=note %s",
		    path, path);
	run_at_root(tree, str_text(&command));
}

static void put_text(const struct tree *tree, const char *path, const char *text, size_t size)
{
	_cleanup_str_ struct str folder = STR_INIT, full = STR_INIT;

	str_appendf(&full, "%s%s", tree->root, path);
	str_append_bytes(&folder, str_text(&full), (size_t)(strrchr(full.data, '/') - full.data));
	make_folders(str_text(&folder), 0755);
	check_ok(file_replace(str_text(&full), text, size, 0644));
}

static struct module_query query(const struct tree *tree, const char *name)
{
	struct module_query query = {.name = name, .release = "6.99.0-mini", .root = tree->root};
	static const unsigned char id[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd,
					   0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab,
					   0xcd, 0xef, 0x01, 0x23, 0x45, 0x67};

	memcpy(query.id.bytes, id, sizeof(id));
	query.id.size = sizeof(id);
	return query;
}

static void check_path(const struct tree *tree, const struct image *image, const char *expected)
{
	assert_non_null(image);
	assert_int_equal(strncmp(image->path, tree->root, strlen(tree->root)), 0);
	assert_string_equal(image->path + strlen(tree->root), expected);
}

static void check_found(const struct tree *tree, const char *name, const char *expected)
{
	_cleanup_image_ struct image *image = NULL;
	const struct module_query wanted = query(tree, name);

	check_ok(modules_find(&wanted, &image));
	check_path(tree, image, expected);
}

#define INSTALLED "/lib/modules/6.99.0-mini"
#define DEBUG	  "/usr/lib/debug"

/* Each place is taken over the ones behind it, and the file with debuginfo over the other. */
static void test_order(void **state)
{
	struct tree *tree = *state;

	put(tree, "no-debuginfo/sample-mod.ko", INSTALLED "/updates/dkms/sample-mod.ko");
	check_found(tree, "sample_mod", INSTALLED "/updates/dkms/sample-mod.ko");
	check_found(tree, "sample-mod", INSTALLED "/updates/dkms/sample-mod.ko");
	put(tree, "sample-mod.ko", DEBUG INSTALLED "/updates/dkms/sample-mod.ko.debug");
	check_found(tree, "sample-mod", DEBUG INSTALLED "/updates/dkms/sample-mod.ko.debug");
	put(tree, "sample-mod.ko", DEBUG INSTALLED "/updates/dkms/sample-mod.ko");
	check_found(tree, "sample-mod", DEBUG INSTALLED "/updates/dkms/sample-mod.ko");
	put(tree, "sample-mod.ko",
	    DEBUG "/.build-id/01/23456789abcdef0123456789abcdef01234567.debug");
	check_found(tree, "sample-mod",
		    DEBUG "/.build-id/01/23456789abcdef0123456789abcdef01234567.debug");
}

/* modules.dep says which of several files is loaded; what is not in it is found all the same. */
static void test_dep(void **state)
{
	static const char dep[] = "kernel/other.ko: kernel/net/sample-mod.ko\n"
				  "extra/sample-mod.ko: kernel/net/core.ko kernel/x.ko\n";
	struct tree *tree = *state;

	put(tree, "sample-mod.ko", INSTALLED "/kernel/net/sample-mod.ko");
	put(tree, "sample-mod.ko", INSTALLED "/extra/sample-mod.ko");
	put_text(tree, INSTALLED "/modules.dep", dep, sizeof(dep) - 1);
	check_found(tree, "sample-mod", INSTALLED "/extra/sample-mod.ko");
	put_text(tree, INSTALLED "/modules.dep", "", 0);
	check_found(tree, "sample-mod", INSTALLED "/extra/sample-mod.ko");
}

/* Only the package with debuginfo is there. */
static void test_debug_only(void **state)
{
	struct tree *tree = *state;

	put(tree, "sample-mod.ko", DEBUG INSTALLED "/kernel/sample-mod.ko.debug");
	check_found(tree, "sample-mod", DEBUG INSTALLED "/kernel/sample-mod.ko.debug");
}

/* Every place that was looked at is named, with what was wrong there. */
static void test_other_build(void **state)
{
	struct tree *tree = *state;
	struct module_query wanted = query(tree, "sample-mod");
	struct sonde_error *error;
	struct image *image = NULL;

	wanted.id.bytes[0] = 0xff;
	put(tree, "no-debuginfo/sample-mod.ko", INSTALLED "/kernel/sample-mod.ko");
	put(tree, "sample-mod.ko", DEBUG INSTALLED "/kernel/sample-mod.ko");
	error = modules_find(&wanted, &image);
	assert_non_null(error);
	assert_int_equal(error->kind, SONDE_ERROR_NOT_FOUND);
	assert_non_null(strstr(error->message, "build id ff23456789abcdef"));
	assert_non_null(strstr(error->message, ".build-id/ff/23456789abcdef0123456789abcdef01234567"
					       ".debug: not there"));
	assert_non_null(strstr(error->message, DEBUG INSTALLED "/kernel/sample-mod.ko: another "
							       "build, 0123456789"));
	assert_non_null(strstr(error->message, "/kernel/sample-mod.ko.debug: not there"));
	assert_non_null(strstr(error->message, "\n  debuginfod: "));
	assert_null(image);
	sonde_error_destroy(error);
	wanted.without_servers = true;
	error = modules_find(&wanted, &image);
	assert_non_null(error);
	assert_null(strstr(error->message, "debuginfod"));
	sonde_error_destroy(error);
}

static void test_installed(void **state)
{
	static const char builtin[] = "kernel/fs/dm-log.ko\nkernel/fs/ext4/ext4.ko\n";
	struct tree *tree = *state;
	struct module_query wanted = query(tree, "sample-mod");
	_cleanup_image_ struct image *found = NULL;
	struct image *image = NULL;

	wanted.id.size = 0;
	check_error(modules_find_installed(&wanted, &image), SONDE_ERROR_NOT_FOUND,
		    "has no module sample-mod: not in");
	put(tree, "no-debuginfo/sample-mod.ko", INSTALLED "/kernel/sample-mod.ko");
	put_text(tree, INSTALLED "/modules.builtin", builtin, sizeof(builtin) - 1);
	check_ok(modules_find_installed(&wanted, &found));
	check_path(tree, found, INSTALLED "/kernel/sample-mod.ko");
	wanted.name = "sampel_mod";
	check_error(modules_find_installed(&wanted, &image), SONDE_ERROR_NOT_FOUND,
		    "Did you mean 'sample_mod'?");
	wanted.name = "dm_log";
	check_error(modules_find_installed(&wanted, &image), SONDE_ERROR_NOT_FOUND,
		    "built into the kernel");
	put_text(tree, INSTALLED "/kernel/junk.ko", "junk", 4);
	wanted.name = "junk";
	check_error(modules_find_installed(&wanted, &image), SONDE_ERROR_NOT_FOUND,
		    "No usable file of the module junk");
	assert_null(image);
}

static struct sonde_error *find_in(const char *folder, const char *name, const char *release,
				   struct image **ret)
{
	const struct module_query wanted = {.name = name, .release = release};

	return modules_find_in(folder, &wanted, ret);
}

static void check_in(const struct tree *tree, const char *release, const char *expected)
{
	_cleanup_image_ struct image *image = NULL;

	check_ok(find_in(tree->root, "sample_mod", release, &image));
	check_path(tree, image, expected);
}

static void test_folder(void **state)
{
	struct tree *tree = *state;
	_cleanup_str_ struct str link = STR_INIT;
	struct image *image = NULL;

	check_error(find_in("/nothing/here", "x", NULL, &image), SONDE_ERROR_NOT_FOUND,
		    "/nothing/here");
	check_error(find_in(tree->root, "sample-mod", NULL, &image), SONDE_ERROR_NOT_FOUND,
		    "(sample-mod.ko, sample-mod.ko.debug, or compressed)");
	put(tree, "no-debuginfo/sample-mod.ko", "/a/sample-mod.ko");
	check_in(tree, NULL, "/a/sample-mod.ko");
	put(tree, "sample-mod.ko", "/b/c/sample-mod.ko.debug");
	check_in(tree, NULL, "/b/c/sample-mod.ko.debug");
	check_in(tree, "6.99.0-mini", "/b/c/sample-mod.ko.debug");
	check_error(find_in(tree->root, "sample-mod", "6.98", &image), SONDE_ERROR_NOT_FOUND,
		    "of another kernel, 6.99.0-mini");
	check_error(find_in(tree->root, "sample-mop", NULL, &image), SONDE_ERROR_NOT_FOUND,
		    "Did you mean 'sample_mod'?");
	/* Of links to folders, as `build` is one, the content does not count. */
	str_appendf(&link, "%s/source", tree->root);
	assert_int_equal(symlink("/", str_text(&link)), 0);
	check_in(tree, NULL, "/b/c/sample-mod.ko.debug");
	/* But links to modules do. */
	str_truncate(&link, 0);
	str_appendf(&link, "%s/a/sample_mod.ko", tree->root);
	assert_int_equal(symlink("../b/c/sample-mod.ko.debug", str_text(&link)), 0);
	check_in(tree, NULL, "/a/sample_mod.ko");
	assert_null(image);
}

/* Names that only look like the module's. */
static void test_other_names(void **state)
{
	struct tree *tree = *state;
	struct image *image = NULL;

	put(tree, "sample-mod.ko", "/sample-mod.ko.old");
	put(tree, "sample-mod.ko", "/sample-mod.kox");
	put(tree, "sample-mod.ko", "/sample-mod.mod.ko");
	put(tree, "sample-mod.ko", "/sample-mod");
	check_error(find_in(tree->root, "sample-mod", NULL, &image), SONDE_ERROR_NOT_FOUND,
		    "No file of a module");
	assert_null(image);
}

static void test_two_builds(void **state)
{
	struct tree *tree = *state;
	struct image *image = NULL;

	put(tree, "sample-mod.ko", "/1/sample-mod.ko");
	put(tree, "sample-mod.ko", "/2/sample-mod.ko");
	check_in(tree, NULL, "/1/sample-mod.ko");
	change_build_id(tree, "2/sample-mod.ko");
	check_error(find_in(tree->root, "sample-mod", NULL, &image), SONDE_ERROR_REFUSED,
		    "more than one build");
	assert_null(image);
}

/* Files that have no build id are not another build for that. */
static void test_no_build_id(void **state)
{
	struct tree *tree = *state;
	struct image *image = NULL;

	put(tree, "no-debuginfo/sample-mod.ko", "/1/sample-mod.ko");
	put(tree, "sample-mod.ko", "/2/sample-mod.ko.debug");
	run_at_root(tree, "objcopy -R .note.gnu.build-id 1/sample-mod.ko && "
			  "objcopy -R .note.gnu.build-id 2/sample-mod.ko.debug");
	check_in(tree, NULL, "/2/sample-mod.ko.debug");
	/* Beside one that has one. */
	put(tree, "no-debuginfo/sample-mod.ko", "/3/sample-mod.ko");
	check_in(tree, NULL, "/2/sample-mod.ko.debug");
	/* And one more that has another, whatever was kept of those before. */
	put(tree, "no-debuginfo/sample-mod.ko", "/4/sample-mod.ko");
	change_build_id(tree, "4/sample-mod.ko");
	check_error(find_in(tree->root, "sample-mod", NULL, &image), SONDE_ERROR_REFUSED,
		    "4/sample-mod.ko");
	assert_null(image);
}

static void test_loaded(void **state)
{
	static const unsigned char note[] = {4, 0, 0,	0,   3,	  0, 0, 0, 3, 0,
					     0, 0, 'G', 'N', 'U', 0, 1, 2, 3, 0};
	struct tree *tree = *state;
	struct build_id id = {.size = 9};
	bool loaded = true;

	check_ok(modules_loaded_id(tree->root, "sample-mod", &loaded, &id));
	assert_false(loaded);
	assert_int_equal(id.size, 0);
	/* Built in: a folder, but no state. */
	put_text(tree, "/sys/module/sample_mod/parameters/x", "1", 1);
	check_ok(modules_loaded_id(tree->root, "sample-mod", &loaded, &id));
	assert_false(loaded);
	put_text(tree, "/sys/module/sample_mod/initstate", "live\n", 5);
	check_ok(modules_loaded_id(tree->root, "sample-mod", &loaded, &id));
	assert_true(loaded);
	assert_int_equal(id.size, 0);
	put_text(tree, "/sys/module/sample_mod/notes/.note.gnu.build-id", (const char *)note,
		 sizeof(note));
	check_ok(modules_loaded_id(tree->root, "sample-mod", &loaded, &id));
	assert_true(loaded);
	assert_int_equal(id.size, 3);
	assert_memory_equal(id.bytes, "\1\2\3", 3);
}

#define tree_test(name) cmocka_unit_test_setup_teardown(name, tree_create, tree_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(test_order),	     tree_test(test_dep),
		tree_test(test_debug_only),  tree_test(test_other_build),
		tree_test(test_installed),   tree_test(test_folder),
		tree_test(test_other_names), tree_test(test_two_builds),
		tree_test(test_no_build_id), tree_test(test_loaded),
	};

	return cmocka_run_group_tests_name("modules", tests, make_images, NULL);
}
