/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/explain.h"

#include <string.h>

#include "base/str.h"

/* A sentence without its dot, on one line. */
static void print_reason(const struct sonde_error *refusal, struct str *out)
{
	static const char option[] = "--if: ";
	const char *text = refusal->message;
	size_t size;

	if (strncmp(text, option, strlen(option)) == 0)
		text += strlen(option);
	size = strlen(text);
	while (size && (text[size - 1] == '.' || text[size - 1] == '\n'))
		size--;
	for (size_t i = 0; i < size; i++)
		str_append_char(out, text[i] == '\n' ? ' ' : text[i]);
	if (refusal->column && refusal->text)
		str_appendf(out, " (column %zu of %s)", refusal->column, refusal->text);
}

static void print_way(const struct trace_plan *plan, enum trace_via via, struct str *out)
{
	if (!plan->considered[via])
		return;
	str_appendf(out, "  %s: ", trace_via_name(via));
	if (plan->refusals[via])
		print_reason(plan->refusals[via], out);
	else
		str_append(out, via == plan->via ? "taken" : "possible");
	str_append_char(out, '\n');
}

static void print_hidden(const struct trace_event *event, struct str *out)
{
	bool is_first = true;

	for (size_t i = 0; i < event->event->fields.size; i++) {
		const struct hist_field *field = &event->event->fields.data[i];

		if (!event->hidden[i] || field->is_command)
			continue;
		str_appendf(out, "%s %s", is_first ? "    only tested:" : ",",
			    field->name ? field->name : field->field);
		is_first = false;
	}
	if (!is_first)
		str_append_char(out, '\n');
}

static void print_event(const struct trace_plan *plan, const struct trace_event *event,
			struct str *out)
{
	const size_t places = event->event->lines.size;
	size_t least = SIZE_MAX, most = 0;

	str_appendf(out, "%s", event->described->given);
	if (places > 1)
		str_appendf(out, ": %zu places", places);
	str_append_char(out, '\n');
	if (event->filter && plan->via == TRACE_VIA_FTRACE)
		str_appendf(out, "    event filter: %s\n", event->filter);
	vec_for_each(&event->places, place) {
		const size_t size = place->code.insns.size;

		least = size < least ? size : least;
		most = size > most ? size : most;
	}
	if (plan->via != TRACE_VIA_FTRACE && most && least == most)
		str_appendf(out, "    program: %zu instructions\n", most);
	else if (plan->via != TRACE_VIA_FTRACE && most)
		str_appendf(out, "    programs: %zu to %zu instructions\n", least, most);
	print_hidden(event, out);
}

struct sonde_error *trace_explain(const struct asking *asking, const struct trace_plan *plan,
				  FILE *stream)
{
	static const enum trace_via order[] = {TRACE_VIA_BPF, TRACE_VIA_PERF, TRACE_VIA_FTRACE};
	_cleanup_str_ struct str out = STR_INIT;

	(void)asking;
	str_appendf(&out, "Hits are recorded by %s:\n", trace_via_name(plan->via));
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++)
		print_way(plan, order[i], &out);
	vec_for_each(&plan->events, event)
		print_event(plan, event, &out);
	TRY(str_check(&out));
	fputs(str_text(&out), stream);
	return NULL;
}
