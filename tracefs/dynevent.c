/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/dynevent.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/map.h"
#include "base/scan.h"
#include "base/str.h"
#include "tracefs/dir.h"
#include "tracefs/writer.h"

/* Far more than any kernel has events. */
#define LIST_LIMIT ((size_t)1 << 28)

const char *dynevent_file(enum dynevent_kind kind)
{
	return kind == DYNEVENT_UPROBE ? "uprobe_events" : "kprobe_events";
}

void dynevent_deinit(struct dynevent *event)
{
	free(event->group);
	free(event->event);
	free(event->line);
	*event = (struct dynevent){0};
}

void dynevents_deinit(struct dynevents *events)
{
	vec_for_each(events, event)
		dynevent_deinit(event);
	vec_deinit(events);
}

/* The `p` or `rN` and the colon of a line. */
static struct sonde_error *parse_letter(struct scan *scan, bool *ret)
{
	bool is_return;

	scan_space(scan);
	is_return = scan_char(scan, 'r');
	if (!is_return && !scan_char(scan, 'p'))
		return scan_error(scan, "A line for a probe event starts with p or r.");
	while (isdigit((unsigned char)*scan->at))
		scan->at++;
	if (!scan_char(scan, ':'))
		return scan_error(scan, "The probe event has no name, as in p:GROUP/EVENT.");
	*ret = is_return;
	return NULL;
}

/* `GROUP/EVENT`, `GROUP.EVENT` or `EVENT`, up to white space. */
static struct sonde_error *parse_name(struct scan *scan, enum dynevent_kind kind,
				      struct dynevent *ret)
{
	const char *name = scan->at;
	size_t size = strcspn(name, " \t\n");
	size_t group = strcspn(name, "/. \t\n");

	if (group < size) {
		TRY(sonde_strndup(name, group, &ret->group));
		scan->at += group + 1;
		size -= group + 1;
	} else {
		TRY(sonde_strdup(kind == DYNEVENT_UPROBE ? "uprobes" : "kprobes", &ret->group));
	}
	if (!size || !*ret->group)
		return scan_error(scan, "The probe event has no name, as in p:GROUP/EVENT.");
	TRY(sonde_strndup(scan->at, size, &ret->event));
	scan->at += size;
	return NULL;
}

/* The place, the next word; only whether it is written with `%return` is of interest. */
static struct sonde_error *parse_place(struct scan *scan, bool *is_return)
{
	const char suffix[] = "%return";
	size_t size;

	scan_space(scan);
	size = strcspn(scan->at, " \t\n");
	if (!size)
		return scan_error(scan, "The probe event has no place after its name.");
	*is_return |= memmem(scan->at, size, suffix, strlen(suffix)) != NULL;
	return NULL;
}

struct sonde_error *dynevent_parse(enum dynevent_kind kind, const char *line, struct dynevent *ret)
{
	_cleanup_dynevent_ struct dynevent event = {.kind = kind};
	struct scan scan = scan_text(line);

	TRY(parse_letter(&scan, &event.is_return));
	TRY(parse_name(&scan, kind, &event));
	TRY(parse_place(&scan, &event.is_return));
	TRY(sonde_strdup(line, &event.line));
	*ret = event;
	event = (struct dynevent){0};
	return NULL;
}

bool dynevent_same_event(const struct dynevent *a, const struct dynevent *b)
{
	return a->kind == b->kind && strcmp(a->group, b->group) == 0 &&
	       strcmp(a->event, b->event) == 0;
}

bool dynevents_have_line(const struct dynevents *list, const struct dynevent *wanted)
{
	vec_for_each(list, probe) {
		if (probe->kind == wanted->kind && strcmp(probe->line, wanted->line) == 0)
			return true;
	}
	return false;
}

static struct sonde_error *list_line(enum dynevent_kind kind, const char *start, size_t size,
				     struct dynevents *list)
{
	_cleanup_dynevent_ struct dynevent event = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *line = NULL;

	TRY(sonde_strndup(start, size, &line));
	error = dynevent_parse(kind, line, &event);
	if (error)
		return error->kind == SONDE_ERROR_SYNTAX ? NULL : take_ptr(error);
	TRY(vec_push(list, event));
	event = (struct dynevent){0};
	return NULL;
}

/* Add the events of one file to the list; *found says whether there is such a file. */
static struct sonde_error *list_kind(const char *tracing_dir, enum dynevent_kind kind,
				     struct dynevents *list, bool *found)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;
	const char *at;

	error = tracing_read_list(tracing_dir, dynevent_file(kind), LIST_LIMIT, &text);
	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return NULL;
	}
	TRY(error);
	*found = true;
	at = str_text(&text);
	while (*at) {
		size_t size = strcspn(at, "\n");

		TRY(list_line(kind, at, size, list));
		at += size + (at[size] == '\n');
	}
	return NULL;
}

struct sonde_error *dynevent_list(const char *tracing_dir, struct dynevents *ret)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	bool found = false;

	for (unsigned kind = 0; kind < DYNEVENT_KINDS; kind++)
		TRY(list_kind(tracing_dir, kind, &list, &found));
	if (!found)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "There is neither kprobe_events nor uprobe_events in %s: "
				       "this kernel is built without CONFIG_KPROBE_EVENTS and "
				       "CONFIG_UPROBE_EVENTS.",
				       tracing_dir);
	*ret = list;
	list = (struct dynevents)VEC_INIT;
	return NULL;
}

static void names_deinit(struct dynevent_names *names)
{
	vec_deinit(names);
}

struct sonde_error *dynevent_names(const struct dynevents *list, struct dynevent_names *ret)
{
	_cleanup_(names_deinit) struct dynevent_names names = VEC_INIT;
	_cleanup_map_ struct map numbers = MAP_INIT;

	vec_for_each(list, probe) {
		_cleanup_free_ char *key = NULL;
		size_t number;

		TRY(dynevent_key(probe, &key));
		number = (size_t)(uintptr_t)map_get(&numbers, key);
		if (!number) {
			TRY(vec_push(&names, (struct dynevent_named){.first = probe}));
			number = names.size;
			TRY(map_put(&numbers, key, (void *)(uintptr_t)number));
		}
		names.data[number - 1].count++;
	}
	*ret = names;
	names = (struct dynevent_names)VEC_INIT;
	return NULL;
}
