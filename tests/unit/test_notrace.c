/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that the tracer of the running kernel does not know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "blacklist/notrace.h"
#include "tests/unit/check.h"

static const char with_rule[] = "ffffffff81000000 T _text\n"
				"ffffffff81000010 t within_notrace_func\n"
				"ffffffff81000020 T traced\n"
				"ffffffff81000020 T alias\n"
				"ffffffff81000030 T untraced\n"
				"ffffffff81000040 t traced.cold\n"
				"ffffffff81000050 t twice\n"
				"ffffffff81000060 t twice\n"
				"ffffffff81000070 t untraced.part.0\n"
				"ffffffff81000080 T _end\n";

static const char names[] = "within_notrace_func\ntraced\ntwice\nin_module [module]\n";
static const char addresses[] = "ffffffff81000014 within_notrace_func\n"
				"ffffffff81000024 traced\n"
				"ffffffff81000064 twice\n";

struct row {
	const char *module;
	const char *symbol;
	uint64_t offset;
	enum blacklist_verdict verdict;
	/** Part of the reason, or NULL. */
	const char *reason;
};

static void read_kallsyms(const char *text, struct kallsyms *ret)
{
	FILE *stream = fmemopen((void *)text, strlen(text), "r");

	assert_non_null(stream);
	check_ok(kallsyms_read(stream, ret));
	fclose(stream);
}

struct lists {
	const char *kallsyms;
	const char *traceable;
	bool has_addresses;
};

static void check_rows(const struct lists *lists, const struct row *rows, size_t count)
{
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;
	struct traceable *traceable;

	read_kallsyms(lists->kallsyms, &kallsyms);
	check_ok(traceable_parse(lists->traceable, lists->has_addresses, &traceable));
	for (size_t i = 0; i < count; i++) {
		const struct notrace_place place = {
			.module = rows[i].module,
			.symbol = rows[i].symbol,
			.offset = rows[i].offset,
		};
		_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};

		check_ok(notrace_check(traceable, &kallsyms, &place, &answer));
		if (answer.verdict != rows[i].verdict)
			fail_msg("%s+%d: %s: %s", rows[i].symbol, (int)rows[i].offset,
				 blacklist_verdict_name(answer.verdict), answer.reason);
		if (rows[i].reason && !strstr(answer.reason, rows[i].reason))
			fail_msg("%s: '%s' is not in: %s", rows[i].symbol, rows[i].reason,
				 answer.reason);
	}
	traceable_destroy(traceable);
}

#define CHECK_ROWS(lists, rows) check_rows(lists, rows, sizeof(rows) / sizeof((rows)[0]))

static void test_addresses(void **state)
{
	static const struct row rows[] = {
		{NULL, "traced", 0, BLACKLIST_ALLOWED, NULL},
		{NULL, "traced", 12, BLACKLIST_ALLOWED, NULL},
		{NULL, "alias", 0, BLACKLIST_ALLOWED, NULL},
		{NULL, "_text", 0x20, BLACKLIST_ALLOWED, NULL},
		{NULL, "_text", 0x30, BLACKLIST_REFUSED, "notrace"},
		{NULL, "untraced", 0, BLACKLIST_REFUSED, "CONFIG_KPROBE_EVENTS_ON_NOTRACE is off"},
		/* By its stem. */
		{NULL, "traced.cold", 4, BLACKLIST_ALLOWED, NULL},
		{NULL, "untraced.part.0", 0, BLACKLIST_REFUSED, NULL},
		/* The one of the two is known by its address. */
		{NULL, "_text", 0x50, BLACKLIST_REFUSED, NULL},
		{NULL, "_text", 0x60, BLACKLIST_ALLOWED, NULL},
	};
	const struct lists lists = {with_rule, addresses, true};

	(void)state;
	CHECK_ROWS(&lists, rows);
}

static void test_names(void **state)
{
	static const struct row rows[] = {
		{NULL, "traced", 0, BLACKLIST_ALLOWED, NULL},
		{NULL, "alias", 0, BLACKLIST_ALLOWED, NULL},
		{NULL, "untraced", 0, BLACKLIST_REFUSED, "notrace"},
		{NULL, "_text", 0x50, BLACKLIST_UNKNOWN, "does not say which"},
		{"module", "in_module", 0, BLACKLIST_ALLOWED, NULL},
		{"module", "traced", 0, BLACKLIST_REFUSED, NULL},
		{"other", "in_module", 0, BLACKLIST_REFUSED, NULL},
	};
	const struct lists lists = {with_rule, names, false};

	(void)state;
	CHECK_ROWS(&lists, rows);
}

/* With kptr_restrict only names count, and a function can be listed by another one. */
static void test_hidden(void **state)
{
	static const char hidden[] = "0000000000000000 t within_notrace_func\n"
				     "0000000000000000 T traced\n"
				     "0000000000000000 T alias\n"
				     "0000000000000000 t twice\n"
				     "0000000000000000 t twice\n";
	static const struct row rows[] = {
		{NULL, "traced", 4, BLACKLIST_ALLOWED, NULL},
		{NULL, "alias", 0, BLACKLIST_UNKNOWN, "kptr_restrict"},
		{NULL, "twice", 0, BLACKLIST_UNKNOWN, "kptr_restrict"},
		{NULL, "_text", 0x20, BLACKLIST_UNKNOWN, "kptr_restrict"},
	};
	const struct lists lists = {hidden, names, false};

	(void)state;
	CHECK_ROWS(&lists, rows);
}

/* A kernel may have the option, or have the function inlined. */
static void test_no_rule(void **state)
{
	static const char without[] = "ffffffff81000000 T _text\n"
				      "ffffffff81000020 T traced\n"
				      "ffffffff81000030 T untraced\n";
	static const struct row rows[] = {
		{NULL, "traced", 0, BLACKLIST_ALLOWED, NULL},
		{NULL, "untraced", 0, BLACKLIST_UNKNOWN, "is not known"},
	};
	const struct lists lists = {without, names, false};

	(void)state;
	CHECK_ROWS(&lists, rows);
}

/*
 * A call that has lost its function is OFFSET bytes behind a symbol between those of the functions
 * around it.
 */
static void test_lost(void **state)
{
	static const char lost[] = "within_notrace_func\ntraced\n"
				   "__ftrace_invalid_address___12\ntraced.cold\n"
				   "__ftrace_invalid_address___16\ntwice\ntwice\n"
				   "__ftrace_invalid_address___8 [module]\n";
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;
	_cleanup_traceable_ struct traceable *traceable = NULL;
	static const struct notrace_place inside = {.symbol = "untraced"},
					  outside = {.symbol = "untraced.part.0"};
	struct blacklist_answer answer;

	(void)state;
	read_kallsyms(with_rule, &kallsyms);
	check_ok(traceable_parse(lost, false, &traceable));
	/* It can be anywhere. */
	check_ok(notrace_check(traceable, &kallsyms, &outside, &answer));
	assert_int_equal(answer.verdict, BLACKLIST_UNKNOWN);
	blacklist_answer_deinit(&answer);
	notrace_locate(traceable, &kallsyms);
	check_ok(notrace_check(traceable, &kallsyms, &outside, &answer));
	assert_int_equal(answer.verdict, BLACKLIST_REFUSED);
	blacklist_answer_deinit(&answer);
	check_ok(notrace_check(traceable, &kallsyms, &inside, &answer));
	assert_int_equal(answer.verdict, BLACKLIST_UNKNOWN);
	assert_non_null(strstr(answer.reason, "lost the function"));
	blacklist_answer_deinit(&answer);
}

/* What the symbol does not tell, the address does. */
static void test_by_address(void **state)
{
	static const struct {
		uint64_t address;
		enum blacklist_verdict verdict;
	} rows[] = {
		{0, BLACKLIST_REFUSED},
		{0xffffffff81000050, BLACKLIST_REFUSED},
		{0xffffffff81000060, BLACKLIST_ALLOWED},
	};
	_cleanup_kallsyms_ struct kallsyms kallsyms = KALLSYMS_INIT;
	_cleanup_traceable_ struct traceable *traceable = NULL;

	(void)state;
	read_kallsyms(with_rule, &kallsyms);
	check_ok(traceable_parse(addresses, true, &traceable));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct notrace_place place = {.symbol = "twice", .address = rows[i].address};
		_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};

		check_ok(notrace_check(traceable, &kallsyms, &place, &answer));
		assert_int_equal(answer.verdict, rows[i].verdict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses), cmocka_unit_test(test_names),
		cmocka_unit_test(test_hidden),	  cmocka_unit_test(test_no_rule),
		cmocka_unit_test(test_lost),	  cmocka_unit_test(test_by_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
