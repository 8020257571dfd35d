/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "hist/operand.h"
#include "hist/parts.h"
#include "hist/question.h"

static struct sonde_error *add(struct hist_needs *needs, struct hist_need need, const char *name)
{
	_cleanup_free_ char *copy = NULL;

	if (hist_name_is_free(name))
		return NULL;
	TRY(sonde_strdup(name, &copy));
	need.name = copy;
	TRY(vec_push(needs, need));
	take_ptr(copy);
	return NULL;
}

static struct sonde_error *add_terms(struct hist_needs *needs, const struct hist_terms *terms)
{
	vec_for_each(&terms->list, term) {
		const bool is_text = term->shape == HIST_SHAPE_STRING;

		TRY(add(needs,
			(struct hist_need){
				.word = terms->word,
				.column = term->column,
				.as_string = is_text,
				.as_number = (term->is_shaped && !is_text) ||
					     terms->word == HIST_WORD_SUM,
				.as_enum = term->shape == HIST_SHAPE_ENUM,
			},
			term->name));
	}
	return NULL;
}

static struct sonde_error *add_match(struct hist_needs *needs, const struct hist_terms *match)
{
	vec_for_each(&match->list, term) {
		struct hist_need need = {.word = HIST_WORD_MATCH, .column = term->column};

		need.where = HIST_AT_START;
		TRY(add(needs, need, term->name));
		need.where = HIST_AT_END;
		need.column = term->other ? term->other_column : term->column;
		TRY(add(needs, need, term->other ? term->other : term->name));
	}
	return NULL;
}

static struct sonde_error *add_tests(struct hist_needs *needs, const struct hist_filter *filter)
{
	vec_for_each(&filter->nodes, node) {
		const struct hist_test *test = &node->test;

		/* Filters know the command without fetching it; and what -c says is no name. */
		if (node->kind != HIST_NODE_TEST || !test->name_column ||
		    strcmp(test->name, "comm") == 0 || strcmp(test->name, "$comm") == 0)
			continue;
		TRY(add(needs,
			(struct hist_need){
				.word = HIST_WORD_FILTER,
				.column = test->name_column,
				.as_string = test->quote == '"' || test->op == HIST_MATCHES,
				.as_number = test->is_number ||
					     (test->op != HIST_EQUAL && test->op != HIST_UNEQUAL &&
					      test->op != HIST_MATCHES),
			},
			test->name));
	}
	return NULL;
}

struct sonde_error *hist_needs(const struct hist_question *question, struct hist_needs *ret)
{
	_cleanup_hist_needs_ struct hist_needs needs = VEC_INIT;
	_cleanup_hist_words_ struct hist_words words = HIST_WORDS_INIT;

	TRY(hist_words_parse(question, &words));
	TRY(add_terms(&needs, &words.by));
	TRY(add_terms(&needs, &words.sum));
	TRY(add_tests(&needs, &words.filter));
	TRY(add_match(&needs, &words.match));
	TRY(add_terms(&needs, &words.worst));
	*ret = needs;
	needs = (struct hist_needs)VEC_INIT;
	return NULL;
}
