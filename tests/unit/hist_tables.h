/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Layouts and tables made in tests, and tables as text. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_HIST_TABLES_H
#define TESTS_UNIT_HIST_TABLES_H

#include <inttypes.h>

#include "hist/cell.h"
#include "tests/unit/hist_files.h"

static inline char *hist_test_copy(const char *text)
{
	char *copy;

	check_ok(sonde_strdup(text, &copy));
	return copy;
}

/** Add a key whose title is its field, with a sign if @p size is negative; `=TEXT` is a constant.
 */
static inline void hist_test_key(struct hist_layout *layout, const char *field,
				 enum hist_shape shape, int size)
{
	struct hist_key_layout key = {.title = hist_test_copy(field), .shape = shape};

	if (*field == '=')
		key.constant = hist_test_copy(field + 1);
	else
		key.field = hist_test_copy(field);
	key.is_signed = size < 0;
	key.size = (unsigned)(size < 0 ? -size : size);
	check_ok(vec_push(&layout->keys, key));
}

/** Add a value, whose size is as that of a key; 0: a text. */
static inline void hist_test_value(struct hist_layout *layout, const char *title, const char *field,
				   enum hist_value_role role, int size)
{
	struct hist_value_layout value = {.title = hist_test_copy(title),
					  .field = hist_test_copy(field),
					  .role = role,
					  .is_string = size == 0,
					  .is_signed = size < 0,
					  .size = (unsigned)(size < 0 ? -size : size)};

	check_ok(vec_push(&layout->values, value));
}

/** A layout of one key and the count. */
static inline void hist_test_layout(struct hist_layout *layout, const char *field,
				    enum hist_shape shape, int size)
{
	hist_test_key(layout, field, shape, size);
	hist_test_value(layout, "hits", "hitcount", HIST_VALUE_COUNT, 8);
}

/** The table of one hist of a saved file. */
static inline void hist_test_file(const char *name, size_t position,
				  const struct hist_layout *layout, struct hist_table *ret)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;

	hist_file_read(name, &file);
	assert_true(position < file.hists.size);
	check_ok(hist_table_make(&file.hists.data[position], layout, ret));
}

/** The rows of a table: `CELL CELL: VALUE VALUE` each. */
static inline void hist_test_print(const struct hist_table *table, struct str *out)
{
	vec_for_each(&table->rows, row) {
		for (size_t i = 0; i < row->cells.size; i++) {
			str_append(out, i ? " " : "");
			hist_cell_print(&table->keys.data[i], &row->cells.data[i], out);
		}
		str_append_char(out, ':');
		for (size_t i = 0; i < row->values.size; i++) {
			str_append_char(out, ' ');
			hist_value_print(&table->values.data[i], &row->values.data[i], out);
		}
		str_append_char(out, '\n');
	}
}

/** Fail unless the rows of @p table print as @p want. */
static inline void hist_test_is(const struct hist_table *table, const char *want)
{
	_cleanup_str_ struct str text = STR_INIT;

	hist_test_print(table, &text);
	assert_string_equal(str_text(&text), want);
}

#endif /* TESTS_UNIT_HIST_TABLES_H */
