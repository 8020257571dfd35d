/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events -> the layout of their records, and records of both kinds read by it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "cli/trace/hit_layout.h"
#include "tests/unit/check.h"

#define COMMON                                                                         \
	"name: x\nID: 1801\nformat:\n"                                                 \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"         \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"         \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

/* What a kernel makes of `line`. */
static const char line[] = "p:sonde_1/vfs_read vfs_read+0 count=%dx:u64 name=+0(%si):string "
			   "bits=%ax:x32 raw=%cx sym=%dx:symbol bytes=+0(%si):u16[2] "
			   "texts=+0(%di):string[2] comm=$comm hidden=%ax:s8";
static const char line_format[] = COMMON
	"\tfield:unsigned long __probe_ip;\toffset:8;\tsize:8;\tsigned:0;\n"
	"\tfield:u64 count;\toffset:16;\tsize:8;\tsigned:0;\n"
	"\tfield:__data_loc char[] name;\toffset:24;\tsize:4;\tsigned:1;\n"
	"\tfield:u32 bits;\toffset:28;\tsize:4;\tsigned:0;\n"
	"\tfield:u64 raw;\toffset:32;\tsize:8;\tsigned:0;\n"
	"\tfield:u64 sym;\toffset:40;\tsize:8;\tsigned:0;\n"
	"\tfield:u16 bytes[2];\toffset:48;\tsize:4;\tsigned:0;\n"
	"\tfield:__data_loc char[] texts[2];\toffset:52;\tsize:8;\tsigned:0;\n"
	"\tfield:__data_loc char[] comm;\toffset:60;\tsize:4;\tsigned:1;\n"
	"\tfield:s8 hidden;\toffset:64;\tsize:1;\tsigned:1;\n"
	"\nprint fmt: \"(%lx)\", REC->__probe_ip\n";

static char *copy(const char *text)
{
	char *made = NULL;

	check_ok(sonde_strdup(text, &made));
	return made;
}

static void add_field(struct hist_event *event, const char *name, const char *field,
		      struct hist_field like)
{
	like.name = name ? copy(name) : NULL;
	like.field = copy(field);
	check_ok(vec_push(&event->fields, like));
}

static void make_event(struct hist_event *event)
{
	event->kind = HIST_EVENT_KPROBE;
	event->system = copy("sonde_1");
	event->event = copy("vfs_read");
	check_ok(vec_push(&event->lines, copy(line)));
	add_field(event, "count", "count", (struct hist_field){.size = 8});
	add_field(event, "file->name", "name", (struct hist_field){.is_string = true});
	add_field(event, NULL, "bits", (struct hist_field){.size = 4});
	add_field(event, NULL, "raw", (struct hist_field){.size = 8});
	add_field(event, NULL, "sym", (struct hist_field){.size = 8});
	add_field(event, NULL, "bytes", (struct hist_field){.is_array = true, .size = 2});
	add_field(event, NULL, "texts", (struct hist_field){.is_array = true, .size = 8});
	add_field(event, "comm", "comm",
		  (struct hist_field){.is_string = true, .is_command = true});
	add_field(event, "hidden", "hidden", (struct hist_field){.is_signed = true, .size = 1});
	check_ok(enumeration_add(&event->fields.data[0].values, "MUCH", 4096));
}

static void put(char *record, size_t offset, uint64_t number, size_t size)
{
	memcpy(record + offset, &number, size);
}

static uint64_t where(size_t size, size_t offset)
{
	return size << 16 | offset;
}

static void check_text(struct hit_value value, const char *text)
{
	assert_int_equal(value.kind, HIT_TEXT);
	assert_int_equal(value.size, strlen(text));
	assert_memory_equal(value.bytes, text, value.size);
}

static const bool hidden[] = {false, false, false, false, false, false, false, true, true};

static void check_fields(const struct hit_event *event)
{
	const struct hit_field *fields = event->fields.data;

	assert_string_equal(event->group, "probe");
	assert_string_equal(event->event, "read");
	assert_int_equal(event->places.size, 1);
	assert_string_equal(event->places.data[0], "vfs_read+0");
	assert_int_equal(event->fields.size, 7);
	assert_string_equal(fields[0].label, "count");
	assert_string_equal(fields[0].values.names.data[0].name, "MUCH");
	assert_string_equal(fields[1].label, "file->name");
	assert_string_equal(fields[1].name, "name");
	assert_true(fields[1].is_text && !fields[1].is_hex);
	assert_true(fields[2].may_be_address && !fields[2].is_hex);
	assert_true(fields[3].is_hex && !fields[3].may_be_address);
	assert_true(!fields[0].is_hex && !fields[0].may_be_address);
	assert_true(fields[4].is_symbol);
	assert_true(fields[5].is_array && !fields[5].is_text && fields[5].size == 2);
	assert_true(fields[6].is_array && fields[6].is_text);
}

static void records_of_the_tracer_are_read(void **state)
{
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_hist_event_ struct hist_event event = {0};
	_cleanup_hit_source_ struct hit_source source = {0};
	_cleanup_hit_ struct hit hit = {0};
	char record[96] = {0};

	(void)state;
	make_event(&event);
	check_ok(event_format_parse(line_format, &format));
	check_ok(hit_source_of_format(&(struct hit_source_request){&event, "probe", "read", hidden},
				      &format, &source));
	check_fields(&source.event);
	put(record, 4, 77, 4);
	put(record, 8, 0xffffffff81000010, 8);
	put(record, 16, 4096, 8);
	put(record, 24, where(4, 65), 4);
	put(record, 48, 0x00020001, 4);
	put(record, 52, where(2, 69), 4);
	put(record, 56, where(2, 71), 4);
	put(record, 60, where(5, 73), 4);
	memcpy(record + 65, "abc\0A\0B\0bash", 13);
	check_ok(hit_decode(&source.layout, record, 78, &hit));
	assert_int_equal(hit.tid, 77);
	assert_int_equal(hit.address, 0xffffffff81000010);
	assert_string_equal(hit.comm, "bash");
	assert_int_equal(hit.values.size, 7);
	assert_int_equal(hit.values.data[0].number, 4096);
	check_text(hit.values.data[1], "abc");
	assert_int_equal(hit_number_at(hit.values.data[5].bytes, 1, 2, false), 2);
	check_text(hit_value_text(&hit, &hit.values.data[6], 0), "A");
	check_text(hit_value_text(&hit, &hit.values.data[6], 1), "B");
}

static void a_shown_command_is_no_fault(void **state)
{
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_hist_event_ struct hist_event event = {0};
	_cleanup_hit_source_ struct hit_source source = {0};
	_cleanup_hit_ struct hit hit = {0};
	char record[96] = {0};

	(void)state;
	make_event(&event);
	check_ok(event_format_parse(line_format, &format));
	check_ok(hit_source_of_format(&(struct hit_source_request){&event, "probe", "read", NULL},
				      &format, &source));
	put(record, 60, where(5, 65), 4);
	memcpy(record + 65, "bash", 5);
	check_ok(hit_decode(&source.layout, record, 70, &hit));
	assert_int_equal(hit.values.size, 9);
	assert_int_equal(hit.values.data[1].kind, HIT_FAULT);
	check_text(hit.values.data[7], "bash");
	assert_string_equal(hit.comm, "bash");
}

static void a_format_without_the_argument_is_refused(void **state)
{
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_hist_event_ struct hist_event event = {0};
	struct hit_source source;

	(void)state;
	make_event(&event);
	check_ok(event_format_parse(COMMON, &format));
	check_error(hit_source_of_format(&(struct hit_source_request){&event, "probe", "x", NULL},
					 &format, &source),
		    SONDE_ERROR_NOT_FOUND, "no field 'count'");
}

static void tracepoints_have_all_their_fields(void **state)
{
	static const char text[] = COMMON
		"\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;\n"
		"\tfield:long state;\toffset:24;\tsize:8;\tsigned:1;\n"
		"\tfield:const char * name;\toffset:32;\tsize:8;\tsigned:0;\n"
		"\tfield:struct file * file;\toffset:40;\tsize:8;\tsigned:0;\n"
		"\tfield:unsigned long args[6];\toffset:48;\tsize:48;\tsigned:0;\n"
		"\tfield:__data_loc u32[] list;\toffset:96;\tsize:4;\tsigned:0;\n"
		"\tfield:__rel_loc char[] other;\toffset:100;\tsize:4;\tsigned:1;\n"
		"\tfield:struct odd odd;\toffset:104;\tsize:12;\tsigned:0;\n"
		"\tfield:__data_loc unsigned long[] mask;\toffset:116;\tsize:4;\tsigned:0;\n";
	static const struct {
		const char *name;
		bool is_text, is_array, is_pointer;
		unsigned size;
	} wanted[] = {
		{"comm", true, false, false, 0},  {"state", false, false, false, 8},
		{"name", false, false, true, 8},  {"file", false, false, true, 8},
		{"args", false, true, false, 8},  {"list", false, true, false, 4},
		{"other", true, false, false, 0}, {"odd", false, true, false, 1},
		{"mask", false, true, false, 8},
	};
	const struct hist_event event = {.kind = HIST_EVENT_EXISTING};
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_hit_source_ struct hit_source source = {0};
	_cleanup_hit_ struct hit hit = {0};
	char record[140] = {0};

	(void)state;
	check_ok(event_format_parse(text, &format));
	check_ok(hit_source_of_format(
		&(struct hit_source_request){&event, "sched", "sched_switch", NULL}, &format,
		&source));
	assert_int_equal(source.event.fields.size, sizeof(wanted) / sizeof(*wanted));
	for (size_t i = 0; i < source.event.fields.size; i++) {
		const struct hit_field *field = &source.event.fields.data[i];

		assert_string_equal(field->label, wanted[i].name);
		assert_int_equal(field->is_text, wanted[i].is_text);
		assert_int_equal(field->is_array, wanted[i].is_array);
		assert_int_equal(field->is_pointer, wanted[i].is_pointer);
		assert_int_equal(field->size, wanted[i].size);
	}
	memcpy(record + 8, "sixteen letters!", 16);
	put(record, 24, (uint64_t)-1, 8);
	put(record, 96, where(8, 120), 4);
	put(record, 120, 0x200000001, 8);
	put(record, 100, where(3, 24), 4);
	memcpy(record + 128, "up", 3);
	check_ok(hit_decode(&source.layout, record, 131, &hit));
	check_text(hit.values.data[0], "sixteen letters!");
	assert_int_equal(hit.values.data[1].number, UINT64_MAX);
	assert_int_equal(hit.values.data[5].size, 8);
	check_text(hit.values.data[6], "up");
	assert_int_equal(hit.values.data[7].size, 12);
	/* Nothing was fetched: it is empty, and no fault. */
	assert_int_equal(hit.values.data[8].kind, HIT_ARRAY);
	assert_int_equal(hit.values.data[8].size, 0);
}

/* As kernels declare syscalls:sys_enter_openat and sys_enter_lseek: all of them are 8 bytes. */
static void numbers_are_what_they_are_declared_as(void **state)
{
	static const char text[] = COMMON
		"\tfield:int dfd;\toffset:8;\tsize:8;\tsigned:0;\n"
		"\tfield:const char * filename;\toffset:16;\tsize:8;\tsigned:0;\n"
		"\tfield:unsigned int fd;\toffset:24;\tsize:8;\tsigned:0;\n"
		"\tfield:off_t at;\toffset:32;\tsize:8;\tsigned:0;\n"
		"\tfield:umode_t mode;\toffset:40;\tsize:8;\tsigned:0;\n"
		"\tfield:odd_t odd;\toffset:48;\tsize:8;\tsigned:0;\n"
		"\tfield:int small;\toffset:56;\tsize:2;\tsigned:0;\n";
	static const uint64_t wanted[] = {
		(uint64_t)-100, 0xffffff9c, 0xffffff9c, UINT64_MAX, 0x81ff, UINT64_MAX, 0xffff,
	};
	const struct hist_event event = {.kind = HIST_EVENT_EXISTING};
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_hit_source_ struct hit_source source = {0};
	_cleanup_hit_ struct hit hit = {0};
	char record[64];

	(void)state;
	memset(record, 0xff, sizeof(record));
	put(record, 8, 0xffffff9c, 8);
	put(record, 16, 0xffffff9c, 8);
	put(record, 24, 0xffffffffffffff9c, 8);
	put(record, 40, 0x81ff, 8);
	check_ok(event_format_parse(text, &format));
	check_ok(hit_source_of_format(
		&(struct hit_source_request){&event, "syscalls", "sys_enter_openat", NULL}, &format,
		&source));
	check_ok(hit_decode(&source.layout, record, sizeof(record), &hit));
	assert_int_equal(hit.values.size, sizeof(wanted) / sizeof(*wanted));
	for (size_t i = 0; i < hit.values.size; i++) {
		if (hit.values.data[i].number != wanted[i])
			fail_msg("%s is %#jx", source.event.fields.data[i].label,
				 (uintmax_t)hit.values.data[i].number);
	}
	assert_true(source.event.fields.data[0].is_signed);
	assert_int_equal(source.event.fields.data[0].size, 4);
	assert_true(source.event.fields.data[1].is_pointer);
	assert_false(source.event.fields.data[2].is_signed);
}

static void add_slot(struct filter_layout *layout, struct filter_slot slot)
{
	check_ok(vec_push(&layout->slots, slot));
}

/* `count`, `name` in 8 bytes, `bytes`; then 4 frames of the kernel. */
static void make_records(struct filter_layout *records)
{
	const size_t head = sizeof(struct filter_record);

	add_slot(records, (struct filter_slot){
				  .argument = 0, .type = {.size = 8}, .offset = head, .room = 8});
	add_slot(records, (struct filter_slot){.argument = 1,
					       .type = {.kind = FILTER_ARGUMENT_TEXT},
					       .offset = head + 8,
					       .room = 8});
	add_slot(records, (struct filter_slot){
				  .argument = 5,
				  .type = {.kind = FILTER_ARGUMENT_ARRAY, .size = 2, .count = 2},
				  .offset = head + 16,
				  .room = 8});
	records->kernel_stack = head + 24;
	records->size = head + 24 + 32;
}

static void records_of_filters_are_read(void **state)
{
	_cleanup_hist_event_ struct hist_event event = {0};
	_cleanup_hit_source_ struct hit_source source = {0};
	_cleanup_hit_ struct hit hit = {0};
	struct filter_layout records = {0};
	struct {
		struct filter_record head;
		char bytes[24];
		uint64_t frames[4];
	} record = {{.time = 5,
		     .faults = 1,
		     .pid = 10,
		     .tid = 11,
		     .cpu = 2,
		     .comm = "cat",
		     .kernel_stack = 24,
		     .user_stack = -14},
		    {0},
		    {1, 2, 3, 4}};

	(void)state;
	make_event(&event);
	make_records(&records);
	check_ok(hit_source_of_filter(&(struct hit_source_request){&event, "probe", "read", NULL},
				      &records, &source));
	assert_int_equal(source.event.fields.size, 3);
	assert_string_equal(source.event.fields.data[2].label, "bytes");
	memcpy(record.bytes + 8, "12345678", 8);
	put(record.bytes, 16, 0x00030002, 4);
	check_ok(hit_from_filter(&source, &records, &record.head, sizeof(record), &hit));
	assert_int_equal(hit.time, 5);
	assert_int_equal(hit.pid, 10);
	assert_int_equal(hit.tid, 11);
	assert_int_equal(hit.cpu, 2);
	assert_string_equal(hit.comm, "cat");
	assert_int_equal(hit.values.data[0].kind, HIT_FAULT);
	check_text(hit.values.data[1], "12345678");
	assert_true(hit.values.data[1].is_cut);
	assert_int_equal(hit.values.data[2].size, 4);
	assert_int_equal(hit.kernel_stack.count, 3);
	assert_int_equal(hit_number_at(hit.kernel_stack.bytes, 2, 8, false), 3);
	assert_int_equal(hit.user_stack.count, 0);
	record.head.kernel_stack = INT32_MAX;
	check_ok(hit_from_filter(&source, &records, &record.head, sizeof(record), &hit));
	assert_int_equal(hit.kernel_stack.count, 4);
	check_error(hit_from_filter(&source, &records, &record.head, sizeof(record) - 1, &hit),
		    SONDE_ERROR_FORMAT, "filter's record");
	vec_deinit(&records.slots);
}

static void what_is_there_is_not_recorded_by_filters(void **state)
{
	const struct hist_event event = {.kind = HIST_EVENT_EXISTING};
	const struct filter_layout records = {0};
	struct hit_source source;

	(void)state;
	check_error(hit_source_of_filter(
			    &(struct hit_source_request){&event, "sched", "sched_switch", NULL},
			    &records, &source),
		    SONDE_ERROR_UNAVAILABLE, "sched:sched_switch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_of_the_tracer_are_read),
		cmocka_unit_test(a_shown_command_is_no_fault),
		cmocka_unit_test(a_format_without_the_argument_is_refused),
		cmocka_unit_test(tracepoints_have_all_their_fields),
		cmocka_unit_test(numbers_are_what_they_are_declared_as),
		cmocka_unit_test(records_of_filters_are_read),
		cmocka_unit_test(what_is_there_is_not_recorded_by_filters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
