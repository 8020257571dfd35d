/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of a question about histograms, one on each line: of one that is answered, all that is
 * written is a line that the kernel takes, each has what undoes it, and the layouts are read again
 * as they were printed; the error of another points into its word. A layout likewise, behind the
 * line `layout 1`.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "hist/limits.h"
#include "hist/setup.h"
#include "tests/fuzz/check.h"

/* Words on lines of their own: how it is asked, --by, --sum, --sort, the filter, and so on. */
#define WORDS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is printed of a layout is read again as the same. */
static void check_layout(const struct hist_layout *layout)
{
	_cleanup_hist_layout_ struct hist_layout again = HIST_LAYOUT_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT, second = STR_INIT;

	hist_layout_print(layout, &text);
	if (text.failed)
		return;
	error = hist_layout_parse(str_text(&text), &again);
	check(!error || error->kind == SONDE_ERROR_NO_MEMORY);
	if (error)
		return;
	hist_layout_print(&again, &second);
	check(second.failed || strcmp(str_text(&text), str_text(&second)) == 0);
}

static void read_layout(const char *text)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_error_ struct sonde_error *error = hist_layout_parse(text, &layout);

	if (error)
		check(error->message && *error->message);
	else
		check_layout(&layout);
}

static struct sonde_error *add_field(struct hist_event *event, const struct hist_field *field)
{
	struct hist_field copy = *field;

	TRY(vec_push(&event->fields, ((struct hist_field){0})));
	copy.name = copy.field = NULL;
	*vec_last(&event->fields) = copy;
	TRY(sonde_strdup(field->name, &vec_last(&event->fields)->name));
	return sonde_strdup(field->field, &vec_last(&event->fields)->field);
}

/* An event with a field of each kind. */
static struct sonde_error *add_event(struct hist_question *question, const char *name,
				     enum hist_event_kind kind)
{
	static const struct hist_field fields[] = {
		{.name = (char *)"n", .field = (char *)"n", .is_signed = true, .size = 4},
		{.name = (char *)"f->a", .field = (char *)"a", .size = 8},
		{.name = (char *)"s", .field = (char *)"s", .is_string = true},
		{.name = (char *)"p", .field = (char *)"p", .is_pointer = true, .size = 8},
		{.name = (char *)"v", .field = (char *)"v", .is_array = true, .size = 8},
		{.name = (char *)"caller", .field = (char *)"caller", .size = 8},
		{.name = (char *)"$retval", .field = (char *)"ret", .is_signed = true, .size = 8},
	};
	struct hist_event *event;

	TRY(vec_push(&question->events, ((struct hist_event){.kind = kind})));
	event = vec_last(&question->events);
	TRY(sonde_strdup("G", &event->system));
	TRY(sonde_strdup(name, &event->event));
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		TRY(add_field(event, &fields[i]));
	return enumeration_add(&event->fields.data[0].values, "ONE", 1);
}

static void check_setup(const struct hist_setup *setup)
{
	check(setup->sources.size > 0);
	vec_for_each(&setup->writes, write) {
		check(strlen(write->text) <= HIST_LINE_MAX && !strchr(write->text, '\n'));
		if (write->kind == HIST_WRITE_TRIGGER)
			check(write->undo[0] == '!' && !strcmp(write->undo + 1, write->text));
	}
	vec_for_each(&setup->sources, source)
		check_layout(&source->layout);
}

/* The first word has a letter for each thing that is no text. */
static void answer(char *const *words)
{
	_cleanup_hist_question_ struct hist_question question = HIST_QUESTION_INIT;
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	_cleanup_hist_needs_ struct hist_needs needs = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = NULL, *unmet = NULL;
	const enum hist_event_kind kind = strchr(words[0], 'u') ? HIST_EVENT_UPROBE
								: HIST_EVENT_KPROBE;

	question.group = "G";
	question.kernel = (struct hist_kernel){true, !strchr(words[0], 'b'), true, true, true};
	question.ask = strchr(words[0], 'l') ? HIST_ASK_LATENCY : HIST_ASK_TABLE;
	question.stats = strchr(words[0], 's');
	question.sums_key = strchr(words[0], 'k');
	question.unit = strchr(words[0], 'm') ? HIST_UNIT_MS : HIST_UNIT_US;
	question.starts = 1;
	question.by = words[1];
	question.sum = words[2];
	question.sort = words[3];
	question.filter = words[4];
	question.match = words[5];
	question.worst = words[6];
	question.cpus = words[7];
	error = add_event(&question, "e", kind);
	if (!error)
		error = add_event(&question, "r",
				  strchr(words[0], 'x') ? HIST_EVENT_EXISTING : kind);
	if (error)
		return;
	unmet = hist_needs(&question, &needs);
	error = hist_setup_make(&question, &setup);
	if (error)
		check(!error->text || error->column <= strlen(error->text) + 1);
	else
		check_setup(&setup);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = NULL;
	char *words[WORDS] = {NULL}, *at;

	if (sonde_strndup((const char *)data, size, &text))
		return 0;
	if (strncmp(text, "layout", strlen("layout")) == 0) {
		read_layout(text);
		return 0;
	}
	at = text;
	for (size_t i = 0; i < WORDS && at; i++) {
		char *word = strsep(&at, "\n");

		words[i] = *word || i == 0 ? word : NULL;
	}
	answer(words);
	return 0;
}
