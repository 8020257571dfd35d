/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Folders for a test's files. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_FOLDERS_H
#define TESTS_UNIT_FOLDERS_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static inline void make_folder(const char *path, mode_t mode)
{
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		fail_msg("%s cannot be made: %s", path, strerror(errno));
}

/** Make the folder @p path and what is missing above it. */
static inline void make_folders(const char *path, mode_t mode)
{
	char *copy = strdup(path);

	assert_non_null(copy);
	for (char *at = copy + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		make_folder(copy, mode);
		*at = '/';
	}
	make_folder(copy, mode);
	free(copy);
}

#endif /* TESTS_UNIT_FOLDERS_H */
