/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a start and its end have in common: the keys of both triggers. */
#include "hist/column.h"
#include "hist/pair.h"

static const char *name_at(const struct hist_term *term, bool is_end)
{
	return is_end && term->other ? term->other : term->name;
}

static struct sonde_error *find(const struct hist_pairs *pairs, const struct hist_term *term,
				const struct hist_event *event, bool is_end,
				struct hist_operand *ret)
{
	const struct hist_terms *match = &pairs->maker->words->match;
	/* The error is about the name that counts there. */
	const struct hist_term here = {
		.name = (char *)name_at(term, is_end),
		.column = is_end && term->other ? term->other_column : term->column,
	};

	if (!hist_operand_find(event, here.name, ret))
		return hist_term_unknown(match, &here, event);
	if (ret->is_array || (ret->kind != HIST_OPERAND_FIELD && ret->kind != HIST_OPERAND_THREAD &&
			      ret->kind != HIST_OPERAND_CPU))
		return sonde_error_hint(hist_term_error(match, &here, SONDE_ERROR_UNAVAILABLE,
							"the kernel cannot match by '%s'.",
							here.name),
					"Take a number or a text that both points fetch.");
	return NULL;
}

struct sonde_error *hist_pair_add_match(const struct hist_pairs *pairs,
					const struct hist_event *event, bool is_end,
					struct hist_trigger *trigger)
{
	const struct hist_terms *match = &pairs->maker->words->match;

	if (match->list.size == 0) {
		trigger->key_bytes += 8;
		return hist_texts_add(&trigger->keys, "common_pid");
	}
	vec_for_each(&match->list, term) {
		struct hist_operand operand;

		TRY(find(pairs, term, event, is_end, &operand));
		trigger->key_bytes += hist_operand_bytes(&operand);
		TRY(hist_texts_add(&trigger->keys, "%s", operand.key));
	}
	return NULL;
}

/* Whether the thread alone says which start an end belongs to. */
static bool is_by_thread(const struct hist_pairs *pairs)
{
	const struct hist_terms *match = &pairs->maker->words->match;
	struct hist_operand operand;

	if (match->list.size == 0)
		return true;
	return match->list.size == 1 &&
	       hist_operand_find(pairs->starts.data[0], match->list.data[0].name, &operand) &&
	       operand.kind == HIST_OPERAND_THREAD;
}

void hist_pair_print_idle(const struct hist_pairs *pairs, const struct hist_event *event,
			  struct str *out)
{
	/* Programs are no idle threads. */
	if (!event->is_user && event->kind != HIST_EVENT_UPROBE && is_by_thread(pairs))
		str_append(out, "common_pid != 0");
}

/* Keys of different sizes never match, and the kernel does not say so. */
static struct sonde_error *check_term(const struct hist_pairs *pairs, const struct hist_term *term,
				      const struct hist_pair *pair)
{
	struct hist_operand start, end;

	TRY(find(pairs, term, pair->start, false, &start));
	TRY(find(pairs, term, pair->end, true, &end));
	if (start.is_string == end.is_string && start.size == end.size)
		return NULL;
	return sonde_error_hint(
		hist_term_error(&pairs->maker->words->match, term, SONDE_ERROR_UNAVAILABLE,
				"'%s' at %s and '%s' at %s are not of the same type.", term->name,
				hist_event_title(pair->start), name_at(term, true),
				hist_event_title(pair->end)),
		"Give both one, as ':u64'.");
}

struct sonde_error *hist_pair_check_match(const struct hist_pairs *pairs)
{
	vec_for_each(&pairs->list, pair) {
		vec_for_each(&pairs->maker->words->match.list, term)
			TRY(check_term(pairs, term, pair));
	}
	return NULL;
}
