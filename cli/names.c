/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/names.h"

#include "base/str.h"

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
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&name, "%s/%s", group, event);
	return map_has(&names->taken, str_text(&name));
}
