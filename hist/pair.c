/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/pair.h"

#include <stdlib.h>
#include <string.h>

#include "hist/pair_table.h"

void hist_pairs_deinit(struct hist_pairs *pairs)
{
	vec_deinit(&pairs->list);
	vec_deinit(&pairs->starts);
	vec_for_each(&pairs->carried, carried)
		free(carried->name);
	vec_deinit(&pairs->carried);
}

static struct sonde_error *add_pair(struct hist_pairs *pairs, const struct hist_event *start,
				    const struct hist_event *end)
{
	if (strcmp(start->system, end->system) == 0 && strcmp(start->event, end->event) == 0)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					"%s cannot be both the start and the end.",
					hist_event_title(start)),
			"The kernel would take the time before it has subtracted the last one.");
	return vec_push(&pairs->list, (struct hist_pair){start, end});
}

static struct sonde_error *collect(struct hist_pairs *pairs)
{
	const struct hist_question *question = pairs->maker->question;
	const struct hist_event *events = question->events.data;
	const size_t starts = question->starts, ends = question->events.size - starts;

	if (starts == 0 || starts >= question->events.size)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "A latency is measured between two points.");
	for (size_t i = 0; i < starts; i++) {
		TRY(vec_push(&pairs->starts, &events[i]));
		for (size_t j = 0; j < ends; j++) {
			/* Calls end with the return from the same function. */
			if (!question->is_call || i == j)
				TRY(add_pair(pairs, &events[i], &events[starts + j]));
		}
	}
	return NULL;
}

static const char *timestamp(const struct hist_pairs *pairs)
{
	return pairs->maker->question->unit == HIST_UNIT_NS ? "common_timestamp"
							    : "common_timestamp.usecs";
}

/* A consumer takes the variable out of its row: each pair has one of its own. */
static struct sonde_error *add_start_times(const struct hist_pairs *pairs,
					   const struct hist_event *start,
					   struct hist_trigger *trigger)
{
	for (size_t i = 0; i < pairs->list.size; i++) {
		if (pairs->list.data[i].start == start)
			TRY(hist_texts_add(&trigger->variables, "ts%zu=%s", i, timestamp(pairs)));
	}
	return NULL;
}

static struct sonde_error *add_start(struct hist_pairs *pairs, const struct hist_event *start)
{
	_cleanup_hist_trigger_ struct hist_trigger trigger = HIST_TRIGGER_INIT;

	trigger.size = pairs->maker->question->size;
	TRY(hist_pair_add_match(pairs, start, false, &trigger));
	hist_pair_print_idle(pairs, start, &trigger.filter);
	TRY(add_start_times(pairs, start, &trigger));
	vec_for_each(&pairs->carried, carried) {
		_cleanup_free_ char *variable = NULL;
		struct hist_operand here;

		if (carried->is_at_end)
			continue;
		TRY(hist_pair_variable(pairs, carried, false, &variable));
		hist_operand_find_field(start, carried->asked, &here);
		TRY(hist_texts_add(&trigger.variables, "%s=%s", variable, here.key));
	}
	TRY(hist_add_trigger(pairs->maker, start->system, start->event, &trigger));
	return hist_add_source(pairs->maker, NULL);
}

/* `lat` of the first pair, `lat1` of the second. */
static struct sonde_error *latency_variable(size_t pair, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_append(&name, "lat");
	if (pair)
		str_appendf(&name, "%zu", pair);
	return str_take(&name, ret);
}

/* The variables of what is handed on, and the parameters of the synthetic event behind the time. */
static struct sonde_error *add_end_variables(const struct hist_pairs *pairs,
					     const struct hist_event *end,
					     struct hist_trigger *trigger, struct str *parameters)
{
	vec_for_each(&pairs->carried, carried) {
		_cleanup_free_ char *from = NULL, *to = NULL;
		struct hist_operand here;

		TRY(hist_pair_variable(pairs, carried, true, &to));
		TRY(hist_pair_variable(pairs, carried, false, &from));
		if (carried->is_at_end) {
			hist_operand_find_field(end, carried->asked, &here);
			TRY(hist_texts_add(&trigger->variables, "%s=%s", to, here.key));
		} else {
			TRY(hist_texts_add(&trigger->variables, "%s=$%s", to, from));
		}
		str_appendf(parameters, ",$%s", to);
	}
	return NULL;
}

struct sonde_error *hist_pair_begin_end(const struct hist_pairs *pairs, size_t index,
					struct hist_trigger *trigger, char **latency)
{
	const struct hist_pair *pair = &pairs->list.data[index];

	trigger->size = pairs->maker->question->size;
	TRY(hist_pair_add_match(pairs, pair->end, true, trigger));
	hist_pair_print_idle(pairs, pair->end, &trigger->filter);
	TRY(latency_variable(index, latency));
	return hist_texts_add(&trigger->variables, "%s=%s-$ts%zu", *latency, timestamp(pairs),
			      index);
}

static struct sonde_error *add_end(struct hist_pairs *pairs, size_t index, const char *synthetic)
{
	const struct hist_pair *pair = &pairs->list.data[index];
	_cleanup_hist_trigger_ struct hist_trigger trigger = HIST_TRIGGER_INIT;
	_cleanup_str_ struct str parameters = STR_INIT;
	_cleanup_free_ char *latency = NULL;

	TRY(hist_pair_begin_end(pairs, index, &trigger, &latency));
	TRY(add_end_variables(pairs, pair->end, &trigger, &parameters));
	str_appendf(&trigger.action, "onmatch(%s.%s).trace(%s,$%s%s)", pair->start->system,
		    pair->start->event, synthetic, latency, str_text(&parameters));
	TRY(str_check(&parameters));
	TRY(hist_add_trigger(pairs->maker, pair->end->system, pair->end->event, &trigger));
	return hist_add_source(pairs->maker, NULL);
}

/* `GROUP_lat`, `GROUP_lat2`: with `func` there is one for each pair. */
static struct sonde_error *synthetic_name(const struct hist_pairs *pairs, size_t index, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&name, "%s_lat", pairs->maker->question->group);
	if (pairs->by_function && index)
		str_appendf(&name, "%zu", index + 1);
	return str_take(&name, ret);
}

static struct sonde_error *add_ends(struct hist_pairs *pairs)
{
	for (size_t i = 0; i < pairs->list.size; i++) {
		_cleanup_free_ char *name = NULL;

		TRY(synthetic_name(pairs, i, &name));
		TRY(add_end(pairs, i, name));
	}
	return NULL;
}

static struct sonde_error *add_synthetics(struct hist_pairs *pairs, size_t count)
{
	_cleanup_str_ struct str fields = STR_INIT;

	hist_pair_print_fields(pairs, &fields);
	TRY(str_check(&fields));
	for (size_t i = 0; i < count; i++) {
		_cleanup_free_ char *name = NULL;

		TRY(synthetic_name(pairs, i, &name));
		TRY(hist_add_synthetic(pairs->maker, name, str_text(&fields)));
	}
	return NULL;
}

static struct sonde_error *add_table(struct hist_pairs *pairs, size_t index,
				     struct hist_pair_table *table)
{
	_cleanup_free_ char *name = NULL;

	TRY(synthetic_name(pairs, index, &name));
	TRY(hist_add_trigger(pairs->maker, "synthetic", name, &table->trigger));
	return hist_add_source(pairs->maker, &table->layout);
}

/* What the tables need goes through all of it, so they are made first and written last. */
static struct sonde_error *make_through_synthetic(struct hist_pairs *pairs)
{
	_cleanup_hist_pair_tables_ struct hist_pair_tables tables = VEC_INIT;

	TRY(hist_pair_make_tables(pairs, &tables));
	TRY(add_synthetics(pairs, tables.size));
	vec_for_each(&pairs->starts, start)
		TRY(add_start(pairs, *start));
	TRY(add_ends(pairs));
	for (size_t i = 0; i < tables.size; i++)
		TRY(add_table(pairs, i, &tables.data[i]));
	return NULL;
}

static struct sonde_error *make_at_end(struct hist_pairs *pairs)
{
	const struct hist_pair *pair = &pairs->list.data[0];
	_cleanup_hist_pair_tables_ struct hist_pair_tables tables = VEC_INIT;

	TRY(hist_pair_make_table_at_end(pairs, &tables));
	TRY(add_start(pairs, pair->start));
	TRY(hist_add_trigger(pairs->maker, pair->end->system, pair->end->event,
			     &tables.data[0].trigger));
	return hist_add_source(pairs->maker, &tables.data[0].layout);
}

struct sonde_error *hist_pair_make(struct hist_maker *maker)
{
	_cleanup_hist_pairs_ struct hist_pairs pairs = {.maker = maker};

	TRY(collect(&pairs));
	TRY(hist_pair_check_match(&pairs));
	TRY(hist_add_probes(maker));
	if (hist_pair_fits_end(&pairs))
		return make_at_end(&pairs);
	return make_through_synthetic(&pairs);
}
