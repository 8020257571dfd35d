/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde latency`: how long it takes from one point to another. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/ask/arg.h"
#include "cli/ask/ask.h"
#include "cli/ask/event.h"
#include "cli/ask/existing.h"
#include "cli/ask/names.h"
#include "cli/ask/place.h"
#include "probe/grammar.h"
#include "probe/print.h"

static const struct option_spec options[] = {
	{ASK_OPTION_BY, 0, "by", "KEY[.SHAPE][,...]", false, "count times by these (latency.log2)"},
	{ASK_OPTION_STATS, 0, "stats", NULL, false, "sum, mean and greatest of the times"},
	{ASK_OPTION_WORST, 0, "worst", "NAME[,...]", false,
	 "the values of these when it took longest"},
	{ASK_OPTION_MATCH, 0, "match", "NAME[=NAME][,...]", false,
	 "what a start and its end have in common (the thread)"},
	{ASK_OPTION_UNIT, 0, "unit", "ns|us|ms", false, "count in this unit (us)"},
	ASK_IF_SPEC,
	ASK_OPTION_SPECS,
};

static struct sonde_error *check(const struct ask_options *given)
{
	if (given->words.size > 2)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE,
					"Error: '%s' is left over: a time has two ends.",
					given->words.data[2]),
			"Quote a definition with blanks: 'FUNC ARG ...'.");
	if (given->words.size)
		return NULL;
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_USAGE,
						"Error: neither a function nor two points were "
						"given."),
				"For instance: sonde latency vfs_read");
}

/* The two definitions: that of the function, and that of its return. */
struct call {
	const char *entry;
	/* Owned. */
	char *exit;
};

static void call_deinit(struct call *call)
{
	free(call->exit);
}

static struct sonde_error *no_call(const struct probe_def *def, const char *why)
{
	return sonde_error_hint(
		probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT, "%s", why),
		"Give two points: where time begins, and where it ends.");
}

static struct sonde_error *call_init(const char *word, struct call *ret)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_str_ struct str text = STR_INIT;
	struct probe_point point;

	TRY(probe_def_parse(word, &def));
	point = def.point;
	if (point.kind == PROBE_POINT_MARKER || point.kind == PROBE_POINT_SOURCE)
		return no_call(&def, "Only a function takes time from its entry to its return.");
	if (point.place != PROBE_PLACE_ENTRY)
		return no_call(&def, "This is one point, and no function from entry to return.");
	if (point.glob)
		return no_call(&def,
			       "A pattern means many functions, of which one calls the other: "
			       "their times cannot be told apart.");
	point.place = PROBE_PLACE_RETURN;
	probe_point_print(&point, &text);
	ret->entry = word;
	return str_take(&text, &ret->exit);
}

/* What the names of the options ask of both ends. */
struct ends {
	struct ask_wishes start, end;
};

static void ends_deinit(struct ends *ends)
{
	ask_wishes_deinit(&ends->start);
	ask_wishes_deinit(&ends->end);
}

/* Whether the end has it already, or nobody else can. */
static bool is_of_end(const struct probe_def *end, const char *name)
{
	if (ask_def_fetches(end, name))
		return true;
	return end->point.place == PROBE_PLACE_RETURN && ask_is_retval(name);
}

/*
 * What is not said to be of one end is looked for at the start first.
 *
 * @param end NULL: it is an event that is there
 */
static struct sonde_error *share_out(const struct asking *asking, const struct probe_def *end,
				     struct ends *ret)
{
	vec_for_each(&asking->needs, need) {
		const bool at_end = need->where == HIST_AT_END ||
				    (need->where == HIST_ANYWHERE && end &&
				     is_of_end(end, need->name));

		if (at_end)
			TRY(ask_wish(&ret->end, need, false));
		else
			TRY(ask_wish(&ret->start, need, need->where == HIST_ANYWHERE));
	}
	return NULL;
}

/* What the start could not have, the end has to. */
static struct sonde_error *pass_on(const struct ask_wishes *lacking, struct ends *ends)
{
	vec_for_each(lacking, wish)
		TRY(ask_wish(&ends->end, wish->need, false));
	return NULL;
}

/* The end could not have a name either: why the start could not, is what helps. */
static struct sonde_error *explain(struct sonde_error *error, const struct ask_found *start)
{
	const struct sonde_error *reason = start->not_full;

	if (!reason || error->kind == SONDE_ERROR_NO_MEMORY ||
	    strstr(error->message, reason->message))
		return error;
	return sonde_error_hint(error, "%s%sAt the start: %s", error->hint ? error->hint : "",
				error->hint ? "\n" : "", reason->message);
}

static struct sonde_error *fetch_end(struct asking *asking, const char *text,
				     const struct ends *ends, const struct ask_found *start,
				     struct ask_found *ret)
{
	struct sonde_error *error = ask_fetch(asking, text, &ends->end, NULL, ret);

	return error ? explain(error, start) : NULL;
}

/* From the entry of a function to its return. */
static struct sonde_error *ask_call(struct asking *asking, const char *word)
{
	_cleanup_(call_deinit) struct call call = {0};
	_cleanup_(ends_deinit) struct ends ends = {VEC_INIT, VEC_INIT};
	_cleanup_ask_wishes_ struct ask_wishes lacking = VEC_INIT;
	_cleanup_ask_found_ struct ask_found start = {0}, end = {0};
	_cleanup_probe_def_ struct probe_def def = {0};

	TRY(call_init(word, &call));
	TRY(probe_def_parse(call.exit, &def));
	TRY(share_out(asking, &def, &ends));
	TRY(ask_fetch(asking, call.entry, &ends.start, &lacking, &start));
	TRY(pass_on(&lacking, &ends));
	TRY(fetch_end(asking, call.exit, &ends, &start, &end));
	TRY(ask_keep_returning(asking, &end.events, &start));
	TRY(ask_take_events(asking, &start, NULL));
	asking->question.starts = asking->question.events.size;
	TRY(ask_take_events(asking, &end, NULL));
	asking->question.is_call = asking->question.events.size == 2 * asking->question.starts;
	return NULL;
}

static struct sonde_error *ask_start(struct asking *asking, const char *word, struct ends *ends,
				     struct ask_found *start)
{
	_cleanup_ask_wishes_ struct ask_wishes lacking = VEC_INIT;

	if (ask_is_existing(asking, word))
		return ask_add(asking, word, NULL);
	TRY(ask_fetch(asking, word, &ends->start, &lacking, start));
	TRY(ask_take_events(asking, start, NULL));
	return pass_on(&lacking, ends);
}

/* What an event that is there has, nobody else has to. */
static struct sonde_error *skip_known(const struct asking *asking, struct ask_wishes *wishes)
{
	size_t kept = 0;

	vec_for_each(wishes, wish) {
		if (!wish->is_optional || !ask_has_field(asking, wish->need->name))
			wishes->data[kept++] = *wish;
	}
	wishes->size = kept;
	return NULL;
}

/* From one point to another. */
static struct sonde_error *ask_points(struct asking *asking, const char *first, const char *last)
{
	_cleanup_(ends_deinit) struct ends ends = {VEC_INIT, VEC_INIT};
	_cleanup_ask_found_ struct ask_found start = {0}, end = {0};
	_cleanup_probe_def_ struct probe_def def = {0};
	const bool ends_there = ask_is_existing(asking, last);

	if (!ends_there)
		TRY(probe_def_parse(last, &def));
	TRY(share_out(asking, ends_there ? NULL : &def, &ends));
	TRY(ask_start(asking, first, &ends, &start));
	asking->question.starts = asking->question.events.size;
	if (ends_there)
		return ask_add(asking, last, NULL);
	if (ask_is_existing(asking, first)) {
		TRY(skip_known(asking, &ends.start));
		TRY(pass_on(&ends.start, &ends));
	}
	TRY(fetch_end(asking, last, &ends, &start, &end));
	return ask_take_events(asking, &end, NULL);
}

static struct sonde_error *ask(struct asking *asking)
{
	const struct ask_options *given = asking->options;

	if (given->words.size == 1 && ask_is_existing(asking, given->words.data[0]))
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: %s is one point: where does the time end?",
				       given->words.data[0]);
	TRY(ask_begin(asking, &(struct ask_topic){.ask = HIST_ASK_LATENCY}));
	if (given->words.size == 2)
		return ask_points(asking, given->words.data[0], given->words.data[1]);
	return ask_call(asking, given->words.data[0]);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	const struct ask_command asked = {&command_latency, check, ask, 0, NULL, false};

	(void)argc;
	return ask_run(context, &asked, argv);
}

const struct command command_latency = {
	.name = "latency",
	.synopsis = "[OPTIONS] FUNC|DEF [-- COMMAND]\n"
		    "[OPTIONS] DEF|GROUP:EVENT DEF|GROUP:EVENT [-- COMMAND]",
	.summary = "count how long functions take, or the time between two points",
	.page = "sonde-latency(1)",
	.words = "DEF|GROUP:EVENT",
	.options = options,
	.run = run,
};
