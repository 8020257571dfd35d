/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's list of probes, one on each line; the first byte is `u` for those of programs. Each
 * that is understood has a name, belongs to one event of the list, and is listed as one of that
 * event at the most.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/check.h"
#include "tracefs/dynevent.h"
#include "tracefs/listed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Probes that are held against each other. */
#define PAIRS_MAX 12

/* False for lack of memory. */
static bool add_line(enum dynevent_kind kind, const char *line, struct dynevents *list)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	struct dynevent event;

	error = dynevent_parse(kind, line, &event);
	if (error) {
		check(error->kind == SONDE_ERROR_NO_MEMORY ||
		      (error->text && error->column && error->column <= strlen(line) + 1));
		return true;
	}
	check(event.kind == kind && *event.group && *event.event && !strcmp(event.line, line));
	check(strstr(line, event.event) != NULL);
	if (!vec_push(list, event))
		return true;
	dynevent_deinit(&event);
	return false;
}

static void check_pair(const struct dynevent *a, const struct dynevent *b)
{
	const bool is_same = dynevent_same_event(a, b);

	check(is_same == dynevent_same_event(b, a));
	check(!dynevent_listed_as(a, b) || is_same);
}

static void check_list(const struct dynevents *list)
{
	struct dynevent_names names = VEC_INIT;
	size_t count = 0;

	vec_for_each(list, event)
		check(dynevents_have_line(list, event));
	if (!dynevent_names(list, &names)) {
		vec_for_each(&names, name)
			count += name->count;
		check(count == list->size);
	}
	vec_deinit(&names);
	for (size_t i = 0; i < list->size && i < PAIRS_MAX; i++) {
		for (size_t j = 0; j < list->size && j < PAIRS_MAX; j++)
			check_pair(&list->data[i], &list->data[j]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	_cleanup_free_ char *text = NULL;
	enum dynevent_kind kind;
	char *at, *line;

	if (!size)
		return 0;
	kind = data[0] == 'u' ? DYNEVENT_UPROBE : DYNEVENT_KPROBE;
	at = text = strndup((const char *)data + 1, size - 1);
	while (at && (line = strsep(&at, "\n"))) {
		if (!add_line(kind, line, &list))
			return 0;
	}
	check_list(&list);
	return 0;
}
