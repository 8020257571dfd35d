/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/pair_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "hist/column.h"
#include "hist/limits.h"

static void table_deinit(struct hist_pair_table *table)
{
	hist_trigger_deinit(&table->trigger);
	hist_layout_deinit(&table->layout);
}

#define _cleanup_table_ _cleanup_(table_deinit)

void hist_pair_tables_deinit(struct hist_pair_tables *tables)
{
	vec_for_each(tables, table)
		table_deinit(table);
	vec_deinit(tables);
}

/* What a term means; an error without a place gets that of the term. */
static struct sonde_error *find(struct hist_pairs *pairs, const struct hist_pair *pair,
				const struct hist_terms *terms, const struct hist_term *term,
				struct hist_operand *ret)
{
	_cleanup_error_ struct sonde_error *bare = hist_pair_find(pairs, pair, term->name, ret);
	_cleanup_(suggest_deinit) struct suggest suggest = {0};

	if (!bare)
		return NULL;
	suggest_init(&suggest, term->name);
	hist_operand_offer(pair->start, &suggest);
	hist_operand_offer(pair->end, &suggest);
	return suggest_hint(&suggest,
			    hist_term_error(terms, term, bare->kind, "%s", bare->message));
}

static bool says_latency(const struct hist_terms *by)
{
	vec_for_each(&by->list, term) {
		if (strcmp(term->name, "latency") == 0)
			return true;
	}
	return false;
}

static bool implies_latency(const struct hist_pairs *pairs)
{
	const struct hist_words *words = pairs->maker->words;
	const bool is_summed = pairs->maker->question->stats || words->worst.list.size;

	return !says_latency(&words->by) && !(words->by.list.size && is_summed);
}

/* The latency is a key too, if nothing else is said of it. */
static struct sonde_error *add_implied_key(struct hist_pairs *pairs, struct hist_columns *columns,
					   const struct hist_pair *pair)
{
	const struct hist_terms *by = &pairs->maker->words->by;
	const struct hist_terms implied = {.word = HIST_WORD_BY};
	const struct hist_term latency = {.name = (char *)"latency"};
	struct hist_operand operand;

	if (!implies_latency(pairs))
		return NULL;
	if (by->list.size == HIST_KEYS_MAX)
		return sonde_error_hint(
			hist_term_error(by, vec_last(&by->list), SONDE_ERROR_UNAVAILABLE,
					"with the latency these are %d keys; the kernel's "
					"triggers have at most %d.",
					HIST_KEYS_MAX + 1, HIST_KEYS_MAX),
			"'--stats' shows sum, mean and maximum of the latency instead.");
	TRY(hist_pair_find(pairs, pair, latency.name, &operand));
	return hist_column_add_key(columns, &implied, &latency, &operand);
}

/* What a key is at the point that has it; false if it is unknown. */
static bool find_key(const struct hist_pairs *pairs, const struct hist_pair *pair, const char *name,
		     struct hist_operand *ret)
{
	switch (hist_pair_side(pairs, name)) {
	case HIST_SIDE_START:
		return hist_operand_find_field(pair->start, name, ret);
	case HIST_SIDE_END:
		return hist_operand_find_field(pair->end, name, ret);
	default:
		return hist_operand_find_special(pair->end, name, ret);
	}
}

static unsigned key_bytes(const struct hist_pairs *pairs, const struct hist_pair *pair)
{
	unsigned bytes = implies_latency(pairs) ? 8 : 0;
	struct hist_operand operand;

	vec_for_each(&pairs->maker->words->by.list, term) {
		if (!find_key(pairs, pair, term->name, &operand))
			continue;
		/* As a text of the synthetic event it has no fixed size. */
		if (operand.is_string && operand.kind == HIST_OPERAND_FIELD)
			operand.size = 0;
		bytes += hist_operand_bytes(&operand);
	}
	return bytes;
}

/* Where there is no room for the command as a text, it is that of the thread, which is the same at
 * both ends if nothing else is matched by. */
static bool shorten(const struct hist_pairs *pairs, const struct hist_pair *pair,
		    const struct hist_term *term, struct hist_operand *ret)
{
	if (pairs->maker->words->match.list.size || key_bytes(pairs, pair) <= HIST_KEY_BYTES_MAX ||
	    !find_key(pairs, pair, term->name, ret) || !ret->is_command)
		return false;
	hist_operand_shorten(pair->end, ret);
	return true;
}

static struct sonde_error *add_keys(struct hist_pairs *pairs, struct hist_columns *columns,
				    const struct hist_pair *pair)
{
	const struct hist_terms *by = &pairs->maker->words->by;

	vec_for_each(&by->list, term) {
		struct hist_operand operand;

		if (!shorten(pairs, pair, term, &operand))
			TRY(find(pairs, pair, by, term, &operand));
		TRY(hist_column_add_key(columns, by, term, &operand));
	}
	TRY(add_implied_key(pairs, columns, pair));
	if (columns->trigger->keys.size)
		return NULL;
	/* All keys are constants: the kernel must have something to count by. */
	columns->trigger->key_bytes = 8;
	return hist_texts_add(&columns->trigger->keys, "common_cpu");
}

/* Columns of what is kept of the longest one, and their names for `save()`. */
static struct sonde_error *add_worst(struct hist_pairs *pairs, struct hist_columns *columns,
				     const struct hist_pair *pair, struct str *saved)
{
	const struct hist_terms *worst = &pairs->maker->words->worst;

	vec_for_each(&worst->list, term) {
		struct hist_operand operand;

		TRY(find(pairs, pair, worst, term, &operand));
		TRY(hist_column_add_worst(columns, worst, term, &operand));
		str_appendf(saved, "%s%s", saved->size ? "," : "", operand.key);
	}
	/* The kernel keeps something in any case. */
	if (worst->list.size == 0)
		str_append(saved, "common_pid");
	return NULL;
}

static struct sonde_error *add_times(struct hist_pairs *pairs, struct hist_columns *columns,
				     const struct hist_pair *pair)
{
	const struct hist_question *question = pairs->maker->question;
	_cleanup_str_ struct str saved = STR_INIT;

	if (question->stats) {
		TRY(hist_column_add_latency(columns, HIST_VALUE_SUM));
		TRY(hist_column_add_latency(columns, HIST_VALUE_MEAN));
	}
	if (!question->stats && pairs->maker->words->worst.list.size == 0)
		return NULL;
	TRY(hist_column_add_latency(columns, HIST_VALUE_MAX));
	TRY(add_worst(pairs, columns, pair, &saved));
	TRY(hist_texts_add(&columns->trigger->variables, "m=lat"));
	str_appendf(&columns->trigger->action, "onmax($m).save(%s)", str_text(&saved));
	return str_check(&saved);
}

static struct sonde_error *add_sums(struct hist_pairs *pairs, struct hist_columns *columns,
				    const struct hist_pair *pair)
{
	const struct hist_terms *sum = &pairs->maker->words->sum;

	vec_for_each(&sum->list, term) {
		struct hist_operand operand;

		TRY(find(pairs, pair, sum, term, &operand));
		TRY(hist_column_add_sum(columns, sum, term, &operand));
	}
	return NULL;
}

/* `vfs_read: comm, latency`, `a to b: latency`. */
static struct sonde_error *make_title(const struct hist_pairs *pairs, struct hist_layout *layout)
{
	const struct hist_pair *first = &pairs->list.data[0];
	const bool is_call = pairs->maker->question->is_call;
	_cleanup_str_ struct str title = STR_INIT;
	bool has_latency = false;

	str_append(&title, hist_event_title(first->start));
	if (!is_call)
		str_appendf(&title, " to %s", hist_event_title(first->end));
	if (pairs->list.size > 1)
		str_appendf(&title, " and %zu more", pairs->list.size - 1);
	for (size_t i = 0; i < layout->keys.size; i++) {
		str_appendf(&title, "%s%s", i ? ", " : ": ", layout->keys.data[i].title);
		has_latency = has_latency || strcmp(layout->keys.data[i].title, "latency") == 0;
	}
	str_append(&title, has_latency ? "" : ", latency");
	return str_take(&title, &layout->title);
}

static struct sonde_error *make_table(struct hist_pairs *pairs, const struct hist_pair *pair,
				      struct hist_pair_table *table)
{
	struct hist_columns columns = {&table->trigger, &table->layout, pairs->maker->question};

	table->trigger.size = pairs->maker->question->size;
	TRY(add_keys(pairs, &columns, pair));
	TRY(hist_column_add_count(&columns));
	TRY(add_times(pairs, &columns, pair));
	TRY(add_sums(pairs, &columns, pair));
	TRY(hist_column_sort(&columns));
	if (pairs->maker->question->sums_key)
		TRY(hist_column_add_key_sum(&columns));
	TRY(make_title(pairs, &table->layout));
	return hist_pair_print_filter(pairs, &table->trigger.filter);
}

/* What is saved needs longer names in the synthetic event, so those are chosen first. */
static struct sonde_error *choose_saved_names(struct hist_pairs *pairs)
{
	const struct hist_terms *worst = &pairs->maker->words->worst;

	pairs->is_saving = true;
	vec_for_each(&worst->list, term) {
		struct hist_operand operand;

		TRY(find(pairs, &pairs->list.data[0], worst, term, &operand));
	}
	pairs->is_saving = false;
	return NULL;
}

struct sonde_error *hist_pair_make_tables(struct hist_pairs *pairs, struct hist_pair_tables *ret)
{
	TRY(choose_saved_names(pairs));
	for (size_t i = 0; i < pairs->list.size; i++) {
		_cleanup_table_ struct hist_pair_table table = HIST_PAIR_TABLE_INIT;

		TRY(make_table(pairs, &pairs->list.data[i], &table));
		TRY(vec_push(ret, table));
		table = (struct hist_pair_table)HIST_PAIR_TABLE_INIT;
		if (!pairs->by_function)
			return NULL;
	}
	return NULL;
}

/* Whether the end's own trigger can save it: by the end's name for it, which has two letters or
 * more. */
static bool is_saved_at_end(const struct hist_pairs *pairs, const char *name)
{
	const struct hist_event *end = pairs->list.data[0].end;
	struct hist_operand operand;

	/* The command is that of the thread, at both of them. */
	if (strcmp(name, "comm") == 0)
		return hist_operand_find_field(end, name, &operand) && strlen(operand.key) > 1;
	switch (hist_pair_side(pairs, name)) {
	case HIST_SIDE_END:
		return hist_operand_find_field(end, name, &operand) && strlen(operand.key) > 1 &&
		       !operand.is_pointed;
	case HIST_SIDE_BOTH:
		return hist_operand_find_special(end, name, &operand) &&
		       (operand.kind == HIST_OPERAND_THREAD || operand.kind == HIST_OPERAND_CPU);
	default:
		return false;
	}
}

bool hist_pair_fits_end(const struct hist_pairs *pairs)
{
	const struct hist_words *words = pairs->maker->words;
	const struct hist_term *by = words->by.list.data;

	if (words->worst.list.size == 0 || pairs->maker->question->stats || words->sum.list.size ||
	    words->match.list.size || pairs->list.size > 1 || words->filter.nodes.size)
		return false;
	if (words->by.list.size != 1 || by->is_shaped || strcmp(by->name, "tid") != 0 ||
	    hist_pair_side(pairs, by->name) != HIST_SIDE_BOTH)
		return false;
	vec_for_each(&words->worst.list, term) {
		if (!is_saved_at_end(pairs, term->name))
			return false;
	}
	return true;
}

struct sonde_error *hist_pair_make_table_at_end(struct hist_pairs *pairs,
						struct hist_pair_tables *ret)
{
	const struct hist_event *end = pairs->list.data[0].end;
	const struct hist_words *words = pairs->maker->words;
	_cleanup_table_ struct hist_pair_table table = HIST_PAIR_TABLE_INIT;
	struct hist_columns columns = {&table.trigger, &table.layout, pairs->maker->question};
	_cleanup_str_ struct str saved = STR_INIT;
	_cleanup_free_ char *latency = NULL;
	struct hist_operand operand;

	hist_operand_find(end, "tid", &operand);
	TRY(hist_column_add_key(&columns, &words->by, &words->by.list.data[0], &operand));
	hist_texts_deinit(&table.trigger.keys);
	table.trigger.key_bytes = 0;
	TRY(hist_pair_begin_end(pairs, 0, &table.trigger, &latency));
	TRY(hist_column_add_count(&columns));
	TRY(hist_column_add_latency(&columns, HIST_VALUE_MAX));
	vec_for_each(&words->worst.list, term) {
		hist_operand_find(end, term->name, &operand);
		TRY(hist_column_add_worst(&columns, &words->worst, term, &operand));
		str_appendf(&saved, "%s%s", saved.size ? "," : "", operand.key);
	}
	TRY(hist_column_sort(&columns));
	TRY(make_title(pairs, &table.layout));
	str_appendf(&table.trigger.action, "onmax($%s).save(%s)", latency, str_text(&saved));
	TRY(str_check(&saved));
	TRY(vec_push(ret, table));
	table = (struct hist_pair_table)HIST_PAIR_TABLE_INIT;
	return NULL;
}
