/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/question.h"

#include <stdlib.h>

static void deinit_field(struct hist_field *field)
{
	free(field->name);
	free(field->field);
	enumeration_deinit(&field->values);
	*field = (struct hist_field){0};
}

void hist_event_deinit(struct hist_event *event)
{
	free(event->system);
	free(event->event);
	free(event->function);
	vec_for_each(&event->lines, line)
		free(*line);
	vec_deinit(&event->lines);
	vec_for_each(&event->fields, field)
		deinit_field(field);
	vec_deinit(&event->fields);
	*event = (struct hist_event){0};
}

void hist_question_deinit(struct hist_question *question)
{
	vec_for_each(&question->events, event)
		hist_event_deinit(event);
	vec_deinit(&question->events);
	*question = (struct hist_question)HIST_QUESTION_INIT;
}

const char *hist_unit_name(enum hist_unit unit)
{
	static const char *const names[] = {
		[HIST_UNIT_US] = "us",
		[HIST_UNIT_NS] = "ns",
		[HIST_UNIT_MS] = "ms",
	};

	return names[unit];
}

const char *hist_word_option(enum hist_word word)
{
	static const char *const names[] = {
		[HIST_WORD_BY] = "--by",	 [HIST_WORD_SUM] = "--sum",
		[HIST_WORD_FILTER] = "--if",	 [HIST_WORD_MATCH] = "--match",
		[HIST_WORD_WORST] = "--worst",	 [HIST_WORD_SHOW] = "--show",
		[HIST_WORD_FORMAT] = "--format",
	};

	return names[word];
}

void hist_needs_deinit(struct hist_needs *needs)
{
	vec_for_each(needs, need)
		free(need->name);
	vec_deinit(needs);
}
