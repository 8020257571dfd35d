/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check/list.h"

#include <stdlib.h>
#include <string.h>

static void item_deinit(struct check_item *item)
{
	free(item->value);
	free(item->reason);
	free(item->advice);
	*item = (struct check_item){0};
}

void check_list_deinit(struct check_list *list)
{
	vec_for_each(list, item)
		item_deinit(item);
	vec_deinit(list);
}

const char *check_state_name(enum check_state state)
{
	static const char *const names[] = {
		[CHECK_OK] = "ok",
		[CHECK_NO] = "no",
		[CHECK_UNKNOWN] = "unknown",
	};

	return names[state];
}

struct sonde_error *check_add(struct check_list *list, const struct check_fact *fact)
{
	_cleanup_(item_deinit) struct check_item item = {
		.topic = fact->topic,
		.name = fact->name,
		.state = fact->state,
	};

	TRY(sonde_strdup(fact->value, &item.value));
	TRY(sonde_strdup(fact->reason, &item.reason));
	TRY(sonde_strdup(fact->advice, &item.advice));
	TRY(vec_push(list, item));
	item = (struct check_item){0};
	return NULL;
}

struct sonde_error *check_add_result(struct check_list *list, const struct check_fact *fact,
				     struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *owned = error;
	struct check_fact copy = *fact;

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(owned);
	if (!error) {
		copy.state = CHECK_OK;
		copy.reason = copy.advice = NULL;
	} else {
		copy.reason = error->message;
		copy.advice = error->hint ? error->hint : fact->advice;
	}
	return check_add(list, &copy);
}

const struct check_item *check_find(const struct check_list *list, const char *name)
{
	const size_t size = strcspn(name, ".");

	vec_for_each(list, item) {
		if (strncmp(item->topic, name, size) == 0 && item->topic[size] == '\0' &&
		    strcmp(item->name, name + size + (name[size] == '.')) == 0)
			return item;
	}
	return NULL;
}
