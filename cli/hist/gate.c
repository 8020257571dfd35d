/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/hist/gate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/typed.h"
#include "bpf/verdict.h"
#include "cli/filter/scope.h"
#include "cli/hist/gate_test.h"
#include "cli/run/possible_cpus.h"
#include "filter/expr.h"
#include "hist/parts.h"
#include "probe/fits.h"

static void place_deinit(struct gate_place *place)
{
	free(place->system);
	free(place->event);
	free(place->line);
	filter_code_deinit(&place->code);
}

void gate_destroy(struct gate *gate)
{
	if (!gate)
		return;
	filter_run_destroy(gate->run);
	vec_for_each(&gate->places, place)
		place_deinit(place);
	vec_deinit(&gate->places);
	free(gate->test);
	free(gate);
}

/* A gate being made. */
struct making {
	struct asking *asking;
	struct gate *gate;
	struct filter_expr expr;
	/** The word's name in the events. */
	struct str name;
};

static void making_deinit(struct making *making)
{
	filter_expr_deinit(&making->expr);
	str_deinit(&making->name);
}

struct sonde_error *gate_needs(struct asking *asking)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	struct hist_question *question = &asking->question;

	TRY(filter_expr_parse(asking->options->filter, &expr));
	question->filter = NULL;
	TRY(hist_needs(question, &asking->needs));
	/* So that errors point into it. */
	question->filter = asking->options->filter;
	return filter_scope_needs(&expr, &asking->needs);
}

void gate_print_argument(uint64_t address, const char *name, struct str *out)
{
	if (address)
		str_appendf(out, " %s=@0x%" PRIx64 ":u64", name, address);
	else
		str_appendf(out, " %s=@ADDRESS:u64", name);
}

/* Append the test of the word that is called @p name on so many CPUs. */
static void print_test(unsigned cpus, const char *name, struct str *out)
{
	for (unsigned cpu = 0; cpu < cpus; cpu++)
		str_appendf(out, "%s(common_cpu == %u && %s & 0x%" PRIx64 ")", cpu ? " || " : "",
			    cpu, name, UINT64_C(1) << cpu);
}

static struct sonde_error *check_cpus(struct gate *gate)
{
	TRY(possible_cpus_count(POSSIBLE_CPUS_PATH, &gate->cpus));
	if (gate->cpus <= FILTER_VERDICT_CPUS)
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "--gate bpf: this machine can have %u CPUs, and a gate is for %d at "
			       "the most.",
			       gate->cpus, FILTER_VERDICT_CPUS);
}

static struct sonde_error *check_event(const struct hist_event *event)
{
	if (event->kind == HIST_EVENT_KPROBE)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_UNAVAILABLE, "--gate bpf: %s %s.",
				hist_event_title(event),
				event->kind == HIST_EVENT_UPROBE
					? "is in a program, whose probes cannot read the verdict"
					: "is there already, and is somebody else's"),
		event->kind == HIST_EVENT_UPROBE
			? "sonde trace --if filters it."
			: "Give the definition of a probe, or a filter without --gate.");
}

static bool has_field(const struct hist_question *question, const char *name)
{
	vec_for_each(&question->events, event) {
		vec_for_each(&event->fields, field) {
			if (strcmp(field->field, name) == 0 ||
			    (field->name && strcmp(field->name, name) == 0))
				return true;
		}
	}
	return false;
}

/* What no argument is called. */
static struct sonde_error *choose_name(struct making *making)
{
	str_append(&making->name, "verdict");
	while (!making->name.failed &&
	       has_field(&making->asking->question, str_text(&making->name)))
		str_append_char(&making->name, '_');
	return str_check(&making->name);
}

static struct sonde_error *compile(const struct making *making, const struct hist_event *event,
				   const struct probe_event *probe, struct filter_code *ret)
{
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	struct filter_event_scope scope;
	const struct filter_code_request request = {
		.arch = making->asking->target.arch,
		.event = probe,
		.filter = &typed,
		.keeps_verdict = true,
	};

	filter_scope_init(event, probe, &scope);
	TRY(filter_typed_make(&making->expr, &scope.scope, &typed));
	return filter_code_make(&request, ret);
}

/* `p:GROUP/EVENT_gateN PLACE`. */
static struct sonde_error *print_line(const struct probe_event *probe, struct gate_place *place)
{
	struct probe_event bare = *probe;
	_cleanup_str_ struct str text = STR_INIT;

	bare.event = place->event;
	bare.args.size = 0;
	probe_event_print(&bare, &text);
	return str_take(&text, &place->line);
}

static struct sonde_error *add_place(struct making *making, const struct hist_event *event,
				     size_t line)
{
	struct gate *gate = making->gate;
	_cleanup_probe_event_ struct probe_event probe = {0};
	_cleanup_str_ struct str name = STR_INIT;
	struct gate_place *place;

	TRY(probe_event_parse(event->lines.data[line], &probe));
	TRY(vec_push(&gate->places, (struct gate_place){.is_return = probe.is_return}));
	place = vec_last(&gate->places);
	/* Names of events have 63 bytes; this one is nobody's business. */
	str_appendf(&name, "gate_%zu", gate->places.size);
	TRY(str_take(&name, &place->event));
	TRY(sonde_strdup(event->system, &place->system));
	TRY(print_line(&probe, place));
	return compile(making, event, &probe, &place->code);
}

static struct sonde_error *add_argument(const struct making *making, char **line)
{
	_cleanup_probe_event_ struct probe_event probe = {0};
	_cleanup_str_ struct str text = STR_INIT;

	str_append(&text, *line);
	gate_print_argument(making->gate->address, str_text(&making->name), &text);
	TRY(str_check(&text));
	if (making->gate->address) {
		TRY(probe_event_parse(str_text(&text), &probe));
		TRY(fits_check_event(&probe));
	}
	free(take_ptr(*line));
	return str_take(&text, line);
}

static struct sonde_error *add_event(struct making *making, struct hist_event *event)
{
	struct hist_field *field;

	TRY(check_event(event));
	for (size_t i = 0; i < event->lines.size; i++) {
		TRY(add_place(making, event, i));
		TRY(add_argument(making, &event->lines.data[i]));
	}
	TRY(vec_push(&event->fields, ((struct hist_field){.size = sizeof(uint64_t)})));
	field = vec_last(&event->fields);
	return sonde_strdup(str_text(&making->name), &field->field);
}

/* Only where it is run: else it may be for another machine. */
static struct sonde_error *begin_run(struct making *making)
{
	const struct filter_run_options options = {0};
	const struct asking *asking = making->asking;
	struct gate *gate = making->gate;

	if (!asking->is_live || asking->options->dry_run)
		return NULL;
	TRY(filter_check_support(false));
	TRY(filter_run_create(&options, &gate->run));
	return filter_run_verdict_address(gate->run, &gate->address);
}

static bool has_kind(const struct gate *gate, bool is_return)
{
	vec_for_each(&gate->places, place) {
		if (place->is_return == is_return)
			return true;
	}
	return false;
}

/* Before anything is counted, and where it can be known. */
static struct sonde_error *try_it(const struct making *making)
{
	const struct asking *asking = making->asking;

	if (!making->gate->run)
		return NULL;
	for (int is_return = 0; is_return <= 1; is_return++) {
		const struct gate_test test = {
			.tracing_dir = asking->measure.tracing_dir,
			.arch = asking->target.arch,
			.cpus = making->gate->cpus,
			.is_return = is_return,
		};

		if (has_kind(making->gate, is_return))
			TRY(gate_test_run(&test));
	}
	return NULL;
}

static struct sonde_error *make_test(struct making *making)
{
	_cleanup_str_ struct str test = STR_INIT;

	print_test(making->gate->cpus, str_text(&making->name), &test);
	TRY(str_take(&test, &making->gate->test));
	making->asking->question.filter = making->gate->test;
	return NULL;
}

struct sonde_error *gate_apply(struct asking *asking)
{
	_cleanup_(making_deinit) struct making making = {.asking = asking, .name = STR_INIT};

	asking->measure.gate = making.gate = calloc(1, sizeof(*making.gate));
	if (!making.gate)
		return &sonde_error_no_memory;
	TRY(filter_expr_parse(asking->options->filter, &making.expr));
	TRY(check_cpus(making.gate));
	TRY(begin_run(&making));
	TRY(choose_name(&making));
	vec_for_each(&asking->question.events, event)
		TRY(add_event(&making, event));
	TRY(try_it(&making));
	return make_test(&making);
}

static struct sonde_error *make_write(const struct gate_place *place, struct hist_write *ret)
{
	_cleanup_str_ struct str undo = STR_INIT;

	ret->kind = HIST_WRITE_KPROBE;
	str_appendf(&undo, "-:%s/%s", place->system, place->event);
	TRY(str_take(&undo, &ret->undo));
	TRY(sonde_strdup(place->system, &ret->system));
	TRY(sonde_strdup(place->event, &ret->event));
	return sonde_strdup(place->line, &ret->text);
}

void gate_describe(const struct gate *gate, struct str *out)
{
	vec_for_each(&gate->places, place)
		str_appendf(out,
			    "## a program of %zu instructions at %s/%s, which writes its verdict "
			    "to ADDRESS\n",
			    place->code.insns.size, place->system, place->event);
}

bool gate_comes_first(bool is_return)
{
	return is_return;
}

static struct sonde_error *insert(struct hist_setup *setup, size_t at,
				  const struct gate_place *place)
{
	_cleanup_hist_write_ struct hist_write write = {0};

	TRY(make_write(place, &write));
	TRY(vec_push(&setup->writes, write));
	memmove(&setup->writes.data[at + 1], &setup->writes.data[at],
		(setup->writes.size - 1 - at) * sizeof(write));
	setup->writes.data[at] = write;
	write = (struct hist_write){0};
	return NULL;
}

struct sonde_error *gate_put_in(const struct gate *gate, struct hist_setup *setup)
{
	size_t triggers = 0;

	while (triggers < setup->writes.size &&
	       setup->writes.data[triggers].kind != HIST_WRITE_TRIGGER)
		triggers++;
	vec_for_each(&gate->places, place) {
		TRY(insert(setup, gate_comes_first(place->is_return) ? 0 : triggers, place));
		triggers++;
	}
	return NULL;
}
