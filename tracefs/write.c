/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/write.h"

#include <string.h>

#include "base/str.h"
#include "tracefs/dir.h"

/* WRITE_BUFSIZE in kernel/trace/trace.c, less a newline and a NUL. */
#define LINE_LIMIT 4094

struct sonde_error *dynevent_check(const char *line)
{
	size_t cut = strcspn(line, "#\n");

	if (line[cut])
		return sonde_error_syntax(
			line, cut + 1,
			"The kernel would read the line only up to here: it has no "
			"way to quote a %s.",
			line[cut] == '#' ? "'#'" : "newline");
	if (strlen(line) > LINE_LIMIT)
		return sonde_error_syntax(line, LINE_LIMIT + 1,
					  "The line has %zu bytes; the kernel takes %d.",
					  strlen(line), LINE_LIMIT);
	return NULL;
}

struct sonde_error *dynevent_key(const struct dynevent *event, char **ret)
{
	_cleanup_str_ struct str key = STR_INIT;

	str_appendf(&key, "%s %s/%s", dynevent_file(event->kind), event->group, event->event);
	return str_take(&key, ret);
}

struct sonde_error *dynevent_write(const char *tracing_dir, enum dynevent_kind kind,
				   const char *line, int *ret)
{
	struct sonde_error *error;

	error = tracing_append(tracing_dir, dynevent_file(kind), line, ret);
	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "This kernel has no %s: it is built without CONFIG_%s_EVENTS.",
			       dynevent_file(kind), kind == DYNEVENT_UPROBE ? "UPROBE" : "KPROBE");
}
