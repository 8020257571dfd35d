/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/filtered.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/ask/ask.h"
#include "cli/ask/names.h"
#include "cli/cached/filter.h"
#include "cli/filter/scope.h"
#include "filter/expr.h"
#include "probe/grammar.h"
#include "probe/name.h"
#include "probe/print.h"

/* One run: a question that is never asked, whose events need what the filter reads. */
struct filtering {
	const struct filtered_request *request;
	struct ask_options options;
	struct asking asking;
	/** The filter as it is kept. Owned. */
	char *text;
	struct filter_expr expr;
};

static void filtering_deinit(struct filtering *filtering)
{
	filter_expr_deinit(&filtering->expr);
	asking_deinit(&filtering->asking);
	free(filtering->text);
}

static void word_deinit(struct filtered_word *word)
{
	free(word->given);
	free(word->definition);
	cache_filter_deinit(&word->filter);
	sonde_error_destroy(word->error);
}

void filtered_deinit(struct filtered *filtered)
{
	vec_for_each(&filtered->words, word)
		word_deinit(word);
	vec_deinit(&filtered->words);
}

const struct filtered_word *filtered_find(const struct filtered *filtered, const char *text)
{
	vec_for_each(&filtered->words, word) {
		if (word->definition && strcmp(word->definition, text) == 0)
			return word;
	}
	return NULL;
}

static struct filtered_word *find_failed(const struct filtered *filtered, const char *text)
{
	vec_for_each(&filtered->words, word) {
		if (word->error && strcmp(word->given, text) == 0)
			return word;
	}
	return NULL;
}

struct sonde_error *filtered_take(struct filtered *filtered, const char *text,
				  const struct cache_filter **ret)
{
	struct filtered_word *failed = find_failed(filtered, text);
	const struct filtered_word *word = filtered_find(filtered, text);

	if (failed)
		return take_ptr(failed->error);
	if (word)
		*ret = &word->filter;
	return NULL;
}

/* Of several lines one: outside of texts, where they are blanks as any. */
static struct sonde_error *flatten(const char *filter, char **ret)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};

	TRY(filter_expr_parse(filter, &expr));
	TRY(sonde_strdup(filter, ret));
	for (char *at = *ret; *at; at++) {
		if (*at == '\n' || *at == '\t' || *at == '\r')
			*at = ' ';
	}
	vec_for_each(&expr.nodes, node) {
		if (node->kind == FILTER_TEXT)
			memcpy(*ret + node->column - 1, filter + node->column - 1,
			       node->end - node->column);
	}
	return NULL;
}

static struct sonde_error *check_text(const char *text)
{
	const struct cache_filter filter = {.text = (char *)text};
	struct sonde_error *error = cache_filter_check(&filter);

	return error ? sonde_error_hint(error, "In a text \\n, \\t and the like stand for it.")
		     : NULL;
}

/* As ask_begin(), without the running kernel: who writes events there asks it then. */
static struct sonde_error *begin(struct filtering *filtering)
{
	const struct filtered_request *request = filtering->request;
	struct asking *asking = &filtering->asking;

	TRY(flatten(request->filter, &filtering->text));
	TRY(filter_expr_parse(filtering->text, &filtering->expr));
	TRY(check_text(filtering->text));
	TRY(target_options_init(request->context, request->target, &asking->target));
	asking->has_target = true;
	asking->features = target_features(&asking->target);
	if (!target_options_have_image(request->target))
		asking->symbols = running_symbols_init();
	asking->verdicts = (struct verdicts){
		.target = &asking->target,
		.symbols = asking->symbols.stream ? &asking->symbols : NULL,
	};
	asking->question.filter = filtering->text;
	return filter_scope_needs(&filtering->expr, &asking->needs);
}

static struct sonde_error *print_name(const struct probe_arg *arg, char **ret)
{
	struct probe_arg bare = *arg;
	_cleanup_str_ struct str text = STR_INIT;

	TRY(name_of_arg(arg, ret));
	if (*ret)
		return NULL;
	/* The kernel is to name it. */
	bare.name = bare.type = NULL;
	bare.user = false;
	probe_arg_print(&bare, &text);
	return str_take(&text, ret);
}

/* What was added to the definition as it was given. */
static struct sonde_error *hide_added(const struct ask_found *found, struct cache_filter *filter)
{
	for (size_t i = found->given; i < found->def.args.size; i++) {
		_cleanup_free_ char *name = NULL;

		TRY(print_name(&found->def.args.data[i], &name));
		TRY(cache_filter_hide(filter, name));
	}
	return NULL;
}

/* What is wrong with a definition is said when it is its turn. */
static struct sonde_error *check_pattern(const char *text)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(text, &def);

	if (error || !def.point.glob)
		return NULL;
	return sonde_error_hint(probe_def_error(&def, SONDE_ERROR_USAGE, PROBE_AT_POINT,
						"A pattern becomes many definitions, which cannot "
						"be cached with a filter."),
				"Give the functions by their names.");
}

static struct sonde_error *define(struct filtering *filtering, struct filtered_word *word)
{
	struct asking *asking = &filtering->asking;
	_cleanup_ask_wishes_ struct ask_wishes wishes = VEC_INIT;
	_cleanup_ask_found_ struct ask_found found = {0};

	vec_for_each(&asking->needs, need)
		TRY(ask_wish(&wishes, need, false));
	TRY(ask_fetch_or_values(asking, word->given, &wishes, &found));
	/* Each place has its own types. */
	vec_for_each(&found.events, event)
		TRY(cached_filter_type(&filtering->expr, &found, event));
	TRY(hide_added(&found, &word->filter));
	TRY(sonde_strdup(filtering->text, &word->filter.text));
	TRY(cache_filter_check(&word->filter));
	return sonde_strdup(*vec_last(&asking->defined), &word->definition);
}

/* What is wrong with one is said when it is its turn. */
static struct sonde_error *add_word(struct filtering *filtering, struct words *words, size_t at,
				    struct filtered *filtered)
{
	struct filtered_word *word;

	TRY(vec_push(&filtered->words, (struct filtered_word){0}));
	word = vec_last(&filtered->words);
	TRY(sonde_strdup(words->texts.data[at], &word->given));
	word->error = define(filtering, word);
	if (word->error)
		return word->error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(word->error) : NULL;
	free(take_ptr(words->texts.data[at]));
	return sonde_strdup(word->definition, &words->texts.data[at]);
}

struct sonde_error *filtered_make(const struct filtered_request *request, struct words *words,
				  struct filtered *ret)
{
	_cleanup_(filtering_deinit) struct filtering filtering = {
		.request = request,
		.options =
			{
				.target = *request->target,
				.max_probes = request->max_probes,
				.source = request->source,
				/* What is cached has inlined copies (ask_leaves_inlines()). */
				.cache = true,
				.dry_run = true,
			},
		.asking = {.context = request->context, .pending = PENDING_INIT},
	};

	filtering.asking.options = &filtering.options;
	TRY(begin(&filtering));
	for (size_t i = 0; i < words->texts.size && request->is_single; i++)
		TRY(check_pattern(words->texts.data[i]));
	for (size_t i = 0; i < words->texts.size; i++)
		TRY(add_word(&filtering, words, i, ret));
	return NULL;
}
