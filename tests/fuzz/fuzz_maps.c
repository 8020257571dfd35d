/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a process has mapped: mappings are in order, and each address is found in its own. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run/process_maps.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_process_maps_ struct process_maps maps = {0};
	_cleanup_free_ char *text = strndup((const char *)data, size);
	uint64_t last = 0;

	if (!text || process_maps_parse(text, &maps))
		return 0;
	vec_for_each(&maps.list, mapping) {
		check(mapping->start >= last && mapping->start < mapping->end);
		check(mapping->device && mapping->path && !strchr(mapping->path, '\n'));
		last = mapping->end;
		check(process_maps_find(&maps, mapping->start) == mapping);
		check(process_maps_find(&maps, mapping->end - 1) == mapping);
		check(process_maps_find(&maps, mapping->end) != mapping);
	}
	check(!process_maps_find(&maps, UINT64_MAX));
	return 0;
}
