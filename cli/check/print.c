/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check/print.h"

#include <string.h>

#include "base/str.h"

/* What is said begins in this column. */
#define TEXT_COLUMN 26

/* Columns of a line at the most, where names are listed. */
#define LINE_WIDTH 96

/* States as people read them. */
static const char *mark_of(enum check_state state)
{
	return state == CHECK_UNKNOWN ? "?" : check_state_name(state);
}

static void append_head(enum check_state state, const char *name, struct str *out)
{
	str_appendf(out, "  %-2s  %-*s", mark_of(state), TEXT_COLUMN - 6, name);
}

/* A text in its column, each of its lines. */
static void append_text(const char *text, struct str *out)
{
	for (const char *line = text; *line;) {
		const size_t size = strcspn(line, "\n");

		if (line != text)
			str_appendf(out, "%*s", TEXT_COLUMN, "");
		str_append_bytes(out, line, size);
		str_append(out, "\n");
		line += size + (line[size] == '\n');
	}
}

static void append_advice(const char *advice, struct str *out)
{
	str_appendf(out, "%*s-> ", TEXT_COLUMN, "");
	append_text(advice, out);
}

/* What stands against it by name: the facts below say the rest. */
static void append_names(const struct check_task *task, const struct check_list *facts,
			 struct str *out)
{
	const char *lead = "for lack of";
	const struct check_item *item;
	size_t at = 0;

	str_appendf(out, "%*s", TEXT_COLUMN, "");
	while ((item = check_task_against(task, facts, &at))) {
		str_appendf(out, "%s %s.%s", lead, item->topic, item->name);
		lead = ",";
	}
	str_append(out, "\n");
}

static void append_reasons(const struct check_task *task, const struct check_list *facts,
			   struct str *out)
{
	const struct check_item *item;
	size_t at = 0;

	while ((item = check_task_against(task, facts, &at))) {
		str_appendf(out, "%*s%s.%s: ", TEXT_COLUMN, "", item->topic, item->name);
		append_text(item->reason, out);
		append_advice(item->advice, out);
	}
}

static void append_task(const struct check_task *task, const struct check_answer *answer,
			struct str *out)
{
	size_t at = 0;
	const bool can = !check_task_against(task, answer->facts, &at);

	append_head(can ? CHECK_OK : CHECK_NO, task->name, out);
	str_appendf(out, "%s\n", task->what);
	if (can)
		return;
	if (answer->with_facts)
		append_names(task, answer->facts, out);
	else
		append_reasons(task, answer->facts, out);
}

static bool is_plain(const struct check_item *item)
{
	return item->state == CHECK_OK && !item->value;
}

/* Those that are just there share lines. Returns the one behind them. */
static size_t append_plain(const struct check_list *facts, size_t at, struct str *out)
{
	const char *topic = facts->data[at].topic;
	const char *lead = "";
	size_t start = out->size;

	str_appendf(out, "  %-2s  ", mark_of(CHECK_OK));
	for (; at < facts->size; at++) {
		const struct check_item *item = &facts->data[at];

		if (!is_plain(item) || strcmp(item->topic, topic) != 0)
			break;
		if (out->size - start + strlen(item->name) > LINE_WIDTH) {
			str_append(out, "\n      ");
			start = out->size - strlen("      ");
			lead = "";
		}
		str_appendf(out, "%s%s", lead, item->name);
		lead = " ";
	}
	str_append(out, "\n");
	return at;
}

static void append_item(const struct check_item *item, struct str *out)
{
	append_head(item->state, item->name, out);
	if (item->value) {
		append_text(item->value, out);
		if (item->reason)
			str_appendf(out, "%*s", TEXT_COLUMN, "");
	}
	if (item->reason)
		append_text(item->reason, out);
	if (item->advice)
		append_advice(item->advice, out);
}

static void append_facts(const struct check_list *facts, struct str *out)
{
	const char *topic = "";

	for (size_t at = 0; at < facts->size;) {
		const struct check_item *item = &facts->data[at];

		if (strcmp(item->topic, topic) != 0)
			str_appendf(out, "%s%s:\n", out->size ? "\n" : "", item->topic);
		topic = item->topic;
		if (is_plain(item)) {
			at = append_plain(facts, at, out);
		} else {
			append_item(item, out);
			at++;
		}
	}
}

struct sonde_error *check_print(const struct check_answer *answer, FILE *stream)
{
	_cleanup_str_ struct str text = STR_INIT, clean = STR_INIT;

	str_append(&text, "tasks:\n");
	for (size_t i = 0; i < CHECK_TASKS; i++) {
		if (answer->tasks[i])
			append_task(&check_tasks[i], answer, &text);
	}
	if (answer->with_facts)
		append_facts(answer->facts, &text);
	TRY(str_check(&text));
	str_append_clean(&clean, str_text(&text), "\n");
	TRY(str_check(&clean));
	fputs(str_text(&clean), stream);
	return NULL;
}
