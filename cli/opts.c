/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/opts.h"

#include <string.h>

#include "base/str.h"

/* Where the help of an option begins behind the indent of its names. */
#define HELP_COLUMN 27
#define HELP_INDENT "                               "

struct opts opts_init(const struct option_spec *specs, int argc, char **argv)
{
	return (struct opts){.specs = specs, .argv = argv, .argc = argc, .next = 1};
}

static const struct option_spec *find_letter(const struct option_spec *specs, char letter)
{
	for (; specs->id; specs++) {
		if (letter && specs->letter == letter)
			return specs;
	}
	return NULL;
}

/* One that stands before the command is found by main.c only. */
static struct sonde_error *unknown(const char *name, size_t size)
{
	static const char before[] = "buildid-dir";
	struct sonde_error *error =
		sonde_error_new(SONDE_ERROR_USAGE, "Error: unknown option `%.*s'", (int)size, name);

	if (size != strlen(before) || strncmp(name, before, size) != 0)
		return error;
	return sonde_error_hint(error, "It stands before the command: sonde --buildid-dir DIR "
				       "COMMAND.");
}

/* The option of this name, or the only one that begins with it. */
static struct sonde_error *find_name(const struct option_spec *specs, const char *name, size_t size,
				     const struct option_spec **ret)
{
	const struct option_spec *found = NULL;

	for (; specs->id; specs++) {
		if (!specs->name || strncmp(specs->name, name, size) != 0)
			continue;
		if (specs->name[size] == '\0') {
			*ret = specs;
			return NULL;
		}
		if (found)
			return sonde_error_new(
				SONDE_ERROR_USAGE,
				"Error: ambiguous option: %.*s (could be --%s or --%s)", (int)size,
				name, found->name, specs->name);
		found = specs;
	}
	if (!found || size == 0)
		return unknown(name, size);
	*ret = found;
	return NULL;
}

static const char *next_word(struct opts *opts)
{
	return opts->next < opts->argc ? opts->argv[opts->next++] : NULL;
}

static struct sonde_error *long_option(struct opts *opts, const char *text, int *id,
				       const char **value)
{
	size_t size = strcspn(text, "=");
	const struct option_spec *spec;

	TRY(find_name(opts->specs, text, size, &spec));
	if (text[size] == '=' && !spec->argument)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: option `%s' takes no value",
				       spec->name);
	*value = text[size] == '=' ? text + size + 1 : NULL;
	if (!*value && spec->argument && !spec->optional) {
		*value = next_word(opts);
		if (!*value)
			return sonde_error_new(SONDE_ERROR_USAGE,
					       "Error: option `%s' requires a value", spec->name);
	}
	*id = spec->id;
	return NULL;
}

static struct sonde_error *short_option(struct opts *opts, int *id, const char **value)
{
	const char letter = *opts->cluster++;
	const struct option_spec *spec = find_letter(opts->specs, letter);

	if (!spec)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: unknown switch `%c'", letter);
	*id = spec->id;
	*value = NULL;
	if (spec->argument) {
		if (*opts->cluster)
			*value = opts->cluster;
		else if (!spec->optional)
			*value = next_word(opts);
		opts->cluster = NULL;
		if (!*value && !spec->optional)
			return sonde_error_new(SONDE_ERROR_USAGE,
					       "Error: switch `%c' requires a value", letter);
	}
	if (opts->cluster && !*opts->cluster)
		opts->cluster = NULL;
	return NULL;
}

struct sonde_error *opts_next(struct opts *opts, int *id, const char **value)
{
	const char *word;

	if (opts->cluster)
		return short_option(opts, id, value);
	word = next_word(opts);
	if (word && !opts->only_words && strcmp(word, "--") == 0) {
		opts->only_words = true;
		word = next_word(opts);
	}
	if (!word) {
		*id = OPTS_END;
		*value = NULL;
		return NULL;
	}
	if (opts->only_words || word[0] != '-' || word[1] == '\0') {
		*id = OPTS_WORD;
		*value = word;
		return NULL;
	}
	if (word[1] == '-')
		return long_option(opts, word + 2, id, value);
	opts->cluster = word + 1;
	return short_option(opts, id, value);
}

void opts_print_help(const struct option_spec *specs, FILE *stream)
{
	for (; specs->id; specs++) {
		int size = 0;

		/* Straight to the stream: help needs no memory. */
		fputs("    ", stream);
		if (specs->letter)
			size += fprintf(stream, "-%c", specs->letter);
		if (specs->name)
			size += fprintf(stream, "%s--%s", specs->letter ? ", " : "    ",
					specs->name);
		if (specs->argument)
			size += fprintf(stream, specs->optional ? "[=%s]" : " %s", specs->argument);
		/* What does not fit in the column has a line of its own. */
		if (size < HELP_COLUMN)
			fprintf(stream, "%*s%s\n", HELP_COLUMN - size, "", specs->help);
		else
			fprintf(stream, "\n" HELP_INDENT "%s\n", specs->help);
	}
}
