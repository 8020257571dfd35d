/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde filter check`. */
#include <sys/utsname.h>

#include "base/str.h"
#include "bpf/codegen.h"
#include "cli/filter/ask.h"
#include "cli/filter/cost.h"
#include "cli/filter/json.h"
#include "cli/filter/scope.h"
#include "cli/filter/verbs.h"
#include "cli/out.h"
#include "cli/run/undertaking_options.h"

enum option_id {
	OPTION_IF = 1,
	OPTION_DISASSEMBLE,
	OPTION_JSON,
};

static const struct option_spec options[] = {
	{OPTION_IF, 0, "if", "EXPR", false, "the filter"},
	{OPTION_DISASSEMBLE, 0, "disassemble", NULL, false, "show what it is compiled to"},
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	TARGET_OPTION_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	struct filter_asking filter;
	bool disassemble;
	bool json;
	/** Architecture of what is meant. Borrowed, or that of this machine. */
	const char *arch;
	struct utsname here;
};

/* All that is found out of one event; see cli/filter/json.h. */
static void checked_deinit(struct filter_checked *checked)
{
	filter_typed_deinit(&checked->typed);
	str_deinit(&checked->ftrace);
	sonde_error_destroy(checked->no_ftrace);
	vec_for_each(&checked->places, place) {
		str_deinit(&place->place);
		str_deinit(&place->code);
		sonde_error_destroy(place->problem);
	}
	vec_deinit(&checked->places);
}

/* What is not for lack of memory is an answer. */
static struct sonde_error *keep(struct sonde_error *error, struct sonde_error **ret)
{
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	*ret = error;
	return NULL;
}

/* The program as `sonde trace` makes it: it records what passes. */
static struct sonde_error *compile(const struct request *request, const struct hist_event *event,
				   const struct probe_event *probe,
				   struct filter_checked_place *ret)
{
	_cleanup_filter_layout_ struct filter_layout layout = {0};
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	_cleanup_filter_code_ struct filter_code code = {0};
	struct filter_event_scope scope;

	filter_scope_init(event, probe, &scope);
	TRY(filter_typed_make(&request->filter.expr, &scope.scope, &typed));
	TRY(filter_layout_make(
		&(struct filter_layout_request){.event = probe,
						.recorded = filter_ask_recorded(event),
						.text_room = FILTER_ASK_TEXT_ROOM},
		&layout));
	TRY(filter_code_make(
		&(struct filter_code_request){
			.arch = request->arch, .event = probe, .filter = &typed, .layout = &layout},
		&code));
	ret->size = code.insns.size;
	if (request->disassemble)
		filter_code_print(&code, &ret->code);
	TRY(str_check(&ret->code));
	return filter_cost(&code, &ret->at_most);
}

static struct sonde_error *check_place(const struct request *request,
				       const struct hist_event *event, const char *line,
				       struct filter_checked *checked)
{
	_cleanup_probe_event_ struct probe_event probe = {0};
	struct filter_checked_place *place;

	TRY(probe_event_parse(line, &probe));
	TRY(vec_push(&checked->places, ((struct filter_checked_place){0})));
	place = vec_last(&checked->places);
	probe_event_print_place(&probe, &place->place);
	TRY(str_check(&place->place));
	return keep(compile(request, event, &probe, place), &place->problem);
}

static struct sonde_error *check_event(const struct request *request, size_t index,
				       struct filter_checked *checked)
{
	const struct asking *asking = &request->filter.asking;
	const struct hist_event *event = &asking->question.events.data[index];
	_cleanup_probe_event_ struct probe_event probe = {0};
	struct filter_event_scope scope;

	checked->event = event;
	checked->definition = asking->measure.events.data[index].definition;
	filter_scope_init(event, NULL, &scope);
	TRY(filter_typed_make(&request->filter.expr, &scope.scope, &checked->typed));
	TRY(probe_event_parse(event->lines.data[0], &probe));
	checked->may_fault = filter_scope_may_fault(&checked->typed, &probe);
	TRY(keep(filter_scope_print(&checked->typed, event, &checked->ftrace),
		 &checked->no_ftrace));
	vec_for_each(&event->lines, line)
		TRY(check_place(request, event, *line, checked));
	return NULL;
}

/* What says no, and what about. */
static void append_problem(const struct sonde_error *problem, struct str *out)
{
	str_append(out, json_filter_problem(problem));
	if (problem->column)
		str_appendf(out, " (column %zu)", problem->column);
	str_append_char(out, '\n');
}

static void append_hidden(const struct filter_checked *checked, struct str *out)
{
	size_t count = 0;

	vec_for_each(&checked->event->fields, field) {
		if (field->is_added && !field->is_command)
			str_appendf(out, "%s%s", count++ ? ", " : "  only tested: ",
				    field->name ? field->name : field->field);
	}
	str_append(out, count ? "\n" : "");
}

static void append_code(const char *code, struct str *out)
{
	while (*code) {
		const size_t size = strcspn(code, "\n");

		str_append(out, "    ");
		str_append_bytes(out, code, size);
		str_append_char(out, '\n');
		code += size + (code[size] == '\n');
	}
}

static void append_places(const struct filter_checked *checked, struct str *out)
{
	vec_for_each(&checked->places, place) {
		str_append(out, "  bpf: ");
		if (checked->places.size > 1)
			str_appendf(out, "%s: ", str_text(&place->place));
		if (place->problem) {
			append_problem(place->problem, out);
			continue;
		}
		str_appendf(out, "%zu instructions, at most %zu for a hit\n", place->size,
			    place->at_most);
		append_code(str_text(&place->code), out);
	}
}

static struct sonde_error *append_checked(const struct filter_checked *checked, struct str *out)
{
	_cleanup_str_ struct str variables = STR_INIT;

	str_appendf(out, "%s\n", checked->definition);
	TRY(filter_typed_describe(&checked->typed, &variables));
	for (const char *at = str_text(&variables); *at; at = strchr(at, '\n') + 1)
		str_appendf(out, "  %.*s\n", (int)strcspn(at, "\n"), at);
	append_hidden(checked, out);
	str_append(out, "  ftrace: ");
	if (checked->no_ftrace)
		append_problem(checked->no_ftrace, out);
	else
		str_appendf(out, "%s\n",
			    checked->ftrace.size ? str_text(&checked->ftrace)
						 : "everything passes");
	if (!checked->no_ftrace && checked->may_fault)
		str_append(out, "  ftrace: what cannot be read is not rejected\n");
	append_places(checked, out);
	return str_check(out);
}

static bool is_possible(const struct filter_checked *checked)
{
	vec_for_each(&checked->places, place) {
		if (place->problem)
			return !checked->no_ftrace;
	}
	return true;
}

static void print_text(const struct context *context, const struct str *text)
{
	_cleanup_str_ struct str clean = STR_INIT;

	str_append_clean(&clean, str_text(text), "\n\t");
	clean.failed |= text->failed;
	out_text(context, context->out, &clean);
}

static struct sonde_error *check_all(struct request *request, struct json_object *list)
{
	const struct hist_question *question = &request->filter.asking.question;
	_cleanup_str_ struct str text = STR_INIT;
	bool possible = true;

	for (size_t i = 0; i < question->events.size; i++) {
		_cleanup_(checked_deinit) struct filter_checked checked = {0};

		TRY(check_event(request, i, &checked));
		possible &= is_possible(&checked);
		TRY(list ? json_add_filter(list, &checked) : append_checked(&checked, &text));
	}
	if (list)
		json_print(list, request->filter.context);
	else
		print_text(request->filter.context, &text);
	return possible ? NULL
			: sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					  "Neither way can have this filter everywhere.");
}

static struct sonde_error *check(struct request *request)
{
	struct filter_asking *filter = &request->filter;
	_cleanup_json_ struct json_object *list = NULL;

	TRY(filter_ask(filter));
	request->arch = filter->asking.target.arch;
	if (!request->arch) {
		uname(&request->here);
		request->arch = request->here.machine;
	}
	if (request->json)
		TRY(json_create_list(&list));
	return check_all(request, list);
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	switch (id) {
	case OPTION_IF:
		request->filter.options.filter = value;
		return option_filled("--if", value);
	case OPTION_DISASSEMBLE:
		request->disassemble = true;
		return NULL;
	case OPTION_JSON:
		request->json = true;
		return NULL;
	default:
		return filter_ask_take(&request->filter, id, value);
	}
}

static struct sonde_error *check_request(const void *data)
{
	const struct request *request = data;

	if (!request->filter.options.filter)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: the filter is missing"),
			"Write it behind --if, in quotes: --if 'count > 4096'.");
	return filter_ask_check(&request->filter);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {.filter = {.context = context}};
	const struct command_reader reader = {take, check_request, &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (command_read(context, &command_filter_check, argv, &reader, &status)) {
		error = check(&request);
		status = error ? out_error(context, error) : STATUS_OK;
	}
	filter_asking_deinit(&request.filter);
	return status;
}

const struct command command_filter_check = {
	.name = "check",
	.of = "filter",
	.synopsis = "[OPTIONS] DEF ... --if EXPR",
	.summary = "what a filter means at a place, and what it costs",
	.page = "sonde-filter(1)",
	.words = "DEF",
	.options = options,
	.run = run,
};
