/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What killed writers have left is cleared away, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>

#include "cache/lock.h"
#include "cache/tidy.h"
#include "tests/unit/cache_tree.h"

static bool wants_all(const char *build_id, void *data)
{
	(void)build_id;
	(void)data;
	return true;
}

static struct sonde_error *tidy(const char *root, bool dry_run, struct cache_tidied *ret)
{
	return cache_tidy(root, &(struct cache_tidy_request){wants_all, NULL, dry_run}, ret);
}

/* In all builds: of kernels, of programs, and where a writer came no further than to a directory,
 * which goes, too. */
static void test_leftovers(void **state)
{
	static const char *const leftovers[] = {
		"[kernel.kallsyms]/" OTHER_ID "/probes.TmpAbCdE1",
		"opt/a/b/abcd/sonde.json.TmpAbCdE2",
		"opt/abce/details.TmpAbCdE3",
		HOME_OF_ID "/probes.TmpAbCdE4",
		".build-id/00/112233445566778899aabbccddeeff00112233.TmpAbCdE5",
	};
	static const char *const others[] = {
		"opt/x/probes.TmpAbCdEf",     "opt/abce/probes.Tmp", "opt/abce/elf.TmpAbCdEf",
		"opt/abce/probes.TmpAbCdEfg", "probes.TmpAbCdEf",
	};
	const size_t count = sizeof(leftovers) / sizeof(*leftovers);
	_cleanup_cache_tidied_ struct cache_tidied dry = VEC_INIT, real = VEC_INIT,
						   again = VEC_INIT;
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, OTHER_ID, "f", "p:probe/f f"));
	make_below(*state, "opt/abce");
	make_below(*state, "opt/x");
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		write_below(*state, others[i], "mine");
	picture(*state, &before);
	make_below(*state, "opt/a/b/abcd");
	for (size_t i = 0; i < count; i++)
		write_below(*state, leftovers[i], "half");
	check_ok(tidy(*state, true, &dry));
	assert_int_equal(dry.size, count);
	check_ok(tidy(*state, false, &real));
	assert_int_equal(real.size, count);
	picture(*state, &after);
	assert_string_equal(str_text(&after), str_text(&before));
	check_ok(tidy(*state, false, &again));
	assert_int_equal(again.size, 0);
}

/* The way leads through no link, nor down without end. */
static void test_links(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_cache_tidied_ struct cache_tidied items = VEC_INIT;
	_cleanup_str_ struct str deep = STR_INIT;

	make_below(*state, "outside/abcd");
	write_below(*state, "outside/abcd/probes.TmpAbCdEf", "half");
	check_ok(put(root, "f", "p:probe/f f"));
	link_below(root, "outside", "../outside");
	link_below(root, "up", "..");
	for (int i = 0; i < 200; i++)
		str_append(&deep, "a/");
	make_below(root, str_text(&deep));
	check_ok(tidy(root, false, &items));
	assert_int_equal(items.size, 0);
}

static void check_items(const char *root, const struct cache_tidied *items,
			const struct cache_tidy_item *expected, size_t count)
{
	assert_int_equal(items->size, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(items->data[i].kind, expected[i].kind);
		assert_string_equal(items->data[i].path + strlen(root) + 1, expected[i].path);
	}
}

/* A dry run tells of these, and changes nothing; then they go, and nothing but them. */
static void check_tidied(const char *root, const struct cache_tidy_item *expected, size_t count)
{
	_cleanup_cache_tidied_ struct cache_tidied dry = VEC_INIT, real = VEC_INIT,
						   again = VEC_INIT;
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

	picture(root, &before);
	check_ok(tidy(root, true, &dry));
	picture(root, &after);
	assert_string_equal(str_text(&after), str_text(&before));
	check_items(root, &dry, expected, count);
	check_ok(tidy(root, false, &real));
	check_items(root, &real, expected, count);
	check_ok(tidy(root, false, &again));
	assert_int_equal(again.size, 0);
}

/* Builds without `probes`: of a writer who came to the link, of one who had begun to remove. */
static void test_remains(void **state)
{
	static const struct cache_tidy_item expected[] = {
		{CACHE_TIDY_REMAINS, (char *)"[kernel.kallsyms]/" OTHER_ID "/details"},
		{CACHE_TIDY_REMAINS, (char *)"[kernel.kallsyms]/" OTHER_ID "/sonde.json"},
		{CACHE_TIDY_DIRECTORY, (char *)HOME_OF_ID},
		{CACHE_TIDY_LINK, (char *)LINK_OF_ID},
		{CACHE_TIDY_LINK, (char *)".build-id/ff/112233445566778899aabbccddeeff00112233"},
	};
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");
	_cleanup_free_ char *info = join(*state, HOME_OF_ID "/sonde.json");
	_cleanup_free_ char *details = join(*state, HOME_OF_ID "/details");
	_cleanup_free_ char *kernel = join(*state, "[kernel.kallsyms]/" OTHER_ID "/probes");
	_cleanup_str_ struct str left = STR_INIT;

	check_ok(put(*state, "f", "p:probe/f f"));
	check_ok(put_for(*state, CACHE_TARGET_KERNEL, OTHER_ID, "f", "p:probe/f f"));
	assert_int_equal(unlink(probes) | unlink(info) | unlink(details) | unlink(kernel), 0);
	check_tidied(*state, expected, sizeof(expected) / sizeof(*expected));
	picture(*state, &left);
	assert_string_equal(str_text(&left), "");
}

/* perf's files stay, with the link; and all that a newer sonde has there. */
static void test_others_remain(void **state)
{
	static const struct cache_tidy_item expected[] = {
		{CACHE_TIDY_REMAINS, (char *)HOME_OF_ID "/details"},
		{CACHE_TIDY_REMAINS, (char *)HOME_OF_ID "/sonde.json"},
	};
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");

	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(unlink(probes), 0);
	write_below(*state, HOME_OF_ID "/elf", "perf's");
	make_below(*state, "[kernel.kallsyms]/" OTHER_ID);
	write_below(*state, "[kernel.kallsyms]/" OTHER_ID "/sonde.json",
		    "{\"format\":1000,\"sonde\":\"9.0\"}\n");
	make_below(*state, "opt/cafe/details/abcd");
	write_below(*state, "opt/cafe/details/abcd/elf", "perf's");
	check_tidied(*state, expected, sizeof(expected) / sizeof(*expected));
	/* elf and the link, sonde.json, the other elf. */
	assert_int_equal(count_files(*state), 4);
}

/* What somebody has who named his home by mistake: as in a cache that was begun, and otherwise. */
static void make_home(const char *root)
{
	make_below(root, "repo/.git/refs/tags");
	make_below(root, "repo/.git/branches");
	write_below(root, "repo/.git/HEAD", "ref: refs/heads/main\n");
	make_below(root, "notes/2024");
	write_below(root, "notes/2024/details", "# Meeting\ncall them\n");
	write_below(root, "notes/2024/sonde.json", "{}\n");
	make_below(root, "notes/abc");
	write_below(root, "notes/abc/details", "");
	write_below(root, "todo", "tidy up\n");
	make_below(root, "empty/2023");
}

/* Files of others stay, whatever they are called, and their empty directories. */
static void test_no_cache(void **state)
{
	_cleanup_str_ struct str before = STR_INIT, after = STR_INIT;

	make_home(*state);
	check_tidied(*state, NULL, 0);
	assert_int_equal(count_files(*state), 5);
	check_ok(put(*state, "f", "p:probe/f f"));
	picture(*state, &before);
	check_tidied(*state, NULL, 0);
	picture(*state, &after);
	assert_string_equal(str_text(&after), str_text(&before));
}

/* What another writer does, who is slow; returns 0 if it went well. */
static int write_slowly(const char *root, int ready)
{
	_cleanup_free_ char *lock = join(root, CACHE_LOCK_NAME);
	_cleanup_free_ char *probes = join(root, HOME_OF_ID "/probes");
	const struct timespec pause = {.tv_nsec = 100000000};
	_cleanup_close_ int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct sonde_error *error;

	if (fd < 0 || flock(fd, LOCK_EX) < 0 || write(ready, "", 1) != 1)
		return 1;
	nanosleep(&pause, NULL);
	error = file_replace(probes, "#g\n", 3, 0600);
	sonde_error_destroy(error);
	return error ? 1 : 0;
}

/* What somebody has not finished yet is waited for. */
static void test_at_work(void **state)
{
	_cleanup_free_ char *probes = join(*state, HOME_OF_ID "/probes");
	_cleanup_cache_tidied_ struct cache_tidied items = VEC_INIT;
	int ready[2], status;
	char byte;
	pid_t pid;

	check_ok(put(*state, "f", "p:probe/f f"));
	assert_int_equal(unlink(probes), 0);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (pid == 0)
		_exit(write_slowly(*state, ready[1]));
	assert_int_equal(read(ready[0], &byte, 1), 1);
	check_ok(tidy(*state, true, &items));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(ready[0]);
	close(ready[1]);
	assert_int_equal(items.size, 0);
	check_loaded(*state, BUILD_ID, "#g\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_leftovers), TEST(test_links),
					   TEST(test_remains),	 TEST(test_others_remain),
					   TEST(test_no_cache),	 TEST(test_at_work)};

	return cmocka_run_group_tests_name("cache_tidy", tests, NULL, NULL);
}
