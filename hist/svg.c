/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/svg.h"

#include "hist/groups.h"
#include "hist/label.h"
#include "hist/percentile_line.h"
#include "hist/svg_kinds.h"
#include "hist/svg_page.h"
#include "hist/table.h"

static void append_subtitle(const struct hist_table *table, struct str *out)
{
	hist_label_count(table->hits, out);
	str_append(out, table->hits == 1 ? " hit" : " hits");
	if (table->seconds > 0) {
		str_append(out, " in ");
		hist_label_seconds(table->seconds, out);
	}
}

static void print_empty(const struct hist_table *table, const char *title, const char *subtitle,
			struct str *out)
{
	const double height = SVG_HEAD + 60 + 18 * (double)svg_count_lacking(table, out);

	svg_begin(height, title, subtitle, out);
	svg_text(SVG_MARGIN, SVG_HEAD + 24, 0, SVG_START, SVG_LABEL, "No hits.", out);
	svg_print_lacking(table, SVG_HEAD + 48, out);
	svg_end(out);
}

/* Those of a single histogram. */
static struct sonde_error *append_percentiles(const struct hist_table *table, size_t key,
					      struct str *out)
{
	_cleanup_hist_groups_ struct hist_groups groups = {0};
	_cleanup_hist_percentiles_ struct hist_percentiles percentiles = HIST_PERCENTILES_INIT;

	if (key == HIST_NO_KEY || table->keys.size != 1 || !table->rows.size)
		return NULL;
	TRY(hist_groups_make(table, key, &groups));
	TRY(hist_percentile_lines(table, key, &percentiles));
	if (!percentiles.groups.size)
		return NULL;
	str_append(out, ": ");
	hist_percentile_line_print(table, key, &percentiles, groups.groups.data, out);
	str_append(out, " (interpolated in buckets)");
	return NULL;
}

struct sonde_error *hist_svg_print(const struct hist_table *table, struct str *out)
{
	const size_t key = hist_groups_key(table), stacks = hist_groups_stack_key(table);
	_cleanup_str_ struct str subtitle = STR_INIT;

	append_subtitle(table, &subtitle);
	TRY(append_percentiles(table, key, &subtitle));
	TRY(str_check(&subtitle));
	if (!table->rows.size)
		print_empty(table, table->title ? table->title : "hits", str_text(&subtitle), out);
	else if (stacks != HIST_NO_KEY)
		TRY(svg_print_flames(table, stacks, str_text(&subtitle), out));
	else if (key != HIST_NO_KEY)
		TRY(svg_print_columns(table, key, str_text(&subtitle), out));
	else
		TRY(svg_print_bars(table, str_text(&subtitle), out));
	return str_check(out);
}
