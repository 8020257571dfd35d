/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/index_make.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "image/apart.h"
#include "image/bytes.h"
#include "image/dieref.h"
#include "image/index_pack.h"
#include "image/index_stems.h"
#include "image/language.h"
#include "image/line_files.h"

/* Namespaces, classes and blocks nested deeper than this come from no compiler. */
#define DEPTH_MAX 256
/* After so many units what was read of the file is given back. */
#define RELEASE_INTERVAL 128

/* Which files of a unit have code, by number; a unit of a kernel names some hundred. */
#define FILE_NUMBERS_MAX 65536

struct maker {
	struct image *image;
	struct line_sections sections;
	struct index_tables *tables;
	/** One byte for each file number of the unit: whether a function is declared there. */
	struct str used_files;
	/** What references into the unit have beside the offset (image/dieref.h). */
	uint64_t unit_bits;
	/** Functions of the unit are declared in files that no number here names: take all. */
	bool all_files;
	/** Functions of the unit can be within classes, and these within functions. */
	bool is_nested;
	struct index_stems stems;
};

/* What matters of a subprogram, gathered in one walk over its attributes. */
struct subprogram {
	const char *name;
	const char *linkage_name;
	Dwarf_Word file;
	bool has_file;
	bool is_declaration;
	bool has_name_elsewhere;
	/** `file` counts in another unit's line table. */
	bool is_foreign;
};

static int take_attribute(Dwarf_Attribute *attr, void *data)
{
	struct subprogram *subprogram = data;
	bool flag;

	switch (dwarf_whatattr(attr)) {
	case DW_AT_name:
		subprogram->name = dwarf_formstring(attr);
		break;
	case DW_AT_linkage_name:
	case DW_AT_MIPS_linkage_name:
		subprogram->linkage_name = dwarf_formstring(attr);
		break;
	case DW_AT_decl_file:
		subprogram->has_file = dwarf_formudata(attr, &subprogram->file) == 0;
		break;
	case DW_AT_declaration:
		subprogram->is_declaration = dwarf_formflag(attr, &flag) == 0 && flag;
		break;
	case DW_AT_abstract_origin:
	case DW_AT_specification:
		subprogram->has_name_elsewhere = true;
		break;
	default:
		break;
	}
	return DWARF_CB_OK;
}

/* Names and file of a copy stand where it is declared. */
static void look_elsewhere(Dwarf_Die *die, struct subprogram *subprogram)
{
	Dwarf_Attribute attr;

	if (!subprogram->name)
		subprogram->name = dwarf_diename(die);
	if (!subprogram->linkage_name &&
	    (dwarf_attr_integrate(die, DW_AT_linkage_name, &attr) ||
	     dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &attr)))
		subprogram->linkage_name = dwarf_formstring(&attr);
	if (subprogram->has_file || !dwarf_attr_integrate(die, DW_AT_decl_file, &attr))
		return;
	/* A number in another unit's table says nothing about this one's: link-time optimisation.
	 */
	subprogram->is_foreign = attr.cu != die->cu;
	subprogram->has_file = dwarf_formudata(&attr, &subprogram->file) == 0;
}

static struct sonde_error *note_file(struct maker *maker, uint64_t number)
{
	while (maker->used_files.size <= number && number < FILE_NUMBERS_MAX &&
	       !maker->used_files.failed)
		str_append_char(&maker->used_files, '\0');
	if (number < maker->used_files.size)
		maker->used_files.data[number] = 1;
	return str_check(&maker->used_files);
}

static struct sonde_error *add_subprogram(struct maker *maker, Dwarf_Die *die)
{
	const uint64_t reference = dwarf_dieoffset(die) | maker->unit_bits;
	struct subprogram subprogram = {0};

	dwarf_getattrs(die, take_attribute, &subprogram, 0);
	/* A prototype: neither code nor a body to inline. */
	if (subprogram.is_declaration)
		return NULL;
	if (subprogram.has_name_elsewhere)
		look_elsewhere(die, &subprogram);
	maker->all_files |= subprogram.is_foreign;
	if (subprogram.has_file && !subprogram.is_foreign)
		TRY(note_file(maker, subprogram.file));
	if (subprogram.name)
		TRY(index_tables_add_name(maker->tables, subprogram.name, reference));
	if (subprogram.linkage_name &&
	    (!subprogram.name || strcmp(subprogram.name, subprogram.linkage_name) != 0))
		TRY(index_tables_add_name(maker->tables, subprogram.linkage_name, reference));
	return index_stems_add(&maker->stems, subprogram.name, reference, maker->tables);
}

static struct sonde_error *add_children(struct maker *maker, Dwarf_Die *parent, unsigned depth);

/* Classes have functions, and functions have classes: those of lambdas. */
static struct sonde_error *add_nested(struct maker *maker, Dwarf_Die *die, unsigned depth)
{
	switch (maker->is_nested ? dwarf_tag(die) : 0) {
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
		return add_children(maker, die, depth + 1);
	default:
		return NULL;
	}
}

static struct sonde_error *add_children(struct maker *maker, Dwarf_Die *parent, unsigned depth)
{
	Dwarf_Die child;
	int more = dwarf_child(parent, &child);

	if (depth > DEPTH_MAX)
		more = -1;
	for (; more == 0; more = dwarf_siblingof(&child, &child)) {
		switch (dwarf_tag(&child)) {
		case DW_TAG_subprogram:
			TRY(add_subprogram(maker, &child));
			break;
		case DW_TAG_namespace:
			TRY(add_children(maker, &child, depth + 1));
			break;
		default:
			break;
		}
		TRY(add_nested(maker, &child, depth));
	}
	maker->image->is_damaged |= more < 0;
	return NULL;
}

/* Whether DIEs of the section's abbreviations can be copies of what is in another unit. */
static bool has_foreign_origins(const struct span *section)
{
	struct bytes bytes = bytes_of(*section, 0);

	while (!bytes.failed && bytes.next < bytes.end) {
		uint64_t name, form;

		/* Tables follow one another; each ends with a code of 0. */
		if (bytes_uleb(&bytes) == 0)
			continue;
		bytes_uleb(&bytes);
		bytes_skip(&bytes, 1);
		do {
			name = bytes_uleb(&bytes);
			form = bytes_uleb(&bytes);
			if (form == DW_FORM_implicit_const)
				bytes_sleb(&bytes);
			if (name == DW_AT_abstract_origin &&
			    (form == DW_FORM_ref_addr || form == DW_FORM_GNU_ref_alt))
				return true;
		} while ((name || form) && !bytes.failed);
	}
	return false;
}

/* The same, at once where those two forms stand nowhere. */
static bool crosses_units(Elf *elf)
{
	static const char near[] = {DW_AT_abstract_origin, DW_FORM_ref_addr};
	static const char far[] = {DW_AT_abstract_origin, (char)(DW_FORM_GNU_ref_alt | 0x80),
				   (char)(DW_FORM_GNU_ref_alt >> 7)};
	const Elf_Data *data = line_sections_of(elf).abbrev;
	struct span section;

	if (!data || (!memmem(data->d_buf, data->d_size, near, sizeof(near)) &&
		      !memmem(data->d_buf, data->d_size, far, sizeof(far))))
		return false;
	section = (struct span){data->d_buf, data->d_size};
	return has_foreign_origins(&section);
}

/* The unit's files that have code; an assembler's unit has no functions, only its own file. */
static struct sonde_error *add_files(struct maker *maker, Dwarf_Die *unit)
{
	_cleanup_(line_files_deinit) struct line_files files = {0};
	_cleanup_error_ struct sonde_error *damaged = NULL;
	const char *comp_dir;
	Dwarf_Attribute attr;
	Dwarf_Word offset;

	if (!dwarf_attr(unit, DW_AT_stmt_list, &attr) || dwarf_formudata(&attr, &offset) != 0)
		return NULL;
	damaged = line_files_read(&maker->sections, offset, &files);
	if (damaged && damaged->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(damaged);
	comp_dir = dwarf_attr(unit, DW_AT_comp_dir, &attr) ? dwarf_formstring(&attr) : NULL;
	if (maker->used_files.size == 0)
		TRY(note_file(maker, files.files.size > 1 ? 1 : 0));
	for (size_t i = 0; i < files.files.size; i++) {
		_cleanup_str_ struct str path = STR_INIT;
		const bool is_used = i < maker->used_files.size && maker->used_files.data[i];

		if ((!is_used && !maker->all_files) || !line_files_path(&files, comp_dir, i, &path))
			continue;
		TRY(str_check(&path));
		TRY(index_tables_add_file(maker->tables, str_text(&path)));
	}
	return NULL;
}

static struct sonde_error *add_ranges(struct maker *maker, Dwarf_Die *unit)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;

	while ((next = dwarf_ranges(unit, next, &base, &start, &end)) > 0) {
		if (start < end)
			TRY(index_tables_add_range(maker->tables, start, end));
	}
	return NULL;
}

static struct sonde_error *add_unit(struct maker *maker, Dwarf_Die *unit)
{
	const uint64_t reference = dieref_of(maker->image, unit);

	maker->unit_bits = reference & (DIEREF_TYPES | DIEREF_ALT);
	TRY(index_tables_add_unit(maker->tables, reference));
	str_truncate(&maker->used_files, 0);
	/* The lines of other units' functions are in this one's table as well. */
	maker->all_files = maker->tables->crosses_units;
	/* To look costs. */
	maker->is_nested = language_nests(language_of(unit));
	TRY(add_ranges(maker, unit));
	TRY(add_children(maker, unit, 0));
	/* The file that dwz made has line tables for the numbers in it, and no code. */
	return maker->unit_bits & DIEREF_ALT ? NULL : add_files(maker, unit);
}

static struct sonde_error *add_units(struct maker *maker, const struct index_progress *progress)
{
	struct image *image = maker->image;
	Dwarf_CU *unit = NULL;
	size_t count = 0;
	Dwarf_Die die;
	uint8_t type;
	int more;

	image->is_damaged = false;
	while ((more = dwarf_get_units(image->dwarf, unit, &unit, NULL, &type, &die, NULL)) == 0) {
		/* A unit that ends with its head has a DIE of nothing. */
		if (!die.addr || !die.cu) {
			image->is_damaged = true;
			continue;
		}
		/* Others have no code, or are skeletons: image/split.h. */
		if (type == DW_UT_compile || type == DW_UT_partial)
			TRY(add_unit(maker, &die));
		if (++count % RELEASE_INTERVAL)
			continue;
		image_release_pages(image);
		if (progress->report)
			progress->report(progress->data, dwarf_dieoffset(&die),
					 image->section_sizes[IMAGE_SIZE_DEBUG_INFO]);
	}
	image->is_damaged |= more < 0;
	image_release_pages(image);
	return NULL;
}

/* What dwz has moved into the file that several images share. */
static struct sonde_error *add_shared(struct maker *maker)
{
	Dwarf *shared = dwarf_getalt(maker->image->dwarf);
	Dwarf_CU *unit = NULL;
	size_t count = 0;
	Dwarf_Die die;
	uint8_t type;

	while (shared && dwarf_get_units(shared, unit, &unit, NULL, &type, &die, NULL) == 0) {
		if (die.addr && die.cu && (type == DW_UT_compile || type == DW_UT_partial))
			TRY(add_unit(maker, &die));
		count++;
	}
	maker->tables->crosses_units |= count > 0;
	return NULL;
}

struct sonde_error *index_make(struct image *image, const struct index_progress *progress,
			       struct index **ret)
{
	_cleanup_(symbols_deinit) struct symbols symbols = {0};
	_cleanup_(index_tables_deinit) struct index_tables tables = {0};
	struct maker maker = {.image = image, .tables = &tables};
	struct sonde_error *error = NULL;

	if (image->dwarf) {
		maker.sections = line_sections_of(dwarf_getelf(image->dwarf));
		tables.crosses_units = crosses_units(dwarf_getelf(image->dwarf));
		error = add_units(&maker, progress);
		if (!error)
			error = add_shared(&maker);
		str_deinit(&maker.used_files);
	}
	if (!error)
		error = symbols_init(apart_symbol_files(image), image->path, &symbols);
	if (!error)
		error = index_tables_pack(&tables, image, &symbols, ret);
	index_stems_deinit(&maker.stems);
	return error;
}
