/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of names and shapes, and the names that a question uses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hist/spec.h"
#include "tests/unit/hist_question.h"

/* `NAME@COLUMN`, the shape and its width; `=` the other name of a match. */
static void print_terms(const struct hist_terms *terms, struct str *out)
{
	vec_for_each(&terms->list, term) {
		str_appendf(out, "%s%s@%zu", out->size ? " " : "", term->name, term->column);
		if (term->is_shaped)
			str_appendf(out, "/%s@%zu", hist_shape_name(term->shape),
				    term->shape_column);
		if (term->width)
			str_appendf(out, "=%lu", (unsigned long)term->width);
		if (term->other)
			str_appendf(out, "=%s@%zu", term->other, term->other_column);
	}
}

static void test_terms(void **state)
{
	static const struct {
		enum hist_word word;
		const char *text, *want;
	} rows[] = {
		{HIST_WORD_BY, NULL, ""},
		{HIST_WORD_BY, "count", "count@1"},
		{HIST_WORD_BY, "count.log2", "count@1/log2@7"},
		{HIST_WORD_BY, "comm,$retval.errno", "comm@1 $retval@6/errno@14"},
		{HIST_WORD_BY, " comm , n.linear=4 ", "comm@2 n@9/linear@11=4"},
		{HIST_WORD_BY, "n.linear=0x20", "n@1/linear@3=32"},
		{HIST_WORD_BY, "rq->tag.hex,a.b.c", "rq->tag@1/hex@9 a.b.c@13"},
		{HIST_WORD_BY, "f<a,b>::x,y", "f<a,b>::x@1 y@11"},
		{HIST_WORD_BY, "a[b,c].sym,d", "a[b,c]@1/sym@8 d@12"},
		{HIST_WORD_BY, "a.str,b.enum,c.syscall", "a@1/string@3 b@7/enum@9 c@14/syscall@16"},
		{HIST_WORD_BY, "st.size", "st.size@1"},
		{HIST_WORD_WORST, "ret.errno,comm", "ret@1/errno@5 comm@11"},
		{HIST_WORD_SUM, "count,a.len", "count@1 a.len@7"},
		/* Where there are no shapes, a member may be called like one. */
		{HIST_WORD_SUM, "a.hex", "a.hex@1"},
		{HIST_WORD_MATCH, "rq", "rq@1"},
		{HIST_WORD_MATCH, "dev , a=b", "dev@1 a@7=b@9"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_terms_ struct hist_terms terms = {0};
		_cleanup_str_ struct str out = STR_INIT;

		check_ok(hist_terms_parse(rows[i].word, rows[i].text, &terms));
		print_terms(&terms, &out);
		assert_string_equal(str_text(&out), rows[i].want);
	}
}

static void test_refused(void **state)
{
	static const struct {
		enum hist_word word;
		const char *text;
		size_t column;
		const char *part;
	} rows[] = {
		{HIST_WORD_BY, "", 1, "--by: a name is missing here."},
		{HIST_WORD_BY, "a,", 3, "a name is missing here."},
		{HIST_WORD_BY, ",a", 1, "a name is missing here."},
		{HIST_WORD_BY, "a,,b", 3, "a name is missing here."},
		{HIST_WORD_BY, ".log2", 1, "a name is missing here."},
		{HIST_WORD_BY, "a b", 2, "separated by commas"},
		{HIST_WORD_BY, "a.lgo2", 3, "there is no shape 'lgo2'."},
		{HIST_WORD_BY, "a.lgo2", 3, "Did you mean '.log2'?"},
		{HIST_WORD_BY, "x,a.log", 5, "'NAME=a.log'"},
		{HIST_WORD_BY, "a.log2=4", 3, "'.log2' takes no number."},
		{HIST_WORD_BY, "a.linear", 3, "'.linear' needs the width"},
		{HIST_WORD_BY, "a.linear=", 10, "'' is no width"},
		{HIST_WORD_BY, "a.linear=0", 10, "'0' is no width"},
		{HIST_WORD_BY, "a.linear=4x", 10, "'4x' is no width"},
		{HIST_WORD_BY, "a.linear=99999999999999999999", 10, "is no width"},
		{HIST_WORD_BY, "a.buckets=10", 3, "there is no shape 'buckets'."},
		{HIST_WORD_WORST, "a.errnp", 3, "--worst: there is no shape"},
		{HIST_WORD_SUM, "a,,", 3, "--sum: a name is missing"},
		{HIST_WORD_MATCH, "a=", 3, "--match: a name is missing"},
		{HIST_WORD_MATCH, "=a", 1, "--match: a name is missing"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct hist_terms terms;
		struct sonde_error *error = hist_terms_parse(rows[i].word, rows[i].text, &terms);

		assert_non_null(error);
		if (error->column != rows[i].column || strcmp(error->text, rows[i].text) != 0)
			fail_msg("%s: column %zu", rows[i].text, error->column);
		check_error(error, SONDE_ERROR_SYNTAX, rows[i].part);
	}
}

static void test_sort(void **state)
{
	static const struct {
		const char *text, *name;
		bool descending;
	} rows[] = {
		{"count", "count", false},	     {"count.desc", "count", true},
		{"count.descending", "count", true}, {"a.b.asc", "a.b", false},
		{"a.desc.asc", "a.desc", false},     {"x.ascending", "x", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_free_ char *name = NULL;
		bool descending;

		check_ok(hist_sort_parse(rows[i].text, &name, &descending));
		assert_string_equal(name, rows[i].name);
		assert_int_equal(descending, rows[i].descending);
	}
}

static void print_needs(const struct hist_needs *needs, struct str *out)
{
	vec_for_each(needs, need) {
		str_appendf(out, "%s%s %s:%zu", out->size ? ", " : "", need->name,
			    hist_word_option(need->word), need->column);
		str_append(out, need->where == HIST_AT_START ? " start" : "");
		str_append(out, need->where == HIST_AT_END ? " end" : "");
		str_append(out, need->as_string ? " string" : "");
		str_append(out, need->as_number ? " number" : "");
		str_append(out, need->as_enum ? " enum" : "");
	}
}

static void test_needs(void **state)
{
	static const struct {
		struct hist_question question;
		const char *want;
	} rows[] = {
		{{.by = "count.log2"}, "count --by:1 number"},
		{{.by = "comm,caller"}, "comm --by:1, caller --by:6"},
		{{.by = "tid,pid,cpu"}, ""},
		{{.by = "func,stack,latency.log2"}, ""},
		{{.by = "name.str,kind.enum"}, "name --by:1 string, kind --by:10 number enum"},
		{{.by = "cpu", .sum = "count"}, "count --sum:1 number"},
		{{.filter = "$retval < 0 && comm == x"}, "$retval --if:1 number"},
		{{.filter = "name == \"x\" || kind == ONE"}, "name --if:1 string, kind --if:16"},
		{{.filter = "a ~ \"x*\" && !(b & BIT) && latency > 3", .cpus = "0"},
		 "a --if:1 string, b --if:15 number"},
		{{.filter = "a == 'x'"}, "a --if:1"},
		{{.match = "rq,a=b"},
		 "rq --match:1 start, rq --match:1 end, a --match:4 start, b --match:6 end"},
		{{.match = "tid", .worst = "ret.errno,comm"},
		 "ret --worst:1 number, comm --worst:11"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_needs_ struct hist_needs needs = VEC_INIT;
		_cleanup_str_ struct str out = STR_INIT;

		check_ok(hist_needs(&rows[i].question, &needs));
		print_needs(&needs, &out);
		assert_string_equal(str_text(&out), rows[i].want);
	}
}

static void test_needs_refused(void **state)
{
	const struct hist_question question = {.by = "a", .filter = "b =="};
	struct hist_needs needs;

	(void)state;
	check_error(hist_needs(&question, &needs), SONDE_ERROR_SYNTAX,
		    "--if: a name or a value is missing here");
}

/* Each shape that is told of is one. */
static void test_shape_names(void **state)
{
	size_t count = 0;

	(void)state;
	for (; hist_shape_word(count); count++) {
		_cleanup_hist_terms_ struct hist_terms terms = {0};
		const char *name = hist_shape_word(count);
		char text[32];

		snprintf(text, sizeof(text), "a.%s%s", name,
			 strcmp(name, "linear") == 0 ? "=4" : "");
		check_ok(hist_terms_parse(HIST_WORD_BY, text, &terms));
		assert_true(terms.list.data[0].is_shaped);
	}
	assert_int_equal(count, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terms),	      cmocka_unit_test(test_refused),
		cmocka_unit_test(test_sort),	      cmocka_unit_test(test_needs),
		cmocka_unit_test(test_needs_refused), cmocka_unit_test(test_shape_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
