/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/names.h"

#include <stdio.h>

#include "base/str.h"

/* Group and event, each with room for more than the 63 bytes that the kernel takes. */
#define NAME_SIZE 256

void names_deinit(struct names *names)
{
	map_deinit(&names->taken);
}

struct sonde_error *names_take(struct names *names, const char *group, const char *event)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&name, "%s/%s", group, event);
	TRY(str_check(&name));
	return map_put(&names->taken, str_text(&name), NULL);
}

bool names_taken(const struct names *names, const char *group, const char *event)
{
	char name[NAME_SIZE];
	const int size = snprintf(name, sizeof(name), "%s/%s", group, event);

	return (size < NAME_SIZE && map_has(&names->taken, name)) ||
	       names_taken_before(names, group, event);
}

bool names_taken_before(const struct names *names, const char *group, const char *event)
{
	return names->before && names_taken(names->before, group, event);
}

struct sonde_error *names_error(const char *group, const char *event, bool is_live)
{
	struct sonde_error *error = sonde_error_new(SONDE_ERROR_EXISTS,
						    "Error: event \"%s\" already exists.", event);

	if (!is_live)
		return sonde_error_hint(error, " Hint: Another definition of this command has that "
					       "name: give one EVENT=, or use -f.");
	return sonde_error_hint(error,
				" Hint: Remove existing event by 'sonde probe -d %s:%s'\n"
				"       or force duplicates by 'sonde probe -f'.",
				group, event);
}
