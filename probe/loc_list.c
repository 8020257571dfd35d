/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/loc_list.h"

#include <dwarf.h>

#include "image/bytes.h"
#include "image/line_files.h"
#include "probe/die.h"

/* What libdw reads of a number, whether it ends there or not. */
#define ULEB_MAX 10

static uint64_t read_uleb(struct bytes *bytes)
{
	const unsigned char *start = bytes->next;
	const uint64_t number = bytes_uleb(bytes);

	bytes->failed |= bytes->next - start > ULEB_MAX;
	return number;
}

/* Over what stands before the expression; false where the list ends, or libdw will not go on. */
static bool skip_range(struct bytes *bytes, uint8_t address_size, bool *has_expression)
{
	const uint64_t kind = bytes->next < bytes->end ? bytes_number(bytes, 1)
						       : DW_LLE_end_of_list;

	*has_expression = kind != DW_LLE_base_addressx && kind != DW_LLE_base_address;
	switch (kind) {
	case DW_LLE_startx_endx:
	case DW_LLE_startx_length:
	case DW_LLE_offset_pair:
		read_uleb(bytes);
		read_uleb(bytes);
		return true;
	case DW_LLE_base_addressx:
		read_uleb(bytes);
		return true;
	case DW_LLE_base_address:
		bytes_skip(bytes, address_size);
		return true;
	case DW_LLE_start_end:
		bytes_skip(bytes, 2 * (uint64_t)address_size);
		return true;
	case DW_LLE_start_length:
		bytes_skip(bytes, address_size);
		read_uleb(bytes);
		return true;
	case DW_LLE_default_location:
		return true;
	default:
		return false;
	}
}

/* Where DW_FORM_loclistx leads: its number is one of a table of offsets, which count from there. */
static bool follow_number(Dwarf_Die *unit, struct span section, uint8_t offset_size,
			  uint64_t *offset)
{
	struct bytes table;
	uint64_t base;

	if (!die_unsigned(unit, DW_AT_loclists_base, &base) || *offset > section.size)
		return false;
	table = bytes_of(section, base);
	bytes_skip(&table, *offset * offset_size);
	*offset = base + bytes_number(&table, offset_size);
	return !table.failed;
}

static bool entries_fit(struct bytes *bytes, uint8_t address_size)
{
	bool has_expression;

	while (skip_range(bytes, address_size, &has_expression) && !bytes->failed) {
		if (has_expression)
			bytes_skip(bytes, read_uleb(bytes));
	}
	return !bytes->failed;
}

bool loc_list_fits(Dwarf_Attribute *attr)
{
	const unsigned form = dwarf_whatform(attr);
	uint8_t address_size, offset_size;
	struct line_sections sections;
	struct span section;
	struct bytes bytes;
	Dwarf_Word offset;
	Dwarf_Half version;
	Dwarf_Die unit;

	if (form != DW_FORM_sec_offset && form != DW_FORM_loclistx)
		return true;
	if (!dwarf_cu_die(attr->cu, &unit, &version, NULL, &address_size, &offset_size, NULL, NULL))
		return false;
	if (version < 5)
		return true;
	sections = line_sections_of(dwarf_getelf(dwarf_cu_getdwarf(attr->cu)));
	if (!sections.loclists || dwarf_formudata(attr, &offset) != 0)
		return false;
	section = (struct span){sections.loclists->d_buf, sections.loclists->d_size};
	if (form == DW_FORM_loclistx && !follow_number(&unit, section, offset_size, &offset))
		return false;
	bytes = bytes_of(section, offset);
	return entries_fit(&bytes, address_size);
}
