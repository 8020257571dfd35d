/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/journal.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scan.h"
#include "base/str.h"

#define FIRST_LINE "sonde journal 1"

void journal_record_deinit(struct journal_record *record)
{
	dynevents_deinit(&record->before);
	dynevents_deinit(&record->lines);
	*record = (struct journal_record){0};
}

static void append_probes(const char *word, const struct dynevents *probes, struct str *out)
{
	vec_for_each(probes, probe)
		str_appendf(out, "%s %s %s\n", word, dynevent_file(probe->kind), probe->line);
}

static struct sonde_error *compose(const struct dynevents *before, const struct dynevents *lines,
				   struct str *out)
{
	_cleanup_str_ struct str boot = STR_INIT;

	TRY(runfile_boot_id(&boot));
	str_appendf(out, FIRST_LINE "\nboot %s\npid %lu\n", str_text(&boot),
		    (unsigned long)getpid());
	append_probes("there", before, out);
	append_probes("add", lines, out);
	str_append(out, "end\n");
	TRY(str_check(out));
	if (out->size <= JOURNAL_LIMIT)
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "The journal would have %zu bytes; %zu is the most.", out->size,
			       JOURNAL_LIMIT);
}

struct sonde_error *journal_create(const char *dir, const struct dynevents *before,
				   const struct dynevents *lines, struct runfile *ret)
{
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;

	TRY(compose(before, lines, &text));
	TRY(runfile_make_dir(dir));
	TRY(runfile_make(dir, JOURNAL_PREFIX, &journal));
	error = file_write_all(journal.fd, journal.path, text.data, text.size);
	if (error) {
		runfile_remove(&journal);
		return error;
	}
	*ret = journal;
	journal = (struct runfile)RUNFILE_INIT;
	return NULL;
}

/* `kprobe_events LINE` or `uprobe_events LINE`. */
static struct sonde_error *parse_probe(struct scan *scan, struct dynevents *probes)
{
	_cleanup_dynevent_ struct dynevent probe = {0};

	for (unsigned kind = 0; kind < DYNEVENT_KINDS; kind++) {
		if (!scan_literal(scan, dynevent_file(kind)) || !scan_space(scan))
			continue;
		TRY(dynevent_parse(kind, scan->at, &probe));
		TRY(vec_push(probes, probe));
		probe = (struct dynevent){0};
		return NULL;
	}
	return scan_error(scan, "It is no kind of event.");
}

static struct sonde_error *parse_line(const char *line, struct journal_record *record)
{
	struct scan scan = scan_text(line);
	uint64_t pid;

	if (scan_literal(&scan, "there "))
		return parse_probe(&scan, &record->before);
	if (scan_literal(&scan, "add "))
		return parse_probe(&scan, &record->lines);
	if (scan_literal(&scan, "pid ") && scan_u64(&scan, &pid) && scan_done(&scan)) {
		record->pid = (unsigned long)pid;
		return NULL;
	}
	return scan_error(&scan, "A journal has no such line.");
}

static struct sonde_error *no_journal(const char *path, size_t line)
{
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "Line %zu of %s is none of a journal of this version of sonde. "
			       "Remove the file.",
			       line, path);
}

/* The lines after the second. */
static struct sonde_error *parse_lines(const char *path, const char *at, struct journal_record *ret)
{
	for (size_t number = 3;; number++) {
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_free_ char *line = NULL;
		const char *end = strchr(at, '\n');

		if (!end)
			return NULL;
		TRY(sonde_strndup(at, (size_t)(end - at), &line));
		at = end + 1;
		ret->is_valid = strcmp(line, "end") == 0;
		if (ret->is_valid)
			return *at ? no_journal(path, number + 1) : NULL;
		error = parse_line(line, ret);
		if (error)
			return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error)
								    : no_journal(path, number);
	}
}

/*
 * Without its end the writer was killed before it could write anything to the kernel, and of
 * another boot nothing is left.
 */
struct sonde_error *journal_parse(const char *bytes, size_t size, const char *path,
				  const char *boot, struct journal_record *ret)
{
	static const char first[] = FIRST_LINE "\nboot ";
	_cleanup_journal_record_ struct journal_record record = {0};
	_cleanup_free_ char *text = NULL;
	struct scan scan;

	TRY(sonde_strndup(bytes, size, &text));
	scan = scan_text(text);
	if (strlen(text) != size ||
	    strncmp(text, first, size < strlen(first) ? size : strlen(first)) != 0)
		return no_journal(path, 1 + scan_literal(&scan, FIRST_LINE "\n"));
	if (scan_literal(&scan, first) && scan_literal(&scan, boot) && scan_char(&scan, '\n'))
		TRY(parse_lines(path, scan.at, &record));
	*ret = record;
	record = (struct journal_record){0};
	return NULL;
}

struct sonde_error *journal_open(const char *path, struct runfile *ret,
				 struct journal_record *record)
{
	_cleanup_runfile_ struct runfile journal = RUNFILE_INIT;
	_cleanup_str_ struct str text = STR_INIT, boot = STR_INIT;

	TRY(runfile_take(path, &journal));
	if (journal.fd < 0)
		return NULL;
	/* By its name: nobody else can put another file there. */
	TRY(file_read(path, JOURNAL_LIMIT, &text));
	TRY(runfile_boot_id(&boot));
	TRY(journal_parse(str_text(&text), text.size, path, str_text(&boot), record));
	*ret = journal;
	journal = (struct runfile)RUNFILE_INIT;
	return NULL;
}
