/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's error_log behind the line that was written: whatever the kernel says of it, the
 * column lies in the line, or directly behind it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/check.h"
#include "tracefs/errlog.h"
#include "tracefs/refusal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const struct errlog_entry *entry, const char *line)
{
	check(entry->stamp && entry->location && entry->text && entry->command);
	check(refusal_column(entry, line) <= strlen(line) + 1);
	check(errlog_column(entry, entry->command) <= strlen(entry->command) + 1);
}

static void check_log(const struct errlog *log, const char *line)
{
	const struct errlog none = VEC_INIT;
	const struct errlog_entry *found = errlog_find(&none, log, line);

	vec_for_each(log, entry)
		check_entry(entry, line);
	/* All of it was there before: nothing of it is about this line. */
	check(!errlog_find(log, log, line));
	if (found)
		check(errlog_column(found, line) <= strlen(line) + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = strndup((const char *)data, size);
	_cleanup_errlog_ struct errlog log = VEC_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	char *end = text ? strchr(text, '\n') : NULL;

	if (!end)
		return 0;
	*end = '\0';
	error = errlog_parse(end + 1, &log);
	check(!error || error->kind == SONDE_ERROR_NO_MEMORY);
	if (!error)
		check_log(&log, text);
	return 0;
}
