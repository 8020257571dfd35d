/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/writer.h"

#include <string.h>
#include <unistd.h>

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

struct dynevent_writer dynevent_writer_init(const char *tracing_dir)
{
	return (struct dynevent_writer){
		.tracing_dir = tracing_dir,
		.fds = {-1, -1},
	};
}

void dynevent_writer_deinit(struct dynevent_writer *writer)
{
	for (unsigned kind = 0; kind < DYNEVENT_KINDS; kind++) {
		if (writer->fds[kind] >= 0)
			close(writer->fds[kind]);
	}
	errlog_deinit(&writer->log);
	*writer = dynevent_writer_init(writer->tracing_dir);
}

struct sonde_error *dynevent_writer_read_log(struct dynevent_writer *writer)
{
	if (writer->is_log_known)
		return NULL;
	TRY(errlog_read(writer->tracing_dir, &writer->log));
	writer->is_log_known = true;
	return NULL;
}

struct sonde_error *dynevent_writer_explain(struct dynevent_writer *writer, const char *line,
					    int errnum)
{
	struct sonde_error *error = errlog_explain(writer->tracing_dir, &writer->log, line, errnum);

	errlog_deinit(&writer->log);
	writer->is_log_known = false;
	return error;
}

/* Open the file of this kind, if it is not. */
static struct sonde_error *open_kind(struct dynevent_writer *writer, enum dynevent_kind kind)
{
	struct sonde_error *error;

	if (writer->fds[kind] >= 0)
		return NULL;
	error = tracing_open(writer->tracing_dir, dynevent_file(kind), &writer->fds[kind]);
	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "This kernel has no %s: it is built without CONFIG_%s_EVENTS.",
			       dynevent_file(kind), kind == DYNEVENT_UPROBE ? "UPROBE" : "KPROBE");
}

struct sonde_error *dynevent_write(struct dynevent_writer *writer, enum dynevent_kind kind,
				   const char *line, int *ret)
{
	TRY(open_kind(writer, kind));
	return tracing_write(writer->fds[kind], line, ret);
}
