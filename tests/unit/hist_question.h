/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Questions about histograms, made of texts, and what is made of them as text. Included after
 * cmocka.h.
 */
#ifndef TESTS_UNIT_HIST_QUESTION_H
#define TESTS_UNIT_HIST_QUESTION_H

#include <string.h>

#include "base/str.h"
#include "hist/setup.h"
#include "tests/unit/check.h"

/** A kernel that can everything. */
#define KERNEL ((struct hist_kernel){true, true, true, true, true})

/* `NAME=FIELD:TYPE`: u8 to s64, str (of any size), strN, text that is pointed to in the kernel
 * (at) or in a program (uat), ptr, arr. */
static inline void add_field(struct hist_event *event, const char *text, size_t size)
{
	_cleanup_free_ char *copy = NULL;
	struct hist_field field = {0};
	char *type, *equals;

	check_ok(sonde_strndup(text, size, &copy));
	type = strrchr(copy, ':');
	assert_non_null(type);
	*type++ = '\0';
	equals = strchr(copy, '=');
	if (equals)
		*equals++ = '\0';
	check_ok(sonde_strdup(copy, &field.name));
	check_ok(sonde_strdup(equals ? equals : copy, &field.field));
	field.is_in_program = strcmp(type, "uat") == 0;
	field.is_pointed = field.is_in_program || strcmp(type, "at") == 0;
	field.is_string = field.is_pointed || strncmp(type, "str", 3) == 0;
	field.is_pointer = strcmp(type, "ptr") == 0;
	field.is_array = strcmp(type, "arr") == 0;
	field.is_signed = !field.is_string && *type == 's';
	if (!field.is_pointed)
		field.size = field.is_pointer ? 8
					      : (unsigned)strtoul(type + (field.is_string ? 3 : 1),
								  NULL, 10);
	if (!field.is_string && !field.is_pointer)
		field.size /= 8;
	check_ok(vec_push(&event->fields, field));
}

/**
 * Add an event to the question.
 *
 * @param line of a probe: `p:G/NAME FUNC ...`; of an existing event `SYSTEM/NAME`
 * @param fields of it, see above, separated by blanks
 */
static inline struct hist_event *add_event(struct hist_question *question, const char *line,
					   const char *fields)
{
	struct hist_event event = {.kind = HIST_EVENT_EXISTING};
	const char *name = line, *slash, *blank, *place;
	char *copy;

	if (strchr(line, ':')) {
		place = strchr(line, ' ') + 1;
		event.kind = strchr(place, '/') ? HIST_EVENT_UPROBE : HIST_EVENT_KPROBE;
		event.is_return = *line == 'r';
		name = strchr(line, ':') + 1;
		check_ok(sonde_strdup(line, &copy));
		check_ok(vec_push(&event.lines, copy));
		check_ok(sonde_strndup(place, strcspn(place, " "), &event.function));
	}
	slash = strchr(name, '/');
	blank = name + strcspn(name, " ");
	check_ok(sonde_strndup(name, (size_t)(slash - name), &event.system));
	check_ok(sonde_strndup(slash + 1, (size_t)(blank - slash - 1), &event.event));
	for (const char *at = fields; at && *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (!*at)
			break;
		add_field(&event, at, strcspn(at, " "));
	}
	check_ok(vec_push(&question->events, event));
	return vec_last(&question->events);
}

/* `k TEXT`, `u TEXT`, `s TEXT`, `SYSTEM/EVENT TEXT`: one line each. */
static inline void print_writes(const struct hist_setup *setup, struct str *out)
{
	vec_for_each(&setup->writes, write) {
		switch (write->kind) {
		case HIST_WRITE_KPROBE:
			str_appendf(out, "k %s\n", write->text);
			break;
		case HIST_WRITE_UPROBE:
			str_appendf(out, "u %s\n", write->text);
			break;
		case HIST_WRITE_SYNTHETIC:
			str_appendf(out, "s %s\n", write->text);
			break;
		default:
			str_appendf(out, "%s/%s %s\n", write->system, write->event, write->text);
			/* What undoes a trigger is its text behind a `!`. */
			assert_int_equal(write->undo[0], '!');
			assert_string_equal(write->undo + 1, write->text);
		}
	}
}

/** The writes are these lines, see above. */
static inline void check_writes(const struct hist_question *question, const char *lines)
{
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	_cleanup_str_ struct str out = STR_INIT;

	check_ok(hist_setup_make(question, &setup));
	print_writes(&setup, &out);
	assert_string_equal(str_text(&out), lines);
}

/** The last of the writes is this. */
static inline void check_last(const struct hist_question *question, const char *text)
{
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

	check_ok(hist_setup_make(question, &setup));
	assert_string_equal(vec_last(&setup.writes)->text, text);
}

/** There is an error of @p kind, at @p column of its text if that is not 0, that says @p part. */
static inline void check_refused(const struct hist_question *question, enum sonde_error_kind kind,
				 size_t column, const char *part)
{
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	struct sonde_error *error = hist_setup_make(question, &setup);

	assert_non_null(error);
	if (column && (error->column != column || !error->text))
		fail_msg("column %zu: %s", error->column, error->message);
	check_error(error, kind, part);
}

/* The two ends of a call, and their fields. */
#define CALL_ENTRY	   "p:G/vfs_read vfs_read count=%dx:u64 comm=$comm"
#define CALL_ENTRY_FIELDS  "count:u64 comm:str all:arr"
#define CALL_RETURN	   "r:G/vfs_read__return vfs_read ret=$retval:s64 comm=$comm"
#define CALL_RETURN_FIELDS "$retval=ret:s64 comm:str n:s32"

/** The time that a call of vfs_read() takes. */
static inline struct hist_question ask_call(void)
{
	struct hist_question question = {.ask = HIST_ASK_LATENCY,
					 .group = "G",
					 .kernel = KERNEL,
					 .starts = 1,
					 .is_call = true};

	add_event(&question, CALL_ENTRY, CALL_ENTRY_FIELDS);
	add_event(&question, CALL_RETURN, CALL_RETURN_FIELDS);
	return question;
}

/** The time between two points. */
static inline struct hist_question ask_points(const char *a, const char *a_fields, const char *b,
					      const char *b_fields)
{
	struct hist_question question = {
		.ask = HIST_ASK_LATENCY, .group = "G", .kernel = KERNEL, .starts = 1};

	add_event(&question, a, a_fields);
	add_event(&question, b, b_fields);
	return question;
}

#endif /* TESTS_UNIT_HIST_QUESTION_H */
