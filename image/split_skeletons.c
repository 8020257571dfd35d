/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split_skeletons.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>

/* Each has more than that many bytes; a list of ranges could be any number of times its size. */
#define RANGES_MAX (1 << 20)

static const char *text_of(Dwarf_Die *die, unsigned name, unsigned old_name)
{
	Dwarf_Attribute attr;

	if (!dwarf_attr(die, name, &attr) && (!old_name || !dwarf_attr(die, old_name, &attr)))
		return NULL;
	return dwarf_formstring(&attr);
}

static bool number_of(Dwarf_Die *die, unsigned name, unsigned old_name, uint64_t *ret)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (!dwarf_attr(die, name, &attr) && (!old_name || !dwarf_attr(die, old_name, &attr)))
		return false;
	if (dwarf_formudata(&attr, &value) != 0)
		return false;
	*ret = value;
	return true;
}

static struct sonde_error *read_code(Dwarf_Die *die, struct skeleton *ret)
{
	Dwarf_Addr base, start, end, low_pc;
	ptrdiff_t next = 0;

	if (dwarf_lowpc(die, &low_pc) == 0)
		ret->low_pc = low_pc;
	ret->has_ranges = dwarf_hasattr(die, DW_AT_ranges);
	while ((next = dwarf_ranges(die, next, &base, &start, &end)) > 0) {
		if (ret->ranges.size == RANGES_MAX)
			break;
		if (start < end)
			TRY(vec_push(&ret->ranges, (struct skeleton_range){start, end}));
	}
	return NULL;
}

static struct sonde_error *add(struct skeletons *skeletons, Dwarf_CU *cu, Dwarf_Die *die)
{
	struct skeleton *skeleton;

	TRY(vec_push(&skeletons->list, (struct skeleton){0}));
	skeleton = vec_last(&skeletons->list);
	dwarf_cu_info(cu, NULL, NULL, NULL, NULL, &skeleton->id, NULL, NULL);
	skeleton->name = text_of(die, DW_AT_dwo_name, DW_AT_GNU_dwo_name);
	skeleton->comp_dir = text_of(die, DW_AT_comp_dir, 0);
	skeleton->has_lines = number_of(die, DW_AT_stmt_list, 0, &skeleton->lines);
	number_of(die, DW_AT_addr_base, DW_AT_GNU_addr_base, &skeleton->addr_base);
	number_of(die, DW_AT_GNU_ranges_base, 0, &skeleton->ranges_base);
	return read_code(die, skeleton);
}

static int compare(const void *a, const void *b, void *data)
{
	const struct skeletons *skeletons = data;
	const size_t i = *(const size_t *)a, j = *(const size_t *)b;
	const uint64_t x = skeletons->list.data[i].id, y = skeletons->list.data[j].id;

	if (x != y)
		return x < y ? -1 : 1;
	return i < j ? -1 : i > j;
}

struct sonde_error *skeletons_read(const struct image *image, struct skeletons *ret)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	uint8_t type;

	while (dwarf_get_units(image->dwarf, cu, &cu, NULL, &type, &die, NULL) == 0) {
		if (type == DW_UT_skeleton && die.addr && die.cu)
			TRY(add(ret, cu, &die));
	}
	for (size_t i = 0; i < ret->list.size; i++)
		TRY(vec_push(&ret->by_id, i));
	if (ret->by_id.size)
		qsort_r(ret->by_id.data, ret->by_id.size, sizeof(*ret->by_id.data), compare, ret);
	return NULL;
}

void skeletons_deinit(struct skeletons *skeletons)
{
	vec_for_each(&skeletons->list, skeleton) {
		vec_deinit(&skeleton->ranges);
		free(skeleton->refusal);
	}
	vec_deinit(&skeletons->list);
	vec_deinit(&skeletons->by_id);
}

struct skeleton *skeletons_find(const struct skeletons *skeletons, uint64_t id)
{
	size_t low = 0, high = skeletons->by_id.size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (skeletons->list.data[skeletons->by_id.data[middle]].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < skeletons->by_id.size; low++) {
		struct skeleton *skeleton = &skeletons->list.data[skeletons->by_id.data[low]];

		if (skeleton->id != id)
			return NULL;
		if (!skeleton->is_joined)
			return skeleton;
	}
	return NULL;
}
