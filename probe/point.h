/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What the point of a definition means in an image: the places in its code.
 */
#ifndef PROBE_POINT_H
#define PROBE_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"
#include "image/symbols.h"
#include "probe/def.h"
#include "probe/resolve.h"
#include "probe/search.h"
#include "probe/symbol_names.h"

/** One place. */
struct point_place {
	/** The copy of the function there. Without debuginfo its `die` is empty. */
	struct func_instance instance;
	/** The address: of an entry, a return or an offset that of the copy's entry. */
	uint64_t address;
	/** The symbol there, where there is no debuginfo; else NULL. */
	const struct symbol *symbol;
	/** Of a point that means a line: the path of its file, borrowed from libdw; else NULL. */
	const char *path;
	/** That line in the file, or 0. */
	uint32_t line;
};

struct point_places VEC_BODY(struct point_place);

/** Free the list. */
void point_places_deinit(struct point_places *places);

/** A `struct point_places` that is released at the end of its scope. */
#define _cleanup_point_places_ _cleanup_(point_places_deinit)

/**
 * Search for the functions that the points of @p count definitions name, in one pass.
 *
 * @param no_inlines leave out inlined instances
 * @param results one for each definition, empty before; those of definitions that name no
 *                function stay empty
 */
struct sonde_error *point_search(struct image *image, const struct probe_def *const *defs,
				 size_t count, bool no_inlines, struct func_result *results);

/**
 * The places that @p def means.
 *
 * @param found what point_search() found for it
 * @param options where source files lie
 * @param ret places are added, at least one
 * @return NOT_FOUND where there is none, with the nearest name or line that there is;
 *         UNAVAILABLE for a function that is known but has no code where it is asked for
 */
struct sonde_error *point_find(struct image *image, const struct probe_def *def,
			       const struct func_result *found,
			       const struct resolve_options *options, struct point_places *ret);

/**
 * The functions that a pattern means, but that are no places of it: debuginfo, which @p def needs,
 * has nothing of them but the symbol.
 *
 * @param found what point_search() found for it
 * @param ret symbols are added; none where @p def has no pattern
 */
struct sonde_error *point_symbols_only(const struct image *image, const struct probe_def *def,
				       const struct func_result *found, struct symbol_list *ret);

/**
 * The symbols of functions that a pattern means, whether or not debuginfo has the functions: by
 * their names, or by their demangled ones if the pattern is qualified.
 *
 * @param def has a pattern
 * @param ret symbols are added
 */
struct sonde_error *point_matching_symbols(const struct image *image, const struct probe_def *def,
					   struct symbol_list *ret);

#endif /* PROBE_POINT_H */
