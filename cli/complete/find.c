/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands at the cursor: a command, an option, its value, a word; by the tables of commands. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/complete/complete.h"

/* How a synopsis says that a command line of another program follows. */
#define RUNS_COMMAND "-- COMMAND"

/* The walk along the line, from sonde itself to the command and the verb. */
struct walk {
	struct completion *completion;
	/** The words; in the place of the one at the cursor stands `here`. */
	char **words;
	size_t count;
	/** The word at the cursor. */
	const char *word;
	/** Takes its place, and is known by its address. */
	char here[1];
	/** `--` stands before the cursor. */
	bool only_words;
	/** How many words stand between that and the cursor. */
	size_t behind;
};

static const struct option_spec *find_id(const struct option_spec *specs, int id)
{
	while (specs->id && specs->id != id)
		specs++;
	return specs->id ? specs : NULL;
}

/* @p head bytes begin the word at the cursor and are not to be completed, as `--via=`. */
static struct sonde_error *set_text(struct completion *completion, const char *word, size_t head)
{
	TRY(sonde_strndup(word, head, &completion->head));
	TRY(sonde_strdup(word + head, &completion->typed));
	completion->text = completion->typed;
	return NULL;
}

static struct sonde_error *complete_label(struct completion *completion, const char *label)
{
	complete_fn *complete = NULL;

	if (!label)
		return NULL;
	if (islower((unsigned char)label[0]))
		return complete_list(completion, label);
	if (!complete_label_find(label, &complete) || !complete)
		return NULL;
	return complete(completion);
}

static struct sonde_error *complete_value(struct walk *walk, const struct option_spec *option,
					  size_t head)
{
	TRY(set_text(walk->completion, walk->word, head));
	walk->completion->option = option;
	return complete_label(walk->completion, option->argument);
}

/* Those that are there already are of no use, but for some. */
static bool is_spent(const struct completion *completion, const struct option_spec *option)
{
	vec_for_each(&completion->given, given) {
		if (given->option == option)
			return !complete_label_repeats(option->argument);
	}
	return false;
}

static struct sonde_error *add_option(struct completion *completion,
				      const struct option_spec *option)
{
	_cleanup_str_ struct str word = STR_INIT;

	if (is_spent(completion, option))
		return NULL;
	if (option->letter) {
		str_appendf(&word, "-%c", option->letter);
		TRY(str_check(&word));
		TRY(completion_add(completion, str_text(&word), option->help));
		str_truncate(&word, 0);
	}
	str_appendf(&word, "--%s", option->name);
	TRY(str_check(&word));
	return option->name ? completion_add(completion, str_text(&word), option->help) : NULL;
}

/* `--name=value`. */
static struct sonde_error *complete_attached(struct walk *walk, const char *equals)
{
	const struct option_spec *option = walk->completion->command->options;
	const size_t size = (size_t)(equals - walk->word) - 2;

	while (option->id && (!option->name || strlen(option->name) != size ||
			      strncmp(option->name, walk->word + 2, size) != 0))
		option++;
	if (!option->id || !option->argument)
		return NULL;
	return complete_value(walk, option, size + 3);
}

/* `-kvalue`, `-fn`. A letter alone is a word to be ended. */
static struct sonde_error *complete_letters(struct walk *walk)
{
	const struct option_spec *options = walk->completion->command->options;
	const char *word = walk->word;

	for (size_t i = 1; word[i]; i++) {
		const struct option_spec *option = options;

		while (option->id && option->letter != word[i])
			option++;
		if (!option->id)
			return NULL;
		if (option->argument && word[i + 1])
			return complete_value(walk, option, i + 1);
	}
	TRY(set_text(walk->completion, word, 0));
	return completion_add(walk->completion, word, "");
}

static struct sonde_error *complete_options(struct walk *walk)
{
	const struct option_spec *option = walk->completion->command->options;
	const char *word = walk->word;
	const char *equals = strchr(word, '=');

	if (word[1] == '-' && equals)
		return complete_attached(walk, equals);
	if (word[1] != '-' && word[1])
		return complete_letters(walk);
	TRY(set_text(walk->completion, word, 0));
	for (; option->id; option++)
		TRY(add_option(walk->completion, option));
	return NULL;
}

static struct sonde_error *complete_verbs(struct walk *walk, const struct command *command)
{
	TRY(set_text(walk->completion, walk->word, 0));
	for (const struct command *const *verb = command->verbs; *verb; verb++) {
		if (!(*verb)->is_hidden)
			TRY(completion_add(walk->completion, (*verb)->name, (*verb)->summary));
	}
	return NULL;
}

/* A program and its words, behind `--`. */
static struct sonde_error *complete_program(struct walk *walk)
{
	TRY(set_text(walk->completion, walk->word, 0));
	walk->completion->has_files = true;
	walk->completion->has_commands = !walk->behind;
	return NULL;
}

static struct sonde_error *complete_word(struct walk *walk)
{
	const struct command *command = walk->completion->command;

	if (!walk->only_words && walk->word[0] == '-')
		return complete_options(walk);
	if (walk->only_words && strstr(command->synopsis, RUNS_COMMAND))
		return complete_program(walk);
	if (command->verbs)
		return complete_verbs(walk, command);
	TRY(set_text(walk->completion, walk->word, 0));
	return complete_label(walk->completion, command->words);
}

/* What is at the cursor, found while walking along. */
struct place {
	bool is_found;
	const struct option_spec *option;
};

static struct sonde_error *take(struct walk *walk, const struct opts *opts, int id,
				const char *value, struct place *place)
{
	struct completion *completion = walk->completion;
	const bool is_here = value == walk->here;
	const struct option_spec *option = id == OPTS_WORD
						   ? NULL
						   : find_id(completion->command->options, id);

	if (is_here) {
		*place = (struct place){true, option};
		completion->before = completion->given.size;
		walk->only_words = opts->only_words;
		return NULL;
	}
	if (opts->only_words && strstr(completion->command->synopsis, RUNS_COMMAND)) {
		walk->behind += !place->is_found;
		return NULL;
	}
	return vec_push(&completion->given, ((struct complete_given){option, value}));
}

/* Walk along the words of a command, up to its verb. What makes no sense is passed over. */
static struct sonde_error *walk_command(struct walk *walk, size_t *at, struct place *place)
{
	const struct command *command = walk->completion->command;
	struct opts opts = opts_init(command->options, (int)(walk->count - *at), walk->words + *at);
	const char *value;
	int id;

	for (;;) {
		struct sonde_error *error = opts_next(&opts, &id, &value);

		if (error) {
			opts.cluster = NULL;
			sonde_error_destroy(error);
			continue;
		}
		if (id == OPTS_END)
			return NULL;
		if (id == OPTS_WORD && command->verbs && value != walk->here) {
			walk->completion->command = command_find(command->verbs, value);
			*at += (size_t)opts.next - 1;
			return NULL;
		}
		TRY(take(walk, &opts, id, value, place));
		if (place->is_found && command->verbs)
			return NULL;
	}
}

static struct sonde_error *take_target(struct completion *completion)
{
	struct target_options *target = &completion->target;
	const char *pid = completion_option(completion, "target-ns");

	target->vmlinux = completion_option(completion, "vmlinux");
	target->module = completion_option(completion, "module");
	target->modules_dir = completion_option(completion, "modules-dir");
	target->program.name = completion_option(completion, "exec");
	completion->context.buildid_dir = completion_option(completion, "buildid-dir");
	return pid ? target_options_take(target, TARGET_OPTION_TARGET_NS, pid) : NULL;
}

static struct sonde_error *walk_line(struct walk *walk)
{
	struct completion *completion = walk->completion;
	struct place place = {0};
	size_t at = 0;

	completion->command = &command_sonde;
	while (completion->command && !place.is_found) {
		const struct command *before = completion->command;

		TRY(walk_command(walk, &at, &place));
		if (completion->command == before)
			break;
	}
	if (!completion->command || !place.is_found)
		return NULL;
	TRY(take_target(completion));
	return place.option ? complete_value(walk, place.option, 0) : complete_word(walk);
}

struct sonde_error *completion_find(struct completion *completion, char *const *words, size_t count,
				    size_t cursor)
{
	_cleanup_free_ char **copy = calloc(count + 1, sizeof(*copy));
	struct walk walk = {.completion = completion, .words = copy, .count = count};

	if (!copy)
		return &sonde_error_no_memory;
	memcpy(copy, words, count * sizeof(*copy));
	walk.word = words[cursor];
	copy[cursor] = walk.here;
	return walk_line(&walk);
}
