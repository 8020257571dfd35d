/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/linked.h"

#include "image/dieref.h"
#include "image/index.h"
#include "probe/asked.h"
#include "probe/full_name.h"
#include "probe/func.h"

static bool has(const struct symbol_list *list, const struct symbol *symbol)
{
	vec_for_each(list, each) {
		if (*each == symbol)
			return true;
	}
	return false;
}

static struct sonde_error *add_named(const struct symbols *symbols, const char *name,
				     struct symbol_list *ret)
{
	size_t first, count = symbols_named(symbols, name, &first);

	for (size_t i = first; i < first + count; i++) {
		const struct symbol *symbol = symbols_by_name(symbols, i);

		if (symbol->is_function && !has(ret, symbol))
			TRY(vec_push(ret, symbol));
	}
	return NULL;
}

struct sonde_error *linked_find(const struct image *image, const char *name,
				struct symbol_list *ret)
{
	_cleanup_full_names_ struct full_names names = {.image = image};
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;
	_cleanup_(asked_deinit) struct asked asked = {0};
	Dwarf_Die die;

	if (!image->dwarf)
		return NULL;
	TRY(asked_init(name, NULL, &asked));
	TRY(asked_of_index(&asked, image->index, &dies));
	vec_for_each(&dies, reference) {
		const char *linkage;
		bool meant;

		if (!dieref_resolve(image, *reference, &die))
			continue;
		linkage = func_linkage_name(&die);
		if (!linkage)
			continue;
		TRY(asked_is_meant(&asked, &names, &die, &meant));
		if (meant)
			TRY(add_named(&image->symbols, linkage, ret));
	}
	return NULL;
}
