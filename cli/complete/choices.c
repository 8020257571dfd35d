/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A completion as it is gathered, and the labels of values. */
#include <stdlib.h>
#include <string.h>

#include "blacklist/answer.h"
#include "cli/check/task.h"
#include "cli/complete/complete.h"

void completion_deinit(struct completion *completion)
{
	vec_for_each(&completion->choices, choice) {
		free(choice->word);
		free(choice->remark);
	}
	vec_deinit(&completion->choices);
	vec_deinit(&completion->given);
	free(completion->typed);
	free(completion->head);
	image_destroy(completion->image);
}

void completion_settle(struct completion *completion, size_t size)
{
	completion->text += size;
}

size_t completion_settled(const struct completion *completion)
{
	const char *typed = completion->typed;

	if (!typed || completion->text < typed + completion->elsewhere)
		return 0;
	return (completion->head ? strlen(completion->head) : 0) +
	       (size_t)(completion->text - typed) - completion->elsewhere;
}

void completion_settle_list(struct completion *completion, const char *ends)
{
	const char *last = NULL;

	for (const char *at = completion->text; *at; at++) {
		if (strchr(ends, *at))
			last = at;
	}
	if (last)
		completion_settle(completion, (size_t)(last - completion->text) + 1);
}

struct sonde_error *completion_add(struct completion *completion, const char *word,
				   const char *remark)
{
	_cleanup_str_ struct str whole = STR_INIT;
	_cleanup_free_ char *text = NULL, *copy = NULL;
	const char *settled = completion->typed + completion->elsewhere;

	if (strncmp(word, completion->text, strlen(completion->text)) != 0)
		return NULL;
	str_append(&whole, completion->head);
	str_append_bytes(&whole, settled, (size_t)(completion->text - settled));
	str_append(&whole, word);
	TRY(str_take(&whole, &text));
	TRY(sonde_strdup(remark, &copy));
	TRY(vec_push(&completion->choices, ((struct complete_choice){text, copy})));
	take_ptr(text);
	take_ptr(copy);
	return NULL;
}

const char *completion_option(const struct completion *completion, const char *name)
{
	const char *value = NULL;

	vec_for_each(&completion->given, given) {
		if (given->option && given->option->name && strcmp(given->option->name, name) == 0)
			value = given->value;
	}
	return value;
}

bool completion_has(const struct completion *completion, const char *name)
{
	vec_for_each(&completion->given, given) {
		if (given->option && given->option->name && strcmp(given->option->name, name) == 0)
			return true;
	}
	return false;
}

struct sonde_error *complete_list(struct completion *completion, const char *list)
{
	while (*list) {
		const size_t size = strcspn(list, "|");
		_cleanup_free_ char *word = NULL;

		TRY(sonde_strndup(list, size, &word));
		TRY(completion_add(completion, word, ""));
		list += size + (list[size] == '|');
	}
	return NULL;
}

struct sonde_error *complete_each(struct completion *completion,
				  const char *(*name)(size_t position))
{
	for (size_t i = 0; name(i); i++)
		TRY(completion_add(completion, name(i), ""));
	return NULL;
}

static struct sonde_error *files(struct completion *completion)
{
	completion->has_files = true;
	return NULL;
}

static struct sonde_error *folders(struct completion *completion)
{
	completion->has_folders = true;
	return NULL;
}

/* -k and -o take files, -x programs, which may be named as the shell finds them. */
static struct sonde_error *files_or_programs(struct completion *completion)
{
	const struct option_spec *option = completion->option;

	completion->has_files = true;
	completion->has_commands = option && option->letter == 'x';
	return NULL;
}

static struct sonde_error *causes(struct completion *completion)
{
	for (int i = BLACKLIST_CAUSE_NONE + 1; i < BLACKLIST_CAUSES; i++)
		TRY(completion_add(completion, blacklist_cause_name((enum blacklist_cause)i), ""));
	return completion_add(completion, "unknown", "");
}

/* `help COMMAND VERB`. */
static struct sonde_error *commands_and_verbs(struct completion *completion)
{
	const struct command *const *table = commands;
	const struct command *of = NULL;

	vec_for_each(&completion->given, given) {
		if (!given->option && given < completion->given.data + completion->before)
			of = command_find(commands, given->value);
	}
	if (of)
		table = of->verbs;
	for (; table && *table; table++) {
		if (!(*table)->is_hidden)
			TRY(completion_add(completion, (*table)->name, (*table)->summary));
	}
	return NULL;
}

static struct sonde_error *tasks(struct completion *completion)
{
	for (size_t i = 0; i < CHECK_TASKS; i++)
		TRY(completion_add(completion, check_tasks[i].name, check_tasks[i].what));
	return NULL;
}

/* The first word of blacklist can be `check`. */
static struct sonde_error *bans(struct completion *completion)
{
	vec_for_each(&completion->given, given) {
		if (!given->option && given < completion->given.data + completion->before)
			return strcmp(given->value, "check") == 0 ? complete_definition(completion)
								  : complete_functions(completion);
	}
	TRY(complete_list(completion, "check"));
	return complete_functions(completion);
}

/* What values and words are called in the tables of options and commands. */
static const struct {
	const char *label;
	/** NULL for what only the person knows. */
	complete_fn *complete;
	/** The option can be given more than once. */
	bool repeats;
} labels[] = {
	{"FILE", files_or_programs, false},
	{"DIR", folders, false},
	{"FILE|-", files, false},
	{"DEF", complete_definition, true},
	{"DEF ...", complete_definition_words, false},
	{"DEF|GROUP:EVENT", complete_definition_or_event, false},
	{"POINT", complete_point, true},
	{"LINES", complete_point, true},
	{"FILTER", complete_functions, true},
	{"FILTER|check", bans, false},
	{"[GROUP:]EVENT", complete_probe_event, true},
	{"NAME|PATH", complete_module, false},
	{"PID", complete_process, false},
	{"PID[,PID...]", complete_processes, false},
	{"EXPR", complete_expression, false},
	{"KEY[.SHAPE][,...]", complete_keys, false},
	{"COLUMN[.SHAPE][,...]", complete_columns, false},
	{"COLUMN[.desc]", complete_names, false},
	{"NAME[,NAME]", complete_names, false},
	{"NAME[,...]", complete_names, false},
	{"NAME[=NAME][,...]", complete_names, false},
	{"ID", complete_build_id, false},
	{"GLOB", complete_cached_glob, false},
	{"SESSION", complete_session, false},
	{"COMMAND", commands_and_verbs, false},
	{"TASK", tasks, false},
	{"CAUSE", causes, true},
	{"CPUS", NULL, false},
	{"FORMAT", NULL, false},
	{"N", NULL, false},
	{"NAME", NULL, false},
	{"SIZE", NULL, false},
	{"TIME", NULL, false},
	{"TEXT", NULL, false},
};

#define LABELS (sizeof(labels) / sizeof(*labels))

bool complete_label_find(const char *label, complete_fn **ret)
{
	for (size_t i = 0; i < LABELS; i++) {
		if (strcmp(labels[i].label, label) != 0)
			continue;
		*ret = labels[i].complete;
		return true;
	}
	return false;
}

bool complete_label_repeats(const char *label)
{
	for (size_t i = 0; label && i < LABELS; i++) {
		if (strcmp(labels[i].label, label) == 0)
			return labels[i].repeats;
	}
	return false;
}
