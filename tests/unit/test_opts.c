/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "cli/opts.h"
#include "tests/unit/check.h"

enum {
	ALL = 1,
	ALLOW,
	FILE_NAME,
	LIST,
	QUIET,
	LONE
};

static const struct option_spec specs[] = {
	{ALL, 'a', "all", NULL, false, "all"},
	{ALLOW, 0, "allow", NULL, false, "allow"},
	{FILE_NAME, 'f', "file", "FILE", false, "file"},
	{LIST, 'l', "list", "PATTERN", true, "list"},
	{QUIET, 'q', "quiet", NULL, false, "quiet"},
	{LONE, 'x', NULL, NULL, false, "no long form"},
	{0},
};

#define WORDS_MAX 8

/* A command line, and what is read from it: `ID` or `ID=VALUE` each, `-` for a word. */
struct row {
	const char *words[WORDS_MAX];
	const char *read;
	/** What the error at the end says, or NULL. */
	const char *error;
};

static const struct row rows[] = {
	{{NULL}, "", NULL},
	{{"-a"}, "1", NULL},
	{{"-aq"}, "1 5", NULL},
	{{"-aqf", "name"}, "1 5 3=name", NULL},
	{{"-aqfname", "-x"}, "1 5 3=name 6", NULL},
	{{"-faq"}, "3=aq", NULL},
	{{"-f", "-a"}, "3=-a", NULL},
	{{"-f", "--"}, "3=--", NULL},
	{{"-f", ""}, "3=", NULL},
	{{"-f"}, "", "switch `f' requires a value"},
	{{"-af"}, "1", "switch `f' requires a value"},
	{{"-l"}, "4", NULL},
	{{"-l", "word"}, "4 -=word", NULL},
	{{"-lword"}, "4=word", NULL},
	{{"-la"}, "4=a", NULL},
	{{"-al"}, "1 4", NULL},
	{{"-z"}, "", "unknown switch `z'"},
	{{"-az"}, "1", "unknown switch `z'"},
	{{"--all"}, "1", NULL},
	{{"--allow"}, "2", NULL},
	{{"--allo"}, "2", NULL},
	{{"--al"}, "", "ambiguous option: al (could be --all or --allow)"},
	{{"--a"}, "", "ambiguous option: a"},
	{{"--q"}, "5", NULL},
	{{"--file", "name"}, "3=name", NULL},
	{{"--file=name"}, "3=name", NULL},
	{{"--file="}, "3=", NULL},
	{{"--file=a=b"}, "3=a=b", NULL},
	{{"--fi=x"}, "3=x", NULL},
	{{"--file"}, "", "option `file' requires a value"},
	{{"--list"}, "4", NULL},
	{{"--list", "word"}, "4 -=word", NULL},
	{{"--list=word"}, "4=word", NULL},
	{{"--all=yes"}, "", "option `all' takes no value"},
	{{"--all="}, "", "option `all' takes no value"},
	{{"--zzz"}, "", "unknown option `zzz'"},
	{{"--allows"}, "", "unknown option `allows'"},
	{{"--=x"}, "", "option"},
	{{"word", "-a", "other"}, "-=word 1 -=other", NULL},
	{{"-"}, "-=-", NULL},
	{{""}, "-=", NULL},
	{{"--", "-a", "--all"}, "-=-a -=--all", NULL},
	{{"-a", "--", "--"}, "1 -=--", NULL},
	{{"--"}, "", NULL},
};

static struct sonde_error *read_all(const struct row *row, struct str *out)
{
	char *argv[WORDS_MAX + 2] = {(char *)"command"};
	int argc = 1, id;
	struct opts opts;
	const char *value;

	while (row->words[argc - 1]) {
		argv[argc] = (char *)row->words[argc - 1];
		argc++;
	}
	opts = opts_init(specs, argc, argv);
	for (;;) {
		TRY(opts_next(&opts, &id, &value));
		if (id == OPTS_END)
			return NULL;
		if (id == OPTS_WORD)
			str_appendf(out, "%s-", out->size ? " " : "");
		else
			str_appendf(out, "%s%d", out->size ? " " : "", id);
		if (value)
			str_appendf(out, "=%s", value);
	}
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_str_ struct str out = STR_INIT;
		struct sonde_error *error = read_all(&rows[i], &out);

		if (strcmp(str_text(&out), rows[i].read) != 0)
			fail_msg("row %zu: %s", i, str_text(&out));
		if (rows[i].error)
			check_error(error, SONDE_ERROR_USAGE, rows[i].error);
		else
			check_ok(error);
	}
}

static void test_help(void **state)
{
	static const char expected[] = "    -a, --all                  all\n"
				       "        --allow                allow\n"
				       "    -f, --file FILE            file\n"
				       "    -l, --list[=PATTERN]       list\n"
				       "    -q, --quiet                quiet\n";
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	(void)state;
	assert_non_null(stream);
	opts_print_help(specs, stream);
	assert_int_equal(fclose(stream), 0);
	assert_memory_equal(text, expected, sizeof(expected) - 1);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests_name("opts", tests, NULL, NULL);
}
