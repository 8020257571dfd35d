/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/plot.h"

#include "hist/footer.h"
#include "hist/groups.h"
#include "hist/ink.h"
#include "hist/label.h"
#include "hist/plot_kinds.h"
#include "hist/table.h"
#include "hist/worst.h"

static void print_title(const struct hist_table *table, const struct hist_style *style,
			struct str *out)
{
	hist_ink(style, HIST_INK_TITLE, out);
	str_append_clean(out, table->title ? table->title : "hits", "");
	hist_ink(style, HIST_INK_PLAIN, out);
	str_append_char(out, '\n');
}

static struct sonde_error *print_rows(const struct hist_table *table,
				      const struct hist_style *style, struct str *out,
				      struct str *note)
{
	const size_t stacks = hist_groups_stack_key(table);
	const size_t ranges = hist_groups_key(table);

	if (!table->rows.size) {
		str_append(out, "(no hits)\n");
		return NULL;
	}
	if (stacks != HIST_NO_KEY)
		return hist_plot_stacks(table, stacks, style, out);
	if (ranges != HIST_NO_KEY)
		return hist_plot_buckets(table, ranges, style, out, note);
	return hist_plot_list(table, style, out);
}

struct sonde_error *hist_plot_print(const struct hist_table *table, const struct hist_style *style,
				    struct str *out)
{
	_cleanup_str_ struct str note = STR_INIT;

	print_title(table, style, out);
	TRY(print_rows(table, style, out, &note));
	TRY(str_check(&note));
	str_append_char(out, '\n');
	str_append(out, str_text(&note));
	hist_worst_print(table, out);
	hist_footer_print(table, style, out);
	return str_check(out);
}
