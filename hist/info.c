/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As event_hist_trigger_print() and print_actions_spec() have it:
 *
 *     hist:keys=comm,count.log2:vals=hitcount,count:m=count:sort=count.descending:size=2048:
 *     clock=global:onmax($m).save(ret,comm) if comm == "a:b" [active]
 *
 * (in one line). Nothing before the filter has blanks; what is in parentheses may have colons.
 */
#include "hist/info.h"

#include <stdarg.h>
#include <string.h>

#include "base/scan.h"

/* Names in one list; kernels take 16 variables and fewer of all else. */
#define MOST_FIELDS 64

static struct sonde_error *bad(const struct scan *scan, const char *what)
{
	struct sonde_error *error = sonde_error_syntax(scan->text, scan_column(scan), "%s", what);

	if (error->kind != SONDE_ERROR_NO_MEMORY)
		error->kind = SONDE_ERROR_FORMAT;
	return error;
}

/* Bytes up to one of @p ends, or to the end. */
static size_t until(const char *text, const char *ends)
{
	return strcspn(text, ends);
}

/* Where the modifiers of a field begin: behind the last `.`; names of members have others. */
static size_t name_size(const char *text, size_t size)
{
	static const char *const modifiers[] = {"hex",	    "sym",	 "sym-offset", "syscall",
						"execname", "log2",	 "usecs",      "percent",
						"graph",    "stacktrace"};
	const char *dot = memrchr(text, '.', size);
	const size_t before = dot ? (size_t)(dot - text) : size;
	const size_t left = dot ? size - before - 1 : 0;

	for (size_t i = 0; dot && i < sizeof(modifiers) / sizeof(*modifiers); i++) {
		if (strlen(modifiers[i]) == left && memcmp(dot + 1, modifiers[i], left) == 0)
			return before;
	}
	return left > 8 && memcmp(dot + 1, "buckets=", 8) == 0 ? before : size;
}

static struct sonde_error *add_field(const char *text, size_t size, struct hist_raw_fields *fields)
{
	const size_t name = name_size(text, size);
	const size_t modifier = name < size ? name + 1 : size;

	TRY(vec_push(fields, (struct hist_raw_field){0}));
	TRY(sonde_strndup(text, name, &vec_last(fields)->name));
	return sonde_strndup(text + modifier, size - modifier, &vec_last(fields)->modifier);
}

/* A list with commas, up to one of @p ends. */
static struct sonde_error *read_fields(struct scan *scan, const char *ends,
				       struct hist_raw_fields *fields)
{
	const char *limit = scan->at + until(scan->at, ends);

	while (scan->at < limit) {
		size_t size = until(scan->at, ",");

		if (size > (size_t)(limit - scan->at))
			size = (size_t)(limit - scan->at);
		if (size == 0)
			return bad(scan, "A name is missing in the trigger of a hist file.");
		if (fields->size == MOST_FIELDS)
			return bad(scan, "The trigger of a hist file has too many names.");
		TRY(add_field(scan->at, size, fields));
		scan->at += size;
		if (scan->at < limit)
			scan->at++;
	}
	return NULL;
}

/* What is between the colons from here on; it may have some in parentheses. */
static void skip_part(struct scan *scan)
{
	size_t depth = 0;

	for (; *scan->at; scan->at++) {
		if (*scan->at == '(')
			depth++;
		else if (*scan->at == ')' && depth > 0)
			depth--;
		else if (depth == 0 && (*scan->at == ':' || *scan->at == ' '))
			return;
	}
}

/* `onmax($m).save(ret,comm)`: the names in save(). */
static struct sonde_error *read_action(struct scan *scan, struct hist_raw *hist)
{
	struct scan end = *scan, save = *scan;

	skip_part(&end);
	save.at = memmem(scan->at, (size_t)(end.at - scan->at), ").save(", 7);
	if (save.at) {
		save.at += 7;
		TRY(read_fields(&save, ") ", &hist->saves));
	}
	*scan = end;
	return NULL;
}

static struct sonde_error *read_part(struct scan *scan, struct hist_raw *hist)
{
	if (scan_literal(scan, "keys="))
		return read_fields(scan, ": ", &hist->keys);
	if (scan_literal(scan, "vals="))
		return read_fields(scan, ": ", &hist->values);
	if (scan_literal(scan, "size=") && !scan_u64(scan, &hist->size))
		return bad(scan, "The size is no number in the trigger of a hist file.");
	if (strncmp(scan->at, "onmax(", 6) == 0 || strncmp(scan->at, "onchange(", 9) == 0)
		return read_action(scan, hist);
	skip_part(scan);
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	const size_t size = strlen(text), length = strlen(end);

	return size >= length && strcmp(text + size - length, end) == 0;
}

struct sonde_error *hist_info_read(struct hist_piece text, struct hist_raw *ret)
{
	_cleanup_hist_raw_ struct hist_raw hist = {0};
	struct scan scan;

	TRY(sonde_strndup(text.data, text.size, &hist.trigger));
	scan = scan_text(hist.trigger);
	if (!scan_literal(&scan, "hist:"))
		return bad(&scan, "The trigger of a hist file does not begin with 'hist:'.");
	do {
		TRY(read_part(&scan, &hist));
	} while (scan_char(&scan, ':'));
	if (hist.keys.size == 0 || hist.keys.size > HIST_RAW_KEYS)
		return bad(&scan, "The trigger of a hist file has no keys, or too many.");
	if (hist.values.size > HIST_RAW_VALUES)
		return bad(&scan, "The trigger of a hist file has too many values.");
	hist.is_paused = ends_with(hist.trigger, " [paused]");
	*ret = hist;
	hist = (struct hist_raw){0};
	return NULL;
}
