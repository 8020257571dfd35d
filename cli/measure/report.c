/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/measure/report.h"

#include "cli/measure/json.h"
#include "cli/terminal.h"
#include "hist/csv.h"
#include "hist/folded.h"
#include "hist/footer.h"
#include "hist/openmetrics.h"
#include "hist/order.h"
#include "hist/plot.h"
#include "hist/svg.h"

void report_deinit(struct report *report)
{
	hist_heat_deinit(&report->heat);
	outlet_deinit(&report->out);
	outlet_deinit(&report->svg);
}

/* Tables of intervals stand one behind the other, as they are printed; metrics are those of now. */
static bool is_replaced(const struct measure_options *options)
{
	return options->interval <= 0 || options->format == MEASURE_OPENMETRICS;
}

static struct sonde_error *open_outlets(struct report *report)
{
	const struct measure_options *options = report->options;
	const char *output = options->common.output;

	if (options->svg)
		TRY(outlet_open(options->svg, &report->svg));
	if (!output)
		return outlet_open_stream(report->context->out, &report->out);
	return is_replaced(options) ? outlet_open(output, &report->out)
				    : outlet_open_appending(output, &report->out);
}

struct sonde_error *report_init(const struct context *context,
				const struct measure_options *options, struct report *ret)
{
	_cleanup_report_ struct report report = {
		.context = context,
		.options = options,
		.heat = HIST_HEAT_INIT,
		.out = OUTLET_INIT,
		.svg = OUTLET_INIT,
		.wait = {.fd = -1},
	};

	TRY(open_outlets(&report));
	if (!options->common.output) {
		const struct terminal terminal = terminal_look(context->out);

		report.style = (struct hist_style){
			.colour = terminal.colour,
			.utf8 = terminal.utf8,
			.width = terminal.is_terminal ? terminal.width : 0,
		};
		report.is_terminal = terminal.is_terminal;
	}
	*ret = report;
	report = (struct report){.out = OUTLET_INIT, .svg = OUTLET_INIT};
	return NULL;
}

static struct sonde_error *print_text(const struct report *report, const struct hist_table *table,
				      struct str *out)
{
	if (report->tables)
		str_append_char(out, '\n');
	return hist_plot_print(table, &report->style, out);
}

/* The tables of intervals have a column that tells them apart, and one line of titles. */
static struct sonde_error *print_csv(const struct report *report, const struct hist_table *table,
				     struct str *out)
{
	const bool is_timed = report->options->interval > 0;
	_cleanup_str_ struct str rows = STR_INIT;

	if (!report->tables)
		TRY(hist_csv_print_head(table, is_timed, out));
	if (!report->is_terminal)
		return hist_csv_print_rows(table, is_timed, out);
	TRY(hist_csv_print_rows(table, is_timed, &rows));
	str_append_clean(out, str_text(&rows), "\r\n\t");
	/* Without a line feed behind it, what follows would overwrite the line. */
	for (size_t i = 0; i + 1 < out->size; i++) {
		if (out->data[i] == '\r' && out->data[i + 1] != '\n')
			out->data[i] = '?';
	}
	return NULL;
}

static struct sonde_error *print_json(const struct report *report, const struct hist_table *table,
				      struct str *out)
{
	const bool one_line = report->options->interval > 0;
	const size_t before = out->size;

	TRY(json_print_table(table, one_line, out));
	if (out->size > before && out->data[out->size - 1] != '\n')
		str_append_char(out, '\n');
	return NULL;
}

static struct sonde_error *print_table(const struct report *report, const struct hist_table *table,
				       struct str *out)
{
	switch (report->options->format) {
	case MEASURE_TEXT:
		return print_text(report, table, out);
	case MEASURE_JSON:
		return print_json(report, table, out);
	case MEASURE_CSV:
		return print_csv(report, table, out);
	case MEASURE_FOLDED:
		return hist_folded_print(table, out);
	case MEASURE_OPENMETRICS:
		return hist_openmetrics_print(
			table, hist_metrics_format_of(report->options->common.output), out);
	}
	return NULL;
}

/* What the format has no place for is never left out in silence, -q or not. */
static void tell_lacking(const struct report *report, const struct hist_table *table)
{
	const enum measure_format format = report->options->format;
	_cleanup_str_ struct str text = STR_INIT;

	if ((format == MEASURE_TEXT || format == MEASURE_JSON) && !report->options->common.output)
		return;
	hist_footer_print_lacking(table, &(struct hist_style){0}, &text);
	if (text.failed)
		*report->context->is_cut = true;
	else
		fputs(str_text(&text), report->context->err);
}

/* A reader that has gone is no error: it has had what it wanted. */
static struct sonde_error *put(struct report *report, struct outlet *outlet, const struct str *text)
{
	enum outlet_end end;

	TRY(outlet_put(outlet, text, &report->wait, &end));
	report->is_unread |= end == OUTLET_UNREAD;
	return NULL;
}

static struct sonde_error *arrange(const struct report *report, struct hist_table *table)
{
	TRY(hist_table_sort(table, report->options->sort));
	return report->options->top ? hist_table_top(table, report->options->top) : NULL;
}

struct sonde_error *report_table(struct report *report, struct hist_table *table,
				 struct hist_table *whole)
{
	const bool is_total = report->options->format == MEASURE_OPENMETRICS && whole;
	struct hist_table *shown = is_total ? whole : table;
	_cleanup_str_ struct str text = STR_INIT;

	if (report->options->svg && report->options->interval > 0)
		TRY(hist_heat_add(&report->heat, table));
	TRY(arrange(report, shown));
	TRY(print_table(report, shown, &text));
	TRY(str_check(&text));
	tell_lacking(report, shown);
	report->tables++;
	return put(report, &report->out, &text);
}

struct sonde_error *report_finish(struct report *report, const struct hist_table *whole)
{
	_cleanup_hist_table_ struct hist_table table = HIST_TABLE_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	TRY(outlet_close(&report->out));
	if (!report->options->svg)
		return NULL;
	if (report->options->interval > 0) {
		TRY(hist_heat_print(&report->heat, &text));
	} else {
		/* As the table is. */
		TRY(hist_table_copy(whole, &table));
		TRY(arrange(report, &table));
		TRY(hist_svg_print(&table, &text));
	}
	TRY(str_check(&text));
	return put(report, &report->svg, &text);
}
