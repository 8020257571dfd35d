/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/bundle_entry.h"

#include <string.h>

#include "base/str.h"
#include "cache/key.h"
#include "image/module.h"
#include "probe/fits.h"
#include "probe/grammar.h"
#include "probe/print.h"

/* `%GROUP:EVENT=EVENT`, as perf itself caches what it finds of a marker. */
static struct sonde_error *marker_definition(const char *text, char **ret)
{
	const size_t group = strcspn(text, ":"), event = strcspn(text + group, "=");
	const char *name = text + group + 1, *again = text + group + event + 1;
	_cleanup_free_ char *first = NULL, *second = NULL;

	if (!text[group] || !text[group + event])
		return sonde_error_new(SONDE_ERROR_FORMAT, "'%s' is no %%GROUP:EVENT=EVENT.", text);
	TRY(sonde_strndup(text + 1, group - 1, &first));
	TRY(sonde_strndup(name, event - 1, &second));
	if (strcmp(second, again) != 0 || !probe_event_name_valid(first) ||
	    !probe_event_name_valid(second))
		return sonde_error_new(SONDE_ERROR_FORMAT, "'%s' is no %%GROUP:EVENT=EVENT.", text);
	return sonde_strdup(text, ret);
}

struct sonde_error *bundle_entry_definition(const struct cache_entry *entry, bool is_readable,
					    char **ret)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_str_ struct str text = STR_INIT;

	if (entry->is_marker)
		return marker_definition(entry->definition, ret);
	TRY(probe_def_parse(entry->definition, &def));
	if (is_readable)
		probe_def_print(&def, &text);
	else
		probe_def_print_escaped(&def, &text);
	return str_take(&text, ret);
}

/* A line belongs to the section it stands in. */
static struct sonde_error *check_target(const char *target, const char *line,
					const struct probe_event *event)
{
	_cleanup_str_ struct str module = STR_INIT;

	if (event->is_user) {
		if (strcmp(event->path, target) == 0)
			return NULL;
	} else if (strcmp(target, CACHE_TARGET_KERNEL) == 0) {
		if (!event->module)
			return NULL;
	} else if (event->module) {
		module_print_name(target, &module);
		TRY(str_check(&module));
		if (module_same_name(event->module, str_text(&module)))
			return NULL;
	}
	return sonde_error_new(SONDE_ERROR_FORMAT, "'%s' is no probe of %s.", line, target);
}

/* Bytes of the longest name. */
#define EVENT_NAME_MAX 63

/* NAME, or what it becomes where that is taken: perf has `__return` behind it, and both a number.
 * Of a name that has no room for that the end is cut. */
static bool is_name_of(const char *event, const char *name)
{
	static const char returned[] = "__return";
	size_t size = 0;

	while (event[size] && event[size] == name[size])
		size++;
	if (!name[size] && strncmp(event + size, returned, strlen(returned)) == 0)
		size += strlen(returned);
	if (!event[size])
		return !name[size];
	if (name[size] && strlen(event) < EVENT_NAME_MAX)
		return false;
	return event[size] == '_' && event[size + 1] &&
	       !event[size + 1 + strspn(event + size + 1, "0123456789")];
}

struct sonde_error *bundle_entry_agrees(const struct cache_entry *entry, const char *line,
					const struct probe_event *event)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	const char *lacks = NULL;
	bool is_return;

	if (entry->is_marker)
		return NULL;
	TRY(probe_def_parse(entry->definition, &def));
	is_return = def.point.place == PROBE_PLACE_RETURN;
	if (is_return != event->is_return)
		lacks = is_return ? "it is no return probe" : "it is a return probe";
	else if (def.group && strcmp(def.group, event->group) != 0)
		lacks = "its group is another";
	else if (def.event && !is_name_of(event->event, def.event))
		lacks = "its name is another";
	if (!lacks)
		return NULL;
	return sonde_error_new(SONDE_ERROR_FORMAT, "'%s' is not what '%s' asks for: %s.", line,
			       entry->definition, lacks);
}

struct sonde_error *bundle_entry_line(const char *target, const char *line, struct probe_event *ret)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	struct sonde_error *error;

	TRY(probe_event_parse(line, &event));
	if (!event.group || !event.event)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "'%s' has no name for the event (GROUP/EVENT).", line);
	TRY(check_target(target, line, &event));
	error = fits_check_event(&event);
	if (error)
		return sonde_error_prefix(error, "No kernel takes '%s': ", line);
	*ret = event;
	event = (struct probe_event){0};
	return NULL;
}
