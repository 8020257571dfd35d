/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/position_of.h"

#include <string.h>

#include <dwarf.h>

#include "probe/die.h"
#include "probe/within.h"

/* Calls and blocks nested deeper than this come from no compiler. */
#define DEPTH_MAX 512

void position_files_deinit(struct position_files *files)
{
	line_files_deinit(&files->files);
	*files = (struct position_files){0};
}

/* Read the files of a unit; a table that cannot be read has none. */
static struct sonde_error *read_files(struct position_files *files, Dwarf_CU *cu)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	struct line_sections sections;
	Dwarf_Attribute attr;
	Dwarf_Word offset;
	Dwarf_Die unit;

	if (files->unit == cu)
		return NULL;
	position_files_deinit(files);
	files->unit = cu;
	if (!dwarf_cu_die(cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL) ||
	    !dwarf_attr(&unit, DW_AT_stmt_list, &attr) || dwarf_formudata(&attr, &offset) != 0)
		return NULL;
	files->comp_dir = dwarf_attr(&unit, DW_AT_comp_dir, &attr) ? dwarf_formstring(&attr) : NULL;
	/* What dwz has moved is in a file of its own. */
	sections = line_sections_of(dwarf_getelf(dwarf_cu_getdwarf(cu)));
	error = line_files_read(&sections, offset, &files->files);
	return error && error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
}

/* A line that a DIE names, of its declaration or of a call. */
static struct sonde_error *line_of_die(struct position_files *files, Dwarf_Die *die,
				       unsigned file_attribute, unsigned line_attribute,
				       struct position *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	Dwarf_Attribute attr;
	Dwarf_Word file;
	uint64_t line;

	if (!dwarf_attr_integrate(die, file_attribute, &attr) ||
	    dwarf_formudata(&attr, &file) != 0 || !die_unsigned(die, line_attribute, &line) ||
	    line == 0 || line > UINT32_MAX)
		return NULL;
	TRY(read_files(files, attr.cu));
	if (!line_files_path(&files->files, files->comp_dir, file, &path))
		return NULL;
	ret->line = (uint32_t)line;
	return str_take(&path, &ret->file);
}

static struct sonde_error *declaration_of(struct position_files *files, Dwarf_Die *die,
					  struct position *ret)
{
	return line_of_die(files, die, DW_AT_decl_file, DW_AT_decl_line, ret);
}

static Dwarf_Addr address_of(Dwarf_Lines *lines, size_t at)
{
	Dwarf_Addr address = 0;

	dwarf_lineaddr(dwarf_onesrcline(lines, at), &address);
	return address;
}

/* The row that has the code at pc: of several that begin there, the first. */
static Dwarf_Line *find_row(Dwarf_Die *die, uint64_t pc)
{
	size_t low = 0, high, count;
	Dwarf_Lines *lines;
	Dwarf_Die unit;
	bool is_end;

	if (!dwarf_diecu(die, &unit, NULL, NULL) || dwarf_getsrclines(&unit, &lines, &count) != 0)
		return NULL;
	high = count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (address_of(lines, middle) < pc)
			low = middle + 1;
		else
			high = middle;
	}
	/* Where one sequence ends, another one may begin. */
	for (; low < count && address_of(lines, low) == pc; low++) {
		Dwarf_Line *line = dwarf_onesrcline(lines, low);

		if (dwarf_lineendsequence(line, &is_end) == 0 && !is_end)
			return line;
	}
	if (low == 0 || (low == count && address_of(lines, low - 1) == pc))
		return NULL;
	return dwarf_onesrcline(lines, low - 1);
}

static struct sonde_error *line_of_row(Dwarf_Die *die, uint64_t pc, struct position *ret)
{
	Dwarf_Line *row = find_row(die, pc);
	const char *file;
	bool is_end;
	int line;

	if (!row || dwarf_lineendsequence(row, &is_end) != 0 || is_end ||
	    dwarf_lineno(row, &line) != 0 || line <= 0)
		return NULL;
	file = dwarf_linesrc(row, NULL, NULL);
	if (!file)
		return NULL;
	ret->line = (uint32_t)line;
	return sonde_strdup(file, &ret->file);
}

/* The copy that is inlined into `parent`, or into a block of it, and has the code at pc. */
static bool find_inlined(Dwarf_Die *parent, uint64_t pc, unsigned depth, Dwarf_Die *ret)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return false;
	do {
		const int tag = dwarf_tag(&child);

		if (tag == DW_TAG_inlined_subroutine && dwarf_haspc(&child, pc) == 1) {
			*ret = child;
			return true;
		}
		if (within_is_block(tag) && find_inlined(&child, pc, depth + 1, ret))
			return true;
	} while (dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* The function whose text has the line, and where in it that is. */
static struct sonde_error *set_function(struct position_files *files, Dwarf_Die *function,
					struct position *position)
{
	_cleanup_position_ struct position start = {0};
	const char *name = die_name(function);

	TRY(declaration_of(files, function, &start));
	if (!name || !start.file || strcmp(start.file, position->file) != 0 ||
	    start.line > position->line)
		return NULL;
	position->function_line = position->line - start.line;
	return sonde_strdup(name, &position->function);
}

/* From the function that has a copy of its own inwards. */
static struct sonde_error *walk(struct position_files *files, const struct func_instance *instance,
				uint64_t pc, Dwarf_Die *function, struct position *position)
{
	Dwarf_Die inner, outer = instance->outer;
	uint64_t entry;

	*function = outer;
	for (unsigned depth = 0; depth < DEPTH_MAX && find_inlined(function, pc, 0, &inner);
	     depth++) {
		if (func_entry(&inner, &entry) && entry == pc)
			return line_of_die(files, &inner, DW_AT_call_file, DW_AT_call_line,
					   position);
		*function = inner;
	}
	return line_of_row(&outer, pc, position);
}

/* Where it is, but for the function whose line that is. */
static struct sonde_error *find_line(struct position_files *files, const struct point_place *place,
				     uint64_t pc, Dwarf_Die *function, struct position *ret)
{
	*function = place->instance.die;
	if (place->line) {
		ret->line = place->line;
		return sonde_strdup(place->path, &ret->file);
	}
	if (place->instance.entry == pc)
		return declaration_of(files, function, ret);
	return walk(files, &place->instance, pc, function, ret);
}

struct sonde_error *position_of(struct position_files *files, const struct point_place *place,
				uint64_t pc, struct position *ret)
{
	_cleanup_position_ struct position position = {0};
	Dwarf_Die own = place->instance.die, function;

	TRY(find_line(files, place, pc, &function, &position));
	if (!position.file)
		return NULL;
	TRY(set_function(files, &function, &position));
	/* Of several lines that begin at one address the first may be one around the innermost. */
	if (!position.function)
		TRY(set_function(files, &own, &position));
	*ret = position;
	position = (struct position){0};
	return NULL;
}
