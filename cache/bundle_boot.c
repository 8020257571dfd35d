/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/bundle_boot.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "cache/bundle_line.h"
#include "cache/bundle_what.h"

static const char start[] = "ftrace.event.kprobes.";
static const char command[] = "p:kprobes/";

/* An event and its probes. */
struct boot_event {
	/** Owned. */
	char *group;
	/** Owned. */
	char *event;
	/** Its values, quoted, with what is between them. */
	struct str values;
	/** How many. */
	size_t count;
};

struct writer {
	struct notes *notes;
	VEC(struct boot_event) events;
	/** Indices of the events, plus one, by their names. */
	struct map names;
	/** One of the events is in another group in the cache. */
	bool has_group;
};

static void writer_deinit(struct writer *writer)
{
	vec_for_each(&writer->events, event) {
		free(event->group);
		free(event->event);
		str_deinit(&event->values);
	}
	vec_deinit(&writer->events);
	map_deinit(&writer->names);
}

#define leave_out(writer, text, why, ...)        \
	notes_add((writer)->notes, NOTE_OMITTED, \
		  "'%s' cannot be made at the kernel's start: " why, text, ##__VA_ARGS__)

static struct sonde_error *find_event(struct writer *writer, const struct bundle_line *line,
				      struct boot_event **ret)
{
	const size_t at = (size_t)(uintptr_t)map_get(&writer->names, line->event);
	struct boot_event event = {.values = STR_INIT};

	if (at) {
		*ret = &writer->events.data[at - 1];
		return NULL;
	}
	TRY(vec_push(&writer->events, event));
	*ret = vec_last(&writer->events);
	TRY(sonde_strdup(line->group, &(*ret)->group));
	TRY(sonde_strdup(line->event, &(*ret)->event));
	writer->has_group |= strcmp(line->group, "kprobes") != 0;
	return map_put(&writer->names, line->event, (void *)(uintptr_t)writer->events.size);
}

/* Values have no escapes: a quote of one kind is put between two of the other. */
static bool find_quote(const char *value, char *ret)
{
	for (const char *at = value; *at; at++) {
		if (*at < ' ' || *at > '~')
			return false;
	}
	*ret = strchr(value, '\'') ? '"' : '\'';
	return !strchr(value, *ret);
}

static struct sonde_error *add_value(struct writer *writer, const char *text,
				     const struct bundle_line *line, const char *value)
{
	struct boot_event *event;
	char quote;

	if (!find_quote(value, &quote))
		return leave_out(writer, text,
				 "a boot configuration has no way to quote a value with both kinds "
				 "of quotes, or with bytes that are not ASCII.");
	TRY(find_event(writer, line, &event));
	if (strcmp(event->group, line->group) != 0)
		return leave_out(
			writer, text,
			"all events are in one group there, and %s/%s has the name already.",
			event->group, event->event);
	str_appendf(&event->values, "%s%c%s%c", event->count ? ",\n\t" : "", quote, value, quote);
	event->count++;
	return str_check(&event->values);
}

static struct sonde_error *add_line(struct writer *writer, const char *text)
{
	_cleanup_bundle_line_ struct bundle_line line = {0};
	_cleanup_str_ struct str value = STR_INIT;

	TRY(bundle_line_split(text, &line));
	if (line.is_user)
		return leave_out(writer, text, "it is a probe of a program.");
	if (line.is_return && line.place[0] == '0')
		return leave_out(writer, text, "a return probe at an address has no form there.");
	if (strlen(line.event) > BOOT_NAME_MAX)
		return leave_out(writer, text, "the kernel cuts names of events at %d bytes then.",
				 BOOT_NAME_MAX);
	if (strcmp(line.event, "enable") == 0)
		return leave_out(writer, text,
				 "the kernel takes an event named 'enable' for the switch of all "
				 "events then.");
	str_appendf(&value, "%s%s%s", line.place, line.is_return ? "%return" : "", line.args);
	TRY(str_check(&value));
	if (strlen(command) + strlen(line.event) + 1 + value.size > BOOT_LINE_MAX)
		return leave_out(writer, text, "the kernel takes lines of %d bytes only then.",
				 BOOT_LINE_MAX);
	if (line.maxactive)
		TRY(notes_add(writer->notes, NOTE_CHANGED,
			      "'%s' has the kernel's own number of pending returns at its start.",
			      text));
	return add_value(writer, text, &line, str_text(&value));
}

static struct sonde_error *add_build(struct writer *writer, const struct bundle_build *build)
{
	vec_for_each(&build->entries, entry) {
		vec_for_each(&entry->entry.lines, line)
			TRY(add_line(writer, *line));
	}
	return NULL;
}

/* Nothing there tells one build from another: all of it is made, and of whatever runs. */
static struct sonde_error *check_builds(const struct bundle *bundle)
{
	_cleanup_map_ struct map seen = MAP_INIT;

	vec_for_each(&bundle->builds, build) {
		_cleanup_str_ struct str what = STR_INIT;

		TRY(bundle_what_print(build, &what));
		if (!map_has(&seen, str_text(&what)) || str_text(&what)[0] == '/')
			TRY(map_put(&seen, str_text(&what), NULL));
		else
			return sonde_error_hint(
				sonde_error_new(SONDE_ERROR_USAGE,
						"A boot configuration is for one kernel, and more "
						"than one build of the %s was picked.",
						str_text(&what)),
				"Say which one: --build-id ID.");
	}
	return NULL;
}

/* What these definitions have besides their events. */
static void print_filters(const struct bundle *bundle, struct str *out)
{
	vec_for_each(&bundle->builds, build) {
		vec_for_each(&build->entries, entry) {
			const struct cache_entry *of = &entry->entry;

			if (!of->filter.text)
				continue;
			str_append(out, "# Without its filter, so that each hit counts: ");
			str_append_clean(out, of->definition, "");
			str_append(out, " --if ");
			str_append_clean(out, of->filter.text, "");
			str_append_char(out, '\n');
		}
	}
}

static void print_head(const struct bundle *bundle, struct str *out)
{
	str_append(out, "# Probe events from the kernel's start on, made by sonde ");
	str_append_clean(out, bundle->version, "");
	str_append(out, ". Put behind an initrd by\n# bootconfig -a FILE INITRD, and read if "
			"'bootconfig' is on the kernel's command line.\n");
	vec_for_each(&bundle->builds, build) {
		str_append(out, "# ");
		str_append_clean(out, build->target, "");
		str_appendf(out, " %s", build->build_id);
		if (build->release) {
			str_append(out, " ");
			str_append_clean(out, build->release, "");
		}
		if (build->arch) {
			str_append(out, " ");
			str_append_clean(out, build->arch, "");
		}
		str_append_char(out, '\n');
	}
	print_filters(bundle, out);
	str_appendf(out, "# Each event is off; a line '%sEVENT.enable' switches it on.\n\n", start);
}

static struct sonde_error *check_size(const struct writer *writer, const struct str *out)
{
	/* The words `ftrace`, `event` and `kprobes`; a name and `probes` of each event. */
	size_t nodes = 3;

	vec_for_each(&writer->events, event)
		nodes += 2 + event->count;
	if (out->size <= BOOT_DATA_MAX && nodes <= BOOT_NODE_MAX)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(
			SONDE_ERROR_UNSUPPORTED,
			"The kernel takes a boot configuration of %d bytes and %d words and "
			"values, and this one has %zu and %zu.",
			BOOT_DATA_MAX, BOOT_NODE_MAX, out->size, nodes),
		"Pick less.");
}

struct sonde_error *bundle_boot_print(const struct bundle *bundle, struct notes *notes,
				      struct str *out)
{
	_cleanup_(writer_deinit) struct writer writer = {.notes = notes};

	TRY(check_builds(bundle));
	vec_for_each(&bundle->builds, build)
		TRY(add_build(&writer, build));
	if (!writer.events.size)
		return sonde_error_new(
			SONDE_ERROR_UNSUPPORTED,
			"Nothing that was picked can be made at the kernel's start.");
	if (writer.has_group)
		TRY(notes_add(notes, NOTE_CHANGED,
			      "At the kernel's start all events are in the group kprobes."));
	print_head(bundle, out);
	vec_for_each(&writer.events, event)
		str_appendf(out, "%s%s.probes = %s\n", start, event->event,
			    str_text(&event->values));
	TRY(str_check(out));
	return check_size(&writer, out);
}
