/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filters: what a person writes, and what the kernel is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hist/number.h"
#include "tests/unit/hist_question.h"

#define FIELDS                                                                                   \
	"count:u64 $retval=ret:s64 comm:str name:str u8:u8 s8:s8 s16:s16 u32:u32 s32:s32 p:ptr " \
	"all:arr "                                                                               \
	"kind=k:u32 rq->tag=tag:s32"

static void make(struct hist_question *question, const char *filter, const char *cpus)
{
	struct hist_event *event;

	*question = (struct hist_question){
		.ask = HIST_ASK_TABLE, .group = "G", .kernel = KERNEL, .by = "tid", .sort = "tid"};
	question->filter = filter;
	question->cpus = cpus;
	event = add_event(question, "p:G/f f", FIELDS);
	check_ok(enumeration_add(&event->fields.data[11].values, "KIND_A", 1));
	check_ok(enumeration_add(&event->fields.data[11].values, "ns::KIND_B", 5));
}

static const struct {
	const char *filter, *cpus, *want;
} printed[] = {
	{"count > 4096", NULL, "count > 4096"},
	{"count>4096", NULL, "count > 4096"},
	{"$retval<0", NULL, "ret < 0"},
	{"ret == -2", NULL, "ret == -2"},
	{"$retval == -ENOENT", NULL, "ret == -2"},
	{"u8 == ENOENT", NULL, "u8 == 2"},
	{"count == NULL || u8 == true || ret != false", NULL,
	 "(count == 0 || u8 == 1 || ret != 0)"},
	{"rq->tag >= 3", NULL, "tag >= 3"},
	{"count == 0x1F", NULL, "count == 31"},
	{"count == 017", NULL, "count == 15"},
	{"count == 15ul && u8 != '\\0'", NULL, "count == 15 && u8 != 0"},
	{"ret == - 2 || ret == +2", NULL, "(ret == -2 || ret == 2)"},
	{"$retval >= -9223372036854775808", NULL, "ret >= -9223372036854775808"},
	{"count == 0", NULL, "count == 0"},
	{"count <= 18446744073709551615", NULL, "count <= 18446744073709551615"},
	{"u8 == 'a'", NULL, "u8 == 97"},
	{"u8 == '\\n' || u8 == '\\\\'", NULL, "(u8 == 10 || u8 == 92)"},
	{"s8 >= -128 && s8 <= 127", NULL, "s8 >= -128 && s8 <= 127"},
	{"u32 & 0x80000000", NULL, "u32 & 2147483648"},
	{"s32 & 0x80000000", NULL, "s32 & 2147483648"},
	{"$retval & 0x8000000000000000", NULL, "ret & -9223372036854775808"},
	{"p != 0", NULL, "p != 0"},
	{"kind == KIND_A || kind & KIND_B", NULL, "(k == 1 || k & 5)"},
	{"kind == ns::KIND_B", NULL, "k == 5"},
	{"tid == 12 && cpu < 2", NULL, "common_pid == 12 && CPU < 2"},
	/* Texts. */
	{"comm == \"a b\"", NULL, "comm == \"a b\""},
	{"comm == 'a b'", NULL, "comm == \"a b\""},
	{"comm != \"cat\"", NULL, "comm != \"cat\""},
	{"comm == \"0x12\"", NULL, "comm == \"0x12\""},
	{"name == \"\\101b\\x2e\"", NULL, "name == \"Ab.\""},
	{"comm == 'say \"x\"'", NULL, "comm == 'say \"x\"'"},
	{"comm == \"it's\"", NULL, "comm == \"it's\""},
	{"comm == \"a\\\"b\"", NULL, "comm == 'a\"b'"},
	{"name == \"\"", NULL, "name == \"\""},
	{"name ~ \"*.txt\"", NULL, "name ~ \"*.txt\""},
	{"name !~ '*.txt' && u8 == 1", NULL, "!(name ~ \"*.txt\") && u8 == 1"},
	{"name ~ \"a\\\"\\\\*\"", NULL, "name ~ 'a\"\\\\*'"},
	{"name == \"\\x41\\\\\"", NULL, "name == \"A\\\""},
	/* The kernel does not match patterns that begin with a digit, and turns others
	   round. */
	{"name ~ '1*'", NULL, "name ~ \"[1]*\""},
	{"name ~ \"!a*\"", NULL, "name ~ \"\\!a*\""},
	{"name == '1*'", NULL, "name == \"1*\""},
	{"name ~ \"a\\*b\"", NULL, "name ~ \"a\\*b\""},
	/* Texts of probes have as many bytes as they need. */
	{"$comm ~ '*ker'", NULL, "comm ~ \"*ker\""},
	/* Which binds closer. */
	{"u8 == 1 || u8 == 2 && u32 == 3", NULL, "(u8 == 1 || (u8 == 2 && u32 == 3))"},
	{"(u8 == 1 || u8 == 2) && u32 == 3", NULL, "(u8 == 1 || u8 == 2) && u32 == 3"},
	{"u8 == 1 && (u8 == 2 && u32 == 3)", NULL, "u8 == 1 && u8 == 2 && u32 == 3"},
	{"!(u8 == 1)", NULL, "!(u8 == 1)"},
	{"!!(u8 == 1)", NULL, "u8 == 1"},
	{"! ( u8 == 1 && !(u8 == 2))", NULL, "!(u8 == 1 && !(u8 == 2))"},
	{"((u8 == 1))", NULL, "u8 == 1"},
	/* CPUs. */
	{NULL, "3", "CPU == 3"},
	{NULL, "0-3,8", "((CPU >= 0 && CPU <= 3) || CPU == 8)"},
	{"u8 == 1 || u8 == 2", "1", "(u8 == 1 || u8 == 2) && CPU == 1"},
	{NULL, "1,2,3", "(CPU == 1 || CPU == 2 || CPU == 3)"},
	{NULL, "2-2", "CPU >= 2 && CPU <= 2"},
};

static void test_print(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++) {
		_cleanup_hist_question_ struct hist_question question = HIST_QUESTION_INIT;
		_cleanup_str_ struct str want = STR_INIT;

		make(&question, printed[i].filter, printed[i].cpus);
		str_appendf(&want, "hist:keys=common_pid:sort=common_pid if %s", printed[i].want);
		check_last(&question, str_text(&want));
	}
}

/* Behind the end of a text that has room of its own there is something. */
static void test_room(void **state)
{
	static const char *const rows[][2] = {
		{"a ~ '*ker'", "a ~ \"*\\ker\""},
		{"a ~ '*ker*'", "a ~ \"*\\ker*\""},
		{"a ~ '**ker'", "a ~ \"**\\ker\""},
		{"a ~ '*1'", "a ~ \"*\\1\""},
		{"a ~ 'ker*'", "a ~ \"ker*\""},
		{"a ~ '1*'", "a ~ \"[1]*\""},
		{"a ~ '*'", "a ~ \"*\""},
		{"a ~ '*k?r'", "a ~ \"*k?r\""},
		{"a == '*ker'", "a == \"*ker\""},
		/* Of these it is not known. */
		{"b ~ '*ker'", "b ~ \"*\\ker\""},
		{"comm ~ '*ker'", "COMM ~ \"*\\ker\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question question = {
			.ask = HIST_ASK_TABLE, .group = "G", .kernel = KERNEL, .by = "tid"};
		_cleanup_str_ struct str want = STR_INIT;

		question.sort = "tid";
		question.filter = rows[i][0];
		add_event(&question, "sched/sched_process_exit", "a:str16 b:str");
		str_appendf(&want, "hist:keys=common_pid:sort=common_pid if %s", rows[i][1]);
		check_last(&question, str_text(&want));
	}
}

struct refusal {
	const char *filter;
	enum sonde_error_kind kind;
	size_t column;
	const char *part;
};

static void check_rows(const struct refusal *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_hist_question_ struct hist_question question = HIST_QUESTION_INIT;

		make(&question, rows[i].filter, NULL);
		check_refused(&question, rows[i].kind, rows[i].column, rows[i].part);
	}
}

static void test_syntax(void **state)
{
	static const struct refusal rows[] = {
		{"", SONDE_ERROR_SYNTAX, 1, "--if: a name or a value is missing here."},
		{"u8 ==", SONDE_ERROR_SYNTAX, 6, "a value is missing"},
		{"u8", SONDE_ERROR_SYNTAX, 3, "Write 'u8 != 0'"},
		{"!u8", SONDE_ERROR_SYNTAX, 4, "Write 'u8 != 0'"},
		{"u8 == 1 || 3", SONDE_ERROR_SYNTAX, 12, "a value alone is no test"},
		{"u8 = 1", SONDE_ERROR_SYNTAX, 4, "Did you mean '=='?"},
		{"0 < u8", SONDE_ERROR_SYNTAX, 1, "the name comes before"},
		{"u8 == 1 &&", SONDE_ERROR_SYNTAX, 11, "a name or a value is missing"},
		{"u8 == 1 & u8 == 2", SONDE_ERROR_SYNTAX, 9, "need parentheses here"},
		{"u8 == 1 | u8 == 2", SONDE_ERROR_SYNTAX, 9, "need parentheses here"},
		{"u8 & 4 == 4", SONDE_ERROR_SYNTAX, 4, "need parentheses here"},
		{"u8 == 1 u8 == 2", SONDE_ERROR_SYNTAX, 9, "joined by '&&' and '||'"},
		{"comm == a b", SONDE_ERROR_SYNTAX, 11, "texts and patterns stand in quotes"},
		{"comm ~ a*", SONDE_ERROR_SYNTAX, 10, "Texts and patterns stand in quotes"},
		{"comm == kworker/0:1", SONDE_ERROR_SYNTAX, 18, "':' is no operator here"},
		{"u8 == 08", SONDE_ERROR_SYNTAX, 7, "'08' is no number"},
		{"u8 == 1x", SONDE_ERROR_SYNTAX, 7, "'1x' is no number"},
		{"u8 == 0x", SONDE_ERROR_SYNTAX, 7, "'0x' is no number"},
		{"count == 18446744073709551616", SONDE_ERROR_SYNTAX, 10, "more than 64 bits"},
		{"ret == -9223372036854775809", SONDE_ERROR_SYNTAX, 8, "more than 64 bits"},
		{"(u8 == 1", SONDE_ERROR_SYNTAX, 1, "is not closed"},
		{"u8 == 1)", SONDE_ERROR_SYNTAX, 8, "closes nothing"},
		{"!u8 == 1", SONDE_ERROR_SYNTAX, 5, "Write !(A == B)"},
		{"comm == \"abc", SONDE_ERROR_SYNTAX, 9, "the quote is not closed"},
		{"comm == \"a\nb\"", SONDE_ERROR_SYNTAX, 11, "control characters"},
		{"== 3", SONDE_ERROR_SYNTAX, 1, "'=' begins no name"},
		{"u8 && u32", SONDE_ERROR_SYNTAX, 3, "an operator is missing"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(*rows));
}

/* Expressions that only a program can judge. */
static void test_unsayable(void **state)
{
	static const struct refusal rows[] = {
		{"u8 + 1 == 2", SONDE_ERROR_UNAVAILABLE, 4,
		 "--if: the kernel's own filter does not"},
		{"u8 == 1 + 1", SONDE_ERROR_UNAVAILABLE, 9, "does not calculate"},
		{"u8 == ~1", SONDE_ERROR_UNAVAILABLE, 7, "does not calculate"},
		{"u8 == --1", SONDE_ERROR_UNAVAILABLE, 7, "does not calculate"},
		{"comm == -'a'", SONDE_ERROR_UNAVAILABLE, 9, "does not calculate"},
		{"u8 | 1", SONDE_ERROR_UNAVAILABLE, 4, "does not calculate"},
		{"-u8", SONDE_ERROR_UNAVAILABLE, 1, "does not calculate"},
		{"(u8 & 4) == 4", SONDE_ERROR_UNAVAILABLE, 10, "one operator in a test"},
		{"comm == \"a\\nb\"", SONDE_ERROR_UNAVAILABLE, 9, "takes no control characters"},
		{"comm ~ \"[!a]*\"", SONDE_ERROR_UNAVAILABLE, 8, "beyond the end of a text"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(*rows));
}

static void test_meaning(void **state)
{
	static const struct refusal rows[] = {
		{"coumt == 1", SONDE_ERROR_NOT_FOUND, 1, "--if: 'f' has no field 'coumt'."},
		{"u8 == 1 && coumt == 1", SONDE_ERROR_NOT_FOUND, 12, "Did you mean 'count'?"},
		{"comm < x", SONDE_ERROR_SYNTAX, 6, "'comm' is a text, and '<' is for numbers."},
		{"comm & 3", SONDE_ERROR_SYNTAX, 6, "== and !=, and ~"},
		{"comm == dd", SONDE_ERROR_SYNTAX, 9, "'comm' is a text, and 'dd' is none."},
		{"name != red", SONDE_ERROR_SYNTAX, 9, "write it in quotes: \"red\"."},
		{"u8 == 1 && name ~ red", SONDE_ERROR_SYNTAX, 19, "write it in quotes: \"red\"."},
		{"comm == 0x12", SONDE_ERROR_SYNTAX, 9, "write it in quotes: \"0x12\"."},
		{"u8 ~ 'x*'", SONDE_ERROR_SYNTAX, 4, "'u8' is a number, and '~' is for texts."},
		{"u8 == \"x\"", SONDE_ERROR_SYNTAX, 7, "'u8:string'"},
		{"u8 == xyz", SONDE_ERROR_SYNTAX, 7, "'u8' is a number, and 'xyz' is none."},
		{"kind == KIND_AA", SONDE_ERROR_SYNTAX, 9, "Did you mean 'KIND_A'?"},
		{"u8 == 256", SONDE_ERROR_SYNTAX, 7, "'u8' is never 256: it goes from 0 to 255."},
		{"$retval == ENOENT", SONDE_ERROR_SYNTAX, 12,
		 "ENOENT is 2, and errors that are returned are negative."},
		{"s8 < +EPERM", SONDE_ERROR_SYNTAX, 7, "Write '-EPERM', or 1 if that is meant."},
		{"s8 == 128", SONDE_ERROR_SYNTAX, 7, "it goes from -128 to 127."},
		{"s8 == -129", SONDE_ERROR_SYNTAX, 7, "-128 to 127"},
		{"s8 & 0x100", SONDE_ERROR_SYNTAX, 6, "is never"},
		{"u32 == -1", SONDE_ERROR_SYNTAX, 8, "'u32:s32'"},
		{"count < 0", SONDE_ERROR_SYNTAX, 7, "'count' has no sign"},
		{"count >= 0", SONDE_ERROR_SYNTAX, 7, "'count:s64'"},
		{"$retval > 9223372036854775808", SONDE_ERROR_SYNTAX, 11, "is never"},
		{"all == 1", SONDE_ERROR_UNAVAILABLE, 1, "It is an array"},
		{"pid == 1", SONDE_ERROR_UNAVAILABLE, 1, "-p PID"},
		{"stack == 1", SONDE_ERROR_UNAVAILABLE, 1, "'stack' cannot be compared."},
		{"func == 1", SONDE_ERROR_UNAVAILABLE, 1, "'func' cannot be compared."},
		{"latency > 1", SONDE_ERROR_UNAVAILABLE, 1, "one event has no latency"},
		{"cpu & 1", SONDE_ERROR_UNAVAILABLE, 5, "no '&' for 'cpu'"},
		{"comm == \"a'b\\\"c\"", SONDE_ERROR_UNAVAILABLE, 9, "both kinds of quotes"},
	};

	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(*rows));
}

static void test_cpus_refused(void **state)
{
	static const struct {
		const char *cpus;
		size_t column;
		const char *part;
	} rows[] = {
		{"", 1, "-c: the number of a CPU is missing"},
		{"x", 1, "is missing here"},
		{"1,", 3, "is missing here"},
		{"1-", 3, "is missing here"},
		{"1,4-2", 3, "ends before it begins"},
		{"9999", 1, "no kernel has a CPU 9999"},
		{"1;2", 2, "';' does not belong"},
		{"0-3 ", 4, "' ' does not belong"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question question = HIST_QUESTION_INIT;

		make(&question, "u8 == 1", rows[i].cpus);
		check_refused(&question, SONDE_ERROR_SYNTAX, rows[i].column, rows[i].part);
	}
}

/* Texts of 255 bytes are compared, and 64 parentheses are read. */
static void test_limits(void **state)
{
	_cleanup_hist_question_ struct hist_question question = HIST_QUESTION_INIT;
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	str_append(&text, "comm==\"");
	for (int i = 0; i < 255; i++)
		str_append_char(&text, 'x');
	str_append_char(&text, '"');
	make(&question, str_text(&text), NULL);
	check_ok(hist_setup_make(&question, &setup));
	str_truncate(&text, text.size - 1);
	str_append(&text, "x\"");
	question.filter = str_text(&text);
	check_refused(&question, SONDE_ERROR_UNAVAILABLE, 7,
		      "256 bytes; the kernel compares with at most 255");
	/* The kernel's pattern is longer by two. */
	str_truncate(&text, 6 + 254);
	memcpy(text.data, "comm~'1", 7);
	text.data[text.size - 1] = '\'';
	question.filter = str_text(&text);
	hist_setup_deinit(&setup);
	check_ok(hist_setup_make(&question, &setup));
	str_truncate(&text, 0);
	for (int i = 0; i < 65; i++)
		str_append_char(&text, '(');
	str_append(&text, "u8==1");
	for (int i = 0; i < 65; i++)
		str_append_char(&text, ')');
	question.filter = str_text(&text);
	check_refused(&question, SONDE_ERROR_SYNTAX, 65, "more than 64 parentheses");
	text.data[0] = text.data[text.size - 1] = ' ';
	hist_setup_deinit(&setup);
	check_ok(hist_setup_make(&question, &setup));
	str_truncate(&text, 0);
	for (int i = 0; i < 5000; i++)
		str_append_char(&text, '(');
	question.filter = str_text(&text);
	check_refused(&question, SONDE_ERROR_SYNTAX, 0, "an expression of 5000 bytes");
}

static void test_range(void **state)
{
	const struct hist_number most = {.magnitude = UINT64_MAX};
	const struct hist_number least = {.is_negative = true,
					  .magnitude = (uint64_t)INT64_MAX + 1};

	(void)state;
	assert_true(hist_number_fits(&most, 8, false));
	assert_false(hist_number_fits(&most, 8, true));
	assert_true(hist_number_fits(&least, 8, true));
	assert_false(hist_number_fits(&least, 4, true));
	assert_false(hist_number_fits(&least, 8, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print),	cmocka_unit_test(test_room),
		cmocka_unit_test(test_syntax),	cmocka_unit_test(test_unsayable),
		cmocka_unit_test(test_meaning), cmocka_unit_test(test_cpus_refused),
		cmocka_unit_test(test_limits),	cmocka_unit_test(test_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
