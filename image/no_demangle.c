/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>

#include "image/demangle.h"

bool demangle_is_there(void)
{
	return false;
}

bool demangle_is_mangled(const char *symbol)
{
	return symbol[0] == '_' && (symbol[1] == 'Z' || symbol[1] == 'R');
}

struct sonde_error *demangle(const char *symbol, enum demangle_form form, char **ret)
{
	(void)symbol;
	(void)form;
	*ret = NULL;
	return NULL;
}
