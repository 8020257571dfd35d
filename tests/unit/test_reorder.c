/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arguments of an event in the order of another definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/grammar.h"
#include "probe/reorder.h"
#include "tests/unit/check.h"

struct row {
	const char *from, *to;
	/** The arguments of an event of the first, and as those of the second. */
	const char *made, *wanted;
};

static const struct row rows[] = {
	{"f a b", "f a b", "a=%di b=%si", "a=%di b=%si"},
	{"f a b", "f b a", "a=%di b=%si", "b=%si a=%di"},
	{"f a b c", "f c a b", "a=%di b=%si c=%dx:u8", "c=%dx:u8 a=%di b=%si"},
	/* A number tells the second of a name from the first, in either order. */
	{"f a->x b->x", "f b->x a->x", "x=+0(%di) x_1=+8(%si)", "x=+8(%si) x_1=+0(%di)"},
	{"f a->x b->x c->x", "f c.x a.x b.x", "x=+0(%di) x_1=+8(%si) x_2=+16(%dx)",
	 "x=+16(%dx) x_1=+0(%di) x_2=+8(%si)"},
	{"f a->x c b->x", "f c b->x a->x", "x=+0(%di) c=%cx x_1=+8(%si)",
	 "c=%cx x=+8(%si) x_1=+0(%di)"},
	/* One that was asked for stays whose it is. */
	{"f a->x x_1=b->x", "f x_1=b->x a->x", "x=+0(%di) x_1=+8(%si)", "x_1=+8(%si) x=+0(%di)"},
	{"f x=a->y b->x", "f b->x x=a->y", "x=+0(%di) x_1=+8(%si)", "x_1=+8(%si) x=+0(%di)"},
	/* Without a name: by its position. */
	{"f %di b", "f b %di", "arg1=%di b=%si", "b=%si arg2=%di"},
	{"f %di %si", "f %si %di", "arg1=%di arg2=%si", "arg1=%si arg2=%di"},
	{"f%return $retval %si", "f%return %si $retval", "arg1=$retval arg2=%si",
	 "arg1=%si arg2=$retval"},
	{"f a a b", "f b a a", "a=%di a_1=%di b=%si", "b=%si a=%di a_1=%di"},
	/* Nobody knows whose the event's are, or the two ask for different things. */
	{"f $params b", "f b $params", "x=%di b=%si", "x=%di b=%si"},
	{"f s b", "f b s", "s_x=%di s_y=%dx b=%si", "s_x=%di s_y=%dx b=%si"},
	{"f a b", "f b c", "a=%di b=%si", "a=%di b=%si"},
	{"f a b", "f b", "a=%di b=%si", "a=%di b=%si"},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_probe_def_ struct probe_def from = {0}, to = {0};
		_cleanup_probe_event_ struct probe_event event = {0};
		_cleanup_str_ struct str line = STR_INIT, wanted = STR_INIT, is = STR_INIT;

		str_appendf(&line, "r:probe/f f+0 %s", rows[i].made);
		str_appendf(&wanted, "r:probe/f f+0 %s", rows[i].wanted);
		check_ok(probe_def_parse(rows[i].from, &from));
		check_ok(probe_def_parse(rows[i].to, &to));
		check_ok(probe_event_parse(str_text(&line), &event));
		check_ok(reorder_args(&from, &to, &event));
		probe_event_print(&event, &is);
		assert_string_equal(str_text(&is), str_text(&wanted));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
