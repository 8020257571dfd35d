/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/copies.h"

#include <stdlib.h>

#include "probe/die.h"
#include "probe/within.h"

/* Blocks, calls and namespaces nested deeper than this come from no compiler. */
#define DEPTH_MAX 512
/* Nor do functions in so many pieces. */
#define RANGES_MAX 65536

/* One walk over one unit. */
struct walk {
	struct paths *paths;
	struct copies *copies;
	/** Classes in functions, as of lambdas: their functions have code of their own. */
	VEC(Dwarf_Die) classes;
	/** Where that one is declared: gcc does not say it of a lambda's function. */
	struct source_line class_declared;
};

void copies_deinit(struct copies *copies)
{
	vec_deinit(&copies->list);
	vec_deinit(&copies->ranges);
	vec_deinit(&copies->declarations);
}

static struct sonde_error *read_line(struct paths *paths, Dwarf_Die *die, unsigned file_attribute,
				     unsigned line_attribute, struct source_line *ret)
{
	uint64_t line;

	if (!die_unsigned(die, line_attribute, &line) || line > UINT32_MAX)
		line = 0;
	ret->line = (uint32_t)line;
	return paths_number(paths, path_of_attribute(die, file_attribute), &ret->file);
}

static struct sonde_error *read_declared(struct walk *walk, Dwarf_Die *die, struct source_line *ret)
{
	TRY(read_line(walk->paths, die, DW_AT_decl_file, DW_AT_decl_line, ret));
	if (ret->line == 0 && walk->class_declared.line)
		*ret = walk->class_declared;
	return NULL;
}

static struct sonde_error *read_ranges(struct walk *walk, Dwarf_Die *die, struct copy *copy)
{
	struct copies *copies = walk->copies;
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;

	copy->first_range = copies->ranges.size;
	while ((next = dwarf_ranges(die, next, &base, &start, &end)) > 0) {
		const struct address_range range = {start, end};

		if (copies->ranges.size - copy->first_range == RANGES_MAX)
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "The function at offset 0x%llx of .debug_info is in "
					       "more than %d pieces.",
					       (unsigned long long)dwarf_dieoffset(die),
					       RANGES_MAX);
		if (start < end)
			TRY(vec_push(&copies->ranges, range));
	}
	copy->range_count = copies->ranges.size - copy->first_range;
	return NULL;
}

static struct sonde_error *read_below(struct walk *walk, Dwarf_Die *parent, size_t outer,
				      unsigned depth);

static struct sonde_error *read_copy(struct walk *walk, Dwarf_Die *die, size_t outer,
				     unsigned depth)
{
	struct copies *copies = walk->copies;
	const size_t at = copies->list.size;
	const bool is_inlined = dwarf_tag(die) == DW_TAG_inlined_subroutine;
	struct copy copy = {
		.instance =
			{
				.die = *die,
				.outer = *die,
				.origin = func_origin(die),
				.is_inlined = is_inlined,
			},
		.outer = outer,
	};

	if (is_inlined && outer != COPY_NONE)
		copy.instance.outer = copies->list.data[outer].instance.outer;
	copy.has_entry = func_entry(die, &copy.instance.entry);
	TRY(read_ranges(walk, die, &copy));
	TRY(read_declared(walk, die, &copy.declared));
	if (is_inlined)
		TRY(read_line(walk->paths, die, DW_AT_call_file, DW_AT_call_line, &copy.called));
	TRY(vec_push(&copies->list, copy));
	TRY(read_below(walk, die, at, depth + 1));
	copies->list.data[at].end = copies->list.size;
	return NULL;
}

/* Remember the line of a function's text, whether or not this unit has a copy of its own. */
static struct sonde_error *read_declaration(struct walk *walk, Dwarf_Die *die)
{
	struct source_line line;

	if (die_flag(die, DW_AT_declaration))
		return NULL;
	TRY(read_declared(walk, die, &line));
	if (line.file == PATH_NONE || line.line == 0)
		return NULL;
	return vec_push(&walk->copies->declarations, line);
}

static struct sonde_error *read_child(struct walk *walk, Dwarf_Die *die, size_t outer,
				      unsigned depth)
{
	const int tag = dwarf_tag(die);
	uint64_t entry;

	if (tag == DW_TAG_subprogram) {
		TRY(read_declaration(walk, die));
		/* An abstract function has no code, and what is in it has none either. */
		return func_entry(die, &entry) ? read_copy(walk, die, outer, depth) : NULL;
	}
	if (tag == DW_TAG_inlined_subroutine && outer != COPY_NONE)
		return read_copy(walk, die, outer, depth);
	if (within_is_space(tag) && outer != COPY_NONE)
		return vec_push(&walk->classes, *die);
	if (outer == COPY_NONE ? within_is_space(tag) : within_is_block(tag))
		return read_below(walk, die, outer, depth + 1);
	return NULL;
}

static struct sonde_error *read_below(struct walk *walk, Dwarf_Die *parent, size_t outer,
				      unsigned depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return NULL;
	do {
		TRY(read_child(walk, &child, outer, depth));
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

static int compare_lines(const void *a, const void *b)
{
	const struct source_line *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static bool is_flat_language(int language)
{
	switch (language) {
	case DW_LANG_C89:
	case DW_LANG_C:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_Mips_Assembler:
		return true;
	default:
		return false;
	}
}

struct sonde_error *copies_read(Dwarf_Die *unit, struct paths *paths, struct copies *ret)
{
	struct walk walk = {.paths = paths, .copies = ret};
	struct sonde_error *error = read_below(&walk, unit, COPY_NONE, 0);

	/* Those in their functions are added while this goes on. */
	for (size_t i = 0; !error && i < walk.classes.size; i++) {
		Dwarf_Die class = walk.classes.data[i];

		error = read_line(paths, &class, DW_AT_decl_file, DW_AT_decl_line,
				  &walk.class_declared);
		if (!error)
			error = read_below(&walk, &class, COPY_NONE, 0);
	}
	vec_deinit(&walk.classes);
	TRY(error);
	ret->is_flat = is_flat_language(dwarf_srclang(unit));
	if (ret->declarations.size)
		qsort(ret->declarations.data, ret->declarations.size,
		      sizeof(*ret->declarations.data), compare_lines);
	return NULL;
}

size_t copies_find(const struct copies *copies, Dwarf_Die *die)
{
	for (size_t i = 0; i < copies->list.size; i++) {
		if (copies->list.data[i].instance.die.addr == die->addr)
			return i;
	}
	return COPY_NONE;
}

bool copies_has_address(const struct copies *copies, size_t at, uint64_t address)
{
	const struct copy *copy = &copies->list.data[at];

	for (size_t i = 0; i < copy->range_count; i++) {
		const struct address_range *range = &copies->ranges.data[copy->first_range + i];

		if (address >= range->start && address < range->end)
			return true;
	}
	return false;
}

size_t copies_inner(const struct copies *copies, size_t at, uint64_t address)
{
	const size_t end = copies->list.data[at].end;

	for (size_t i = at + 1; i < end; i = copies->list.data[i].end) {
		if (copies_has_address(copies, i, address))
			return i;
	}
	return COPY_NONE;
}

size_t copies_root(const struct copies *copies, size_t at)
{
	while (copies->list.data[at].instance.is_inlined &&
	       copies->list.data[at].outer != COPY_NONE)
		at = copies->list.data[at].outer;
	return at;
}

/* How many functions of the unit are declared before the line or on it; files count apart. */
static size_t count_declared(const struct copies *copies, struct source_line line)
{
	size_t low = 0, high = copies->declarations.size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_lines(&copies->declarations.data[middle], &line) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool copies_owns(const struct copies *copies, size_t at, struct source_line line)
{
	const struct source_line declared = copies->list.data[at].declared;

	if (declared.line == 0 || declared.file != line.file || line.line < declared.line)
		return false;
	/* The next function of the file would be between the two. */
	return !copies->is_flat || count_declared(copies, line) == count_declared(copies, declared);
}

bool copies_declaration(const struct copies *copies, struct source_line line,
			struct source_line *ret)
{
	const size_t count = count_declared(copies, line);

	if (count == 0 || copies->declarations.data[count - 1].file != line.file)
		return false;
	*ret = copies->declarations.data[count - 1];
	return true;
}

bool copies_is_same(const struct copies *copies, size_t a, size_t b)
{
	const struct copy *x = &copies->list.data[a], *y = &copies->list.data[b];

	if (x->instance.origin == y->instance.origin)
		return true;
	return x->declared.line && x->declared.line == y->declared.line &&
	       x->declared.file == y->declared.file && x->declared.file != PATH_NONE;
}

size_t copies_whole(const struct copies *copies, size_t at)
{
	size_t whole = at;

	for (size_t i = copies->list.data[at].outer; i != COPY_NONE;
	     i = copies->list.data[i].outer) {
		if (copies_is_same(copies, at, i))
			whole = i;
	}
	return whole;
}
