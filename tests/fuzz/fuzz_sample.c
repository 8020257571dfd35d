/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of perf, one behind the other. The first byte's lowest bit says that they have stacks,
 * the others up to which time they are handed out first. What is understood is handed out in the
 * order of time, and lies in the record; the size in a record's head is made to fit now and then,
 * since hardly any does by chance.
 */
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/sample_order.h"
#include "bpf/sample_parse.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct handed {
	const struct sample_order *order;
	uint64_t last;
	size_t count;
};

static void check_within(const struct str *bytes, const void *at, size_t size)
{
	const char *start = at;

	check(!size || (start >= bytes->data && start + size <= bytes->data + bytes->size));
}

static struct sonde_error *take(const struct filter_sample *sample, void *data, bool *enough)
{
	struct handed *handed = data;
	const struct str *bytes = &handed->order->bytes;

	check(sample->time >= handed->last);
	handed->last = sample->time;
	handed->count++;
	if (sample->lost)
		return NULL;
	check_within(bytes, sample->bytes, sample->size);
	check_within(bytes, sample->kernel_stack, sample->kernel_frames * 8);
	check_within(bytes, sample->user_stack, sample->user_frames * 8);
	*enough = handed->count % 3 == 0;
	return NULL;
}

static void give_all(struct sample_order *order, uint64_t until)
{
	const size_t all = order->places.size;
	struct handed handed = {.order = order};
	bool enough = true;

	while (enough)
		check(!sample_order_give(order, until, take, &handed, &enough));
	handed.last = until;
	for (enough = true; enough;)
		check(!sample_order_give(order, UINT64_MAX, take, &handed, &enough));
	/* Nothing is before the end of time. */
	check(handed.count + order->places.size == all);
	vec_for_each(&order->places, place)
		check(place->time == UINT64_MAX);
}

static void order_deinit(struct sample_order *order)
{
	sample_order_deinit(order);
}

static void try_order(const uint8_t *data, size_t size, bool has_stacks)
{
	_cleanup_(order_deinit) struct sample_order order = {.has_stacks = has_stacks};
	_cleanup_error_ struct sonde_error *error = NULL;

	str_append_bytes(&order.bytes, (const char *)data, size);
	if (order.bytes.failed)
		return;
	error = sample_order_add(&order);
	if (error)
		check(error->kind == SONDE_ERROR_FORMAT || error->kind == SONDE_ERROR_NO_MEMORY);
	else
		give_all(&order, (uint64_t)data[0] << 56);
}

/* One record, of all there is. */
static void try_one(const uint8_t *data, size_t size, bool has_stacks)
{
	struct perf_event_header header;
	_cleanup_free_ uint8_t *bytes = NULL;

	size -= size % 8;
	if (size < sizeof(header) || size > UINT16_MAX)
		return;
	bytes = malloc(size);
	if (!bytes)
		return;
	memcpy(bytes, data, size);
	memcpy(&header, bytes, sizeof(header));
	header.type = header.type % 2 ? PERF_RECORD_SAMPLE : PERF_RECORD_LOST;
	header.size = (uint16_t)size;
	memcpy(bytes, &header, sizeof(header));
	try_order(bytes, size, has_stacks);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	try_order(data + 1, size - 1, data[0] & 1);
	try_one(data + 1, size - 1, data[0] & 1);
	return 0;
}
