/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tracing files say, and sessions have written down, read while memory is short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/unit/check.h"
#include "tests/unit/scarce.h"
#include "tracefs/event_text.h"
#include "tracefs/page.h"
#include "tracefs/session_log.h"

/* Of a page of the ring buffer. */
#define PAGE_BYTES 4096

#define BOOT "b3a1"

static const char log_text[] =
	"sonde session 1\nboot " BOOT
	"\nname a-b\npid 77 890144\nsince 1764000000\ncommand sonde hist\n"
	"instance\n"
	"kprobe_events p:sonde_a_b/vfs_read vfs_read\n"
	"uprobe_events p:sonde_a_b/work /bin/app:0x1720\n"
	"synthetic s:sonde_a_b_lat u64 lat\n"
	"trigger sched sched_switch !hist:keys=common_pid:ts0=common_timestamp.usecs\n"
	"enable sched sched_switch\n"
	"note two lines\\nand \\\\n\n"
	"kept\n";

static struct sonde_error *read_log(const void *data, struct str *out)
{
	_cleanup_session_record_ struct session_record record = {0};

	TRY(session_log_parse(data, strlen(data), "a-b", BOOT, &record));
	TRY(session_log_head(&record, BOOT, out));
	vec_for_each(&record.entries, entry)
		session_log_entry(entry, out);
	vec_for_each(&record.notes, note)
		session_log_note(*note, out);
	return str_check(out);
}

static void test_logs(void **state)
{
	(void)state;
	assert_true(scarce_run("log", read_log, log_text) > 20);
}

/* An event's text as the kernel formats it. */
static struct sonde_error *write_event(const void *data, struct str *out)
{
	_cleanup_event_texts_ struct event_texts *texts = NULL;
	static const unsigned char record[32] = {1, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0};
	unsigned id;

	TRY(event_texts_create(NULL, NULL, &texts));
	TRY(event_texts_add(texts, "x", data, &id));
	return event_texts_write(texts, record, sizeof(record), out);
}

static void test_events(void **state)
{
	static const char format[] =
		"name: a\nID: 1\nformat:\n"
		"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
		"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
		"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
		"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
		"\tfield:u32 y;\toffset:8;\tsize:4;\tsigned:0;\n\n"
		"print fmt: \"%d %s\", REC->y / 3, __print_symbolic(REC->y, {7, \"a\"})\n";

	(void)state;
	assert_true(scarce_run("event", write_event, format) > 0);
}

static struct sonde_error *read_page(const void *data, struct str *out)
{
	const struct page_form form = {.long_size = 8, .size = PAGE_BYTES};
	_cleanup_page_ struct page page = {0};

	TRY(page_parse(&form, data, PAGE_BYTES, &page));
	str_appendf(out, "%zu records", page.records.size);
	return str_check(out);
}

static void test_pages(void **state)
{
	static unsigned char bytes[PAGE_BYTES + PAGE_SLACK];
	const char *source = getenv("SRCDIR");
	_cleanup_str_ struct str path = STR_INIT, content = STR_INIT;

	(void)state;
	str_appendf(&path, "%s/tests/data/trace/6.1-amd64-events.page", source ? source : ".");
	check_ok(file_read(str_text(&path), 0, &content));
	assert_true(content.size >= PAGE_BYTES);
	memcpy(bytes, content.data, PAGE_BYTES);
	assert_true(scarce_run("page", read_page, bytes) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_logs),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_pages),
	};

	return cmocka_run_group_tests_name("scarce_tracefs", tests, NULL, NULL);
}
