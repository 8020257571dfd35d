/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/parts.h"

#include <stdlib.h>
#include <string.h>

#include "hist/operand.h"

void hist_words_deinit(struct hist_words *words)
{
	hist_terms_deinit(&words->by);
	hist_terms_deinit(&words->sum);
	hist_terms_deinit(&words->match);
	hist_terms_deinit(&words->worst);
	hist_filter_deinit(&words->filter);
}

struct sonde_error *hist_words_parse(const struct hist_question *question, struct hist_words *ret)
{
	_cleanup_hist_words_ struct hist_words words = HIST_WORDS_INIT;

	TRY(hist_terms_parse(HIST_WORD_BY, question->by, &words.by));
	TRY(hist_terms_parse(HIST_WORD_SUM, question->sum, &words.sum));
	TRY(hist_terms_parse(HIST_WORD_MATCH, question->match, &words.match));
	TRY(hist_terms_parse(HIST_WORD_WORST, question->worst, &words.worst));
	TRY(hist_filter_parse(question->filter, &words.filter));
	TRY(hist_filter_add_cpus(&words.filter, question->cpus));
	*ret = words;
	words = (struct hist_words)HIST_WORDS_INIT;
	return NULL;
}

/* A write at an event, with copies of both texts; the second may be NULL. */
static struct sonde_error *add_write(struct hist_maker *maker, struct hist_write write)
{
	_cleanup_hist_write_ struct hist_write copy = {.kind = write.kind};

	TRY(sonde_strdup(write.system, &copy.system));
	TRY(sonde_strdup(write.event, &copy.event));
	TRY(sonde_strdup(write.text, &copy.text));
	TRY(sonde_strdup(write.undo, &copy.undo));
	TRY(vec_push(&maker->setup->writes, copy));
	copy = (struct hist_write){0};
	return NULL;
}

static struct sonde_error *add_probes_of(struct hist_maker *maker, const struct hist_event *event)
{
	_cleanup_str_ struct str undo = STR_INIT;

	str_appendf(&undo, "-:%s/%s", event->system, event->event);
	TRY(str_check(&undo));
	for (size_t i = 0; i < event->lines.size; i++)
		TRY(add_write(maker,
			      (struct hist_write){
				      .kind = event->kind == HIST_EVENT_UPROBE ? HIST_WRITE_UPROBE
									       : HIST_WRITE_KPROBE,
				      .system = event->system,
				      .event = event->event,
				      .text = event->lines.data[i],
				      .undo = i == 0 ? undo.data : NULL,
			      }));
	return NULL;
}

struct sonde_error *hist_add_probes(struct hist_maker *maker)
{
	vec_for_each(&maker->question->events, event)
		TRY(add_probes_of(maker, event));
	return NULL;
}

struct sonde_error *hist_add_synthetic(struct hist_maker *maker, const char *name,
				       const char *fields)
{
	_cleanup_str_ struct str text = STR_INIT, undo = STR_INIT;

	str_appendf(&text, "s:%s %s", name, fields);
	str_appendf(&undo, "-:synthetic/%s", name);
	TRY(str_check(&text));
	TRY(str_check(&undo));
	return add_write(maker, (struct hist_write){
					.kind = HIST_WRITE_SYNTHETIC,
					.system = (char *)"synthetic",
					.event = (char *)name,
					.text = text.data,
					.undo = undo.data,
				});
}

struct sonde_error *hist_add_trigger(struct hist_maker *maker, const char *system,
				     const char *event, const struct hist_trigger *trigger)
{
	_cleanup_str_ struct str undo = STR_INIT;
	_cleanup_free_ char *text = NULL;

	TRY(hist_trigger_print(trigger, &text));
	str_appendf(&undo, "!%s", text);
	TRY(str_check(&undo));
	return add_write(maker, (struct hist_write){
					.kind = HIST_WRITE_TRIGGER,
					.system = (char *)system,
					.event = (char *)event,
					.text = text,
					.undo = undo.data,
				});
}

/* How many triggers the event of the last one has already: its hists are in this order. */
static size_t position_of_last(const struct hist_setup *setup)
{
	const struct hist_write *last = vec_last(&setup->writes);
	size_t position = 0;

	vec_for_each(&setup->writes, write) {
		if (write != last && write->kind == HIST_WRITE_TRIGGER &&
		    strcmp(write->system, last->system) == 0 &&
		    strcmp(write->event, last->event) == 0)
			position++;
	}
	return position;
}

struct sonde_error *hist_add_source(struct hist_maker *maker, struct hist_layout *layout)
{
	const struct hist_write *last = vec_last(&maker->setup->writes);
	_cleanup_hist_source_ struct hist_source source = {
		.position = position_of_last(maker->setup)};

	TRY(sonde_strdup(last->system, &source.system));
	TRY(sonde_strdup(last->event, &source.event));
	if (layout) {
		TRY(vec_push(&maker->setup->sources, source));
		vec_last(&maker->setup->sources)->layout = *layout;
		*layout = (struct hist_layout)HIST_LAYOUT_INIT;
	} else {
		TRY(vec_push(&maker->setup->pairings, source));
	}
	source = (struct hist_source){0};
	return NULL;
}
