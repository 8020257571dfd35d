/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debuginfo that no compiler makes, written by hand in tests/dwarf/hostile-*.s: whatever it is,
 * there is an answer, soon, and nothing is left out without a word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/resource.h>
#include <time.h>

#include "image/index.h"
#include "probe/grammar.h"
#include "probe/line_list.h"
#include "probe/line_range.h"
#include "probe/listing.h"
#include "tests/unit/images.h"

/* Processor time for one answer; with sanitizers it takes some hundredths of it. */
#define SECONDS_MAX 1.0
/* Memory for all answers, sanitizers included. */
#define MEMORY_MAX (512L * 1024)

#define UNAVAILABLE SONDE_ERROR_UNAVAILABLE
#define NOT_FOUND   SONDE_ERROR_NOT_FOUND
#define FORMAT	    SONDE_ERROR_FORMAT

struct row {
	/** The definition. */
	const char *text;
	/** The arguments of its one event with what stands before them, or NULL. */
	const char *event;
	/** Without an event: the error's kind and part of its message or hint. */
	enum sonde_error_kind kind;
	const char *error;
};

/* The events of a definition. */
struct answer {
	struct str lines;
	size_t events;
	size_t args;
};

static struct sonde_error *take_event(void *data, struct probe_event *event)
{
	_cleanup_probe_event_ struct probe_event owned = *event;
	struct answer *answer = data;

	*event = (struct probe_event){0};
	if (answer->events++)
		str_append_char(&answer->lines, '\n');
	answer->args += owned.args.size;
	probe_event_print(&owned, &answer->lines);
	return NULL;
}

static void batch_destroyp(struct resolve_batch **batch)
{
	resolve_batch_destroy(*batch);
}

static struct sonde_error *resolve(struct image *image, const char *text, struct notes *notes,
				   struct answer *answer)
{
	const struct resolve_options options = {0};
	const struct resolve_sink sink = {.take = take_event, .data = answer};
	_cleanup_(batch_destroyp) struct resolve_batch *batch = NULL;
	_cleanup_probe_def_ struct probe_def def = {0};
	const struct probe_def *defs = &def;

	check_ok(probe_def_parse(text, &def));
	TRY(resolve_batch_create(image, &defs, 1, &options, &batch));
	return probe_resolve(batch, 0, notes, &sink);
}

static double processor_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void check_time(double start, const char *what)
{
	const double seconds = processor_seconds() - start;

	if (seconds > SECONDS_MAX)
		fail_msg("%s: %.1f s", what, seconds);
}

static void check_row(struct image *image, const struct row *row)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const double start = processor_seconds();
	struct answer answer = {0};
	struct sonde_error *error = resolve(image, row->text, &notes, &answer);

	check_time(start, row->text);
	if (row->event) {
		check_ok(error);
		if (strcmp(str_text(&answer.lines), row->event) != 0)
			fail_msg("%s: %s", row->text, str_text(&answer.lines));
	} else {
		if (!error)
			fail_msg("%s: %s", row->text, str_text(&answer.lines));
		check_error(error, row->kind, row->error);
		assert_int_equal(answer.events, 0);
	}
	str_deinit(&answer.lines);
}

static void check_rows(const char *name, const struct row *rows, size_t count)
{
	_cleanup_image_ struct image *image = open_image(name);

	for (size_t i = 0; i < count; i++)
		check_row(image, &rows[i]);
}

#define check_table(image, rows) check_rows(image, rows, sizeof(rows) / sizeof(*(rows)))

/* Types and references that are cycles. */
static void test_cycles(void **state)
{
	static const struct row rows[] = {
		{"types typedef_self", NULL, UNAVAILABLE, "has no type"},
		{"types typedef_self:x", NULL, UNAVAILABLE, "has no type"},
		{"types typedef_self:string", NULL, UNAVAILABLE, "has no type"},
		{"types typedef_self->x", NULL, NOT_FOUND, "its type is typedef_self"},
		{"types typedef_self[1]", NULL, NOT_FOUND, "not an array or a pointer"},
		{"types const_self", NULL, UNAVAILABLE, "has no type"},
		{"types pointer_self", "p:probe/types types+0 pointer_self=%di:x64", 0, NULL},
		{"types pointer_self->x", NULL, NOT_FOUND, "its type is ... ***"},
		{"types pointer_self[0][1]", "p:probe/types types+0 pointer_self=+8(+0(%di)):x64",
		 0, NULL},
		{"types pointer_self[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]", NULL,
		 UNAVAILABLE, "more than 14 pointers"},
		{"types array_self", NULL, UNAVAILABLE, "name one of its arrays"},
		{"types array_self[1]", NULL, UNAVAILABLE, "size of the elements is not known"},
		{"types array_self:string", NULL, UNAVAILABLE, "a string is a char"},
		{"types array_other[3]", NULL, UNAVAILABLE, "size of the elements is not known"},
		{"types struct_self->self.self.at.at", "p:probe/types types+0 at=+8(%di):x64", 0,
		 NULL},
		{"types struct_self->none", NULL, NOT_FOUND, "struct struct_self) has no such"},
		{"types struct_held.at", NULL, UNAVAILABLE, "not in the part of its struct"},
		{"types pair->none", NULL, NOT_FOUND, "struct one) has no such member"},
		{"types enum_self", NULL, UNAVAILABLE, "its size is not in this debuginfo"},
		{"types specified->x", NULL, NOT_FOUND, "struct specified) has no such"},
		{"types subrange_self[0]", "p:probe/types types+0 subrange_self=+0(%di):s32", 0,
		 NULL},
		{"types subrange_self", NULL, UNAVAILABLE, "1 to 64 elements"},
	};

	(void)state;
	check_table("hostile-types", rows);
}

/* Nested deeper than sonde goes, and numbers larger than anything. */
static void test_sizes(void **state)
{
	static const struct row rows[] = {
		{"types chained", NULL, UNAVAILABLE, "has no type"},
		{"types chained->x", NULL, NOT_FOUND, "its type is chained"},
		{"types pointers", "p:probe/types types+0 pointers=%di:x64", 0, NULL},
		{"types pointers->x", NULL, NOT_FOUND, "its type is ... ***"},
		{"types deep->deepest", NULL, NOT_FOUND, "has no such member"},
		{"types dimensions", NULL, UNAVAILABLE, "1 to 64 elements"},
		{"types dimensions[1]", NULL, UNAVAILABLE, "size of the elements is not known"},
		{"types huge->first", "p:probe/types types+0 first=+0(%di):s32", 0, NULL},
		{"types huge->middle", NULL, UNAVAILABLE, "is not a fixed one"},
		{"types huge->last", NULL, UNAVAILABLE, "is not a fixed one"},
		{"types huge->over", NULL, UNAVAILABLE, "not a fixed one"},
		{"types huge->end", NULL, UNAVAILABLE, "not a fixed one"},
		{"types huge->huge", NULL, UNAVAILABLE, "no number of that size"},
		{"types huge[1].first", NULL, UNAVAILABLE, "size of the elements is not known"},
		{"types huge[-1].first", NULL, UNAVAILABLE, "size of the elements is not known"},
		{"types huge_held.last", NULL, UNAVAILABLE, "not a fixed one"},
		{"types huge_number", NULL, UNAVAILABLE, "no number of that size"},
		{"types no_bytes", NULL, UNAVAILABLE, "no number of that size"},
		{"types elements", NULL, UNAVAILABLE, "1 to 64 elements"},
		{"types elements[100000000]", "p:probe/types types+0 elements=+400000000(%di):s32",
		 0, NULL},
		{"types elements[1000000000]", NULL, UNAVAILABLE, "does not fit"},
		{"types elements[9223372036854775807]", NULL, UNAVAILABLE, "is too large"},
		{"types elements_huge[0][1]", NULL, UNAVAILABLE, "size of the elements"},
		{"types elements_huge[1]", NULL, UNAVAILABLE, "size of the elements"},
		{"types no_elements", NULL, UNAVAILABLE, "1 to 64 elements"},
		{"types bits->zero", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->wide", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->absurd", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->far:x", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->farther:x", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->of_nothing", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->before:x", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->behind:x", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits->outside:x", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits_held.far:x", NULL, UNAVAILABLE, "bit field of a kind"},
		{"types bits_held.before:x", NULL, UNAVAILABLE, "bit field of a kind"},
	};

	(void)state;
	check_table("hostile-types", rows);
}

/* Without what every type has, and references to what is no type. */
static void test_no_types(void **state)
{
	static const struct row rows[] = {
		{"types bare", NULL, UNAVAILABLE, "its size is not in this debuginfo"},
		{"types bare:string", NULL, UNAVAILABLE, "a string is a char"},
		{"types no_encoding", "p:probe/types types+0 no_encoding=%di:x32", 0, NULL},
		{"types no_size->first", "p:probe/types types+0 first=+4(%di):s32", 0, NULL},
		{"types no_size->untyped", NULL, UNAVAILABLE, "untyped has no type"},
		{"types no_size->dangling", NULL, UNAVAILABLE, "dangling has no type"},
		{"types no_size->block", NULL, UNAVAILABLE, "not a fixed one"},
		{"types no_size->empty", NULL, UNAVAILABLE, "not a fixed one"},
		{"types no_size[1].first", NULL, UNAVAILABLE, "size of the elements is not known"},
		{"types no_size_held", NULL, UNAVAILABLE, "its size is not in this debuginfo"},
		{"types elsewhere->x", NULL, NOT_FOUND, "struct elsewhere) has no such member"},
		{"types name_outside", "p:probe/types types+0 name_outside=%di:s32", 0, NULL},
		{"types name_number", "p:probe/types types+0 name_number=%di:s32", 0, NULL},
		{"types array_bare", NULL, UNAVAILABLE, "1 to 64 elements"},
		{"types array_bare[0]", NULL, UNAVAILABLE, "size of the elements is not known"},
		{"types array_count", NULL, UNAVAILABLE, "1 to 64 elements"},
		{"types own_type", NULL, UNAVAILABLE, "its type is own_type"},
		{"types own_type->x", NULL, NOT_FOUND, "its type is own_type"},
		{"types of_function", NULL, UNAVAILABLE, "its type is other"},
		{"types of_unit", NULL, UNAVAILABLE, "its type is hostile.c"},
		{"types of_header", NULL, UNAVAILABLE, "its size is not in this debuginfo"},
		{"types of_middle", NULL, UNAVAILABLE, "its size is not in this debuginfo"},
		{"types of_null", NULL, UNAVAILABLE, "its size is not in this debuginfo"},
		{"types of_end", NULL, UNAVAILABLE, "has no type"},
		{"types far_reference", NULL, UNAVAILABLE, "has no type"},
		{"types signature", NULL, UNAVAILABLE, "has no type"},
	};

	(void)state;
	check_table("hostile-types", rows);
}

/* Blocks, calls, references between functions. */
static void test_nesting(void **state)
{
	static const struct row rows[] = {
		{"blocks $params", "p:probe/blocks blocks+0 outer=%di:s32", 0, NULL},
		{"blocks $vars", NULL, FORMAT, "nested over 512 deep"},
		{"blocks innermost", NULL, FORMAT, "nested over 512 deep"},
		{"nested_call", "p:probe/nested_call calls+0", 0, NULL},
		{"last_call", NULL, UNAVAILABLE, "No code is left of last_call"},
		/* Only its symbol is found. */
		{"in_namespaces", "p:probe/in_namespaces in_namespaces+0", 0, NULL},
		{"in_namespaces $params", NULL, UNAVAILABLE, "only a symbol"},
		{"namesakes $params", "p:probe/namesakes namesakes+0 same=%di:s32", 0, NULL},
		{"crowded acyx", "p:probe/crowded crowded+0 acyx=%di:s32", 0, NULL},
		{"crowded none", NULL, NOT_FOUND, "Failed to find 'none'"},
		/* Found by their symbols. */
		{"origin_self $vars", "p:probe/origin_self origin_self+0 own=%di:s32", 0, NULL},
		{"origin_one $vars", "p:probe/origin_one origin_one+0", 0, NULL},
		{"specified_self $vars", "p:probe/specified_self specified_self+0", 0, NULL},
		{"chained $vars", "p:probe/chained chained+0", 0, NULL},
		{"circles $vars", "p:probe/circles circles+0 in_circle=%ax:s32", 0, NULL},
		{"strange_calls $vars", "p:probe/strange_calls strange_calls+0 after=%di:s32", 0,
		 NULL},
		{"bare $vars", "p:probe/bare bare+0", 0, NULL},
		{"nameless $vars", NULL, UNAVAILABLE, "only a symbol"},
		{"three", NULL, NOT_FOUND, "'three' not found"},
	};

	(void)state;
	check_table("hostile-code", rows);
}

static void test_code_ranges(void **state)
{
	static const struct row rows[] = {
		{"low_only", "p:probe/low_only low_only+0", 0, NULL},
		{"high_before", "p:probe/high_before high_before+0", 0, NULL},
		{"high_only", NULL, UNAVAILABLE, "No code is left of high_only"},
		{"high_absurd $vars", "p:probe/high_absurd high_absurd+0 there=%di:s32", 0, NULL},
		{"high_absurd+8 $vars", NULL, UNAVAILABLE, "not within the function"},
		{"empty $vars", "p:probe/empty empty+0 there=%di:s32", 0, NULL},
		{"empty+4", NULL, UNAVAILABLE, "not within the function"},
		{"reversed_ranges", "p:probe/reversed_ranges reversed_ranges+0", 0, NULL},
		{"reversed_ranges $vars", NULL, UNAVAILABLE, "only a symbol"},
		{"overlapping $vars", "p:probe/overlapping overlapping+0 there=%di:s32", 0, NULL},
		{"everywhere $vars", NULL, UNAVAILABLE, "0x0 is in no code"},
		{"indexed", NULL, UNAVAILABLE, "No code is left of"},
		{"unended $vars", "p:probe/unended unended+0 there=%di:s32", 0, NULL},
		{"ranges_outside", NULL, UNAVAILABLE, "No code is left of"},
		{"ranges_number", NULL, UNAVAILABLE, "No code is left of"},
		{"entry_outside $vars", NULL, UNAVAILABLE, "is in no code"},
		{"blocks_outside $vars",
		 "p:probe/blocks_outside blocks_outside+0 everywhere=%di:s32", 0, NULL},
		{"in_no_section", NULL, UNAVAILABLE, "0x10 is in no code"},
		/* The kernel refuses the same probe a second time. */
		{"twins $vars", "p:probe/twins twins+0 there=%di:s32", 0, NULL},
	};

	(void)state;
	check_table("hostile-code", rows);
}

static void test_lists(void **state)
{
	static const struct row rows[] = {
		{"lists overlapping", "p:probe/lists lists+0 overlapping=%di:s32", 0, NULL},
		{"lists+8 overlapping", "p:probe/lists lists+8 overlapping=%di:s32", 0, NULL},
		{"lists backwards", NULL, UNAVAILABLE, "optimized out"},
		{"lists nowhere", NULL, UNAVAILABLE, "optimized out"},
		{"lists everywhere", "p:probe/lists lists+0 everywhere=%di:s32", 0, NULL},
		{"lists many", "p:probe/lists lists+0 many=%di:s32", 0, NULL},
		{"lists+4 many", NULL, UNAVAILABLE, "optimized out"},
		{"lists indexed", NULL, UNAVAILABLE, "cannot be read"},
		{"lists unknown", NULL, UNAVAILABLE, "cannot be read"},
		{"lists cut", NULL, UNAVAILABLE, "cannot be read"},
		{"lists header", NULL, UNAVAILABLE, "cannot be read"},
		{"lists end", NULL, UNAVAILABLE, "cannot be read"},
		{"lists outside", NULL, UNAVAILABLE, "cannot be read"},
		{"lists number", NULL, UNAVAILABLE, "cannot be read"},
		{"lists number_huge", NULL, UNAVAILABLE, "cannot be read"},
		{"lists text", NULL, UNAVAILABLE, "cannot be read"},
		{"lists digit", NULL, UNAVAILABLE, "cannot be read"},
		{"lists reference", NULL, UNAVAILABLE, "constant"},
		{"lists block", NULL, UNAVAILABLE, "cannot be read"},
	};

	(void)state;
	check_table("hostile-places", rows);
}

static void test_expressions(void **state)
{
	static const struct row rows[] = {
		{"nested entry", "p:probe/nested nested+0 entry=%di:s32", 0, NULL},
		{"nested+4 entry", NULL, UNAVAILABLE, "entry"},
		{"nested entry_many", NULL, UNAVAILABLE, "nested too deep"},
		{"nested entry_long", NULL, UNAVAILABLE, "cannot be read"},
		{"nested entry_empty", NULL, UNAVAILABLE, "damaged"},
		{"nested entry_unknown", NULL, UNAVAILABLE, "'entry_unknown' cannot be"},
		{"nested piece_huge", NULL, UNAVAILABLE, "'piece_huge' cannot be"},
		{"nested piece_none", NULL, UNAVAILABLE, "'piece_none' cannot be"},
		{"nested implicit_cut", NULL, UNAVAILABLE, "cannot be read"},
		{"nested pointer_outside", NULL, UNAVAILABLE, "'pointer_outside' cannot be"},
		{"nested convert", NULL, UNAVAILABLE, "'convert' cannot be"},
		{"nested jump_back", NULL, UNAVAILABLE, "'jump_back' cannot be"},
		{"nested jump_away", NULL, UNAVAILABLE, "'jump_away' cannot be"},
		{"nested call", NULL, UNAVAILABLE, "'call' cannot be"},
		{"nested call_far", NULL, UNAVAILABLE, "'call_far' cannot be"},
		{"nested addrx", NULL, UNAVAILABLE, "'addrx' cannot be"},
		{"nested long", "p:probe/nested nested+0 long=+0(%di):s32", 0, NULL},
		{"nested derefs", NULL, UNAVAILABLE, "more than 14 pointers"},
	};

	(void)state;
	check_table("hostile-places", rows);
}

static void test_frames(void **state)
{
	static const struct row rows[] = {
		{"base_empty v", NULL, UNAVAILABLE, "'v' cannot be fetched at base_empty"},
		{"base_self v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_twice v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_entry v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_list v", NULL, UNAVAILABLE, "nested too deep"},
		{"base_piece v", NULL, UNAVAILABLE, "'v' cannot be fetched at base_piece"},
		{"base_constant v", NULL, UNAVAILABLE, "at a fixed address"},
		{"base_outside v", NULL, UNAVAILABLE, "base is not known"},
		{"cfa_self v", NULL, UNAVAILABLE, "nested too deep"},
		{"cfa_frame v", NULL, UNAVAILABLE, "nested too deep"},
		{"cfa_cut v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_underflow v", NULL, UNAVAILABLE, "damaged"},
		{"cfa_unknown v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_register v", NULL, UNAVAILABLE, "DWARF register 4294967295"},
		{"cfa_restored v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_remembered v", "p:probe/cfa_remembered cfa_remembered+0 v=+16(%sp):s32", 0,
		 NULL},
		{"cfa_no_cie v", NULL, UNAVAILABLE, "no call frame information"},
		{"cfa_none v", NULL, UNAVAILABLE, "no call frame information"},
	};

	(void)state;
	check_table("hostile-places", rows);
}

/* What $vars stands for is in the event or in a note. */
static void check_complete(const char *name, const char *text, size_t variables)
{
	_cleanup_image_ struct image *image = open_image(name);
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const double start = processor_seconds();
	struct answer answer = {0};

	check_ok(resolve(image, text, &notes, &answer));
	check_time(start, text);
	assert_int_equal(answer.events, 1);
	assert_int_equal(answer.args + notes.size, variables);
	str_deinit(&answer.lines);
}

static void test_all_variables(void **state)
{
	(void)state;
	check_complete("hostile-types", "types $vars", 42);
	check_complete("hostile-places", "lists $vars", 18);
	check_complete("hostile-places", "nested $vars", 20);
}

/* Every function with everything that can be listed, and all its lines. */
static void list_function(struct image *image, const char *name)
{
	const struct listing_options options = {.externs = true, .ranges = true};
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_line_range_ struct line_range range = {0};
	_cleanup_line_lists_ struct line_lists lists = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const double start = processor_seconds();
	struct sonde_error *error = NULL;

	check_ok(probe_def_parse(name, &def));
	error = listing_make(image, &def, &options, &notes, &places);
	if (error && error->kind != UNAVAILABLE && error->kind != FORMAT)
		fail_msg("%s: %s", name, error->message);
	assert_true(error || places.size);
	sonde_error_destroy(error);
	check_ok(line_range_parse(name, &range));
	/* None of these images has a line table. */
	check_error(line_lists_find(image, &range, false, &lists), NOT_FOUND, name);
	check_time(start, name);
}

static void list_image(const char *name, size_t functions)
{
	_cleanup_image_ struct image *image = open_image(name);
	size_t count = 0;

	for (size_t i = 0; i < index_name_count(image->index); i++) {
		const char *function = index_name(image->index, i);

		/* Two names are none: one is empty, one has a newline. */
		if (!*function || strchr(function, '\n'))
			continue;
		list_function(image, function);
		count++;
	}
	assert_int_equal(count, functions);
}

static void test_listings(void **state)
{
	(void)state;
	list_image("hostile-types", 2);
	list_image("hostile-code", 26);
	list_image("hostile-places", 22);
}

/* What listing a variable of damaged debuginfo gives. */
static void test_listing(void **state)
{
	_cleanup_image_ struct image *image = open_image("hostile-places");
	const struct listing_options options = {.ranges = true};
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	(void)state;
	check_ok(probe_def_parse("lists", &def));
	check_ok(listing_make(image, &def, &options, &notes, &places));
	assert_int_equal(places.size, 1);
	/* All of them are listed; those that are nowhere say why. */
	assert_int_equal(places.data[0].variables.size, 18);
	vec_for_each(&places.data[0].variables, variable) {
		if (!variable->available)
			assert_non_null(variable->reason);
		if (strcmp(variable->name, "backwards") == 0)
			assert_int_equal(variable->ranges.size, 0);
		if (strcmp(variable->name, "overlapping") == 0)
			assert_int_equal(variable->ranges.size, 3);
	}
}

/* A DW_AT_sibling that leads back, and nesting without an end, cost what is behind them. */
static void test_damage(void **state)
{
	static const struct row rows[] = {
		{"behind_itself", "p:probe/behind_itself behind_itself+0", 0, NULL},
		{"behind_itself v", NULL, UNAVAILABLE, "only a symbol"},
		{"first v->first", "p:probe/first first+0 first=+0(%di):s32", 0, NULL},
		{"skipped v", NULL, UNAVAILABLE, "only a symbol"},
		{"last $vars", "p:probe/last last+0 v=%di:x64", 0, NULL},
	};
	static const char *const damaged[] = {"hostile-siblings", "hostile-code"};
	static const char *const whole[] = {"hostile-types", "hostile-places", "expr"};

	(void)state;
	check_table("hostile-siblings", rows);
	for (size_t i = 0; i < 2; i++) {
		_cleanup_image_ struct image *image = open_image(damaged[i]);

		assert_true(image->is_damaged);
	}
	for (size_t i = 0; i < 3; i++) {
		_cleanup_image_ struct image *image = open_image(whole[i]);

		assert_false(image->is_damaged);
	}
}

/* The last test: what all the others took. */
static void test_memory(void **state)
{
	struct rusage usage;

	(void)state;
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	if (usage.ru_maxrss > MEMORY_MAX)
		fail_msg("%ld kB", usage.ru_maxrss);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cycles),	      cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_no_types),      cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_code_ranges),   cmocka_unit_test(test_lists),
		cmocka_unit_test(test_expressions),   cmocka_unit_test(test_frames),
		cmocka_unit_test(test_all_variables), cmocka_unit_test(test_listings),
		cmocka_unit_test(test_listing),	      cmocka_unit_test(test_damage),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("hostile", tests, make_images, NULL);
}
