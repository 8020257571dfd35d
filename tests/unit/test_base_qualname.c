/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/cxxname.h"
#include "base/qualname.h"
#include "tests/unit/check.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

struct spelling_test {
	const char *name;
	const char *spelled;
};

static void test_spelling(void **state)
{
	static const struct spelling_test tests[] = {
		{"vfs_read", "vfs_read"},
		{"f( int,  char const * )", "f(int,char const*)"},
		{"f(const char *)", "f(char const*)"},
		{"f(const std::vector<int> &)", "f(std::vector<int>const&)"},
		{"f(std::vector<int> const&)", "f(std::vector<int>const&)"},
		{"f(const unsigned long int)", "f(unsigned long const)"},
		{"Box<long unsigned int>::get", "Box<unsigned long>::get"},
		{"f(unsigned int, short int, long long int)", "f(unsigned,short,long long)"},
		{"f(signed char, long double, int)", "f(signed char,long double,int)"},
		{"f(void)", "f()"},
		{"f(void*)", "f(void*)"},
		{"std::__cxx11::list<int>::size", "std::\1__cxx11\2list<int>::size"},
		{"std::filesystem::__cxx11::path::swap", "std::filesystem::\1__cxx11\2path::swap"},
		{"std::__1::f", "std::\1__1\2f"},
		{"std::__detail::f", "std::__detail::f"},
		{"__1::f", "__1::f"},
		{"f[abi:cxx11](int)", "f\1abi:cxx11\2(int)"},
		{"f[abi:a][abi:b", "f\1abi:a\2\1abi:b\2"},
		{"fn<std::vector<int, std::allocator<int> > >", "fn<std::vector<int>>"},
		{"fn<std::vector<int, mine<int> > >", "fn<std::vector<int,mine<int>>>"},
		{"fn<std::allocator<int> >", "fn<std::allocator<int>>"},
		{"f(std::string)", "f(std::basic_string<char>)"},
		{"f(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> "
		 ">)",
		 "f(std::\1__cxx11\2basic_string<char>)"},
		{"f(std::__1::string)", "f(std::\1__1\2basic_string<char>)"},
		{"f(const std::__1::vector<int, std::__1::allocator<int> > &)",
		 "f(std::\1__1\2vector<int>const&)"},
		{"mystd::string", "mystd::string"},
		{"operator<< <char>", "operator<< <char>"},
		{"operator<<<char>", "operator<< <char>"},
		{"operator<<char>", "operator< <char>"},
		{"operator new [](unsigned long)", "operator new[](unsigned long)"},
		{"operator  bool", "operator bool"},
		{"operator()(int) const", "operator()(int)const"},
		{"operator-> <int>", "operator-> <int>"},
		{"my_operator < 3", "my_operator<3"},
		{"f::<u64>", "f<u64>"},
		{"<a::B as c::D>::f", "<a::B as c::D>::f"},
		{"<Circle<u32> as Area>::f", "<Circle<u32> as Area>::f"},
		{"num::<impl Show for u32>::f", "num::<impl Show for u32>::f"},
		{"ns::f() [clone .cold]", "ns::f()"},
		{"f(int (*)(const char *))", "f(int(*)(char const*))"},
		{"apply<fn(u64) -> u64>", "apply<fn(u64)->u64>"},
		{"f)>,(", "f)>,("},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(tests); i++) {
		_cleanup_str_ struct str out = STR_INIT;

		check_ok(cxxname_spell(tests[i].name, &out));
		assert_string_equal(str_text(&out), tests[i].spelled);
	}
}

struct match_test {
	const char *wanted;
	const char *full;
	bool matches;
};

#define LAMBDA "caller(int)::{lambda(int)#1}::operator()(int) const"

static const struct match_test matches[] = {
	{"method", "ns::Klass::method(int)", true},
	{"Klass::method", "ns::Klass::method(int)", true},
	{"ns::Klass::method", "ns::Klass::method(int)", true},
	{"::ns::Klass::method", "ns::Klass::method(int)", true},
	{"::Klass::method", "ns::Klass::method(int)", false},
	{"lass::method", "ns::Klass::method(int)", false},
	{"other::method", "ns::Klass::method(int)", false},
	{"ns::method", "ns::Klass::method(int)", false},
	{"a::ns::Klass::method", "ns::Klass::method(int)", false},
	{"Klass::metho", "ns::Klass::method(int)", false},
	{"method(int)", "ns::Klass::method(int) const", true},
	{"method(int) const", "ns::Klass::method(int) const", true},
	{"method(int) const", "ns::Klass::method(int)", false},
	{"method()", "ns::Klass::method(int)", false},
	{"method(long)", "ns::Klass::method(int)", false},
	{"method(const char *, int)", "ns::Klass::method(char const*, int) const", true},
	{"Box::get", "ns::Box<int>::get(int)", true},
	{"Box<int>::get", "ns::Box<int>::get(int)", true},
	{"Box<long>::get", "ns::Box<int>::get(int)", false},
	{"as<int>", "ns::Box<int>::as<int>(int)", true},
	{"as<char>", "ns::Box<int>::as<int>(int)", false},
	{"Klass<int>::get", "ns::Klass::get()", false},
	{"operator()", LAMBDA, true},
	{"caller::{lambda}::operator()", LAMBDA, true},
	{"caller(int)::{lambda(int)#1}::operator()", LAMBDA, true},
	{"{lambda(int)#2}::operator()", LAMBDA, false},
	{"caller::{lambda}::operator()", "caller(int)::$_0::operator()(int) const", true},
	{"ns::hidden", "ns::(anonymous namespace)::hidden(int)", true},
	{"(anonymous namespace)::hidden", "ns::(anonymous namespace)::hidden(int)", true},
	{"(anonymous namespace)::hidden", "ns::hidden(int)", false},
	{"::hidden", "(anonymous namespace)::hidden(int)", true},
	{"Klass::operator bool", "ns::Klass::operator bool() const", true},
	{"Klass::operator<", "ns::Klass::operator<<(int)", false},
	{"operator<< <char>", "ns::Box<int>::operator<< <char>(char)", true},
	{"std::f", "std::__cxx11::f()", true},
	{"std::__cxx11::f", "std::__cxx11::f()", true},
	{"std::__cxx11::f", "std::f()", false},
	{"__cxx11::f", "std::f()", false},
	{"std::__1::f", "std::__2::f()", false},
	{"::std::hidden", "std::__1::(anonymous namespace)::hidden()", true},
	{"std::operator==", "std::__1::operator==[abi:v1](int)", true},
	{"operator==[abi:v1]", "std::__1::operator==[abi:v1]<int>(int)", true},
	{"operator==[abi:v2]<int>", "std::__1::operator==[abi:v1]<int>(int)", false},
	{"operator==<int>", "std::__1::operator==[abi:v1]<int>(int)", true},
	{"f[abi:cxx11]", "f[abi:cxx11](int)", true},
	{"f[abi:cxx11]", "f(int)", false},
	{"f[abi:b]", "f[abi:a][abi:b](int)", true},
	{"f", "f[abi:cxx11](int)", true},
	{"f(int)", "f[abi:cxx11](int)", true},
	{"f(std::string)", "f(std::__cxx11::basic_string<char>)", true},
	{"f(std::__cxx11::string)", "f(std::__cxx11::basic_string<char>)", true},
	{"f(std::__cxx11::string)", "f(std::basic_string<char>)", false},
	{"g(std::string)", "g(std::__cxx11::basic_string<char>) const", true},
	{"std::string::size",
	 "std::__cxx11::basic_string<char, std::char_traits<char>, "
	 "std::allocator<char> >::size() const",
	 true},
	{"shape::Square::area", "<names::shape::Square as names::shape::Area>::area", true},
	{"Area::area", "<names::shape::Square as names::shape::Area>::area", true},
	{"area", "<names::shape::Square as names::shape::Area>::area", true},
	{"Circle::area", "<names::shape::Square as names::shape::Area>::area", false},
	{"Circle::area", "<names::shape::Circle<u32> as names::shape::Area>::area", true},
	{"<Square as Area>::area", "<names::shape::Square as names::shape::Area>::area", true},
	{"<Square as Drop>::area", "<names::shape::Square as names::shape::Area>::area", false},
	{"<Area as Square>::area", "<names::shape::Square as names::shape::Area>::area", false},
	{"::shape::Square::area", "<names::shape::Square as names::shape::Area>::area", false},
	{"Square::new", "<names::shape::Square>::new", true},
	{"<names::shape::Square>::new", "names::shape::Square::new", true},
	{"shape::area", "names::shape::{impl#3}::area", true},
	{"{impl#3}::area", "names::shape::{impl#3}::area", true},
	{"{impl#4}::area", "names::shape::{impl#3}::area", false},
	{"generic::<u64>", "names::generic<u64>", true},
	{"generic<u32>", "names::generic<u64>", false},
	{"entry::{closure#0}", "names::entry::{closure#0}", true},
	{"entry::{closure}", "names::entry::{closure#0}", true},
	{"entry::{closure}", "names::entry::{{closure}}", true},
	{"num::fmt", "core::fmt::num::<impl core::fmt::Display for u32>::fmt", true},
	{"", "f", false},
};

static void test_matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(matches); i++) {
		_cleanup_qualname_ struct qualname wanted = {0}, full = {0};

		check_ok(qualname_parse(matches[i].wanted, &wanted));
		check_ok(qualname_parse(matches[i].full, &full));
		if (qualname_matches(&wanted, &full) != matches[i].matches)
			fail_msg("%s, of %s", matches[i].wanted, matches[i].full);
	}
}

static void test_globs(void **state)
{
	static const struct match_test tests[] = {
		{"ns::*", "ns::Klass::method(int)", true},
		{"ns::*", "outer::ns::f(int)", true},
		{"::ns::*", "outer::ns::f(int)", false},
		{"*::method", "ns::Klass::method(int)", true},
		{"*::method", "method(int)", false},
		{"Klass::m*", "ns::Klass::method(int)", true},
		{"lass::m*", "ns::Klass::method(int)", false},
		{"Box::g*", "ns::Box<int>::get(int)", true},
		{"ns::h*", "ns::(anonymous namespace)::hidden(int)", true},
		{"*::area", "<names::shape::Square as names::shape::Area>::area", true},
		{"shape::*", "names::shape::{impl#3}::area", true},
		{"ns::[a-f]*", "ns::Klass::method(int)", false},
		{"std::f*", "std::__cxx11::fn[abi:cxx11](int)", true},
		{"std::__cxx11::f*", "std::__cxx11::fn[abi:cxx11](int)", true},
		{"std::__cxx11::f*", "std::fn(int)", false},
		{"fn*abi:cxx11*", "std::__cxx11::fn[abi:cxx11](int)", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(tests); i++) {
		_cleanup_qualname_ struct qualname full = {0};

		check_ok(qualname_parse(tests[i].full, &full));
		if (qualname_matches_glob(tests[i].wanted, &full) != tests[i].matches)
			fail_msg("%s, of %s", tests[i].wanted, tests[i].full);
	}
}

static void test_stem(void **state)
{
	static const struct spelling_test tests[] = {
		{"f", "f"},
		{"ns::Box<int>::get<char>(char) const", "get"},
		{"ns::Klass::operator()(int)", "operator()"},
		{"operator<<char>", "operator<"},
		{"operator new [](unsigned long)", "operator new[]"},
		{"X::operator std::vector<int>() const", "operator std::vector<int>"},
		{"(anonymous namespace)::f(int)", "f"},
		{"entry::{closure#0}", "{closure#0}"},
		{"generic<&str>", "generic"},
		{"{async_fn#0}<T>", "{async_fn#0}"},
		{"~Klass", "~Klass"},
		{"std::__cxx11::f[abi:cxx11](int)", "f"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(tests); i++) {
		_cleanup_free_ char *stem = NULL;

		check_ok(qualname_stem(tests[i].name, &stem));
		assert_string_equal(stem, tests[i].spelled);
	}
}

/* Names can be anything; so deep a one is not taken apart. */
static void test_deep(void **state)
{
	static char deep[8192];
	_cleanup_qualname_ struct qualname name = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(deep) - 1; i++)
		deep[i] = "f<("[i % 3];
	check_ok(qualname_parse(deep, &name));
	assert_true(qualname_matches(&name, &name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spelling), cmocka_unit_test(test_matches),
		cmocka_unit_test(test_globs),	 cmocka_unit_test(test_stem),
		cmocka_unit_test(test_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
