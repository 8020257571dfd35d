/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields that go through the synthetic event. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "hist/pair.h"

/* Whether all starts, or all ends, have the field. */
static bool all_have(const struct hist_pairs *pairs, const char *name, bool at_end)
{
	struct hist_operand operand;

	vec_for_each(&pairs->list, pair) {
		if (!hist_operand_find_field(at_end ? pair->end : pair->start, name, &operand))
			return false;
	}
	return true;
}

enum hist_side hist_pair_side(const struct hist_pairs *pairs, const char *name)
{
	struct hist_operand operand;

	if (all_have(pairs, name, false))
		return HIST_SIDE_START;
	if (all_have(pairs, name, true))
		return HIST_SIDE_END;
	if (hist_operand_find_special(pairs->list.data[0].end, name, &operand))
		return HIST_SIDE_BOTH;
	return HIST_SIDE_NONE;
}

/* One synthetic event has one type for it. */
static struct sonde_error *check_same(const struct hist_pairs *pairs, const char *name, bool at_end,
				      const struct hist_operand *first)
{
	vec_for_each(&pairs->list, pair) {
		const struct hist_event *event = at_end ? pair->end : pair->start;
		struct hist_operand other;

		hist_operand_find_field(event, name, &other);
		if (other.is_string != first->is_string || other.is_array != first->is_array ||
		    (!other.is_string &&
		     (other.size != first->size || other.is_signed != first->is_signed)))
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "'%s' is not of the same type at %s as at others.",
					       name, hist_event_title(event));
	}
	return NULL;
}

static bool is_taken(const struct hist_pairs *pairs, const char *name)
{
	/* What hist files themselves call a part of a row. */
	static const char *const taken[] = {"lat", "hitcount", "max"};

	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++) {
		if (strcmp(name, taken[i]) == 0)
			return true;
	}
	vec_for_each(&pairs->carried, carried) {
		if (strcmp(carried->name, name) == 0)
			return true;
	}
	return false;
}

/* A name in the synthetic event: that of the field, if it is free. */
static struct sonde_error *choose_name(const struct hist_pairs *pairs, const char *field,
				       char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_append(&name, field);
	/* Names of one letter cannot be saved. */
	if (pairs->is_saving && name.size < 2)
		str_append_char(&name, '_');
	while (!name.failed && is_taken(pairs, str_text(&name)))
		str_append_char(&name, '_');
	return str_take(&name, ret);
}

static struct sonde_error *carry(struct hist_pairs *pairs, const char *asked, bool at_end)
{
	const struct hist_pair *first = &pairs->list.data[0];
	struct hist_carried carried = {.asked = asked, .is_at_end = at_end};
	_cleanup_free_ char *name = NULL;

	hist_operand_find_field(at_end ? first->end : first->start, asked, &carried.operand);
	TRY(check_same(pairs, asked, at_end, &carried.operand));
	TRY(choose_name(pairs, carried.operand.key, &name));
	carried.name = name;
	TRY(vec_push(&pairs->carried, carried));
	take_ptr(name);
	return NULL;
}

/* The operand of a field that is carried already, or not. */
static struct sonde_error *find_carried(struct hist_pairs *pairs, const char *name, bool at_end,
					struct hist_operand *ret)
{
	size_t i = 0;

	while (i < pairs->carried.size && (strcmp(pairs->carried.data[i].asked, name) != 0 ||
					   pairs->carried.data[i].is_at_end != at_end))
		i++;
	if (i == pairs->carried.size)
		TRY(carry(pairs, name, at_end));
	*ret = pairs->carried.data[i].operand;
	ret->key = pairs->carried.data[i].name;
	ret->filter = pairs->carried.data[i].name;
	/* As a text of the synthetic event it has no fixed size. */
	if (ret->is_string) {
		ret->size = 0;
		ret->has_room = false;
		ret->is_pointed = ret->is_in_program = false;
	}
	return NULL;
}

struct sonde_error *hist_pair_find(struct hist_pairs *pairs, const struct hist_pair *pair,
				   const char *name, struct hist_operand *ret)
{
	const enum hist_unit unit = pairs->maker->question->unit;
	const enum hist_side side = hist_pair_side(pairs, name);

	if (side == HIST_SIDE_START || side == HIST_SIDE_END)
		return find_carried(pairs, name, side == HIST_SIDE_END, ret);
	if (side == HIST_SIDE_NONE)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND,
				       "'%s' is a field neither of %s nor of %s.", name,
				       hist_event_title(pair->start), hist_event_title(pair->end));
	hist_operand_find_special(pair->end, name, ret);
	if (ret->kind == HIST_OPERAND_FUNCTION) {
		ret->key = NULL;
		ret->constant = hist_event_title(pair->start);
		pairs->by_function = true;
	}
	if (ret->kind == HIST_OPERAND_LATENCY) {
		ret->unit = hist_unit_name(unit);
		ret->scale = unit == HIST_UNIT_MS ? 1000 : 0;
	}
	return NULL;
}

void hist_pair_print_fields(const struct hist_pairs *pairs, struct str *out)
{
	str_append(out, "u64 lat");
	vec_for_each(&pairs->carried, carried) {
		if (carried->operand.is_string)
			str_appendf(out, "; char %s[]", carried->name);
		else
			str_appendf(out, "; %c%u %s", carried->operand.is_signed ? 's' : 'u',
				    carried->operand.size * 8, carried->name);
	}
}

struct sonde_error *hist_pair_variable(const struct hist_pairs *pairs,
				       const struct hist_carried *carried, bool at_end, char **ret)
{
	const size_t index = (size_t)(carried - pairs->carried.data);
	_cleanup_str_ struct str name = STR_INIT;
	const char letter = carried->name[0];

	str_appendf(&name, "%c%zu", isalpha((unsigned char)letter) ? tolower(letter) : 'v',
		    2 * index + at_end);
	return str_take(&name, ret);
}
