/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A writer whose system calls fail, one after the other, or who is killed at each of them:
 * what was cached stays as it was, and nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/unit/cache_tree.h"

/* More calls than any writer makes. */
#define MANY 1000

enum fault {
	NO_FAULT,
	/* This call fails, the others do not. */
	FAIL_ONCE,
	/* The disk is full: from this call on all fail that need space. */
	FAIL_ON,
	/* The process is killed at this call. */
	KILL,
};

static enum fault fault;
/* Calls left until the fault. */
static int countdown;
/* It has come. */
static bool struck;
/* What linkat() and flock() say all the time; 0 for nothing. */
static int linkat_errno, flock_errno;

/* Whether the call that is being made has to fail. */
static bool strike(bool needs_space)
{
	if (fault == NO_FAULT)
		return false;
	if (countdown > 0) {
		countdown--;
		return false;
	}
	if (fault == KILL)
		kill(getpid(), SIGKILL);
	if (fault == FAIL_ON && !needs_space)
		return false;
	struck = true;
	if (fault == FAIL_ONCE)
		fault = NO_FAULT;
	errno = ENOSPC;
	return true;
}

static void arm(enum fault what, int calls)
{
	fault = what;
	countdown = calls;
	struck = false;
}

/* Whether the fault has come; there is none any more. */
static bool disarm(void)
{
	fault = NO_FAULT;
	return struck;
}

/* These take libc's place in this program. */
#define INTERPOSE(result, name, needs_space, parameters, ...)                             \
	result name parameters                                                            \
	{                                                                                 \
		result(*real) parameters = (result(*) parameters)dlsym(RTLD_NEXT, #name); \
                                                                                          \
		return strike(needs_space) ? -1 : real(__VA_ARGS__);                      \
	}

INTERPOSE(ssize_t, write, true, (int fd, const void *bytes, size_t size), fd, bytes, size)
INTERPOSE(int, fsync, true, (int fd), fd)
INTERPOSE(int, fchmod, false, (int fd, mode_t mode), fd, mode)
INTERPOSE(int, mkdir, true, (const char *path, mode_t mode), path, mode)
INTERPOSE(int, mkostemp, true, (char *path, int flags), path, flags)
INTERPOSE(int, symlink, true, (const char *text, const char *path), text, path)
INTERPOSE(int, rename, false, (const char *from, const char *to), from, to)

int linkat(int from, const char *old, int to, const char *path, int flags)
{
	int (*real)(int, const char *, int, const char *, int) =
		(int (*)(int, const char *, int, const char *, int))dlsym(RTLD_NEXT, "linkat");

	if (linkat_errno) {
		errno = linkat_errno;
		return -1;
	}
	return strike(true) ? -1 : real(from, old, to, path, flags);
}

int flock(int fd, int operation)
{
	int (*real)(int, int) = (int (*)(int, int))dlsym(RTLD_NEXT, "flock");

	if (flock_errno) {
		errno = flock_errno;
		return -1;
	}
	return real(fd, operation);
}

/* A cache in which put() has to replace all there is: the link, sonde.json and probes. */
static void make_old_cache(const char *root)
{
	make_below(root, HOME_OF_ID);
	make_below(root, ".build-id/00");
	link_below(root, LINK_OF_ID, "../../gone/" BUILD_ID);
	write_below(root, HOME_OF_ID "/probes", "#f\np:probe/f f+old\n");
	write_below(root, HOME_OF_ID "/sonde.json", "{\"format\":1,\"sonde\":\"0.0\"}");
}

/* Let every call fail in turn, until there is none left; nothing in `whole` may change. */
static void fail_each(const char *whole, const char *root, enum fault what)
{
	_cleanup_str_ struct str before = STR_INIT;
	int calls;

	picture(whole, &before);
	for (calls = 0; calls < MANY; calls++) {
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_str_ struct str now = STR_INIT;

		arm(what, calls);
		error = put(root, "f", "p:probe/f f+new");
		if (!disarm()) {
			check_ok(take_ptr(error));
			break;
		}
		if (!error)
			fail_msg("the failure of call %d went unnoticed", calls);
		assert_int_equal(error->errnum, ENOSPC);
		picture(whole, &now);
		assert_string_equal(str_text(&now), str_text(&before));
	}
	/* There were calls to fail, and the last round was without a fault. */
	assert_in_range(calls, 10, MANY - 1);
	check_loaded(root, BUILD_ID, "#f\np:probe/f f+new\n");
}

static void test_fail_new(void **state)
{
	_cleanup_free_ char *root = join(*state, "a/root");

	fail_each(*state, root, FAIL_ONCE);
}

static void test_full_new(void **state)
{
	_cleanup_free_ char *root = join(*state, "a/root");

	fail_each(*state, root, FAIL_ON);
}

static void test_fail_old(void **state)
{
	make_old_cache(*state);
	fail_each(*state, *state, FAIL_ONCE);
}

static void test_full_old(void **state)
{
	make_old_cache(*state);
	fail_each(*state, *state, FAIL_ON);
}

/* fs.protected_hardlinks, or a file system without hard links. */
static void test_no_hard_links(void **state)
{
	make_old_cache(*state);
	linkat_errno = EPERM;
	fail_each(*state, *state, FAIL_ONCE);
	linkat_errno = 0;
}

/* FUSE, where it does not know link() at all. */
static void test_no_link_call(void **state)
{
	make_old_cache(*state);
	linkat_errno = ENOSYS;
	check_ok(put(*state, "f", "p:probe/f f+new"));
	linkat_errno = 0;
	check_loaded(*state, BUILD_ID, "#f\np:probe/f f+new\n");
}

static void test_no_locks(void **state)
{
	_cleanup_free_ char *root = join(*state, "a/root");
	_cleanup_str_ struct str now = STR_INIT;

	flock_errno = ENOLCK;
	check_error(put(root, "f", "p:probe/f f"), SONDE_ERROR_OS, "Cannot lock");
	flock_errno = 0;
	picture(*state, &now);
	assert_string_equal(str_text(&now), "");
}

static bool is_text(const char *root, const char *text)
{
	_cleanup_free_ char *path = join(root, HOME_OF_ID "/probes");
	_cleanup_str_ struct str content = STR_INIT;

	if (!file_exists(path))
		return !*text;
	check_ok(file_read(path, 0, &content));
	return !strcmp(str_text(&content), text);
}

/* Returns whether the writer was killed, and not done before that. */
static bool kill_writer(const char *root, int calls)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		arm(KILL, calls);
		_exit(put(root, "f", "p:probe/f f+new") ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status)) {
		assert_int_equal(WTERMSIG(status), SIGKILL);
		return true;
	}
	assert_int_equal(WEXITSTATUS(status), 0);
	return false;
}

/* At each call: all old or all new, and the next writer has no trouble. */
static void kill_each(const char *parent, bool is_old, const char *old)
{
	int calls;

	for (calls = 0; calls < MANY; calls++) {
		_cleanup_free_ char *root = NULL;
		bool killed;

		assert_true(asprintf(&root, "%s/%d", parent, calls) >= 0);
		if (is_old)
			make_old_cache(root);
		killed = kill_writer(root, calls);
		if (!is_text(root, old) && !is_text(root, "#f\np:probe/f f+new\n"))
			fail_msg("torn by a kill at call %d", calls);
		check_ok(put(root, "g", "p:probe/g g"));
		check_ok(put(root, "f", "p:probe/f f+new"));
		if (!killed)
			break;
	}
	assert_in_range(calls, 10, MANY - 1);
}

static void test_kill_new(void **state)
{
	kill_each(*state, false, "");
}

static void test_kill_old(void **state)
{
	kill_each(*state, true, "#f\np:probe/f f+old\n");
}

/* What a killed writer left is gone after the next one; what a person put there is not. */
static void test_leftovers(void **state)
{
	_cleanup_free_ char *root = join(*state, "root");
	_cleanup_free_ char *leftover = join(root, HOME_OF_ID "/probes.TmpaB3dEf");
	_cleanup_free_ char *backup = join(root, HOME_OF_ID "/probes.backup");

	check_ok(put(root, "f", "p:probe/f f"));
	write_below(root, HOME_OF_ID "/probes.TmpaB3dEf", "half of");
	write_below(root, HOME_OF_ID "/probes.backup", "mine");
	write_below(root, ".sonde.lock", "");
	check_ok(put(root, "f", "p:probe/f f"));
	assert_false(file_exists(leftover));
	assert_true(file_exists(backup));
}

/* The kernel's own refusal to write more, not a replaced function. */
static void test_file_size_limit(void **state)
{
	_cleanup_str_ struct str before = STR_INIT, now = STR_INIT, line = STR_INIT;
	struct rlimit limit, old;

	make_old_cache(*state);
	picture(*state, &before);
	str_append(&line, "p:probe/f f");
	while (line.size < CACHE_LINE_MAX)
		str_append_char(&line, 'x');
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = (struct rlimit){.rlim_cur = 1024, .rlim_max = old.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	check_error(put(*state, "f", str_text(&line)), SONDE_ERROR_OS, "File too large");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	picture(*state, &now);
	assert_string_equal(str_text(&now), str_text(&before));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fail_new),  TEST(test_full_new),	  TEST(test_fail_old),
		TEST(test_full_old),  TEST(test_kill_new),	  TEST(test_kill_old),
		TEST(test_leftovers), TEST(test_file_size_limit), TEST(test_no_hard_links),
		TEST(test_no_locks),  TEST(test_no_link_call),
	};

	/* Nothing here waits for a disk. */
	if (access("/dev/shm", W_OK) == 0)
		setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests_name("cache_faults", tests, NULL, NULL);
}
