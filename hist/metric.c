/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/metric.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hist/spelling.h"

void metric_deinit(struct metric *metric)
{
	free(metric->name);
	*metric = (struct metric){0};
}

/* The title up to its colon: what is measured, and not by what it is counted. */
static void append_subject(const struct hist_table *table, struct str *out)
{
	const char *title = table->title ? table->title : "";
	const char *colon = strchr(title, ':');

	str_append_bytes(out, title, colon ? (size_t)(colon - title) : strlen(title));
}

/* Append what all metrics of @p table begin with: `sonde_`, and its title up to the colon. */
static void print_prefix(const struct hist_table *table, struct str *out)
{
	_cleanup_str_ struct str subject = STR_INIT;

	append_subject(table, &subject);
	str_append(out, "sonde_");
	hist_spelling_name(str_text(&subject), out);
	out->failed |= subject.failed;
}

static void find_unit(const char *unit, struct metric *metric)
{
	static const struct {
		const char *name, *base;
		double per_unit;
	} units[] = {
		{"ns", "seconds", 1e9}, {"us", "seconds", 1e6}, {"ms", "seconds", 1e3},
		{"s", "seconds", 1},	{"B", "bytes", 1},
	};

	metric->per_unit = 1;
	for (size_t i = 0; unit && i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(units[i].name, unit) != 0)
			continue;
		metric->unit = units[i].base;
		metric->per_unit = units[i].per_unit;
	}
}

/* Such a name would be taken for a sample of another family. */
static bool has_reserved_end(const char *name)
{
	static const char *const ends[] = {"_total",  "_created", "_count",  "_sum",
					   "_bucket", "_info",	  "_gcount", "_gsum"};
	const size_t size = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (size > strlen(ends[i]) && !strcmp(name + size - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

struct sonde_error *metric_make(const struct hist_table *table, enum hist_metrics_format format,
				const char *type, const char *what, const char *unit,
				struct metric *ret)
{
	_cleanup_str_ struct str name = STR_INIT;
	struct metric metric = {.format = format, .type = type};

	find_unit(unit, &metric);
	print_prefix(table, &name);
	str_append_char(&name, '_');
	hist_spelling_name(what, &name);
	if (metric.unit) {
		str_append_char(&name, '_');
		str_append(&name, metric.unit);
	} else if (has_reserved_end(str_text(&name))) {
		str_append(&name, "_value");
	}
	TRY(str_take(&name, &metric.name));
	*ret = metric;
	return NULL;
}

static bool is_counter(const struct metric *metric)
{
	return !strcmp(metric->type, "counter");
}

static void begin_line(const struct metric *metric, const char *keyword, struct str *out)
{
	str_appendf(out, "# %s %s", keyword, metric->name);
	/* OpenMetrics announces a counter by its name, the older format by that of its samples. */
	if (is_counter(metric) && metric->format == HIST_METRICS_PROMETHEUS)
		str_append(out, "_total");
	str_append_char(out, ' ');
}

/* The two formats escape different characters in it: those are replaced. */
static void append_help(const char *text, struct str *out)
{
	_cleanup_str_ struct str clean = STR_INIT;

	str_append_clean(&clean, text, "");
	for (size_t i = 0; i < clean.size; i++) {
		const char c = clean.data[i];

		str_append_char(out, c == '"' ? '\'' : c == '\\' ? '/' : c);
	}
	out->failed |= clean.failed;
}

void metric_print_head(const struct metric *metric, const struct hist_table *table,
		       const char *help, struct str *out)
{
	_cleanup_str_ struct str text = STR_INIT;

	begin_line(metric, "TYPE", out);
	str_appendf(out, "%s\n", metric->type);
	if (metric->unit && metric->format == HIST_METRICS_OPENMETRICS) {
		begin_line(metric, "UNIT", out);
		str_appendf(out, "%s\n", metric->unit);
	}
	str_append(&text, help);
	append_subject(table, &text);
	str_append_char(&text, '.');
	begin_line(metric, "HELP", out);
	append_help(str_text(&text), out);
	str_append_char(out, '\n');
	out->failed |= text.failed;
}

void metric_begin_sample(const struct metric *metric, const char *suffix, const char *labels,
			 const char *le, struct str *out)
{
	str_append(out, metric->name);
	str_append(out, suffix);
	if (*labels || le)
		str_append_char(out, '{');
	str_append(out, labels);
	if (le)
		str_appendf(out, "%sle=\"%s\"", *labels ? "," : "", le);
	str_append(out, *labels || le ? "} " : " ");
}

void metric_end_sample(const struct metric *metric, uint64_t number, bool is_signed,
		       struct str *out)
{
	const double real = is_signed ? (double)(int64_t)number : (double)number;

	if (metric->per_unit > 1)
		hist_spelling_real(real / metric->per_unit, out);
	else
		hist_spelling_integer(number, is_signed, out);
	str_append_char(out, '\n');
}

void metric_print_bound(double number, struct str *out)
{
	char text[40];
	int digits = 0, power;

	do
		snprintf(text, sizeof(text), "%.*e", digits, number);
	while (strtod(text, NULL) != number && ++digits < 17);
	power = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
	/* Where Go's %g has a power of ten; by it the formats are defined. */
	if (power < -4 || power >= 6) {
		str_append(out, text);
		return;
	}
	if (digits <= power)
		str_appendf(out, "%.1f", number);
	else
		str_appendf(out, "%.*f", digits - power, number);
}

static void append_label_value(const char *text, struct str *out)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_append_char(out, '\\');
		str_append_char(out, *text);
	}
}

static void label_name(const struct hist_column *key, struct str *out)
{
	_cleanup_str_ struct str name = STR_INIT;

	hist_spelling_name(key->title ? key->title : "", &name);
	if (*str_text(&name) >= '0' && *str_text(&name) <= '9')
		str_append(out, "key_");
	str_append(out, str_text(&name));
	/* It is the one of buckets. */
	if (!strcmp(str_text(&name), "le"))
		str_append(out, "_key");
	out->failed |= name.failed;
}

static bool is_taken(const struct hist_table *table, size_t key, size_t without, const char *name)
{
	for (size_t i = 0; i < key; i++) {
		_cleanup_str_ struct str other = STR_INIT;

		label_name(&table->keys.data[i], &other);
		if (i != without && !strcmp(str_text(&other), name))
			return true;
	}
	return false;
}

void metric_print_labels(const struct hist_table *table, const struct hist_row *row, size_t without,
			 struct str *out)
{
	const char *separator = "";

	for (size_t i = 0; i < table->keys.size; i++) {
		_cleanup_str_ struct str name = STR_INIT, text = STR_INIT;

		if (i == without)
			continue;
		label_name(&table->keys.data[i], &name);
		str_append(out, separator);
		str_append(out, str_text(&name));
		if (is_taken(table, i, without, str_text(&name)))
			str_appendf(out, "_%zu", i + 1);
		hist_spelling_cell(&table->keys.data[i], &row->cells.data[i], &text);
		str_append(out, "=\"");
		append_label_value(str_text(&text), out);
		str_append_char(out, '"');
		out->failed |= name.failed || text.failed;
		separator = ",";
	}
}
