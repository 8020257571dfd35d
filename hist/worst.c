/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/worst.h"

#include "hist/label.h"

static const struct hist_row *worst_row(const struct hist_table *table, size_t value)
{
	const struct hist_row *worst = NULL;

	vec_for_each(&table->rows, row) {
		const struct hist_value *own = &row->values.data[value];

		if (own->kind == HIST_VALUE_INTEGER &&
		    (!worst || hist_value_compare(own, &worst->values.data[value]) > 0))
			worst = row;
	}
	return worst;
}

static void print_saved(const struct hist_table *table, const struct hist_row *row, size_t value,
			struct str *out)
{
	for (size_t i = 0; i < table->values.size; i++) {
		const struct hist_column *column = &table->values.data[i];

		if (column->role != HIST_VALUE_WORST || column->of != value)
			continue;
		str_append(out, ", ");
		hist_label_subject(column, out);
		str_append_char(out, ' ');
		hist_label_value(column, &row->values.data[i], out);
	}
}

void hist_worst_print(const struct hist_table *table, struct str *out)
{
	for (size_t i = 0; i < table->values.size; i++) {
		const struct hist_column *column = &table->values.data[i];
		const struct hist_row *row;

		if (column->role != HIST_VALUE_MAX || !(row = worst_row(table, i)))
			continue;
		str_append(out, "worst: ");
		hist_label_value(column, &row->values.data[i], out);
		if (column->unit) {
			str_append_char(out, ' ');
			str_append_clean(out, column->unit, "");
		}
		print_saved(table, row, i, out);
		str_append_char(out, '\n');
	}
}
