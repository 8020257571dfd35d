/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/sample_parse.h"

#include <linux/perf_event.h>
#include <string.h>

/* What is left of a record. */
struct rest {
	const char *at;
	size_t size;
};

static struct sonde_error *too_short(void)
{
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "A record of perf is shorter than what it says.");
}

static struct sonde_error *take(struct rest *rest, size_t size, void *ret)
{
	if (rest->size < size)
		return too_short();
	memcpy(ret, rest->at, size);
	rest->at += size;
	rest->size -= size;
	return NULL;
}

/* What both kinds have, in this order. */
static struct sonde_error *take_identity(struct rest *rest, struct filter_sample *sample)
{
	uint32_t unused = 0;

	TRY(take(rest, sizeof(sample->pid), &sample->pid));
	TRY(take(rest, sizeof(sample->tid), &sample->tid));
	TRY(take(rest, sizeof(sample->time), &sample->time));
	TRY(take(rest, sizeof(sample->cpu), &sample->cpu));
	return take(rest, sizeof(unused), &unused);
}

/* Frames of the kernel and of the program, with a mark before each (PERF_CONTEXT_USER). */
static struct sonde_error *take_stacks(struct rest *rest, struct filter_sample *sample)
{
	bool is_user = false;
	uint64_t count = 0;

	TRY(take(rest, sizeof(count), &count));
	if (count > rest->size / sizeof(uint64_t))
		return too_short();
	for (uint64_t i = 0; i < count; i++) {
		const char *at = rest->at;
		uint64_t frame = 0;

		TRY(take(rest, sizeof(frame), &frame));
		if (frame >= (uint64_t)PERF_CONTEXT_MAX) {
			is_user = frame == (uint64_t)PERF_CONTEXT_USER;
		} else if (is_user) {
			if (!sample->user_frames++)
				sample->user_stack = at;
		} else if (!sample->kernel_frames++) {
			sample->kernel_stack = at;
		}
	}
	return NULL;
}

static struct sonde_error *take_sample(struct rest *rest, bool has_stacks,
				       struct filter_sample *sample)
{
	uint32_t size = 0;

	TRY(take_identity(rest, sample));
	if (has_stacks)
		TRY(take_stacks(rest, sample));
	TRY(take(rest, sizeof(size), &size));
	if (rest->size < size)
		return too_short();
	sample->bytes = rest->at;
	sample->size = size;
	return NULL;
}

static struct sonde_error *take_gap(struct rest *rest, struct filter_sample *sample)
{
	uint64_t id = 0;

	TRY(take(rest, sizeof(id), &id));
	TRY(take(rest, sizeof(sample->lost), &sample->lost));
	return take_identity(rest, sample);
}

struct sonde_error *filter_sample_parse(const void *bytes, size_t size, bool has_stacks,
					struct filter_sample *ret)
{
	struct rest rest = {.at = bytes, .size = size};
	struct filter_sample sample = {.time = 0};
	struct perf_event_header header = {0};

	TRY(take(&rest, sizeof(header), &header));
	if (header.type == PERF_RECORD_SAMPLE)
		TRY(take_sample(&rest, has_stacks, &sample));
	else if (header.type == PERF_RECORD_LOST)
		TRY(take_gap(&rest, &sample));
	*ret = sample;
	return NULL;
}
