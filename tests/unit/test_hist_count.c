/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions how often, and the triggers that answer them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/hist_question.h"

#define READ "p:G/vfs_read vfs_read count=%dx:u64 comm=$comm"
#define READ_FIELDS \
	"count:u64 comm:str file->f_flags=f_flags:u32 s8:s8 name:str p=p:ptr all:arr caller:u64"
#define RETURN	      "r:G/vfs_read__return vfs_read ret=$retval:s64 comm=$comm"
#define RETURN_FIELDS "$retval=ret:s64 comm:str"
#define WORK	      "p:G/work /bin/app:0x1720 n=%si:s32 size=+4(%di):u32"

static struct hist_question question(const char *by)
{
	return (struct hist_question){
		.ask = HIST_ASK_TABLE, .group = "G", .kernel = KERNEL, .by = by};
}

/* What was found to answer these questions on kernels. */
static void test_recipes(void **state)
{
	static const struct {
		const char *line, *fields, *by, *sum, *sort, *filter;
		uint64_t size;
		const char *text;
	} rows[] = {
		{READ, READ_FIELDS, "count.log2", NULL, NULL, NULL, 0,
		 "hist:keys=count.log2:sort=count"},
		{RETURN, RETURN_FIELDS, "$retval.linear=1024", NULL, NULL, "$retval > 0", 0,
		 "hist:keys=ret.buckets=1024:sort=ret if ret > 0"},
		{READ, READ_FIELDS, "stack", NULL, NULL, NULL, 1024,
		 "hist:keys=stacktrace:sort=hitcount.descending:size=1024"},
		{READ, READ_FIELDS, "caller", "count", NULL, NULL, 0,
		 "hist:keys=caller.sym-offset:vals=count:sort=count.descending"},
		{WORK, "n:s32 size:u32", "n", "size", NULL, NULL, 0,
		 "hist:keys=n:vals=size:sort=n"},
		{RETURN, RETURN_FIELDS, "comm,$retval.errno", NULL, NULL, "$retval < 0", 0,
		 "hist:keys=comm,ret:sort=hitcount.descending if ret < 0"},
		{"p:G/fc vfs_read comm=$comm", "comm:str", "func,comm", NULL, NULL, NULL, 0,
		 "hist:keys=__probe_ip.sym,comm:sort=hitcount.descending"},
		/* By a name that was summed up, and from the least on. */
		{READ, READ_FIELDS, "comm", "count", "count.desc", NULL, 0,
		 "hist:keys=comm:vals=count:sort=count.descending"},
		{READ, READ_FIELDS, "comm", "count", "hits", NULL, 0,
		 "hist:keys=comm:vals=count:sort=hitcount"},
		{READ, READ_FIELDS, "comm", "count", "sum(count)", NULL, 0,
		 "hist:keys=comm:vals=count:sort=count"},
		/* A key and a sum of the same name: both can be said. */
		{READ, READ_FIELDS, "count", "count", "count.desc", NULL, 0,
		 "hist:keys=count:vals=count:sort=count.descending"},
		{READ, READ_FIELDS, "count,p", "count", "sum.desc", NULL, 0,
		 "hist:keys=count,p:vals=count:sort=count.descending"},
		{READ, READ_FIELDS, "comm,count.log2", NULL, "comm", NULL, 0,
		 "hist:keys=comm,count.log2:sort=comm"},
		{READ, READ_FIELDS, "count.log2,s8,f_flags", NULL, NULL, NULL, 0,
		 "hist:keys=count.log2,s8,f_flags:sort=count,s8"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question q = question(rows[i].by);
		struct hist_event *event = add_event(&q, rows[i].line, rows[i].fields);

		q.sum = rows[i].sum;
		q.sort = rows[i].sort;
		q.filter = rows[i].filter;
		q.size = rows[i].size;
		/* An event of several functions records which. */
		if (strncmp(rows[i].by, "func", 4) == 0) {
			free(event->function);
			event->function = NULL;
		}
		check_last(&q, rows[i].text);
	}
}

/* Every key, with every shape it can have. */
static void test_keys(void **state)
{
	static const char *const rows[][2] = {
		{"count", "count"},
		{"count.hex", "count"},
		{"s8.errno", "s8"},
		{"count.syscall", "count.syscall"},
		{"count.sym", "count.sym-offset"},
		{"name.str", "name"},
		{"p", "p"},
		{"file->f_flags", "f_flags"},
		{"f_flags", "f_flags"},
		{"tid", "common_pid"},
		{"pid", "common_pid"},
		{"cpu", "common_cpu"},
		{"comm", "comm"},
		{"$comm", "comm"},
		{"func", "common_cpu"},
		{"caller.hex", "caller"},
		{" cpu , tid ", "common_cpu,common_pid"},
		{"stack,comm", "stacktrace,comm"},
		{"count.linear=0x10", "count.buckets=16"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question q = question(rows[i][0]);
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
		_cleanup_str_ struct str want = STR_INIT;
		const char *text;

		add_event(&q, READ, READ_FIELDS);
		check_ok(hist_setup_make(&q, &setup));
		text = vec_last(&setup.writes)->text;
		str_appendf(&want, "hist:keys=%s", rows[i][1]);
		if (strncmp(text, str_text(&want), want.size) != 0 || !strchr(":", text[want.size]))
			fail_msg("%s: %s", rows[i][0], text);
	}
}

/* Buckets of numbers with a sign: what of them the kernel makes, and what is left to who reads. */
static void test_signed_linear(void **state)
{
	static const struct {
		const char *by, *key;
		bool is_folded;
		uint64_t scale;
	} rows[] = {
		{"s64.linear=1024", "s64.buckets=1024", false, 0},
		{"s64.linear=1000", "s64.buckets=8", true, 1},
		{"s64.linear=7", "s64", true, 0},
		{"s32.linear=50", "s32.buckets=2", true, 1},
		{"s8.linear=1", "s8", false, 0},
		{"s8.linear=64", "s8.buckets=64", false, 0},
		{"s8.linear=128", "s8", true, 0},
		{"u32.linear=50", "u32.buckets=50", false, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question q = question(rows[i].by);
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
		_cleanup_str_ struct str want = STR_INIT;
		const struct hist_key_layout *key;

		add_event(&q, READ, "s64:s64 s32:s32 s8:s8 u32:u32");
		check_ok(hist_setup_make(&q, &setup));
		str_appendf(&want, "hist:keys=%s:", rows[i].key);
		assert_memory_equal(vec_last(&setup.writes)->text, str_text(&want), want.size);
		key = &setup.sources.data[0].layout.keys.data[0];
		assert_int_equal(key->is_folded, rows[i].is_folded);
		assert_int_equal(key->scale, rows[i].scale);
	}
}

static void test_existing(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("comm,prev_comm,next_pid");

	(void)state;
	add_event(&q, "sched/sched_switch", "prev_comm:str16 next_comm:str16 next_pid:s32");
	check_writes(&q,
		     "sched/sched_switch "
		     "hist:keys=common_pid.execname,prev_comm,next_pid:sort=hitcount.descending\n");
	/* Its own field comes first, but `$comm` is the task's. */
	hist_question_deinit(&q);
	q = question("comm,$comm");
	q.filter = "comm == \"x\" && $comm != \"y\" && cpu < 4";
	q.cpus = "1-2,7";
	add_event(&q, "sched/sched_wakeup", "comm:str16 pid:s32 cpu:u32");
	check_writes(&q, "sched/sched_wakeup "
			 "hist:keys=comm,common_pid.execname:sort=hitcount.descending "
			 "if comm == \"x\" && COMM != \"y\" && cpu < 4 && "
			 "((CPU >= 1 && CPU <= 2) || CPU == 7)\n");
	hist_question_deinit(&q);
	q = question("pid,tid");
	add_event(&q, "sched/sched_wakeup", "comm:str16 pid:s32");
	check_last(&q, "hist:keys=pid,common_pid:sort=hitcount.descending");
}

/* Several events: one table; probes come before all triggers, each event is undone once. */
static void test_several(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("func,comm");
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	char *line;

	(void)state;
	add_event(&q, "p:G/work /bin/app:0x1720 comm=$comm", "comm:str");
	check_ok(sonde_strdup("p:G/work /bin/app:0x1800 comm=$comm", &line));
	check_ok(vec_push(&q.events.data[0].lines, line));
	add_event(&q, "p:G/play /bin/app:0x1900 comm=$comm", "comm:str");
	check_writes(&q, "u p:G/work /bin/app:0x1720 comm=$comm\n"
			 "u p:G/work /bin/app:0x1800 comm=$comm\n"
			 "u p:G/play /bin/app:0x1900 comm=$comm\n"
			 "G/work hist:keys=comm:sort=hitcount.descending\n"
			 "G/play hist:keys=comm:sort=hitcount.descending\n");
	check_ok(hist_setup_make(&q, &setup));
	assert_string_equal(setup.writes.data[0].undo, "-:G/work");
	assert_null(setup.writes.data[1].undo);
	assert_string_equal(setup.writes.data[2].undo, "-:G/play");
	assert_int_equal(setup.sources.size, 2);
	assert_int_equal(setup.pairings.size, 0);
	assert_string_equal(setup.sources.data[1].system, "G");
	assert_string_equal(setup.sources.data[1].event, "play");
	assert_int_equal(setup.sources.data[1].position, 0);
	assert_string_equal(setup.sources.data[1].layout.keys.data[0].constant, "/bin/app:0x1900");
	assert_null(setup.sources.data[1].layout.keys.data[0].field);
	assert_string_equal(setup.sources.data[1].layout.sort, "hits.desc");
}

static void test_layout(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("$retval.errno,comm");
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	const struct hist_layout *layout;

	(void)state;
	add_event(&q, RETURN, RETURN_FIELDS " bytes:s16");
	q.sum = "bytes";
	check_ok(hist_setup_make(&q, &setup));
	layout = &setup.sources.data[0].layout;
	assert_string_equal(layout->title, "vfs_read: $retval, comm");
	assert_string_equal(layout->sort, "sum(bytes).desc");
	assert_string_equal(layout->keys.data[0].title, "$retval");
	assert_string_equal(layout->keys.data[0].field, "ret");
	assert_int_equal(layout->keys.data[0].shape, HIST_SHAPE_ERRNO);
	assert_true(layout->keys.data[0].is_signed);
	assert_int_equal(layout->keys.data[0].size, 8);
	assert_int_equal(layout->keys.data[1].shape, HIST_SHAPE_STRING);
	assert_int_equal(layout->keys.data[1].size, 0);
	assert_int_equal(layout->values.size, 2);
	assert_string_equal(layout->values.data[0].title, "hits");
	assert_int_equal(layout->values.data[0].role, HIST_VALUE_COUNT);
	assert_string_equal(layout->values.data[1].title, "sum(bytes)");
	assert_string_equal(layout->values.data[1].field, "bytes");
	assert_int_equal(layout->values.data[1].role, HIST_VALUE_SUM);
	assert_true(layout->values.data[1].is_signed);
}

/* What a histogram of OpenMetrics needs besides: the sum of what is in buckets. */
static void test_key_sum(void **state)
{
	static const struct {
		const char *by, *sum, *text;
		uint64_t scale;
	} rows[] = {
		{"count.log2", NULL, "hist:keys=count.log2:vals=count:sort=count", 1},
		{"comm,s8.linear=10", NULL,
		 "hist:keys=comm,s8.buckets=2:vals=s8:sort=hitcount.descending", 1},
		{"count.log2", "count", "hist:keys=count.log2:vals=count:sort=count", 1},
		{"count.log2", "f_flags,s8", "hist:keys=count.log2:vals=f_flags,s8:sort=count", 0},
		{"count", NULL, "hist:keys=count:sort=count", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question q = question(rows[i].by);
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
		const struct hist_layout *layout;

		add_event(&q, READ, READ_FIELDS);
		q.sum = rows[i].sum;
		q.sums_key = true;
		check_ok(hist_setup_make(&q, &setup));
		assert_string_equal(vec_last(&setup.writes)->text, rows[i].text);
		layout = &setup.sources.data[0].layout;
		if (!rows[i].scale)
			continue;
		assert_string_equal(layout->values.data[1].field, vec_last(&layout->keys)->field);
		assert_int_equal(layout->values.data[1].scale, rows[i].scale);
		assert_int_equal(layout->values.data[1].is_signed,
				 vec_last(&layout->keys)->is_signed);
	}
}

static void test_enumeration(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("count.enum");
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

	(void)state;
	add_event(&q, READ, READ_FIELDS);
	check_refused(&q, SONDE_ERROR_SYNTAX, 7, "'count' is no enumeration");
	check_ok(enumeration_add(&q.events.data[0].fields.data[0].values, "READ_ONE", 1));
	q.filter = "count != READ_ONE";
	check_ok(hist_setup_make(&q, &setup));
	assert_string_equal(vec_last(&setup.writes)->text,
			    "hist:keys=count:sort=hitcount.descending if count != 1");
	assert_int_equal(setup.sources.data[0].layout.keys.data[0].shape, HIST_SHAPE_ENUM);
	assert_string_equal(setup.sources.data[0].layout.keys.data[0].values.names.data[0].name,
			    "READ_ONE");
}

struct refusal {
	const char *by;
	enum sonde_error_kind kind;
	size_t column;
	const char *part;
};

static void test_refused(void **state)
{
	static const struct refusal rows[] = {
		{NULL, SONDE_ERROR_USAGE, 0, "What is counted by"},
		{"coutn", SONDE_ERROR_NOT_FOUND, 1, "Did you mean 'count'?"},
		{"comm,coutn", SONDE_ERROR_NOT_FOUND, 6, "'vfs_read' has no field 'coutn'."},
		{"xyzzy", SONDE_ERROR_NOT_FOUND, 1, "Name it in the definition"},
		{"comm.log2", SONDE_ERROR_SYNTAX, 6, "'comm' is a text"},
		{"count.str", SONDE_ERROR_SYNTAX, 7, "count:string"},
		{"tid.log2", SONDE_ERROR_SYNTAX, 5, "'tid' has no such shape."},
		{"stack.sym", SONDE_ERROR_SYNTAX, 7, "Write 'stack' alone."},
		{"s8.sym", SONDE_ERROR_SYNTAX, 4, "'s8' has 1 bytes"},
		{"all", SONDE_ERROR_UNAVAILABLE, 1, "'all' is an array"},
		{"latency", SONDE_ERROR_UNAVAILABLE, 1, "one event has no latency"},
		{"count,comm,count", SONDE_ERROR_SYNTAX, 12, "'count' is there already."},
		{"count,s8,p,f_flags", SONDE_ERROR_UNAVAILABLE, 0,
		 "at most 3 keys; this one would have 4"},
		{"comm,name", SONDE_ERROR_UNAVAILABLE, 0,
		 "take 512 bytes together; the kernel has room for 384"},
		{"comm,stack,count", SONDE_ERROR_UNAVAILABLE, 0, "take 392 bytes"},
		{"count.log", SONDE_ERROR_SYNTAX, 7, "Did you mean '.log2'?"},
		{"caller.errno.log2", SONDE_ERROR_NOT_FOUND, 1, "caller.errno"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question q = question(rows[i].by);

		add_event(&q, READ, READ_FIELDS);
		check_refused(&q, rows[i].kind, rows[i].column, rows[i].part);
	}
}

static void test_refused_others(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("count");

	(void)state;
	check_refused(&q, SONDE_ERROR_USAGE, 0, "no event");
	add_event(&q, READ, READ_FIELDS);
	q.sum = "comm";
	check_refused(&q, SONDE_ERROR_SYNTAX, 1, "--sum: 'comm' is nothing to sum up.");
	q.sum = "count,p";
	check_refused(&q, SONDE_ERROR_SYNTAX, 7, "'p' is nothing");
	q.sum = "count,count";
	check_refused(&q, SONDE_ERROR_SYNTAX, 7, "already");
	q.sum = "count,s8,f_flags";
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 0, "at most 2 sums; this one would have 3");
	q.sum = "tid";
	check_refused(&q, SONDE_ERROR_SYNTAX, 1, "'tid' is nothing");
	q.sum = "nothing";
	check_refused(&q, SONDE_ERROR_NOT_FOUND, 1, "no field 'nothing'");
	q.sum = NULL;
	q.sort = "coumt.desc";
	check_refused(&q, SONDE_ERROR_NOT_FOUND, 1, "Did you mean 'count'?");
	q.sort = ".desc";
	check_refused(&q, SONDE_ERROR_SYNTAX, 1, "a name is missing");
	q.sort = NULL;
	q.size = 127;
	check_refused(&q, SONDE_ERROR_SYNTAX, 0,
		      "--size: 127: a table has room for 128 to 131072 rows.");
	q.size = 131073;
	check_refused(&q, SONDE_ERROR_SYNTAX, 0, "131073");
	q.size = 131072;
	check_last(&q, "hist:keys=count:sort=count:size=131072");
	q.size = 0;
	q.kernel.buckets = false;
	q.by = "count.linear=2";
	check_refused(&q, SONDE_ERROR_UNSUPPORTED, 1, "this kernel has no '.linear'");
	q.kernel.triggers = false;
	check_refused(&q, SONDE_ERROR_UNSUPPORTED, 0, "CONFIG_HIST_TRIGGERS");
}

/* What an event has the address of only: hists of it would count addresses. */
static void test_pointed(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("filename");

	(void)state;
	add_event(&q, "syscalls/sys_enter_openat", "filename:uat flags:s32");
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "'FUNC filename:ustring'");
	q.by = "filename.str";
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "only the address of the text 'filename'");
	q.by = "flags";
	q.filter = "filename ~ \"/etc/*\" && filename != 'a'";
	check_last(&q, "hist:keys=flags:sort=flags if filename.ustring ~ \"/etc/*\" "
		       "&& filename.ustring != \"a\"");
	hist_event_deinit(&q.events.data[0]);
	q.events.size = 0;
	add_event(&q, "rcu/rcu_utilization", "s:at");
	q.by = "s";
	q.filter = NULL;
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "'FUNC s:string'");
	q.by = "tid";
	q.filter = "s ~ \"Start*\"";
	check_last(&q, "hist:keys=common_pid:sort=hitcount.descending if s ~ \"Start*\"");
}

/* Programs have no stacks and no symbols that the kernel knows. */
static void test_programs(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("stack");
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

	(void)state;
	add_event(&q, "r:G/work__return /bin/app:0x1720", "x:u64");
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "no stacks of programs");
	q.by = "x.sym";
	check_refused(&q, SONDE_ERROR_SYNTAX, 3, "address of a program");
	q.by = "caller";
	check_ok(hist_setup_make(&q, &setup));
	assert_string_equal(vec_last(&setup.writes)->text,
			    "hist:keys=__probe_ret_ip:sort=hitcount.descending");
	assert_int_equal(setup.sources.data[0].layout.keys.data[0].shape, HIST_SHAPE_HEX);
}

/* One column cannot have both. */
static void test_disagreeing(void **state)
{
	_cleanup_hist_question_ struct hist_question q = question("x");

	(void)state;
	add_event(&q, "a/b", "x:u64");
	add_event(&q, "a/c", "x:str");
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "'x' is not the same at b as at c.");
	hist_event_deinit(&q.events.data[1]);
	q.events.size--;
	add_event(&q, "a/d", "y:u64");
	check_refused(&q, SONDE_ERROR_NOT_FOUND, 1, "'d' has no field 'x'.");
}

/* A line is as long as the kernel takes, with the `!` that removes it. */
static void test_long_line(void **state)
{
	_cleanup_str_ struct str filter = STR_INIT;
	size_t terms;

	(void)state;
	for (terms = 0; terms < 500; terms++) {
		_cleanup_hist_question_ struct hist_question q = question("count");
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
		struct sonde_error *error;

		add_event(&q, READ, READ_FIELDS);
		str_appendf(&filter, "%scount==1", terms ? "&&" : "");
		q.filter = str_text(&filter);
		error = hist_setup_make(&q, &setup);
		if (error) {
			check_error(error, SONDE_ERROR_UNAVAILABLE, "the kernel takes 4095");
			break;
		}
		assert_in_range(strlen(vec_last(&setup.writes)->undo), 1, 4095);
	}
	assert_in_range(terms, 280, 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recipes),	      cmocka_unit_test(test_keys),
		cmocka_unit_test(test_signed_linear), cmocka_unit_test(test_existing),
		cmocka_unit_test(test_several),	      cmocka_unit_test(test_layout),
		cmocka_unit_test(test_enumeration),   cmocka_unit_test(test_key_sum),
		cmocka_unit_test(test_refused),	      cmocka_unit_test(test_refused_others),
		cmocka_unit_test(test_pointed),	      cmocka_unit_test(test_programs),
		cmocka_unit_test(test_disagreeing),   cmocka_unit_test(test_long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
