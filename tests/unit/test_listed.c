/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/check.h"
#include "tracefs/listed.h"

struct row {
	enum dynevent_kind kind;
	const char *written;
	const char *listed;
};

/* As kernels 6.1 and 6.12 list them. */
static const struct row same[] = {
	{DYNEVENT_KPROBE, "p:a/b f", "p:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b f+0", "p:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b f+16", "p:a/b f+16"},
	{DYNEVENT_KPROBE, "p:a/b f+0x10", "p:a/b f+16"},
	{DYNEVENT_KPROBE, "  p:a/b\tf+0  x=%di", "p:a/b f x=%di"},
	{DYNEVENT_KPROBE, "p:f f", "p:kprobes/f f"},
	{DYNEVENT_KPROBE, "p:a/b mod:f+0 x=+8(%di):u32", "p:a/b mod:f x=+8(%di):u32"},
	{DYNEVENT_KPROBE, "r:a/b f+0 ret=$retval:s64", "r:a/b f ret=$retval:s64"},
	{DYNEVENT_KPROBE, "r:a/b f+0", "r10:a/b f"},
	{DYNEVENT_KPROBE, "r10:a/b f+0", "r10:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b _text+4242 x=@_text+8", "p:a/b _text+4242 x=@_text+8"},
	{DYNEVENT_KPROBE, "p:a/b f.isra.0+0", "p:a/b f.isra.0"},
	{DYNEVENT_KPROBE, "p:a/b f %di %si:u8", "p:a/b f arg1=%di arg2=%si:u8"},
	{DYNEVENT_KPROBE, "p:a/b f x=%di:%pd y=%si", "p:a/b f x=+0x0(+0x28(%di)):string y=%si"},
	{DYNEVENT_KPROBE, "p:a/b f %di:%pD", "p:a/b f arg1=+0x0(+0x28(+0x40(%di))):string"},
	{DYNEVENT_UPROBE, "p:a/b /bin/app:0x10 n=%di", "p:a/b /bin/app:0x0000000000000010 n=%di"},
	{DYNEVENT_UPROBE, "p:a/b /b:in/app:0x10", "p:a/b /b:in/app:0x0000000000000010"},
	{DYNEVENT_UPROBE, "p:a/b /bin/app:0x10(0x20)", "p:a/b /bin/app:0x0000000000000010(0x20)"},
};

static const struct row different[] = {
	{DYNEVENT_KPROBE, "p:a/b f", "p:a/c f"},
	{DYNEVENT_KPROBE, "p:a/b f", "p:c/b f"},
	{DYNEVENT_KPROBE, "p:a/b f", "r:a/b f"},
	{DYNEVENT_KPROBE, "r:a/b f", "p:a/b f"},
	{DYNEVENT_KPROBE, "r7:a/b f", "r10:a/b f"},
	{DYNEVENT_KPROBE, "r7:a/b f", "r:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b f", "p:a/b g"},
	{DYNEVENT_KPROBE, "p:a/b f", "p:a/b ff"},
	{DYNEVENT_KPROBE, "p:a/b f+0", "p:a/b f+1"},
	{DYNEVENT_KPROBE, "p:a/b f+10", "p:a/b f+1"},
	{DYNEVENT_KPROBE, "p:a/b f+1x", "p:a/b f+1"},
	{DYNEVENT_KPROBE, "p:a/b f+1(0x20)", "p:a/b f+1"},
	{DYNEVENT_KPROBE, "p:a/b mod:f", "p:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b f+0%return", "r:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b 0xffffffff81234567", "p:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b 0xffffffff81234567 x=%di", "p:a/b 0x00000000d1a2b3c4 x=%di"},
	{DYNEVENT_KPROBE, "p:a/b f x=%di", "p:a/b f"},
	{DYNEVENT_KPROBE, "p:a/b f", "p:a/b f x=%di"},
	{DYNEVENT_KPROBE, "p:a/b f x=%di", "p:a/b f x=%si"},
	{DYNEVENT_KPROBE, "p:a/b f x=%di", "p:a/b f y=%di"},
	{DYNEVENT_KPROBE, "p:a/b f x=%di", "p:a/b f x=%dii"},
	{DYNEVENT_KPROBE, "p:a/b f %di", "p:a/b f arg2=%di"},
	{DYNEVENT_KPROBE, "p:a/b f %di", "p:a/b f arg1=%dii"},
	{DYNEVENT_KPROBE, "p:a/b f x=%di:%pd", "p:a/b f y=+0x0(+0x28(%di)):string"},
	{DYNEVENT_KPROBE, "p:a/b f x=%di:%pd", "p:a/b f x"},
	{DYNEVENT_UPROBE, "p:a/b /bin/app:0x10", "p:a/b /bin/app:0x0000000000000011"},
	{DYNEVENT_UPROBE, "p:a/b /bin/app:0x10", "p:a/b /bin/ap:0x0000000000000010"},
	{DYNEVENT_UPROBE, "p:a/b /bin/app:0x10(0x20)", "p:a/b /bin/app:0x0000000000000010"},
	{DYNEVENT_UPROBE, "p:a/b /bin/app:0x10(0x20", "p:a/b /bin/app:0x0000000000000010(0x20)"},
};

static bool is_listed(const struct row *row)
{
	_cleanup_dynevent_ struct dynevent written = {0};
	_cleanup_dynevent_ struct dynevent listed = {0};

	check_ok(dynevent_parse(row->kind, row->written, &written));
	check_ok(dynevent_parse(row->kind, row->listed, &listed));
	return dynevent_listed_as(&written, &listed);
}

static void test_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		if (!is_listed(&same[i]))
			fail_msg("'%s' is not '%s'", same[i].written, same[i].listed);
	}
}

static void test_different(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(different) / sizeof(different[0]); i++) {
		if (is_listed(&different[i]))
			fail_msg("'%s' is '%s'", different[i].written, different[i].listed);
	}
}

static void test_kind(void **state)
{
	_cleanup_dynevent_ struct dynevent written = {0};
	_cleanup_dynevent_ struct dynevent listed = {0};

	(void)state;
	check_ok(dynevent_parse(DYNEVENT_KPROBE, "p:a/b f", &written));
	check_ok(dynevent_parse(DYNEVENT_UPROBE, "p:a/b f", &listed));
	assert_false(dynevent_listed_as(&written, &listed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_different),
		cmocka_unit_test(test_kind),
	};

	return cmocka_run_group_tests_name("listed", tests, NULL, NULL);
}
