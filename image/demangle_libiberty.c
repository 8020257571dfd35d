/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <libiberty/demangle.h>

#include "base/cleanup.h"
#include "image/demangle.h"

/* Longer ones come from nothing that anybody would write, and can take long. */
#define SYMBOL_SIZE_MAX 16384

bool demangle_is_there(void)
{
	return true;
}

bool demangle_is_mangled(const char *symbol)
{
	return symbol[0] == '_' && (symbol[1] == 'Z' || symbol[1] == 'R');
}

struct sonde_error *demangle(const char *symbol, enum demangle_form form, char **ret)
{
	const int options = DMGL_AUTO |
			    (form == DEMANGLE_FULL ? DMGL_PARAMS | DMGL_ANSI | DMGL_RET_DROP
						   : DMGL_NO_OPTS);
	_cleanup_free_ char *name = NULL;

	*ret = NULL;
	if (!demangle_is_mangled(symbol) || strlen(symbol) > SYMBOL_SIZE_MAX)
		return NULL;
	/* Both what is no such symbol and a lack of memory give NULL. */
	errno = 0;
	name = cplus_demangle(symbol, options);
	if (!name && errno == ENOMEM)
		return &sonde_error_no_memory;
	return name ? sonde_strdup(name, ret) : NULL;
}
