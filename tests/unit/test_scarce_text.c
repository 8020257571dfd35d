/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Definitions, events and filters, parsed and printed while memory is short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "base/cpu_list.h"
#include "base/json_text.h"
#include "base/nameexpr.h"
#include "cli/plan/names.h"
#include "filter/expr.h"
#include "probe/event.h"
#include "probe/grammar.h"
#include "probe/line_range.h"
#include "probe/name.h"
#include "probe/print.h"
#include "probe/sense.h"
#include "tests/unit/check.h"
#include "tests/unit/scarce.h"

static struct sonde_error *definition(const void *text, struct str *out)
{
	_cleanup_probe_def_ struct probe_def def = {0};

	TRY(probe_def_parse(text, &def));
	probe_def_print(&def, out);
	str_append_char(out, '\n');
	probe_def_print_escaped(&def, out);
	str_append_char(out, '\n');
	TRY(str_check(out));
	return sense_print(&def, out);
}

static struct sonde_error *event(const void *text, struct str *out)
{
	_cleanup_probe_event_ struct probe_event event = {0};

	TRY(probe_event_parse(text, &event));
	probe_event_print(&event, out);
	return str_check(out);
}

static struct sonde_error *filter(const void *text, struct str *out)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};

	TRY(filter_expr_parse(text, &expr));
	str_appendf(out, "%zu %s", expr.nodes.size, expr.text);
	return str_check(out);
}

static struct sonde_error *range(const void *text, struct str *out)
{
	_cleanup_line_range_ struct line_range range = {0};

	TRY(line_range_parse(text, &range));
	str_appendf(out, "%s %s", range.function ? range.function : "-",
		    range.file ? range.file : "-");
	return str_check(out);
}

static void each(scarce_fn *run, const char *const *texts, size_t count)
{
	unsigned long failed = 0;

	for (size_t i = 0; i < count; i++)
		failed += scarce_run(texts[i], run, texts[i]);
	printf("# %lu allocations have failed\n", failed);
	assert_true(failed > count);
}
#define EACH(run, texts) each(run, texts, sizeof(texts) / sizeof(*(texts)))

static void test_definitions(void **state)
{
	static const char *const texts[] = {
		"vfs_read",
		"my:event=vfs_read@fs/read_write.c:3 file->f_path.dentry->d_name.name:string "
		"n=count",
		"vfs_read%return $retval:x64 left=%ax +8(%si):u32 comm=$comm",
		"vfs_read;count*=pos; $params",
		"@fs/read_write.c:120 $vars",
		"%sdt_test:twice arg1",
		"ns::Klass::method(int, char const *) this->a[3] (struct b *)c->d",
		"vfs_read+8 x=@jiffies y=\\1 z=\\\"text",
		"vfs_read a->",
		"vfs_read+",
		"",
		"g:e=f@x;*y",
	};

	(void)state;
	EACH(definition, texts);
}

static void test_events(void **state)
{
	static const char *const texts[] = {
		"p:probe/vfs_read vfs_read+0 file=%di:x64 name=+0(+40(+24(%di))):string",
		"r4:probe/vfs_read__return nfs:nfs_read $retval c=$comm:string",
		"p:probe_a/main /usr/bin/a:0x1136(0x4010) v=%ax:s32 w=+u8(%si):ustring "
		"b=%cx:b3@4/64",
		"p:probe/f _text+32 a=%di:x8[4]",
		"p:probe/f f+0 a=%di:",
		"q:probe/f",
	};

	(void)state;
	EACH(event, texts);
}

static void test_filters(void **state)
{
	static const char *const texts[] = {
		"count > 4096 && file->f_flags & O_DIRECT || comm == \"cat\"",
		"!(a + b * 3 >= -4) && name ~ \"x*\"",
		"a >",
		"\"open",
	};

	(void)state;
	EACH(filter, texts);
}

static void test_ranges(void **state)
{
	static const char *const texts[] = {"vfs_read:3-9", "vfs_read@fs/read_write.c:2+3",
					    "fs/read_write.c:10-", "vfs_read:x"};

	(void)state;
	EACH(range, texts);
}

/* Names are asked for where nothing can be said of memory. */
static struct sonde_error *names(const void *data, struct str *out)
{
	_cleanup_(names_deinit) struct names before = NAMES_INIT, own = NAMES_INIT;

	(void)data;
	own.before = &before;
	TRY(names_take(&before, "probe", "vfs_read"));
	TRY(names_take(&own, "probe", "vfs_write"));
	str_append(out, names_taken(&own, "probe", "vfs_read") ? "taken " : "free ");
	str_append(out, names_taken(&own, "probe", "vfs_write") ? "taken " : "free ");
	str_append(out, names_taken(&own, "probe", "vfs_open") ? "taken" : "free");
	return str_check(out);
}

/* So is the name of an event that was settled. */
static struct sonde_error *settled(const void *text, struct str *out)
{
	_cleanup_(name_register_deinit) struct name_register names = {0};
	_cleanup_probe_event_ struct probe_event event = {0};

	TRY(probe_event_parse(text, &event));
	TRY(name_settle(&names, NULL, NULL, &event));
	str_append(out, name_register_has(&names, &event) ? "settled" : "new");
	return str_check(out);
}

static void test_names(void **state)
{
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	check_ok(names(NULL, &out));
	assert_string_equal(str_text(&out), "taken taken free");
	assert_true(scarce_run("names", names, NULL) > 2);
	str_truncate(&out, 0);
	check_ok(settled("p:probe/f f", &out));
	assert_string_equal(str_text(&out), "settled");
	assert_true(scarce_run("settled", settled, "p:probe/f f") > 2);
}

static struct sonde_error *json(const void *data, struct str *out)
{
	/* What is printed stays as it is. */
	struct json_object *object = (struct json_object *)(uintptr_t)data;

	json_text_append(object, true, out);
	json_text_append(object, false, out);
	return str_check(out);
}

static void test_json(void **state)
{
	static const char text[] =
		"{\"a\": \"\\u0001\\b\\n\\r\\t\\f\\\"\\\\/\\u00e9\", \"empty\": [], "
		"\"none\": {}, \"list\": [null, true, false, -5, "
		"18446744073709551615, {\"b\\n\": 9223372036854775807}]}";
	static const char lines[] = "{\n  \"a\":\"\\u0001\\b\\n\\r\\t\\f\\\"\\\\/\xc3\xa9\",\n"
				    "  \"empty\":[\n  ],\n  \"none\":{\n  },\n  \"list\":[\n"
				    "    null,\n    true,\n    false,\n    -5,\n"
				    "    18446744073709551615,\n    {\n"
				    "      \"b\\n\":9223372036854775807\n    }\n  ],\n"
				    "  \"real\":0.1\n}\n";
	static const char line[] =
		"{\"a\":\"\\u0001\\b\\n\\r\\t\\f\\\"\\\\/\xc3\xa9\",\"empty\":[],\"none\":{},"
		"\"list\":[null,true,false,-5,18446744073709551615,{\"b\\n\":9223372036854775807}],"
		"\"real\":0.1}\n";
	struct json_object *object = json_tokener_parse(text);
	_cleanup_str_ struct str out = STR_INIT;

	(void)state;
	assert_non_null(object);
	json_object_object_add(object, "real", json_object_new_double_s(0.1, "0.1"));
	json_text_append(object, true, &out);
	assert_string_equal(str_text(&out), lines);
	str_truncate(&out, 0);
	json_text_append(object, false, &out);
	assert_string_equal(str_text(&out), line);
	assert_true(scarce_run("JSON", json, object) > 2);
	json_object_put(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_definitions), cmocka_unit_test(test_events),
		cmocka_unit_test(test_filters),	    cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_json),	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("scarce_text", tests, NULL, NULL);
}
