/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Definitions that are accepted: what they become, and how they are printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/grammar.h"
#include "probe/print.h"

struct row {
	const char *text;
	/** Canonical spelling. */
	const char *printed;
};

static const struct row rows[] = {
	{"vfs_read", "vfs_read"},
	{"vfs_read file buf:string@user count", "vfs_read file buf:string@user count"},
	{"vfs_read+0x14 %di x=%si:x64 $stack2 @jiffies+4 @0xffffffff81000000 +0(%si):string "
	 "+u0(+8(%di)):ustring",
	 "vfs_read+20 %di x=%si:x64 $stack2 @jiffies+4 @0xffffffff81000000 +0(%si):string "
	 "+u0(+8(%di)):ustring"},
	{"f \\42 \\\"text\" $comm $arg1", "f \\42 \\\"text\" $comm $arg1"},
	{"vfs_read%return $retval $retval->x $retval:s32",
	 "vfs_read%return $retval $retval->x $retval:s32"},
	{"fs/read_write.c:10 $params", "fs/read_write.c:10 $params"},
	{"fs/read_write.c;a=b+c", "fs/read_write.c;a=b+c"},
	{"func;ret=*", "func;ret=*"},
	{"0xffffffff81000000 $vars", "0xffffffff81000000 $vars"},
	{"%sdt_libc:setjmp", "%sdt_libc:setjmp"},
	{"%setjmp@/usr/lib/libc.so a b", "%setjmp@/usr/lib/libc.so a b"},
	{"sdt_libc:setjmp", "%sdt_libc:setjmp"},
	{"sdt_func:3", "sdt_func:3"},
	{"vfs_* a", "vfs_* a"},
	{"vfs_[rw]*d a", "vfs_[rw]*d a"},
	{"vfs_\\* a", "vfs_\\* a"},
	{"a\\*b* x", "a\\*b* x"},
	{"a\\[b x", "a\\[b x"},
	{"ns::klass::method(int, char const*)%return",
	 "ns::klass::method(int, char const*)%return"},
	{"ns::K::operator()(int) const:3 x", "ns::K::operator()(int) const:3 x"},
	{"ns::K::operator+ a", "ns::K::operator+ a"},
	{"ns::K::operator=(K const&) a", "ns::K::operator=(K const&) a"},
	{"ev=ns::K::operator== a", "ev=ns::K::operator== a"},
	{"a::operator bool x", "a::operator bool x"},
	{"f<int, std::vector<int>>:3", "f<int, std::vector<int>>:3"},
	{"<T as core::fmt::Debug>::fmt", "<T as core::fmt::Debug>::fmt"},
	{"foo::~T", "foo::~T"},
	{"f t.0 a.Some.0->b Base::x p->Base<int>::x:u8",
	 "f t.0 a.Some.0->b Base::x p->Base<int>::x:u8"},
	{"ns::K::operator new[] n", "ns::K::operator new[] n"},
	{"operator new[](unsigned long) n", "operator new[](unsigned long) n"},
	{"operator delete %di", "operator delete %di"},
	{"operator bool x", "operator bool x"},
	{"K::operator unsigned long x", "K::operator unsigned long x"},
	{"K::operator char const*() const x", "K::operator char const*() const x"},
	{"K::operator<< <char> x", "K::operator<< <char> x"},
	{"K::operator<< <char>(char) const & x", "K::operator<< <char>(char) const & x"},
	{"K::f() && x", "K::f() && x"},
	{"malloc@GLIBC_2.2.5 %di", "malloc@GLIBC_2.2.5 %di"},
	{"memcpy@@GLIBC_2.14%return", "memcpy@@GLIBC_2.14%return"},
	{"f@\\@x.c", "f@@x.c"},
	{"K::f() const volatile:3 x", "K::f() const volatile:3 x"},
	{"K::f() const=%di", "K::f() const=%di"},
	{"(anonymous namespace)::f%return", "(anonymous namespace)::f%return"},
	{"E=ns::f:3", "E=ns::f:3"},
	{"G:E=ns::f+4", "G:E=ns::f+4"},
	{"f(int)::{lambda(int, char)#1}::operator()+4 a",
	 "f(int)::{lambda(int, char)#1}::operator()+4 a"},
	{"{closure#0}:2", "{closure#0}:2"},
	{"a::{impl#3}::f@x.rs:2", "a::{impl#3}::f@x.rs:2"},
	{"ns::Box<int*>::get", "ns::Box<int*>::get"},
	{"f[abi:cxx11](int)", "f[abi:cxx11](int)"},
	{"ns::*", "ns::*"},
	{"*::method%return", "*::method%return"},
	{"apply<fn(u64) -> u64> a", "apply<fn(u64) -> u64> a"},
	{"vfs_*", "vfs_*"},
	{"[a-z]*+4", "[a-z]*+4"},
	/* A `[` that nothing closes is no set; a `*` in a signature no pattern, however it is
	   written; a `.` not escaped makes a file of a pattern, and a `{` is not closed behind the
	   name. */
	{"f*(a[b)c", "f*\\(a\\[b\\)c"},
	{"f*(a[b)c]", "f*\\(a[b\\)c]"},
	{"{f[a}", "\\{f\\[a}"},
	{"\\{f;a}", "\\{f;a}"},
	{"\\{a.c};p x", "\\{a.c};p x"},
	{"*operator new[]", "*operator\\ new\\[]"},
	{"f\\ (a* b)", "f\\ \\(a\\*\\ b\\)"},
	{"f\\.0*:5", "f\\.0*:5"},
	{"f.0*", "f.0*"},
	{"func@path/with\\:colon:3", "func@path/with\\:colon:3"},
	{"foo\\.isra\\.0:5", "foo\\.isra\\.0:5"},
	{"foo.isra.0@x.c:5", "foo.isra.0@x.c:5"},
	{"foo.isra.0+5", "foo.isra.0+5"},
	{"FUNC:0", "FUNC:0"},
	{"@Makefile:10", "@Makefile:10"},
	{"f (struct foo *)p->m", "f (struct foo *)p->m"},
	{"f ((struct foo*)p)->m[2]", "f (struct foo *)p->m[2]"},
	{"f ((struct foo *)p->q.r)->m[2]", "f ((struct foo *)p->q.r)->m[2]"},
	{"f (struct foo*)p", "f (struct foo *)p"},
	{"f ((struct foo*)p->q)", "f ((struct foo *)p->q)"},
	{"f (unsigned  long)n", "f (unsigned long)n"},
	{"f (u32)p->m", "f (u32)p->m"},
	{"f ((u32)p->m)", "f (u32)p->m"},
	{"f ((ptr_t)p)->m", "f ((ptr_t)p)->m"},
	{"f (enum e)n:x", "f (enum e)n:x"},
	{"f (const struct foo **)p[0]->m:u8", "f (struct foo **)p[0]->m:u8"},
	{"f (foo_t)p.x", "f (foo_t)p.x"},
	{"foo.c", "foo.c"},
	{"f+0%return", "f%return"},
	{"f a:b4@3/32@user", "f a:b4@3/32@user"},
	{"f +0(%di):u8[3]", "f +0(%di):u8[3]"},
	{"f \303\251->\303\274", "f \303\251->\303\274"},
	{"f ns::var:u32", "f ns::var:u32"},
	{"f a:u", "f a:u"},
	{"f a:%pd", "f a:%pd"},
	{"f @jiffies-4:u32 @+0x10:u8[4]", "f @jiffies-4:u32 @+0x10:u8[4]"},
	{"f \\\"$retval\"", "f \\\"$retval\""},
	{"0xffff%return $retval", "0xffff%return $retval"},
	{"f;a b", "f;a b"},
	{"f@a;p=*", "f@a;p=*"},
	{"f;a\\ b x", "f;a\\ b x"},
	{"@f;p", "@f;p"},
	{"f:3@a", "f@a:3"},
	{"f+3@a", "f@a+3"},
	{"f%return@a", "f@a%return"},
	{"f:0%return", "f%return"},
	{"f operator", "f operator"},
	{"operator=f", "operator=f"},
	{"operator+5", "operator+5"},
	{"operator%return", "operator%return"},
	{"operator+", "operator+"},
	{"operator=", "operator="},
	{"ns::operator\\+5", "ns\\:\\:operator\\+5"},
	/* An argument that would be a part of the name, were it printed without escapes. */
	{"::o\\perator x", "\\:\\:o\\perator x"},
	{"o\\perator x", "operator x"},
	{"o\\perator int", "o\\perator int"},
	{"o\\perator@a.c int", "operator@a.c int"},
	{"a::\\operator x", "a\\:\\:o\\perator x"},
	{"K::operator\\ unsigned long", "K\\:\\:o\\perator\\ unsigned long"},
	{"*::o\\perator x", "*\\:\\:o\\perator x"},
	{"*o\\perator int", "*o\\perator int"},
	/* The last brace closes the inner one. */
	{"{a\\ b{c} x", "\\{a\\ b{c} x"},
	{"e=%sdt_a:b", "e=%sdt_a:b"},
	{"sdt_a::b", "sdt_a::b"},
	{"sdt_a\\:b", "sdt_a\\:b"},
	{"\\0x12", "\\0x12"},
	{"\\0x10]", "\\0x10]"},
	{"\\0x1*", "\\0x1*"},
	{"*operator \t int", "*operator\\ int"},
	{"f[ \t;]:3", "f[\\ \\;]:3"},
	{"f*\\ \\ x", "f*\\ \\ x"},
	{"operator=sdt_a:b", "operator=%sdt_a:b"},
	{"operator=%return", "operator=%return"},
	{"a.b.c(...):5", "a.b.c\\(...\\):5"},
	{"f(char\\ const*,...):5", "f(char const*,...):5"},
	{"f(char const*,...):5", "f(char const*,...):5"},
	{"dir.d/x:3", "dir.d/x:3"},
	{"f($x) a", "f($x) a"},
	{"::f", "::f"},
	{"f a.b[-1].c", "f a.b[-1].c"},
	{"f a:s@user", "f a:s@user"},
	{"f x:u8[64] y:char z:symstr w:%pD", "f x:u8[64] y:char z:symstr w:%pD"},
	{"f (unsigned long *)p[0x10]", "f (unsigned long *)p[16]"},
	{"f  \t a \tb  ", "f a b"},
	{"  f", "f"},
	{"f %r10 $stack $COMM $current", "f %r10 $stack $COMM $current"},
};

static void parse(const char *text, struct probe_def *ret)
{
	_cleanup_error_ struct sonde_error *error = probe_def_parse(text, ret);

	if (error)
		fail_msg("%s: %s (column %zu)", text, error->message, error->column);
}

/* text -> definition -> text -> the same definition -> the same text */
static void test_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_probe_def_ struct probe_def first = {0}, second = {0};
		_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;

		parse(rows[i].text, &first);
		probe_def_print(&first, &printed);
		assert_string_equal(str_text(&printed), rows[i].printed);
		parse(str_text(&printed), &second);
		assert_true(probe_def_equal(&first, &second));
		probe_def_print(&second, &again);
		assert_string_equal(str_text(&again), str_text(&printed));
	}
}

/* What perf takes for the beginning of a line number, an event's name and so on is escaped. */
static void test_escaped(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_probe_def_ struct probe_def first = {0}, second = {0};
		_cleanup_str_ struct str escaped = STR_INIT;

		parse(rows[i].text, &first);
		probe_def_print_escaped(&first, &escaped);
		parse(str_text(&escaped), &second);
		assert_true(probe_def_equal(&first, &second));
		if (first.point.kind == PROBE_POINT_FUNCTION && !first.args.size)
			assert_null(strstr(str_text(&escaped), "::"));
	}
}

struct point_row {
	const char *text;
	enum probe_point_kind kind;
	enum probe_place place;
	const char *function;
	const char *file;
	uint64_t number;
};

static const struct point_row point_rows[] = {
	{"vfs_read", PROBE_POINT_FUNCTION, PROBE_PLACE_ENTRY, "vfs_read", NULL, 0},
	{"vfs_read:12", PROBE_POINT_FUNCTION, PROBE_PLACE_LINE, "vfs_read", NULL, 12},
	{"vfs_read:0", PROBE_POINT_FUNCTION, PROBE_PLACE_LINE, "vfs_read", NULL, 0},
	{"vfs_read+0x14", PROBE_POINT_FUNCTION, PROBE_PLACE_OFFSET, "vfs_read", NULL, 20},
	{"vfs_read+0", PROBE_POINT_FUNCTION, PROBE_PLACE_OFFSET, "vfs_read", NULL, 0},
	{"vfs_read%return", PROBE_POINT_FUNCTION, PROBE_PLACE_RETURN, "vfs_read", NULL, 0},
	{"f@a/b.c:3", PROBE_POINT_FUNCTION, PROBE_PLACE_LINE, "f", "a/b.c", 3},
	{"f@a\\:b", PROBE_POINT_FUNCTION, PROBE_PLACE_ENTRY, "f", "a:b", 0},
	{"a/b.c:3", PROBE_POINT_SOURCE, PROBE_PLACE_LINE, NULL, "a/b.c", 3},
	{"a/b.c;x", PROBE_POINT_SOURCE, PROBE_PLACE_PATTERN, NULL, "a/b.c", 0},
	{"a\\+b.c:3", PROBE_POINT_SOURCE, PROBE_PLACE_LINE, NULL, "a+b.c", 3},
	{"@Makefile:3", PROBE_POINT_SOURCE, PROBE_PLACE_LINE, NULL, "Makefile", 3},
	{"f.isra.0+3", PROBE_POINT_FUNCTION, PROBE_PLACE_OFFSET, "f.isra.0", NULL, 3},
	{"f\\.isra\\.0:3", PROBE_POINT_FUNCTION, PROBE_PLACE_LINE, "f.isra.0", NULL, 3},
	{"f(char const*, ...):3", PROBE_POINT_FUNCTION, PROBE_PLACE_LINE, "f(char const*, ...)",
	 NULL, 3},
	{"f(int,\t  int)", PROBE_POINT_FUNCTION, PROBE_PLACE_ENTRY, "f(int, int)", NULL, 0},
	{"ns::k::m:3", PROBE_POINT_FUNCTION, PROBE_PLACE_LINE, "ns::k::m", NULL, 3},
	{"0xffff", PROBE_POINT_ADDRESS, PROBE_PLACE_ENTRY, NULL, NULL, 0xffff},
	{"0xffffffffffffffff%return", PROBE_POINT_ADDRESS, PROBE_PLACE_RETURN, NULL, NULL,
	 UINT64_MAX},
	{"\\0xffff", PROBE_POINT_FUNCTION, PROBE_PLACE_ENTRY, "0xffff", NULL, 0},
	{"%a@/b\\ c:d", PROBE_POINT_MARKER, PROBE_PLACE_ENTRY, NULL, "/b c:d", 0},
};

static void assert_text(const char *text, const char *expected)
{
	if (expected && text)
		assert_string_equal(text, expected);
	else
		assert_ptr_equal(text, expected);
}

static void test_point(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(point_rows) / sizeof(*point_rows); i++) {
		const struct point_row *row = &point_rows[i];
		_cleanup_probe_def_ struct probe_def def = {0};

		parse(row->text, &def);
		assert_int_equal(def.point.kind, row->kind);
		assert_int_equal(def.point.place, row->place);
		assert_text(def.point.function, row->function);
		assert_text(def.point.file, row->file);
		assert_int_equal(def.point.line + def.point.offset + def.point.address,
				 row->number);
	}
}

static void test_names(void **state)
{
	_cleanup_probe_def_ struct probe_def named = {0}, marker = {0}, bare = {0}, pattern = {0};

	(void)state;
	parse("g:e=f", &named);
	assert_string_equal(named.group, "g");
	assert_string_equal(named.event, "e");
	parse("e=%sdt_a:b-c*@12ab", &marker);
	assert_null(marker.group);
	assert_string_equal(marker.event, "e");
	assert_string_equal(marker.point.marker_group, "sdt_a");
	assert_string_equal(marker.point.marker_event, "b-c*");
	assert_string_equal(marker.point.file, "12ab");
	parse("sdt_a:b", &bare);
	assert_int_equal(bare.point.kind, PROBE_POINT_MARKER);
	assert_string_equal(bare.point.marker_group, "sdt_a");
	parse("f;a\\ =*(", &pattern);
	assert_string_equal(pattern.point.pattern, "a\\ =*(");
	assert_null(pattern.event);
}

static void test_arg(void **state)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	const struct probe_arg *args;

	(void)state;
	parse("f x=(const struct foo*)p->m[-3].n:s@user r=%di:x8 ns::v", &def);
	assert_int_equal(def.args.size, 3);
	args = def.args.data;
	assert_int_equal(args[0].kind, PROBE_ARG_VARIABLE);
	assert_string_equal(args[0].name, "x");
	assert_string_equal(args[0].cast, "struct foo *");
	assert_int_equal(args[0].cast_after, 0);
	assert_int_equal(args[0].cast_column, 6);
	assert_string_equal(args[0].base, "p");
	assert_string_equal(args[0].type, "s");
	assert_true(args[0].user);
	assert_int_equal(args[0].column, 3);
	assert_int_equal(args[0].steps.size, 3);
	assert_string_equal(args[0].steps.data[0].member, "m");
	assert_true(args[0].steps.data[0].arrow);
	assert_int_equal(args[0].steps.data[0].column, 25);
	assert_null(args[0].steps.data[1].member);
	assert_int_equal(args[0].steps.data[1].index, -3);
	assert_false(args[0].steps.data[2].arrow);
}

struct name_row {
	const char *arg;
	const char *name;
};

static void test_default_names(void **state)
{
	static const struct name_row names[] = {
		{"buf", "buf"},
		{"buf:string@user", "buf_string"},
		{"a:b4@3/32", "a_b4_3_32"},
		{"a[2]:u8", "a"},
		{"a->b.c[1]", "c"},
		{"ns::v", "ns__v"},
		{"a->b::c", "b__c"},
		{"t.0", "__0"},
		{"$retval", ""},
		{"$retval->x", "x"},
		{"$retval[2]", "retval"},
		{"%di:u8", ""},
		{"$params", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		_cleanup_probe_def_ struct probe_def def = {0};
		_cleanup_str_ struct str text = STR_INIT, name = STR_INIT;

		str_appendf(&text, "f%%return %s", names[i].arg);
		parse(str_text(&text), &def);
		probe_arg_print_default_name(&def.args.data[0], &name);
		assert_string_equal(str_text(&name), names[i].name);
	}
}

static void test_error(void **state)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	(void)state;
	parse("f nope", &def);
	error = probe_def_error(&def, SONDE_ERROR_NOT_FOUND, def.args.data[0].column, "No '%s'.",
				def.args.data[0].base);
	assert_int_equal(error->kind, SONDE_ERROR_NOT_FOUND);
	assert_string_equal(error->message, "No 'nope'.");
	assert_string_equal(error->text, "f nope");
	assert_int_equal(error->column, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_point),	   cmocka_unit_test(test_names),
		cmocka_unit_test(test_arg),	   cmocka_unit_test(test_default_names),
		cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
