/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/lookalike.h"

#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "probe/die.h"

/* No sane type has so many pointers in a row; a cycle of references has. */
#define DEPTH_MAX 64

/* Numbers that a type of one text, compiled alike, has in each unit. */
static bool has_same_numbers(Dwarf_Die *a, Dwarf_Die *b)
{
	static const unsigned attributes[] = {DW_AT_byte_size, DW_AT_encoding, DW_AT_decl_line,
					      DW_AT_decl_column};

	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
		uint64_t x = 0, y = 0;

		die_unsigned(a, attributes[i], &x);
		die_unsigned(b, attributes[i], &y);
		if (x != y)
			return false;
	}
	return true;
}

static const char *comp_dir_of(Dwarf_Die *unit)
{
	Dwarf_Attribute attr;

	return dwarf_attr(unit, DW_AT_comp_dir, &attr) ? dwarf_formstring(&attr) : NULL;
}

/* The path of a file of a unit's line table; nothing if there is none. */
static struct sonde_error *append_path(const struct line_sections *sections, Dwarf_Die *unit,
				       uint64_t offset, uint64_t number, struct str *out)
{
	_cleanup_(line_files_deinit) struct line_files files = {0};
	_cleanup_str_ struct str path = STR_INIT, full = STR_INIT;
	_cleanup_error_ struct sonde_error *damaged = NULL;
	const char *comp_dir = comp_dir_of(unit);

	damaged = line_files_read(sections, offset, &files);
	if (damaged && damaged->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(damaged);
	if (!line_files_path(&files, comp_dir, number, &path))
		return NULL;
	if (*str_text(&path) != '/' && comp_dir)
		str_appendf(&full, "%s/", comp_dir);
	str_append(&full, str_text(&path));
	TRY(str_check(&path));
	TRY(str_check(&full));
	/* The units of one image are compiled in several folders. */
	path_normalize(str_text(&full), out);
	return str_check(out);
}

/* The file that declares it, in full; nothing where DWARF does not say. */
static struct sonde_error *append_file(const struct line_sections *sections, Dwarf_Die *die,
				       struct str *out)
{
	struct line_sections others;
	Dwarf_Attribute attr, table;
	Dwarf_Word number, offset;
	Dwarf_Die unit;
	Elf *elf;

	if (!dwarf_attr_integrate(die, DW_AT_decl_file, &attr) ||
	    dwarf_formudata(&attr, &number) != 0 ||
	    !dwarf_cu_die(attr.cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL) ||
	    !dwarf_attr(&unit, DW_AT_stmt_list, &table) || dwarf_formudata(&table, &offset) != 0)
		return NULL;
	/* What dwz has moved is in a file of its own. */
	elf = dwarf_getelf(dwarf_cu_getdwarf(attr.cu));
	if (elf != sections->elf) {
		others = line_sections_of(elf);
		sections = &others;
	}
	return append_path(sections, &unit, offset, number, out);
}

static struct sonde_error *has_same_file(const struct line_sections *sections, Dwarf_Die *a,
					 Dwarf_Die *b, bool *ret)
{
	_cleanup_str_ struct str x = STR_INIT, y = STR_INIT;

	TRY(append_file(sections, a, &x));
	TRY(append_file(sections, b, &y));
	*ret = strcmp(str_text(&x), str_text(&y)) == 0;
	return NULL;
}

static struct sonde_error *looks_same(const struct line_sections *sections, Dwarf_Die *a,
				      Dwarf_Die *b, bool *ret)
{
	const char *x = die_name(a), *y = die_name(b);

	if (dwarf_tag(a) != dwarf_tag(b) || strcmp(x ? x : "", y ? y : "") != 0) {
		*ret = false;
		return NULL;
	}
	if (die_flag(a, DW_AT_declaration) || die_flag(b, DW_AT_declaration)) {
		*ret = true;
		return NULL;
	}
	if (!has_same_numbers(a, b)) {
		*ret = false;
		return NULL;
	}
	return has_same_file(sections, a, b, ret);
}

/* What a pointer points to, or an array is made of; false for `void`. */
static bool go_behind(Dwarf_Die *die)
{
	Dwarf_Die type;

	return die_type(die, &type) && die_peel(&type, die);
}

struct sonde_error *lookalike(const struct line_sections *sections, Dwarf_Die *a, Dwarf_Die *b,
			      bool *ret)
{
	Dwarf_Die x = *a, y = *b;
	bool has_x = die_peel(a, &x), has_y = die_peel(b, &y);

	for (int i = 0; i < DEPTH_MAX && has_x && has_y; i++) {
		const int tag = dwarf_tag(&x);

		TRY(looks_same(sections, &x, &y, ret));
		if (!*ret || (!die_is_pointer(&x) && tag != DW_TAG_array_type))
			return NULL;
		has_x = go_behind(&x);
		has_y = go_behind(&y);
	}
	*ret = has_x == has_y;
	return NULL;
}
