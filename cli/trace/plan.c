/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/plan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/ask/cached.h"
#include "cli/filter/scope.h"
#include "cli/run/pid_namespace.h"
#include "cli/trace/programs.h"

void trace_plan_deinit(struct trace_plan *plan)
{
	for (size_t i = 0; i < TRACE_VIAS; i++)
		sonde_error_destroy(plan->refusals[i]);
	vec_for_each(&plan->events, event) {
		free(event->hidden);
		free(event->filter);
		filter_layout_deinit(&event->records);
		vec_for_each(&event->places, place) {
			free(place->name);
			free(place->line);
			filter_code_deinit(&place->code);
		}
		vec_deinit(&event->places);
	}
	vec_deinit(&plan->events);
	*plan = (struct trace_plan){0};
}

void trace_own_thread(uint32_t *ret)
{
	const bool is_first = pid_namespace_own("/proc") == PID_NAMESPACE_FIRST;

	*ret = is_first ? (uint32_t)getpid() : 0;
}

/* Whether --show or --format names the field. */
static bool is_asked_for(const struct asking *asking, const struct hist_field *field)
{
	vec_for_each(&asking->needs, need) {
		if ((need->word == HIST_WORD_SHOW || need->word == HIST_WORD_FORMAT) &&
		    ((field->name && strcmp(need->name, field->name) == 0) ||
		     strcmp(need->name, field->field) == 0))
			return true;
	}
	return false;
}

static struct sonde_error *add_event(struct asking *asking, size_t i, struct trace_plan *plan)
{
	const struct hist_event *event = &asking->question.events.data[i];
	struct trace_event *added;

	TRY(vec_push(&plan->events, ((struct trace_event){
					    .event = event,
					    .described = &asking->measure.events.data[i],
				    })));
	added = vec_last(&plan->events);
	added->hidden = calloc(event->fields.size + 1, sizeof(*added->hidden));
	if (!added->hidden)
		return &sonde_error_no_memory;
	for (size_t k = 0; k < event->fields.size; k++) {
		const struct hist_field *field = &event->fields.data[k];

		added->hidden[k] = (field->is_added ||
				    ask_cached_hides(asking, added->described, field)) &&
				   !is_asked_for(asking, field);
	}
	return NULL;
}

/* The filter of one event, said to the kernel. */
static struct sonde_error *say_filter(const struct filter_expr *expr, struct trace_event *event)
{
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	_cleanup_probe_event_ struct probe_event probe = {0};
	_cleanup_str_ struct str text = STR_INIT;
	struct filter_event_scope scope;

	filter_scope_init(event->event, NULL, &scope);
	TRY(filter_typed_make(expr, &scope.scope, &typed));
	TRY(filter_scope_print(&typed, event->event, &text));
	if (event->event->lines.size) {
		TRY(probe_event_parse(event->event->lines.data[0], &probe));
		event->may_fault = filter_scope_may_fault(&typed, &probe);
	}
	/* A filter that is always true is none. */
	return text.size ? str_take(&text, &event->filter) : NULL;
}

static struct sonde_error *consider_ftrace(const struct asking *asking,
					   const struct filter_expr *expr, struct trace_plan *plan)
{
	if (asking->options->trace.object)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "A filter that is a program (--bpf-object) is no event "
				       "filter.");
	vec_for_each(&plan->events, event) {
		if (!expr)
			continue;
		TRY(say_filter(expr, event));
		/* The same filter is to give the same answer, by whatever way. */
		if (event->may_fault && asking->options->trace.via == TRACE_VIA_AUTO)
			return sonde_error_hint(
				sonde_error_new(
					SONDE_ERROR_UNAVAILABLE,
					"What --if tests is read from memory: where that cannot be "
					"read, the kernel's own filter goes on with any bytes."),
				"--via ftrace takes that.");
	}
	return NULL;
}

static struct sonde_error *consider(struct asking *asking, const struct filter_expr *expr,
				    enum trace_via via, struct trace_plan *plan)
{
	plan->considered[via] = true;
	if (via == TRACE_VIA_FTRACE)
		return consider_ftrace(asking, expr, plan);
	return trace_programs_make(asking, expr, via, plan);
}

/* An error about what was asked for is the same by all ways. */
static bool is_mistake(const struct sonde_error *error)
{
	return error->kind == SONDE_ERROR_SYNTAX || error->kind == SONDE_ERROR_NOT_FOUND ||
	       error->kind == SONDE_ERROR_NO_MEMORY || error->kind == SONDE_ERROR_USAGE;
}

/* Of two, the one about programs: they can do more. */
static struct sonde_error *refuse(struct trace_plan *plan)
{
	struct sonde_error *bpf = take_ptr(plan->refusals[TRACE_VIA_BPF]);
	const struct sonde_error *ftrace = plan->refusals[TRACE_VIA_FTRACE];

	bpf = sonde_error_prefix(bpf, "Neither bpf nor ftrace can do it. bpf: ");
	return sonde_error_hint(bpf, "ftrace: %s%s%s%s%s", ftrace->message,
				ftrace->hint ? "\n" : "", ftrace->hint ? ftrace->hint : "",
				bpf->hint ? "\n" : "", bpf->hint ? bpf->hint : "");
}

static struct sonde_error *choose(struct asking *asking, const struct filter_expr *expr,
				  struct trace_plan *plan)
{
	static const enum trace_via order[] = {TRACE_VIA_BPF, TRACE_VIA_FTRACE};
	const bool all = asking->options->trace.explain;

	for (size_t i = 0; i < 2 && (all || !plan->via); i++) {
		const enum trace_via via = order[i];

		plan->refusals[via] = consider(asking, expr, via, plan);
		if (plan->refusals[via] && is_mistake(plan->refusals[via]))
			return take_ptr(plan->refusals[via]);
		if (!plan->refusals[via] && !plan->via)
			plan->via = via;
	}
	return plan->via ? NULL : refuse(plan);
}

/* Copies of several functions may be one and the same code: one probe is enough for it. */
static void drop_repeated(struct hist_event *event)
{
	size_t kept = 0;

	for (size_t i = 0; i < event->lines.size; i++) {
		bool is_new = true;

		for (size_t k = 0; k < kept && is_new; k++)
			is_new = strcmp(event->lines.data[k], event->lines.data[i]) != 0;
		if (is_new)
			event->lines.data[kept++] = event->lines.data[i];
		else
			free(event->lines.data[i]);
	}
	event->lines.size = kept;
}

static struct sonde_error *make(struct asking *asking, const struct filter_expr *expr,
				struct trace_plan *plan)
{
	const struct undertaking_options *options = &asking->options->measure.common;
	struct sonde_error *error;
	uint32_t own;

	trace_own_thread(&own);
	/* What is only printed does not depend on where it is. */
	plan->leaves_itself_out = (own || asking->options->dry_run) && !options->pids.size &&
				  !options->command;
	vec_for_each(&asking->question.events, event)
		drop_repeated(event);
	for (size_t i = 0; i < asking->question.events.size; i++)
		TRY(add_event(asking, i, plan));
	plan->via = asking->options->trace.via;
	if (plan->via == TRACE_VIA_AUTO)
		return choose(asking, expr, plan);
	error = consider(asking, expr, plan->via, plan);
	return error && !error->text && !is_mistake(error)
		       ? sonde_error_prefix(error, "--via %s: ", trace_via_name(plan->via))
		       : error;
}

struct sonde_error *trace_plan_make(struct asking *asking, struct trace_plan *ret)
{
	const char *text = asking->options->filter;
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	_cleanup_trace_plan_ struct trace_plan plan = {0};

	if (text)
		TRY(filter_expr_parse(text, &expr));
	TRY(make(asking, text ? &expr : NULL, &plan));
	*ret = plan;
	plan = (struct trace_plan){0};
	return NULL;
}
