/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/areas.h"

#include "image/table.h"

/* Code between two symbols, of a module a section. */
struct area {
	struct image_table_name name;
	enum blacklist_cause cause;
	/** ELF e_machine of the kernels whose list has it; EM_NONE: of all. */
	uint16_t machine;
};

static const struct area areas[] = {
	{{"__kprobes_text_start", "__kprobes_text_end", ".kprobes.text"},
	 BLACKLIST_CAUSE_KPROBES,
	 EM_NONE},
	{{"__noinstr_text_start", "__noinstr_text_end", ".noinstr.text"},
	 BLACKLIST_CAUSE_NOINSTR,
	 EM_NONE},
	/* arch_populate_kprobe_blacklist() of arch/x86/kernel/kprobes/core.c and of
	   arch/arm64/kernel/probes/kprobes.c. */
	{{"__entry_text_start", "__entry_text_end", NULL}, BLACKLIST_CAUSE_ENTRY, EM_NONE},
	{{"__irqentry_text_start", "__irqentry_text_end", NULL}, BLACKLIST_CAUSE_ENTRY, EM_AARCH64},
	{{"__idmap_text_start", "__idmap_text_end", NULL}, BLACKLIST_CAUSE_IDMAP, EM_AARCH64},
	{{"__hyp_text_start", "__hyp_text_end", NULL}, BLACKLIST_CAUSE_IDMAP, EM_AARCH64},
	/* Not where the kernel itself runs as the hypervisor, which the image cannot know. */
	{{"__hyp_idmap_text_start", "__hyp_idmap_text_end", NULL},
	 BLACKLIST_CAUSE_IDMAP,
	 EM_AARCH64},
};

static const struct image_table_name nokprobe = {"__start_kprobe_blacklist",
						 "__stop_kprobe_blacklist", "_kprobe_blacklist"};

struct areas_text areas_text_of(const struct image *image)
{
	const struct symbol *start = symbols_unique(&image->symbols, "_stext");
	const struct symbol *end = symbols_unique(&image->symbols, "_etext");
	const bool is_kernel = image->kind == IMAGE_KERNEL;

	return (struct areas_text){
		.first = is_kernel && start ? start->address : 0,
		.last = is_kernel && end ? end->address - 1 : UINT64_MAX,
	};
}

/* From `start` to the next symbol. `end` is set to its address. */
static struct sonde_error *add_function(const struct image *image, uint64_t start,
					enum blacklist_cause cause, struct blacklist *list,
					uint64_t *end)
{
	const struct symbol *symbol = symbols_stretch(&image->symbols, start, end);
	struct blacklist_range range = {.start = start, .end = *end, .cause = cause};

	if (!symbol)
		return NULL;
	/* It is copied, and not changed. */
	range.symbol = (char *)symbols_name(&image->symbols, symbol);
	range.module = image->module;
	return blacklist_add(list, &range);
}

static struct sonde_error *add_area(const struct image *image, const struct area *area,
				    struct blacklist *list)
{
	const struct areas_text text = areas_text_of(image);
	struct image_table bytes;
	uint64_t end;

	if ((area->machine != EM_NONE && area->machine != image->machine) ||
	    image_table_find(image, &area->name, &bytes) != IMAGE_TABLE_FOUND)
		return NULL;
	end = bytes.address;
	/* Newer kernels of arm64 have some of them where they do not take anything for code. */
	if (!areas_text_has(&text, bytes.address))
		return NULL;
	while (end - bytes.address < bytes.size)
		TRY(add_function(image, end, area->cause, list, &end));
	return NULL;
}

static struct sonde_error *add_functions(const struct image *image, struct blacklist *list,
					 bool *known)
{
	const struct areas_text text = areas_text_of(image);
	struct image_addresses addresses = VEC_INIT;
	struct sonde_error *error = NULL;
	struct image_table table;
	enum image_table_state state;
	uint64_t end;

	state = image_table_find(image, &nokprobe, &table);
	/* A module need not have one. */
	*known = state == IMAGE_TABLE_FOUND ||
		 (state == IMAGE_TABLE_ABSENT && image->kind == IMAGE_MODULE);
	if (state != IMAGE_TABLE_FOUND)
		return NULL;
	error = image_table_addresses(image, &table, &addresses);
	/* A position independent kernel without its relocations. */
	if (table.size && addresses.size == 0)
		*known = false;
	for (size_t i = 0; i < addresses.size && !error; i++) {
		/* The kernel passes over what it does not take for code. */
		if (areas_text_has(&text, addresses.data[i]))
			error = add_function(image, addresses.data[i], BLACKLIST_CAUSE_NOKPROBE,
					     list, &end);
	}
	vec_deinit(&addresses);
	return error;
}

struct sonde_error *areas_read(const struct image *image, struct blacklist *ret, bool *known)
{
	_cleanup_blacklist_ struct blacklist list = BLACKLIST_INIT;
	bool has_table;

	TRY(add_functions(image, &list, &has_table));
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		TRY(add_area(image, &areas[i], &list));
	blacklist_sort(&list);
	*known = has_table;
	*ret = list;
	list = (struct blacklist)BLACKLIST_INIT;
	return NULL;
}
