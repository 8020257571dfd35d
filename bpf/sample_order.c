/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/sample_order.h"

#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/sample_parse.h"

void sample_order_deinit(struct sample_order *order)
{
	str_deinit(&order->bytes);
	vec_deinit(&order->places);
	order->known = 0;
}

struct sonde_error *sample_order_add(struct sample_order *order)
{
	while (order->known < order->bytes.size) {
		const char *at = order->bytes.data + order->known;
		const size_t left = order->bytes.size - order->known;
		struct perf_event_header header = {.size = 0};
		struct filter_sample sample;

		if (left >= sizeof(header))
			memcpy(&header, at, sizeof(header));
		if (header.size < sizeof(header) || header.size > left ||
		    header.size % sizeof(uint64_t))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "A buffer of perf has something that is no record.");
		TRY(filter_sample_parse(at, header.size, order->has_stacks, &sample));
		if (sample.bytes || sample.lost)
			TRY(vec_push(&order->places, (struct sample_place){.time = sample.time,
									   .offset = order->known,
									   .size = header.size}));
		order->known += header.size;
	}
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct sample_place *one = a;
	const struct sample_place *other = b;

	if (one->time != other->time)
		return one->time < other->time ? -1 : 1;
	return one->offset < other->offset ? -1 : one->offset > other->offset;
}

/* Keep only the places from the given one on, and their bytes. */
static struct sonde_error *keep_from(struct sample_order *order, size_t first)
{
	struct str bytes = STR_INIT;
	struct sonde_error *error;

	for (size_t i = first; i < order->places.size; i++) {
		struct sample_place place = order->places.data[i];

		str_append_bytes(&bytes, order->bytes.data + place.offset, place.size);
		place.offset = bytes.size - place.size;
		order->places.data[i - first] = place;
	}
	order->places.size -= first;
	error = str_check(&bytes);
	str_deinit(&order->bytes);
	order->bytes = bytes;
	order->known = bytes.size;
	return error;
}

struct sonde_error *sample_order_give(struct sample_order *order, uint64_t until,
				      filter_sample_fn *take, void *data, bool *enough)
{
	size_t given = 0;

	if (order->places.size)
		qsort(order->places.data, order->places.size, sizeof(*order->places.data), compare);
	*enough = false;
	while (!*enough && given < order->places.size && order->places.data[given].time < until) {
		const struct sample_place *place = &order->places.data[given++];
		struct filter_sample sample;

		TRY(filter_sample_parse(order->bytes.data + place->offset, place->size,
					order->has_stacks, &sample));
		TRY(take(&sample, data, enough));
	}
	return keep_from(order, given);
}
