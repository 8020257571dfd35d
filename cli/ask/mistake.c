/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/mistake.h"

#include <ctype.h>
#include <string.h>

#include "base/scan.h"

/* One name alone, as that of a variable. */
static bool is_name(const char *word)
{
	struct scan scan = scan_text(word);

	return scan_identifier(&scan) && scan_done(&scan);
}

/* `sched:*`, `p:mine/rd`: a line number stands there otherwise. */
static bool has_group(const char *word)
{
	struct scan scan = scan_text(word);

	return scan_identifier(&scan) && scan_char(&scan, ':') && *scan.at &&
	       !isdigit((unsigned char)*scan.at);
}

/* As lines for kprobe_events begin. */
static bool is_line(const char *word)
{
	return (*word == 'p' || *word == 'r') && word[1] == ':';
}

/* Behind a hint that there is already. */
static struct sonde_error *add_hint(struct sonde_error *error, const char *first, const char *word)
{
	_cleanup_free_ char *known = take_ptr(error->hint);

	return sonde_error_hint(error,
				"%s%sA definition with its variables is one word, in quotes: '%s "
				"%s'.",
				known ? known : "", known ? "\n" : "", first, word);
}

struct sonde_error *ask_explain_mistake(const struct ask_options *options, const char *word,
					struct sonde_error *error)
{
	const char *first = options->words.size ? options->words.data[0] : word;

	if (!error || !word)
		return error;
	if (error->kind == SONDE_ERROR_NOT_FOUND && strcmp(first, word) != 0 && is_name(word))
		return add_hint(error, first, word);
	if (error->kind != SONDE_ERROR_SYNTAX || !has_group(word))
		return error;
	if (is_line(word))
		return sonde_error_hint(error, "A definition is written without what the kernel "
					       "has before it: 'vfs_write count'.");
	return sonde_error_hint(error,
				"Events that are there are named one by one, as GROUP:EVENT.");
}
