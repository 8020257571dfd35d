/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session that is left running (--keep), and its table. The log of the session keeps what is
 * needed to understand its hist files: a text for each of them,
 *
 *     source POSITION SYSTEM EVENT
 *     layout 1
 *     ...
 *
 * where what comes behind the first line is hist_layout_print()'s, and a line
 *
 *     pairing POSITION SYSTEM EVENT
 *
 * for each file of which only the dropped hits are read. The first one is
 *
 *     began SECONDS
 *
 * since 1970, with a part of a second.
 */
#include <string.h>
#include <time.h>

#include "base/scan.h"
#include "cli/measure/measuring.h"
#include "cli/out.h"
#include "hist/setup.h"
#include "tracefs/dir.h"
#include "tracefs/runfile.h"

/* The beginnings of texts for hist files. */
#define SOURCE	"source "
#define PAIRING "pairing "
#define BEGAN	"began "

/* Hists of one event at the most: more than any kernel has. */
#define POSITION_LIMIT 64

/* Hist files that a log tells of. */
struct sources VEC_BODY(struct hist_source);

static void sources_deinit(struct sources *sources)
{
	vec_for_each(sources, source)
		hist_source_deinit(source);
	vec_deinit(sources);
}

static struct sonde_error *note_source(struct session *session, const char *kind,
				       const struct hist_source *source)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text, "%s%zu %s %s\n", kind, source->position, source->system, source->event);
	if (strcmp(kind, SOURCE) == 0)
		hist_layout_print(&source->layout, &text);
	TRY(str_check(&text));
	return session_note(session, str_text(&text));
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct sonde_error *note_start(struct session *session)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text, BEGAN "%.3f", now());
	TRY(str_check(&text));
	return session_note(session, str_text(&text));
}

struct sonde_error *measuring_keep(struct measuring *measuring)
{
	const struct measure *measure = measuring->measure;
	const char *name = session_name(measuring->run.session);

	TRY(note_start(measuring->run.session));
	vec_for_each(&measure->setup.sources, source)
		TRY(note_source(measuring->run.session, SOURCE, source));
	vec_for_each(&measure->setup.pairings, pairing)
		TRY(note_source(measuring->run.session, PAIRING, pairing));
	TRY(session_keep(measuring->run.session));
	if (!measuring_is_quiet(measuring))
		fprintf(measure->context->err,
			"The session %s is left running.\n\n"
			"\tsonde session show %s\n"
			"\tsonde session stop %s\n\n",
			name, name, name);
	return NULL;
}

static struct sonde_error *not_ours(const char *session)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				"The log of session %s does not say how to read its tables.",
				session),
		"Those that were left running (--keep) can be shown; of others, the command that "
		"has begun them shows its tables.");
}

/* A word that ends at a blank or the end of its line. */
static struct sonde_error *take_word(struct scan *scan, char **ret)
{
	const char *word = scan->at;
	const size_t size = strcspn(word, " \n");

	scan->at += size;
	scan->at += *scan->at == ' ' || *scan->at == '\n';
	return sonde_strndup(word, size, ret);
}

/* What note_source() has made, behind the kind; `ret` gets one source more, what it has of it. */
static struct sonde_error *take_source(const char *name, const char *text, bool has_layout,
				       struct sources *ret)
{
	struct scan scan = scan_text(text);
	struct hist_source source = {0};
	uint64_t position;

	if (!scan_u64(&scan, &position) || position > POSITION_LIMIT || !scan_char(&scan, ' '))
		return not_ours(name);
	source.position = (size_t)position;
	TRY(vec_push(ret, source));
	TRY(take_word(&scan, &vec_last(ret)->system));
	TRY(take_word(&scan, &vec_last(ret)->event));
	if (!*vec_last(ret)->system || !*vec_last(ret)->event)
		return not_ours(name);
	return has_layout ? hist_layout_parse(scan.at, &vec_last(ret)->layout) : NULL;
}

static struct sonde_error *take_sources(struct session *session, struct sources *sources,
					struct sources *pairings)
{
	const struct session_texts *notes = session_notes(session);
	const char *name = session_name(session);

	vec_for_each(notes, note) {
		if (strncmp(*note, SOURCE, strlen(SOURCE)) == 0)
			TRY(take_source(name, *note + strlen(SOURCE), true, sources));
		else if (strncmp(*note, PAIRING, strlen(PAIRING)) == 0)
			TRY(take_source(name, *note + strlen(PAIRING), false, pairings));
	}
	return sources->size ? NULL : not_ours(name);
}

/* When it was begun; 0 if that is not known. */
static double find_start(const struct session *session)
{
	const struct session_texts *notes = session_notes(session);

	vec_for_each(notes, note) {
		if (strncmp(*note, BEGAN, strlen(BEGAN)) == 0)
			return strtod(*note + strlen(BEGAN), NULL);
	}
	return 0;
}

struct sonde_error *measure_show(const struct context *context, const char *session,
				 const struct measure_options *options)
{
	_cleanup_snapshots_ struct snapshots snapshots = {.processes = PROCESSES_INIT};
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_(sources_deinit) struct sources sources = VEC_INIT, pairings = VEC_INIT;
	_cleanup_session_ struct session *looked = NULL;
	_cleanup_report_ struct report report = {0};
	_cleanup_free_ char *tracing_dir = NULL;
	struct session_place place = {.run_dir = RUNFILE_DIR};
	double start;

	TRY(report_init(context, options, &report));
	TRY(tracing_dir_find(&tracing_dir));
	place.tracing_dir = tracing_dir;
	TRY(session_look(&place, session, &looked));
	TRY(take_sources(looked, &sources, &pairings));
	start = find_start(looked);
	snapshots.session = looked;
	snapshots.sources = sources.data;
	snapshots.count = sources.size;
	snapshots.pairings = pairings.data;
	snapshots.pairing_count = pairings.size;
	TRY(snapshots_read(&snapshots, &table));
	TRY(processes_tell(&snapshots.processes, &table));
	table.ended = now();
	table.seconds = start > 0 && start < table.ended ? table.ended - start : 0;
	TRY(report_table(&report, &table, NULL));
	return report_finish(&report, &table);
}
