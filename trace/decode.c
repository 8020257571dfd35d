/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/decode.h"

#include <string.h>

#define FAULT_TEXT "(fault)"

/* One record. */
struct decoding {
	const char *record;
	size_t size;
	uint64_t faults;
};

/* Bytes of the record. */
struct part {
	const char *bytes;
	size_t size;
};

void hit_layout_deinit(struct hit_layout *layout)
{
	vec_deinit(&layout->slots);
}

static struct sonde_error *too_short(const struct decoding *decoding, size_t end)
{
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "A record of %zu bytes should have at least %zu.", decoding->size,
			       end);
}

static bool is_inside(size_t offset, size_t size, size_t all)
{
	return offset <= all && size <= all - offset;
}

static struct hit_value text_of(struct part part, bool is_fetched)
{
	const char *end = part.size ? memchr(part.bytes, '\0', part.size) : NULL;
	const size_t size = end ? (size_t)(end - part.bytes) : part.size;

	if (is_fetched && (part.size == 0 || (size == strlen(FAULT_TEXT) &&
					      memcmp(part.bytes, FAULT_TEXT, size) == 0)))
		return (struct hit_value){.kind = HIT_FAULT};
	return (struct hit_value){.kind = HIT_TEXT,
				  .bytes = part.bytes,
				  .size = size,
				  .is_cut = is_fetched && part.size >= HIT_FETCHED_TEXT_MOST};
}

struct hit_value hit_decode_text(const char *record, size_t size, uint32_t where)
{
	const size_t offset = where & 0xffff, length = where >> 16;

	if (!is_inside(offset, length, size))
		return (struct hit_value){.kind = HIT_FAULT};
	return text_of((struct part){record + offset, length}, true);
}

static struct sonde_error *find(const struct decoding *decoding, const struct hit_slot *slot,
				struct part *ret)
{
	const size_t here = slot->is_located ? 4 : slot->size;
	size_t offset = slot->offset, size = slot->size;

	if (!is_inside(offset, here, decoding->size))
		return too_short(decoding, offset + here);
	if (slot->is_located) {
		const uint64_t where = hit_number_at(decoding->record + offset, 0, 4, false);

		offset = (where & 0xffff) + (slot->is_relative ? slot->offset + 4 : 0);
		size = where >> 16;
		if (!is_inside(offset, size, decoding->size))
			return too_short(decoding, offset + size);
	}
	*ret = (struct part){decoding->record + offset, size};
	return NULL;
}

static struct hit_value value_of(const struct hit_slot *slot, struct part part)
{
	struct hit_value value = {.bytes = part.bytes, .size = part.size};

	switch (slot->kind) {
	case HIT_SLOT_NUMBER:
		value.kind = HIT_NUMBER;
		value.number = hit_number_at(part.bytes, 0, (unsigned)part.size, slot->is_signed);
		return value;
	case HIT_SLOT_TEXT:
		value = text_of(part, slot->is_fetched);
		value.is_cut |= slot->is_ended && value.size == part.size;
		return value;
	case HIT_SLOT_ARRAY:
		value.kind = HIT_ARRAY;
		return value;
	case HIT_SLOT_TEXTS:
		value.kind = HIT_TEXTS;
		return value;
	}
	return value;
}

/* Whether it is a text that was fetched, and lies where the next one does. */
static bool is_overlaid(const struct decoding *decoding, const struct hit_layout *layout,
			size_t index, struct part part)
{
	const struct hit_slot *slot = &layout->slots.data[index];
	struct part next;

	if (!slot->is_fetched || !slot->is_located || part.size == 0)
		return false;
	for (size_t i = index + 1; i < layout->slots.size; i++) {
		_cleanup_error_ struct sonde_error *error = NULL;

		slot = &layout->slots.data[i];
		if (!slot->is_fetched || !slot->is_located)
			continue;
		error = find(decoding, slot, &next);
		return !error && next.size > 0 && next.bytes == part.bytes;
	}
	return false;
}

static void set_command(const struct hit_value *value, struct hit *hit)
{
	const size_t size = value->size < sizeof(hit->comm) ? value->size : sizeof(hit->comm) - 1;

	memset(hit->comm, 0, sizeof(hit->comm));
	if (value->kind == HIT_TEXT)
		memcpy(hit->comm, value->bytes, size);
}

static struct sonde_error *put(struct decoding *decoding, const struct hit_slot *slot,
			       const struct hit_value *value, struct hit *hit)
{
	switch (slot->role) {
	case HIT_SLOT_FIELD:
		return vec_push(&hit->values, *value);
	case HIT_SLOT_HIDDEN:
		break;
	case HIT_SLOT_COMMAND:
		set_command(value, hit);
		break;
	case HIT_SLOT_THREAD:
		hit->tid = (pid_t)value->number;
		break;
	case HIT_SLOT_ADDRESS:
		hit->address = value->number;
		break;
	case HIT_SLOT_RETURN_ADDRESS:
		hit->return_address = value->number;
		break;
	case HIT_SLOT_FAULTS:
		decoding->faults = value->number;
		break;
	}
	return NULL;
}

struct sonde_error *hit_decode(const struct hit_layout *layout, const void *record, size_t size,
			       struct hit *hit)
{
	struct decoding decoding = {.record = record, .size = size};

	hit->values.size = 0;
	hit->record = record;
	hit->record_size = size;
	for (size_t i = 0; i < layout->slots.size; i++) {
		const struct hit_slot *slot = &layout->slots.data[i];
		struct hit_value value;
		struct part part;

		TRY(find(&decoding, slot, &part));
		value = value_of(slot, part);
		if ((slot->fault < HIT_FAULTS_MOST && decoding.faults >> slot->fault & 1) ||
		    is_overlaid(&decoding, layout, i, part))
			value = (struct hit_value){.kind = HIT_FAULT};
		TRY(put(&decoding, slot, &value, hit));
	}
	return NULL;
}

/* The number of the thread that a field has the command of: `prev_comm` goes with `prev_pid`. */
static const struct hit_value *find_thread(const struct hit *hit, const char *name)
{
	const size_t prefix = strlen(name) - strlen("comm");

	for (size_t i = 0; i < hit->event->fields.size; i++) {
		const char *other = hit->event->fields.data[i].name;

		if (strncmp(other, name, prefix) == 0 && strcmp(other + prefix, "pid") == 0)
			return &hit->values.data[i];
	}
	return NULL;
}

void hit_take_command(struct hit *hit)
{
	for (size_t i = 0; i < hit->event->fields.size; i++) {
		const char *name = hit->event->fields.data[i].name;
		const size_t size = strlen(name);
		const struct hit_value *thread;

		if (size < strlen("comm") || strcmp(name + size - strlen("comm"), "comm") != 0)
			continue;
		thread = find_thread(hit, name);
		if (!thread || thread->kind != HIT_NUMBER || (pid_t)thread->number != hit->tid)
			continue;
		set_command(&hit->values.data[i], hit);
		return;
	}
}
