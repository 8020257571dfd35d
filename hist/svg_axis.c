/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/svg_axis.h"

#include <inttypes.h>

#include "hist/label.h"
#include "hist/svg_page.h"

/* Empty slots in a row that are drawn one by one. */
#define GAP_MOST 24

void svg_axis_deinit(struct svg_axis *axis)
{
	vec_deinit(&axis->slots);
}

struct sonde_error *svg_axis_make(const struct hist_table *table, size_t key, struct svg_axis *ret)
{
	struct hist_group all = {0};
	struct hist_buckets slots = VEC_INIT;
	struct sonde_error *error = NULL;
	bool is_signed = false;
	size_t kept = 0;

	for (size_t i = 0; !error && i < table->rows.size; i++) {
		const struct hist_cell *cell = &table->rows.data[i].cells.data[key];

		is_signed |= cell->is_signed;
		if (cell->kind == HIST_CELL_RANGE && !cell->text)
			error = vec_push(&all.rows, &table->rows.data[i]);
	}
	if (!error)
		error = hist_groups_buckets(table, key, &all, GAP_MOST, &slots);
	vec_deinit(&all.rows);
	if (error)
		return error;
	for (size_t i = 0; i < slots.size; i++)
		if (!kept || slots.data[kept - 1].low != slots.data[i].low ||
		    slots.data[kept - 1].high != slots.data[i].high)
			slots.data[kept++] = slots.data[i];
	slots.size = kept;
	*ret = (struct svg_axis){
		.column = &table->keys.data[key], .is_signed = is_signed, .slots = slots};
	return NULL;
}

size_t svg_axis_slot(const struct svg_axis *axis, const struct hist_cell *cell)
{
	if (cell->kind == HIST_CELL_RANGE && !cell->text)
		for (size_t i = 0; i < axis->slots.size; i++)
			if (axis->slots.data[i].low == cell->low &&
			    axis->slots.data[i].high == cell->high)
				return i;
	return HIST_NO_KEY;
}

void svg_axis_edge(const struct svg_axis *axis, size_t edge, struct str *out)
{
	const bool is_last = edge >= axis->slots.size;
	const struct hist_bucket *slot = &axis->slots.data[is_last ? edge - 1 : edge];
	const bool is_log2 = axis->column->shape == HIST_SHAPE_LOG2;
	const bool is_begun = axis->column->scale > 1;
	const bool is_open = ((is_log2 && slot->low > 1) || (is_begun && slot->low)) &&
			     (!axis->is_signed || slot->low >> 63 == 0);

	if (is_last && slot->high == UINT64_MAX && !axis->is_signed)
		str_append(out, is_log2 ? "16E" : "");
	else if (!is_last && axis->is_signed && slot->low == (uint64_t)INT64_MIN)
		str_append(out, "below");
	else if (is_last)
		hist_label_bound(axis->column, slot->high + !(is_log2 || is_begun), axis->is_signed,
				 out);
	else
		hist_label_bound(axis->column, slot->low - is_open, axis->is_signed, out);
}

void svg_axis_label(const struct svg_axis *axis, size_t slot, struct str *out)
{
	const struct hist_bucket *bucket = &axis->slots.data[slot];
	const struct hist_cell cell = {
		.kind = HIST_CELL_RANGE,
		.is_signed = axis->is_signed,
		.low = bucket->low,
		.high = bucket->high,
	};

	if (bucket->empty > 1)
		str_appendf(out, "%" PRIu64 " empty", bucket->empty);
	else
		hist_label_cell(axis->column, &cell, out);
}

/* One in how many edges has a label, so that they keep apart. */
static size_t stride(const struct svg_axis *axis, double slot_width, struct str *out)
{
	double widest = 0;
	size_t step = 1;

	for (size_t i = 0; i <= axis->slots.size; i++) {
		_cleanup_str_ struct str text = STR_INIT;
		double width;

		svg_axis_edge(axis, i, &text);
		out->failed |= text.failed;
		width = svg_text_width(SVG_SMALL, str_text(&text));
		if (width > widest)
			widest = width;
	}
	while ((double)step * slot_width < widest + 8 && step <= axis->slots.size)
		step++;
	return step;
}

void svg_axis_print(const struct svg_axis *axis, double x, double y, double width, struct str *out)
{
	const double slot_width = width / (double)axis->slots.size;
	const size_t step = stride(axis, slot_width, out);

	for (size_t i = 0; i <= axis->slots.size; i += step) {
		_cleanup_str_ struct str text = STR_INIT;
		const double at = x + (double)i * slot_width;

		svg_axis_edge(axis, i, &text);
		svg_line(at, y - 14, at, y - 10, true, out);
		out->failed |= text.failed;
		svg_text(at, y, 0, SVG_MIDDLE, SVG_SMALL, str_text(&text), out);
		out->failed |= text.failed;
	}
}
