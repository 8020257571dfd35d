/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/probe/added.h"

#include <string.h>

/* In the words and places of perf probe, which scripts cut at fixed lines. */
void added_print(FILE *stream, const char *list)
{
	const char *name = list;
	size_t count = 0;

	/* The last line's name, as in perf's example of use. */
	for (const char *line = list; *line; line = strchr(line, '\n') + 1) {
		name = line;
		count++;
	}
	fprintf(stream,
		"Added new event%s\n%s\nYou can now use it in all perf tools, such as:\n\n"
		"\tperf record -e %.*s -aR sleep 1\n\n",
		count > 1 ? "s:" : ":", list, (int)strcspn(name + 2, " "), name + 2);
}

void added_print_cached(FILE *stream, const struct added_cached *cached)
{
	const struct target *target = cached->target;
	const bool is_program = target_is_program(target);
	const char *file = target->module ? target->module : is_program ? target->cached_path : "";

	fprintf(stream,
		"Cached for build id %s (%s%s%s) in %s:\n%s\n"
		"On the machine that runs it, with this cache in place:\n\n"
		"\tsonde %s %s%s%s%s'%s'\n\n",
		target->build_id, target->release, *target->release ? ", " : "",
		target->arch ? target->arch : "unknown architecture", target->cache_root,
		cached->list, cached->is_filtered ? "trace" : "probe",
		target->module ? "-m "
		: is_program   ? "-x "
			       : "",
		file, *file ? " " : "", cached->is_filtered ? "" : "-a ", cached->definition);
}

struct sonde_error *added_note_filter(struct plan *plan)
{
	const struct cache_filter *filter = plan->filter;

	if (!filter || !cache_filter_is_there(filter))
		return NULL;
	return notes_add(&plan->notes, NOTE_CHANGED,
			 "The filter that is kept with '%s' is not in force: the kernel has none "
			 "for a probe. sonde trace uses it: %s",
			 plan->def->text, filter->text ? filter->text : "(it is damaged)");
}
