/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What an output has to be, in a file of tests/data. With UPDATE=1 in the environment the files are
 * written anew. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_GOLDEN_H
#define TESTS_UNIT_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "tests/unit/check.h"

/** Fail unless @p out is what the file FOLDER/NAME.SUFFIX has. */
static inline void check_golden_in(const char *folder, const char *name, const char *suffix,
				   const struct str *out)
{
	const char *source = getenv("SRCDIR"), *update = getenv("UPDATE");
	_cleanup_str_ struct str wanted = STR_INIT;
	_cleanup_free_ char *path = NULL;

	assert_true(asprintf(&path, "%s/tests/data/%s/%s.%s", source ? source : ".", folder, name,
			     suffix) > 0);
	if (update && *update == '1') {
		check_ok(file_replace(path, str_text(out), out->size, 0644));
		return;
	}
	check_ok(file_read(path, 0, &wanted));
	if (wanted.size != out->size || memcmp(str_text(&wanted), str_text(out), out->size) != 0)
		fail_msg("%s has:\n%s\nprinted is:\n%s", path, str_text(&wanted), str_text(out));
}

#endif /* TESTS_UNIT_GOLDEN_H */
