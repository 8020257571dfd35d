/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Definitions that are refused: kind, column, message and hint. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/grammar.h"

struct row {
	const char *text;
	size_t column;
	const char *message;
	/** NULL: there is none. */
	const char *hint;
};

static const struct row rows[] = {
	{"", 1, "The definition is empty.", "Write POINT [ARG ...], as 'vfs_read count'."},
	{" \t ", 4, "The definition is empty.", "Write POINT [ARG ...], as 'vfs_read count'."},
	{"g:e=vfs_read@fs/read_write.c:12 a=file->f_inode.i_ino:u64 b[3] $retval", 64,
	 "$retval is there only when the function returns.", "Write FUNCTION%return."},
	{"SRC.c:0", 8, "Semantic error :File always requires line number or lazy pattern.",
	 "Write FILE:LINE, counted from 1, or FILE;PATTERN."},
	{"f:010", 3, "A number must not begin with 0.",
	 "Others read it as octal: write it in decimal or with 0x."},
	{"=foo", 1, "Semantic error : is bad for event name -it must follow C symbol-naming rule.",
	 "Write [[GROUP:]EVENT=]POINT, and '\\=' for a '=' that is part of the point."},
	{"a=b=c", 4, "There is a second '=' here.",
	 "Write '\\=' for a '=' that is part of the point."},
	{"f a=b=c", 6, "Semantic error :Argument parse error: b=c", NULL},
	{"f =b", 3, "There is no name before the '='.", "Write NAME=VARIABLE."},
	{"f a=", 5, "There is nothing after the '='.", NULL},
	{"f &n", 3, "An address cannot be taken.",
	 "A probe fetches values: name the variable itself."},
	{"f *p", 3, "'*' is not supported here.", "Write VARIABLE[0] or VARIABLE->MEMBER."},
	{"f (void)n", 3, "A cast must name a pointer or a number.",
	 "Write (struct NAME *)VARIABLE->MEMBER or (u32)VARIABLE."},
	{"f (struct foo)p.x", 3, "A cast must name a pointer or a number.",
	 "Write (struct NAME *)VARIABLE->MEMBER or (u32)VARIABLE."},
	{"f (*p).x", 3, "A cast must name a pointer or a number.",
	 "Write (struct NAME *)VARIABLE->MEMBER or (u32)VARIABLE."},
	{"f (p)->x", 6, "Expected a variable after the cast.",
	 "Parentheses are for casts only: (struct NAME *)VAR->MEMBER."},
	{"f x=$params", 5, "$params has no name, member or type of its own.",
	 "Write $params alone."},
	{"f $params->a", 10, "$params has no name, member or type of its own.",
	 "Write $params alone."},
	{"f %di x=+2147483648(%si)", 9,
	 "It cannot be fetched: the kernel cuts the distance 2147483648 to 32 bits.", NULL},
	{"f @a23456789_b23456789_c23456789_d23456789_e23456789_f23456789_xyz", 3,
	 "It cannot be fetched: its fetch argument has 64 bytes, and the kernel takes 63.", NULL},
	{"f +0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(+0(@x)))))))))))))", 3,
	 "It cannot be fetched: its 13 accesses to memory are more than the kernel has room for.",
	 NULL},
	{"f $arg0", 7, "There is no $arg0.", "The first argument is $arg1."},
	{"f $arg*", 7, "$arg* is not supported.", "Write $params for all parameters."},
	{"f $bogus", 4, "The kernel does not know $bogus.",
	 "It knows $retval, $argN, $stack, $stackN, $comm and $current."},
	{"f a=x a=y", 7, "There are two arguments named 'a'.", NULL},
	{"f%return%return", 9, "There is more than one %return.", NULL},
	{"f@a@b", 4, "Semantic error :SRC@SRC is not allowed.", NULL},
	{"f:1+2", 4, "Semantic error :Offset can't be used with line number.", NULL},
	{"f:1;p", 4, "Semantic error :Lazy pattern can't be used with line number.", NULL},
	{"f+1;p", 4, "Semantic error :Lazy pattern can't be used with offset.", NULL},
	{"f:x", 3, "Semantic error :There is non-digit char in line number.", NULL},
	{"f+x", 3, "Semantic error :There is non-digit character in offset.", NULL},
	{"f%foo", 2, "Semantic error :%foo is not supported.", "Only %return can stand here."},
	{"+5", 1, "Semantic error :Offset requires an entry function.", NULL},
	{":5", 1, "Expected a function, a file or an address.", NULL},
	{"f:1%return", 4,
	 "Semantic error :Offset/Line/Lazy pattern can't be used with return probe.", NULL},
	{"0xzz", 1, "Semantic error :Invalid absolute address.",
	 "Write hexadecimal digits of at most 64 bits after 0x."},
	{"0x10+4", 5, "Only %return can follow an address.", NULL},
	{"f a[x]", 5, "Semantic error :Array index must be a number.", NULL},
	{"f a-b", 4, "Semantic error :Argument parse error: a-b", NULL},
	{"f p->a-b", 7, "Semantic error :Argument parse error: a-b", NULL},
	{"f p->", 6, "Expected a member's name after '->'.", NULL},
	{"f a:foo", 5, "The kernel does not know this type.",
	 "It knows u8 to u64, s8 to s64, x8 to x64, char, string, ustring, symbol, symstr, "
	 "bWIDTH@OFFSET/SIZE, %pd, %pD, and TYPE[N] for arrays."},
	{"f a@user:string", 9, "The type must be before '@user'.", "Write VARIABLE:TYPE@user."},
	{"f %di:string", 7, "A string must be read from memory.",
	 "Write +0(...) around the string's address."},
	{"f %di:u8[3]", 7, "An array must be read from memory.",
	 "Write +0(...) around the array's address."},
	{"f $comm:u8", 9, "The type of a text can only be 'string'.", NULL},
	{"f +0($comm)", 6, "A text has no memory to be read behind it.", NULL},
	{"f (", 3, "Unbalanced '('.", NULL},
	{"f )", 3, "Semantic error :Argument parse error: )", NULL},
	{"f(int", 2, "Unbalanced '('.", "Write '\\(' for a bracket that is part of the name."},
	{"f a)", 4, "Unbalanced ')'.", NULL},
	{"f a::", 6, "Expected a name here.", NULL},
	{"verylongname_verylongname_verylongname_verylongname_verylongname_123=f", 1,
	 "The event name is longer than the kernel's 63 bytes.", NULL},
	{"f 12", 3, "A number needs a '\\' before it.", "Write \\NUMBER."},
	{"f \"x\"", 3, "A text needs a '\\' before it.", "Write \\\"TEXT\"."},
	{"f \\\"a b\"", 6, "The kernel takes no blank, ':' or '#' in a string.", NULL},
	{"f \\\"a", 6, "The string has no closing '\"'.", NULL},
	{"f --8(%di)", 4, "Expected an offset.", NULL},
	{"f +8%di", 5, "Expected '(' after the offset.",
	 "Memory at a register plus 8 is '+8(%di)'."},
	{"f +8(%di", 9, "Expected ')' here.", NULL},
	{"f +8(%di))", 10, "Semantic error :Argument parse error: +8(%di))", NULL},
	{"f \\010", 4, "A number must not begin with 0.",
	 "Others read it as octal: write it in decimal or with 0x."},
	{"f f@", 4, "Expected '@user' or nothing here.",
	 "'@user' says that the memory is of user space."},
	{"f@", 3, "Expected a source file after the '@'.", NULL},
	{"f;", 3, "Expected a pattern after the ';'.", NULL},
	{"1a=f", 1,
	 "Semantic error :1a is bad for event name -it must follow C symbol-naming rule.",
	 "Write [[GROUP:]EVENT=]POINT, and '\\=' for a '=' that is part of the point."},
	{"g-x:e=f", 1,
	 "Semantic error :g-x is bad for group name -it must follow C symbol-naming rule.",
	 "Write [[GROUP:]EVENT=]POINT, and '\\=' for a '=' that is part of the point."},
	{"%a:b:c", 5, "Semantic error :a:b:c must be an SDT name.",
	 "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"%a=b", 3, "Semantic error :a=b must be an SDT name.",
	 "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"f a@usr", 4, "Expected '@user' or nothing here.",
	 "'@user' says that the memory is of user space."},
	{"f common_pid=x", 3, "The kernel has a field named 'common_pid' in every event.", NULL},
	{"f\\", 2, "There is nothing after the '\\'.", "Write '\\\\' for a backslash."},
	{"f const", 3, "'const' is no variable.",
	 "If it belongs to the function's name, write '\\' before the blank."},
	{"f a <b", 5, "Semantic error :Argument parse error: <b", NULL},
	{"a:b:c=f", 3,
	 "Semantic error :b:c is bad for event name -it must follow C symbol-naming rule.",
	 "Write [[GROUP:]EVENT=]POINT, and '\\=' for a '=' that is part of the point."},
	{":e=f", 1, "Semantic error : is bad for group name -it must follow C symbol-naming rule.",
	 "Write [[GROUP:]EVENT=]POINT, and '\\=' for a '=' that is part of the point."},
	{"f+1+2", 4, "There is more than one offset.", NULL},
	{"f:1:2", 4, "There is more than one line number.", NULL},
	{"0x10@f", 5, "Only %return can follow an address.", NULL},
	{"0x10:3", 5, "Only %return can follow an address.", NULL},
	{"@f%return", 10, "Semantic error :File always requires line number or lazy pattern.",
	 "Write FILE:LINE, counted from 1, or FILE;PATTERN."},
	{"@f+5", 3, "Semantic error :Offset requires an entry function.", NULL},
	{"@f.c:3%return", 7,
	 "Semantic error :Offset/Line/Lazy pattern can't be used with return probe.", NULL},
	{"f:4294967296", 3, "The number is too large for a line number.", NULL},
	{"f:99999999999999999999", 3, "The number is bad or too large for a line number.", NULL},
	{"f+18446744073709551616", 3, "The number is bad or too large for an offset.", NULL},
	{"0x1ffffffffffffffff", 1, "Semantic error :Invalid absolute address.",
	 "Write hexadecimal digits of at most 64 bits after 0x."},
	{"f a[99999999999999999999]", 5, "The number is bad or too large for an array index.",
	 NULL},
	{"f a[1", 5, "Semantic error :Array index must be a number.", NULL},
	{"f a[]", 5, "Semantic error :Array index must be a number.", NULL},
	{"f a[1x]", 5, "Semantic error :Array index must be a number.", NULL},
	{"f[a", 2, "Unbalanced '['.", "Write '\\[' for a bracket that is part of the name."},
	{"f<a", 2, "Unbalanced '<'.", "Write '\\<' for a bracket that is part of the name."},
	{"f)", 2, "Unbalanced ')'.", "Write '\\)' for a bracket that is part of the name."},
	{"f (struct", 3, "Unbalanced '('.", NULL},
	{"f ((struct foo *)p->m", 3, "Unbalanced '('.", NULL},
	{"f (long *)$arg1", 11, "A cast needs a variable or $retval.",
	 "The kernel's own arguments have no members."},
	{"f (struct a b *)p->m", 3, "A cast must name a pointer or a number.",
	 "Write (struct NAME *)VARIABLE->MEMBER or (u32)VARIABLE."},
	{"f (struct foo * x)p->m", 3, "A cast must name a pointer or a number.",
	 "Write (struct NAME *)VARIABLE->MEMBER or (u32)VARIABLE."},
	{"f x=1a=3", 5, "A number needs a '\\' before it.", "Write \\NUMBER."},
	{"f $vars@user", 8, "$vars has no name, member or type of its own.", "Write $vars alone."},
	{"f %", 4, "Expected a register's name after '%'.", NULL},
	{"f $", 4, "Expected a name after '$'.", NULL},
	{"f @", 4, "Expected a symbol or an address after '@'.", NULL},
	{"f @+", 5, "Expected an offset in the file.", NULL},
	{"f \\", 4, "Expected a value or a string in quotes.", NULL},
	{"f \\x", 4, "Expected a value or a string in quotes.", NULL},
	{"f +(%di)", 4, "Expected an offset.", NULL},
	{"f +u(%di)", 5, "Expected an offset.", NULL},
	{"f +8(", 6, "Expected a fetch argument.",
	 "One of %REG, $NAME, @SYMBOL, @ADDRESS, +OFFSET(...), \\NUMBER."},
	{"f +8()", 6, "Expected a fetch argument.",
	 "One of %REG, $NAME, @SYMBOL, @ADDRESS, +OFFSET(...), \\NUMBER."},
	{"f $argx", 4, "The kernel does not know $argx.",
	 "It knows $retval, $argN, $stack, $stackN, $comm and $current."},
	{"f $stackx", 4, "The kernel does not know $stackx.",
	 "It knows $retval, $argN, $stack, $stackN, $comm and $current."},
	{"f $arg99999999999", 7, "The number is too large.", NULL},
	{"f $stack0x1", 9, "Expected a decimal number.", NULL},
	{"f %di@user", 6, "Only variables can be '@user'.", "Memory of user space is '+u8(%di)'."},
	{"f %di->m", 6, "Only variables and $retval have members.",
	 "Memory at a register plus 8 is '+8(%di)'."},
	{"f a:", 5, "The kernel does not know this type.",
	 "It knows u8 to u64, s8 to s64, x8 to x64, char, string, ustring, symbol, symstr, "
	 "bWIDTH@OFFSET/SIZE, %pd, %pD, and TYPE[N] for arrays."},
	{"f a:u8[0]", 8, "The kernel takes arrays of 1 to 64 elements.", NULL},
	{"f a:u8[65]", 8, "The kernel takes arrays of 1 to 64 elements.", NULL},
	{"f a:u8[x]", 8, "Expected the number of elements.", NULL},
	{"f a:u8[3", 9, "Expected ']' after the number of elements.", NULL},
	{"f %di:u", 7, "The kernel does not know this type.",
	 "It knows u8 to u64, s8 to s64, x8 to x64, char, string, ustring, symbol, symstr, "
	 "bWIDTH@OFFSET/SIZE, %pd, %pD, and TYPE[N] for arrays."},
	{"f a:b4@3/33", 6, "A bit field is held by 8, 16, 32 or 64 bits.", NULL},
	{"f a:b30@3/32", 6, "The bit field does not fit into its 32 bits.", NULL},
	{"f a:b0@3/32", 6, "The bit field does not fit into its 32 bits.", NULL},
	{"f a:b4@3", 9, "Expected '/' and the size of what holds the bit field.", NULL},
	{"f a:b4", 7, "Expected '@' and the bit field's offset.", NULL},
	{"f a:b4@3/032", 10, "A number must not begin with 0.",
	 "Others read it as octal: write it in decimal or with 0x."},
	{"f a:%px", 5, "The kernel does not know this type.",
	 "It knows u8 to u64, s8 to s64, x8 to x64, char, string, ustring, symbol, symstr, "
	 "bWIDTH@OFFSET/SIZE, %pd, %pD, and TYPE[N] for arrays."},
	{"f a:user", 5, "'user' is not a type.", "User memory is '@user', behind the type."},
	{"f +9223372036854775808(%di)", 3, "The number is too large for an offset.", NULL},
	{"f @sym+9223372036854775808", 7, "The number is too large for an offset.", NULL},
	{"f \\-9223372036854775809", 4, "The number is too large for a value.", NULL},
	{"f +1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(+1(%di)))))))))))))))", 45,
	 "The kernel takes no more than 14 levels.", NULL},
	{"f abcdefghijklmnopqrstuvwxyz0123456=x", 3,
	 "The argument's name is longer than the kernel's 32 bytes.", NULL},
	{"f __probe_ip=x", 3, "The kernel has a field named '__probe_ip' in every event.", NULL},
	{"f 1.5", 3, "A number needs a '\\' before it.", "Write \\NUMBER."},
	{"f !x", 3, "Semantic error :Argument parse error: !x", NULL},
	{"f a,b", 4, "Semantic error :Argument parse error: a,b", NULL},
	{"%", 2, "Semantic error : must be an SDT name.", "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"%:a", 2, "Semantic error ::a must be an SDT name.",
	 "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"%a@", 4, "Semantic error :a@ must be an SDT name.",
	 "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"%a:", 4, "Semantic error :a: must be an SDT name.",
	 "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"%a+5", 3, "Semantic error :a+5 must be an SDT name.",
	 "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"f\\x@", 5, "Expected a source file after the '@'.", NULL},
	{"f $retval", 3, "$retval is there only when the function returns.",
	 "Write FUNCTION%return."},
	{"f a=+0($retval)", 3, "$retval is there only when the function returns.",
	 "Write FUNCTION%return."},
	{"% x", 2, "Semantic error : must be an SDT name.",
	 "Write %[GROUP:]EVENT[@FILE|@BUILDID]."},
	{"f @0x1ffffffffffffffff", 4, "The number is bad or too large for an address.", NULL},
	{"f a:u8x", 5, "The kernel does not know this type.",
	 "It knows u8 to u64, s8 to s64, x8 to x64, char, string, ustring, symbol, symstr, "
	 "bWIDTH@OFFSET/SIZE, %pd, %pD, and TYPE[N] for arrays."},
	{"f a:u8@userx", 12, "Semantic error :Argument parse error: a:u8@userx", NULL},
	{"f $arg1x", 7, "Expected a decimal number.", NULL},
};

static void test_reject(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_probe_def_ struct probe_def def = {0};
		_cleanup_error_ struct sonde_error *error = probe_def_parse(rows[i].text, &def);

		if (!error)
			fail_msg("accepted: %s", rows[i].text);
		assert_int_equal(error->kind, SONDE_ERROR_SYNTAX);
		assert_string_equal(error->text, rows[i].text);
		assert_string_equal(error->message, rows[i].message);
		if (error->column != rows[i].column)
			fail_msg("column %zu: %s", error->column, rows[i].text);
		if (rows[i].hint)
			assert_string_equal(error->hint, rows[i].hint);
		else
			assert_null(error->hint);
		/* What is returned stays untouched. */
		assert_null(def.text);
	}
}

static void test_control_bytes(void **state)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse("vfs_read\n a\033b", &def);

	(void)state;
	assert_non_null(error);
	assert_int_equal(error->column, 12);
	assert_string_equal(error->message, "There is a control character (0x1b) here.");
}

/* Every prefix of a definition is accepted or refused within its bounds. */
static void test_prefixes(void **state)
{
	static const char whole[] =
		"g:e=ns::K<int>::operator+(int)@a\\:b.c%return x=$retval->m[1].n:"
		"b4@3/32@user ((struct foo *)p)->m +u8(+8(%di)):string $params";
	char text[sizeof(whole)];

	(void)state;
	for (size_t size = 0; size < sizeof(whole); size++) {
		_cleanup_probe_def_ struct probe_def def = {0};
		_cleanup_error_ struct sonde_error *error = NULL;

		memcpy(text, whole, size);
		text[size] = '\0';
		error = probe_def_parse(text, &def);
		if (error)
			assert_in_range(error->column, 1, size + 1);
		else
			assert_non_null(def.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reject),
		cmocka_unit_test(test_control_bytes),
		cmocka_unit_test(test_prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
