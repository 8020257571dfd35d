/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/probe/func_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "image/demangle.h"
#include "probe/def.h"
#include "probe/grammar.h"

void func_names_deinit(struct func_names *names)
{
	vec_for_each(names, name)
		free(name->name);
	vec_deinit(names);
}

/* Whether a definition takes it for the name of a function. */
static struct sonde_error *is_usable(const char *name, bool *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_probe_def_ struct probe_def def = {0};

	error = probe_def_parse(name, &def);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	*ret = !error && def.point.kind == PROBE_POINT_FUNCTION && !def.point.glob &&
	       strcmp(def.point.function, name) == 0;
	return NULL;
}

static struct sonde_error *name_of(const char *symbol, char **ret)
{
	_cleanup_free_ char *name = NULL;
	bool usable = false;

	TRY(demangle(symbol, DEMANGLE_SHORT, &name));
	if (name)
		TRY(is_usable(name, &usable));
	if (!usable)
		return sonde_strdup(symbol, ret);
	*ret = take_ptr(name);
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct func_name *x = a, *y = b;
	const int order = strcmp(x->name, y->name);

	if (order)
		return order;
	return x->address < y->address ? -1 : x->address > y->address;
}

struct sonde_error *func_names_make(const struct symbols *symbols, struct func_names *ret)
{
	_cleanup_func_names_ struct func_names names = VEC_INIT;

	for (size_t i = 0; i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->sorted[i];
		struct func_name name = {.address = symbol->address};
		struct sonde_error *error;

		if (!symbol->is_function)
			continue;
		TRY(name_of(symbols_name(symbols, symbol), &name.name));
		error = vec_push(&names, name);
		if (error) {
			free(name.name);
			return error;
		}
	}
	if (names.size)
		qsort(names.data, names.size, sizeof(*names.data), compare);
	*ret = names;
	names = (struct func_names)VEC_INIT;
	return NULL;
}
