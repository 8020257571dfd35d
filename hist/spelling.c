/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/spelling.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hist/label.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void hist_spelling_name(const char *text, struct str *out)
{
	const size_t begin = out->size;
	bool pending = false;

	for (; *text; text++) {
		if (!is_word(*text)) {
			pending = out->size > begin;
			continue;
		}
		if (pending)
			str_append_char(out, '_');
		pending = false;
		str_append_char(out, *text);
	}
	if (out->size == begin)
		str_append(out, "value");
}

void hist_spelling_value_name(const struct hist_column *column, struct str *out)
{
	static const char *const roles[] = {
		[HIST_VALUE_COUNT] = NULL, [HIST_VALUE_SUM] = "sum",	 [HIST_VALUE_MEAN] = "mean",
		[HIST_VALUE_MAX] = "max",  [HIST_VALUE_WORST] = "worst",
	};
	const char *role = roles[column->role];
	_cleanup_str_ struct str subject = STR_INIT, name = STR_INIT;

	if (!role) {
		str_append(out, "hits");
		return;
	}
	hist_label_subject(column, &subject);
	hist_spelling_name(str_text(&subject), &name);
	str_append(out, role);
	/* A title that only says the role again adds nothing. */
	if (strcmp(str_text(&name), role) != 0) {
		str_append_char(out, '_');
		str_append(out, str_text(&name));
	}
	out->failed |= subject.failed || name.failed;
}

void hist_spelling_integer(uint64_t number, bool is_signed, struct str *out)
{
	if (is_signed)
		str_appendf(out, "%" PRId64, (int64_t)number);
	else
		str_appendf(out, "%" PRIu64, number);
}

void hist_spelling_real(double number, struct str *out)
{
	char text[64];
	int digits = 0, power;

	do
		snprintf(text, sizeof(text), "%.*e", digits, number);
	while (strtod(text, NULL) != number && ++digits < 17);
	power = (int)strtol(strchr(text, 'e') ? strchr(text, 'e') + 1 : "0", NULL, 10);
	if (power >= -6 && power < 20)
		snprintf(text, sizeof(text), "%.*f", digits > power ? digits - power : 0, number);
	for (char *at = text; *at; at++)
		str_append_char(out, *at == ',' ? '.' : *at);
}

void hist_spelling_stack(const struct hist_cell *cell, struct str *out)
{
	for (size_t i = cell->frames.size; i--;) {
		_cleanup_str_ struct str frame = STR_INIT;

		str_append_clean(&frame, cell->frames.data[i], "");
		for (size_t k = 0; k < frame.size; k++)
			str_append_char(out, frame.data[k] == ';' ? ':' : frame.data[k]);
		if (i)
			str_append_char(out, ';');
		out->failed |= frame.failed;
	}
}

void hist_spelling_cell(const struct hist_column *column, const struct hist_cell *cell,
			struct str *out)
{
	if (cell->kind == HIST_CELL_STACK)
		hist_spelling_stack(cell, out);
	else if (cell->text)
		str_append_clean(out, cell->text, "");
	else
		hist_label_cell(column, cell, out);
}
