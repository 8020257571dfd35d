/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/out.h"

#include <inttypes.h>
#include <string.h>

#include "probe/print.h"

enum exit_status out_error(const struct context *context, struct sonde_error *error)
{
	enum exit_status status = error->kind == SONDE_ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
	_cleanup_str_ struct str text = STR_INIT;

	sonde_error_format(error, &text);
	fputs(text.failed ? "Out of memory.\n" : str_text(&text), context->err);
	sonde_error_destroy(error);
	return status;
}

void out_text(const struct context *context, FILE *stream, const struct str *text)
{
	if (text->failed)
		*context->is_cut = true;
	else
		fwrite(str_text(text), 1, text->size, stream);
}

void out_clean_text(const struct context *context, FILE *stream, const struct str *text)
{
	_cleanup_str_ struct str clean = STR_INIT;

	str_append_clean(&clean, str_text(text), "\n\t");
	clean.failed |= text->failed;
	out_text(context, stream, &clean);
}

void out_note(const struct context *context, const struct note *note)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_append(&text, note->kind == NOTE_OMITTED ? "Left out: " : "Note: ");
	str_append_clean(&text, note->text, "\n");
	str_append_char(&text, '\n');
	out_text(context, context->err, &text);
}

void out_notes(const struct context *context, const struct notes *notes)
{
	vec_for_each(notes, note)
		out_note(context, note);
}

/* Bytes of a source file's path that a list shows. */
#define FILE_SIZE 30

static void print_name(const struct probe_event *event, struct str *out)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&name, "%s:%s", event->group ? event->group : "-",
		    event->event ? event->event : "-");
	out->failed |= name.failed;
	str_appendf(out, "  %-20s (on ", str_text(&name));
}

void out_defined_event(const struct probe_event *event, const struct probe_def *def,
		       struct str *out)
{
	print_name(event, out);
	probe_point_print(&def->point, out);
	if (event->module)
		str_appendf(out, " in %s", event->module);
	for (size_t i = 0; i < def->args.size; i++) {
		str_append(out, i ? " " : " with ");
		probe_arg_print(&def->args.data[i], out);
	}
	str_append(out, ")");
}

/* As perf shows it: of a long path the end. */
static void print_file(const char *file, struct str *out)
{
	const size_t size = strlen(file);
	const char *end = size > FILE_SIZE ? file + size - FILE_SIZE : file;
	const char *slash = end > file ? strchr(end, '/') : NULL;

	str_append_char(out, '@');
	str_append_clean(out, slash ? slash + 1 : end, "");
}

/* The function and the line in it. */
static void print_line(const struct position *position, struct str *out)
{
	str_append_clean(out, position->function, "");
	if (position->function_line)
		str_appendf(out, ":%" PRIu32, position->function_line);
}

/* The symbol and the distance from it. */
static void print_code(const struct probe_event *event, const char *function, uint64_t offset,
		       struct str *out)
{
	if (function || event->symbol)
		str_append(out, function ? function : event->symbol);
	else
		str_appendf(out, "0x%" PRIx64, event->offset);
	if (!function)
		offset = event->symbol ? event->offset : 0;
	if (offset)
		str_appendf(out, "+%" PRIu64, offset);
}

void out_listed_event(const struct probe_event *event, const char *function, uint64_t offset,
		      struct str *out)
{
	print_name(event, out);
	if (event->position.function)
		print_line(&event->position, out);
	else
		print_code(event, function, offset, out);
	if (event->is_return)
		str_append(out, "%return");
	if (event->position.file)
		print_file(event->position.file, out);
	if (event->module || event->path)
		str_appendf(out, " in %s", event->module ? event->module : event->path);
	for (size_t i = 0; i < event->args.size; i++) {
		const struct probe_event_arg *arg = &event->args.data[i];

		str_append(out, i ? " " : " with ");
		if (arg->name)
			str_append(out, arg->name);
		else
			str_appendf(out, "arg%zu", i + 1);
	}
	str_append(out, ")");
}
