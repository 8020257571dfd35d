/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/refusal.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "tracefs/dir.h"

/* MAX_FILTER_STR_VAL, less a NUL; some kernels cut a few bytes before it. */
#define CUT_SIZE 240

/* Whether the command is the beginning of the line, and all that the log has room for. */
static bool is_cut(const char *command, const char *line)
{
	size_t size = strlen(command);

	return size >= CUT_SIZE && strncmp(command, line, size) == 0;
}

/* Where the command is the line's filter: its offset; 0 if it is not. */
static size_t filter_offset(const char *command, const char *line)
{
	const size_t size = strlen(line), tail = strlen(command);

	if (!tail || tail >= size || strcmp(line + size - tail, command) != 0)
		return 0;
	return strncmp(line + size - tail - (size - tail >= 3 ? 3 : 0), "if ", 3) == 0 ? size - tail
										       : 0;
}

size_t refusal_column(const struct errlog_entry *entry, const char *line)
{
	static const struct errlog none = VEC_INIT;
	struct errlog_entry copy = *entry;
	const struct errlog one = {.data = &copy, .size = 1};
	const size_t offset = filter_offset(entry->command, line);
	size_t column;

	if (errlog_find(&none, &one, line))
		return errlog_column(entry, line);
	if (!offset && !is_cut(entry->command, line))
		return 0;
	column = offset + entry->column;
	return column <= strlen(line) ? column : strlen(line) + 1;
}

/* The newest entry that was not there before and is about the line. */
static const struct errlog_entry *find(const struct errlog *before, const struct errlog *after,
				       const char *line)
{
	for (size_t i = after->size; i-- > 0;) {
		const struct errlog one = {.data = &after->data[i], .size = 1};

		if (errlog_find(before, &one, after->data[i].command) &&
		    refusal_column(&after->data[i], line))
			return &after->data[i];
	}
	return NULL;
}

static const char *advise(int errnum)
{
	switch (errnum) {
	case EBUSY:
		return "Something else that is in use depends on it.";
	case EEXIST:
		return "The event has a trigger already that the kernel takes for the same one: it "
		       "does not look at sizes, widths of buckets and expressions.";
	case EINVAL:
		return "This kernel does not understand it, and does not say why.";
	case ENOENT:
		return "This kernel has no such event or field.";
	case E2BIG:
		return "The keys have too many bytes together.";
	case ENOMEM:
		return "The kernel is out of memory: ask for a smaller table, or buffer.";
	case ENOSYS:
		return "This kernel is built without it.";
	default:
		return NULL;
	}
}

static enum sonde_error_kind kind_of(int errnum)
{
	if (errnum == EEXIST)
		return SONDE_ERROR_EXISTS;
	if (errnum == EACCES || errnum == EPERM || errnum == EROFS)
		return SONDE_ERROR_PERMISSION;
	return SONDE_ERROR_REFUSED;
}

static struct sonde_error *explain(const struct errlog_entry *entry, const char *line, int errnum)
{
	const char *hint = advise(errnum);
	struct sonde_error *error;

	error = entry ? sonde_error_new(kind_of(errnum),
					"The kernel refused this: %s\nIt says: %s.",
					strerror(errnum), entry->text)
		      : sonde_error_new(kind_of(errnum), "The kernel refused this: %s\n%s",
					strerror(errnum), line);
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	error->errnum = errnum;
	error->text = strdup(line);
	if (error->text && entry)
		error->column = refusal_column(entry, line);
	return !entry && hint ? sonde_error_hint(error, "%s", hint) : tracing_hint(error);
}

struct sonde_error *refusal_explain(const char *tracing_dir, const struct errlog *before,
				    const char *line, int errnum)
{
	_cleanup_errlog_ struct errlog after = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = errlog_read(tracing_dir, &after);

	/* Without the log, whatever the reason, errno still tells something. */
	return explain(error ? NULL : find(before, &after, line), line, errnum);
}
