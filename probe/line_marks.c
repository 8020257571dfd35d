/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/line_marks.h"

#include <stdlib.h>
#include <string.h>

void line_marks_deinit(struct line_marks *marks)
{
	vec_deinit(marks);
}

static int compare_marks(const void *a, const void *b)
{
	const struct line_mark *x = a, *y = b;
	const int order = x->path == y->path ? 0 : strcmp(x->path, y->path);

	if (order != 0)
		return order;
	return x->line < y->line ? -1 : x->line > y->line;
}

static void merge(struct line_mark *mark, const struct line_mark *other)
{
	mark->places += other->places;
	mark->only_inlined &= other->only_inlined;
	if (!mark->inlines)
		mark->inlines = other->inlines;
}

void line_marks_tidy(struct line_marks *marks)
{
	size_t kept = 0;

	if (marks->size == 0)
		return;
	qsort(marks->data, marks->size, sizeof(*marks->data), compare_marks);
	for (size_t i = 1; i < marks->size; i++) {
		if (compare_marks(&marks->data[kept], &marks->data[i]) == 0)
			merge(&marks->data[kept], &marks->data[i]);
		else
			marks->data[++kept] = marks->data[i];
	}
	marks->size = kept + 1;
}

void line_marks_nearest(const struct line_marks *marks, uint32_t line, uint32_t *before,
			uint32_t *after)
{
	*before = *after = 0;
	vec_for_each(marks, mark) {
		if (mark->line < line && mark->line > *before)
			*before = mark->line;
		if (mark->line > line && (*after == 0 || mark->line < *after))
			*after = mark->line;
	}
}
