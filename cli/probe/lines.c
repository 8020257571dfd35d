/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde probe -L`: source lines, and which of them can be probed. */
#include <inttypes.h>
#include <string.h>

#include "base/notes.h"
#include "base/str.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/probe/probe.h"
#include "cli/target/target.h"
#include "probe/line_list.h"
#include "probe/line_range.h"
#include "probe/source.h"

/* How many lines perf shows behind the last one that can be probed. */
#define LINES_BEHIND 3

/* One run of the command. */
struct listing {
	const struct context *context;
	const struct probe_request *request;
	struct target target;
	struct json_object *json;
	struct notes notes;
	struct str out;
};

static void listing_deinit(struct listing *listing)
{
	target_deinit(&listing->target);
	json_destroy(listing->json);
	notes_deinit(&listing->notes);
	str_deinit(&listing->out);
}

/* Without the text the numbers are still worth having; said once for each file. */
static struct sonde_error *note_missing(struct listing *listing, struct sonde_error *missing)
{
	_cleanup_error_ struct sonde_error *error = missing;
	_cleanup_str_ struct str text = STR_INIT;

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	str_appendf(&text, "the text of the lines. %s\nName the folder with the sources: -s DIR.",
		    error->message);
	TRY(str_check(&text));
	vec_for_each(&listing->notes, note) {
		if (strcmp(note->text, str_text(&text)) == 0)
			return NULL;
	}
	return notes_add(&listing->notes, NOTE_OMITTED, "%s", str_text(&text));
}

static struct sonde_error *open_source(struct listing *listing, const struct line_list *list,
				       struct source *source)
{
	const struct source_query query = {
		.path = list->path,
		.comp_dir = list->comp_dir,
		.directory = listing->request->source,
		.release = listing->target.release,
	};
	struct sonde_error *error = source_open(&query, source);

	return error ? note_missing(listing, error) : NULL;
}

/* `     24  text`, or blanks for the number where the line cannot be probed. */
static void append_text(struct listing *listing, const struct source *source, uint32_t line)
{
	_cleanup_str_ struct str bytes = STR_INIT;
	const char *text;
	size_t size;

	if (source_line(source, line, &text, &size)) {
		str_append_bytes(&bytes, text, size);
		listing->out.failed |= bytes.failed;
		str_append_clean(&listing->out, str_text(&bytes), "\t");
	}
	str_append_char(&listing->out, '\n');
}

static void append_mark(struct listing *listing, const struct line_list *list,
			const struct source *source, const struct line_mark *mark)
{
	struct str *out = &listing->out;

	str_appendf(out, "%7" PRIu32 "  ", mark->line - list->base);
	append_text(listing, source, mark->line);
	if (!listing->request->verbose)
		return;
	str_appendf(out, "         ^ %zu place%s%s", mark->places, mark->places == 1 ? "" : "s",
		    mark->only_inlined ? ", inlined" : "");
	if (mark->inlines) {
		str_append(out, ", with ");
		str_append_clean(out, mark->inlines, "");
		str_append(out, " inlined");
	}
	str_append_char(out, '\n');
}

/* All lines from the first to the last, those that can be probed with their numbers. */
static void append_lines(struct listing *listing, const struct line_list *list,
			 const struct source *source)
{
	uint32_t line = list->first ? list->first : 1, last = list->last;
	const struct line_mark *mark = list->marks.data;
	const struct line_mark *end = mark + list->marks.size;

	if (last == LINE_RANGE_OPEN)
		last = (end[-1].line < UINT32_MAX - LINES_BEHIND) ? end[-1].line + LINES_BEHIND
								  : UINT32_MAX;
	if (last > source_count(source))
		last = (uint32_t)source_count(source);
	for (; line <= last; line++) {
		if (mark < end && mark->line == line) {
			append_mark(listing, list, source, mark++);
		} else {
			str_append(&listing->out, "         ");
			append_text(listing, source, line);
		}
	}
	/* Numbers that the text does not have: it is not the one that was compiled. */
	for (; mark < end; mark++)
		append_mark(listing, list, source, mark);
}

/* A source of fewer lines than the debuginfo has is not the one that was compiled. */
static struct sonde_error *check_version(struct listing *listing, const struct line_list *list,
					 const struct source *source)
{
	if (!source->path || vec_last(&list->marks)->line <= source_count(source))
		return NULL;
	return notes_add(&listing->notes, NOTE_CHANGED,
			 "%s has %zu lines and is not what was compiled: there line %" PRIu32
			 " has code.",
			 source->path, source_count(source), vec_last(&list->marks)->line);
}

static struct sonde_error *append_list(struct listing *listing, const struct line_range *range,
				       const struct line_list *list)
{
	_cleanup_source_ struct source source = {0};
	struct str *out = &listing->out;

	TRY(open_source(listing, list, &source));
	TRY(check_version(listing, list, &source));
	if (listing->json)
		return json_add_lines(listing->json, range, list, &source);
	str_append(out, "<");
	if (list->function)
		str_append_clean(out, list->function, "");
	if (list->function)
		str_append_char(out, '@');
	str_append_clean(out, source.path ? source.path : list->path, "");
	str_appendf(out, ":%" PRIu32 ">\n", list->first - list->base);
	append_lines(listing, list, &source);
	return str_check(out);
}

static struct sonde_error *check_strict(const struct listing *listing)
{
	if (!listing->request->strict)
		return NULL;
	vec_for_each(&listing->notes, note) {
		if (note->kind == NOTE_OMITTED)
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "Left out: %s", note->text);
	}
	return NULL;
}

static struct sonde_error *list_range(struct listing *listing, const char *text)
{
	_cleanup_line_range_ struct line_range range = {0};
	_cleanup_line_lists_ struct line_lists lists = VEC_INIT;

	TRY(line_range_parse(text, &range));
	TRY(target_find_image(&listing->target));
	TRY(line_lists_find(listing->target.image, &range, listing->request->no_inlines, &lists));
	vec_for_each(&lists, list)
		TRY(append_list(listing, &range, list));
	return check_strict(listing);
}

static struct sonde_error *prepare(struct listing *listing)
{
	const struct probe_request *request = listing->request;

	if (request->json)
		TRY(json_create_list(&listing->json));
	return target_options_init(listing->context, &request->target, &listing->target);
}

/* What was appended for one range; the notes of one that failed are part of its error. */
static void print_range(struct listing *listing)
{
	const struct context *context = listing->context;

	out_text(context, context->out, &listing->out);
	if (!listing->request->quiet)
		out_notes(context, &listing->notes);
}

static enum exit_status report(struct listing *listing, const char *text, struct sonde_error *error)
{
	if (listing->json)
		sonde_error_destroy(json_add_failure(listing->json, text, error));
	return out_error(listing->context, error);
}

static enum exit_status list_all(struct listing *listing)
{
	struct sonde_error *error = prepare(listing);
	enum exit_status status = STATUS_OK;

	if (error && listing->json)
		sonde_error_destroy(json_add_failures(listing->json, listing->request->words.data,
						      listing->request->words.size, error));
	if (error)
		return out_error(listing->context, error);
	vec_for_each(&listing->request->words, text) {
		str_truncate(&listing->out, 0);
		error = list_range(listing, *text);
		if (error)
			status = report(listing, *text, error);
		else
			print_range(listing);
		notes_deinit(&listing->notes);
	}
	return status;
}

enum exit_status probe_lines(const struct context *context, const struct probe_request *request)
{
	_cleanup_(listing_deinit) struct listing listing = {
		.context = context,
		.request = request,
	};
	const enum exit_status status = list_all(&listing);

	if (listing.json)
		json_print(listing.json, context);
	if (request->verbose)
		target_note_indexes(&listing.target, context);
	if (status != STATUS_OK)
		fputs("  Error: Failed to show lines.\n", context->err);
	return status;
}
