/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/hit.h"

#include <stdlib.h>
#include <string.h>

#include "trace/decode.h"

void hit_event_deinit(struct hit_event *event)
{
	vec_for_each(&event->fields, field) {
		free(field->label);
		free(field->name);
		enumeration_deinit(&field->values);
	}
	vec_for_each(&event->places, place)
		free(*place);
	vec_deinit(&event->fields);
	vec_deinit(&event->places);
	free(event->group);
	free(event->event);
	*event = (struct hit_event){0};
}

void hit_deinit(struct hit *hit)
{
	vec_deinit(&hit->values);
}

uint64_t hit_number_at(const void *bytes, size_t index, unsigned size, bool is_signed)
{
	const char *at = (const char *)bytes + index * size;
	uint64_t eight;
	uint32_t four;
	uint16_t two;

	switch (size) {
	case 1:
		return is_signed ? (uint64_t)(int64_t)(int8_t)*at : (uint8_t)*at;
	case 2:
		memcpy(&two, at, sizeof(two));
		return is_signed ? (uint64_t)(int64_t)(int16_t)two : two;
	case 4:
		memcpy(&four, at, sizeof(four));
		return is_signed ? (uint64_t)(int64_t)(int32_t)four : four;
	case 8:
		memcpy(&eight, at, sizeof(eight));
		return eight;
	default:
		return 0;
	}
}

struct hit_value hit_value_text(const struct hit *hit, const struct hit_value *value, size_t index)
{
	const uint32_t where = (uint32_t)hit_number_at(value->bytes, index, 4, false);

	return hit_decode_text(hit->record, hit->record_size, where);
}
