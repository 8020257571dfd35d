/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told of a run of `sonde probe -a` and `-D`: see cli/probe/adding.h. */
#include "cli/probe/adding.h"

#include "cli/json.h"
#include "cli/out.h"
#include "cli/probe/added.h"

/* Whether the running kernel is asked before, and told after, planning. */
bool adding_is_live(const struct adding *adding)
{
	const struct probe_request *request = adding->request;

	return request->action == PROBE_ACTION_ADD &&
	       !(request->dry_run && target_options_have_image(&request->target));
}

struct sonde_error *adding_take_name(struct adding *adding, const struct probe_event *event)
{
	if (adding->request->names)
		TRY(names_take(adding->request->names, event->group, event->event));
	return names_take(&adding->names, event->group, event->event);
}

void adding_print_line(const struct adding *adding, const struct probe_event *event, FILE *stream)
{
	_cleanup_str_ struct str line = STR_INIT;

	probe_event_print(event, &line);
	str_append_char(&line, '\n');
	out_text(adding->context, stream, &line);
}

/* Remember the names, and list each new one once. */
static struct sonde_error *list_events(struct adding *adding, const struct plan *plan)
{
	vec_for_each(&plan->events, event) {
		if (names_taken(&adding->names, event->group, event->event))
			continue;
		TRY(adding_take_name(adding, event));
		out_defined_event(event, plan->def, &adding->list);
		str_append_char(&adding->list, '\n');
		adding->tally.events++;
	}
	return str_check(&adding->list);
}

static void print_lines(const struct adding *adding, const struct plan *plan, FILE *stream)
{
	vec_for_each(&plan->events, event)
		adding_print_line(adding, event, stream);
}

/* -D with --cache prints nothing that is not stored then. */
static struct sonde_error *keep_lines(struct adding *adding, const struct plan *plan)
{
	struct str *lines = &adding->pending.lines;

	vec_for_each(&plan->events, event) {
		probe_event_print(event, lines);
		str_append_char(lines, '\n');
	}
	return str_check(lines);
}

/* Say what was done. */
struct sonde_error *adding_report(struct adding *adding, struct plan *plan, const char *text)
{
	const struct probe_request *request = adding->request;

	tally_plan(&adding->tally, plan->event_count);
	tally_notes(&adding->tally, &plan->notes);
	if (request->json) {
		TRY(json_add_definition(adding->json, text, plan_source_name(plan->source),
					&plan->events, &plan->notes));
		TRY(json_give_refused(adding->json, &adding->refused));
	}
	TRY(digest_take(&adding->digest, &plan->notes));
	TRY(digest_finish(&adding->digest));
	if (request->verbose)
		print_lines(adding, plan, adding->context->err);
	TRY(list_events(adding, plan));
	adding->last = text;
	if (request->action != PROBE_ACTION_DEFINITION || request->json)
		return NULL;
	if (request->cache)
		return keep_lines(adding, plan);
	print_lines(adding, plan, adding->context->out);
	return NULL;
}

static void print_cached(const struct adding *adding)
{
	const struct filtered_word *filtered = filtered_find(&adding->filtered, adding->last);

	added_print_cached(adding->context->err,
			   &(struct added_cached){
				   .target = &adding->target,
				   .list = str_text(&adding->list),
				   .definition = filtered ? filtered->given : adding->last,
				   .is_filtered = filtered != NULL,
			   });
}

static void print_failed(const struct adding *adding)
{
	fputs(adding->request->action == PROBE_ACTION_ADD
		      ? "  Error: Failed to add events.\n"
		      : "  Error: Failed to show event definition.\n",
	      adding->context->err);
}

static void print_answers(const struct adding *adding)
{
	if (!adding->request->answers)
		json_print(adding->json, adding->context);
}

void adding_print_summary(const struct adding *adding)
{
	const struct probe_request *request = adding->request;

	if (request->verbose)
		target_note_indexes(&adding->target, adding->context);
	if (adding->tally.is_wanted && !request->quiet)
		tally_print(&adding->tally, adding->context->err);
	if (request->json)
		print_answers(adding);
	else if (request->action == PROBE_ACTION_ADD && adding->tally.events && !request->quiet &&
		 !adding->list.failed) {
		if (request->cache && !adding_is_live(adding))
			print_cached(adding);
		else
			added_print(adding->context->err, str_text(&adding->list));
	}
	if (adding->tally.failed)
		print_failed(adding);
}

/* Report a definition's failure; without memory for a report the command is over. */
void adding_report_failure(struct adding *adding, size_t position, struct sonde_error *error)
{
	const char *origin = adding->words.origins.data[position];

	/* What was streamed before it. */
	sonde_error_destroy(digest_finish(&adding->digest));
	tally_failure(&adding->tally, error);
	if (adding->json) {
		sonde_error_destroy(
			json_add_failure(adding->json, adding->words.texts.data[position], error));
		sonde_error_destroy(json_give_refused(adding->json, &adding->refused));
	}
	out_error(adding->context, origin ? sonde_error_prefix(error, "%s: ", origin) : error);
}

/* What waits for the end: if it cannot be stored, none of the definitions was done. */
void adding_store(struct adding *adding)
{
	const struct tally *tally = &adding->tally;
	struct sonde_error *error;

	staged_wait(&adding->pending.staged, adding->request->quiet ? NULL : adding->context->err);
	error = pending_store(&adding->pending, &adding->writer);
	if (!error) {
		out_text(adding->context, adding->context->out, &adding->pending.lines);
		return;
	}
	if (adding->json)
		sonde_error_destroy(
			json_fail_last(adding->json, tally->done + tally->failed, error));
	tally_fail_all(&adding->tally, error);
	out_error(adding->context, error);
}

/* None of the definitions was come to. */
enum exit_status adding_report_all(struct adding *adding, struct sonde_error *error)
{
	const struct words *words = &adding->words;
	enum exit_status status;

	if (adding->json) {
		sonde_error_destroy(json_add_failures(adding->json,
						      (const char *const *)words->texts.data,
						      words->texts.size, error));
		print_answers(adding);
	}
	status = out_error(adding->context, error);
	print_failed(adding);
	return status;
}
