/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types that no compiler makes, of tests/dwarf/hostile-types.s; see test_hostile.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/hostile.h"

#define UNAVAILABLE SONDE_ERROR_UNAVAILABLE
#define NOT_FOUND   SONDE_ERROR_NOT_FOUND

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_no_types),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("hostile types", tests, make_images, NULL);
}
