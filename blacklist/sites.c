/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/sites.h"

/* A table whose entries begin with the distance to the instruction. */
struct site_table {
	struct image_table_name name;
	enum blacklist_cause cause;
	/** Sizes that an entry can have, in bytes, the usual one first; ended by 0. */
	size_t sizes[4];
	/** ELF e_machine of the kernels that ask for it; EM_NONE: all. */
	uint16_t machine;
};

static const struct site_table tables[] = {
	{{"__start___jump_table", "__stop___jump_table", "__jump_table"},
	 BLACKLIST_CAUSE_JUMP_LABEL,
	 {16},
	 EM_NONE},
	{{"__start_static_call_sites", "__stop_static_call_sites", ".static_call_sites"},
	 BLACKLIST_CAUSE_STATIC_CALL,
	 {8},
	 EM_NONE},
	/* With CONFIG_DEBUG_BUGVERBOSE, and without; with a format besides, since 6.19. */
	{{"__start___bug_table", "__stop___bug_table", "__bug_table"},
	 BLACKLIST_CAUSE_TRAP,
	 {12, 8, 16},
	 EM_NONE},
	{{"__start___ex_table", "__stop___ex_table", "__ex_table"},
	 BLACKLIST_CAUSE_FIXUP,
	 {12},
	 EM_AARCH64},
};

void sites_deinit(struct sites *sites)
{
	for (size_t i = 0; i < BLACKLIST_CAUSES; i++)
		vec_deinit(&sites->by_cause[i]);
}

/* Take the entries for ones of this size: then all of them lead to code. */
static struct sonde_error *read_entries(const struct image *image, const struct image_table *table,
					size_t size, struct image_addresses *ret, bool *ok)
{
	struct image_section section = {0};

	*ok = table->size % size == 0;
	for (size_t at = 0; *ok && at < table->size; at += size) {
		const uint64_t address = image_table_target(table, at);

		*ok = image_is_code(image, address, &section);
		if (*ok)
			TRY(vec_push(ret, address));
	}
	return NULL;
}

static struct sonde_error *read_table(const struct image *image, const struct site_table *kind,
				      struct sites *sites)
{
	struct image_addresses *addresses = &sites->by_cause[kind->cause];
	enum image_table_state state;
	struct image_table table;
	bool ok = false;

	if (kind->machine != EM_NONE && kind->machine != image->machine)
		return NULL;
	state = image_table_find(image, &kind->name, &table);
	if (state == IMAGE_TABLE_ABSENT)
		return NULL;
	for (const size_t *size = kind->sizes; state == IMAGE_TABLE_FOUND && *size && !ok; size++) {
		addresses->size = 0;
		TRY(read_entries(image, &table, *size, addresses, &ok));
	}
	if (!ok) {
		addresses->size = 0;
		sites->unknown = kind->name.section;
	}
	image_addresses_sort(addresses);
	return NULL;
}

struct sonde_error *sites_read(const struct image *image, struct sites *ret)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		TRY(read_table(image, &tables[i], ret));
	return NULL;
}

enum blacklist_cause sites_check(const struct sites *sites, uint64_t address)
{
	for (size_t i = 0; i < BLACKLIST_CAUSES; i++) {
		if (address != UINT64_MAX &&
		    image_addresses_have(&sites->by_cause[i], address, address + 1))
			return i;
	}
	return BLACKLIST_CAUSE_NONE;
}
