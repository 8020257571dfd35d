/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading and writing a cache, and what is refused there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <sys/wait.h>

#include "tests/unit/cache_tree.h"

#define WRITERS 4
#define ROUNDS	50

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

static void test_put_and_load(void **state)
{
	_cleanup_free_ char *root = join(*state, "made/here");

	check_ok(put(root, "f a", "p:probe/f f a=%di"));
	check_ok(put(root, "g", "p:probe/g g"));
	check_loaded(root, BUILD_ID, "#f a\np:probe/f f a=%di\n#g\np:probe/g g\n");
	check_loaded(root, "00112233445566778899AABBCCDDEEFF00112233",
		     "#f a\np:probe/f f a=%di\n#g\np:probe/g g\n");
	check_ok(put(root, "f a", "p:probe/f f+0 a=%di"));
	check_loaded(root, BUILD_ID, "#f a\np:probe/f f+0 a=%di\n#g\np:probe/g g\n");
}

static bool same_first_letter(const char *a, const char *b, void *data)
{
	++*(int *)data;
	return a[0] == b[0];
}

/* Put an entry of which the image was asked. */
static void put_checked(const char *root, const char *definition, const char *line,
			const char *left_out)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_cache_entry_ struct cache_entry entry = {.is_checked = true};
	char *copy = strdup(line);

	check_ok(cache_key_init(root, TARGET, BUILD_ID, &key));
	entry.definition = strdup(definition);
	check_ok(vec_push(&entry.lines, copy));
	if (left_out)
		check_ok(cache_entry_leave_out(&entry, left_out));
	check_ok(cache_put(&key, &entry, META, same_text, NULL, NULL));
}

/* Check whether an entry comes back as checked, and with what left out, or NULL. */
static void check_verdict(const char *root, const char *definition, bool is_checked,
			  const char *left_out)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;

	check_ok(cache_load(root, BUILD_ID, &entries));
	vec_for_each(&entries, entry) {
		if (strcmp(entry->definition, definition) != 0)
			continue;
		assert_int_equal(entry->is_checked, is_checked);
		assert_int_equal(entry->left_out.size, left_out != NULL);
		if (left_out)
			assert_string_equal(entry->left_out.data[0], left_out);
		return;
	}
	fail_msg("%s is not there", definition);
}

/* They are kept for those that were checked, and stay when others are put beside them. */
static void test_verdicts(void **state)
{
	_cleanup_free_ char *path = join(*state, HOME_OF_ID "/verdicts");

	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(access(path, F_OK), -1);
	put_checked(*state, "g", "p:probe/g g", "g+4 cannot be probed: a trap.");
	put_checked(*state, "h", "p:probe/h h", NULL);
	check_ok(put(*state, "i", "p:probe/i i"));
	check_verdict(*state, "f", false, NULL);
	check_verdict(*state, "g", true, "g+4 cannot be probed: a trap.");
	check_verdict(*state, "h", true, NULL);
	check_verdict(*state, "i", false, NULL);
	write_below(*state, HOME_OF_ID "/verdicts", "#h\n=1a7c93b9d0759499\n?\n-h+1 is gone.\n");
	check_verdict(*state, "h", false, "h+1 is gone.");
	check_ok(put(*state, "j", "p:probe/j j"));
	check_verdict(*state, "h", false, "h+1 is gone.");
	/* Who asks no image forgets what it said. */
	check_ok(put(*state, "g", "p:probe/g g"));
	check_verdict(*state, "g", false, NULL);
}

/* They hold for the lines that they are of, and junk says nothing. */
static void test_verdicts_stale(void **state)
{
	put_checked(*state, "g", "p:probe/g g", "g+4 cannot be probed.");
	write_below(*state, HOME_OF_ID "/probes", "#g\np:probe/g g+4\n");
	check_verdict(*state, "g", false, NULL);
	write_below(*state, HOME_OF_ID "/probes", "#g\np:probe/g g\n");
	check_verdict(*state, "g", true, "g+4 cannot be probed.");
	write_below(*state, HOME_OF_ID "/verdicts", "=0\n-x\n#g\n-y\n=zz\n-z\n#none\n=1\n\n#");
	check_verdict(*state, "g", false, NULL);
}

/* The callback decides; all that are the same give way to the one entry. */
static void test_replace(void **state)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	struct cache_entry entry = {.definition = "f  b"};
	bool replaced = false;
	int calls = 0;

	check_ok(put(*state, "f a", "p:probe/f f"));
	check_ok(put(*state, "g", "p:probe/g g"));
	check_ok(put(*state, "f c", "p:probe/f f+4"));
	check_ok(cache_key_init(*state, TARGET, BUILD_ID, &key));
	check_ok(cache_put(&key, &entry, META, same_first_letter, &calls, &replaced));
	assert_true(replaced);
	assert_int_equal(calls, 3);
	check_loaded(*state, BUILD_ID, "#f  b\n#g\np:probe/g g\n");
	entry.definition = "h";
	check_ok(cache_put(&key, &entry, META, same_first_letter, &calls, &replaced));
	assert_false(replaced);
}

/* Exactly what perf makes, but for nobody else to see. */
static void test_layout(void **state)
{
	_cleanup_str_ struct str expected = STR_INIT;
	const char *root = *state;
	mode_t mask = umask(0);

	check_ok(put(root, "f", "p:probe/f f"));
	umask(mask);
	str_appendf(&expected, "%s/.build-id 40700 \n%s/.build-id/00 40700 \n", root, root);
	str_appendf(&expected, "%s/" LINK_OF_ID " 120777 ../../" HOME_OF_ID "\n", root);
	str_appendf(&expected, "%s/usr 40700 \n%s/usr/bin 40700 \n%s/usr/bin/demo 40700 \n", root,
		    root, root);
	str_appendf(&expected, "%s/" HOME_OF_ID " 40700 \n", root);
	str_appendf(&expected, "%s/" HOME_OF_ID "/probes 100600 #f\np:probe/f f\n\n", root);
	str_appendf(&expected, "%s/" HOME_OF_ID "/sonde.json 100600 {\n  \"format\":1,\n", root);
	str_append(&expected, "  \"sonde\":\"0.1\",\n  \"release\":\"6.1.0\",\n"
			      "  \"architecture\":\"x86_64\"\n}\n\n");
	check_picture(root, str_text(&expected));
	check_ok(put(root, "f", "p:probe/f f"));
	check_picture(root, str_text(&expected));
}

static void test_not_found(void **state)
{
	_cleanup_free_ char *missing = join(*state, "missing");
	struct cache_entries entries = {.size = 42};
	struct cache_info info;

	check_error(cache_load(missing, BUILD_ID, &entries), SONDE_ERROR_NOT_FOUND,
		    "No probes are cached for build id " BUILD_ID);
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_NOT_FOUND, "No probes");
	check_error(cache_meta_read(*state, BUILD_ID, &info), SONDE_ERROR_NOT_FOUND, "No probes");
	check_error(cache_load(*state, "../..", &entries), SONDE_ERROR_USAGE, "no build id");
	check_ok(put(*state, "f", "p:probe/f f"));
	check_error(cache_load(*state, OTHER_ID, &entries), SONDE_ERROR_NOT_FOUND, OTHER_ID);
	write_below(*state, HOME_OF_ID "/probes", "");
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_NOT_FOUND, "No probes");
	assert_int_equal(entries.size, 42);
	check_error(take_out(missing, "f"), SONDE_ERROR_NOT_FOUND, "'f' is not cached");
	assert_false(file_exists(missing));
}

static void test_meta(void **state)
{
	_cleanup_free_ char *path = join(*state, HOME_OF_ID "/sonde.json");
	_cleanup_cache_info_ struct cache_info info = {0};

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(cache_meta_read(*state, BUILD_ID, &info));
	assert_string_equal(info.release, "6.1.0");
	cache_info_deinit(&info);
	assert_int_equal(unlink(path), 0);
	check_ok(cache_meta_read(*state, BUILD_ID, &info));
	assert_null(info.release);
	assert_null(info.version);
	write_below(*state, HOME_OF_ID "/sonde.json", "junk");
	check_error(cache_meta_read(*state, BUILD_ID, &info), SONDE_ERROR_FORMAT, "is no JSON");
	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(cache_meta_read(*state, BUILD_ID, &info));
	write_below(*state, HOME_OF_ID "/sonde.json", "{\"format\":2}");
	check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_UNSUPPORTED, "newer");
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
}

/* perf linked the vmlinux it copied; the kernel's probes are found beside that. */
static void test_kernel_beside_link(void **state)
{
	_cleanup_free_ char *probes = join(*state, CACHE_TARGET_KERNEL "/" BUILD_ID "/probes");
	_cleanup_free_ char *link = join(*state, LINK_OF_ID);
	char text[256] = "";

	make_below(*state, "boot/vmlinux/" BUILD_ID);
	make_below(*state, ".build-id/00");
	link_below(*state, LINK_OF_ID, "../../boot/vmlinux/" BUILD_ID);
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, BUILD_ID, "f", "p:probe/f f"));
	assert_true(file_exists(probes));
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
	assert_true(readlink(link, text, sizeof(text) - 1) > 0);
	assert_string_equal(text, "../../boot/vmlinux/" BUILD_ID);
}

/* One build id, one link: a copy of the binary shares the first one's entries. */
static void test_copy_of_binary(void **state)
{
	_cleanup_free_ char *copy = join(*state, "opt");

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_for(*state, "/opt/demo", BUILD_ID, "g", "p:probe/g g"));
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n#g\np:probe/g g\n");
	assert_false(file_exists(copy));
}

static void test_dangling_link(void **state)
{
	make_below(*state, ".build-id/00");
	link_below(*state, LINK_OF_ID, "../../gone/" BUILD_ID);
	check_ok(put(*state, "f", "p:probe/f f"));
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f\n");
}

static void test_remove(void **state)
{
	_cleanup_str_ struct str before = STR_INIT;

	picture(*state, &before);
	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put(*state, "g", "p:probe/g g"));
	check_error(take_out(*state, "h"), SONDE_ERROR_NOT_FOUND, "'h' is not cached");
	check_ok(take_out(*state, "f"));
	check_loaded(*state, BUILD_ID, "#g\np:probe/g g\n");
	check_ok(take_out(*state, "g"));
	check_picture(*state, str_text(&before));
}

/* perf's own files and the way to them stay. */
static void test_remove_beside_perf(void **state)
{
	_cleanup_free_ char *elf = join(*state, LINK_OF_ID "/elf");
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");

	check_ok(put(*state, "f", "p:probe/f f"));
	write_below(*state, HOME_OF_ID "/elf", "binary");
	check_ok(take_out(*state, "f"));
	assert_true(file_exists(elf));
	assert_false(file_exists(probes));
}

static void test_scan(void **state)
{
	_cleanup_cache_summaries_ struct cache_summaries all = VEC_INIT;
	_cleanup_free_ char *missing = join(*state, "missing");
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");

	check_ok(cache_scan(missing, &all));
	assert_int_equal(all.size, 0);
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, OTHER_ID, "f", "p:probe/f f"));
	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put(*state, "g", "p:probe/g g"));
	check_ok(put_for(*state, "/junk", "abcd", "g", "p:probe/g g"));
	write_below(*state, "junk/abcd/probes", "junk\n");
	make_below(*state, "perf/abce");
	link_below(*state, ".build-id/ab/ce", "../../perf/abce");
	link_below(*state, ".build-id/ab/cf", "/etc");
	check_ok(cache_scan(*state, &all));
	assert_int_equal(all.size, 4);
	assert_null(all.data[0].target);
	assert_string_equal(all.data[0].build_id, "abcf");
	assert_non_null(strstr(all.data[0].problem, "does not lead to its directory"));
	assert_string_equal(all.data[1].target, "/junk");
	assert_non_null(strstr(all.data[1].problem, "probes:1:1: a line before the first"));
	assert_int_equal(all.data[1].entries, 0);
	assert_string_equal(all.data[2].target, TARGET);
	assert_string_equal(all.data[2].build_id, BUILD_ID);
	assert_string_equal(all.data[2].path, probes);
	assert_int_equal(all.data[2].entries, 2);
	assert_string_equal(all.data[2].info.arch, "x86_64");
	assert_null(all.data[2].problem);
	assert_string_equal(all.data[3].target, CACHE_TARGET_KERNEL);
	assert_string_equal(all.data[3].build_id, OTHER_ID);
}

static void test_junk_is_kept(void **state)
{
	struct cache_entries entries;

	check_ok(put(*state, "f", "p:probe/f f"));
	write_below(*state, HOME_OF_ID "/probes", "#f\n\x1b[2J\n");
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT,
		    "/" HOME_OF_ID "/probes:2:1: a control character");
	check_error(put(*state, "g", "p:probe/g g"), SONDE_ERROR_FORMAT, "probes:2:1:");
	check_error(take_out(*state, "f"), SONDE_ERROR_FORMAT, "probes:2:1:");
	check_error(put(*state, "g\nh", "p:probe/g g"), SONDE_ERROR_FORMAT, "cannot be cached");
}

static void test_too_large(void **state)
{
	_cleanup_free_ char *path = join(*state, HOME_OF_ID "/probes");
	struct cache_entries entries;

	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(truncate(path, CACHE_PROBES_LIMIT + 1), 0);
	check_error(cache_load(*state, BUILD_ID, &entries), SONDE_ERROR_FORMAT, "is larger than");
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

/* One of several writers; each has its own definitions. */
static void write_many(const char *root, int writer)
{
	for (int i = 0; i < ROUNDS; i++) {
		_cleanup_free_ char *definition = NULL;
		_cleanup_free_ char *line = NULL;

		if (asprintf(&definition, "w%d_%d a", writer, i) < 0 ||
		    asprintf(&line, "p:probe/w%d_%d f a=%%di", writer, i) < 0 ||
		    put(root, definition, line))
			_exit(1);
	}
	_exit(0);
}

/* A reader always finds a whole file. */
static size_t count_loaded(const char *root)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	struct sonde_error *error = cache_load(root, BUILD_ID, &entries);

	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return 0;
	}
	check_ok(error);
	vec_for_each(&entries, entry)
		assert_int_equal(entry->lines.size, 1);
	return entries.size;
}

static void test_concurrent_writers(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_free_ char *lock = join(*state, "root/.sonde.lock");
	size_t before = 0;
	int running = WRITERS;

	for (int i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			write_many(root, i);
	}
	while (running) {
		size_t now = count_loaded(root);
		int status;
		pid_t pid = waitpid(-1, &status, WNOHANG);

		assert_true(now >= before);
		before = now;
		assert_true(pid >= 0);
		if (pid == 0)
			continue;
		assert_int_equal(status, 0);
		running--;
	}
	assert_int_equal(count_loaded(root), WRITERS * ROUNDS);
	assert_false(file_exists(lock));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_put_and_load),
		TEST(test_verdicts),
		TEST(test_verdicts_stale),
		TEST(test_replace),
		TEST(test_layout),
		TEST(test_not_found),
		TEST(test_meta),
		TEST(test_kernel_beside_link),
		TEST(test_copy_of_binary),
		TEST(test_dangling_link),
		TEST(test_remove),
		TEST(test_remove_beside_perf),
		TEST(test_scan),
		TEST(test_junk_is_kept),
		TEST(test_too_large),
		TEST(test_link_attacks),
		TEST(test_link_outside),
		TEST(test_file_for_link),
		TEST(test_fifo),
		TEST(test_world_writable),
		TEST(test_foreign_owner),
		TEST(test_foreign_root),
		TEST(test_read_as_another),
		TEST(test_concurrent_writers),
	};

	return cmocka_run_group_tests_name("cache_store", tests, NULL, NULL);
}
