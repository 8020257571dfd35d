/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/format.h"

#define COMMON                                                                         \
	"format:\n"                                                                    \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"         \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"         \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

/* As kernels print them. */
static const char sched_switch[] =
	"name: sched_switch\nID: 312\n" COMMON
	"\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;\n"
	"\tfield:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;\n"
	"\tfield:int prev_prio;\toffset:28;\tsize:4;\tsigned:1;\n"
	"\tfield:long prev_state;\toffset:32;\tsize:8;\tsigned:1;\n"
	"\nprint fmt: \"field:%s ==> \", REC->prev_comm, \"\tfield:x\"\n";

static const char probe[] = "name: vfs_read\nID: 1801\n" COMMON
			    "\tfield:unsigned long __probe_ip;\toffset:8;\tsize:8;\tsigned:0;\n"
			    "\tfield:__data_loc char[] file;\toffset:16;\tsize:4;\tsigned:1;\n"
			    "\tfield:s16 small;\toffset:20;\tsize:2;\tsigned:1;\n"
			    "\tfield:u8 bytes[16];\toffset:22;\tsize:16;\tsigned:0;\n"
			    "\tfield:__rel_loc char[] other;\toffset:40;\tsize:4;\tsigned:1;\n"
			    "\nprint fmt: \"(%lx)\", REC->__probe_ip\n";

static const char others[] = "name: others\nID: 400\n" COMMON
			     "\tfield:const char * filename;\toffset:8;\tsize:8;\tsigned:0;\n"
			     "\tfield:const char *const * argv;\toffset:16;\tsize:8;\tsigned:0;\n"
			     "\tfield:struct file * file;\toffset:24;\tsize:8;\tsigned:0;\n"
			     "\tfield:unsigned long args[6];\toffset:32;\tsize:48;\tsigned:0;\n"
			     "\tfield:__data_loc u32[] list;\toffset:80;\tsize:4;\tsigned:0;\n"
			     "\tfield:unsigned long long wide;\toffset:88;\tsize:8;\tsigned:0;\n";

struct row {
	const char *text;
	const char *name;
	const char *type;
	size_t offset, size;
	/* s: signed, t: text, @: pointed to, d: dynamic, a: array, p: pointer, c: common. */
	const char *flags;
};

static const struct row rows[] = {
	{sched_switch, "common_pid", "int", 4, 4, "sc"},
	{sched_switch, "prev_comm", "char[16]", 8, 16, "t"},
	{sched_switch, "prev_pid", "pid_t", 24, 4, "s"},
	{sched_switch, "prev_state", "long", 32, 8, "s"},
	{probe, "__probe_ip", "unsigned long", 8, 8, ""},
	{probe, "file", "__data_loc char[]", 16, 4, "std"},
	{probe, "small", "s16", 20, 2, "s"},
	{probe, "bytes", "u8[16]", 22, 16, "a"},
	{probe, "other", "__rel_loc char[]", 40, 4, "std"},
	{others, "filename", "const char *", 8, 8, "t@d"},
	{others, "argv", "const char *const *", 16, 8, "p"},
	{others, "file", "struct file *", 24, 8, "p"},
	{others, "args", "unsigned long[6]", 32, 48, "a"},
	{others, "list", "__data_loc u32[]", 80, 4, "da"},
	{others, "wide", "unsigned long long", 88, 8, ""},
};

static void check_row(const struct row *row)
{
	_cleanup_event_format_ struct event_format format = {0};
	const struct event_field *field;

	check_ok(event_format_parse(row->text, &format));
	field = event_format_find(&format, row->name);
	assert_non_null(field);
	assert_string_equal(field->type, row->type);
	assert_int_equal(field->offset, row->offset);
	assert_int_equal(field->size, row->size);
	assert_int_equal(field->is_signed, strchr(row->flags, 's') != NULL);
	assert_int_equal(field->is_string, strchr(row->flags, 't') != NULL);
	assert_int_equal(field->is_pointed, strchr(row->flags, '@') != NULL);
	assert_int_equal(field->is_dynamic, strchr(row->flags, 'd') != NULL);
	assert_int_equal(field->is_array, strchr(row->flags, 'a') != NULL);
	assert_int_equal(field->is_pointer, strchr(row->flags, 'p') != NULL);
	assert_int_equal(field->is_common, strchr(row->flags, 'c') != NULL);
}

static void test_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_row(&rows[i]);
}

/* What the print format says is no field. */
static void test_end(void **state)
{
	_cleanup_event_format_ struct event_format format = {0};

	(void)state;
	check_ok(event_format_parse(sched_switch, &format));
	assert_int_equal(format.fields.size, 8);
	assert_int_equal(format.id, 312);
	assert_null(event_format_find(&format, "x"));
}

static void test_refused(void **state)
{
	struct event_format format = {0};

	(void)state;
	check_error(event_format_parse("", &format), SONDE_ERROR_FORMAT, "no field");
	check_error(event_format_parse("format:\n\nprint fmt: \"\tfield:int a;\"\n", &format),
		    SONDE_ERROR_FORMAT, "no field");
	check_error(event_format_parse("a\n\tfield:int;\toffset:0;\tsize:4;\tsigned:1;\n", &format),
		    SONDE_ERROR_FORMAT, "line 2: it has no type and name");
	check_error(event_format_parse("\tfield:;\toffset:0;\tsize:4;\tsigned:1;\n", &format),
		    SONDE_ERROR_FORMAT, "line 1: it has no type and name");
	check_error(event_format_parse("\tfield:int a]];\toffset:0;\n", &format),
		    SONDE_ERROR_FORMAT, "line 1: it has no type and name");
	check_error(event_format_parse("\tfield:int a;\toffset:0;\tsize:4;\n", &format),
		    SONDE_ERROR_FORMAT, "line 1: it has no offset, size and sign");
	check_error(event_format_parse("\tfield:int a", &format), SONDE_ERROR_FORMAT,
		    "line 1: it has no offset");
	check_error(event_format_parse("\tfield:int a;\toffset:-4;\tsize:4;\tsigned:1;\n", &format),
		    SONDE_ERROR_FORMAT, "line 1: it has no offset");
	check_error(event_format_parse("\tfield:int a;\toffset:0;\tsize:99999999;\tsigned:1;\n",
				       &format),
		    SONDE_ERROR_FORMAT, "line 1: it has no offset");
}

static void test_read(void **state)
{
	_cleanup_event_format_ struct event_format format = {0};

	put_file(*state, "events/sched/sched_switch/format", sched_switch);
	check_ok(event_format_read(*state, "sched", "sched_switch", &format));
	assert_int_equal(format.fields.size, 8);
	check_error(event_format_read(*state, "sched", "sched_swich", &format),
		    SONDE_ERROR_NOT_FOUND, "Did you mean 'sched_switch'?");
	check_error(event_format_read(*state, "shced", "sched_switch", &format),
		    SONDE_ERROR_NOT_FOUND, "Did you mean 'sched'?");
	put_file(*state, "events/sched/sched_switch/format", "junk\n");
	check_error(event_format_read(*state, "sched", "sched_switch", &(struct event_format){0}),
		    SONDE_ERROR_FORMAT, "events/sched/sched_switch/format: there is no field");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_refused),
		cmocka_unit_test_setup_teardown(test_read, make_directory, remove_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
