/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split_unit.h"

#include <dwarf.h>

#include "image/split_abbrev.h"
#include "image/split_own.h"
#include "image/split_patch.h"

static const enum join_section section_to[SPLIT_SECTIONS] = {
	[SPLIT_INFO] = JOIN_INFO,	  [SPLIT_TYPES] = JOIN_TYPES,
	[SPLIT_ABBREV] = JOIN_ABBREV,	  [SPLIT_LINE] = JOIN_LINE,
	[SPLIT_LOC] = JOIN_SECTIONS,	  [SPLIT_LOCLISTS] = JOIN_LOCLISTS,
	[SPLIT_RNGLISTS] = JOIN_RNGLISTS, [SPLIT_STR_OFFSETS] = JOIN_STR_OFFSETS,
	[SPLIT_STR] = JOIN_STR,		  [SPLIT_CU_INDEX] = JOIN_SECTIONS,
	[SPLIT_TU_INDEX] = JOIN_SECTIONS,
};

static struct sonde_error *refused(const char *what)
{
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s", what);
}

static struct span span_of(const struct split_file *file, const struct split_part *part)
{
	return file->sections[part->is_in_types ? SPLIT_TYPES : SPLIT_INFO];
}

static struct sonde_error *read_head(const struct split_file *file, const struct split_part *part,
				     struct split_unit *ret)
{
	const uint64_t start = part->starts[part->is_in_types ? SPLIT_TYPES : SPLIT_INFO];
	struct bytes bytes = bytes_of(span_of(file, part), start);
	uint64_t length = bytes_number(&bytes, 4), address_size;

	*ret = (struct split_unit){.start = start, .end = start + 4 + length};
	ret->version = (unsigned)bytes_number(&bytes, 2);
	if (ret->version == 5) {
		ret->type = (unsigned)bytes_number(&bytes, 1);
		address_size = bytes_number(&bytes, 1);
		ret->abbrevs = bytes_number(&bytes, 4);
		ret->id = bytes_number(&bytes, 8);
	} else {
		ret->type = part->is_in_types ? DW_UT_split_type : DW_UT_split_compile;
		ret->abbrevs = bytes_number(&bytes, 4);
		address_size = bytes_number(&bytes, 1);
		ret->id = part->is_in_types ? bytes_number(&bytes, 8) : 0;
	}
	if (ret->type == DW_UT_split_type)
		bytes_skip(&bytes, 4);
	ret->die = bytes_offset(&bytes);
	if (bytes.failed || ret->die >= ret->end || ret->end > span_of(file, part).size)
		return refused("a unit ends after its section does, it may be cut short");
	if (ret->version != 4 && ret->version != 5)
		return refused("a unit is of a version of DWARF that has no split units");
	if (address_size != 8)
		return refused("a unit is for addresses that are not 8 bytes long");
	if (ret->type != DW_UT_split_compile && ret->type != DW_UT_split_type)
		return refused("a unit in it is no split unit");
	return NULL;
}

static struct sonde_error *read_abbrevs(const struct split_file *file,
					const struct split_part *part,
					const struct split_unit *unit, struct abbrevs *ret)
{
	return abbrevs_read(file->sections[SPLIT_ABBREV],
			    part->starts[SPLIT_ABBREV] + unit->abbrevs, ret);
}

/* The unit's own DIE: `ret` is a reader at its first attribute. */
static const struct abbrev *own_die(const struct split_file *file, const struct split_part *part,
				    const struct split_unit *unit, const struct abbrevs *abbrevs,
				    struct bytes *ret)
{
	struct span span = span_of(file, part);

	span.size = unit->end;
	*ret = bytes_of(span, unit->die);
	return abbrevs_find(abbrevs, bytes_uleb(ret));
}

/* Before DWARF 5 the number is an attribute. */
static struct sonde_error *read_id(const struct split_file *file, const struct split_part *part,
				   struct split_unit *unit)
{
	_cleanup_(abbrevs_deinit) struct abbrevs abbrevs = {0};
	const struct abbrev *own;
	struct bytes bytes;

	TRY(read_abbrevs(file, part, unit, &abbrevs));
	own = own_die(file, part, unit, &abbrevs, &bytes);
	for (size_t i = 0; own && i < own->count && !bytes.failed; i++) {
		const struct abbrev_attribute *attribute = &abbrevs.attributes.data[own->first + i];

		if (attribute->name == DW_AT_GNU_dwo_id && attribute->form == DW_FORM_data8) {
			unit->id = bytes_number(&bytes, 8);
			return bytes.failed ? refused("its first unit is damaged") : NULL;
		}
		abbrev_skip_value(&bytes, attribute->form);
	}
	return refused("a unit in it has no number (DW_AT_GNU_dwo_id)");
}

struct sonde_error *split_unit_read(const struct split_file *file, const struct split_part *part,
				    struct split_unit *ret)
{
	TRY(read_head(file, part, ret));
	return ret->version == 4 && !part->is_in_types ? read_id(file, part, ret) : NULL;
}

/* Whether the units of a section follow one another: libdw goes from one to the next. */
static struct sonde_error *check_chain(const struct split_file *file, enum split_section section)
{
	struct split_part part = {.is_in_types = section == SPLIT_TYPES};
	struct split_unit unit;

	while (part.starts[section] < file->sections[section].size) {
		TRY(read_head(file, &part, &unit));
		part.starts[section] = unit.end;
	}
	return NULL;
}

/* Offsets of strings count from where those of this file begin now. */
static void move_strings(struct str *offsets, uint64_t start, uint64_t delta, unsigned version)
{
	const struct span span = {(const unsigned char *)offsets->data, offsets->size};
	struct bytes bytes = bytes_of(span, start);

	while (!bytes.failed && bytes.next < bytes.end) {
		uint64_t length = (uint64_t)(bytes.end - bytes.next);

		if (version == 5) {
			length = bytes_number(&bytes, 4) - 4;
			bytes_skip(&bytes, 4);
		}
		for (; length >= 4 && !bytes.failed && bytes.next < bytes.end; length -= 4) {
			const uint64_t at = bytes_offset(&bytes);

			bytes_patch(offsets, at, bytes_number(&bytes, 4) + delta, 4);
		}
		if (length)
			break;
	}
}

struct sonde_error *split_joining_init(struct join *join, const struct split_file *file,
				       uint64_t addr_size, struct split_joining *ret)
{
	struct split_part first = {0};
	struct split_unit unit;

	TRY(check_chain(file, SPLIT_INFO));
	TRY(check_chain(file, SPLIT_TYPES));
	TRY(read_head(file, &first, &unit));
	*ret = (struct split_joining){
		.join = join,
		.file = file,
		.addr_size = addr_size,
		.loc_size = join->sections[JOIN_LOC].size,
	};
	for (size_t i = 0; i < SPLIT_SECTIONS; i++) {
		struct str *to;

		if (section_to[i] == JOIN_SECTIONS)
			continue;
		to = &join->sections[section_to[i]];
		ret->starts[i] = to->size;
		str_append_bytes(to, (const char *)file->sections[i].data, file->sections[i].size);
		TRY(str_check(to));
		if (to->size > UINT32_MAX)
			return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
					       "with the units split off, %s is over 4 GB",
					       join_name(section_to[i]));
	}
	move_strings(&join->sections[JOIN_STR_OFFSETS], ret->starts[SPLIT_STR_OFFSETS],
		     ret->starts[SPLIT_STR], unit.version);
	return NULL;
}

/* Where the unit starts in the section of the image. */
static uint64_t place_of(const struct split_joining *joining, const struct split_part *part,
			 const struct split_unit *unit)
{
	return joining->starts[part->is_in_types ? SPLIT_TYPES : SPLIT_INFO] + unit->start;
}

/* Say in the unit's head which abbreviations it has, and that it is a unit like all others. */
static void write_head(struct split_joining *joining, const struct split_part *part,
		       const struct split_unit *unit, uint64_t abbrevs)
{
	struct str *to = &joining->join->sections[part->is_in_types ? JOIN_TYPES : JOIN_INFO];
	const uint64_t start = place_of(joining, part, unit);
	const bool is_type = unit->type == DW_UT_split_type;

	if (unit->version == 4) {
		bytes_patch(to, start + 6, abbrevs, 4);
		return;
	}
	bytes_patch(to, start + 6, is_type ? DW_UT_type : DW_UT_compile, 1);
	bytes_patch(to, start + 8, abbrevs, 4);
}

static struct sonde_error *join_type(struct split_joining *joining, const struct split_part *part,
				     const struct split_unit *unit, struct abbrevs *abbrevs,
				     uint64_t *ret)
{
	const uint64_t of = part->starts[SPLIT_ABBREV] + unit->abbrevs;
	const uint64_t strings = part->starts[SPLIT_STR_OFFSETS];

	if (!joining->has_type_abbrevs || joining->type_abbrevs_of != of ||
	    joining->type_strings != strings) {
		joining->type_abbrevs = joining->join->sections[JOIN_ABBREV].size;
		TRY(split_own_type(joining, part, unit, abbrevs));
		abbrevs_write(abbrevs, &joining->join->sections[JOIN_ABBREV]);
		TRY(str_check(&joining->join->sections[JOIN_ABBREV]));
	}
	joining->has_type_abbrevs = true;
	joining->type_abbrevs_of = of;
	joining->type_strings = strings;
	*ret = joining->type_abbrevs;
	return NULL;
}

struct sonde_error *split_unit_join(struct split_joining *joining, const struct split_part *part,
				    const struct split_unit *unit, const struct skeleton *skeleton)
{
	struct str *table = &joining->join->sections[JOIN_ABBREV];
	_cleanup_(abbrevs_deinit) struct abbrevs abbrevs = {0};
	const struct split_patching patching = {
		.joining = joining,
		.part = part,
		.unit = unit,
		.skeleton = skeleton,
		.abbrevs = &abbrevs,
		.place = place_of(joining, part, unit),
	};
	uint64_t place = table->size;

	TRY(abbrevs_read(joining->file->sections[SPLIT_ABBREV],
			 part->starts[SPLIT_ABBREV] + unit->abbrevs, &abbrevs));
	TRY(split_patch(&patching));
	if (skeleton) {
		TRY(split_own_code(joining, part, unit, skeleton, &abbrevs));
		abbrevs_write(&abbrevs, table);
		TRY(str_check(table));
	} else {
		TRY(join_type(joining, part, unit, &abbrevs, &place));
	}
	write_head(joining, part, unit, place);
	return NULL;
}
