/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hist file: of one that is understood, tables are made by layouts that fit it, and what holds of
 * all tables is asked of them; the error of another says where.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hist/cell.h"
#include "hist/differ.h"
#include "hist/index.h"
#include "hist/merge.h"
#include "hist/order.h"
#include "hist/percentile.h"
#include "hist/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* For lack of memory nothing is held against an answer. */
static bool works(struct sonde_error *error)
{
	const bool is_mismatch = error && error->kind != SONDE_ERROR_NO_MEMORY;

	if (is_mismatch)
		abort();
	return !error;
}

/* A shape that the cells of the key @p i can have; by @p choice one of several. */
static void choose_shape(const struct hist_raw *raw, size_t i, size_t choice,
			 struct hist_key_layout *key)
{
	static const enum hist_shape shapes[] = {
		[HIST_RAW_LOG2] = HIST_SHAPE_LOG2,     [HIST_RAW_RANGE] = HIST_SHAPE_LINEAR,
		[HIST_RAW_SYMBOL] = HIST_SHAPE_SYM,    [HIST_RAW_NAMED] = HIST_SHAPE_COMM,
		[HIST_RAW_STRING] = HIST_SHAPE_STRING, [HIST_RAW_STACK] = HIST_SHAPE_STACK,
	};
	static const enum hist_shape others[] = {HIST_SHAPE_PLAIN, HIST_SHAPE_HEX,
						 HIST_SHAPE_ERRNO, HIST_SHAPE_PROCESS,
						 HIST_SHAPE_LOG2,  HIST_SHAPE_LINEAR};
	const enum hist_raw_kind kind = raw->cells.data[i].kind;

	key->shape = shapes[kind];
	if (kind == HIST_RAW_NUMBER) {
		key->shape = others[choice % 6];
		key->is_folded = choice % 6 >= 4;
	} else if (kind == HIST_RAW_SYMBOL && choice % 2) {
		key->shape = HIST_SHAPE_FUNC;
	} else if (kind == HIST_RAW_NAMED && choice % 2) {
		key->shape = HIST_SHAPE_SYSCALL;
	}
	key->is_signed = choice % 3 == 0;
	key->size = 1U << choice % 4;
	key->width = choice % 5;
}

static struct sonde_error *add_key(const struct hist_raw *raw, size_t i, size_t choice,
				   struct hist_layout *layout)
{
	TRY(vec_push(&layout->keys, (struct hist_key_layout){0}));
	choose_shape(raw, i, choice, vec_last(&layout->keys));
	TRY(sonde_strdup("k", &vec_last(&layout->keys)->title));
	return sonde_strdup(raw->keys.data[i].name, &vec_last(&layout->keys)->field);
}

static struct sonde_error *add_value(const char *field, enum hist_value_role role, size_t choice,
				     struct hist_layout *layout)
{
	TRY(vec_push(&layout->values, (struct hist_value_layout){.role = role,
								 .size = 8,
								 .scale = choice % 3,
								 .is_signed = choice % 2}));
	TRY(sonde_strdup("v", &vec_last(&layout->values)->title));
	return sonde_strdup(field, &vec_last(&layout->values)->field);
}

static struct sonde_error *make_layout(const struct hist_raw *raw, size_t choice,
				       struct hist_layout *layout)
{
	for (size_t i = 0; i < raw->keys.size; i++)
		TRY(add_key(raw, i, choice + i, layout));
	TRY(add_value("hitcount", HIST_VALUE_COUNT, 1, layout));
	TRY(add_value("hitcount", HIST_VALUE_MEAN, choice, layout));
	TRY(add_value("max", HIST_VALUE_MAX, choice, layout));
	if (raw->saves.size)
		TRY(add_value(raw->saves.data[0].name, HIST_VALUE_WORST, choice, layout));
	if (raw->saved.size > 1)
		vec_last(&layout->values)->is_string = raw->saves.size &&
						       raw->saved.data[1].is_text;
	return NULL;
}

/* Rows are in the order of the table, and no two are the same. */
static void check_rows(const struct hist_table *table)
{
	for (size_t i = 1; i < table->rows.size; i++) {
		if (hist_row_compare(&table->rows.data[i - 1], &table->rows.data[i]) >= 0)
			abort();
	}
	vec_for_each(&table->rows, row) {
		_cleanup_str_ struct str text = STR_INIT;

		for (size_t i = 0; i < row->cells.size; i++) {
			hist_cell_print(&table->keys.data[i], &row->cells.data[i], &text);
		}
		for (size_t i = 0; i < row->values.size; i++)
			hist_value_print(&table->values.data[i], &row->values.data[i], &text);
	}
}

static void check_percentiles(const struct hist_table *table)
{
	static const double wanted[] = {50, 99.9};

	for (size_t i = 0; i < table->keys.size; i++) {
		_cleanup_hist_percentiles_ struct hist_percentiles p = HIST_PERCENTILES_INIT;

		if (!hist_percentiles_are_of(table, i) ||
		    !works(hist_percentiles_make(table, i, wanted, 2, &p)))
			continue;
		vec_for_each(&p.groups, group) {
			if (group->row >= table->rows.size || group->values.size != 2 ||
			    group->values.data[0] != group->values.data[0])
				abort();
		}
	}
}

/* A table has nothing more than itself, and twice its rows if it is added to itself. */
static void check_table(struct hist_table *table)
{
	_cleanup_hist_table_ struct hist_table copy = HIST_TABLE_INIT, none = HIST_TABLE_INIT;
	const size_t rows = table->rows.size;

	check_rows(table);
	check_percentiles(table);
	if (!works(hist_table_differ(table, table, &none)) || none.rows.size)
		return;
	if (!works(hist_table_copy(table, &copy)) || !works(hist_table_merge(table, &copy)))
		return;
	if (table->rows.size != rows)
		abort();
	check_rows(table);
	if (works(hist_table_sort(table, "v.desc,k")) && works(hist_table_top(table, 3)) &&
	    table->rows.size + table->left_out != rows)
		abort();
}

static void check_hist(const struct hist_raw *raw, size_t choice)
{
	_cleanup_hist_layout_ struct hist_layout layout = HIST_LAYOUT_INIT;
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	if (raw->rows.size == 0 || raw->cells.size != raw->rows.size * raw->keys.size)
		return;
	error = make_layout(raw, choice, &layout);
	if (!error)
		error = hist_table_make(raw, &layout, &table);
	if (!error)
		check_table(&table);
	else if (error->kind != SONDE_ERROR_MISMATCH)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_error_ struct sonde_error *error = hist_read((const char *)data, size, &file);

	if (error) {
		if (error->kind != SONDE_ERROR_FORMAT || !error->text || !error->column ||
		    error->column > strlen(error->text) + 1)
			abort();
		return 0;
	}
	for (size_t i = 0; i < file.hists.size; i++) {
		for (size_t choice = 0; choice < 6; choice++)
			check_hist(&file.hists.data[i], choice);
	}
	return 0;
}
