/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/line.h"

#include <stdlib.h>
#include <string.h>

#include <dwarf.h>

#include "base/path.h"
#include "probe/copies.h"
#include "probe/die.h"
#include "probe/line_hits.h"
#include "probe/line_rows.h"
#include "probe/path.h"

struct line_table {
	struct paths paths;
	struct line_rows rows;
	struct copies copies;
	/** Those of the function that was last looked at: what is asked for next is often in it. */
	struct line_owners *owners;
};

/* Whether each path is one that was asked for. */
struct wanted_files {
	bool *is_wanted;
	size_t count;
	bool any;
};

void line_places_deinit(struct line_places *places)
{
	vec_deinit(places);
}

void line_table_destroy(struct line_table *table)
{
	if (!table)
		return;
	if (table->owners)
		line_owners_deinit(table->owners);
	free(table->owners);
	copies_deinit(&table->copies);
	line_rows_deinit(&table->rows);
	paths_deinit(&table->paths);
	free(table);
}

void line_table_destroyp(struct line_table **table)
{
	line_table_destroy(*table);
}

struct sonde_error *line_table_create(Dwarf_Die *unit, struct line_table **ret)
{
	_cleanup_line_table_ struct line_table *table = calloc(1, sizeof(*table));

	if (!table)
		return &sonde_error_no_memory;
	table->owners = calloc(1, sizeof(*table->owners));
	if (!table->owners)
		return &sonde_error_no_memory;
	TRY(line_rows_read(unit, &table->paths, &table->rows));
	TRY(copies_read(unit, &table->paths, &table->copies));
	*ret = take_ptr(table);
	return NULL;
}

bool line_of_declaration(Dwarf_Die *die, const char **path, uint32_t *line)
{
	const char *file = path_of_attribute(die, DW_AT_decl_file);
	uint64_t number;

	if (!file || !die_unsigned(die, DW_AT_decl_line, &number) || number == 0 ||
	    number > UINT32_MAX)
		return false;
	*path = file;
	*line = (uint32_t)number;
	return true;
}

static struct sonde_error *add_place(const struct line_table *table, const struct line_hit *hit,
				     struct line_places *places)
{
	const struct line_place place = {
		.path = table->paths.texts.data[hit->source.file],
		.line = hit->source.line,
		.address = hit->address,
		.instance = table->copies.list.data[hit->copy].instance,
	};

	return vec_push(places, place);
}

static bool is_in_span(uint32_t line, struct line_span span)
{
	return line >= span.first && line <= span.last;
}

/* The places of the lines of a span of the function, in this copy of it. */
static struct sonde_error *find_hits_in_copy(const struct line_table *table,
					     const struct func_instance *instance,
					     struct line_span span, struct line_hits *ret)
{
	_cleanup_(line_hits_deinit) struct line_hits hits = VEC_INIT;
	const struct copies *copies = &table->copies;
	Dwarf_Die die = instance->die;
	const size_t at = copies_find(copies, &die);

	if (at == COPY_NONE)
		return NULL;
	TRY(line_hits_find(copies, &table->rows, at, table->owners, &hits));
	vec_for_each(&hits, hit) {
		if (is_in_span(hit->source.line, span) && copies_owns(copies, at, hit->source))
			TRY(vec_push(ret, *hit));
	}
	return NULL;
}

struct sonde_error *line_find_in_copy(const struct line_table *table,
				      const struct func_instance *instance, struct line_span span,
				      struct line_places *ret)
{
	_cleanup_(line_hits_deinit) struct line_hits hits = VEC_INIT;

	TRY(find_hits_in_copy(table, instance, span, &hits));
	/* They are all of one file, and in order. */
	vec_for_each(&hits, hit)
		TRY(add_place(table, hit, ret));
	return NULL;
}

static void wanted_deinit(struct wanted_files *wanted)
{
	free(wanted->is_wanted);
}

static struct sonde_error *wanted_init(const struct line_table *table, const char *file,
				       struct wanted_files *ret)
{
	const size_t count = table->paths.texts.size;

	ret->is_wanted = calloc(count + 1, sizeof(*ret->is_wanted));
	if (!ret->is_wanted)
		return &sonde_error_no_memory;
	ret->count = count;
	for (size_t i = 0; i < count; i++) {
		ret->is_wanted[i] = path_ends_with(table->paths.texts.data[i], file);
		ret->any |= ret->is_wanted[i];
	}
	return NULL;
}

static bool is_wanted(const struct wanted_files *wanted, struct source_line line)
{
	return line.file < wanted->count && wanted->is_wanted[line.file];
}

/* The copies whose lines are to be looked at; a flag for each of the unit. */
struct chosen {
	bool *is_chosen;
};

static void chosen_deinit(struct chosen *chosen)
{
	free(chosen->is_chosen);
}

/* The innermost copy that has code at this address. */
static size_t innermost_at(const struct copies *copies, uint64_t address)
{
	size_t found = COPY_NONE;

	for (size_t i = 0; i < copies->list.size; i = copies->list.data[i].end) {
		if (!copies_has_address(copies, i, address))
			continue;
		for (size_t at = i; at != COPY_NONE; at = copies_inner(copies, at, address))
			found = at;
		break;
	}
	return found;
}

/* The copies that code from other files was included in. */
static void choose_by_rows(const struct line_table *table, const struct wanted_files *wanted,
			   struct line_span span, struct chosen *chosen)
{
	const struct copies *copies = &table->copies;
	struct source_line declared;

	vec_for_each(&table->rows, row) {
		size_t at;

		if (!row->is_statement || !is_in_span(row->source.line, span) ||
		    !is_wanted(wanted, row->source) ||
		    copies_declaration(copies, row->source, &declared))
			continue;
		at = innermost_at(copies, row->address);
		if (at != COPY_NONE)
			chosen->is_chosen[copies_whole(copies, at)] = true;
	}
}

/* The copies whose text has lines of the span. */
static void choose_by_text(const struct line_table *table, const struct wanted_files *wanted,
			   struct line_span span, struct chosen *chosen)
{
	const struct copies *copies = &table->copies;

	for (size_t i = 0; i < copies->list.size; i++) {
		const struct source_line declared = copies->list.data[i].declared;
		const struct source_line first = {declared.file, span.first};

		if (!is_wanted(wanted, declared) || declared.line > span.last)
			continue;
		if (declared.line >= span.first || copies_owns(copies, i, first))
			chosen->is_chosen[copies_whole(copies, i)] = true;
	}
}

static struct sonde_error *choose(const struct line_table *table, const struct wanted_files *wanted,
				  struct line_span span, struct chosen *ret)
{
	ret->is_chosen = calloc(table->copies.list.size + 1, sizeof(*ret->is_chosen));
	if (!ret->is_chosen)
		return &sonde_error_no_memory;
	choose_by_text(table, wanted, span, ret);
	choose_by_rows(table, wanted, span, ret);
	return NULL;
}

/* The places of the lines of a span of the files, of all copies. */
static struct sonde_error *find_hits_in_file(const struct line_table *table, const char *file,
					     struct line_span span, struct line_hits *ret)
{
	_cleanup_(wanted_deinit) struct wanted_files wanted = {0};
	_cleanup_(chosen_deinit) struct chosen chosen = {0};

	TRY(wanted_init(table, file, &wanted));
	if (!wanted.any)
		return NULL;
	TRY(choose(table, &wanted, span, &chosen));
	for (size_t i = 0; i < table->copies.list.size; i++) {
		_cleanup_(line_hits_deinit) struct line_hits hits = VEC_INIT;

		if (!chosen.is_chosen[i])
			continue;
		TRY(line_hits_find(&table->copies, &table->rows, i, table->owners, &hits));
		vec_for_each(&hits, hit) {
			if (is_wanted(&wanted, hit->source) && is_in_span(hit->source.line, span))
				TRY(vec_push(ret, *hit));
		}
	}
	/* Two calls can begin at one address. */
	line_hits_tidy(ret);
	return NULL;
}

static int compare_places(const void *a, const void *b)
{
	const struct line_place *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->path == y->path ? 0 : strcmp(x->path, y->path);
}

static void sort_places(struct line_places *places, size_t first)
{
	if (places->size > first)
		qsort(places->data + first, places->size - first, sizeof(*places->data),
		      compare_places);
}

struct sonde_error *line_find_in_copies(const struct line_table *table,
					const struct func_instance *instance, struct line_span span,
					struct line_places *ret)
{
	const size_t first = ret->size;

	vec_for_each(&table->copies.list, copy) {
		if (copy->instance.origin == instance->origin)
			TRY(line_find_in_copy(table, &copy->instance, span, ret));
	}
	sort_places(ret, first);
	return NULL;
}

struct sonde_error *line_find_in_file(const struct line_table *table, const char *file,
				      struct line_span span, struct line_places *ret)
{
	_cleanup_(line_hits_deinit) struct line_hits hits = VEC_INIT;
	const size_t first = ret->size;

	TRY(find_hits_in_file(table, file, span, &hits));
	vec_for_each(&hits, hit)
		TRY(add_place(table, hit, ret));
	sort_places(ret, first);
	return NULL;
}

static struct sonde_error *add_mark(const struct line_table *table, const struct line_hit *hit,
				    struct line_marks *marks)
{
	const struct copies *copies = &table->copies;
	struct line_mark mark = {
		.path = table->paths.texts.data[hit->source.file],
		.line = hit->source.line,
		.places = 1,
		.only_inlined = copies->list.data[hit->copy].instance.is_inlined,
	};

	if (hit->inlines != COPY_NONE)
		mark.inlines = die_name(&copies->list.data[hit->inlines].instance.die);
	return vec_push(marks, mark);
}

static struct sonde_error *add_marks(const struct line_table *table, const struct line_hits *hits,
				     struct line_marks *marks)
{
	vec_for_each(hits, hit)
		TRY(add_mark(table, hit, marks));
	line_marks_tidy(marks);
	return NULL;
}

struct sonde_error *line_mark_copy(const struct line_table *table,
				   const struct func_instance *instance, struct line_span span,
				   struct line_marks *marks)
{
	_cleanup_(line_hits_deinit) struct line_hits hits = VEC_INIT;

	TRY(find_hits_in_copy(table, instance, span, &hits));
	return add_marks(table, &hits, marks);
}

struct sonde_error *line_mark_file(const struct line_table *table, const char *file,
				   struct line_span span, struct line_marks *marks)
{
	_cleanup_(line_hits_deinit) struct line_hits hits = VEC_INIT;

	TRY(find_hits_in_file(table, file, span, &hits));
	return add_marks(table, &hits, marks);
}
