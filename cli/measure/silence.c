/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/measure/silence.h"

#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "tracefs/ftrace_enabled.h"

static bool is_loaded(const char *module)
{
	_cleanup_str_ struct str path = STR_INIT;

	/* The kernel's own spelling. */
	str_append(&path, "/sys/module/");
	for (const char *c = module; *c; c++)
		str_append_char(&path, *c == '-' ? '_' : *c);
	return path.failed || file_exists(str_text(&path));
}

/*
 * Whether a process has the file mapped to be executed, by its name or its number: some file
 * systems have other ones here than stat(2) gives. A process that may not be looked at has it not.
 */
static bool maps_file(const char *pid, const char *program, unsigned long long inode)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_fclose_ FILE *maps = NULL;
	char line[PATH_MAX + 128];

	str_appendf(&path, "/proc/%s/maps", pid);
	maps = path.failed ? NULL : fopen(str_text(&path), "re");
	while (maps && fgets(line, sizeof(line), maps)) {
		unsigned long long found;
		int name = 0;
		char modes[8];

		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%*x-%*x %7s %*x %*x:%*x %llu %n", modes, &found, &name) == 2 &&
		    strchr(modes, 'x') &&
		    (found == inode || (name && strcmp(line + name, program) == 0)))
			return true;
	}
	return false;
}

/* Whether a process runs it now; also where that cannot be known. */
static bool is_run(const char *program)
{
	const struct dirent *entry;
	struct stat status;
	bool found = false;
	_cleanup_closedir_ DIR *dir = NULL;

	if (stat(program, &status) < 0)
		return true;
	dir = opendir("/proc");
	if (!dir)
		return true;
	while (!found && (entry = readdir(dir)))
		found = isdigit((unsigned char)entry->d_name[0]) &&
			maps_file(entry->d_name, program, status.st_ino);
	return found;
}

struct sonde_error *silence_of_events(const struct undertaking *run,
				      const struct measure_event *events, size_t count,
				      struct notes *ret)
{
	/* Those that were meant may have ended since. */
	const bool is_some = run->options->command || run->options->pids.size;

	for (size_t i = 0; i < count; i++) {
		const struct measure_event *event = &events[i];

		if (event->module && !is_loaded(event->module))
			TRY(notes_add(ret, NOTE_CHANGED, "The module %s is not loaded.",
				      event->module));
		if (event->program && !is_some && !is_run(event->program))
			TRY(notes_add(ret, NOTE_CHANGED, "No process runs %s now.",
				      event->program));
	}
	return NULL;
}

struct sonde_error *silence_of_probes(const struct undertaking *run, struct silence_choice choice,
				      struct notes *ret)
{
	const struct undertaking_options *options = run->options;
	uint64_t hits;

	if (ftrace_is_off(FTRACE_ENABLED))
		TRY(notes_add(ret, NOTE_CHANGED,
			      "kernel.ftrace_enabled is 0: probes at the first instruction of a "
			      "function, and at its return, may not be hit."));
	TRY(session_hits(run->session, &hits));
	if (hits == SESSION_MISSES_UNKNOWN)
		return NULL;
	if (hits == 0)
		return notes_add(ret, NOTE_CHANGED,
				 "None of the probes was hit, by no process at all.");
	/* What has a part in that they do not come; it is not known which. */
	if (options->command || options->pids.size)
		return notes_add(ret, NOTE_CHANGED,
				 "The probes were hit %" PRIu64
				 " times, by whomever; not by %s, or not as asked for.",
				 hits, options->command ? "the command" : "the processes of -p");
	if (choice.leaves_itself_out && !choice.is_filtered)
		return notes_add(ret, NOTE_CHANGED,
				 "The probes were hit %" PRIu64
				 " times, by sonde itself, or before all of them were there.",
				 hits);
	return notes_add(ret, NOTE_CHANGED,
			 "The probes were hit %" PRIu64 " times, but not as asked for%s.", hits,
			 choice.leaves_itself_out ? "; hits of sonde itself are among them" : "");
}

/* Starts and ends that there were, and no pair of them. */
static struct sonde_error *explain_pairs(struct measuring *measuring, struct notes *notes)
{
	const struct measure_options *options = &measuring->measure->options;

	if (!measuring->measure->setup.pairings.size ||
	    !(options->common.command || options->common.pids.size))
		return NULL;
	return notes_add(notes, NOTE_CHANGED,
			 "No start was counted with its end: both are counted only where %s come "
			 "to them, also with --match.",
			 options->common.command ? "threads of the command"
						 : "threads of the processes of -p");
}

static struct sonde_error *find_reasons(struct measuring *measuring, struct notes *notes)
{
	const struct measure *measure = measuring->measure;
	bool in_kernel = false;

	TRY(silence_of_events(&measuring->run, measure->events.data, measure->events.size, notes));
	TRY(explain_pairs(measuring, notes));
	/* Of other events the kernel does not count. */
	vec_for_each(&measure->setup.writes, write)
		in_kernel |= write->kind == HIST_WRITE_KPROBE;
	return in_kernel ? silence_of_probes(&measuring->run,
					     (struct silence_choice){.is_filtered = true}, notes)
			 : NULL;
}

struct sonde_error *silence_explain(struct measuring *measuring, const struct hist_table *whole,
				    struct hist_table *table)
{
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	if (whole->hits || whole->dropped)
		return NULL;
	TRY(find_reasons(measuring, &notes));
	vec_for_each(&notes, note)
		TRY(hist_table_remark(table, "%s", note->text));
	return NULL;
}
