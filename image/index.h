/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The index of an image: which units have a function of a name, or code of a source file, or an
 * address, and the symbols in order. Made once for each build (image/index_make.h) and kept, it
 * spares every later query the walk over all of DWARF.
 *
 * The file may come from anywhere: what is not whole, not of this image, or of another version
 * is refused when it is opened, and a table that passes but lies makes nothing be read outside
 * of it. What names functions is compared with the image when it is used (probe/search.c); for the
 * rest, who may write it is who is trusted (cache/index_file.h).
 */
#ifndef IMAGE_INDEX_H
#define IMAGE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/vec.h"
#include "image/elf.h"

struct index_header;

struct index {
	/** The whole file, mapped or made. */
	const struct index_header *header;
	size_t size;
	/** `header` is memory to be freed, not a mapping. */
	bool is_own;
};

/** References to DIEs (image/dieref.h). */
struct index_dies VEC_BODY(uint64_t);

/** Free the list. */
void index_dies_deinit(struct index_dies *dies);

/** A `struct index_dies` that is released at the end of its scope. */
#define _cleanup_index_dies_ _cleanup_(index_dies_deinit)

/**
 * Map the file open at @p fd, which may be closed afterwards.
 *
 * @param path for messages
 * @param ret the caller destroys it
 * @return FORMAT with what is wrong with it: it is to be made anew
 */
struct sonde_error *index_map(const struct image *image, int fd, const char *path,
			      struct index **ret);

/**
 * The same for bytes in memory.
 *
 * @param bytes made by malloc(); belongs to the index, on failure too
 */
struct sonde_error *index_take(const struct image *image, void *bytes, size_t size,
			       struct index **ret);

/** Unmap or free; NULL is fine. */
void index_destroy(struct index *index);

/** How many names of functions it has. */
size_t index_name_count(const struct index *index);

/** The name at @p position, which is less than index_name_count(), in order. */
const char *index_name(const struct index *index, size_t position);

/** The position of the first name that begins with @p prefix, or would stand there. */
size_t index_first_name(const struct index *index, const char *prefix);

/**
 * Add the subprogram DIEs that declare what to call or inline, and those with code, of all
 * functions with this name or linkage name.
 *
 * @param is_glob @p name is a pattern for fnmatch()
 */
struct sonde_error *index_find_functions(const struct index *index, const char *name, bool is_glob,
					 struct index_dies *ret);

/**
 * Add the DIEs of the units that have code from a source file whose path ends with @p tail, at
 * the start of one of its components. Each unit once, in order.
 */
struct sonde_error *index_find_file(const struct index *index, const char *tail,
				    struct index_dies *ret);

/**
 * Whether functions of one unit are inlined in others: what link-time optimisation makes, and
 * dwz, which moves what units share into units of its own. Then copies may be in any unit.
 */
bool index_crosses_units(const struct index *index);

/** How many source files it has, and the path of one, as DWARF spells it. */
size_t index_file_count(const struct index *index);
const char *index_file(const struct index *index, size_t position);

/** The DIE of the unit whose code is at @p address; false if none's is. */
bool index_unit_at(const struct index *index, uint64_t address, uint64_t *ret);

/** The symbols: see symbols_init_sorted(). */
const struct symbol *index_symbols(const struct index *index, const uint32_t **order,
				   size_t *count);

#endif /* IMAGE_INDEX_H */
