/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/stack.h"

#include <stdint.h>
#include <string.h>

#include "tracefs/format.h"

/* Bytes of an address. */
#define FRAME ((size_t)8)

struct sonde_error *stack_form_parse(const char *text, struct stack_form *ret)
{
	_cleanup_event_format_ struct event_format format = {0};
	const struct event_field *frames, *count;

	TRY(event_format_parse(text, &format));
	frames = event_format_find(&format, "caller");
	count = event_format_find(&format, "size");
	if (!format.id || !frames || frames->size % FRAME != 0 ||
	    strncmp(frames->type, "unsigned long", 13) != 0)
		return sonde_error_new(SONDE_ERROR_FORMAT, "It is not the format of a stack.");
	*ret = (struct stack_form){
		.id = format.id,
		.count_offset = count && count->size == sizeof(int) ? count->offset : 0,
		.offset = frames->offset,
	};
	return NULL;
}

/* A frame that is none: 0 behind the last, and all bits on kernels before 5.3. */
static bool is_end(const unsigned char *bytes)
{
	uint64_t frame;

	memcpy(&frame, bytes, sizeof(frame));
	return frame == 0 || frame == UINT64_MAX;
}

struct stream_frames stack_frames(const struct stack_form *form, const void *bytes, size_t size)
{
	const unsigned char *start = bytes;
	size_t most, count = 0;
	int told;

	if (size <= form->offset)
		return (struct stream_frames){0};
	most = (size - form->offset) / FRAME;
	if (form->count_offset && size >= sizeof(told) &&
	    form->count_offset <= size - sizeof(told)) {
		memcpy(&told, start + form->count_offset, sizeof(told));
		most = told < 0 ? 0 : (size_t)told < most ? (size_t)told : most;
	}
	start += form->offset;
	while (count < most && !is_end(start + count * FRAME))
		count++;
	return (struct stream_frames){.bytes = count ? start : NULL, .count = count};
}
