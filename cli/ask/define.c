/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A definition with what a question wishes for, made events: see cli/ask/names.h. */
#include <string.h>

#include "cli/ask/event.h"
#include "cli/ask/names.h"

void ask_wishes_deinit(struct ask_wishes *wishes)
{
	vec_deinit(wishes);
}

struct sonde_error *ask_wish(struct ask_wishes *wishes, const struct hist_need *need,
			     bool is_optional)
{
	const struct ask_wish wish = {
		.need = need,
		.as_string = need->as_string,
		.as_number = need->as_number || need->as_enum,
		.is_optional = is_optional,
	};

	vec_for_each(wishes, known) {
		if (strcmp(known->need->name, need->name) != 0)
			continue;
		known->as_string |= wish.as_string;
		known->as_number |= wish.as_number;
		known->is_optional &= is_optional;
		return NULL;
	}
	return vec_push(wishes, wish);
}

/* Those of names that can only be variables. */
static struct sonde_error *without_values(const struct ask_wishes *wishes, struct ask_wishes *ret)
{
	vec_for_each(wishes, wish) {
		if (!wish->need->is_optional)
			TRY(vec_push(ret, *wish));
	}
	return NULL;
}

struct sonde_error *ask_fetch_or_values(struct asking *asking, const char *text,
					const struct ask_wishes *wishes, struct ask_found *ret)
{
	_cleanup_ask_wishes_ struct ask_wishes fewer = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = ask_fetch(asking, text, wishes, NULL, ret);

	if (!error)
		return NULL;
	TRY(without_values(wishes, &fewer));
	if (fewer.size == wishes->size || error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	ask_found_deinit(ret);
	return ask_fetch(asking, text, &fewer, NULL, ret);
}

struct sonde_error *ask_define(struct asking *asking, const char *word, const char *name)
{
	_cleanup_ask_wishes_ struct ask_wishes wishes = VEC_INIT;
	_cleanup_ask_found_ struct ask_found found = {0};

	vec_for_each(&asking->needs, need)
		TRY(ask_wish(&wishes, need, false));
	TRY(ask_fetch_or_values(asking, word, &wishes, &found));
	return ask_take_events(asking, &found, name);
}
