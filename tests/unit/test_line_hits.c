/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule for the places of lines, on tables made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "probe/line_hits.h"
#include "tests/unit/check.h"

/* Files. */
enum {
	MAIN_C,
	HEAD_H,
	PIECE_INC
};

/* A unit: outer() of main.c from line 10 on, next() from line 50 on, inner() of head.h from 20 on.
 */
struct unit {
	struct copies copies;
	struct line_rows rows;
};

static void unit_deinit(struct unit *unit)
{
	copies_deinit(&unit->copies);
	line_rows_deinit(&unit->rows);
}

static struct unit make_unit(void)
{
	struct unit unit = {.copies = {.is_flat = true}};

	check_ok(vec_push(&unit.copies.declarations, (struct source_line){MAIN_C, 10}));
	check_ok(vec_push(&unit.copies.declarations, (struct source_line){MAIN_C, 50}));
	check_ok(vec_push(&unit.copies.declarations, (struct source_line){HEAD_H, 20}));
	return unit;
}

/* What a copy is, besides its addresses. */
struct made {
	size_t outer;
	Dwarf_Off origin;
	struct source_line declared;
	struct source_line called;
};

static const struct made made_outer = {COPY_NONE, 1, {MAIN_C, 10}, {PATH_NONE, 0}};

/* Add a copy; its entry is the start of its first range. */
static size_t add_copy(struct unit *unit, struct made made, const struct address_range *ranges,
		       size_t count)
{
	struct copies *copies = &unit->copies;
	const size_t at = copies->list.size;
	const struct copy copy = {
		.instance = {.origin = made.origin,
			     .entry = ranges[0].start,
			     .is_inlined = made.outer != COPY_NONE},
		.has_entry = true,
		.outer = made.outer,
		.declared = made.declared,
		.called = made.called,
		.first_range = copies->ranges.size,
		.range_count = count,
	};

	check_ok(vec_push(&copies->list, copy));
	for (size_t i = 0; i < count; i++)
		check_ok(vec_push(&copies->ranges, ranges[i]));
	for (size_t i = at; i != COPY_NONE; i = copies->list.data[i].outer)
		copies->list.data[i].end = copies->list.size;
	return at;
}

static size_t add_plain(struct unit *unit, struct made made, uint64_t start, uint64_t end)
{
	const struct address_range range = {start, end};

	return add_copy(unit, made, &range, 1);
}

static void add_row(struct unit *unit, uint64_t address, uint32_t file, uint32_t line, bool is_stmt)
{
	check_ok(vec_push(&unit->rows, (struct line_row){address, {file, line}, is_stmt}));
}

static void check_hits(const struct unit *unit, size_t at, const char *expected)
{
	_cleanup_(line_owners_deinit) struct line_owners owners = {0};
	_cleanup_(line_hits_deinit) struct line_hits hits = VEC_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(line_hits_find(&unit->copies, &unit->rows, at, &owners, &hits));
	vec_for_each(&hits, hit)
		str_appendf(&text, "%s%u:%u@%llx", text.size ? " " : "", hit->source.file,
			    hit->source.line, (unsigned long long)hit->address);
	assert_string_equal(str_text(&text), expected);
}

static void test_blocks(void **state)
{
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);

	(void)state;
	add_row(&unit, 0xf0, MAIN_C, 12, true);
	add_row(&unit, 0x100, MAIN_C, 10, true);
	add_row(&unit, 0x104, MAIN_C, 12, true);
	add_row(&unit, 0x108, MAIN_C, 12, true);
	/* No statement of 13 begins here, and code of line 0 is of no line. */
	add_row(&unit, 0x10c, MAIN_C, 13, false);
	add_row(&unit, 0x110, MAIN_C, 12, true);
	add_row(&unit, 0x114, MAIN_C, 0, true);
	add_row(&unit, 0x118, MAIN_C, 12, true);
	add_row(&unit, 0x120, MAIN_C, 14, true);
	add_row(&unit, 0x128, MAIN_C, 12, true);
	/* Behind the end. */
	add_row(&unit, 0x200, MAIN_C, 15, true);
	check_hits(&unit, outer, "0:10@100 0:12@104 0:12@128 0:14@120");
}

/* Lines that begin at one address have it all, in any order. */
static void test_one_address(void **state)
{
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);

	(void)state;
	add_row(&unit, 0x100, MAIN_C, 10, true);
	add_row(&unit, 0x100, MAIN_C, 12, true);
	add_row(&unit, 0x100, MAIN_C, 11, true);
	add_row(&unit, 0x100, MAIN_C, 12, true);
	add_row(&unit, 0x100, MAIN_C, 13, false);
	check_hits(&unit, outer, "0:10@100 0:11@100 0:12@100");
}

/* What is inlined at a line does not break it, what is inlined elsewhere does. */
static void test_inlined_at_line(void **state)
{
	static const struct made at_12 = {0, 2, {HEAD_H, 20}, {MAIN_C, 12}};
	static const struct made at_13 = {0, 2, {HEAD_H, 20}, {MAIN_C, 13}};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);
	const size_t first = add_plain(&unit, at_12, 0x108, 0x110);
	const size_t second = add_plain(&unit, at_13, 0x114, 0x118);

	(void)state;
	add_row(&unit, 0x104, MAIN_C, 12, true);
	add_row(&unit, 0x108, HEAD_H, 21, true);
	/* The number of a line of outer(), in another file. */
	add_row(&unit, 0x10c, HEAD_H, 22, true);
	add_row(&unit, 0x110, MAIN_C, 12, true);
	add_row(&unit, 0x114, HEAD_H, 21, true);
	add_row(&unit, 0x118, MAIN_C, 12, true);
	check_hits(&unit, outer, "0:10@100 0:12@104 0:12@118 0:13@114");
	check_hits(&unit, first, "1:20@108 1:21@108 1:22@10c");
	check_hits(&unit, second, "1:20@114 1:21@114");
}

/* A line that is nothing but a call has the call's entry; any statement of its own goes before. */
static void test_only_call(void **state)
{
	static const struct made at_12 = {0, 2, {HEAD_H, 20}, {MAIN_C, 12}};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);

	(void)state;
	add_plain(&unit, at_12, 0x108, 0x110);
	add_row(&unit, 0x104, MAIN_C, 11, true);
	add_row(&unit, 0x108, HEAD_H, 0, true);
	add_row(&unit, 0x110, MAIN_C, 13, true);
	check_hits(&unit, outer, "0:10@100 0:11@104 0:12@108 0:13@110");
	/* Contiguous with the call: the call begins the line. */
	add_row(&unit, 0x114, MAIN_C, 14, true);
	unit.rows.data[2].source.line = 12;
	check_hits(&unit, outer, "0:10@100 0:11@104 0:12@108 0:14@114");
	/* Apart from it. */
	add_row(&unit, 0x118, MAIN_C, 12, true);
	unit.rows.data[2].source.line = 13;
	check_hits(&unit, outer, "0:10@100 0:11@104 0:12@118 0:13@110 0:14@114");
}

/* At the first address of what is inlined, rows of the caller come without an instruction. */
static void test_shared_address(void **state)
{
	static const struct made at_12 = {0, 2, {HEAD_H, 20}, {MAIN_C, 12}};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);
	const size_t inner = add_plain(&unit, at_12, 0x108, 0x110);

	(void)state;
	add_row(&unit, 0x108, MAIN_C, 11, true);
	add_row(&unit, 0x108, MAIN_C, 12, true);
	add_row(&unit, 0x108, HEAD_H, 21, true);
	/* A statement of inner() that has no instruction, behind its end. */
	add_row(&unit, 0x110, HEAD_H, 22, true);
	add_row(&unit, 0x110, MAIN_C, 12, true);
	add_row(&unit, 0x110, MAIN_C, 13, true);
	check_hits(&unit, outer, "0:10@100 0:11@108 0:12@108 0:13@110");
	check_hits(&unit, inner, "1:20@108 1:21@108 1:22@110");
}

/* Instructions that were moved away: the entry, and the rows there, tell where a call is made. */
static void test_moved_away(void **state)
{
	static const struct made at_12 = {0, 2, {HEAD_H, 20}, {MAIN_C, 12}};
	static const struct made at_14 = {0, 2, {HEAD_H, 20}, {MAIN_C, 14}};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);
	const size_t first = add_plain(&unit, at_12, 0x104, 0x108);
	const size_t second = add_plain(&unit, at_14, 0x108, 0x10c);

	(void)state;
	unit.copies.list.data[first].instance.entry = 0x110;
	unit.copies.list.data[second].instance.entry = 0x120;
	add_row(&unit, 0x104, HEAD_H, 21, false);
	add_row(&unit, 0x10c, MAIN_C, 13, true);
	add_row(&unit, 0x10e, HEAD_H, 21, true);
	add_row(&unit, 0x110, MAIN_C, 12, true);
	add_row(&unit, 0x110, HEAD_H, 21, true);
	add_row(&unit, 0x114, HEAD_H, 22, true);
	add_row(&unit, 0x120, HEAD_H, 22, true);
	check_hits(&unit, outer, "0:10@100 0:12@110 0:13@10c 0:14@120");
	/* Before any begins, the first one is meant. */
	check_hits(&unit, first, "1:20@110 1:21@10e 1:21@110 1:22@114");
	check_hits(&unit, second, "1:20@120 1:22@120");
}

/* The rows of two copies of a unit, one after the other. */
static void test_owners(void **state)
{
	static const struct made next = {COPY_NONE, 3, {MAIN_C, 50}, {PATH_NONE, 0}};
	_cleanup_(line_owners_deinit) struct line_owners owners = {0};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t a = add_plain(&unit, made_outer, 0x100, 0x110);
	const size_t b = add_plain(&unit, next, 0x110, 0x120);

	(void)state;
	add_row(&unit, 0x100, MAIN_C, 11, true);
	add_row(&unit, 0x104, MAIN_C, 0, true);
	/* Of inner(), which has no copy here. */
	add_row(&unit, 0x108, HEAD_H, 21, true);
	add_row(&unit, 0x110, MAIN_C, 51, true);
	check_ok(line_owners_of(&unit.copies, &unit.rows, a, &owners));
	assert_int_equal(owners.rows.size, 3);
	assert_int_equal(owners.rows.data[0].owner, a);
	assert_int_equal(owners.rows.data[1].owner, COPY_NONE);
	assert_int_equal(owners.rows.data[2].owner, COPY_NONE);
	check_ok(line_owners_of(&unit.copies, &unit.rows, b, &owners));
	assert_int_equal(owners.root, b);
	assert_int_equal(owners.rows.size, 1);
	assert_int_equal(owners.rows.data[0].owner, b);
}

/* Each piece has its own places; pieces that touch are one. */
static void test_pieces(void **state)
{
	static const struct address_range ranges[] = {{0x100, 0x110}, {0x110, 0x120}, {0x40, 0x60}};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_copy(&unit, made_outer, ranges, 3);

	(void)state;
	add_row(&unit, 0x40, MAIN_C, 12, true);
	add_row(&unit, 0x60, MAIN_C, 51, true);
	add_row(&unit, 0x108, MAIN_C, 12, true);
	add_row(&unit, 0x110, MAIN_C, 12, true);
	check_hits(&unit, outer, "0:10@100 0:12@40 0:12@108");
}

/* The next function's lines are not this one's; those of a piece from elsewhere are. */
static void test_text(void **state)
{
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);

	(void)state;
	add_row(&unit, 0x104, MAIN_C, 49, true);
	add_row(&unit, 0x108, MAIN_C, 50, true);
	add_row(&unit, 0x10c, MAIN_C, 60, true);
	add_row(&unit, 0x110, MAIN_C, 9, true);
	add_row(&unit, 0x114, PIECE_INC, 3, true);
	check_hits(&unit, outer, "0:9@110 0:10@100 0:49@104 2:3@114");
	/* Functions can lie within functions. */
	unit.copies.is_flat = false;
	check_hits(&unit, outer, "0:9@110 0:10@100 0:49@104 0:50@108 0:60@10c 2:3@114");
}

/* A function that was split and put together again is one; so are those of one macro. */
static void test_rest(void **state)
{
	static const struct made rest = {0, 1, {MAIN_C, 10}, {MAIN_C, 10}};
	static const struct made in_rest = {1, 2, {HEAD_H, 20}, {MAIN_C, 12}};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);

	(void)state;
	add_plain(&unit, rest, 0x108, 0x180);
	add_plain(&unit, in_rest, 0x110, 0x118);
	add_row(&unit, 0x104, MAIN_C, 11, true);
	add_row(&unit, 0x108, MAIN_C, 11, true);
	add_row(&unit, 0x10c, MAIN_C, 12, true);
	add_row(&unit, 0x110, HEAD_H, 21, true);
	add_row(&unit, 0x118, MAIN_C, 12, true);
	check_hits(&unit, outer, "0:10@100 0:11@104 0:12@10c");
	unit.copies.list.data[1].instance.origin = 3;
	check_hits(&unit, outer, "0:10@100 0:11@104 0:12@10c");
	unit.copies.list.data[1].declared.line = 50;
	/* Now another function, inlined at line 10, and line 12 is split by what is in it. */
	unit.rows.data[1].source.line = 51;
	check_hits(&unit, outer, "0:10@100 0:11@104 0:12@10c 0:12@118");
}

static void test_nothing(void **state)
{
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);

	(void)state;
	check_hits(&unit, outer, "0:10@100");
	unit.copies.list.data[outer].has_entry = false;
	check_hits(&unit, outer, "");
	/* A call from a line that is not told. */
	add_plain(&unit, (struct made){0, 2, {HEAD_H, 20}, {PATH_NONE, 0}}, 0x108, 0x110);
	add_row(&unit, 0x104, PATH_NONE, 12, true);
	add_row(&unit, 0x108, HEAD_H, 21, true);
	check_hits(&unit, outer, "");
}

/* A call from a line of no file, which only damaged debuginfo has. */
static void test_call_without_file(void **state)
{
	static const struct made inner = {0, 2, {HEAD_H, 20}, {PATH_NONE, 12}};
	_cleanup_(unit_deinit) struct unit unit = make_unit();
	const size_t outer = add_plain(&unit, made_outer, 0x100, 0x200);

	(void)state;
	unit.copies.list.data[outer].has_entry = false;
	add_plain(&unit, inner, 0x108, 0x110);
	add_plain(&unit, inner, 0x118, 0x120);
	/* No place is open at the second call. */
	check_hits(&unit, outer, "");
	add_row(&unit, 0x100, MAIN_C, 13, true);
	add_row(&unit, 0x114, MAIN_C, 13, true);
	check_hits(&unit, outer, "0:13@100 0:13@114");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_one_address),
		cmocka_unit_test(test_inlined_at_line),
		cmocka_unit_test(test_only_call),
		cmocka_unit_test(test_shared_address),
		cmocka_unit_test(test_moved_away),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_call_without_file),
	};

	return cmocka_run_group_tests_name("line_hits", tests, NULL, NULL);
}
