/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What others have put into a cache, or made of it: what is refused there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>

#include "tests/unit/cache_tree.h"

/* The inode that seems to belong to somebody else; 0 for none. */
static ino_t foreign_inode;
#define FOREIGN_UID 4242
/* The user that this process seems to be, if not the real one. */
static uid_t fake_user;
static bool has_fake_user;

/* The tests need not be run as root to see files of other users: they take libc's place. */
int fstat(int fd, struct stat *status)
{
	int (*real)(int, struct stat *) = (int (*)(int, struct stat *))dlsym(RTLD_NEXT, "fstat");
	int result = real(fd, status);

	if (result == 0 && foreign_inode && status->st_ino == foreign_inode)
		status->st_uid = FOREIGN_UID;
	return result;
}

uid_t geteuid(void)
{
	return has_fake_user ? fake_user : getuid();
}

static void check_picture(const char *root, const char *expected)
{
	_cleanup_str_ struct str now = STR_INIT;

	picture(root, &now);
	assert_string_equal(str_text(&now), expected);
}

/* Each is a file or directory of a good cache that is swapped for a link. */
static void test_link_attacks(void **state)
{
	static const char *const swapped[] = {
		"root/" HOME_OF_ID "/probes", "root/" HOME_OF_ID, "root/usr",
		"root/.build-id/00",	      "root/.build-id",
	};
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_free_ char *outside = join(*state, "outside");

	check_ok(put(root, "f", "p:probe/f f"));
	for (size_t i = 0; i < sizeof(swapped) / sizeof(*swapped); i++) {
		_cleanup_free_ char *inside = join(*state, swapped[i]);
		struct cache_entries entries;

		assert_int_equal(rename(inside, outside), 0);
		assert_int_equal(symlink(outside, inside), 0);
		check_error(cache_load(root, BUILD_ID, &entries), SONDE_ERROR_FORMAT,
			    "not followed");
		check_error(put(root, "g", "p:probe/g g"), SONDE_ERROR_FORMAT, "not followed");
		assert_int_equal(unlink(inside), 0);
		assert_int_equal(rename(outside, inside), 0);
		check_loaded(root, BUILD_ID, "#f\np:probe/f f\n");
	}
}

static void test_link_outside(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	struct cache_entries entries;

	make_below(*state, "outside/" BUILD_ID);
	make_below(root, ".build-id/00");
	write_below(*state, "outside/" BUILD_ID "/probes", "#f\np:probe/f f\n");
	link_below(root, LINK_OF_ID, "../../../outside/" BUILD_ID);
	check_error(cache_load(root, BUILD_ID, &entries), SONDE_ERROR_FORMAT,
		    "has empty, '.' or '..' parts");
}

/* Not a link, as perf made them long ago: what is there is not thrown away. */
static void test_file_for_link(void **state)
{
	_cleanup_str_ struct str before = STR_INIT;

	make_below(*state, ".build-id/00");
	write_below(*state, LINK_OF_ID, "an old binary");
	picture(*state, &before);
	check_error(put(*state, "f", "p:probe/f f"), SONDE_ERROR_FORMAT, "is not a link");
	check_picture(*state, str_text(&before));
}

static void test_fifo(void **state)
{
	_cleanup_free_ char *path = join(*state, HOME_OF_ID "/probes");
	struct cache_entries entries;

	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT, "not what a cache");
}

static void unlink_below(const char *root, const char *name)
{
	_cleanup_free_ char *path = join(root, name);

	assert_int_equal(remove(path), 0);
}

/* What is neither a file nor makes anybody wait is not thrown away. */
static void test_directory_for_probes(void **state)
{
	_cleanup_str_ struct str before = STR_INIT;
	struct cache_entries entries;

	check_ok(put(*state, "f", "p:probe/f f"));
	unlink_below(*state, HOME_OF_ID "/probes");
	make_below(*state, HOME_OF_ID "/probes");
	picture(*state, &before);
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT, "not what a cache");
	check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_FORMAT, "not what a cache");
	check_error(take_out(*state, "f"), SONDE_ERROR_FORMAT, "not what a cache");
	check_picture(*state, str_text(&before));
}

/* Entries can be used without, and what cannot be had is made anew. */
static void test_fifo_for_details(void **state)
{
	static const char *const names[] = {HOME_OF_ID "/details", HOME_OF_ID "/sonde.json"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_free_ char *path = join(*state, names[i]);
		struct stat status;

		check_ok(put(*state, "f", "p:probe/f f"));
		assert_int_equal(unlink(path), 0);
		assert_int_equal(mkfifo(path, 0600), 0);
		check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
		check_ok(put(*state, "f", "p:probe/f f"));
		assert_int_equal(lstat(path, &status), 0);
		assert_true(S_ISREG(status.st_mode));
	}
}

/* A list of it names the problem, and has the others. */
static void test_scan_of_no_file(void **state)
{
	_cleanup_free_ char *path = join(*state, HOME_OF_ID "/probes");
	_cleanup_cache_summaries_ struct cache_summaries all = VEC_INIT;

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, OTHER_ID, "f", "p:probe/f f"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	check_ok(cache_scan(*state, &all));
	assert_int_equal(all.size, 2);
	assert_non_null(strstr(all.data[0].problem, "not what a cache"));
	assert_null(all.data[1].problem);
}

static void write_bytes(const char *root, const char *name, const char *bytes, size_t size)
{
	_cleanup_free_ char *path = join(root, name);

	check_ok(file_replace(path, bytes, size, 0600));
}

/* Nothing that stands behind a NUL goes unseen. */
static void test_nul(void **state)
{
	static const char *const texts[] = {"\0#f\np:probe/f f\n", "#f\0\np:probe/f f\n",
					    "#f\np:probe/f\0f\n", "#f\np:probe/f f\n\0",
					    "#f\np:probe/f f\n\0\n"};
	static const size_t sizes[] = {17, 17, 16, 17, 18};
	static const char details[] = "#f\nsum 0\n\0checked 1\n";

	check_ok(put(*state, "f", "p:probe/f f"));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct cache_entries entries;

		write_bytes(*state, HOME_OF_ID "/probes", texts[i], sizes[i]);
		check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT,
			    "a NUL byte");
		check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_FORMAT, "/probes:");
	}
	write_below(*state, HOME_OF_ID "/probes", "#f\np:probe/f f\n");
	write_bytes(*state, HOME_OF_ID "/details", details, sizeof(details) - 1);
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
}

static void test_world_writable(void **state)
{
	static const char *const places[] = {
		"", "usr", HOME_OF_ID, HOME_OF_ID "/probes", ".build-id", ".build-id/00"};

	check_ok(put(*state, "f", "p:probe/f f"));
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		_cleanup_free_ char *path = join(*state, places[i]);
		struct cache_entries entries;
		struct stat status;

		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(chmod(path, 01777), 0);
		check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_PERMISSION,
			    "every user can write");
		check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_PERMISSION, "chmod o-w");
		assert_int_equal(chmod(path, 0770), 0);
		check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
		assert_int_equal(chmod(path, status.st_mode & 07777), 0);
	}
}

/* Below a directory of ours, a third user's file or directory is refused. */
static void test_foreign_owner(void **state)
{
	static const char *const places[] = {"usr", HOME_OF_ID, HOME_OF_ID "/probes"};

	check_ok(put(*state, "f", "p:probe/f f"));
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		_cleanup_free_ char *path = join(*state, places[i]);
		struct cache_entries entries;
		struct stat status;

		assert_int_equal(stat(path, &status), 0);
		foreign_inode = status.st_ino;
		check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_PERMISSION,
			    "belongs to user 4242");
		check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_PERMISSION,
			    "belongs to user 4242");
		foreign_inode = 0;
	}
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
}

/* A directory that was named is its owner's: it is read, but not written. */
static void test_foreign_root(void **state)
{
	struct stat status;

	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(stat(*state, &status), 0);
	foreign_inode = status.st_ino;
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
	check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_PERMISSION,
		    "others can read this cache, but not write it");
	check_error(take_out(*state, "f"), SONDE_ERROR_PERMISSION, "Run the command as that user");
	foreign_inode = 0;
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
}

/* The caller is neither the owner nor, as far as sonde can tell, root. */
static void test_read_as_another(void **state)
{
	check_ok(put(*state, "f", "p:probe/f f"));
	has_fake_user = true;
	fake_user = FOREIGN_UID;
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
	has_fake_user = false;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_link_attacks),	 TEST(test_link_outside),
		TEST(test_file_for_link),	 TEST(test_fifo),
		TEST(test_directory_for_probes), TEST(test_fifo_for_details),
		TEST(test_scan_of_no_file),	 TEST(test_nul),
		TEST(test_world_writable),	 TEST(test_foreign_owner),
		TEST(test_foreign_root),	 TEST(test_read_as_another),
	};

	return cmocka_run_group_tests_name("cache_trust", tests, NULL, NULL);
}
