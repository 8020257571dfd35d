/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hits as `perf script` prints samples, so that what reads that reads this:
 *
 *                  cat    1234 [001]   812.345678: probe:vfs_read: (ffffffff81234560) count=4096
 *
 * and with stacks, which end with an empty line:
 *
 *     cat    1234 [001]   812.345678: probe:vfs_read: (ffffffff81234560) count=4096
 *             ffffffff81234560 vfs_read+0x0 ([kernel.kallsyms])
 *                 7f0123456789 read+0x19 (/usr/lib/libc.so.6)
 *
 * Numbers stay numbers. Lines that begin with `#` are remarks.
 */
#include <stdlib.h>
#include <string.h>

#include "trace/digits.h"
#include "trace/escape.h"
#include "trace/item.h"
#include "trace/lost.h"
#include "trace/place.h"
#include "trace/value.h"
#include "trace/writer.h"

#define COMM_WIDTH    16
#define THREAD_WIDTH  7
#define TIME_WIDTH    12
#define ADDRESS_WIDTH 16

struct perf_script_writer {
	struct hit_writer base;
	struct hit_writer_options options;
	/* Of the longest name of an event. */
	size_t event_width;
};

static struct perf_script_writer *writer_of(struct hit_writer *base)
{
	return (struct perf_script_writer *)base;
}

static void perf_script_destroy(struct hit_writer *base)
{
	free(base);
}

/* Put blanks before what was appended since @p start, so that it is @p width bytes wide. */
static void align(struct str *out, size_t start, size_t width)
{
	const size_t size = out->size - start;

	if (size >= width)
		return;
	for (size_t i = size; i < width; i++)
		str_append_char(out, ' ');
	if (out->failed)
		return;
	memmove(out->data + start + width - size, out->data + start, size);
	memset(out->data + start, ' ', width - size);
}

static void print_head(const struct perf_script_writer *writer, const struct hit *hit,
		       struct str *out)
{
	size_t start = out->size;

	if (hit->comm[0]) {
		escape_text(hit->comm, strnlen(hit->comm, sizeof(hit->comm)), false, out);
	} else {
		str_append_char(out, ':');
		digits_integer((uint64_t)(int64_t)hit->tid, true, out);
	}
	if (!writer->options.stacks)
		align(out, start, COMM_WIDTH);
	str_append_char(out, ' ');
	start = out->size;
	digits_integer((uint64_t)(int64_t)hit->tid, true, out);
	align(out, start, THREAD_WIDTH);
	str_append(out, " [");
	digits_decimal(hit->cpu, 3, out);
	str_append(out, "] ");
	start = out->size;
	hit_clock_monotonic(hit->time, out);
	align(out, start, TIME_WIDTH);
	str_append(out, ": ");
	start = out->size;
	hit_item_print_event(hit->event, out);
	align(out, start, writer->event_width);
	str_append(out, ": ");
}

/* `(ffffffff81234560)`, `(ffffffff81234560 <- ffffffff81234abc)` of a return. */
static void print_address(const struct hit *hit, struct str *out)
{
	const char *place = place_text(hit);

	if (!hit->address && !place)
		return;
	str_append_char(out, '(');
	if (hit->address)
		digits_hex(hit->address, 1, out);
	else
		escape_text(place, strlen(place), false, out);
	if (hit->return_address) {
		str_append(out, " <- ");
		digits_hex(hit->return_address, 1, out);
	}
	str_append_char(out, ')');
}

static void print_values(const struct perf_script_writer *writer, const struct hit *hit,
			 struct str *out)
{
	const size_t start = out->size;

	print_address(hit, out);
	for (size_t i = 0; i < hit->event->fields.size && i < hit->values.size; i++) {
		const struct hit_field *field = &hit->event->fields.data[i];
		const bool is_named = field->values.names.size > 0;
		const struct value_style style = {
			.shape = field->may_be_address || (is_named && field->is_hex)
					 ? HIT_SHAPE_HEX
				 : is_named ? HIT_SHAPE_DECIMAL
					    : HIT_SHAPE_PLAIN,
			.is_quoted = true,
			.symbols = writer->options.symbols,
		};

		if (out->size > start)
			str_append_char(out, ' ');
		escape_text(field->name, strlen(field->name), false, out);
		str_append_char(out, '=');
		value_print(hit, field, &hit->values.data[i], &style, out);
	}
}

static void print_frame(const struct perf_script_writer *writer, const struct hit *hit,
			uint64_t address, struct str *out)
{
	const struct hit_symbol symbol = place_symbol(writer->options.symbols, hit, address);
	const char *object = symbol.object ? symbol.object : "[unknown]";
	size_t start;

	str_append_char(out, '\t');
	start = out->size;
	digits_hex(address, 1, out);
	align(out, start, ADDRESS_WIDTH);
	str_append_char(out, ' ');
	if (symbol.name) {
		escape_text(symbol.name, strlen(symbol.name), false, out);
		str_append_char(out, '+');
		digits_address(symbol.offset, out);
	} else {
		str_append(out, "[unknown]");
	}
	str_append(out, " (");
	escape_text(object, strlen(object), false, out);
	str_append(out, ")\n");
}

static void print_stack(const struct perf_script_writer *writer, const struct hit *hit,
			const struct hit_frames *frames, struct str *out)
{
	uint64_t address;

	for (size_t i = 0; place_frame(frames, i, &address); i++)
		print_frame(writer, hit, address, out);
}

static struct sonde_error *perf_script_hit(struct hit_writer *base, const struct hit *hit,
					   struct str *out)
{
	const struct perf_script_writer *writer = writer_of(base);

	print_head(writer, hit, out);
	if (hit->text)
		escape_text(hit->text, hit_item_text_size(hit->text), false, out);
	else
		print_values(writer, hit, out);
	str_append_char(out, '\n');
	if (writer->options.stacks) {
		print_stack(writer, hit, &hit->kernel_stack, out);
		print_stack(writer, hit, &hit->user_stack, out);
		str_append_char(out, '\n');
	}
	return str_check(out);
}

static struct sonde_error *perf_script_lost(struct hit_writer *base, uint64_t time, unsigned cpu,
					    uint64_t count, struct str *out)
{
	(void)base;
	(void)time;
	str_append(out, "# ");
	lost_print(cpu, count, out);
	return str_check(out);
}

struct sonde_error *hit_perf_script_create(const struct hit_writer_options *options,
					   struct hit_writer **ret)
{
	static const struct hit_writer_ops ops = {NULL, perf_script_hit, perf_script_lost,
						  perf_script_destroy};
	struct perf_script_writer *writer = calloc(1, sizeof(*writer));

	if (!writer)
		return &sonde_error_no_memory;
	writer->base.ops = &ops;
	writer->options = *options;
	for (size_t i = 0; i < options->event_count; i++) {
		const size_t width = strlen(options->events[i]->group) + 1 +
				     strlen(options->events[i]->event);

		writer->event_width = width > writer->event_width ? width : writer->event_width;
	}
	*ret = &writer->base;
	return NULL;
}
