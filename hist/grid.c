/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/grid.h"

#include "base/wide.h"
#include "hist/bar.h"
#include "hist/ink.h"

/* Columns of a line where no terminal says how many there are. */
#define USUAL_WIDTH 80
/* Blanks between columns. */
#define SPACE 2
/* Bars shorter than the first say nothing, longer than the second no more. */
#define BAR_LEAST 8
#define BAR_MOST  56
/* Texts are cut down to this. */
#define TEXT_LEAST 12

void hist_grid_deinit(struct hist_grid *grid)
{
	vec_for_each(&grid->columns, column)
		free(column->title);
	vec_deinit(&grid->columns);
	vec_for_each(&grid->rows, row) {
		vec_for_each(&row->texts, text)
			free(*text);
		vec_deinit(&row->texts);
	}
	vec_deinit(&grid->rows);
	free(grid->bar_title);
	*grid = (struct hist_grid)HIST_GRID_INIT;
}

struct sonde_error *hist_grid_add_column(struct hist_grid *grid, struct str *title,
					 enum hist_grid_align align)
{
	TRY(vec_push(&grid->columns, (struct hist_grid_column){.align = align}));
	TRY(str_take(title, &vec_last(&grid->columns)->title));
	vec_last(&grid->columns)->width = wide_text(vec_last(&grid->columns)->title);
	return NULL;
}

struct sonde_error *hist_grid_begin_row(struct hist_grid *grid, double weight, double scale)
{
	return vec_push(&grid->rows, (struct hist_grid_row){.weight = weight, .scale = scale});
}

struct sonde_error *hist_grid_begin_heading(struct hist_grid *grid)
{
	return vec_push(&grid->rows, (struct hist_grid_row){.is_heading = true});
}

struct sonde_error *hist_grid_add_text(struct hist_grid *grid, struct str *text)
{
	struct hist_grid_row *row = vec_last(&grid->rows);
	const size_t at = row->texts.size;
	size_t width;

	TRY(vec_push(&row->texts, (char *)NULL));
	TRY(str_take(text, &row->texts.data[at]));
	width = wide_text(row->texts.data[at]);
	if (!row->is_heading && width > grid->columns.data[at].width)
		grid->columns.data[at].width = width;
	return NULL;
}

static size_t width_of(const struct hist_grid *grid)
{
	size_t width = grid->indent;

	vec_for_each(&grid->columns, column)
		if (!column->is_hidden)
			width += column->width + SPACE;
	return width;
}

static struct hist_grid_column *widest_text(struct hist_grid *grid)
{
	struct hist_grid_column *widest = NULL;

	vec_for_each(&grid->columns, column)
		if (column->align == HIST_GRID_LEFT && column->width > TEXT_LEAST &&
		    (!widest || column->width > widest->width))
			widest = column;
	return widest;
}

static struct hist_grid_column *last_optional(struct hist_grid *grid)
{
	for (size_t i = grid->columns.size; i--;)
		if (grid->columns.data[i].is_optional && !grid->columns.data[i].is_hidden)
			return &grid->columns.data[i];
	return NULL;
}

/* Make the columns fit: first without some, then the widest shorter. Numbers are never cut. */
static void narrow(struct hist_grid *grid, size_t line, size_t wanted)
{
	const size_t most = grid->prefers_bars ? wanted : line + SPACE;
	struct hist_grid_column *column;

	while (width_of(grid) > most && (column = last_optional(grid)))
		column->is_hidden = true;
	for (size_t width = width_of(grid); width > wanted; width--) {
		column = widest_text(grid);
		if (!column)
			return;
		column->width--;
	}
}

static bool has_bars(const struct hist_grid *grid)
{
	vec_for_each(&grid->rows, row)
		if (row->scale > 0)
			return true;
	return false;
}

/* How wide bars are; 0 if there is no room for any. */
static unsigned bar_width(struct hist_grid *grid, const struct hist_style *style)
{
	const size_t line = style->width ? style->width : USUAL_WIDTH;
	size_t used;

	if (style->width)
		narrow(grid, line,
		       has_bars(grid) && line > 3 * BAR_LEAST ? line - 2 * BAR_LEAST
							      : line + SPACE);
	if (!has_bars(grid))
		return 0;
	used = width_of(grid);
	if (used + BAR_LEAST > line)
		return style->width ? 0 : BAR_LEAST;
	return line - used > BAR_MOST ? BAR_MOST : (unsigned)(line - used);
}

static void print_blanks(size_t count, struct str *out)
{
	while (count--)
		str_append_char(out, ' ');
}

static void print_text(const struct hist_grid_column *column, const char *text,
		       const struct hist_style *style, struct str *out)
{
	_cleanup_str_ struct str cut = STR_INIT;
	size_t blanks;

	if (column->is_hidden)
		return;
	wide_cut(text, column->width, style->utf8, &cut);
	blanks = column->width - wide_text(str_text(&cut));
	if (column->align == HIST_GRID_RIGHT)
		print_blanks(blanks, out);
	str_append(out, str_text(&cut));
	if (column->align == HIST_GRID_LEFT)
		print_blanks(blanks, out);
	print_blanks(SPACE, out);
	out->failed |= cut.failed;
}

/* Lines end with their last character. */
static void trim(struct str *out, size_t begin)
{
	while (out->size > begin && out->data[out->size - 1] == ' ')
		str_truncate(out, out->size - 1);
}

static void print_titles(const struct hist_grid *grid, unsigned bar, const struct hist_style *style,
			 struct str *out)
{
	size_t begin;

	hist_ink(style, HIST_INK_FAINT, out);
	begin = out->size;
	print_blanks(grid->indent, out);
	vec_for_each(&grid->columns, column)
		print_text(column, column->title, style, out);
	if (bar && grid->bar_title)
		str_append(out, grid->bar_title);
	trim(out, begin);
	hist_ink(style, HIST_INK_PLAIN, out);
	str_append_char(out, '\n');
}

static void print_row(const struct hist_grid *grid, const struct hist_grid_row *row, unsigned bar,
		      const struct hist_style *style, struct str *out)
{
	const size_t begin = out->size;

	print_blanks(grid->indent, out);
	for (size_t i = 0; i < row->texts.size; i++)
		print_text(&grid->columns.data[i], row->texts.data[i], style, out);
	if (bar && row->scale > 0 && row->weight > 0) {
		hist_ink(style, HIST_INK_BAR, out);
		hist_bar_print(row->weight / row->scale, bar, style->utf8, out);
		hist_ink(style, HIST_INK_PLAIN, out);
	}
	trim(out, begin);
	str_append_char(out, '\n');
}

static void print_heading(const struct hist_grid_row *row, const struct hist_style *style,
			  struct str *out)
{
	str_append_char(out, '\n');
	hist_ink(style, HIST_INK_TITLE, out);
	str_append(out, row->texts.size ? row->texts.data[0] : "");
	hist_ink(style, HIST_INK_PLAIN, out);
	str_append_char(out, '\n');
}

static void print_hidden(const struct hist_grid *grid, const struct hist_style *style,
			 struct str *out)
{
	const char *separator = "No room for: ";

	vec_for_each(&grid->columns, column) {
		if (!column->is_hidden)
			continue;
		hist_ink(style, HIST_INK_FAINT, out);
		str_append(out, separator);
		str_append(out, column->title);
		hist_ink(style, HIST_INK_PLAIN, out);
		separator = ", ";
	}
	if (*separator == ',')
		str_append(out, "\n");
}

void hist_grid_print(struct hist_grid *grid, const struct hist_style *style, struct str *out)
{
	const unsigned bar = bar_width(grid, style);

	print_titles(grid, bar, style, out);
	vec_for_each(&grid->rows, row) {
		if (row->is_heading)
			print_heading(row, style, out);
		else
			print_row(grid, row, bar, style, out);
	}
	print_hidden(grid, style, out);
}
