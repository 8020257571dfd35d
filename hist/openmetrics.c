/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/openmetrics.h"

#include <string.h>

#include "base/map.h"
#include "hist/groups.h"
#include "hist/label.h"
#include "hist/metric.h"
#include "hist/spelling.h"
#include "hist/table.h"

/* Linear buckets that are all there, empty ones as well; of more only those that have hits. */
#define LINEAR_MOST 256

/* Rows that have the same labels: two texts may be the same one once they are harmless. */
struct series {
	/* Owned. */
	char *labels;
	VEC(const struct hist_row *) rows;
};

struct sheet {
	const struct hist_table *table;
	enum hist_metrics_format format;
	/* The key with the ranges, or HIST_NO_KEY. */
	size_t key;
	/* In the order of the table. */
	VEC(struct series) series;
	/* Upper bounds of buckets, each once, in their order. */
	VEC(uint64_t) bounds;
	bool is_signed;
};

static void sheet_deinit(struct sheet *sheet)
{
	vec_for_each(&sheet->series, series) {
		free(series->labels);
		vec_deinit(&series->rows);
	}
	vec_deinit(&sheet->series);
	vec_deinit(&sheet->bounds);
}

#define _cleanup_sheet_ _cleanup_(sheet_deinit)

enum hist_metrics_format hist_metrics_format_of(const char *path)
{
	const size_t size = path ? strlen(path) : 0;

	return size > 5 && !strcmp(path + size - 5, ".prom") ? HIST_METRICS_PROMETHEUS
							     : HIST_METRICS_OPENMETRICS;
}

static struct sonde_error *add_row(struct sheet *sheet, const struct hist_row *row,
				   struct map *places)
{
	_cleanup_str_ struct str labels = STR_INIT;
	uintptr_t place;

	metric_print_labels(sheet->table, row, sheet->key, &labels);
	TRY(str_check(&labels));
	place = (uintptr_t)map_get(places, str_text(&labels));
	if (!place) {
		TRY(vec_push(&sheet->series, (struct series){0}));
		place = sheet->series.size;
		TRY(map_put(places, str_text(&labels), (void *)place));
		TRY(str_take(&labels, &sheet->series.data[place - 1].labels));
	}
	return vec_push(&sheet->series.data[place - 1].rows, row);
}

/* A histogram without labels is there before its first hit, as counters are. */
static struct sonde_error *gather(struct sheet *sheet)
{
	_cleanup_map_ struct map places = MAP_INIT;

	vec_for_each(&sheet->table->rows, row)
		TRY(add_row(sheet, row, &places));
	if (sheet->series.size || sheet->table->keys.size > (sheet->key != HIST_NO_KEY))
		return NULL;
	TRY(vec_push(&sheet->series, (struct series){0}));
	return sonde_strdup("", &sheet->series.data[0].labels);
}

/* Negative, 0, positive as `a` is less than `b`, equal, or greater. */
static int compare_numbers(uint64_t a, uint64_t b, bool is_signed)
{
	const uint64_t flip = is_signed ? (uint64_t)1 << 63 : 0;

	return (a ^ flip) < (b ^ flip) ? -1 : (a ^ flip) > (b ^ flip);
}

static int compare_bounds(const void *a, const void *b, void *is_signed)
{
	return compare_numbers(*(const uint64_t *)a, *(const uint64_t *)b, *(bool *)is_signed);
}

static bool is_bucket(const struct hist_cell *cell)
{
	return cell->kind == HIST_CELL_RANGE && !cell->text;
}

/*
 * The same bounds whenever the table is printed, as far as can be: what compares two samples takes
 * a bound that was not there for one without hits. So powers of two go up to a common size at
 * least: 16 seconds, or a million.
 */
static struct sonde_error *bounds_log2(struct sheet *sheet)
{
	static const struct {
		const char *unit;
		unsigned power;
	} least[] = {{"ns", 34}, {"us", 24}, {"ms", 14}, {"s", 4}};
	const char *unit = sheet->table->keys.data[sheet->key].unit;
	unsigned power = 20;

	for (size_t i = 0; unit && i < sizeof(least) / sizeof(*least); i++)
		if (!strcmp(least[i].unit, unit))
			power = least[i].power;
	vec_for_each(&sheet->table->rows, row) {
		const struct hist_cell *cell = &row->cells.data[sheet->key];

		while (is_bucket(cell) && compare_numbers(cell->high, 0, cell->is_signed) > 0 &&
		       power < 63 && cell->high > (uint64_t)1 << power)
			power++;
	}
	if (sheet->is_signed && power > 62)
		power = 62;
	for (unsigned i = 0; i <= power; i++)
		TRY(vec_push(&sheet->bounds, (uint64_t)1 << i));
	return NULL;
}

static struct sonde_error *bounds_of_rows(struct sheet *sheet)
{
	size_t kept = 0;

	vec_for_each(&sheet->table->rows, row)
		if (is_bucket(&row->cells.data[sheet->key]))
			TRY(vec_push(&sheet->bounds, row->cells.data[sheet->key].high));
	if (sheet->bounds.size)
		qsort_r(sheet->bounds.data, sheet->bounds.size, sizeof(*sheet->bounds.data),
			compare_bounds, &sheet->is_signed);
	for (size_t i = 0; i < sheet->bounds.size; i++)
		if (!kept || sheet->bounds.data[kept - 1] != sheet->bounds.data[i])
			sheet->bounds.data[kept++] = sheet->bounds.data[i];
	sheet->bounds.size = kept;
	return NULL;
}

/* The bounds between the first and the last one as well. */
static struct sonde_error *bounds_linear(struct sheet *sheet)
{
	const uint64_t width = sheet->table->keys.data[sheet->key].width;
	uint64_t first, last;

	TRY(bounds_of_rows(sheet));
	if (!sheet->bounds.size || !width)
		return NULL;
	first = sheet->bounds.data[0];
	last = *vec_last(&sheet->bounds);
	if ((last - first) % width || (last - first) / width > LINEAR_MOST)
		return NULL;
	sheet->bounds.size = 0;
	for (uint64_t i = 0; i <= (last - first) / width; i++)
		TRY(vec_push(&sheet->bounds, first + i * width));
	return NULL;
}

static struct sonde_error *find_bounds(struct sheet *sheet)
{
	vec_for_each(&sheet->table->rows, row)
		sheet->is_signed |= row->cells.data[sheet->key].is_signed;
	return sheet->table->keys.data[sheet->key].shape == HIST_SHAPE_LOG2 ? bounds_log2(sheet)
									    : bounds_linear(sheet);
}

/* Hits of all rows whose buckets end at `bound` or before; without a bound all. */
static uint64_t hits_up_to(const struct sheet *sheet, const struct series *series,
			   const uint64_t *bound)
{
	uint64_t hits = 0;

	vec_for_each(&series->rows, row) {
		const struct hist_cell *cell = &(*row)->cells.data[bound ? sheet->key : 0];

		if (!bound ||
		    (is_bucket(cell) && compare_numbers(cell->high, *bound, sheet->is_signed) <= 0))
			hits = hist_add_up(hits, hist_row_count(*row));
	}
	return hits;
}

/*
 * The sum of a value over the rows of a series, in the unit of the kernel; the greatest one of role
 * MAX.
 */
static uint64_t total(const struct series *series, size_t value, bool is_signed,
		      enum hist_value_role role)
{
	uint64_t result = 0;
	bool is_first = true;

	vec_for_each(&series->rows, row) {
		const struct hist_value *own = &(*row)->values.data[value];

		if (own->kind != HIST_VALUE_INTEGER && own->kind != HIST_VALUE_REAL)
			continue;
		if (role != HIST_VALUE_MAX)
			result = is_signed ? result + own->integer
					   : hist_add_up(result, own->integer);
		else if (is_first || compare_numbers(own->integer, result, is_signed) > 0)
			result = own->integer;
		is_first = false;
	}
	return result;
}

static bool is_signed_value(const struct hist_table *table, size_t value)
{
	vec_for_each(&table->rows, row)
		if (row->values.data[value].is_signed)
			return true;
	return false;
}

/* The total of a value, to the end of its line. */
static void print_total(const struct sheet *sheet, const struct metric *metric,
			const struct series *series, size_t value, struct str *out)
{
	const struct hist_column *column = &sheet->table->values.data[value];
	const bool is_signed = is_signed_value(sheet->table, value);
	const uint64_t number = total(series, value, is_signed, column->role);
	const double real = is_signed ? (double)(int64_t)number : (double)number;

	if (column->scale <= 1) {
		metric_end_sample(metric, number, is_signed, out);
		return;
	}
	hist_spelling_real(real / ((double)column->scale * metric->per_unit), out);
	str_append_char(out, '\n');
}

/* The sum of what the buckets are of, as a place in the values; 0 if the table has none. */
static size_t sum_of_key(const struct sheet *sheet)
{
	const struct hist_column *key = &sheet->table->keys.data[sheet->key];

	for (size_t i = 1; i < sheet->table->values.size; i++) {
		const struct hist_column *value = &sheet->table->values.data[i];

		if (value->role == HIST_VALUE_SUM && value->field && key->field &&
		    !strcmp(value->field, key->field))
			return i;
	}
	return 0;
}

static void print_buckets(const struct sheet *sheet, const struct metric *metric,
			  const struct series *series, struct str *out)
{
	_cleanup_str_ struct str le = STR_INIT;

	vec_for_each(&sheet->bounds, bound) {
		const double number = sheet->is_signed ? (double)(int64_t)*bound : (double)*bound;

		str_truncate(&le, 0);
		metric_print_bound(number / metric->per_unit, &le);
		metric_begin_sample(metric, "_bucket", series->labels, str_text(&le), out);
		hist_spelling_integer(hits_up_to(sheet, series, bound), false, out);
		str_append_char(out, '\n');
	}
	metric_begin_sample(metric, "_bucket", series->labels, "+Inf", out);
	hist_spelling_integer(hits_up_to(sheet, series, NULL), false, out);
	str_append_char(out, '\n');
	out->failed |= le.failed;
}

static bool has_negative(const struct sheet *sheet)
{
	vec_for_each(&sheet->table->rows, row) {
		const struct hist_cell *cell = &row->cells.data[sheet->key];

		if (cell->is_signed && (int64_t)cell->low < 0)
			return true;
	}
	return false;
}

/*
 * Without the sum OpenMetrics has no count either; it is that of the last bucket. The older format
 * must have both: what is not known is no number there. Nor is there a sum of buckets below 0.
 */
static void print_sum(const struct sheet *sheet, const struct metric *metric,
		      const struct series *series, struct str *out)
{
	const size_t sum = sum_of_key(sheet);
	const bool is_known = sum && !has_negative(sheet);

	if (!is_known && sheet->format == HIST_METRICS_OPENMETRICS)
		return;
	metric_begin_sample(metric, "_sum", series->labels, NULL, out);
	if (sum)
		print_total(sheet, metric, series, sum, out);
	else
		str_append(out, "NaN\n");
	metric_begin_sample(metric, "_count", series->labels, NULL, out);
	hist_spelling_integer(hits_up_to(sheet, series, NULL), false, out);
	str_append_char(out, '\n');
}

static struct sonde_error *print_histogram(struct sheet *sheet, struct str *out)
{
	const struct hist_column *key = &sheet->table->keys.data[sheet->key];
	_cleanup_metric_ struct metric metric = {0};
	_cleanup_str_ struct str help = STR_INIT;

	TRY(find_bounds(sheet));
	TRY(metric_make(sheet->table, sheet->format, "histogram", key->title ? key->title : "",
			key->unit, &metric));
	str_appendf(&help, "Distribution of %s in ", key->title ? key->title : "a number");
	TRY(str_check(&help));
	metric_print_head(&metric, sheet->table, str_text(&help), out);
	vec_for_each(&sheet->series, series) {
		print_buckets(sheet, &metric, series, out);
		print_sum(sheet, &metric, series, out);
	}
	return NULL;
}

static struct sonde_error *print_hits(const struct sheet *sheet, struct str *out)
{
	_cleanup_metric_ struct metric metric = {0};

	TRY(metric_make(sheet->table, sheet->format, "counter", "hits", NULL, &metric));
	metric_print_head(&metric, sheet->table, "Hits of ", out);
	vec_for_each(&sheet->series, series) {
		metric_begin_sample(&metric, "_total", series->labels, NULL, out);
		metric_end_sample(&metric, hits_up_to(sheet, series, NULL), false, out);
	}
	return NULL;
}

/* Of the latency the title says only that it is its sum. */
static void print_subject(const struct hist_column *column, struct str *out)
{
	if (column->title && strcmp(column->title, "sum") == 0)
		str_append(out, "latency");
	else
		hist_label_subject(column, out);
}

/* A sum that can become less is no counter. */
static struct sonde_error *print_value(const struct sheet *sheet, size_t value, struct str *out)
{
	const struct hist_column *column = &sheet->table->values.data[value];
	const bool is_signed = is_signed_value(sheet->table, value);
	const bool is_counter = column->role == HIST_VALUE_SUM && !is_signed;
	_cleanup_metric_ struct metric metric = {0};
	_cleanup_str_ struct str name = STR_INIT, help = STR_INIT;

	hist_spelling_value_name(column, &name);
	if (column->role == HIST_VALUE_MAX) {
		str_append(&help, "The greatest value that was seen in ");
	} else {
		str_append(&help, "Sum of ");
		print_subject(column, &help);
		str_append(&help, " in ");
	}
	TRY(str_check(&name));
	TRY(str_check(&help));
	TRY(metric_make(sheet->table, sheet->format, is_counter ? "counter" : "gauge",
			str_text(&name), column->unit, &metric));
	metric_print_head(&metric, sheet->table, str_text(&help), out);
	vec_for_each(&sheet->series, series) {
		if (!series->rows.size)
			continue;
		metric_begin_sample(&metric, is_counter ? "_total" : "", series->labels, NULL, out);
		print_total(sheet, &metric, series, value, out);
	}
	return NULL;
}

static struct sonde_error *print_values(const struct sheet *sheet, struct str *out)
{
	const size_t of_key = sheet->key == HIST_NO_KEY ? 0 : sum_of_key(sheet);

	for (size_t i = 1; i < sheet->table->values.size; i++) {
		const enum hist_value_role role = sheet->table->values.data[i].role;

		if (i != of_key && (role == HIST_VALUE_SUM || role == HIST_VALUE_MAX))
			TRY(print_value(sheet, i, out));
	}
	return NULL;
}

static struct sonde_error *print_lacking(const struct sheet *sheet, const char *what,
					 const char *help, uint64_t number, struct str *out)
{
	_cleanup_metric_ struct metric metric = {0};

	TRY(metric_make(sheet->table, sheet->format, "counter", what, NULL, &metric));
	metric_print_head(&metric, sheet->table, help, out);
	metric_begin_sample(&metric, "_total", "", NULL, out);
	metric_end_sample(&metric, number, false, out);
	return NULL;
}

struct sonde_error *hist_openmetrics_print(const struct hist_table *table,
					   enum hist_metrics_format format, struct str *out)
{
	_cleanup_sheet_ struct sheet sheet = {
		.table = table,
		.format = format,
		.key = hist_groups_key(table),
	};

	TRY(gather(&sheet));
	if (sheet.key != HIST_NO_KEY)
		TRY(print_histogram(&sheet, out));
	else
		TRY(print_hits(&sheet, out));
	TRY(print_values(&sheet, out));
	TRY(print_lacking(&sheet, "dropped_hits",
			  "Hits that the kernel's table had no room for, of ", table->dropped,
			  out));
	if (table->missed != UINT64_MAX)
		TRY(print_lacking(&sheet, "missed_hits",
				  "Hits that the kernel could not run the probe for, of ",
				  table->missed, out));
	if (format == HIST_METRICS_OPENMETRICS)
		str_append(out, "# EOF\n");
	return str_check(out);
}
