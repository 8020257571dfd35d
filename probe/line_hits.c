/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/line_hits.h"

#include <stdlib.h>

/* A copy by where it begins. */
struct call {
	uint64_t entry;
	size_t copy;
};

struct calls VEC_BODY(struct call);

/* One pass over the rows of one copy. */
struct pass {
	const struct copies *copies;
	/** The copy. */
	size_t self;
	/** The line whose code stands here; line 0 for none of this copy, or one without a file. */
	struct source_line current;
	/** Where in `hits` that code begins; only while `current` has a line. */
	size_t open;
	/** What is inlined into the copy directly, ordered by entry; and the next of it. */
	struct calls calls;
	size_t next_call;
	struct line_hits *hits;
};

static void pass_deinit(struct pass *pass)
{
	vec_deinit(&pass->calls);
}

void line_hits_deinit(struct line_hits *hits)
{
	vec_deinit(hits);
}

static bool is_same_line(struct source_line a, struct source_line b)
{
	return a.file == b.file && a.line == b.line;
}

/* Whether the code of that line stands here, so that its place is open. */
static bool is_current(const struct pass *pass, struct source_line line)
{
	return pass->current.line && is_same_line(line, pass->current);
}

/* The code of a line begins. Calls of damaged debuginfo can be from a line of no file. */
static struct sonde_error *begin(struct pass *pass, const struct line_hit *hit)
{
	pass->current = (struct source_line){0};
	if (hit->source.line == 0 || hit->source.file == PATH_NONE)
		return NULL;
	pass->current = hit->source;
	pass->open = pass->hits->size;
	return vec_push(pass->hits, *hit);
}

/* A row of the copy itself. */
static struct sonde_error *pass_own(struct pass *pass, const struct line_row *row, size_t owner)
{
	const struct line_hit hit = {
		.source = row->source,
		.address = row->address,
		.copy = owner,
		.inlines = COPY_NONE,
		.is_own = true,
	};

	if (!row->is_statement)
		return NULL;
	if (!is_current(pass, row->source))
		return begin(pass, &hit);
	pass->hits->data[pass->open].is_own = true;
	return NULL;
}

/* Code begins that is inlined at a line; it may have no row of its own. */
static struct sonde_error *pass_call(struct pass *pass, size_t call)
{
	const struct copy *copy = &pass->copies->list.data[call];
	const struct line_hit hit = {
		.source = copy->called,
		.address = copy->instance.entry,
		.copy = copy->outer,
		.inlines = call,
	};

	if (!is_current(pass, copy->called))
		return begin(pass, &hit);
	pass->hits->data[pass->open].inlines = call;
	return NULL;
}

/* A row of a function that is inlined into the copy, `call` being the outermost such one. */
static void pass_inlined(struct pass *pass, const struct line_row *row, size_t call)
{
	if (row->is_statement && !is_current(pass, pass->copies->list.data[call].called))
		pass->current = (struct source_line){0};
}

/* Whether `at` is self, or the rest of it. */
static bool is_self(const struct pass *pass, size_t at)
{
	return at == pass->self || copies_is_same(pass->copies, at, pass->self);
}

/* The copy nested directly in self, or in the rest of it, that `at` is or lies in. */
static size_t outermost_call(const struct pass *pass, size_t at)
{
	while (!is_self(pass, pass->copies->list.data[at].outer))
		at = pass->copies->list.data[at].outer;
	return at;
}

static bool is_within(const struct copies *copies, size_t at, size_t outer)
{
	return at >= outer && at < copies->list.data[outer].end;
}

static struct sonde_error *pass_row(struct pass *pass, const struct owned_row *owned)
{
	const struct line_row *row = owned->row;

	/* Code that comes from no line belongs to the one it stands in. */
	if (owned->owner == COPY_NONE)
		return NULL;
	if (!is_within(pass->copies, owned->owner, pass->self)) {
		/* At an address of this copy, what is of another one has no instruction. */
		if (row->is_statement &&
		    !copies_has_address(pass->copies, pass->self, row->address))
			pass->current = (struct source_line){0};
		return NULL;
	}
	if (is_self(pass, owned->owner))
		return pass_own(pass, row, owned->owner);
	pass_inlined(pass, row, outermost_call(pass, owned->owner));
	return NULL;
}

static int compare_hits(const void *a, const void *b)
{
	const struct line_hit *x = a, *y = b;

	if (x->source.file != y->source.file)
		return x->source.file < y->source.file ? -1 : 1;
	if (x->source.line != y->source.line)
		return x->source.line < y->source.line ? -1 : 1;
	return x->address < y->address ? -1 : x->address > y->address;
}

/* Make the second of two hits of one place a part of the first. */
static void merge(struct line_hit *hit, const struct line_hit *other)
{
	hit->is_own |= other->is_own;
	if (hit->inlines == COPY_NONE)
		hit->inlines = other->inlines;
}

void line_hits_tidy(struct line_hits *hits)
{
	size_t kept = 0;

	if (hits->size == 0)
		return;
	qsort(hits->data, hits->size, sizeof(*hits->data), compare_hits);
	for (size_t i = 1; i < hits->size; i++) {
		if (compare_hits(&hits->data[kept], &hits->data[i]) == 0)
			merge(&hits->data[kept], &hits->data[i]);
		else
			hits->data[++kept] = hits->data[i];
	}
	hits->size = kept + 1;
}

/*
 * What is inlined at a line stands for the line only where the line has nothing else: elsewhere
 * the compiler has put it behind other lines, and running the line passes both.
 */
static void drop_calls(struct line_hits *hits)
{
	size_t kept = 0;

	for (size_t i = 0, end; i < hits->size; i = end) {
		bool has_own = false;

		for (end = i;
		     end < hits->size && is_same_line(hits->data[i].source, hits->data[end].source);
		     end++)
			has_own |= hits->data[end].is_own;
		for (size_t j = i; j < end; j++) {
			if (hits->data[j].is_own || !has_own)
				hits->data[kept++] = hits->data[j];
		}
	}
	hits->size = kept;
}

static int compare_calls(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	return x->copy < y->copy ? -1 : x->copy > y->copy;
}

static struct sonde_error *find_calls(struct pass *pass)
{
	const struct copies *copies = pass->copies;

	for (size_t i = pass->self + 1; i < copies->list.data[pass->self].end; i++) {
		const struct copy *copy = &copies->list.data[i];
		const struct call call = {copy->instance.entry, i};

		if (copy->has_entry && copy->instance.is_inlined && is_self(pass, copy->outer) &&
		    !is_self(pass, i))
			TRY(vec_push(&pass->calls, call));
	}
	if (pass->calls.size)
		qsort(pass->calls.data, pass->calls.size, sizeof(*pass->calls.data), compare_calls);
	return NULL;
}

/* The calls that begin from `start` on, up to `end`, both included. */
static struct sonde_error *pass_calls(struct pass *pass, uint64_t start, uint64_t end)
{
	const struct calls *calls = &pass->calls;

	while (pass->next_call < calls->size && calls->data[pass->next_call].entry <= end) {
		const struct call *call = &calls->data[pass->next_call++];

		if (call->entry >= start)
			TRY(pass_call(pass, call->copy));
	}
	return NULL;
}

static struct sonde_error *pass_piece(struct pass *pass, const struct line_owners *owners,
				      const struct owned_piece *piece)
{
	const struct address_range range = piece->range;

	pass->next_call = 0;
	pass->current = (struct source_line){0};
	for (size_t i = piece->first; i < piece->first + piece->count; i++) {
		const struct owned_row *row = &owners->rows.data[i];

		TRY(pass_calls(pass, range.start, row->row->address));
		TRY(pass_row(pass, row));
	}
	return pass_calls(pass, range.start, range.end - 1);
}

/* The line of the declaration has the entry. */
static struct sonde_error *pass_entry(struct pass *pass)
{
	const struct copy *copy = &pass->copies->list.data[pass->self];
	const struct line_hit entry = {
		.source = copy->declared,
		.address = copy->instance.entry,
		.copy = pass->self,
		.inlines = COPY_NONE,
		.is_own = true,
	};

	return copy->has_entry ? begin(pass, &entry) : NULL;
}

struct sonde_error *line_hits_find(const struct copies *copies, const struct line_rows *rows,
				   size_t at, struct line_owners *owners, struct line_hits *ret)
{
	_cleanup_(pass_deinit) struct pass pass = {.copies = copies, .self = at, .hits = ret};

	TRY(line_owners_of(copies, rows, copies_root(copies, at), owners));
	TRY(find_calls(&pass));
	TRY(pass_entry(&pass));
	vec_for_each(&owners->pieces, piece)
		TRY(pass_piece(&pass, owners, piece));
	line_hits_tidy(ret);
	drop_calls(ret);
	return NULL;
}
