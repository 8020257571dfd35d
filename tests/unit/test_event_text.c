/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tracing_tree.h"
#include "tracefs/event_text.h"
#include "tracefs/page.h"

#define COMMON                                                                          \
	"format:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"          \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"  \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

#define EVENT(id) "name: e\nID: " id "\n" COMMON

static const char wakeup[] =
	"name: sched_wakeup\nID: 316\n" COMMON
	"\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:1;\n"
	"\tfield:pid_t pid;\toffset:24;\tsize:4;\tsigned:1;\n"
	"\tfield:int prio;\toffset:28;\tsize:4;\tsigned:1;\n"
	"\tfield:int target_cpu;\toffset:32;\tsize:4;\tsigned:1;\n\n"
	"print fmt: \"comm=%s pid=%d prio=%d target_cpu=%03d\", REC->comm, REC->pid, REC->prio, "
	"REC->target_cpu\n";

/* A text, flags, a name for a number, and a function. */
static const char rich[] =
	EVENT("40") "\tfield:__data_loc char[] name;\toffset:8;\tsize:4;\tsigned:0;\n"
		    "\tfield:unsigned int flags;\toffset:12;\tsize:4;\tsigned:0;\n"
		    "\tfield:void * function;\toffset:16;\tsize:8;\tsigned:0;\n\n"
		    "print fmt: \"%s: %s %s %pS\", __get_str(name), __print_flags(REC->flags, "
		    "\"|\", {(1UL << 1), \"A\"}, {4, \"B\"}), __print_symbolic(REC->flags & 4, "
		    "{0, \"none\"}, {4, \"four\"}), REC->function\n";

static const char *find_symbol(void *data, uint64_t address, uint64_t *ret_start)
{
	const char *name = data;

	if (address < 0x1000 || address >= 0x2000)
		return NULL;
	*ret_start = 0x1000;
	return name;
}

static struct event_texts *create(void)
{
	struct event_texts *texts = NULL;

	check_ok(event_texts_create(find_symbol, "vfs_read", &texts));
	return texts;
}

static void check_text(struct event_texts *texts, const void *bytes, size_t size,
		       const char *expected)
{
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(event_texts_write(texts, bytes, size, &text));
	assert_string_equal(str_text(&text), expected);
}

/* What a kernel has recorded; its own `trace` has the same words. */
static void test_saved(void **state)
{
	static const struct page_form form = {.size = 4096, .long_size = 8};
	_cleanup_event_texts_ struct event_texts *texts = create();
	_cleanup_free_ char *path = data_path("trace/6.1-amd64-events.page");
	_cleanup_page_ struct page page = {0};
	_cleanup_str_ struct str bytes = STR_INIT;
	unsigned id = 0;

	(void)state;
	check_ok(event_texts_add(texts, "sched", wakeup, &id));
	assert_int_equal(id, 316);
	check_ok(file_read(path, 4096, &bytes));
	check_ok(page_parse(&form, bytes.data, 4080, &page));
	assert_int_equal(page.records.size, 18);
	check_text(texts, bytes.data + page.records.data[0].offset, page.records.data[0].size,
		   "comm=rcu_preempt pid=15 prio=120 target_cpu=000");
}

struct rich_record {
	uint16_t type;
	uint8_t flags, preempt_count;
	int32_t pid;
	uint32_t name;
	uint32_t number;
	uint64_t function;
	char text[8];
};

static void test_rich(void **state)
{
	struct rich_record record = {.type = 40,
				     .name = 8 << 16 | 24,
				     .number = 6,
				     .function = 0x1010,
				     .text = "a\033b"};
	_cleanup_event_texts_ struct event_texts *texts = create();
	_cleanup_event_texts_ struct event_texts *plain = NULL;
	unsigned id = 0;

	(void)state;
	check_ok(event_texts_add(texts, "x", rich, &id));
	/* A second time is fine. */
	check_ok(event_texts_add(texts, "x", rich, &id));
	check_text(texts, &record, sizeof(record), "a\033b: A|B four vfs_read+0x10");
	record.number = 0;
	record.function = 0x5000;
	check_text(texts, &record, sizeof(record), "a\033b:  none 0x5000");
	/* One without an end. */
	memcpy(record.text, "abcdefgh", 8);
	check_text(texts, &record, sizeof(record), "abcdefgh:  none 0x5000");
	check_ok(event_texts_create(NULL, NULL, &plain));
	check_ok(event_texts_add(plain, "x", rich, &id));
	record.function = 0x1010;
	check_text(plain, &record, sizeof(record), "abcdefgh:  none 0x1010");
}

/* Records that are not what the format says. */
static void test_records(void **state)
{
	struct rich_record record = {.type = 40, .name = 8 << 16 | 24};
	_cleanup_event_texts_ struct event_texts *texts = create();
	_cleanup_str_ struct str text = STR_INIT;
	unsigned id = 0;

	(void)state;
	check_error(event_texts_write(texts, &record, sizeof(record), &text), SONDE_ERROR_NOT_FOUND,
		    "No event of the id 40 is known.");
	check_error(event_texts_write(texts, &record, 1, &text), SONDE_ERROR_NOT_FOUND, "id 40");
	check_ok(event_texts_add(texts, "x", rich, &id));
	for (size_t size = 2; size < sizeof(record); size++)
		check_error(event_texts_write(texts, &record, size, &text), SONDE_ERROR_FORMAT,
			    "does not have its field ");
	record.name = 9 << 16 | 24;
	check_error(event_texts_write(texts, &record, sizeof(record), &text), SONDE_ERROR_FORMAT,
		    "A record of 32 bytes does not have its field name.");
	record.name = 0xffffffff;
	check_error(event_texts_write(texts, &record, sizeof(record), &text), SONDE_ERROR_FORMAT,
		    "field name");
	assert_int_equal(text.size, 0);
}

/* The same text many times. */
static void repeat(const char *text, size_t count, struct str *out)
{
	for (size_t i = 0; i < count; i++)
		str_append(out, text);
}

static void check_refused(const char *expression)
{
	_cleanup_event_texts_ struct event_texts *texts = create();
	_cleanup_str_ struct str format = STR_INIT;
	unsigned id = 0;

	str_appendf(&format, EVENT("41") "\nprint fmt: %s\n", expression);
	check_error(event_texts_add(texts, "x", str_text(&format), &id), SONDE_ERROR_UNSUPPORTED,
		    "print fmt");
	assert_int_equal(id, 0);
}

/* Formats that would have a parser go too deep, or that no kernel has. */
static void test_formats(void **state)
{
	_cleanup_event_texts_ struct event_texts *texts = create();
	_cleanup_str_ struct str deep = STR_INIT, chain = STR_INIT, longest = STR_INIT;
	unsigned id = 0;

	(void)state;
	str_append(&deep, "\"%d\", ");
	repeat("(", 100000, &deep);
	check_refused(str_text(&deep));
	str_append(&chain, "\"%d\", 1");
	repeat("+1", 50000, &chain);
	check_refused(str_text(&chain));
	str_append(&longest, "\"");
	repeat("x", 300000, &longest);
	check_refused(str_text(&longest));
	check_refused("\"%99999999d\", 1");
	check_refused("\"%d\", __nobody_has_this(REC->x)");
	check_refused("\"%d\", REC->common_pid / REC->common_flags");
	check_refused("\"%d\", REC->common_pid % 0");
	check_refused("\"%d\", REC->common_pid / (1 - 1)");
	check_refused("\"%d\", ");
	check_refused("\"%d");
	check_refused("");
	check_error(event_texts_add(texts, "x", "", &id), SONDE_ERROR_FORMAT, "no field");
	check_error(event_texts_add(texts, "x", "name: e\n" COMMON "print fmt: \"\"\n", &id),
		    SONDE_ERROR_FORMAT, "has no id");
	check_error(event_texts_add(texts, "x", EVENT("70000") "print fmt: \"\"\n", &id),
		    SONDE_ERROR_FORMAT, "line 2: it has no id");
}

static void test_division(void **state)
{
	static const char format[] =
		EVENT("42") "\nprint fmt: \"%d %d %%\", REC->common_pid / 1000, "
			    "REC->common_pid % (7)\n";
	const struct rich_record record = {.type = 42, .pid = 2009};
	_cleanup_event_texts_ struct event_texts *texts = create();
	unsigned id = 0;

	(void)state;
	check_ok(event_texts_add(texts, "x", format, &id));
	check_text(texts, &record, sizeof(record), "2 0 %");
}

static void test_read(void **state)
{
	_cleanup_event_texts_ struct event_texts *texts = create();
	unsigned id = 0;

	put_file(*state, "events/sched/sched_wakeup/format", wakeup);
	check_ok(event_texts_read(texts, *state, "sched", "sched_wakeup", &id));
	assert_int_equal(id, 316);
	check_error(event_texts_read(texts, *state, "sched", "none", &id), SONDE_ERROR_NOT_FOUND,
		    "events/sched/none/format");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_saved),
		cmocka_unit_test(test_rich),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_division),
		cmocka_unit_test_setup_teardown(test_read, make_directory, remove_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
