/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "probe/fits.h"
#include "tests/unit/check.h"

struct type_row {
	const char *type;
	size_t size;
};

static const struct type_row type_rows[] = {
	{NULL, 8},	{"u8", 1},	    {"s16", 2},	      {"x32", 4},
	{"x64", 8},	{"char", 1},	    {"char[64]", 64}, {"s32[3]", 12},
	{"b3@4/16", 2}, {"b1@0/64[2]", 16}, {"string", 4},    {"ustring[4]", 16},
	{"symbol", 8},	{"symstr", 4},	    {"%pd", 4},	      {"%pD", 4},
};

static void test_data(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(type_rows) / sizeof(*type_rows); i++)
		assert_int_equal(fits_data(type_rows[i].type), type_rows[i].size);
}

struct arg_row {
	/** Accesses to memory around it. */
	unsigned derefs;
	const char *base, *type;
	/** Part of the error, or NULL. */
	const char *error;
};

/* How many accesses the kernels of the guests take was tried there. */
static const struct arg_row arg_rows[] = {
	{14, "%di", "x64", NULL},
	{13, "%di", "x64[2]", NULL},
	{14, "%di", "u8[2]", "14 accesses"},
	{13, "%di", "b1@0/8", NULL},
	{14, "%di", "b1@0/8", "14 accesses"},
	{12, "%di", "b1@0/8[9]", NULL},
	{13, "%di", "b1@0/8[9]", "13 accesses"},
	{12, "%di", "string[1]", NULL},
	{13, "%di", "string[1]", "13 accesses"},
	{13, "%di", "symstr", NULL},
	{14, "%di", "symstr", "14 accesses"},
	{12, "@x", "x8", NULL},
	{13, "@x", "x8", "13 accesses"},
	{13, "@1", "x8", NULL},
	{14, "@1", "x8", "14 accesses"},
	{0, "%di", "b1@0/64", NULL},
	{0, "\\1", "string", NULL},
	{0, "+2147483647(%di)", NULL, NULL},
	{0, "-2147483648(%di)", NULL, NULL},
	{0, "+2147483648(%di)", NULL, "cuts the distance 2147483648 to 32 bits"},
	{0, "-2147483649(%di)", NULL, "cuts the distance -2147483649 to 32 bits"},
	{0, "+0(+u4294967296(%di))", NULL, "4294967296"},
	/* 63 bytes and one more. */
	{0, "+1000000000(+1000000000(+1000000000(+100000000(%di))))", "x64", NULL},
	{0, "+1000000000(+1000000000(+1000000000(+1000000000(%di))))", "x64", NULL},
	{0, "+1000000000(+1000000000(+1000000000(+1000000000(+10(%di)))))", "x8", NULL},
	{0, "+1000000000(+1000000000(+1000000000(+1000000000(+10(%di)))))", "x64", "64 bytes"},
	{0, "@a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_x", NULL, NULL},
	{0, "@a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_xy", NULL, NULL},
	{0, "@a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_xyz", NULL, "64 bytes"},
	{0, "\\\"a23456789_b23456789_c23456789_d23456789_e23456789_f2345678_\"", NULL, NULL},
	{0, "\\\"a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_x\"", NULL,
	 "64 bytes"},
};

static void parse_fetch(const struct arg_row *row, struct fetch *fetch)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct scan scan;

	for (unsigned i = 0; i < row->derefs; i++)
		str_append(&text, "+0(");
	str_append(&text, row->base);
	for (unsigned i = 0; i < row->derefs; i++)
		str_append_char(&text, ')');
	scan = scan_text(str_text(&text));
	check_ok(fetch_parse(&scan, fetch));
}

static void test_args(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(arg_rows) / sizeof(*arg_rows); i++) {
		_cleanup_fetch_ struct fetch fetch = {0};

		parse_fetch(&arg_rows[i], &fetch);
		if (arg_rows[i].error)
			check_error(fits_check_arg(&fetch, arg_rows[i].type),
				    SONDE_ERROR_UNAVAILABLE, arg_rows[i].error);
		else
			check_ok(fits_check_arg(&fetch, arg_rows[i].type));
	}
}

struct event_row {
	/** The arguments, the first one so often. */
	unsigned times;
	const char *args;
	const char *error;
};

#define NAME_32 "a23456789_b23456789_c23456789_d2"

static const struct event_row event_rows[] = {
	{0, "x=%di y=%si", NULL},
	{128, "%di:u8", NULL},
	{129, "%di:u8", "no event of 129 arguments and"},
	{0, "x=%di x=%si", "two arguments of the event have the name 'x'."},
	{0, "%di arg1=%si", "'arg1'"},
	{0, NAME_32 "=%di", NULL},
	{0, NAME_32 "3=%di", "is longer than the kernel's 32 bytes."},
	{0, "common_pid=%di", "has a field named 'common_pid'"},
	{0, "x=+2147483648(%di)", "does not take the argument 'x': the kernel cuts"},
	/* 6 times 512 bytes. */
	{6, "+0(%di):x64[64]", NULL},
	{7, "+0(%di):x64[64]", "no event that fetches 3584 bytes"},
	{70, "+1000000000(+1000000000(+1000000000(+1000000000(%di)))):x64", "bytes of text"},
	{65, "+1000000000(+1000000000(+1000000000(+1000000000(%si)))):x8", NULL},
};

static void test_events(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(event_rows) / sizeof(*event_rows); i++) {
		const struct event_row *row = &event_rows[i];
		_cleanup_probe_event_ struct probe_event event = {0};
		_cleanup_str_ struct str text = STR_INIT;

		str_append(&text, "p:g/e f");
		for (unsigned k = 0; k < row->times || k < 1; k++)
			str_appendf(&text, " %s", row->args);
		check_ok(probe_event_parse(str_text(&text), &event));
		if (row->error)
			check_error(fits_check_event(&event), SONDE_ERROR_REFUSED, row->error);
		else
			check_ok(fits_check_event(&event));
	}
}

/* The longest line, and one byte more: the event's name is as long as it takes. */
static void test_line(void **state)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	_cleanup_str_ struct str text = STR_INIT;

	(void)state;
	str_append(&text, "p:g/");
	for (unsigned i = 0; i < 32; i++)
		str_append_char(&text, 'e');
	str_append(&text, " f+0");
	for (unsigned i = 0; i < 65; i++)
		str_appendf(&text,
			    " a%02u=+1000000000(+100000000(+100000000(+1000000000(%%di)))):x64", i);
	check_ok(probe_event_parse(str_text(&text), &event));
	assert_in_range(text.size, FITS_LINE_MAX - 60, FITS_LINE_MAX - 1);
	free(event.event);
	event.event = calloc(1, 100);
	assert_non_null(event.event);
	memset(event.event, 'e', 32 + FITS_LINE_MAX - text.size);
	check_ok(fits_check_event(&event));
	event.event[32 + FITS_LINE_MAX - text.size] = 'e';
	check_error(fits_check_event(&event), SONDE_ERROR_REFUSED, "and 4095 bytes of text");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_args),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_line),
	};

	return cmocka_run_group_tests_name("fits", tests, NULL, NULL);
}
