/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/dynevent.h"

struct parse_row {
	enum dynevent_kind kind;
	const char *line;
	bool is_return;
	const char *group;
	const char *event;
};

static void test_parse(void **state)
{
	static const struct parse_row rows[] = {
		{DYNEVENT_KPROBE, "p:probe/f vfs_read", false, "probe", "f"},
		{DYNEVENT_KPROBE, "r:probe/f vfs_read a=$retval", true, "probe", "f"},
		{DYNEVENT_KPROBE, "r10:probe/f vfs_read", true, "probe", "f"},
		{DYNEVENT_KPROBE, "p:probe.f\tvfs_read", false, "probe", "f"},
		{DYNEVENT_KPROBE, "  p:f vfs_read", false, "kprobes", "f"},
		{DYNEVENT_KPROBE, "p:probe/f vfs_read%return", true, "probe", "f"},
		{DYNEVENT_UPROBE, "p:f /bin/app:0x10", false, "uprobes", "f"},
		{DYNEVENT_UPROBE, "p:a/f /bin/app:0x10%return(0x20)", true, "a", "f"},
		{DYNEVENT_UPROBE, "p:a/f /bin/app:0x10 a=%return", false, "a", "f"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		_cleanup_dynevent_ struct dynevent event = {0};

		check_ok(dynevent_parse(rows[i].kind, rows[i].line, &event));
		assert_int_equal(event.kind, rows[i].kind);
		assert_int_equal(event.is_return, rows[i].is_return);
		assert_string_equal(event.group, rows[i].group);
		assert_string_equal(event.event, rows[i].event);
		assert_string_equal(event.line, rows[i].line);
	}
}

/* One line by a writer of its own. */
static struct sonde_error *add_line(const char *directory, enum dynevent_kind kind,
				    const char *line)
{
	_cleanup_dynevent_writer_ struct dynevent_writer writer = dynevent_writer_init(directory);

	return dynevent_add(&writer, kind, line);
}

struct refused_row {
	const char *line;
	size_t column;
	const char *part;
};

/* Lines that never reach the kernel. */
static const struct refused_row bad_lines[] = {
	{"", 1, "starts with p or r"},
	{"-:probe/f", 1, "starts with p or r"},
	{"s:f u64 a", 1, "starts with p or r"},
	{"p vfs_read", 2, "has no name"},
	{"p: vfs_read", 3, "has no name"},
	{"p:probe/ vfs_read", 9, "has no name"},
	{"p:/f vfs_read", 4, "has no name"},
	{"p:probe/f", 10, "has no place"},
	{"p:probe/f  ", 12, "has no place"},
	{"p:probe/f vfs_read # a=%di", 20, "quote a '#'"},
	{"p:probe/f /tmp/a#b:0x10", 17, "quote a '#'"},
	{"p:probe/f vfs_read\np:probe/g vfs_write", 19, "quote a newline"},
};

static void test_bad_lines(void **state)
{
	put_file(*state, "kprobe_events", "");
	for (size_t i = 0; i < sizeof(bad_lines) / sizeof(bad_lines[0]); i++) {
		struct sonde_error *error;

		error = add_line(*state, DYNEVENT_KPROBE, bad_lines[i].line);
		assert_non_null(error);
		assert_string_equal(error->text, bad_lines[i].line);
		assert_int_equal(error->column, bad_lines[i].column);
		check_error(error, SONDE_ERROR_SYNTAX, bad_lines[i].part);
	}
	check_file(*state, "kprobe_events", "");
}

static void test_long_line(void **state)
{
	_cleanup_str_ struct str line = STR_INIT;
	_cleanup_str_ struct str written = STR_INIT;

	put_file(*state, "kprobe_events", "");
	str_append(&line, "p:probe/f vfs_read ");
	while (line.size < 4094)
		str_append_char(&line, 'x');
	check_ok(add_line(*state, DYNEVENT_KPROBE, str_text(&line)));
	str_appendf(&written, "%s\n", str_text(&line));
	check_file(*state, "kprobe_events", str_text(&written));
	str_append_char(&line, 'x');
	check_error(add_line(*state, DYNEVENT_KPROBE, str_text(&line)), SONDE_ERROR_SYNTAX,
		    "has 4095 bytes; the kernel takes 4094");
	check_file(*state, "kprobe_events", str_text(&written));
}

static void test_list_recorded(void **state)
{
	static const struct parse_row rows[] = {
		{DYNEVENT_KPROBE, "p:probe/vfs_read vfs_read file=%di:x64 count=%dx:u64", false,
		 "probe", "vfs_read"},
		{DYNEVENT_KPROBE, "p:probe/vfs_read vfs_write file=%di:x64 count=%dx:u64", false,
		 "probe", "vfs_read"},
		{DYNEVENT_KPROBE, "r10:probe/vfs_read__return vfs_read ret=$retval:s64", true,
		 "probe", "vfs_read__return"},
		{DYNEVENT_KPROBE, "p:kprobes/p_vfs_open_0 vfs_open", false, "kprobes",
		 "p_vfs_open_0"},
		{DYNEVENT_UPROBE, "p:probe_app/work /bin/busybox:0x0000000000001000 n=%di", false,
		 "probe_app", "work"},
		{DYNEVENT_UPROBE,
		 "r:probe_app/work__return /bin/busybox:0x0000000000002000(0x1234)", true,
		 "probe_app", "work__return"},
	};
	_cleanup_free_ char *dir = data_path("tracefs/6.1");
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;

	(void)state;
	check_ok(dynevent_list(dir, &list));
	assert_int_equal(list.size, sizeof(rows) / sizeof(rows[0]));
	for (size_t i = 0; i < list.size; i++) {
		assert_int_equal(list.data[i].kind, rows[i].kind);
		assert_int_equal(list.data[i].is_return, rows[i].is_return);
		assert_string_equal(list.data[i].group, rows[i].group);
		assert_string_equal(list.data[i].event, rows[i].event);
		assert_string_equal(list.data[i].line, rows[i].line);
	}
}

static void test_list_lenient(void **state)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;

	put_file(*state, "kprobe_events",
		 "\nx:what is this\np:probe/f vfs_read\np\n\xff\xfe\np:b/a c");
	check_ok(dynevent_list(*state, &list));
	assert_int_equal(list.size, 2);
	assert_string_equal(list.data[0].line, "p:probe/f vfs_read");
	assert_string_equal(list.data[1].line, "p:b/a c");
}

static void test_list_missing(void **state)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;

	check_error(dynevent_list(*state, &list), SONDE_ERROR_UNSUPPORTED, "CONFIG_KPROBE_EVENTS");
	put_file(*state, "uprobe_events", "p:u/f /bin/app:0x10\n");
	check_ok(dynevent_list(*state, &list));
	assert_int_equal(list.size, 1);
	assert_int_equal(list.data[0].kind, DYNEVENT_UPROBE);
}

static void test_add(void **state)
{
	put_file(*state, "kprobe_events", "p:old/one vfs_open\n");
	put_file(*state, "uprobe_events", "");
	check_ok(add_line(*state, DYNEVENT_KPROBE, "p:probe/f vfs_read a=%di"));
	check_ok(add_line(*state, DYNEVENT_UPROBE, "p:probe/g /bin/app:0x10"));
	check_file(*state, "kprobe_events", "p:old/one vfs_open\np:probe/f vfs_read a=%di\n");
	check_file(*state, "uprobe_events", "p:probe/g /bin/app:0x10\n");
}

static void test_add_missing(void **state)
{
	check_error(add_line(*state, DYNEVENT_KPROBE, "p:probe/f vfs_read"),
		    SONDE_ERROR_UNSUPPORTED, "CONFIG_KPROBE_EVENTS");
	check_error(add_line(*state, DYNEVENT_UPROBE, "p:probe/f /bin/app:0x10"),
		    SONDE_ERROR_UNSUPPORTED, "CONFIG_UPROBE_EVENTS");
}

static void test_add_refused(void **state)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	put_refusing_file(*state, "kprobe_events");
	error = add_line(*state, DYNEVENT_KPROBE, "p:probe/f vfs_read");
	assert_int_equal(error->kind, SONDE_ERROR_REFUSED);
	assert_int_equal(error->errnum, EINVAL);
	assert_string_equal(error->text, "p:probe/f vfs_read");
	assert_memory_equal(error->message, "Failed to write event: Invalid argument", 39);
}

/* As one definition, with no journal and nothing else to do. */
static struct sonde_error *add_lines(const char *directory, const struct dynevent_line *lines,
				     size_t count)
{
	return add_definition(directory,
			      &(struct dynevent_addition){.lines = lines, .count = count});
}

/* Of three lines the last is refused: the two are removed by name, newest first. */
static void test_roll_back(void **state)
{
	static const struct dynevent_line lines[] = {
		{DYNEVENT_KPROBE, "p:probe/one vfs_read"},
		{DYNEVENT_KPROBE, "p:probe/two vfs_write"},
		{DYNEVENT_KPROBE, "p:probe/one vfs_open"},
		{DYNEVENT_UPROBE, "p:probe/bad /bin/app:0x10"},
	};
	_cleanup_error_ struct sonde_error *error = NULL;

	put_file(*state, "kprobe_events", "");
	put_refusing_file(*state, "uprobe_events");
	error = add_lines(*state, lines, 4);
	assert_int_equal(error->kind, SONDE_ERROR_REFUSED);
	assert_string_equal(error->text, "p:probe/bad /bin/app:0x10");
	check_file(*state, "kprobe_events",
		   "p:probe/one vfs_read\np:probe/two vfs_write\np:probe/one vfs_open\n"
		   "-:probe/one\n-:probe/two\n");
	/* A plain file removes nothing, so this is what is left, and it is said. */
	assert_non_null(strstr(error->hint, "could not be removed again:\n"
					    "  p:probe/one vfs_read\n"
					    "  p:probe/two vfs_write\n"
					    "  p:probe/one vfs_open"));
}

/* Events that were there before keep their probes: only ours are named to the kernel. */
static void test_roll_back_appended(void **state)
{
	static const struct dynevent_line lines[] = {
		{DYNEVENT_KPROBE, "p:probe/one vfs_write a=%si b=%dx"},
		{DYNEVENT_KPROBE, "p:probe/one vfs_read a=%si b=%dx"},
		{DYNEVENT_KPROBE, "p:probe/one vfs_read a=%di b=%si"},
		{DYNEVENT_KPROBE, "p:probe/one vfs_readv a=%di b=%si"},
		{DYNEVENT_KPROBE, "p:probe/new vfs_open"},
		{DYNEVENT_UPROBE, "p:probe/bad /bin/app:0x10"},
	};
	_cleanup_error_ struct sonde_error *error = NULL;

	put_file(*state, "kprobe_events", "p:probe/one vfs_read a=%di b=%dx\np:z/one vfs_write\n");
	put_file(*state, "events/probe/one/enable", "0\n");
	put_refusing_file(*state, "uprobe_events");
	error = add_lines(*state, lines, 6);
	assert_int_equal(error->kind, SONDE_ERROR_REFUSED);
	check_file(*state, "kprobe_events",
		   "p:probe/one vfs_read a=%di b=%dx\n"
		   "p:z/one vfs_write\n"
		   "p:probe/one vfs_write a=%si b=%dx\n"
		   "p:probe/one vfs_read a=%si b=%dx\n"
		   "p:probe/one vfs_read a=%di b=%si\n"
		   "p:probe/one vfs_readv a=%di b=%si\n"
		   "p:probe/new vfs_open\n"
		   "-:probe/new\n"
		   "-:probe/one vfs_readv\n"
		   "-:probe/one vfs_read a=%di b=%si\n"
		   "-:probe/one vfs_read a=%si\n"
		   "-:probe/one vfs_write\n");
	assert_null(strstr(error->hint, "p:probe/one vfs_read a=%di b=%dx"));
	assert_null(strstr(error->hint, "p:z/one"));
}

/* A line that is not well formed is found before anything is written. */
static void test_batch_is_checked_first(void **state)
{
	static const struct dynevent_line lines[] = {
		{DYNEVENT_KPROBE, "p:probe/one vfs_read"},
		{DYNEVENT_KPROBE, "p:probe/two"},
	};

	struct dynevent_line long_lines[] = {lines[0], lines[0]};
	_cleanup_str_ struct str line = STR_INIT;

	put_file(*state, "kprobe_events", "");
	check_error(add_lines(*state, lines, 2), SONDE_ERROR_SYNTAX, "has no place");
	check_file(*state, "kprobe_events", "");
	str_append(&line, "p:probe/two vfs_read ");
	while (line.size < 4095)
		str_append_char(&line, 'x');
	long_lines[1].line = str_text(&line);
	check_error(add_lines(*state, long_lines, 2), SONDE_ERROR_SYNTAX, "has 4095 bytes");
	check_file(*state, "kprobe_events", "");
	check_ok(add_lines(*state, NULL, 0));
	check_file(*state, "kprobe_events", "");
}

/* An event that has come up since its name was found free is not added to. */
static void test_must_be_new(void **state)
{
	static const struct dynevent_line lines[] = {
		{DYNEVENT_KPROBE, "p:probe/new vfs_open"},
		{DYNEVENT_KPROBE, "p:probe/one vfs_write"},
	};
	const struct dynevent_addition addition = {.lines = lines, .count = 2, .is_new = true};

	put_file(*state, "kprobe_events", "p:probe/one vfs_read\n");
	put_file(*state, "events/probe/one/enable", "0\n");
	check_error(add_definition(*state, &addition), SONDE_ERROR_EXISTS,
		    "Error: event \"one\" already exists.");
	check_file(*state, "kprobe_events", "p:probe/one vfs_read\n");
}

/* Whether the process holds back the signal, by its status file. */
static bool holds(pid_t pid, int signal)
{
	_cleanup_str_ struct str status = STR_INIT;
	_cleanup_free_ char *path = NULL;
	unsigned long long blocked = 0;
	const char *field;

	assert_true(asprintf(&path, "/proc/%d/status", (int)pid) > 0);
	check_ok(file_read(path, 0, &status));
	field = strstr(str_text(&status), "SigBlk:");
	assert_non_null(field);
	assert_int_equal(sscanf(field, "SigBlk: %llx", &blocked), 1);
	return blocked >> (signal - 1) & 1;
}

/* In a child: add two lines to a pipe that nobody reads yet. */
static void add_two_and_exit(const char *directory)
{
	static const struct dynevent_line lines[] = {
		{DYNEVENT_KPROBE, "p:probe/one vfs_read"},
		{DYNEVENT_KPROBE, "p:probe/two vfs_write"},
	};

	sonde_error_destroy(add_lines(directory, lines, 2));
	_exit(0);
}

/* A signal in mid-batch ends the process, but only after the last line. */
static void check_signal_waits(const char *directory, int signal)
{
	static const char expected[] = "p:probe/one vfs_read\np:probe/two vfs_write\n";
	_cleanup_free_ char *path = path_in(directory, "kprobe_events");
	_cleanup_close_ int fd = -1;
	char content[256] = "";
	int status = 0;
	pid_t child;

	assert_return_code(mkfifo(path, 0600), 0);
	child = fork();
	assert_return_code(child, 0);
	if (child == 0)
		add_two_and_exit(directory);
	while (!holds(child, signal))
		usleep(1000);
	assert_return_code(kill(child, signal), 0);
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	assert_return_code(fd, 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), signal);
	assert_int_equal(read(fd, content, sizeof(content) - 1), strlen(expected));
	assert_string_equal(content, expected);
	assert_return_code(unlink(path), 0);
}

static void test_signal_waits(void **state)
{
	static const int signals[] = {SIGTERM, SIGHUP, SIGPIPE, SIGALRM, SIGUSR1, SIGXCPU};

	/* nohup(1) may run this. */
	signal(SIGHUP, SIG_DFL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		check_signal_waits(*state, signals[i]);
}

static void test_mask_is_restored(void **state)
{
	sigset_t original, before, after;

	/* One signal that was held before stays so. */
	sigemptyset(&before);
	sigaddset(&before, SIGHUP);
	sigprocmask(SIG_SETMASK, &before, &original);
	put_file(*state, "kprobe_events", "");
	check_ok(add_line(*state, DYNEVENT_KPROBE, "p:probe/one vfs_read"));
	sigprocmask(SIG_SETMASK, &original, &after);
	for (int signal = 1; signal < NSIG; signal++)
		assert_int_equal(sigismember(&after, signal), sigismember(&before, signal));
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		WITH_DIRECTORY(test_bad_lines),
		WITH_DIRECTORY(test_long_line),
		cmocka_unit_test(test_list_recorded),
		WITH_DIRECTORY(test_list_lenient),
		WITH_DIRECTORY(test_list_missing),
		WITH_DIRECTORY(test_add),
		WITH_DIRECTORY(test_add_missing),
		WITH_DIRECTORY(test_add_refused),
		WITH_DIRECTORY(test_roll_back),
		WITH_DIRECTORY(test_roll_back_appended),
		WITH_DIRECTORY(test_batch_is_checked_first),
		WITH_DIRECTORY(test_must_be_new),
		WITH_DIRECTORY(test_signal_waits),
		WITH_DIRECTORY(test_mask_is_restored),
	};

	return cmocka_run_group_tests_name("dynevent", tests, NULL, NULL);
}
