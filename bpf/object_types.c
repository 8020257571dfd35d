/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/object_types.h"

#include <bpf/btf.h>
#include <string.h>

#define STRUCT "sonde_args"

/* A name that C does not take has `_` behind it (cli/filter/header.c). */
static bool is_called(const char *member, const char *name)
{
	const size_t length = strlen(name);

	return strncmp(member, name, length) == 0 &&
	       (member[length] == '\0' || strcmp(member + length, "_") == 0);
}

/* Whether the record has such a value there. */
static bool is_slot(const struct filter_layout *layout, const char *const *names, const char *name,
		    size_t offset, size_t size)
{
	vec_for_each(&layout->slots, slot) {
		if (slot->offset == offset && slot->room == size)
			return is_called(name, names[slot->argument]);
	}
	return false;
}

static struct sonde_error *check_member(const struct btf *types, const struct btf_type *type,
					unsigned index, const struct filter_layout *layout,
					const char *const *names)
{
	const struct btf_member *member = &btf_members(type)[index];
	const char *name = btf__name_by_offset(types, member->name_off);
	const size_t offset = btf_member_bit_offset(type, index) / 8;
	const int64_t size = btf__resolve_size(types, member->type);

	if (offset < sizeof(struct filter_record) || !name || size < 0 ||
	    is_slot(layout, names, name, offset, (size_t)size))
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_MISMATCH,
				"It was compiled for another definition: its `struct " STRUCT
				"` has `%s` of %zu bytes at %zu, the records here have not.",
				name, (size_t)size, offset),
		"Make its header anew, by 'sonde filter header' with the same definition and "
		"--text, and compile it.");
}

struct sonde_error *filter_types_check(const struct btf *types, const struct filter_layout *layout,
				       const char *const *names)
{
	const int id = types ? btf__find_by_name_kind(types, STRUCT, BTF_KIND_STRUCT) : -1;
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(types, (uint32_t)id);

	for (unsigned i = 0; type && i < btf_vlen(type); i++)
		TRY(check_member(types, type, i, layout, names));
	return NULL;
}
