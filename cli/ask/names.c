/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/suggest.h"
#include "cli/ask/arg.h"
#include "cli/ask/extra.h"
#include "cli/ask/misspelled.h"
#include "cli/filter/scope.h"
#include "hist/operand.h"
#include "probe/event.h"
#include "probe/grammar.h"
#include "probe/name.h"

/* So many definitions are tried: seven names of which nothing is known. */
#define CANDIDATES_MOST 128

/* Ways in which one name can be fetched: all that an ask_way can be. */
#define WAYS_MOST 4

/* How one name is fetched. */
enum way {
	/* The definition has it, in so many words or as one of all variables. */
	WAY_THERE,
	WAY_AMONG_ALL,
	/* It is added. */
	WAY_TEXT,
	WAY_NUMBER,
	/* It is not. */
	WAY_ABSENT,
};

/* A wish while definitions are made. */
struct choice {
	const struct ask_wish *wish;
	enum way ways[WAYS_MOST];
	size_t count;
	/* Which one is being made. */
	size_t at;
	/* What is added for TEXT and NUMBER, and the name that it gets. Owned. */
	char *text, *number;
	char *name;
};

/* A wish's place in the text of a candidate. */
struct piece {
	size_t candidate;
	/* Bytes before it. */
	size_t start;
	const struct hist_need *need;
};

struct making {
	struct asking *asking;
	const char *text;
	struct probe_def def;
	VEC(struct choice) choices;
	/* What is added when there are events. Borrowed. */
	VEC(const char *) extras;
	struct ask_candidates candidates;
	VEC(struct piece) pieces;
	/* For each candidate and choice, in this order: whether it is there. */
	VEC(bool) has;
};

static void making_deinit(struct making *making)
{
	vec_for_each(&making->choices, choice) {
		free(choice->text);
		free(choice->number);
		free(choice->name);
	}
	vec_deinit(&making->choices);
	vec_deinit(&making->extras);
	ask_candidates_deinit(&making->candidates);
	vec_deinit(&making->pieces);
	vec_deinit(&making->has);
	probe_def_deinit(&making->def);
}

static bool has_all(const struct probe_def *def)
{
	vec_for_each(&def->args, arg) {
		if (arg->kind == PROBE_ARG_PARAMS || arg->kind == PROBE_ARG_VARS)
			return true;
	}
	return false;
}

static bool is_return(const struct probe_def *def)
{
	return def->point.place == PROBE_PLACE_RETURN;
}

/* The name that it gets: the last one in it, `tag` of `rq->tag`. */
static void print_name(const char *expression, struct str *out)
{
	const char *end = expression + strlen(expression), *start;

	while (end > expression && end[-1] == ']')
		for (end--; end > expression && *end != '['; end--)
			;
	for (start = end; start > expression &&
			  (strchr("_", start[-1]) || (start[-1] >= '0' && start[-1] <= '9') ||
			   ((start[-1] | 0x20) >= 'a' && (start[-1] | 0x20) <= 'z'));
	     start--)
		;
	str_append_bytes(out, start, (size_t)(end - start));
}

/* Whether the definition has an argument of this name already, or gets one: of something else. */
static bool is_name_taken(const struct making *making, const char *name)
{
	vec_for_each(&making->def.args, arg) {
		_cleanup_free_ char *own = NULL;
		_cleanup_error_ struct sonde_error *error = name_of_arg(arg, &own);

		if (!error && own && strcmp(own, name) == 0)
			return true;
	}
	vec_for_each(&making->choices, choice) {
		if (choice->name && strcmp(choice->name, name) == 0)
			return true;
	}
	return false;
}

/* Whether a filter means something else by the name: with it, it is kept in the cache. */
static bool means_another(const struct choice *choice, const char *name)
{
	bool is_common = false;

	for (size_t i = 0; filter_scope_common(i); i++)
		is_common |= strcmp(filter_scope_common(i), name) == 0;
	return is_common && choice->wish->need->word == HIST_WORD_FILTER;
}

/* A name of its own for what is added. @p is_own: it has it without being told */
static struct sonde_error *settle_name(const struct making *making, const char *expression,
				       struct choice *choice, bool *is_own)
{
	_cleanup_str_ struct str name = STR_INIT;

	*is_own = expression[0] != '$';
	if (*is_own)
		print_name(expression, &name);
	else
		str_append(&name, "ret");
	while (name.size && !name.failed &&
	       (probe_arg_name_reserved(str_text(&name)) ||
		means_another(choice, str_text(&name)) || is_name_taken(making, str_text(&name)))) {
		str_append_char(&name, '_');
		*is_own = false;
	}
	return str_take(&name, &choice->name);
}

/* `NAME=EXPRESSION:TYPE`, or less where it has the name without being told. */
static struct sonde_error *variable_text(const struct choice *choice, bool is_own,
					 const char *expression, const char *type, char **ret)
{
	const size_t size = strlen(choice->name);
	_cleanup_str_ struct str text = STR_INIT;

	if (!(is_own && !*type) && size && size <= PROBE_ARG_NAME_MAX)
		str_appendf(&text, "%s=", choice->name);
	str_appendf(&text, "%s%s", expression, type);
	return str_take(&text, ret);
}

static void add_way(struct choice *choice, enum way way)
{
	choice->ways[choice->count++] = way;
}

/*
 * Whether it is known what functions return. A probe can take that for a text without being asked
 * whether it is one: then what a number points to is shown.
 */
static bool knows_types(const struct asking *asking)
{
	const struct target *target = &asking->target;

	return (target_is_program(target) || target_options_have_image(&asking->options->target)) &&
	       target_has_debuginfo(target);
}

/* What the function returns is a variable like others, but for its names. */
static struct sonde_error *choose_variable(const struct making *making, struct choice *choice)
{
	const struct ask_wish *wish = choice->wish;
	const char *name = wish->need->name;
	const bool returned = is_return(&making->def) && ask_is_retval(name);
	const char *expression = returned ? "$retval" : name;
	bool is_own;

	TRY(settle_name(making, expression, choice, &is_own));
	if (has_all(&making->def))
		add_way(choice, WAY_AMONG_ALL);
	if (wish->as_string || (!wish->as_number && (!returned || knows_types(making->asking)))) {
		add_way(choice, WAY_TEXT);
		TRY(variable_text(choice, is_own, expression, ":string", &choice->text));
	}
	if (!wish->as_string) {
		add_way(choice, WAY_NUMBER);
		/* So that it is found if it was cached for others. */
		TRY(returned ? sonde_strdup(expression, &choice->number)
			     : variable_text(choice, is_own, expression, "", &choice->number));
	}
	if (wish->is_optional)
		add_way(choice, WAY_ABSENT);
	return NULL;
}

static struct sonde_error *add_choice(struct making *making, const struct ask_wish *wish)
{
	struct choice choice = {.wish = wish};
	const char *name = wish->need->name;
	struct sonde_error *error = NULL;

	if (ask_def_fetches(&making->def, name)) {
		add_way(&choice, WAY_THERE);
	} else if (ask_extra_is(name)) {
		TRY(ask_extra_check(&making->def, name));
		return vec_push(&making->extras, name);
	} else {
		error = choose_variable(making, &choice);
	}
	if (!error)
		error = vec_push(&making->choices, choice);
	if (error) {
		free(choice.text);
		free(choice.number);
		free(choice.name);
	}
	return error;
}

static struct sonde_error *add_piece(struct making *making, const struct choice *choice,
				     struct str *text, struct ask_candidate *candidate)
{
	const enum way way = choice->ways[choice->at];
	const struct piece piece = {
		.candidate = making->candidates.size,
		.start = text->size + 1,
		.need = choice->wish->need,
	};

	TRY(vec_push(&making->has, way != WAY_ABSENT));
	if (way == WAY_AMONG_ALL)
		return vec_push(&candidate->wanted, choice->wish->need->name);
	if (way != WAY_TEXT && way != WAY_NUMBER)
		return NULL;
	str_appendf(text, " %s", way == WAY_TEXT ? choice->text : choice->number);
	return vec_push(&making->pieces, piece);
}

static struct sonde_error *add_candidate(struct making *making)
{
	struct ask_candidate candidate = {0};
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = NULL;

	str_append(&text, making->text);
	for (size_t i = 0; i < making->choices.size && !error; i++)
		error = add_piece(making, &making->choices.data[i], &text, &candidate);
	if (!error)
		error = str_take(&text, &candidate.text);
	if (!error)
		error = vec_push(&making->candidates, candidate);
	if (error) {
		free(candidate.text);
		vec_deinit(&candidate.wanted);
	}
	return error;
}

static size_t count_absent(const struct making *making)
{
	size_t count = 0;

	vec_for_each(&making->choices, choice)
		count += choice->ways[choice->at] == WAY_ABSENT;
	return count;
}

/* The next ways of all names, as a counter counts; false after the last. */
static bool advance(struct making *making)
{
	vec_for_each(&making->choices, choice) {
		if (++choice->at < choice->count)
			return true;
		choice->at = 0;
	}
	return false;
}

/* All definitions, those with most names first. */
static struct sonde_error *add_candidates(struct making *making)
{
	size_t count = 1;

	vec_for_each(&making->choices, choice) {
		count *= choice->count;
		if (count > CANDIDATES_MOST)
			return sonde_error_hint(
				sonde_error_new(SONDE_ERROR_REFUSED,
						"The question has too many names that '%s' does "
						"not fetch.",
						making->text),
				"Write them into the definition, as in 'FUNC NAME NAME:string'.");
	}
	for (size_t absent = 0; absent <= making->choices.size; absent++) {
		do {
			if (count_absent(making) == absent)
				TRY(add_candidate(making));
		} while (advance(making));
	}
	return NULL;
}

static const char *word_of(const struct hist_question *question, enum hist_word word)
{
	switch (word) {
	case HIST_WORD_BY:
		return question->by;
	case HIST_WORD_SUM:
		return question->sum;
	case HIST_WORD_FILTER:
		return question->filter;
	case HIST_WORD_MATCH:
		return question->match;
	case HIST_WORD_SHOW:
	case HIST_WORD_FORMAT:
		return question->show;
	default:
		return question->worst;
	}
}

/* An error about a name that was added is about the option that has it. */
static struct sonde_error *point_to_option(const struct making *making, size_t candidate,
					   struct sonde_error *error)
{
	const struct hist_need *need = NULL;
	const char *option;
	char *text = NULL;

	if (!error->text || error->column <= strlen(making->text))
		return error;
	vec_for_each(&making->pieces, piece) {
		if (piece->candidate == candidate && piece->start < error->column)
			need = piece->need;
	}
	option = need ? word_of(&making->asking->question, need->word) : NULL;
	if (!option)
		return error;
	if (sonde_strdup(option, &text)) {
		sonde_error_destroy(error);
		return &sonde_error_no_memory;
	}
	free(error->text);
	error->text = text;
	error->column = need->column;
	if (need->is_word)
		error = sonde_error_hint(
			error, "%s%sIf a text is meant, write it in quotes: \"%s\".",
			error->hint ? error->hint : "", error->hint ? "\n" : "", need->name);
	return sonde_error_prefix(error, "%s: ", hist_word_option(need->word));
}

/* A name that is nearly one of those that need not be fetched. */
static struct sonde_error *suggest_known(const struct making *making, size_t candidate,
					 struct sonde_error *error)
{
	static const struct hist_event any;

	vec_for_each(&making->pieces, piece) {
		_cleanup_(suggest_deinit) struct suggest suggest = {0};

		if (piece->candidate != candidate)
			continue;
		suggest_init(&suggest, piece->need->name);
		hist_operand_offer(&any, &suggest);
		suggest_offer(&suggest, "caller");
		if (suggest.nearest)
			return sonde_error_hint(error, "%s%sDid you mean '%s', in %s?",
						error->hint ? error->hint : "",
						error->hint ? "\n" : "", suggest.nearest,
						hist_word_option(piece->need->word));
	}
	return error;
}

/* Without debuginfo all that is not cached fails, and what is missing is no help to who mistyped.
 */
static struct sonde_error *find_misspelled(const struct making *making, size_t candidate)
{
	const struct target *target = &making->asking->target;

	if (target->image && target_has_debuginfo(target))
		return NULL;
	vec_for_each(&making->pieces, piece) {
		const char *option = word_of(&making->asking->question, piece->need->word);

		if (piece->candidate == candidate && option)
			TRY(ask_misspelled(&making->def, piece->need, option));
	}
	return NULL;
}

/* What cannot be had may be misspelled. */
static struct sonde_error *explain(const struct making *making, const struct ask_reports *reports,
				   struct sonde_error *error)
{
	if (error->kind == SONDE_ERROR_NO_MEMORY || error->kind == SONDE_ERROR_OS)
		return error;
	if (!error->text) {
		struct sonde_error *misspelled = find_misspelled(making, reports->failed);

		if (misspelled) {
			sonde_error_destroy(error);
			return misspelled;
		}
	}
	if (!error->hint || !strstr(error->hint, "Did you mean"))
		error = suggest_known(making, reports->failed, error);
	return point_to_option(making, reports->failed, error);
}

/* Those in which names are numbers, where it is not known: the last ones of their kind. */
static struct ask_reports make_reports(const struct making *making)
{
	struct ask_reports reports = {.failed = making->candidates.size - 1};
	const size_t count = making->choices.size;

	for (size_t i = 0; i < making->candidates.size; i++) {
		size_t there = 0;

		for (size_t k = 0; k < count; k++)
			there += making->has.data[i * count + k];
		if (there == count)
			reports.full = i;
	}
	return reports;
}

static struct sonde_error *list_lacking(const struct making *making, size_t position,
					struct ask_wishes *lacking)
{
	const size_t count = making->choices.size;

	for (size_t i = 0; i < count; i++) {
		if (!making->has.data[position * count + i])
			TRY(vec_push(lacking, *making->choices.data[i].wish));
	}
	return NULL;
}

struct sonde_error *ask_fetch(struct asking *asking, const char *text,
			      const struct ask_wishes *wishes, struct ask_wishes *lacking,
			      struct ask_found *ret)
{
	_cleanup_(making_deinit) struct making making = {.asking = asking, .text = text};
	struct ask_reports reports;
	struct sonde_error *error;

	TRY(probe_def_parse(text, &making.def));
	vec_for_each(wishes, wish)
		TRY(add_choice(&making, wish));
	TRY(add_candidates(&making));
	reports = make_reports(&making);
	error = ask_plan(asking, &making.candidates, &reports, ret);
	if (error)
		return explain(&making, &reports, error);
	ret->given = making.def.args.size;
	TRY(sonde_strdup(text, &ret->word));
	vec_for_each(&making.extras, name)
		TRY(ask_extra_add(asking, *name, ret));
	return lacking ? list_lacking(&making, ret->position, lacking) : NULL;
}
