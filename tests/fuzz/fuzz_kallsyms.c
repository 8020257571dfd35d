/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The symbols of the running kernel: they are in order, each is found by its name and by its
 * address, and the ways to look one up agree.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "image/kallsyms.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Entries that are looked up. */
#define ENTRIES_MAX 64

static void closep(FILE **stream)
{
	if (*stream)
		fclose(*stream);
}

/* The lowest address of a name, whoever is asked. */
static void check_name(FILE *stream, const struct kallsyms *kallsyms, const char *name)
{
	const struct kallsyms_symbol found = kallsyms_lookup(kallsyms, name, NULL);
	struct kallsyms_symbol first;
	struct kallsyms_count count;

	check(found.count > 0);
	check(!kallsyms_find_first(stream, name, &first));
	check(first.count <= 1 && (!first.count || first.address >= found.address));
	rewind(stream);
	check(!kallsyms_count_name(stream, name, "m", &count));
	check(count.own + count.others == found.count);
}

static void check_address(const struct kallsyms *kallsyms, uint64_t address)
{
	const struct kallsyms_entry *at = kallsyms_at(kallsyms, address);
	const size_t first = kallsyms_first_at(kallsyms, address);
	const char *function;
	uint64_t offset;

	check(at && at->address == address);
	check(first < kallsyms->entries.size && kallsyms->entries.data[first].address == address);
	check(kallsyms_end_of(kallsyms, address) > address || address == UINT64_MAX);
	function = kallsyms_function_at(kallsyms, address, &offset);
	check(!function || (*function && offset <= address));
	check(!at->is_function || (function && offset == 0));
}

static void check_table(FILE *stream, struct kallsyms *kallsyms)
{
	_cleanup_(suggest_deinit) struct suggest suggest;
	uint64_t last = 0;
	size_t count = 0;

	suggest_init(&suggest, "vfs_read");
	kallsyms_lookup(kallsyms, "vfs_read", &suggest);
	check(!kallsyms_sort_names(kallsyms));
	vec_for_each(&kallsyms->entries, entry) {
		const char *module = kallsyms_module(kallsyms, entry);

		check(entry->address >= last && *kallsyms_name(kallsyms, entry));
		last = entry->address;
		check(!module || strlen(module) < kallsyms->names.size);
		if (count++ >= ENTRIES_MAX)
			continue;
		check_name(stream, kallsyms, kallsyms_name(kallsyms, entry));
		check_address(kallsyms, entry->address);
	}
	/* Beyond what is there, and before. */
	kallsyms_at(kallsyms, UINT64_MAX);
	check(kallsyms_first_at(kallsyms, 0) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_kallsyms_ struct kallsyms all = KALLSYMS_INIT, own = KALLSYMS_INIT;
	_cleanup_(closep) FILE *stream = size ? fmemopen((void *)data, size, "r") : NULL;

	if (!stream)
		return 0;
	if (kallsyms_read_all(stream, &all))
		return 0;
	rewind(stream);
	if (kallsyms_read(stream, &own))
		return 0;
	check(own.entries.size <= all.entries.size);
	check_table(stream, &all);
	return 0;
}
