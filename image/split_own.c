/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split_own.h"

#include <dwarf.h>
#include <string.h>

/* An attribute that says nothing, in the place of one that must not be seen: a user's number. */
#define NOTHING 0x3e5e
/* What stands before the tables of DWARF 5: of lists (7.28, 7.29), of offsets of strings (7.26). */
#define LISTS_HEAD   12
#define STRINGS_HEAD 8
/* The bytes of the unit's number. */
#define ROOM	     8
#define ADDRESS_SIZE 8

/* The DIE under way. */
struct own {
	struct split_joining *joining;
	const struct split_part *part;
	const struct split_unit *unit;
	const struct skeleton *skeleton;
	struct abbrevs *abbrevs;
	/** Its attributes as they were read; the new ones are put behind all others. */
	struct abbrev abbrev;
	/** Where ROOM is in the section of the file, once it was passed. */
	uint64_t room;
	bool has_room;
	/** The place of the new attribute that can name the directory, and the number of its text.
	 */
	size_t directory;
	uint64_t directory_text;
	bool can_name_directory, names_directory;
};

static struct sonde_error *refused(const char *what)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s", what);
}

static struct sonde_error *add(struct own *own, uint64_t name, uint64_t form, uint64_t constant)
{
	return vec_push(&own->abbrevs->attributes, (struct abbrev_attribute){
							   .name = name,
							   .form = form,
							   .constant = (int64_t)constant,
						   });
}

/* What the skeleton knows, and what is said anew. */
static bool is_hidden(uint64_t name)
{
	switch (name) {
	case DW_AT_stmt_list:
	case DW_AT_low_pc:
	case DW_AT_high_pc:
	case DW_AT_ranges:
	case DW_AT_addr_base:
	case DW_AT_str_offsets_base:
	case DW_AT_loclists_base:
	case DW_AT_rnglists_base:
	case DW_AT_dwo_name:
	case DW_AT_GNU_dwo_name:
	case DW_AT_GNU_dwo_id:
	case DW_AT_GNU_addr_base:
	case DW_AT_GNU_ranges_base:
		return true;
	default:
		return false;
	}
}

/* The number of a text in the unit's table, where the form is one of those. */
static bool read_text_number(struct bytes bytes, uint64_t form, uint64_t *ret)
{
	if (form == DW_FORM_strx || form == DW_FORM_GNU_str_index)
		*ret = bytes_uleb(&bytes);
	else if (form >= DW_FORM_strx1 && form <= DW_FORM_strx4)
		*ret = bytes_number(&bytes, form - DW_FORM_strx1 + 1);
	else
		return false;
	return !bytes.failed;
}

/* The value at `offset` of the unit's section of the image. */
static void put(struct own *own, uint64_t offset, uint64_t value)
{
	struct split_joining *joining = own->joining;

	bytes_patch(&joining->join->sections[JOIN_INFO], joining->starts[SPLIT_INFO] + offset,
		    value, 4);
}

/* The ranges of the skeleton as a list of the unit's version; gives its offset. */
static uint64_t write_ranges(struct own *own)
{
	const bool is_5 = own->unit->version == 5;
	struct str *to = &own->joining->join->sections[is_5 ? JOIN_RNGLISTS : JOIN_RANGES];
	const uint64_t offset = to->size;

	if (!is_5) {
		bytes_put_number(to, UINT64_MAX, ADDRESS_SIZE);
		bytes_put_number(to, 0, ADDRESS_SIZE);
	}
	vec_for_each(&own->skeleton->ranges, range) {
		if (is_5)
			bytes_put_number(to, DW_RLE_start_end, 1);
		bytes_put_number(to, range->start, ADDRESS_SIZE);
		bytes_put_number(to, range->end, ADDRESS_SIZE);
	}
	if (is_5) {
		bytes_put_number(to, DW_RLE_end_of_list, 1);
	} else {
		bytes_put_number(to, 0, ADDRESS_SIZE);
		bytes_put_number(to, 0, ADDRESS_SIZE);
	}
	return offset;
}

/* An address of its own in .debug_addr, by its number for the unit. */
static uint64_t write_address(struct own *own, uint64_t address)
{
	struct str *to = &own->joining->join->sections[JOIN_ADDR];
	const uint64_t base = own->skeleton->addr_base;

	while (!to->failed && (to->size < base || (to->size - base) % ADDRESS_SIZE))
		str_append_char(to, '\0');
	bytes_put_number(to, address, ADDRESS_SIZE);
	return (to->size - ADDRESS_SIZE - base) / ADDRESS_SIZE;
}

/* Where the code is, in four bytes; the size of one piece is a constant. */
static struct sonde_error *add_code(struct own *own)
{
	const struct skeleton *skeleton = own->skeleton;

	if (skeleton->has_ranges) {
		put(own, own->room + 4, write_ranges(own));
		return add(own, DW_AT_ranges, DW_FORM_sec_offset, 0);
	}
	if (skeleton->ranges.size == 0 && skeleton->low_pc == 0)
		return add(own, NOTHING, DW_FORM_data4, 0);
	put(own, own->room + 4, write_address(own, skeleton->low_pc));
	return add(own, DW_AT_low_pc, DW_FORM_addrx4, 0);
}

/* What takes the place of the number. */
static struct sonde_error *fill_room(struct own *own, uint64_t room)
{
	const bool has_lines = own->skeleton->has_lines;

	own->room = room;
	own->has_room = true;
	put(own, room, own->skeleton->lines);
	TRY(add(own, has_lines ? DW_AT_stmt_list : NOTHING,
		has_lines ? DW_FORM_sec_offset : DW_FORM_data4, 0));
	return add_code(own);
}

/* The texts of a unit whose directory the skeleton has: one of these two can go. */
static void note_directory(struct own *own, struct bytes bytes,
			   const struct abbrev_attribute *attribute)
{
	const bool is_name = attribute->name == DW_AT_dwo_name ||
			     attribute->name == DW_AT_GNU_dwo_name;
	uint64_t text;

	own->names_directory |= attribute->name == DW_AT_comp_dir;
	if (!is_name && (attribute->name != DW_AT_producer || own->can_name_directory))
		return;
	if (!read_text_number(bytes, attribute->form, &text))
		return;
	own->directory = own->abbrevs->attributes.size;
	own->directory_text = text;
	own->can_name_directory = true;
}

/* The DIE's attributes again, but for those that the skeleton has. */
static struct sonde_error *copy_attributes(struct own *own, struct bytes *bytes)
{
	for (size_t i = 0; i < own->abbrev.count; i++) {
		const struct abbrev_attribute attribute =
			own->abbrevs->attributes.data[own->abbrev.first + i];
		const uint64_t name = is_hidden(attribute.name) ? NOTHING : attribute.name;
		const bool is_number = attribute.name == DW_AT_GNU_dwo_id &&
				       attribute.form == DW_FORM_data8 && !own->has_room;

		if (is_number) {
			TRY(fill_room(own, bytes_offset(bytes)));
		} else {
			note_directory(own, *bytes, &attribute);
			TRY(add(own, name, attribute.form, (uint64_t)attribute.constant));
		}
		abbrev_skip_value(bytes, attribute.form);
	}
	return bytes->failed ? refused("the DIE of a unit is damaged") : NULL;
}

/* DWARF 5: the number is in the head. The DIE goes there, and leaves room behind it. */
static struct sonde_error *move_up(struct own *own, uint64_t end)
{
	struct str *info = &own->joining->join->sections[JOIN_INFO];
	const struct split_file *file = own->joining->file;
	char *to = info->data + own->joining->starts[SPLIT_INFO];

	memcpy(to + own->unit->die - ROOM, file->sections[SPLIT_INFO].data + own->unit->die,
	       end - own->unit->die);
	return fill_room(own, end - ROOM);
}

static struct sonde_error *add_bases(struct own *own)
{
	const uint64_t *starts = own->joining->starts, *parts = own->part->starts;
	const uint64_t form = DW_FORM_implicit_const;
	const bool is_5 = own->unit->version == 5;

	TRY(add(own, DW_AT_str_offsets_base, form,
		starts[SPLIT_STR_OFFSETS] + parts[SPLIT_STR_OFFSETS] + (is_5 ? STRINGS_HEAD : 0)));
	if (!own->skeleton)
		return NULL;
	TRY(add(own, is_5 ? DW_AT_addr_base : DW_AT_GNU_addr_base, form, own->skeleton->addr_base));
	if (!own->skeleton->has_ranges && own->skeleton->ranges.size)
		TRY(add(own, DW_AT_high_pc, form,
			own->skeleton->ranges.data[0].end - own->skeleton->low_pc));
	if (!is_5)
		return NULL;
	TRY(add(own, DW_AT_loclists_base, form,
		starts[SPLIT_LOCLISTS] + parts[SPLIT_LOCLISTS] + LISTS_HEAD));
	return add(own, DW_AT_rnglists_base, form,
		   starts[SPLIT_RNGLISTS] + parts[SPLIT_RNGLISTS] + LISTS_HEAD);
}

/* Its directory, as a text of its own, which the unit has another one's number for. */
static struct sonde_error *name_directory(struct own *own)
{
	struct split_joining *joining = own->joining;
	struct str *texts = &joining->join->sections[JOIN_STR];
	const bool is_5 = own->unit->version == 5;
	const uint64_t at = joining->starts[SPLIT_STR_OFFSETS] +
			    own->part->starts[SPLIT_STR_OFFSETS] + (is_5 ? STRINGS_HEAD : 0) +
			    own->directory_text * 4;
	const char *name = own->skeleton->comp_dir;

	if (!name || own->names_directory || !own->can_name_directory ||
	    own->directory_text > UINT32_MAX)
		return NULL;
	bytes_patch(&joining->join->sections[JOIN_STR_OFFSETS], at, texts->size, 4);
	str_append_bytes(texts, name, strlen(name) + 1);
	own->abbrevs->attributes.data[own->directory].name = DW_AT_comp_dir;
	return str_check(texts);
}

/* Go to the DIE's first attribute. */
static struct sonde_error *find_own(struct own *own, struct span span, struct bytes *bytes)
{
	const struct abbrev *abbrev;

	span.size = own->unit->end;
	*bytes = bytes_of(span, own->unit->die);
	abbrev = abbrevs_find(own->abbrevs, bytes_uleb(bytes));
	if (!abbrev)
		return refused("the DIE of a unit is of no kind");
	own->abbrev = *abbrev;
	return NULL;
}

/* The DIE's kind has the new attributes from `first` on. */
static void use_new(struct own *own, size_t first)
{
	vec_for_each(&own->abbrevs->list, abbrev) {
		if (abbrev->code != own->abbrev.code)
			continue;
		abbrev->first = first;
		abbrev->count = own->abbrevs->attributes.size - first;
		return;
	}
}

struct sonde_error *split_own_code(struct split_joining *joining, const struct split_part *part,
				   const struct split_unit *unit, const struct skeleton *skeleton,
				   struct abbrevs *abbrevs)
{
	struct own own = {.joining = joining,
			  .part = part,
			  .unit = unit,
			  .skeleton = skeleton,
			  .abbrevs = abbrevs};
	const size_t first = abbrevs->attributes.size;
	struct bytes bytes;

	if (skeleton->has_ranges && skeleton->low_pc)
		return refused("its unit has both a first address and a list of ranges");
	TRY(find_own(&own, joining->file->sections[SPLIT_INFO], &bytes));
	TRY(copy_attributes(&own, &bytes));
	if (unit->version == 5)
		TRY(move_up(&own, bytes_offset(&bytes)));
	else if (!own.has_room)
		return refused("a unit in it has no number (DW_AT_GNU_dwo_id)");
	TRY(add_bases(&own));
	TRY(name_directory(&own));
	use_new(&own, first);
	return NULL;
}

struct sonde_error *split_own_type(struct split_joining *joining, const struct split_part *part,
				   const struct split_unit *unit, struct abbrevs *abbrevs)
{
	struct own own = {.joining = joining, .part = part, .unit = unit, .abbrevs = abbrevs};
	const size_t first = abbrevs->attributes.size;
	const bool has_lines = joining->file->sections[SPLIT_LINE].size;
	struct bytes bytes;

	TRY(find_own(&own, joining->file->sections[part->is_in_types ? SPLIT_TYPES : SPLIT_INFO],
		     &bytes));
	for (size_t i = 0; i < own.abbrev.count; i++) {
		const struct abbrev_attribute attribute =
			abbrevs->attributes.data[own.abbrev.first + i];
		const bool is_kept = !is_hidden(attribute.name) ||
				     (attribute.name == DW_AT_stmt_list && has_lines);

		TRY(add(&own, is_kept ? attribute.name : NOTHING, attribute.form,
			(uint64_t)attribute.constant));
	}
	TRY(add_bases(&own));
	use_new(&own, first);
	return NULL;
}
