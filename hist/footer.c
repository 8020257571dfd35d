/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/footer.h"

#include "hist/groups.h"
#include "hist/ink.h"
#include "hist/label.h"
#include "hist/table.h"

static void append_counted(uint64_t count, const char *noun, struct str *out)
{
	hist_label_count(count, out);
	str_appendf(out, " %s%s", noun, count == 1 ? "" : "s");
}

/* The whole account, zeros as well: that nothing is lacking is worth a word. */
static void print_account(const struct hist_table *table, const struct hist_style *style,
			  struct str *out)
{
	append_counted(table->hits, "hit", out);
	str_append(out, " in ");
	append_counted(hist_add_up(table->rows.size, table->left_out), "row", out);
	if (table->seconds > 0) {
		str_append(out, ", ");
		hist_label_seconds(table->seconds, out);
	}
	hist_ink(style, HIST_INK_FAINT, out);
	str_append(out, "; ");
	hist_label_count(table->dropped, out);
	str_append(out, " dropped, ");
	if (table->missed == UINT64_MAX)
		str_append(out, "missed ones not known");
	else {
		hist_label_count(table->missed, out);
		str_append(out, " missed");
	}
	hist_ink(style, HIST_INK_PLAIN, out);
	str_append_char(out, '\n');
}

static void begin_warning(const struct hist_style *style, struct str *out)
{
	hist_ink(style, HIST_INK_WARNING, out);
}

static void end_warning(const struct hist_style *style, struct str *out)
{
	hist_ink(style, HIST_INK_PLAIN, out);
	str_append_char(out, '\n');
}

static void print_dropped(const struct hist_table *table, const struct hist_style *style,
			  struct str *out)
{
	begin_warning(style, out);
	append_counted(table->dropped, "hit", out);
	str_append(out, " dropped: the kernel's table was full");
	if (table->size) {
		str_append(out, ", at a size of ");
		hist_label_count(table->size, out);
	}
	str_append(out, "; make it greater by --size.");
	end_warning(style, out);
}

static void print_left_out(const struct hist_table *table, const struct hist_style *style,
			   struct str *out)
{
	begin_warning(style, out);
	append_counted(table->left_out, "row", out);
	str_append(out, " left out by --top, with ");
	append_counted(table->left_out_hits, "hit", out);
	str_append_char(out, '.');
	end_warning(style, out);
}

static void print_missed(const struct hist_table *table, const struct hist_style *style,
			 struct str *out)
{
	begin_warning(style, out);
	append_counted(table->missed, "hit", out);
	str_append(out, " missed: the kernel could not run the probe then (kprobe_profile).");
	end_warning(style, out);
}

void hist_footer_print_lacking(const struct hist_table *table, const struct hist_style *style,
			       struct str *out)
{
	if (table->left_out)
		print_left_out(table, style, out);
	if (table->dropped)
		print_dropped(table, style, out);
	if (table->missed && table->missed != UINT64_MAX)
		print_missed(table, style, out);
	vec_for_each(&table->remarks, remark) {
		begin_warning(style, out);
		str_append_clean(out, *remark, "");
		end_warning(style, out);
	}
}

void hist_footer_print(const struct hist_table *table, const struct hist_style *style,
		       struct str *out)
{
	print_account(table, style, out);
	hist_footer_print_lacking(table, style, out);
}
