/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/layout.h"

#include <string.h>

/* Stores of an instruction reach so far: its offset has 16 bits and a sign. */
#define RECORD_MOST 32760

void filter_layout_deinit(struct filter_layout *layout)
{
	vec_deinit(&layout->slots);
	*layout = (struct filter_layout){0};
}

static size_t round_up(size_t size, size_t unit)
{
	return (size + unit - 1) / unit * unit;
}

/* Bytes that a value takes; @p align is set to what its offset is a multiple of. */
static size_t room_of(const struct filter_layout_request *request, const struct filter_slot *slot,
		      size_t *align)
{
	const struct fetch *fetch = &request->event->args.data[slot->argument].fetch;

	*align = slot->type.kind == FILTER_ARGUMENT_TEXT ? 8 : slot->type.size;
	if (slot->type.kind == FILTER_ARGUMENT_NUMBER)
		return slot->type.size;
	if (slot->type.kind == FILTER_ARGUMENT_ARRAY)
		return (size_t)slot->type.size * slot->type.count;
	if (slot->type.is_command)
		return COMMAND_SIZE;
	if (fetch->base == FETCH_STRING)
		return round_up(strlen(fetch->name) + 1, 8);
	return request->text_room;
}

static struct sonde_error *add_slot(const struct filter_layout_request *request, size_t argument,
				    struct filter_layout *layout)
{
	struct filter_slot slot = {.argument = argument};
	size_t align;

	TRY(filter_argument_of(&request->event->args.data[argument], request->event->is_user,
			       &slot.type));
	slot.room = room_of(request, &slot, &align);
	slot.offset = round_up(layout->size, align);
	layout->size = slot.offset + slot.room;
	if (layout->size > RECORD_MOST)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_REFUSED,
					"The arguments have no room in a record of %d bytes.",
					RECORD_MOST),
			"Ask for fewer texts, or for less of each.");
	return vec_push(&layout->slots, slot);
}

static size_t add_stack(struct filter_layout *layout)
{
	const size_t offset = layout->size;

	layout->size += (size_t)FILTER_STACK_MOST * 8;
	return offset;
}

struct sonde_error *filter_layout_make(const struct filter_layout_request *request,
				       struct filter_layout *ret)
{
	_cleanup_filter_layout_ struct filter_layout layout = {
		.size = sizeof(struct filter_record),
	};

	if (request->recorded > FILTER_FAULTS_MOST)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_REFUSED,
							"There are %zu arguments, and a record has "
							"room for %d.",
							request->recorded, FILTER_FAULTS_MOST),
					"Name those that matter.");
	for (size_t i = 0; i < request->recorded; i++)
		TRY(add_slot(request, i, &layout));
	layout.size = round_up(layout.size, 8);
	if (request->kernel_stack)
		layout.kernel_stack = add_stack(&layout);
	if (request->user_stack)
		layout.user_stack = add_stack(&layout);
	if (layout.size > RECORD_MOST)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_REFUSED,
					"The arguments and stacks have no room in a record "
					"of %d bytes.",
					RECORD_MOST),
			"Ask for fewer texts, or for less of each.");
	*ret = layout;
	layout = (struct filter_layout){0};
	return NULL;
}
