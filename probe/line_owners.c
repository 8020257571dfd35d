/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/line_owners.h"

#include <stdlib.h>

/* A nested copy, to be found by its function and where it begins. */
struct beginning {
	struct source_line declared;
	uint64_t entry;
	size_t copy;
};

struct beginnings VEC_BODY(struct beginning);

static void beginnings_deinit(struct beginnings *beginnings)
{
	vec_deinit(beginnings);
}

void line_owners_deinit(struct line_owners *owners)
{
	vec_deinit(&owners->pieces);
	vec_deinit(&owners->rows);
	owners->is_known = false;
}

static int compare_beginnings(const void *a, const void *b)
{
	const struct beginning *x = a, *y = b;

	if (x->declared.file != y->declared.file)
		return x->declared.file < y->declared.file ? -1 : 1;
	if (x->declared.line != y->declared.line)
		return x->declared.line < y->declared.line ? -1 : 1;
	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	return x->copy < y->copy ? -1 : x->copy > y->copy;
}

static struct sonde_error *find_beginnings(const struct copies *copies, size_t root,
					   struct beginnings *ret)
{
	for (size_t i = root; i < copies->list.data[root].end; i++) {
		const struct copy *copy = &copies->list.data[i];
		const struct beginning beginning = {copy->declared, copy->instance.entry, i};

		if (copy->has_entry && copy->declared.line)
			TRY(vec_push(ret, beginning));
	}
	if (ret->size)
		qsort(ret->data, ret->size, sizeof(*ret->data), compare_beginnings);
	return NULL;
}

static bool is_of(const struct beginning *beginning, struct source_line declared)
{
	return beginning->declared.file == declared.file &&
	       beginning->declared.line == declared.line;
}

/* The copy of the function declared there that begins at the address or last before it. */
static size_t nearest(const struct beginnings *beginnings, struct source_line declared,
		      uint64_t address)
{
	const struct beginning wanted = {declared, address, COPY_NONE};
	size_t low = 0, high = beginnings->size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare_beginnings(&beginnings->data[middle], &wanted) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0 && is_of(&beginnings->data[low - 1], declared))
		return beginnings->data[low - 1].copy;
	if (low < beginnings->size && is_of(&beginnings->data[low], declared))
		return beginnings->data[low].copy;
	return COPY_NONE;
}

static size_t owner_of(const struct copies *copies, size_t root,
		       const struct beginnings *beginnings, const struct line_row *row)
{
	size_t owner = COPY_NONE, innermost = root;
	struct source_line declared;

	for (size_t at = root; at != COPY_NONE; at = copies_inner(copies, at, row->address)) {
		if (copies_owns(copies, at, row->source))
			owner = at;
		innermost = at;
	}
	if (owner != COPY_NONE)
		return owner;
	if (!copies_declaration(copies, row->source, &declared))
		return innermost;
	return nearest(beginnings, declared, row->address);
}

/* Pieces that touch are one; else a line that goes on would begin again. */
static struct sonde_error *add_piece(struct line_owners *owners, struct address_range range)
{
	const struct owned_piece piece = {.range = range, .first = owners->rows.size};

	if (owners->pieces.size && vec_last(&owners->pieces)->range.end == range.start) {
		vec_last(&owners->pieces)->range.end = range.end;
		return NULL;
	}
	return vec_push(&owners->pieces, piece);
}

struct sonde_error *line_owners_of(const struct copies *copies, const struct line_rows *rows,
				   size_t root, struct line_owners *owners)
{
	_cleanup_(beginnings_deinit) struct beginnings beginnings = VEC_INIT;
	const struct copy *copy = &copies->list.data[root];

	if (owners->is_known && owners->root == root)
		return NULL;
	owners->is_known = false;
	owners->pieces.size = owners->rows.size = 0;
	TRY(find_beginnings(copies, root, &beginnings));
	for (size_t i = 0; i < copy->range_count; i++) {
		const struct address_range range = copies->ranges.data[copy->first_range + i];

		TRY(add_piece(owners, range));
		for (size_t j = line_rows_from(rows, range.start);
		     j < rows->size && rows->data[j].address < range.end; j++) {
			const struct line_row *row = &rows->data[j];
			struct owned_row owned = {.row = row, .owner = COPY_NONE};

			if (row->source.line && row->source.file != PATH_NONE)
				owned.owner = owner_of(copies, root, &beginnings, row);
			TRY(vec_push(&owners->rows, owned));
			vec_last(&owners->pieces)->count++;
		}
	}
	owners->root = root;
	owners->is_known = true;
	return NULL;
}
