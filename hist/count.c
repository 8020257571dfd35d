/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often: each event gets a trigger, and their tables become one. */
#include <string.h>

#include "base/suggest.h"
#include "hist/column.h"
#include "hist/limits.h"
#include "hist/parts.h"

/* What a filter's names are looked up in. */
struct place {
	const struct hist_filter *filter;
	const struct hist_event *event;
};

/* A filter's name at one event. */
static struct sonde_error *find_at_event(const struct hist_scope *scope,
					 const struct hist_test *test, struct hist_operand *ret)
{
	const struct place *place = scope->context;
	const struct hist_event *event = place->event;
	_cleanup_(suggest_deinit) struct suggest suggest = {0};

	suggest_init(&suggest, test->name);
	/* What -c says is the kernel's, whatever fields there are. */
	if ((test->name_column && hist_operand_find_field(event, test->name, ret)) ||
	    hist_operand_find_special(event, test->name, ret)) {
		if (ret->kind != HIST_OPERAND_LATENCY)
			return NULL;
		return sonde_error_hint(hist_filter_error(place->filter, SONDE_ERROR_UNAVAILABLE,
							  test->name_column,
							  "one event has no latency."),
					"'sonde latency' measures the time between two.");
	}
	hist_operand_offer(event, &suggest);
	return suggest_hint(&suggest,
			    hist_filter_error(place->filter, SONDE_ERROR_NOT_FOUND,
					      test->name_column, "'%s' has no field '%s'.",
					      hist_event_title(event), test->name));
}

static struct sonde_error *print_filter(const struct hist_maker *maker,
					const struct hist_event *event, struct str *out)
{
	const struct place place = {&maker->words->filter, event};
	const struct hist_scope scope = {.find = find_at_event, .context = &place};
	_cleanup_hist_nodes_ struct hist_nodes parts = VEC_INIT;

	TRY(hist_filter_parts(&maker->words->filter, &parts));
	vec_for_each(&parts, part)
		TRY(hist_filter_print(&maker->words->filter, *part, &scope, out));
	return NULL;
}

static unsigned key_bytes(const struct hist_terms *by, const struct hist_event *event)
{
	struct hist_operand operand;
	unsigned bytes = 0;

	vec_for_each(&by->list, term) {
		if (hist_operand_find(event, term->name, &operand))
			bytes += hist_operand_bytes(&operand);
	}
	return bytes;
}

static struct sonde_error *add_keys(struct hist_columns *columns, const struct hist_terms *by,
				    const struct hist_event *event)
{
	const bool is_tight = key_bytes(by, event) > HIST_KEY_BYTES_MAX;

	vec_for_each(&by->list, term) {
		struct hist_operand operand;

		if (!hist_operand_find(event, term->name, &operand))
			return hist_term_unknown(by, term, event);
		if (is_tight)
			hist_operand_shorten(event, &operand);
		TRY(hist_column_add_key(columns, by, term, &operand));
	}
	return NULL;
}

static struct sonde_error *add_sums(struct hist_columns *columns, const struct hist_terms *sum,
				    const struct hist_event *event)
{
	vec_for_each(&sum->list, term) {
		struct hist_operand operand;

		if (!hist_operand_find(event, term->name, &operand))
			return hist_term_unknown(sum, term, event);
		TRY(hist_column_add_sum(columns, sum, term, &operand));
	}
	return NULL;
}

/* `vfs_read: count, comm`. */
static struct sonde_error *make_title(const struct hist_maker *maker,
				      const struct hist_event *event, char **ret)
{
	_cleanup_str_ struct str title = STR_INIT;
	const size_t others = maker->question->events.size - 1;

	str_append(&title, hist_event_title(event));
	if (others)
		str_appendf(&title, " and %zu more", others);
	str_append(&title, ": ");
	for (size_t i = 0; i < maker->words->by.list.size; i++)
		str_appendf(&title, "%s%s", i ? ", " : "", maker->words->by.list.data[i].name);
	return str_take(&title, ret);
}

/* Rows that come of constants only are one row: the kernel must have something to count by. */
static struct sonde_error *add_any_key(struct hist_columns *columns)
{
	if (columns->trigger->keys.size)
		return NULL;
	columns->trigger->key_bytes = 8;
	return hist_texts_add(&columns->trigger->keys, "common_cpu");
}

static struct sonde_error *make_event(struct hist_maker *maker, const struct hist_event *event)
{
	_cleanup_hist_trigger_ struct hist_trigger trigger = HIST_TRIGGER_INIT;
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	struct hist_columns columns = {&trigger, &layout, maker->question};

	trigger.size = maker->question->size;
	TRY(add_keys(&columns, &maker->words->by, event));
	TRY(hist_column_add_count(&columns));
	TRY(add_sums(&columns, &maker->words->sum, event));
	TRY(hist_column_sort(&columns));
	if (maker->question->sums_key)
		TRY(hist_column_add_key_sum(&columns));
	TRY(add_any_key(&columns));
	TRY(print_filter(maker, event, &trigger.filter));
	TRY(make_title(maker, &maker->question->events.data[0], &layout.title));
	TRY(hist_add_trigger(maker, event->system, event->event, &trigger));
	return hist_add_source(maker, &layout);
}

/* A command is one, whether a probe or the kernel tells it. */
static bool is_text(const struct hist_key_layout *key)
{
	return key->shape == HIST_SHAPE_STRING || key->shape == HIST_SHAPE_COMM;
}

/* The tables of all events become one, which cannot have both texts and numbers in a column. */
static struct sonde_error *check_same(const struct hist_maker *maker)
{
	const struct hist_source *first = &maker->setup->sources.data[0];

	vec_for_each(&maker->setup->sources, source) {
		for (size_t i = 0; i < first->layout.keys.size; i++) {
			const struct hist_key_layout *a = &first->layout.keys.data[i];
			const struct hist_key_layout *b = &source->layout.keys.data[i];

			if (a->shape != b->shape && !(is_text(a) && is_text(b)))
				return hist_term_error(&maker->words->by,
						       &maker->words->by.list.data[i],
						       SONDE_ERROR_UNAVAILABLE,
						       "'%s' is not the same at %s as at %s.",
						       a->title, first->event, source->event);
		}
	}
	return NULL;
}

struct sonde_error *hist_count_make(struct hist_maker *maker)
{
	if (maker->words->by.list.size == 0)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "What is counted by has to be said."),
			"Write '--by NAME', NAME being a fetched argument, or one of "
			"comm pid tid cpu func caller stack.");
	TRY(hist_add_probes(maker));
	vec_for_each(&maker->question->events, event)
		TRY(make_event(maker, event));
	return check_same(maker);
}
