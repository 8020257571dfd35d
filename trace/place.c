/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/place.h"

#include <string.h>

#include "trace/digits.h"
#include "trace/escape.h"

/* PERF_CONTEXT_MAX of include/uapi/linux/perf_event.h. */
#define CONTEXT_MAX ((uint64_t)-4095)

struct hit_symbol place_symbol(const struct hit_symbols *symbols, const struct hit *hit,
			       uint64_t address)
{
	struct hit_symbol symbol = {0};

	if (!symbols)
		return symbol;
	if (address >> 63)
		symbols->kernel(symbols, address, &symbol);
	else if (hit->pid || hit->tid)
		symbols->user(symbols, hit->pid ? hit->pid : hit->tid, address, &symbol);
	return symbol;
}

static void append_offset(uint64_t offset, struct str *out)
{
	if (!offset)
		return;
	str_append_char(out, '+');
	digits_address(offset, out);
}

static void append_clean(const char *text, struct str *out)
{
	escape_text(text, strlen(text), false, out);
}

/* `nfs` of `[nfs]`; nothing of the kernel itself and of files. */
static void append_module(const struct hit_symbol *symbol, struct str *out)
{
	const char *object = symbol->object;

	if (!object || object[0] != '[' || strncmp(object, "[kernel", 7) == 0 ||
	    strcmp(object, "[vdso]") == 0)
		return;
	escape_text(object + 1, strcspn(object + 1, "]"), false, out);
	str_append_char(out, ':');
}

static void append_symbol(const struct hit_symbol *symbol, uint64_t address, bool with_offset,
			  struct str *out)
{
	if (symbol->name) {
		append_module(symbol, out);
		append_clean(symbol->name, out);
	} else if (symbol->object) {
		append_clean(symbol->object, out);
	} else {
		digits_address(address, out);
		return;
	}
	if (with_offset || !symbol->name)
		append_offset(symbol->offset, out);
}

void place_print_symbol(const struct hit_symbols *symbols, const struct hit *hit, uint64_t address,
			struct str *out)
{
	const struct hit_symbol symbol = place_symbol(symbols, hit, address);

	append_symbol(&symbol, address, true, out);
}

const char *place_text(const struct hit *hit)
{
	const struct hit_event *event = hit->event;

	if (hit->place < event->places.size)
		return event->places.data[hit->place];
	return event->places.size == 1 ? event->places.data[0] : NULL;
}

size_t place_function_size(const char *text)
{
	const char *end = strrchr(text, '+');

	if (text[0] == '/' || strncmp(text, "0x", 2) == 0)
		return 0;
	return end ? (size_t)(end - text) : strlen(text);
}

void place_print(const struct hit_symbols *symbols, const struct hit *hit, struct str *out)
{
	const char *text = place_text(hit);

	if (text)
		append_clean(text, out);
	else if (hit->address)
		place_print_symbol(symbols, hit, hit->address, out);
	else
		str_append_char(out, '-');
}

void place_print_function(const struct hit_symbols *symbols, const struct hit *hit, struct str *out)
{
	const char *text = place_text(hit);
	const size_t size = text ? place_function_size(text) : 0;
	struct hit_symbol symbol;

	if (size) {
		escape_text(text, size, false, out);
		return;
	}
	symbol = place_symbol(symbols, hit, hit->address);
	if (hit->address && symbol.name)
		append_symbol(&symbol, hit->address, false, out);
	else
		str_append_char(out, '-');
}

bool place_frame(const struct hit_frames *frames, size_t index, uint64_t *ret)
{
	uint64_t address;

	if (index >= frames->count)
		return false;
	address = hit_number_at(frames->bytes, index, 8, false);
	if (!address || address >= CONTEXT_MAX)
		return false;
	*ret = address;
	return true;
}

void place_print_stack(const struct hit_symbols *symbols, const struct hit *hit,
		       const struct hit_frames *frames, struct str *out)
{
	uint64_t address;
	size_t count = 0;

	while (place_frame(frames, count, &address))
		count++;
	if (!count) {
		str_append_char(out, '-');
		return;
	}
	while (count--) {
		struct hit_symbol symbol;
		const size_t begin = out->size;

		place_frame(frames, count, &address);
		symbol = place_symbol(symbols, hit, address);
		append_symbol(&symbol, address, false, out);
		/* It would be two frames. */
		for (size_t i = begin; i < out->size; i++)
			out->data[i] = out->data[i] == ';' ? ':' : out->data[i];
		if (count)
			str_append_char(out, ';');
	}
}
