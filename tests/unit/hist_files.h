/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Hist files of tests/data/hist/, which kernels have written, and hists of texts. Included after
 * cmocka.h.
 */
#ifndef TESTS_UNIT_HIST_FILES_H
#define TESTS_UNIT_HIST_FILES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "hist/read.h"
#include "tests/unit/check.h"

/** Read the text of tests/data/hist/@p name. */
static inline void hist_file_text(const char *name, struct str *out)
{
	const char *source = getenv("srcdir");
	_cleanup_free_ char *path = NULL;

	assert_true(asprintf(&path, "%s/tests/data/hist/%s", source ? source : ".", name) >= 0);
	check_ok(file_read(path, 0, out));
}

/** Read the hists of tests/data/hist/@p name. */
static inline void hist_file_read(const char *name, struct hist_raw_file *ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	hist_file_text(name, &text);
	check_ok(hist_read(str_text(&text), text.size, ret));
}

/** Append a hist with this trigger and these rows, whose totals say that it has @p entries. */
static inline void hist_text_make(const char *trigger, const char *rows, unsigned entries,
				  struct str *out)
{
	str_appendf(out,
		    "# event histogram\n#\n# trigger info: hist:%s\n#\n\n%s\nTotals:\n"
		    "    Hits: 7\n    Entries: %u\n    Dropped: 3\n",
		    trigger, rows, entries);
}

/** Read a hist with this trigger and these rows. */
static inline void hist_text_read(const char *trigger, const char *rows, unsigned entries,
				  struct hist_raw_file *ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	hist_text_make(trigger, rows, entries, &text);
	check_ok(hist_read(str_text(&text), text.size, ret));
}

#endif /* TESTS_UNIT_HIST_FILES_H */
