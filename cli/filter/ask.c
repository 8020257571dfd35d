/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/filter/ask.h"

#include "cli/ask/mistake.h"
#include "cli/ask/names.h"
#include "cli/filter/scope.h"
#include "cli/out.h"
#include "cli/words.h"

/* Places of one definition at the most, as of other commands. */
#define PLACES_MOST 128

void filter_asking_deinit(struct filter_asking *asking)
{
	filter_expr_deinit(&asking->expr);
	asking_deinit(&asking->asking);
	ask_options_deinit(&asking->options);
}

/* As ask_begin(), without the running kernel: nothing is written there. */
static struct sonde_error *begin(struct filter_asking *filter)
{
	struct asking *asking = &filter->asking;

	filter->options.max_probes = PLACES_MOST;
	filter->options.dry_run = true;
	asking->context = filter->context;
	asking->options = &filter->options;
	asking->pending = (struct pending)PENDING_INIT;
	TRY(target_options_init(filter->context, &filter->options.target, &asking->target));
	asking->has_target = true;
	asking->features = target_features(&asking->target);
	if (!target_options_have_image(&filter->options.target))
		asking->symbols = running_symbols_init();
	asking->verdicts = (struct verdicts){
		.target = &asking->target,
		.symbols = asking->symbols.stream ? &asking->symbols : NULL,
	};
	asking->question.filter = filter->options.filter;
	return sonde_strdup("sonde", &asking->group);
}

static struct sonde_error *define(struct filter_asking *filter, const char *word)
{
	struct asking *asking = &filter->asking;

	if (ask_is_existing(asking, word))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE,
					"Error: %s is an event that is there, and no definition",
					word),
			"What a filter means there is said by: sonde trace -n --explain %s --if "
			"'...'",
			word);
	return ask_explain_mistake(&filter->options, word, ask_define(asking, word, NULL));
}

struct sonde_error *filter_ask_take(struct filter_asking *asking, int id, const char *value)
{
	if (target_options_have(id))
		return target_options_take(&asking->options.target, id, value);
	return vec_push(&asking->options.words, value);
}

struct sonde_error *filter_ask_check(const struct filter_asking *asking)
{
	if (!asking->options.words.size)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: a definition is missing"),
			"Write FUNCTION, or FUNCTION VARIABLE... in quotes.");
	return target_options_check(&asking->options.target);
}

struct sonde_error *filter_ask(struct filter_asking *filter)
{
	struct asking *asking = &filter->asking;

	if (filter->options.filter)
		TRY(filter_expr_parse(filter->options.filter, &filter->expr));
	TRY(begin(filter));
	if (filter->options.filter)
		TRY(filter_scope_needs(&filter->expr, &asking->needs));
	vec_for_each(&filter->options.words, word)
		TRY(define(filter, *word));
	out_notes(filter->context, &asking->measure.notes);
	return NULL;
}

size_t filter_ask_recorded(const struct hist_event *event)
{
	size_t recorded = event->fields.size;

	while (recorded && event->fields.data[recorded - 1].is_added)
		recorded--;
	return recorded;
}
