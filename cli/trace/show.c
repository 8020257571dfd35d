/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/show.h"

#include <stdlib.h>
#include <string.h>

#include "cli/trace/hit_layout.h"
#include "trace/item.h"
#include "trace/writer.h"

/* Before the name of what is a field in any case. */
#define FIELD_PREFIX "field."

struct needing {
	struct asking *asking;
	const char *text;
	struct hist_need need;
};

struct sonde_error *trace_show_need(struct asking *asking, struct hist_need need, const char *name,
				    size_t size)
{
	_cleanup_free_ char *copy = NULL;

	TRY(sonde_strndup(name, size, &copy));
	need.name = copy;
	TRY(vec_push(&asking->needs, need));
	copy = NULL;
	return NULL;
}

/* Of `file->f_pos.hex` what is before the shape; 0 for what every hit has. */
static size_t size_of_name(const char *word, size_t size)
{
	const char *dot = memrchr(word, '.', size);
	enum hit_shape shape;

	if (hit_item_is_known(word, size))
		return 0;
	if (dot && hit_shape_find(dot + 1, size - (size_t)(dot + 1 - word), &shape))
		size = (size_t)(dot - word);
	return hit_item_is_known(word, size) ? 0 : size;
}

static struct sonde_error *need_name(void *data, const char *word, size_t size)
{
	struct needing *needing = data;
	struct hist_need need = needing->need;

	need.column = (size_t)(word - needing->text) + 1;
	if (size > strlen(FIELD_PREFIX) && strncmp(word, FIELD_PREFIX, strlen(FIELD_PREFIX)) == 0) {
		word += strlen(FIELD_PREFIX);
		size -= strlen(FIELD_PREFIX);
	}
	size = size_of_name(word, size);
	if (!size)
		return NULL;
	return trace_show_need(needing->asking, need, word, size);
}

struct sonde_error *trace_show_needs(struct asking *asking)
{
	const struct trace_options *options = &asking->options->trace;
	struct needing needing = {
		.asking = asking,
		.text = options->show ? options->show : options->format_text,
		.need = {.word = options->show ? HIST_WORD_SHOW : HIST_WORD_FORMAT,
			 .is_optional = asking->options->words.size > 1},
	};

	if (!needing.text)
		return NULL;
	if (options->show)
		return hit_columns_names(options->show, need_name, &needing);
	return hit_format_names(options->format_text, need_name, &needing);
}

struct described {
	VEC(struct hit_event) events;
	VEC(const struct hit_event *) list;
};

static void described_deinit(struct described *described)
{
	vec_for_each(&described->events, event)
		hit_event_deinit(event);
	vec_deinit(&described->events);
	vec_deinit(&described->list);
}

static struct sonde_error *describe(const struct asking *asking, const struct trace_event *event,
				    struct described *described)
{
	const struct hist_event *asked = event->event;
	const bool is_there = !asked->lines.size;
	const struct hit_source_request request = {
		.event = asked,
		.group = event->described->group,
		.name = asked->event,
		.hidden = event->hidden,
	};
	_cleanup_event_format_ struct event_format format = {0};

	if (is_there)
		TRY(event_format_read(asking->measure.tracing_dir, asked->system, asked->event,
				      &format));
	TRY(vec_push(&described->events, ((struct hit_event){0})));
	return hit_event_describe(&request, is_there ? &format : NULL,
				  vec_last(&described->events));
}

struct sonde_error *trace_show_check(const struct asking *asking, const struct trace_plan *plan)
{
	const struct trace_options *trace = &asking->options->trace;
	_cleanup_(described_deinit) struct described described = {0};
	struct hit_writer_options options = {0};
	struct hit_writer *writer = NULL;

	if (!trace->show && !trace->format_text)
		return NULL;
	vec_for_each(&plan->events, event)
		TRY(describe(asking, event, &described));
	vec_for_each(&described.events, event)
		TRY(vec_push(&described.list, event));
	options.events = described.list.data;
	options.event_count = described.list.size;
	if (trace->show)
		TRY(hit_columns_create(&options, trace->show, &writer));
	else
		TRY(hit_format_create(&options, trace->format_text, &writer));
	hit_writer_destroy(writer);
	return NULL;
}
