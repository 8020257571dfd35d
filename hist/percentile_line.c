/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/percentile_line.h"

#include "hist/label.h"

struct sonde_error *hist_percentile_lines(const struct hist_table *table, size_t key,
					  struct hist_percentiles *ret)
{
	static const double shown[] = HIST_PERCENTILES_SHOWN;

	*ret = (struct hist_percentiles)HIST_PERCENTILES_INIT;
	if (table->left_out || !table->rows.size || !hist_percentiles_are_of(table, key))
		return NULL;
	return hist_percentiles_make(table, key, shown, HIST_PERCENTILES_COUNT, ret);
}

/* Both are sorted by the first row of each group, and a group is the same in both. */
static const struct hist_percentiles_of *find(const struct hist_table *table,
					      const struct hist_percentiles *percentiles,
					      const struct hist_group *group)
{
	const size_t row = (size_t)(group->rows.data[0] - table->rows.data);
	size_t from = 0, to = percentiles->groups.size;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;

		if (percentiles->groups.data[middle].row < row)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == percentiles->groups.size || percentiles->groups.data[from].row != row)
		return NULL;
	return &percentiles->groups.data[from];
}

void hist_percentile_line_print(const struct hist_table *table, size_t key,
				const struct hist_percentiles *percentiles,
				const struct hist_group *group, struct str *out)
{
	static const double shown[] = HIST_PERCENTILES_SHOWN;
	const struct hist_percentiles_of *one = find(table, percentiles, group);

	for (size_t i = 0; one && i < one->values.size; i++) {
		str_appendf(out, "%sp%.0f ", i ? ", " : "", shown[i]);
		hist_label_amount(&table->keys.data[key], one->values.data[i], out);
	}
}
