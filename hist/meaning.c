/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The buckets of log2 are those of hist_field_log2(), ilog2(roundup_pow_of_two(value)): bucket 0
 * has 1, and 0 too; bucket N has (2^(N-1), 2^N]. Numbers above 2^63 have no such power: they
 * are in bucket 64, or where the compiler took another way, in bucket 0. All negative ones are
 * among these.
 */
#include "hist/meaning.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/errno_name.h"
#include "hist/frames.h"

static struct sonde_error *mismatch(const struct hist_key_layout *layout)
{
	return sonde_error_new(SONDE_ERROR_MISMATCH,
			       "The hist file has '%s' in another shape than '%s'.", layout->title,
			       hist_shape_name(layout->shape));
}

/* The number of @p size bytes that is in the low ones of @p number. */
static uint64_t narrowed(uint64_t number, unsigned size, bool is_signed)
{
	const unsigned unused = size >= 1 && size < 8 ? 64 - 8 * size : 0;

	if (is_signed)
		return (uint64_t)((int64_t)(number << unused) >> unused);
	return number << unused >> unused;
}

static const char *enumerator_of(const struct enumeration *values, uint64_t number, unsigned size)
{
	vec_for_each(&values->names, name) {
		if (narrowed(name->value, size, false) == narrowed(number, size, false))
			return name->name;
	}
	return NULL;
}

static struct sonde_error *make_number(const struct hist_raw_cell *raw,
				       const struct hist_key_layout *layout, struct hist_cell *cell)
{
	const char *name = NULL;

	if (raw->kind != HIST_RAW_NUMBER)
		return mismatch(layout);
	cell->kind = HIST_CELL_NUMBER;
	/* Hexadecimal shows the bits. */
	cell->is_signed = layout->shape == HIST_SHAPE_ERRNO ||
			  (layout->is_signed && layout->shape != HIST_SHAPE_HEX);
	cell->low = narrowed(raw->number, layout->size, cell->is_signed);
	cell->high = cell->low;
	if (layout->shape == HIST_SHAPE_ERRNO)
		name = errno_name((int64_t)cell->low);
	else if (layout->shape == HIST_SHAPE_ENUM)
		name = enumerator_of(&layout->values, cell->low, layout->size);
	return sonde_strdup(name, &cell->text);
}

/* The exponent of the bucket of a number, as hist_field_log2() has it. */
static uint64_t exponent_of(uint64_t number)
{
	return number > 1 ? 64 - (uint64_t)__builtin_clzll(number - 1) : 0;
}

/* Rounded down, below 0 as well. */
static uint64_t floored(uint64_t number, uint64_t divisor, bool is_signed)
{
	if (is_signed && (int64_t)number < 0)
		return ~(~number / divisor);
	return number / divisor;
}

/* The bucket of @p width that @p number is in: they begin at multiples of the width. */
static struct hist_raw_cell range_of(uint64_t number, uint64_t width, bool is_signed)
{
	const uint64_t low = floored(number, width, is_signed) * width;
	struct hist_raw_cell cell = {
		.kind = HIST_RAW_RANGE, .number = low, .high = low + width - 1};

	/* The first one is cut off by the numbers' end. */
	if (is_signed && (int64_t)number < 0 && (int64_t)low > (int64_t)number)
		cell.number = (uint64_t)INT64_MIN;
	return cell;
}

/* The bucket that the kernel has not made, of a number, or of a bucket that is narrower. */
static struct hist_raw_cell folded(const struct hist_raw_cell *raw,
				   const struct hist_key_layout *layout)
{
	const uint64_t number = floored(narrowed(raw->number, layout->size, layout->is_signed),
					layout->scale ? layout->scale : 1, layout->is_signed);
	/*
	 * 4000 to 4999 us are above 4 ms, up to 5: what is in a larger unit counts as the whole
	 * one that it has begun. (Of 4000 itself the kernel does not know, as it has cut off
	 * less than a microsecond.)
	 */
	const uint64_t begun = layout->scale > 1;
	struct hist_raw_cell cell;

	if (layout->shape != HIST_SHAPE_LINEAR)
		return (struct hist_raw_cell){.kind = HIST_RAW_LOG2,
					      .number = exponent_of(number + begun)};
	cell = range_of(number, layout->width ? layout->width : 1, layout->is_signed);
	cell.number += begun;
	cell.high += cell.high == UINT64_MAX ? 0 : begun;
	return cell;
}

/* A number below 0 may have come with the bytes only that its field has. */
static struct hist_raw_cell widened(const struct hist_raw_cell *raw,
				    const struct hist_key_layout *layout)
{
	struct hist_raw_cell cell = *raw;

	if (raw->kind == HIST_RAW_RANGE && layout->is_signed) {
		cell.number = narrowed(raw->number, layout->size, true);
		cell.high = cell.number + (raw->high - raw->number);
	}
	return cell;
}

static struct sonde_error *make_log2(const struct hist_raw_cell *raw,
				     const struct hist_key_layout *layout, struct hist_cell *cell)
{
	if (raw->kind != HIST_RAW_LOG2 || raw->number > 64)
		return mismatch(layout);
	cell->kind = HIST_CELL_RANGE;
	cell->is_signed = layout->is_signed;
	cell->low = raw->number > 0 ? (UINT64_C(1) << (raw->number - 1)) + 1 : 0;
	cell->high = raw->number < 64 ? UINT64_C(1) << raw->number : UINT64_MAX;
	if (layout->is_signed && raw->number == 64) {
		cell->low = (uint64_t)INT64_MIN;
		cell->high = (uint64_t)-1;
	} else if (layout->is_signed && raw->number == 63) {
		cell->high = INT64_MAX;
	}
	return NULL;
}

static struct sonde_error *make_linear(const struct hist_raw_cell *raw,
				       const struct hist_key_layout *layout, struct hist_cell *cell)
{
	if (raw->kind != HIST_RAW_RANGE)
		return mismatch(layout);
	cell->kind = HIST_CELL_RANGE;
	cell->is_signed = layout->is_signed;
	cell->low = raw->number;
	/* The last bucket is cut off by the numbers' end, and printed as if it went on from 0. */
	cell->high = raw->high < raw->number ? UINT64_MAX : raw->high;
	if (layout->is_signed && cell->low <= INT64_MAX && cell->high > INT64_MAX)
		cell->high = INT64_MAX;
	return NULL;
}

static struct sonde_error *make_bucket(const struct hist_raw_cell *raw,
				       const struct hist_key_layout *layout, struct hist_cell *cell)
{
	struct hist_raw_cell made;

	if (layout->is_folded && raw->kind != (layout->scale ? HIST_RAW_RANGE : HIST_RAW_NUMBER))
		return mismatch(layout);
	made = layout->is_folded ? folded(raw, layout) : widened(raw, layout);
	return layout->shape == HIST_SHAPE_LOG2 ? make_log2(&made, layout, cell)
						: make_linear(&made, layout, cell);
}

/* `vfs_open+0x9 [module]` of `vfs_open+0x9/0xf0 [module]`; a function without the offset. */
static struct sonde_error *make_symbol(const struct hist_raw_cell *raw,
				       const struct hist_key_layout *layout, struct hist_cell *cell)
{
	_cleanup_str_ struct str text = STR_INIT;
	const char *end, *module;
	size_t size;

	if (raw->kind != HIST_RAW_SYMBOL)
		return mismatch(layout);
	end = memchr(raw->text.data, layout->shape == HIST_SHAPE_FUNC ? '+' : '/', raw->text.size);
	size = end ? (size_t)(end - raw->text.data) : raw->text.size;
	module = end ? memchr(end, ' ', raw->text.size - size) : NULL;
	str_append_bytes(&text, raw->text.data, size);
	if (module)
		str_append_bytes(&text, module, raw->text.size - (size_t)(module - raw->text.data));
	cell->kind = layout->shape == HIST_SHAPE_FUNC ? HIST_CELL_TEXT : HIST_CELL_NUMBER;
	if (cell->kind == HIST_CELL_NUMBER)
		cell->low = cell->high = raw->number;
	return str_take(&text, &cell->text);
}

/* Numbers without a name have "unknown_syscall"; all others begin with `sys_`. */
static struct sonde_error *make_syscall(const struct hist_raw_cell *raw,
					const struct hist_key_layout *layout,
					struct hist_cell *cell)
{
	struct hist_piece name = raw->text;

	if (raw->kind != HIST_RAW_NAMED)
		return mismatch(layout);
	cell->kind = HIST_CELL_NUMBER;
	cell->low = cell->high = raw->number;
	if (name.size == strlen("unknown_syscall") &&
	    memcmp(name.data, "unknown_syscall", name.size) == 0)
		return NULL;
	if (name.size > 4 && memcmp(name.data, "sys_", 4) == 0) {
		name.data += 4;
		name.size -= 4;
	}
	return sonde_strndup(name.data, name.size, &cell->text);
}

static struct sonde_error *make_text(const struct hist_raw_cell *raw, enum hist_raw_kind kind,
				     const struct hist_key_layout *layout, struct hist_cell *cell)
{
	if (raw->kind != kind)
		return mismatch(layout);
	cell->kind = HIST_CELL_TEXT;
	return sonde_strndup(raw->text.data, raw->text.size, &cell->text);
}

static struct sonde_error *make_stack(const struct hist_raw_cell *raw,
				      const struct hist_key_layout *layout, struct hist_cell *cell)
{
	if (raw->kind != HIST_RAW_STACK)
		return mismatch(layout);
	cell->kind = HIST_CELL_STACK;
	return hist_frames_read(raw->text, &cell->frames);
}

static struct sonde_error *make(const struct hist_raw_cell *raw,
				const struct hist_key_layout *layout, struct hist_cell *cell)
{
	switch (layout->shape) {
	case HIST_SHAPE_PLAIN:
	case HIST_SHAPE_HEX:
	case HIST_SHAPE_ERRNO:
	case HIST_SHAPE_ENUM:
	case HIST_SHAPE_PROCESS:
		return make_number(raw, layout, cell);
	case HIST_SHAPE_LOG2:
	case HIST_SHAPE_LINEAR:
		return make_bucket(raw, layout, cell);
	case HIST_SHAPE_SYM:
	case HIST_SHAPE_FUNC:
		return make_symbol(raw, layout, cell);
	case HIST_SHAPE_SYSCALL:
		return make_syscall(raw, layout, cell);
	case HIST_SHAPE_STRING:
		return make_text(raw, HIST_RAW_STRING, layout, cell);
	case HIST_SHAPE_COMM:
		return make_text(raw, HIST_RAW_NAMED, layout, cell);
	case HIST_SHAPE_STACK:
		return make_stack(raw, layout, cell);
	}
	return mismatch(layout);
}

struct sonde_error *hist_cell_make(const struct hist_raw_cell *raw,
				   const struct hist_key_layout *layout, struct hist_cell *ret)
{
	_cleanup_hist_cell_ struct hist_cell cell = {0};

	TRY(make(raw, layout, &cell));
	*ret = cell;
	cell = (struct hist_cell){0};
	return NULL;
}

struct sonde_error *hist_value_make(uint64_t number, struct hist_piece text,
				    const struct hist_value_layout *layout, struct hist_value *ret)
{
	struct hist_value value = {.kind = HIST_VALUE_INTEGER, .is_signed = layout->is_signed};
	const char *name = NULL;

	if (layout->is_string) {
		value = (struct hist_value){.kind = HIST_VALUE_TEXT};
		TRY(sonde_strndup(text.data, text.size, &value.text));
		*ret = value;
		return NULL;
	}
	/* Sums have all bytes, whatever they are of. */
	if (layout->role == HIST_VALUE_MAX || layout->role == HIST_VALUE_WORST)
		number = narrowed(number, layout->size, layout->is_signed);
	value.integer = number;
	if (layout->shape == HIST_SHAPE_ERRNO) {
		value.is_signed = true;
		value.integer = narrowed(number, layout->size, true);
		name = errno_name((int64_t)value.integer);
	} else if (layout->shape == HIST_SHAPE_ENUM) {
		name = enumerator_of(&layout->values, number, layout->size);
	} else if (layout->shape == HIST_SHAPE_HEX) {
		value.is_signed = false;
		value.integer = narrowed(number, layout->size, false);
	}
	TRY(sonde_strdup(name, &value.text));
	*ret = value;
	return NULL;
}
