/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split_abbrev.h"

#include <dwarf.h>

void abbrevs_deinit(struct abbrevs *abbrevs)
{
	vec_deinit(&abbrevs->list);
	vec_deinit(&abbrevs->attributes);
}

static struct sonde_error *read_attributes(struct bytes *bytes, struct abbrevs *ret)
{
	struct abbrev *abbrev = vec_last(&ret->list);

	while (!bytes->failed) {
		struct abbrev_attribute attribute = {.name = bytes_uleb(bytes)};

		attribute.form = bytes_uleb(bytes);
		if (attribute.form == DW_FORM_implicit_const)
			attribute.constant = bytes_sleb(bytes);
		if (attribute.name == 0 && attribute.form == 0)
			break;
		TRY(vec_push(&ret->attributes, attribute));
		abbrev->count++;
	}
	return NULL;
}

struct sonde_error *abbrevs_read(struct span span, uint64_t offset, struct abbrevs *ret)
{
	struct bytes bytes = bytes_of(span, offset);

	while (!bytes.failed) {
		struct abbrev abbrev = {.code = bytes_uleb(&bytes), .first = ret->attributes.size};

		if (abbrev.code == 0)
			break;
		abbrev.tag = bytes_uleb(&bytes);
		abbrev.has_children = bytes_number(&bytes, 1);
		TRY(vec_push(&ret->list, abbrev));
		TRY(read_attributes(&bytes, ret));
	}
	if (bytes.failed)
		return sonde_error_new(SONDE_ERROR_FORMAT, "its abbreviations are damaged");
	return NULL;
}

const struct abbrev *abbrevs_find(const struct abbrevs *abbrevs, uint64_t code)
{
	/* Compilers count from 1 on. */
	if (code && code <= abbrevs->list.size && abbrevs->list.data[code - 1].code == code)
		return &abbrevs->list.data[code - 1];
	vec_for_each(&abbrevs->list, abbrev) {
		if (abbrev->code == code)
			return abbrev;
	}
	return NULL;
}

void abbrevs_write(const struct abbrevs *abbrevs, struct str *out)
{
	vec_for_each(&abbrevs->list, abbrev) {
		bytes_put_uleb(out, abbrev->code);
		bytes_put_uleb(out, abbrev->tag);
		bytes_put_number(out, abbrev->has_children, 1);
		for (size_t i = 0; i < abbrev->count; i++) {
			const struct abbrev_attribute *attribute =
				&abbrevs->attributes.data[abbrev->first + i];

			bytes_put_uleb(out, attribute->name);
			bytes_put_uleb(out, attribute->form);
			if (attribute->form == DW_FORM_implicit_const)
				bytes_put_sleb(out, attribute->constant);
		}
		bytes_put_number(out, 0, 2);
	}
	bytes_put_number(out, 0, 1);
}

/* Bytes of a form whose size does not depend on the value; -1 for the others. */
static int fixed_size(uint64_t form)
{
	switch (form) {
	case DW_FORM_flag_present:
	case DW_FORM_implicit_const:
		return 0;
	case DW_FORM_flag:
	case DW_FORM_data1:
	case DW_FORM_ref1:
	case DW_FORM_strx1:
	case DW_FORM_addrx1:
		return 1;
	case DW_FORM_data2:
	case DW_FORM_ref2:
	case DW_FORM_strx2:
	case DW_FORM_addrx2:
		return 2;
	case DW_FORM_strx3:
	case DW_FORM_addrx3:
		return 3;
	case DW_FORM_data4:
	case DW_FORM_ref4:
	case DW_FORM_strx4:
	case DW_FORM_addrx4:
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_sec_offset:
	case DW_FORM_ref_addr:
	case DW_FORM_strp_sup:
	case DW_FORM_ref_sup4:
	case DW_FORM_GNU_ref_alt:
	case DW_FORM_GNU_strp_alt:
		return 4;
	case DW_FORM_addr:
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_ref_sig8:
	case DW_FORM_ref_sup8:
		return 8;
	case DW_FORM_data16:
		return 16;
	default:
		return -1;
	}
}

void abbrev_skip_value(struct bytes *bytes, uint64_t form)
{
	const int size = fixed_size(form);

	if (size >= 0) {
		bytes_skip(bytes, (uint64_t)size);
		return;
	}
	switch (form) {
	case DW_FORM_udata:
	case DW_FORM_sdata:
	case DW_FORM_ref_udata:
	case DW_FORM_strx:
	case DW_FORM_addrx:
	case DW_FORM_loclistx:
	case DW_FORM_rnglistx:
	case DW_FORM_GNU_str_index:
	case DW_FORM_GNU_addr_index:
		bytes_uleb(bytes);
		return;
	case DW_FORM_string:
		bytes_text(bytes);
		return;
	case DW_FORM_block1:
		bytes_skip(bytes, bytes_number(bytes, 1));
		return;
	case DW_FORM_block2:
		bytes_skip(bytes, bytes_number(bytes, 2));
		return;
	case DW_FORM_block4:
		bytes_skip(bytes, bytes_number(bytes, 4));
		return;
	case DW_FORM_block:
	case DW_FORM_exprloc:
		bytes_skip(bytes, bytes_uleb(bytes));
		return;
	default:
		bytes->failed = true;
	}
}
