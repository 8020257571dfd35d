/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split_patch.h"

#include <dwarf.h>

#include "image/split_loc.h"

/* What an offset of four bytes is one into. */
enum target {
	TARGET_NONE,
	TARGET_DIES,
	TARGET_TEXTS,
	TARGET_LINES,
	TARGET_LOCATIONS,
	TARGET_RANGES,
};

/* DWARF 5, 7.5.5 (loclist, rnglist): attributes whose offsets are of lists. */
static enum target target_of_list(uint64_t name)
{
	switch (name) {
	case DW_AT_location:
	case DW_AT_string_length:
	case DW_AT_return_addr:
	case DW_AT_data_member_location:
	case DW_AT_frame_base:
	case DW_AT_segment:
	case DW_AT_static_link:
	case DW_AT_use_location:
	case DW_AT_vtable_elem_location:
		return TARGET_LOCATIONS;
	case DW_AT_ranges:
	case DW_AT_start_scope:
		return TARGET_RANGES;
	case DW_AT_stmt_list:
		return TARGET_LINES;
	default:
		return TARGET_NONE;
	}
}

static enum target target_of(const struct abbrev_attribute *attribute)
{
	switch (attribute->form) {
	case DW_FORM_ref_addr:
		return TARGET_DIES;
	case DW_FORM_strp:
		return TARGET_TEXTS;
	case DW_FORM_sec_offset:
		return target_of_list(attribute->name);
	default:
		return TARGET_NONE;
	}
}

/* Most units of DWARF 5 have no such offset but in DIEs of types. */
static bool has_target(const struct abbrevs *abbrevs)
{
	vec_for_each(&abbrevs->attributes, attribute) {
		if (target_of(attribute) != TARGET_NONE)
			return true;
	}
	return false;
}

/* The offset as it has to be; false for one that stays. */
static struct sonde_error *translate(const struct split_patching *patching, enum target target,
				     uint64_t *offset)
{
	const uint64_t *starts = patching->joining->starts, *parts = patching->part->starts;
	const bool is_5 = patching->unit->version == 5;

	switch (target) {
	case TARGET_DIES:
		*offset += starts[SPLIT_INFO];
		return NULL;
	case TARGET_TEXTS:
		*offset += starts[SPLIT_STR];
		return NULL;
	case TARGET_LINES:
		*offset += starts[SPLIT_LINE] + parts[SPLIT_LINE];
		return NULL;
	case TARGET_LOCATIONS:
		if (!is_5)
			return split_loc_convert(patching, offset);
		*offset += starts[SPLIT_LOCLISTS] + parts[SPLIT_LOCLISTS];
		return NULL;
	case TARGET_RANGES:
		if (is_5)
			*offset += starts[SPLIT_RNGLISTS] + parts[SPLIT_RNGLISTS];
		else if (patching->skeleton)
			*offset += patching->skeleton->ranges_base;
		return NULL;
	default:
		return NULL;
	}
}

static struct sonde_error *patch_value(const struct split_patching *patching,
				       const struct abbrev_attribute *attribute,
				       struct bytes *bytes)
{
	const bool is_in_types = patching->part->is_in_types;
	struct str *to = &patching->joining->join->sections[is_in_types ? JOIN_TYPES : JOIN_INFO];
	const enum target target = target_of(attribute);
	const uint64_t at = bytes_offset(bytes) - patching->unit->start + patching->place;
	uint64_t offset;

	if (target == TARGET_NONE) {
		abbrev_skip_value(bytes, attribute->form);
		return NULL;
	}
	offset = bytes_number(bytes, 4);
	if (bytes->failed)
		return NULL;
	TRY(translate(patching, target, &offset));
	bytes_patch(to, at, offset, 4);
	return NULL;
}

struct sonde_error *split_patch(const struct split_patching *patching)
{
	const bool is_in_types = patching->part->is_in_types;
	const struct split_file *file = patching->joining->file;
	struct span span = file->sections[is_in_types ? SPLIT_TYPES : SPLIT_INFO];
	struct bytes bytes;

	if (!has_target(patching->abbrevs))
		return NULL;
	span.size = patching->unit->end;
	bytes = bytes_of(span, patching->unit->die);
	while (bytes.next < bytes.end && !bytes.failed) {
		const uint64_t code = bytes_uleb(&bytes);
		const struct abbrev *abbrev = abbrevs_find(patching->abbrevs, code);

		if (code && !abbrev)
			bytes.failed = true;
		for (size_t i = 0; code && !bytes.failed && i < abbrev->count; i++)
			TRY(patch_value(patching,
					&patching->abbrevs->attributes.data[abbrev->first + i],
					&bytes));
	}
	if (bytes.failed)
		return sonde_error_new(SONDE_ERROR_FORMAT, "the DIEs of a unit are damaged");
	return NULL;
}
