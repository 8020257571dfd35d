/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/place.h"

#include <string.h>

#include "probe/event.h"

/* Files are mapped by whole pages, and no machine has smaller ones. */
#define PAGE_MASK ((uint64_t)4095)

/* What a function of x86 begins with that may be called by its address. */
#define ENDBR_SIZE 4

void trace_addresses_deinit(struct trace_addresses *addresses)
{
	vec_deinit(&addresses->list);
}

/* Of modules and of names that are there twice it is not known. */
static struct sonde_error *address_of(struct asking *asking, const struct probe_event *probe,
				      uint64_t *ret)
{
	struct kallsyms_symbol symbol;

	*ret = 0;
	if (probe->is_user || !probe->symbol) {
		*ret = probe->offset;
		return NULL;
	}
	if (!asking->symbols.stream)
		asking->symbols = running_symbols_init();
	if (probe->module || !asking->symbols.stream)
		return NULL;
	TRY(running_lookup(&asking->symbols, probe->symbol, &symbol));
	if (symbol.count == 1 && symbol.address)
		*ret = symbol.address + probe->offset;
	return NULL;
}

static bool names_address(const char *text)
{
	return text && (strstr(text, "address") || strstr(text, "func"));
}

/*
 * Whether what is written of hits is written by their addresses: those of the kernel's symbols take
 * a while to read.
 */
static bool are_wanted(const struct trace_options *options)
{
	return options->format == TRACE_JSON || options->format == TRACE_PERF_SCRIPT ||
	       names_address(options->show) || names_address(options->format_text);
}

struct sonde_error *trace_addresses_find(struct asking *asking, const struct hist_event *event,
					 struct trace_addresses *ret)
{
	ret->is_user = event->kind == HIST_EVENT_UPROBE;
	vec_for_each(&event->lines, line) {
		_cleanup_probe_event_ struct probe_event probe = {0};
		uint64_t address = 0;

		TRY(probe_event_parse(*line, &probe));
		if (event->lines.size > 1 || are_wanted(&asking->options->trace))
			TRY(address_of(asking, &probe, &address));
		TRY(vec_push(&ret->list, address));
	}
	return NULL;
}

/* The place at this address, and no other; SIZE_MAX if there is none, or there are two. */
static size_t place_at(const struct trace_addresses *addresses, uint64_t address)
{
	const uint64_t mask = addresses->is_user ? PAGE_MASK : UINT64_MAX;
	size_t found = SIZE_MAX;

	for (size_t i = 0; i < addresses->list.size; i++) {
		const uint64_t known = addresses->list.data[i];

		if (!known || (known & mask) != (address & mask))
			continue;
		/* One of two that nothing tells apart. */
		if (found != SIZE_MAX)
			return SIZE_MAX;
		found = i;
	}
	return found;
}

size_t trace_addresses_place(const struct trace_addresses *addresses, uint64_t address)
{
	size_t found;

	if (addresses->list.size == 1)
		return 0;
	if (!address)
		return SIZE_MAX;
	found = place_at(addresses, address);
	if (found != SIZE_MAX || addresses->is_user)
		return found;
	return place_at(addresses, address - ENDBR_SIZE);
}

uint64_t trace_addresses_of_hit(const struct trace_addresses *addresses, size_t place,
				uint64_t address)
{
	if (addresses->is_user || place >= addresses->list.size || !addresses->list.data[place])
		return address;
	return addresses->list.data[place];
}
