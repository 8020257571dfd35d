/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/filter_places.h"

#include <inttypes.h>
#include <string.h>

/* Where in the memory of an argument the pointer to it is, and where the argument. */
#define POINTER_AT 0
#define VALUE_AT   32

void filter_places_deinit(struct filter_places *places)
{
	probe_event_deinit(&places->event);
}

bool filter_places_is_user(const struct filter_places *places, size_t index)
{
	return places->request.is_user || places->forms[index] == PLACE_USER;
}

uint64_t filter_places_address(const struct filter_places *places, size_t index)
{
	const struct filter_places_request *request = &places->request;

	return (filter_places_is_user(places, index) ? request->user : request->kernel) +
	       index * PLACE_SIZE;
}

static enum place_form form_of(struct filter_random *random, size_t index, size_t registers)
{
	if (index >= registers)
		return PLACE_ADDRESS;
	if (index >= FILTER_RANDOM_NUMBERS)
		return (enum place_form)(PLACE_MEMORY + filter_random_below(random, 4));
	return (enum place_form)(PLACE_REGISTER + filter_random_below(random, 5));
}

static const char *sign_of(int64_t offset)
{
	return offset < 0 ? "-" : "+";
}

static uint64_t size_of(int64_t offset)
{
	return offset < 0 ? -(uint64_t)offset : (uint64_t)offset;
}

static void print_arg(const struct filter_places *places, size_t index, struct str *line)
{
	const struct test_variable *variable = &filter_random_variables()[index];
	const int64_t offset = places->offsets[index];
	const char *reg = index < places->request.register_count ? places->request.registers[index]
								 : "";

	str_appendf(line, " %s=", variable->name);
	switch (places->forms[index]) {
	case PLACE_REGISTER:
		str_appendf(line, "%%%s", reg);
		break;
	case PLACE_MEMORY:
	case PLACE_USER:
		str_appendf(line, "%s%s%" PRIu64 "(%%%s)", sign_of(offset),
			    places->forms[index] == PLACE_USER ? "u" : "", size_of(offset), reg);
		break;
	case PLACE_POINTED:
		str_appendf(line, "%s%" PRIu64 "(+16(%%%s))", sign_of(offset), size_of(offset),
			    reg);
		break;
	case PLACE_ADDRESS:
		str_appendf(line, "@0x%" PRIx64, filter_places_address(places, index) + VALUE_AT);
		break;
	}
	if (variable->variable.is_text)
		str_append(line, places->forms[index] == PLACE_USER ? ":ustring" : ":string");
	else
		str_appendf(line, ":%c%u", variable->variable.is_signed ? 's' : 'u',
			    variable->variable.size * 8);
}

struct sonde_error *filter_places_make(struct filter_random *random,
				       const struct filter_places_request *request,
				       struct filter_places *ret)
{
	_cleanup_str_ struct str line = STR_INIT;

	*ret = (struct filter_places){.request = *request};
	str_append(&line, request->is_user ? "p:made/up /bin/up:0x100" : "p:made/up up");
	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++) {
		ret->forms[i] = form_of(random, i, request->register_count);
		ret->offsets[i] = (int64_t)filter_random_below(random, 100) - 50;
		print_arg(ret, i, &line);
	}
	TRY(str_check(&line));
	return probe_event_parse(line.data, &ret->event);
}

static void put(uint8_t *memory, uint64_t number)
{
	memcpy(memory, &number, sizeof(number));
}

static void fill(const struct filter_places *places, struct filter_random_hit *hit, size_t index,
		 struct filter_contents *ret)
{
	const enum place_form form = places->forms[index];
	struct filter_value *value = &hit->arguments[index];
	uint64_t address = filter_places_address(places, index);
	uint64_t *reg = &ret->registers[index];

	if (form == PLACE_REGISTER || form == PLACE_ADDRESS)
		value->is_fault = false;
	if (value->text)
		memcpy(ret->memory[index] + VALUE_AT, value->text, strlen(value->text) + 1);
	else
		put(ret->memory[index] + VALUE_AT, value->number);
	if (form == PLACE_REGISTER) {
		*reg = value->number;
		return;
	}
	/* Of two accesses either may fail. */
	if (value->is_fault && (form != PLACE_POINTED || value->number & 1))
		address = places->request.nowhere;
	*reg = address + VALUE_AT - (uint64_t)places->offsets[index];
	if (form != PLACE_POINTED)
		return;
	put(ret->memory[index] + POINTER_AT, (value->is_fault ? places->request.nowhere : address) +
						     VALUE_AT - (uint64_t)places->offsets[index]);
	*reg = address + POINTER_AT - 16;
}

void filter_places_fill(const struct filter_places *places, struct filter_random_hit *hit,
			struct filter_contents *ret)
{
	memset(ret, 0xee, sizeof(*ret));
	for (size_t i = 0; i < FILTER_RANDOM_ARGUMENTS; i++)
		fill(places, hit, i, ret);
}
