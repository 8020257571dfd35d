/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `sonde complete`: what a command line can go on with, for the scripts of completions/.
 *
 * Whatever stands on the line, nobody is told of errors: a person who presses a key has asked for
 * nothing. So nothing is written, to no file and no terminal, no server is asked, and who would
 * have to wait gets nothing.
 */
#include "cli/complete/complete.h"

#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "cli/complete/line.h"
#include "cli/run/undertaking_options.h"

/* What takes longer is of no use any more: a file system that hangs, a machine that is overloaded.
 */
#define PATIENCE_SECONDS 3
#define PATIENCE_MOST	 3600

enum option_id {
	OPTION_SHELL = 1,
	OPTION_BREAKS,
	OPTION_PATIENCE,
};

static const struct option_spec options[] = {
	{OPTION_SHELL, 0, "shell", "bash|zsh", false, "how the words are to be written (zsh)"},
	{OPTION_BREAKS, 0, "breaks", "TEXT", false, "characters at which bash breaks words"},
	{OPTION_PATIENCE, 0, "patience", "N", false, "give up after N seconds (3)"},
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	bool is_bash;
	const char *breaks;
	/** Seconds. */
	uint64_t patience;
	/** What stands before the cursor, and behind it; NULL where it was not given. */
	const char *before, *behind;
};

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	if (id == OPTION_PATIENCE)
		return option_read_number(value, 1, PATIENCE_MOST,
					  "--patience takes seconds from 1 to 3600",
					  &request->patience);
	if (id == OPTION_BREAKS)
		request->breaks = value;
	else if (id == OPTION_SHELL && strcmp(value, "bash") == 0)
		request->is_bash = true;
	else if (id == OPTION_SHELL && strcmp(value, "zsh") != 0)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: --shell is bash or zsh, not '%s'",
				       value);
	else if (id == OPTS_WORD && !request->before)
		request->before = value;
	else if (id == OPTS_WORD && !request->behind)
		request->behind = value;
	else if (id == OPTS_WORD)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: '%s' is left over.", value);
	return NULL;
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	return request->before
		       ? NULL
		       : sonde_error_new(SONDE_ERROR_USAGE, "Error: the command line is missing.");
}

static void give_up(int number)
{
	(void)number;
	_exit(STATUS_OK);
}

/* Say nothing, and end in time. */
static void be_quiet(uint64_t seconds)
{
	const struct itimerval patience = {.it_value = {.tv_sec = (time_t)seconds}};
	_cleanup_close_ int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
	signal(SIGALRM, give_up);
	setitimer(ITIMER_REAL, &patience, NULL);
}

/* One word a line, and for zsh its remark behind a tab. */
static struct sonde_error *append_choice(const struct request *request,
					 const struct complete_line *line,
					 const struct complete_choice *choice, struct str *out)
{
	/* It would command the terminal, or break the line. */
	for (const char *at = choice->word; *at; at++) {
		if (iscntrl((unsigned char)*at))
			return NULL;
	}
	if (!request->is_bash) {
		str_appendf(out, "%s%s", choice->word, *choice->remark ? "\t" : "");
		str_append_clean(out, choice->remark, "");
	} else if (!complete_line_quote(line, choice->word, out)) {
		return NULL;
	}
	str_append_char(out, '\n');
	return str_check(out);
}

/*
 * bash ends an open quote when there is only one word to go on with. One with a blank behind it,
 * beside it, keeps the quote open for the rest of a definition.
 */
static struct sonde_error *append_open(const struct request *request,
				       const struct complete_line *line,
				       const struct completion *completion, struct str *out)
{
	_cleanup_str_ struct str longer = STR_INIT;
	struct complete_choice choice = {.remark = ""};
	_cleanup_free_ char *word = NULL;

	if (!request->is_bash || !line->quote || !completion->goes_on ||
	    completion->choices.size != 1)
		return NULL;
	str_appendf(&longer, "%s ", completion->choices.data[0].word);
	TRY(str_take(&longer, &word));
	choice.word = word;
	return append_choice(request, line, &choice, out);
}

/* What names begin with, and what stands before that in what bash replaces. */
static void append_wish(const char *wish, const char *text, const char *before, struct str *out)
{
	str_appendf(out, "\t%s\t%s%s%s\n", wish, text, *before ? "\t" : "", before);
}

static void append_names(const struct complete_line *line, const struct completion *completion,
			 struct str *out)
{
	const char *word = line->words.data[line->cursor];
	const size_t settled = completion_settled(completion);
	_cleanup_str_ struct str before = STR_INIT;

	/* In the midst of a name nobody could put it together. */
	if (strpbrk(word, "\n\t") || settled < line->kept)
		return;
	str_append_bytes(&before, word + line->kept, settled - line->kept);
	if (completion->has_files)
		append_wish("files", completion->text, str_text(&before), out);
	if (completion->has_folders)
		append_wish("folders", completion->text, str_text(&before), out);
	if (completion->has_commands && !strchr(completion->text, '/'))
		append_wish("commands", completion->text, str_text(&before), out);
}

/* Lines that begin with a tab: what the shell is to do besides. */
static void append_wishes(const struct complete_line *line, const struct completion *completion,
			  struct str *out)
{
	if (completion->text)
		append_names(line, completion, out);
	if (completion->goes_on && completion->choices.size)
		str_append(out, "\tgoes-on\n");
}

static struct sonde_error *complete(const struct context *context, const struct request *request)
{
	_cleanup_complete_line_ struct complete_line line = {.words = VEC_INIT};
	_cleanup_completion_ struct completion completion = {.context = *context};
	_cleanup_str_ struct str out = STR_INIT;
	_cleanup_error_ struct sonde_error *nothing = NULL;

	TRY(complete_line_read(request->before, request->behind ? request->behind : "",
			       request->breaks ? request->breaks : "", &line));
	if (line.is_lost)
		return NULL;
	if (line.is_redirection) {
		TRY(sonde_strdup(line.words.data[line.cursor], &completion.typed));
		completion.text = completion.typed;
		completion.has_files = true;
	} else if (line.words.size > 1 && line.cursor > 0) {
		nothing = completion_find(&completion, line.words.data, line.words.size,
					  line.cursor);
	}
	if (completion.choices.size <= COMPLETE_MOST) {
		vec_for_each(&completion.choices, choice)
			TRY(append_choice(request, &line, choice, &out));
		TRY(append_open(request, &line, &completion, &out));
	}
	append_wishes(&line, &completion, &out);
	TRY(str_check(&out));
	fputs(str_text(&out), context->out);
	return NULL;
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {.patience = PATIENCE_SECONDS};
	const struct command_reader reader = {take, check, &request};
	enum exit_status status;

	(void)argc;
	if (!command_read(context, &command_complete, argv, &reader, &status))
		return status;
	be_quiet(request.patience);
	sonde_error_destroy(complete(context, &request));
	return STATUS_OK;
}

const struct command command_complete = {
	.name = "complete",
	.synopsis = "[OPTIONS] -- BEFORE [BEHIND]",
	.summary = "say what a command line can go on with, for shells",
	.page = "sonde(1)",
	.options = options,
	.is_hidden = true,
	.run = run,
};
