/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/complete/line.h"
#include "tests/unit/check.h"

/* As bash has it by default. */
#define BREAKS " \t\n\"'@><=;|&(:"

/* The words with `|` between them, the one at the cursor in brackets. */
static void check_words(const char *before, const char *behind, const char *wanted)
{
	_cleanup_complete_line_ struct complete_line line = {.words = VEC_INIT};
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(complete_line_read(before, behind, BREAKS, &line));
	for (size_t i = 0; i < line.words.size; i++) {
		const bool is_here = i == line.cursor;

		str_appendf(&text, "%s%s%s%s", i ? "|" : "", is_here ? "[" : "", line.words.data[i],
			    is_here ? "]" : "");
	}
	str_append(&text, line.is_redirection ? " file" : "");
	check_ok(str_check(&text));
	assert_string_equal(str_text(&text), wanted);
}

static void reads_words(void **state)
{
	static const char *const cases[][3] = {
		{"", "", "[]"},
		{"so", "", "[so]"},
		{"sonde ", "", "sonde|[]"},
		{"sonde  probe\t-D vfs", "", "sonde|probe|-D|[vfs]"},
		{"sonde probe -D 'vfs_read co", "", "sonde|probe|-D|[vfs_read co]"},
		{"sonde probe -D \"vfs_read \\$pa\\x", "", "sonde|probe|-D|[vfs_read $pa\\x]"},
		{"sonde probe a\\ b'c d'\"e f\"", "", "sonde|probe|[a bc de f]"},
		{"sonde '' \"\" ", "", "sonde|||[]"},
		{"sonde $'a b", "", "sonde|[a b]"},
		{"sonde $'a\\'b c' $'\\t\\n\\\\' x", "", "sonde|a'b c|\t\n\\|[x]"},
		{"sonde $'a\\", "", "sonde|[a]"},
		{"sonde ~/x ~x x~/", "", "sonde|/home/me/x|~x|[x~/]"},
		{"sonde '~/x", "", "sonde|[~/x]"},
		{"sonde x\\", "", "sonde|[x]"},
		/* The cursor in the midst of a word, and of a line. */
		{"sonde pro", "be -D x", "sonde|[pro]|-D|x"},
		{"sonde probe -D 'vfs", "_read x' -k y", "sonde|probe|-D|[vfs]|-k|y"},
		{"sonde probe -D 'vfs", "_read x", "sonde|probe|-D|[vfs]"},
		{"sonde probe -D ", " -k y", "sonde|probe|-D|[]|-k|y"},
		{"sonde probe 'vfs", "_read x'y -k z", "sonde|probe|[vfs]|-k|z"},
		{"sonde probe \"a", "\\\"b\" x", "sonde|probe|[a]|x"},
		{"sonde probe $'a", "\\'b c' x", "sonde|probe|[a]|x"},
		{"sonde trace vfs_rea", " --if 'count > 3 && pid' -k IMG",
		 "sonde|trace|[vfs_rea]|--if|count > 3 && pid|-k|IMG"},
		{"sonde trace vfs_rea", " --if count\\>3\\&\\&pid -k IMG",
		 "sonde|trace|[vfs_rea]|--if|count>3&&pid|-k|IMG"},
		{"sonde trace vfs_rea", "d\\;x -k IMG", "sonde|trace|[vfs_rea]|-k|IMG"},
		{"sonde x", " y &>f z 2>&1 a; b c", "sonde|[x]|y|z|a"},
		/* What is of other commands. */
		{"a b | sonde pro", " x | y z", "sonde|[pro]|x"},
		{"a && (sonde pro", ") ; y", "sonde|[pro]"},
		{"X=1 Y='a b' sonde pro", "", "sonde|[pro]"},
		{"sonde x=1 ", "", "sonde|x=1|[]"},
		{"sonde x >f ", "", "sonde|x|[]"},
		{"sonde x 2>f y", "", "sonde|x|[y]"},
		{"sonde x >f", "", "sonde|x|[f] file"},
		{"sonde x &>> f", "", "sonde|x|[f] file"},
		{"sonde x <", "", "sonde|x|[] file"},
	};

	(void)state;
	setenv("HOME", "/home/me", 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_words(cases[i][0], cases[i][1], cases[i][2]);
}

/* What bash is given, for a word that the one at the cursor could go on as. */
static void check_quoted(const char *before, const char *word, const char *wanted)
{
	_cleanup_complete_line_ struct complete_line line = {.words = VEC_INIT};
	_cleanup_str_ struct str text = STR_INIT;

	check_ok(complete_line_read(before, "", BREAKS, &line));
	assert_int_equal(complete_line_quote(&line, word, &text), wanted != NULL);
	check_ok(str_check(&text));
	assert_string_equal(str_text(&text), wanted ? wanted : "");
}

static void quotes_words(void **state)
{
	static const char *const cases[][3] = {
		{"sonde vfs", "vfs_read", "vfs_read"},
		{"sonde vfs_read\\ co", "vfs_read count", "vfs_read\\ count"},
		{"sonde \\$p", "$params", "\\$params"},
		{"sonde 'vfs_read $", "vfs_read $params", "vfs_read $params"},
		{"sonde \"vfs_read \\$", "vfs_read $params", "vfs_read \\$params"},
		{"sonde x", "x*?[]{}();|&<>#~!^'\"`\\",
		 "x\\*\\?\\[\\]\\{\\}\\(\\)\\;\\|\\&\\<\\>\\#\\~\\!\\^\\'\\\"\\`\\\\"},
		/* Behind what breaks words for readline. */
		{"sonde --via=b", "--via=bpf", "bpf"},
		{"sonde sched:sw", "sched:switch", "switch"},
		{"sonde a::b::c", "a::b::create", "create"},
		{"sonde file@x", "file@xyz", "@xyz"},
		{"sonde a\\:b", "a:bc", "a:bc"},
		/* An open quote begins a word there, whatever is in it. */
		{"sonde 'sched:sw", "sched:switch", "sched:switch"},
		{"sonde --by='co", "--by=comm", "comm"},
		{"sonde \"a'b", "a'bc", "a'bc"},
		{"sonde 'ab", "ab'c", NULL},
		{"sonde a=b:c", "a", NULL},
		/* `\'` in it ends it for readline, and \x41 is not read. */
		{"sonde $'a b", "a b\\c$", "a b\\\\c$"},
		{"sonde $'ab", "ab'c", NULL},
		{"sonde $'a\\'b", "a'bc", NULL},
		{"sonde $'a\\'b' c", "cd", NULL},
		{"sonde $'\\x41", "x41b", NULL},
		{"sonde $'a\\tb' c", "cd", "cd"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_quoted(cases[i][0], cases[i][1], cases[i][2]);
}

/* Any bytes are read to their end. */
static void reads_anything(void **state)
{
	static const char bytes[] = "'\"\\$ \t|&;()<>=:~/ax1";
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		_cleanup_complete_line_ struct complete_line line = {.words = VEC_INIT};
		char before[13] = "", behind[13] = "";

		for (size_t j = 0; j < 24; j++) {
			seed = seed * 1103515245 + 12345;
			(j < 12 ? before
				: behind)[j % 12] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		check_ok(complete_line_read(before, behind, BREAKS, &line));
		assert_true(line.cursor < line.words.size);
		assert_true(line.kept <= strlen(line.words.data[line.cursor]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_words),
		cmocka_unit_test(quotes_words),
		cmocka_unit_test(reads_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
