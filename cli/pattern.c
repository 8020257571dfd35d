/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/pattern.h"

#include <fnmatch.h>
#include <string.h>

#include "base/cleanup.h"

bool pattern_matches(const char *pattern, const char *group, const char *event)
{
	const char *colon = strchr(pattern, ':');
	_cleanup_free_ char *group_pattern = NULL;

	if (!colon)
		return fnmatch(pattern, event, 0) == 0;
	group_pattern = strndup(pattern, (size_t)(colon - pattern));
	return group_pattern && fnmatch(group_pattern, group, 0) == 0 &&
	       fnmatch(colon + 1, event, 0) == 0;
}
