/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What names of filters mean at events, and filters in the kernel's own words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/filter/scope.h"
#include "tests/unit/check.h"

#define LINE                                                                                     \
	"p:G/f f count=%di:u64 ret=%si:s64 name=+0(%dx):string u8=%cx:u8 s8=%cx:s8 u32=%cx:u32 " \
	"s32=%cx:s32 all=+0(%dx):u8[4] kind=%cx:u32 f_pos=+8(%di):s64 comm=$comm x=%cx"

static void add_field(struct hist_event *event, const char *name, const char *field,
		      struct hist_field like)
{
	check_ok(sonde_strdup(name, &like.name));
	check_ok(sonde_strdup(field, &like.field));
	check_ok(vec_push(&event->fields, like));
}

static void make_event(struct hist_event *event)
{
	*event = (struct hist_event){.kind = HIST_EVENT_KPROBE};
	check_ok(sonde_strdup("f", &event->event));
	add_field(event, "count", "count", (struct hist_field){.size = 8});
	add_field(event, "$retval", "ret", (struct hist_field){.size = 8, .is_signed = true});
	add_field(event, "name", "name", (struct hist_field){.is_string = true});
	add_field(event, "u8", "u8", (struct hist_field){.size = 1});
	add_field(event, "s8", "s8", (struct hist_field){.size = 1, .is_signed = true});
	add_field(event, "u32", "u32", (struct hist_field){.size = 4});
	add_field(event, "s32", "s32", (struct hist_field){.size = 4, .is_signed = true});
	add_field(event, "all", "all", (struct hist_field){.size = 1, .is_array = true});
	add_field(event, "kind", "kind", (struct hist_field){.size = 4});
	check_ok(enumeration_add(&event->fields.data[8].values, "KIND_A", 1));
	add_field(event, "file->f_pos", "f_pos", (struct hist_field){.size = 8, .is_signed = true});
	add_field(event, "comm", "comm",
		  (struct hist_field){.is_string = true, .is_command = true});
	add_field(event, NULL, "x", (struct hist_field){.size = 8});
}

/* A filter at an event. */
struct at_event {
	struct hist_event event;
	struct probe_event probe;
	struct filter_event_scope scope;
	struct filter_expr expr;
	struct filter_typed typed;
};

static void at_event_deinit(struct at_event *at)
{
	filter_typed_deinit(&at->typed);
	filter_expr_deinit(&at->expr);
	probe_event_deinit(&at->probe);
	hist_event_deinit(&at->event);
}

#define _cleanup_at_event_ _cleanup_(at_event_deinit)

static struct sonde_error *make(struct at_event *at, const char *text, bool by_line)
{
	if (!at->event.event)
		make_event(&at->event);
	if (by_line)
		check_ok(probe_event_parse(LINE, &at->probe));
	filter_scope_init(&at->event, by_line ? &at->probe : NULL, &at->scope);
	check_ok(filter_expr_parse(text, &at->expr));
	return filter_typed_make(&at->expr, &at->scope.scope, &at->typed);
}

static const struct {
	const char *text, *want;
} printed[] = {
	{"count > 4096", "count > 4096"},
	{"4096 < count", "count > 4096"},
	{"count == -1u", "count == 18446744073709551615"},
	{"$retval < 0", "ret < 0"},
	{"$retval == -ENOENT", "ret == -2"},
	{"ret == 0x8000000000000000", "ret == -9223372036854775808"},
	{"file->f_pos >= 10 * 4096", "f_pos >= 40960"},
	{"kind == KIND_A", "kind == 1"},
	{"u8", "u8 != 0"},
	{"!u8", "u8 == 0"},
	{"!(u8 == 1)", "!(u8 == 1)"},
	{"u8 == 'a'", "u8 == 97"},
	{"x != 0", "x != 0"},
	{"tid == 12 && cpu <= 2", "common_pid == 12 && CPU <= 2"},
	{"u8 == 1 || u8 == 2 && u32 == 3", "(u8 == 1 || (u8 == 2 && u32 == 3))"},
	{"(u8 == 1 || u8 == 2) && u32 == 3", "(u8 == 1 || u8 == 2) && u32 == 3"},
	/* What is known goes. */
	{"1 && u8 && 1", "u8 != 0"},
	{"u8 == 1 && (u32 == 1 || 1)", "u8 == 1"},
	{"0 || u8 || 0", "u8 != 0"},
	{"u8 || 1", ""},
	{"1", ""},
	/* Bits. */
	{"u32 & 0x80000000", "u32 & 2147483648"},
	{"u32 & ~1", "u32 & 4294967294"},
	{"s32 & 0x80000000", "s32 & 2147483648"},
	{"s32 & ~1", "s32 & 4294967294"},
	{"s8 & 0xff80", "s8 & 128"},
	{"$retval & 0x8000000000000000", "ret & -9223372036854775808"},
	{"(u8 & 3) == 0", "!(u8 & 3)"},
	{"(u8 & 3) != 0", "u8 & 3"},
	{"(4 & u8) == 4", "u8 & 4"},
	{"4 != (u8 & 4)", "!(u8 & 4)"},
	/* Texts. */
	{"comm == \"a b\"", "comm == \"a b\""},
	{"'cat' != comm", "comm != \"cat\""},
	{"name == 'say \"x\"'", "name == 'say \"x\"'"},
	{"name == \"\"", "name == \"\""},
	{"name ~ \"*.txt\"", "name ~ \"*.txt\""},
	{"name !~ \"*.txt\"", "!(name ~ \"*.txt\")"},
	{"name ~ \"1*\"", "name ~ \"[1]*\""},
	{"name ~ \"!a*\"", "name ~ \"\\!a*\""},
	{"name ~ \"a[b-d]?\\\\*\\*\"", "name ~ \"a[b-d]?\\\\*\\*\""},
};

static void check_printed(const char *text, const char *want, bool by_line)
{
	_cleanup_at_event_ struct at_event at = {0};
	_cleanup_str_ struct str out = STR_INIT;

	check_ok(make(&at, text, by_line));
	check_ok(filter_scope_print(&at.typed, &at.event, &out));
	assert_string_equal(str_text(&out), want);
}

static void test_print(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++) {
		check_printed(printed[i].text, printed[i].want, false);
		check_printed(printed[i].text, printed[i].want, true);
	}
}

static void test_unsayable(void **state)
{
	static const struct {
		const char *text;
		size_t column;
		const char *part;
	} rows[] = {
		{"u8 == 1 && count > ret", 18, "does not compare two variables"},
		{"count + 1 > 5", 7, "does not calculate"},
		{"u8 == 1 || 5 < count * 2", 22, "does not calculate"},
		{"count > u8 + u32", 12, "does not calculate"},
		{"-s32 == 5", 1, "does not calculate"},
		{"~s32", 1, "does not calculate"},
		{"u32 >> 3", 5, "does not calculate"},
		{"(u8 & 3) == 3", 5, "does not calculate"},
		{"(u8 & 4) > 3", 5, "does not calculate"},
		{"s32 < 5u", 5, "compares what has a sign with a sign"},
		{"s32 & 0x100000000", 7, "tests the 32 bits"},
		{"name == comm", 6, "does not compare two variables"},
		{"name ~ \"[!a]*\"", 8, "beyond the end of a text"},
		{"name == \"a\\nb\"", 9, "no control characters"},
		{"name == \"a'b\\\"c\"", 9, "both kinds of quotes"},
		{"pid == 1", 1, "knows threads, and no processes"},
		{"u8 && 0", 4, "nothing passes"},
		{"cpu & 1", 1, "no '&'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_at_event_ struct at_event at = {0};
		_cleanup_str_ struct str out = STR_INIT;
		struct sonde_error *error;

		check_ok(make(&at, rows[i].text, true));
		error = filter_scope_print(&at.typed, &at.event, &out);
		if (!error)
			fail_msg("said: %s: %s", rows[i].text, str_text(&out));
		if (error->column != rows[i].column)
			fail_msg("column %zu of '%s': %s", error->column, rows[i].text,
				 error->message);
		assert_string_equal(error->text, rows[i].text);
		assert_int_equal(out.size, 0);
		check_error(error, SONDE_ERROR_UNAVAILABLE, rows[i].part);
	}
}

/* Texts in a room of their own: their end is found by the kernel in one way only. */
static void test_room(void **state)
{
	static const char *const rows[][2] = {
		{"comm ~ \"*sh\"", "COMM ~ \"*\\sh\""}, {"comm ~ \"*s*\"", "COMM ~ \"*\\s*\""},
		{"comm ~ \"s*\"", "COMM ~ \"s*\""},	{"comm ~ \"*\"", "COMM ~ \"*\""},
		{"comm ~ \"*s?\"", "COMM ~ \"*s?\""},	{"comm == \"sh\"", "COMM == \"sh\""},
		{"name ~ \"*x\"", "name ~ \"*\\x\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_at_event_ struct at_event at = {0};
		_cleanup_str_ struct str out = STR_INIT;

		at.event.kind = HIST_EVENT_EXISTING;
		check_ok(sonde_strdup("f", &at.event.event));
		add_field(&at.event, NULL, "name", (struct hist_field){.is_string = true});
		check_ok(make(&at, rows[i][0], false));
		check_ok(filter_scope_print(&at.typed, &at.event, &out));
		assert_string_equal(str_text(&out), rows[i][1]);
	}
}

/* Names of the kernel's own that the event hides. */
static void test_hidden(void **state)
{
	static const char *const rows[] = {"comm == \"x\"", "cpu == 1"};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_at_event_ struct at_event at = {0};
		_cleanup_str_ struct str out = STR_INIT;

		check_ok(sonde_strdup("f", &at.event.event));
		add_field(&at.event, NULL, "COMM", (struct hist_field){.size = 8});
		add_field(&at.event, NULL, "CPU", (struct hist_field){.size = 8});
		check_ok(make(&at, rows[i], false));
		check_error(filter_scope_print(&at.typed, &at.event, &out), SONDE_ERROR_UNAVAILABLE,
			    "has no name");
	}
}

static void test_scope(void **state)
{
	static const struct {
		const char *text;
		enum sonde_error_kind kind;
		const char *part;
	} rows[] = {
		{"coumt == 1", SONDE_ERROR_NOT_FOUND, "'f' has no variable 'coumt'."},
		{"coumt == 1", SONDE_ERROR_NOT_FOUND, "Did you mean 'count'?"},
		{"all == 1", SONDE_ERROR_UNAVAILABLE, "Fetch one element of it: all[0]."},
		{"stack == 1", SONDE_ERROR_UNAVAILABLE, "'stack' cannot be tested"},
		{"comm == cat", SONDE_ERROR_NOT_FOUND, "write it in quotes: \"cat\""},
		{"kind == KIND_B", SONDE_ERROR_NOT_FOUND, "Did you mean 'KIND_A'?"},
	};
	_cleanup_at_event_ struct at_event at = {0};
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_at_event_ struct at_event here = {0};

		check_error(make(&here, rows[i].text, i % 2), rows[i].kind, rows[i].part);
	}
	check_ok(make(&at,
		      "count && $retval && name == \"\" && u8 && s8 && f_pos && comm == \"\" && x "
		      "&& pid && tid && cpu && kind",
		      true));
	check_ok(filter_typed_describe(&at.typed, &out));
	assert_string_equal(str_text(&out), "count: u64\n$retval: s64\nname: text\nu8: u8\ns8: s8\n"
					    "f_pos: s64\ncomm: text, the command of the thread\n"
					    "x: u64\npid: s32, the process\ntid: s32, the thread\n"
					    "cpu: s32, the CPU\n"
					    "kind: u32, with names for its values\n");
}

static void test_needs(void **state)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	_cleanup_hist_needs_ struct hist_needs needs = VEC_INIT;
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	check_ok(filter_expr_parse("count > 1 && comm == \"x\" && kind == ns::KIND_A && tid != pid "
				   "&& name ~ \"*\" && $retval == -ENOENT && cpu",
				   &expr));
	check_ok(filter_scope_needs(&expr, &needs));
	vec_for_each(&needs, need)
		str_appendf(&out, "%s@%zu%s%s%s ", need->name, need->column,
			    need->as_string ? ":text" : "", need->as_number ? ":number" : "",
			    need->is_optional ? "?" : "");
	assert_string_equal(str_text(&out), "count@1:number kind@29 ns::KIND_A@37? name@65:text "
					    "$retval@79:number ");
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} rows[] = {
		{"count > 1 && comm == \"x\" && u8 && pid", false},
		{"name == \"x\"", true},
		{"count > 1 || file->f_pos > 1", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_at_event_ struct at_event at = {0};

		check_ok(make(&at, rows[i].text, true));
		assert_int_equal(filter_scope_may_fault(&at.typed, &at.probe), rows[i].want);
	}
}

/* What the filter itself has had fetched takes no name from what every hit has. */
static void test_added(void **state)
{
	const struct hist_field number = {.size = 4, .is_signed = true, .is_added = true};
	const struct hist_field text = {.is_string = true, .is_added = true};
	static const enum filter_meaning meanings[] = {FILTER_IS_ARGUMENT, FILTER_IS_PROCESS,
						       FILTER_IS_ARGUMENT, FILTER_IS_COMMAND};
	_cleanup_at_event_ struct at_event at = {0};
	size_t count = 0;

	(void)state;
	at.event.kind = HIST_EVENT_KPROBE;
	check_ok(sonde_strdup("f", &at.event.event));
	add_field(&at.event, "p->pid", "pid", number);
	add_field(&at.event, "p->comm", "comm", text);
	check_ok(make(&at, "p->pid != pid && p->comm != comm", false));
	vec_for_each(&at.typed.nodes, node) {
		if (node->kind == FILTER_VARIABLE)
			assert_int_equal(node->variable.meaning, meanings[count++]);
	}
	assert_int_equal(count, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_added),	  cmocka_unit_test(test_print),
		cmocka_unit_test(test_unsayable), cmocka_unit_test(test_room),
		cmocka_unit_test(test_hidden),	  cmocka_unit_test(test_scope),
		cmocka_unit_test(test_needs),	  cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
