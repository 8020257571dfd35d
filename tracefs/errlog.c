/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/errlog.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/str.h"
#include "tracefs/dir.h"

/* What the kernel puts between the time and location and the complaint. */
#define ERROR_MARK   ": error: "
#define COMMAND_MARK "  Command: "

/* Eight commands of at most a page each, with room to spare. */
#define LOG_LIMIT (1 << 20)

static void entry_deinit(struct errlog_entry *entry)
{
	free(entry->stamp);
	free(entry->location);
	free(entry->text);
	free(entry->command);
	*entry = (struct errlog_entry){0};
}

void errlog_deinit(struct errlog *log)
{
	vec_for_each(log, entry)
		entry_deinit(entry);
	vec_deinit(log);
}

/* One line of the log, its newline not counted. */
struct line {
	const char *start;
	size_t size;
};

/* Take the next line from *at; false at the end of the text. */
static bool next_line(const char **at, struct line *ret)
{
	if (!**at)
		return false;
	ret->start = *at;
	ret->size = strcspn(*at, "\n");
	*at += ret->size;
	if (**at == '\n')
		(*at)++;
	return true;
}

static bool line_starts(const struct line *line, const char *start)
{
	size_t size = strlen(start);

	return line->size >= size && memcmp(line->start, start, size) == 0;
}

/* The caret's 1-based column in the command; 0 if this is no caret line. */
static size_t caret_column(const struct line *line)
{
	const size_t indent = strlen(COMMAND_MARK);
	size_t blanks = 0;

	while (blanks < line->size && line->start[blanks] == ' ')
		blanks++;
	if (blanks < indent || blanks + 1 != line->size || line->start[blanks] != '^')
		return 0;
	return blanks - indent + 1;
}

/* `[ STAMP] LOCATION: error: TEXT`. Leaves *ret empty where the line is something else. */
static struct sonde_error *parse_heading(const struct line *line, struct errlog_entry *ret)
{
	const char *end = line->start + line->size;
	const char *mark, *close, *stamp, *location;

	if (!line_starts(line, "["))
		return NULL;
	stamp = line->start + 1;
	while (stamp < end && *stamp == ' ')
		stamp++;
	close = memchr(stamp, ']', (size_t)(end - stamp));
	if (!close)
		return NULL;
	location = close + 1;
	while (location < end && *location == ' ')
		location++;
	mark = memmem(location, (size_t)(end - location), ERROR_MARK, strlen(ERROR_MARK));
	if (!mark)
		return NULL;
	TRY(sonde_strndup(stamp, (size_t)(close - stamp), &ret->stamp));
	TRY(sonde_strndup(location, (size_t)(mark - location), &ret->location));
	mark += strlen(ERROR_MARK);
	return sonde_strndup(mark, (size_t)(end - mark), &ret->text);
}

/* The three lines of one entry, the first of which is given. */
static struct sonde_error *parse_entry(const struct line *heading, const char **at,
				       struct errlog_entry *ret)
{
	const char *next = *at;
	struct line command, caret;
	size_t column;

	if (!next_line(&next, &command) || !line_starts(&command, COMMAND_MARK) ||
	    !next_line(&next, &caret))
		return NULL;
	column = caret_column(&caret);
	if (!column)
		return NULL;
	TRY(parse_heading(heading, ret));
	if (!ret->text)
		return NULL;
	TRY(sonde_strndup(command.start + strlen(COMMAND_MARK), command.size - strlen(COMMAND_MARK),
			  &ret->command));
	ret->column = column;
	*at = next;
	return NULL;
}

static struct sonde_error *parse_one(const struct line *heading, const char **at,
				     struct errlog *log)
{
	_cleanup_(entry_deinit) struct errlog_entry entry = {0};

	TRY(parse_entry(heading, at, &entry));
	if (!entry.column)
		return NULL;
	TRY(vec_push(log, entry));
	entry = (struct errlog_entry){0};
	return NULL;
}

struct sonde_error *errlog_parse(const char *text, struct errlog *ret)
{
	_cleanup_errlog_ struct errlog log = VEC_INIT;
	struct line line;

	while (next_line(&text, &line))
		TRY(parse_one(&line, &text, &log));
	*ret = log;
	log = (struct errlog)VEC_INIT;
	return NULL;
}

struct sonde_error *errlog_read(const char *tracing_dir, struct errlog *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	error = tracing_read(tracing_dir, "error_log", LOG_LIMIT, &text);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	return errlog_parse(error ? "" : str_text(&text), ret);
}

/* The line as far as the kernel reads it: without a comment and blanks at the end. */
static size_t line_size(const char *line)
{
	size_t size = strcspn(line, "#\n");

	while (size && isspace((unsigned char)line[size - 1]))
		size--;
	return size;
}

/*
 * Walk a command and the line that it came from side by side, as long as they are the same
 * and until `column` of the command. The kernel joins the words of the line by one space.
 *
 * Returns the offset in the line; *ret is the offset in the command.
 */
static size_t walk(const char *command, const char *line, size_t column, size_t *ret)
{
	size_t size = line_size(line);
	size_t c = 0, l = 0;

	while (l < size && isspace((unsigned char)line[l]))
		l++;
	while (command[c] && l < size && c + 1 < column) {
		if (command[c] == ' ' && isspace((unsigned char)line[l])) {
			while (isspace((unsigned char)line[l]))
				l++;
		} else if (command[c] == line[l]) {
			l++;
		} else {
			break;
		}
		c++;
	}
	*ret = c;
	return l;
}

static bool same_command(const char *command, const char *line)
{
	size_t at;

	return walk(command, line, SIZE_MAX, &at) == line_size(line) && !command[at];
}

static bool same_entry(const struct errlog_entry *a, const struct errlog_entry *b)
{
	return strcmp(a->stamp, b->stamp) == 0 && strcmp(a->text, b->text) == 0 &&
	       strcmp(a->command, b->command) == 0;
}

static bool has_entry(const struct errlog *log, const struct errlog_entry *wanted)
{
	vec_for_each(log, entry) {
		if (same_entry(entry, wanted))
			return true;
	}
	return false;
}

const struct errlog_entry *errlog_find(const struct errlog *before, const struct errlog *after,
				       const char *line)
{
	for (size_t i = after->size; i-- > 0;) {
		const struct errlog_entry *entry = &after->data[i];

		if (same_command(entry->command, line) && !has_entry(before, entry))
			return entry;
	}
	return NULL;
}

size_t errlog_column(const struct errlog_entry *entry, const char *line)
{
	size_t at;

	return walk(entry->command, line, entry->column, &at) + 1;
}

/* What to do, by the kernel's words where these are general, and by errno. */
struct advice {
	/** errno value, or 0 for any. */
	int errnum;
	/** Part of the kernel's text; NULL if it said nothing. */
	const char *text;
	const char *hint;
};

static const char unprobeable[] =
	"The function is on the kernel's blacklist (kprobes/blacklist of debugfs) or cannot be "
	"traced (it is not in available_filter_functions).";
static const char no_symbol[] = "This kernel has no such symbol (/proc/kallsyms has those that "
				"it has), or its module is not loaded.";
static const char not_unique[] = "Several functions have this name, or it cannot be probed. A "
				 "place is exact as _text+OFFSET.";
static const char different_args[] =
	"All probes of one event need the same argument names and types. Choose another event "
	"name, or remove the event first.";
static const char not_instruction[] = "The offset is in the middle of an instruction.";

static const struct advice advice_table[] = {
	{0, "Failed to register probe event", unprobeable},
	{0, "Invalid probed address or symbol", no_symbol},
	{0, "The symbol is not unique", not_unique},
	{0, "Argument type or name is different", different_args},
	{0, "Probe type is different",
	 "An event has either entry or return probes. Choose another "
	 "event name."},
	{ENOENT, NULL, no_symbol},
	{EADDRNOTAVAIL, NULL, not_unique},
	{EILSEQ, NULL, not_instruction},
	{EEXIST, NULL,
	 "An event of this name exists with other arguments, or as another kind of "
	 "event."},
	{EINVAL, NULL,
	 "This kernel does not understand the line, or the function is on its blacklist or cannot "
	 "be traced, or the other probes of the event have different arguments."},
	{EBUSY, NULL, "The event, or the code at this place, is in use by another tracer."},
	{E2BIG, NULL, "The event has too many arguments (128) or too large ones."},
	{ENOSPC, NULL, "The event has too many arguments, or the kernel has no event number left."},
	{ENODEV, NULL,
	 "The kernel cannot probe here: there is no code it knows, or another event "
	 "that it needs is missing."},
	{ENOMEM, NULL, "The kernel is out of memory."},
	{EOPNOTSUPP, NULL, "The kernel cannot probe this instruction."},
	{ENOSYS, NULL, "This kernel is built without it."},
};

static const char *advise(int errnum, const struct errlog_entry *entry)
{
	for (size_t i = 0; i < sizeof(advice_table) / sizeof(advice_table[0]); i++) {
		const struct advice *advice = &advice_table[i];

		if (entry && advice->text && strstr(entry->text, advice->text))
			return advice->hint;
		if (!entry && !advice->text && advice->errnum == errnum)
			return advice->hint;
	}
	return NULL;
}

static enum sonde_error_kind kind_of(int errnum)
{
	switch (errnum) {
	case EEXIST:
		return SONDE_ERROR_EXISTS;
	case EACCES:
	case EPERM:
	case EROFS:
		return SONDE_ERROR_PERMISSION;
	default:
		return SONDE_ERROR_REFUSED;
	}
}

static struct sonde_error *explain(const struct errlog_entry *entry, const char *line, int errnum)
{
	const char *hint = advise(errnum, entry);
	struct sonde_error *error;

	if (entry)
		error = sonde_error_new(kind_of(errnum),
					"Failed to write event: %s\nThe kernel says: %s.",
					strerror(errnum), entry->text);
	else
		error = sonde_error_new(kind_of(errnum),
					"Failed to write event: %s\nThe kernel refused: %s",
					strerror(errnum), line);
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	error->errnum = errnum;
	error->text = strdup(line);
	if (error->text && entry)
		error->column = errlog_column(entry, line);
	return hint ? sonde_error_hint(error, "%s", hint) : tracing_hint(error);
}

struct sonde_error *errlog_explain(const char *tracing_dir, const struct errlog *before,
				   const char *line, int errnum)
{
	_cleanup_errlog_ struct errlog after = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = errlog_read(tracing_dir, &after);

	/* Without the log, whatever the reason, errno still tells something. */
	return explain(error ? NULL : errlog_find(before, &after, line), line, errnum);
}
