/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/sum.h"

void hist_row_remake(const struct hist_table *table, struct hist_row *row)
{
	const uint64_t count = hist_row_count(row);

	for (size_t i = 0; i < row->values.size; i++) {
		const struct hist_column *column = &table->values.data[i];
		struct hist_value *value = &row->values.data[i];

		if (value->kind != HIST_VALUE_REAL)
			continue;
		value->real = value->is_signed ? (double)(int64_t)value->integer
					       : (double)value->integer;
		value->real /= column->scale > 1 ? (double)column->scale : 1;
		if (column->role == HIST_VALUE_MEAN)
			value->real = count ? value->real / (double)count : 0;
	}
}

static void move_value(struct hist_value *into, struct hist_value *from)
{
	hist_value_deinit(into);
	*into = *from;
	*from = (struct hist_value){0};
}

/* What was saved when value @p maximum was greatest. */
static void move_worst(const struct hist_table *table, size_t maximum, struct hist_row *into,
		       struct hist_row *row)
{
	for (size_t i = 0; i < table->values.size; i++) {
		if (table->values.data[i].role == HIST_VALUE_WORST &&
		    table->values.data[i].of == maximum)
			move_value(&into->values.data[i], &row->values.data[i]);
	}
}

static void add_value(const struct hist_table *table, size_t i, struct hist_row *into,
		      struct hist_row *row)
{
	struct hist_value *to = &into->values.data[i];
	struct hist_value *from = &row->values.data[i];

	switch (table->values.data[i].role) {
	case HIST_VALUE_COUNT:
	case HIST_VALUE_SUM:
	case HIST_VALUE_MEAN:
		if (to->kind == HIST_VALUE_NONE)
			move_value(to, from);
		else
			to->integer += from->integer;
		break;
	case HIST_VALUE_MAX:
		if (hist_value_compare(to, from) >= 0)
			break;
		move_value(to, from);
		move_worst(table, i, into, row);
		break;
	case HIST_VALUE_WORST:
		break;
	}
}

void hist_row_add(const struct hist_table *table, struct hist_row *into, struct hist_row *row)
{
	for (size_t i = 0; i < into->values.size && i < row->values.size; i++)
		add_value(table, i, into, row);
	hist_row_remake(table, into);
}
