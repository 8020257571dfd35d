/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/folded.h"

#include "hist/groups.h"
#include "hist/spelling.h"
#include "hist/table.h"

size_t hist_folded_value(const struct hist_table *table)
{
	for (size_t i = 0; i < table->values.size; i++)
		if (table->values.data[i].role == HIST_VALUE_SUM)
			return i;
	return 0;
}

/* What is no stack is one frame, and never an empty one, which readers pass over. */
static void append_frame(const struct hist_column *column, const struct hist_cell *cell,
			 struct str *out)
{
	_cleanup_str_ struct str text = STR_INIT;

	hist_spelling_cell(column, cell, &text);
	for (size_t i = 0; i < text.size; i++)
		str_append_char(out, text.data[i] == ';' ? ':' : text.data[i]);
	if (!text.size)
		str_append_char(out, '-');
	out->failed |= text.failed;
}

static void append_row(const struct hist_table *table, const struct hist_row *row, size_t number,
		       struct str *out)
{
	const size_t stack = hist_groups_stack_key(table);
	const struct hist_value *value = &row->values.data[number];
	const char *separator = "";

	for (size_t i = 0; i < table->keys.size; i++) {
		if (i == stack)
			continue;
		str_append(out, separator);
		append_frame(&table->keys.data[i], &row->cells.data[i], out);
		separator = ";";
	}
	if (stack != HIST_NO_KEY && row->cells.data[stack].frames.size) {
		str_append(out, separator);
		hist_spelling_stack(&row->cells.data[stack], out);
	} else if (stack != HIST_NO_KEY) {
		str_appendf(out, "%s[no frames]", separator);
	}
	str_append_char(out, ' ');
	if (value->kind == HIST_VALUE_REAL)
		hist_spelling_real(value->real, out);
	else
		hist_spelling_integer(value->integer, value->is_signed, out);
	str_append_char(out, '\n');
}

struct sonde_error *hist_folded_print(const struct hist_table *table, struct str *out)
{
	const size_t number = hist_folded_value(table);

	vec_for_each(&table->rows, row)
		append_row(table, row, number, out);
	return str_check(out);
}
