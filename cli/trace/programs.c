/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/programs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpu_list.h"
#include "base/str.h"
#include "bpf/filter.h"
#include "cli/filter/scope.h"
#include "probe/event.h"
#include "tracefs/dynevent.h"

/* Bytes of an event's name that are kept before a suffix: 63 in all (MAX_EVENT_NAME_LEN). */
#define NAME_KEPT 50

/* What one call of trace_programs_make() has in hand. */
struct making {
	struct asking *asking;
	const struct filter_expr *expr;
	enum trace_via via;
	struct trace_plan *plan;
	/* Of -c. */
	struct cpu_bits cpus;
	/* Places so far. */
	uint32_t count;
};

/* What a probe that is there fetches, as a definition; NULL of what is none. */
static struct sonde_error *find_definition(const struct asking *asking,
					   const struct hist_event *event, char **ret)
{
	_cleanup_dynevents_ struct dynevents probes = VEC_INIT;
	_cleanup_probe_event_ struct probe_event probe = {0};
	_cleanup_str_ struct str text = STR_INIT;

	TRY(dynevent_list(asking->live.tracing_dir, &probes));
	vec_for_each(&probes, known) {
		if (strcmp(known->group, event->system) != 0 ||
		    strcmp(known->event, event->event) != 0)
			continue;
		TRY(sonde_error_ignore(probe_event_parse(known->line, &probe),
				       SONDE_ERROR_UNSUPPORTED));
		if (!probe.symbol)
			return NULL;
		str_append(&text, probe.symbol);
		if (probe.offset)
			str_appendf(&text, "+%" PRIu64, probe.offset);
		str_append(&text, probe.is_return ? "%return" : "");
		vec_for_each(&probe.args, arg) {
			str_append_char(&text, ' ');
			probe_event_arg_print(arg, &text);
		}
		return str_take(&text, ret);
	}
	return NULL;
}

/* Whatever is attached to it, others that use it would have, too. */
static struct sonde_error *refuse_existing(const struct asking *asking,
					   const struct trace_event *event)
{
	_cleanup_free_ char *definition = NULL;
	struct sonde_error *error;

	if (asking->live.tracing_dir)
		TRY(find_definition(asking, event->event, &definition));
	error = sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				"%s is there already: a program at it would be in the way of all "
				"who use it.",
				event->described->given);
	if (definition)
		return sonde_error_hint(error, "Give its definition instead: '%s'", definition);
	/* If it was left to choose, that was considered. */
	if (asking->options->trace.via == TRACE_VIA_AUTO)
		return error;
	return sonde_error_hint(error, "--via ftrace can record it.");
}

static struct sonde_error *check_own(const struct asking *asking, const struct trace_plan *plan)
{
	vec_for_each(&plan->events, event) {
		if (event->event->kind == HIST_EVENT_EXISTING)
			return refuse_existing(asking, event);
	}
	return NULL;
}

static struct sonde_error *find_symbol(void *data, const char *name, uint64_t *ret)
{
	struct asking *asking = data;
	struct kallsyms_symbol symbol = {0};

	if (!asking->symbols.stream)
		asking->symbols = running_symbols_init();
	if (asking->symbols.stream)
		TRY(running_lookup(&asking->symbols, name, &symbol));
	if (symbol.count == 1 && symbol.address) {
		*ret = symbol.address;
		return NULL;
	}
	if (symbol.count > 1)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "The kernel has %zu symbols of the name '%s'.", symbol.count,
				       name);
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "The address of '%s' is not known: /proc/kallsyms does not tell it.",
			       name);
}

static bool is_taken(const struct making *making, const char *name)
{
	vec_for_each(&making->asking->question.events, event) {
		if (strcmp(event->event, name) == 0)
			return true;
	}
	return false;
}

/* One of several places gets the number that its records have. */
static struct sonde_error *name_place(const struct making *making, const struct hist_event *event,
				      char **ret)
{
	_cleanup_str_ struct str name = STR_INIT;

	if (event->lines.size == 1)
		return sonde_strdup(event->event, ret);
	str_appendf(&name, "%.*s_p%u", NAME_KEPT, event->event, making->count);
	while (!name.failed && is_taken(making, str_text(&name)))
		str_append_char(&name, '_');
	return str_take(&name, ret);
}

/* Programs fetch for themselves; samples are the event's own. */
static struct sonde_error *print_line(const struct making *making, const struct probe_event *probe,
				      struct trace_place *place)
{
	struct probe_event bare = *probe;
	_cleanup_str_ struct str text = STR_INIT;

	bare.event = place->name;
	if (making->via == TRACE_VIA_BPF)
		bare.args.size = 0;
	probe_event_print(&bare, &text);
	return str_take(&text, &place->line);
}

/* Arguments up to the last one that is shown are recorded. */
static struct sonde_error *lay_out(const struct making *making, const struct probe_event *probe,
				   struct trace_event *event)
{
	const struct trace_options *options = &making->asking->options->trace;
	const size_t room = options->text ? (size_t)options->text : FILTER_ASK_TEXT_ROOM;
	struct filter_layout_request request = {
		.event = probe,
		.text_room = (room + 7) / 8 * 8,
		.kernel_stack = trace_options_record_stack(options),
		.user_stack = trace_options_record_user_stack(options),
	};

	if (making->via != TRACE_VIA_BPF || event->records.size)
		return NULL;
	for (size_t i = 0; i < event->event->fields.size; i++) {
		if (!event->hidden[i])
			request.recorded = i + 1;
	}
	return filter_layout_make(&request, &event->records);
}

static struct sonde_error *make_code(struct making *making, const struct trace_event *event,
				     const struct probe_event *probe, struct filter_code *ret)
{
	const struct undertaking_options *options = &making->asking->options->measure.common;
	struct filter_event_scope scope;
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	struct filter_code_request request = {
		.arch = making->asking->target.arch,
		.event = probe,
		.filter = making->expr ? &typed : NULL,
		.layout = making->via == TRACE_VIA_BPF ? &event->records : NULL,
		.place = making->count,
		.by_thread = options->pids.size || options->command,
		.calls_object = making->asking->options->trace.object,
		.cpus = making->cpus.size ? making->cpus.data : NULL,
		.cpu_count = making->cpus.size * 64,
		.symbol = making->asking->is_live ? find_symbol : NULL,
		.data = making->asking,
	};

	if (making->plan->leaves_itself_out)
		request.but_thread = (uint32_t)getpid();
	filter_scope_init(event->event, probe, &scope);
	if (making->expr)
		TRY(filter_typed_make(making->expr, &scope.scope, &typed));
	return filter_code_make(&request, ret);
}

static struct sonde_error *add_place(struct making *making, struct trace_event *event,
				     const char *line)
{
	_cleanup_probe_event_ struct probe_event probe = {0};
	struct trace_place *place;

	TRY(probe_event_parse(line, &probe));
	TRY(vec_push(&event->places, ((struct trace_place){0})));
	place = vec_last(&event->places);
	TRY(name_place(making, event->event, &place->name));
	/* The event keeps its own names. */
	free(take_ptr(probe.event));
	TRY(print_line(making, &probe, place));
	TRY(lay_out(making, &probe, event));
	TRY(make_code(making, event, &probe, &place->code));
	making->count++;
	return NULL;
}

static struct sonde_error *make_all(struct making *making)
{
	TRY(cpu_list_bits(making->asking->options->cpus, &making->cpus));
	vec_for_each(&making->plan->events, event) {
		vec_for_each(&event->event->lines, line) {
			struct sonde_error *error = add_place(making, event, *line);

			/* What is wrong with the filter is so in all of them. */
			if (error && !error->text)
				error = sonde_error_prefix(error, "%s: ", event->described->given);
			if (error)
				return error;
		}
	}
	return NULL;
}

struct sonde_error *trace_programs_make(struct asking *asking, const struct filter_expr *expr,
					enum trace_via via, struct trace_plan *plan)
{
	struct making making = {.asking = asking, .expr = expr, .via = via, .plan = plan};
	struct sonde_error *error;

	TRY(check_own(asking, plan));
	/* Of a kernel that does not run here nothing is known, but of this sonde. */
	if (asking->is_live || !filter_library_version())
		TRY(filter_check_support(via == TRACE_VIA_BPF));
	error = make_all(&making);
	vec_deinit(&making.cpus);
	return error;
}
