/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/process_maps.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void process_maps_deinit(struct process_maps *maps)
{
	vec_for_each(&maps->list, mapping) {
		free(mapping->device);
		free(mapping->path);
	}
	vec_deinit(&maps->list);
}

/* A number of @p base that @p end follows, which is stepped over. */
static bool read_number(char **at, int base, char end, uint64_t *ret)
{
	char *stop;

	*ret = strtoull(*at, &stop, base);
	if (stop == *at || *stop != end)
		return false;
	*at = stop + (end != '\0');
	return true;
}

/* `START-END MODES OFFSET DEVICE INODE  PATH` */
static struct sonde_error *parse_line(char *line, struct process_maps *maps)
{
	struct mapping mapping = {0};
	char *at = line, *device;
	size_t size;

	if (!read_number(&at, 16, '-', &mapping.start) || !read_number(&at, 16, ' ', &mapping.end))
		return NULL;
	at += strcspn(at, " ");
	at += *at == ' ';
	if (mapping.start >= mapping.end || !read_number(&at, 16, ' ', &mapping.offset))
		return NULL;
	if (maps->list.size && vec_last(&maps->list)->end > mapping.start)
		return NULL;
	device = at;
	size = strcspn(at, " ");
	at += size + (at[size] == ' ');
	mapping.inode = strtoull(at, &at, 10);
	at += strspn(at, " ");
	TRY(vec_push(&maps->list, mapping));
	TRY(sonde_strndup(device, size, &vec_last(&maps->list)->device));
	return sonde_strdup(at, &vec_last(&maps->list)->path);
}

struct sonde_error *process_maps_parse(char *text, struct process_maps *ret)
{
	_cleanup_process_maps_ struct process_maps maps = {0};

	while (*text) {
		const size_t size = strcspn(text, "\n");
		const bool is_last = text[size] == '\0';

		text[size] = '\0';
		TRY(parse_line(text, &maps));
		text += size + !is_last;
	}
	*ret = maps;
	maps = (struct process_maps){0};
	return NULL;
}

const struct mapping *process_maps_find(const struct process_maps *maps, uint64_t address)
{
	size_t low = 0, high = maps->list.size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (maps->list.data[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == maps->list.size || maps->list.data[low].start > address)
		return NULL;
	return &maps->list.data[low];
}
