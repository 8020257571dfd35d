/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "image/dieref.h"
#include "image/index.h"
#include "probe/asked.h"
#include "probe/die.h"
#include "probe/path.h"
#include "probe/within.h"

/* Blocks and inlined calls nested deeper than this come from no compiler. */
#define DEPTH_MAX 512
/* After so many units what was read of the file is given back. */
#define RELEASE_INTERVAL 64

/* A DIE that declares or holds a function that a query asks for. */
struct match {
	uint64_t die;
	size_t query;
};

/* One that was found to be true: func_origin() of its copies. */
struct origin {
	uintptr_t die;
	size_t query;
};

struct search {
	struct image *image;
	const struct func_query *queries;
	/** One for each query. */
	struct asked *asked;
	size_t count;
	struct full_names names;
	struct func_result *results;
	/** How many instances of each query there were before this unit. */
	size_t *before;
	/** What the index says, ordered by DIE, and so by unit. */
	VEC(struct match) matches;
	/** Those of the unit at hand, or of all, that are true, ordered by DIE. */
	VEC(struct origin) origins;
	/** Functions are inlined in other units than their own. */
	bool crosses_units;
	/** One of them wants the inlined instances. */
	bool wants_inlined;
	/** What the index says is not so. */
	bool index_lies;
};

static void search_deinit(struct search *search)
{
	for (size_t i = 0; search->asked && i < search->count; i++)
		asked_deinit(&search->asked[i]);
	free(search->asked);
	full_names_deinit(&search->names);
	free(search->before);
	vec_deinit(&search->matches);
	vec_deinit(&search->origins);
}

void func_result_deinit(struct func_result *result)
{
	func_instances_deinit(&result->instances);
}

static int compare_match(const void *a, const void *b)
{
	const struct match *x = a, *y = b;

	if (x->die != y->die)
		return x->die < y->die ? -1 : 1;
	return x->query < y->query ? -1 : x->query > y->query;
}

/* What has the name and the linkage name that are asked for is found twice. */
static void drop_repeated_matches(struct search *search)
{
	size_t kept = 0;

	vec_for_each(&search->matches, match) {
		if (kept && compare_match(&search->matches.data[kept - 1], match) == 0)
			continue;
		search->matches.data[kept++] = *match;
	}
	search->matches.size = kept;
}

static struct sonde_error *ask_index(struct search *search, size_t count)
{
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;

	for (size_t i = 0; i < count; i++) {
		dies.size = 0;
		TRY(asked_of_index(&search->asked[i], search->image->index, &dies));
		vec_for_each(&dies, die)
			TRY(vec_push(&search->matches, (struct match){*die, i}));
	}
	if (search->matches.size)
		qsort(search->matches.data, search->matches.size, sizeof(*search->matches.data),
		      compare_match);
	drop_repeated_matches(search);
	return NULL;
}

static struct sonde_error *add_instance(struct search *search, size_t query,
					struct func_instance instance)
{
	return vec_push(&search->results[query].instances, instance);
}

/* Code that the linker left out, but not what describes it. */
static bool is_dead(const struct search *search, uint64_t entry)
{
	return entry == 0 && search->image->kind == IMAGE_USER;
}

/* Take a match for true, or not: the index may be anything. */
static struct sonde_error *check_match(struct search *search, const struct match *match,
				       Dwarf_Die *die)
{
	const struct func_query *query = &search->queries[match->query];
	struct func_instance instance = {.die = *die, .outer = *die};
	bool meant;

	if (!asked_is_indexed(&search->asked[match->query], die)) {
		search->index_lies = true;
		return NULL;
	}
	TRY(asked_is_meant(&search->asked[match->query], &search->names, die, &meant));
	if (!meant)
		return NULL;
	if (query->file && !path_ends_with(path_of_attribute(die, DW_AT_decl_file), query->file))
		return NULL;
	TRY(vec_push(&search->origins, (struct origin){(uintptr_t)die->addr, match->query}));
	search->wants_inlined |= !query->no_inlines;
	search->results[match->query].is_known = true;
	if (!func_entry(die, &instance.entry) || is_dead(search, instance.entry))
		return NULL;
	search->results[match->query].has_copy = true;
	instance.origin = func_origin(die);
	return add_instance(search, match->query, instance);
}

/* The functions whose code a DIE lies in, innermost first. */
struct enclosing {
	uintptr_t origin;
	const struct enclosing *outer;
};

/*
 * A function within itself is the rest of one that the compiler split and put together again
 * (gcc's .part): the same call, not another one.
 */
static bool is_within_itself(uintptr_t origin, const struct enclosing *enclosing)
{
	for (; enclosing; enclosing = enclosing->outer) {
		if (enclosing->origin == origin)
			return true;
	}
	return false;
}

/* The first of the unit's matches for an origin, or the first behind where it would be. */
static size_t origin_position(const struct search *search, uintptr_t origin)
{
	size_t low = 0, high = search->origins.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (search->origins.data[middle].die < origin)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* An inlined call, for every query that asks for what is called. */
static struct sonde_error *add_inlined(struct search *search, Dwarf_Die *die, Dwarf_Die *outer,
				       uintptr_t origin)
{
	struct func_instance instance = {
		.die = *die,
		.outer = *outer,
		.origin = origin,
		.is_inlined = true,
	};
	size_t i = origin_position(search, origin);

	if (i == search->origins.size || search->origins.data[i].die != origin ||
	    !func_entry(die, &instance.entry) || is_dead(search, instance.entry))
		return NULL;
	for (; i < search->origins.size && search->origins.data[i].die == origin; i++) {
		const size_t query = search->origins.data[i].query;

		if (!search->queries[query].no_inlines)
			TRY(add_instance(search, query, instance));
	}
	return NULL;
}

static struct sonde_error *find_in_nested(struct search *search, Dwarf_Die *die, unsigned depth);

/* The inlined calls of the matching functions below `die`, which is code of `outer`. */
static struct sonde_error *find_inlined(struct search *search, Dwarf_Die *die, Dwarf_Die *outer,
					const struct enclosing *enclosing, unsigned depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(die, &child) != 0)
		return NULL;
	do {
		int tag = dwarf_tag(&child);

		if (tag == DW_TAG_inlined_subroutine) {
			const struct enclosing inner = {func_origin(&child), enclosing};

			if (!is_within_itself(inner.origin, enclosing))
				TRY(add_inlined(search, &child, outer, inner.origin));
			TRY(find_inlined(search, &child, outer, &inner, depth + 1));
		} else if (within_is_block(tag)) {
			TRY(find_inlined(search, &child, outer, enclosing, depth + 1));
		} else if (tag == DW_TAG_subprogram || within_is_space(tag)) {
			TRY(find_in_nested(search, &child, depth + 1));
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

/* The same in all functions with code below a unit or namespace. */
static struct sonde_error *find_all_inlined(struct search *search, Dwarf_Die *parent,
					    unsigned depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return NULL;
	do {
		TRY(find_in_nested(search, &child, depth));
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

/* In a function, or in those of a class, wherever it stands. */
static struct sonde_error *find_in_nested(struct search *search, Dwarf_Die *die, unsigned depth)
{
	const int tag = dwarf_tag(die);
	uint64_t entry;

	if (tag == DW_TAG_subprogram && func_entry(die, &entry)) {
		const struct enclosing function = {func_origin(die), NULL};

		return find_inlined(search, die, die, &function, depth);
	}
	return within_is_space(tag) ? find_all_inlined(search, die, depth + 1) : NULL;
}

/* An instance's place in the order of finding, to sort by what must not be there twice. */
struct ranked {
	uint64_t entry;
	uintptr_t origin;
	size_t rank;
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	if (x->origin != y->origin)
		return x->origin < y->origin ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* Keep the first of those from `first` on that have address and function in common. */
static struct sonde_error *drop_repeated(struct func_instances *instances, size_t first)
{
	const size_t count = instances->size - first;
	_cleanup_free_ struct ranked *order = NULL;
	_cleanup_free_ bool *is_repeated = NULL;
	struct func_instance *added;
	size_t kept = 0;

	if (count < 2)
		return NULL;
	added = instances->data + first;
	order = calloc(count, sizeof(*order));
	is_repeated = calloc(count, sizeof(*is_repeated));
	if (!order || !is_repeated)
		return &sonde_error_no_memory;
	for (size_t i = 0; i < count; i++)
		order[i] = (struct ranked){added[i].entry, added[i].origin, i};
	qsort(order, count, sizeof(*order), compare_ranked);
	for (size_t i = 1; i < count; i++)
		is_repeated[order[i].rank] = order[i].entry == order[i - 1].entry &&
					     order[i].origin == order[i - 1].origin;
	for (size_t i = 0; i < count; i++) {
		if (!is_repeated[i])
			added[kept++] = added[i];
	}
	instances->size = first + kept;
	return NULL;
}

/* All matches from `first` on that lie in the same unit; `next` gets the first of another one. */
static struct sonde_error *search_unit(struct search *search, size_t first, size_t *next)
{
	Dwarf_Die unit, die;
	Dwarf_CU *cu = NULL;
	size_t i;

	if (!search->crosses_units) {
		search->origins.size = 0;
		search->wants_inlined = false;
	}
	for (i = first; i < search->matches.size; i++) {
		const struct match *match = &search->matches.data[i];

		if (!dieref_resolve(search->image, match->die, &die)) {
			search->index_lies = true;
			continue;
		}
		if (cu && die.cu != cu)
			break;
		cu = die.cu;
		search->before[match->query] = search->results[match->query].instances.size;
	}
	*next = i;
	for (i = first; i < *next; i++) {
		if (dieref_resolve(search->image, search->matches.data[i].die, &die))
			TRY(check_match(search, &search->matches.data[i], &die));
	}
	if (search->crosses_units)
		return NULL;
	if (cu && search->wants_inlined &&
	    dwarf_cu_die(cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL))
		TRY(find_all_inlined(search, &unit, 0));
	for (i = 0; i < search->origins.size; i++) {
		const size_t query = search->origins.data[i].query;

		TRY(drop_repeated(&search->results[query].instances, search->before[query]));
		search->before[query] = search->results[query].instances.size;
	}
	return NULL;
}

static int compare_origin(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	if (x->die != y->die)
		return x->die < y->die ? -1 : 1;
	return x->query < y->query ? -1 : x->query > y->query;
}

/* The offset of the unit that an instance lies in. */
static Dwarf_Off unit_of(const struct func_instance *instance)
{
	Dwarf_Die die = instance->die;

	return dwarf_dieoffset(&die) - dwarf_cuoffset(&die);
}

/* As one unit after the other gives them: what has an address of its own first. */
static int compare_instance(const void *a, const void *b)
{
	const struct func_instance *x = a, *y = b;
	const Dwarf_Off unit = unit_of(x), other = unit_of(y);

	if (unit != other)
		return unit < other ? -1 : 1;
	if (x->is_inlined != y->is_inlined)
		return x->is_inlined ? 1 : -1;
	return x->die.addr < y->die.addr ? -1 : x->die.addr > y->die.addr;
}

/* The inlined calls, in all units, of what all units together have. */
static struct sonde_error *search_everywhere(struct search *search, size_t count)
{
	Dwarf_CU *cu = NULL;
	size_t units = 0;
	Dwarf_Die unit;

	if (search->origins.size)
		qsort(search->origins.data, search->origins.size, sizeof(*search->origins.data),
		      compare_origin);
	while (search->wants_inlined && die_next_unit(search->image->dwarf, &cu, NULL, &unit)) {
		TRY(find_all_inlined(search, &unit, 0));
		if (++units % RELEASE_INTERVAL == 0)
			image_release_pages(search->image);
	}
	for (size_t i = 0; i < count; i++) {
		struct func_instances *instances = &search->results[i].instances;

		if (instances->size)
			qsort(instances->data, instances->size, sizeof(*instances->data),
			      compare_instance);
		TRY(drop_repeated(instances, 0));
	}
	return NULL;
}

static struct sonde_error *run(struct search *search, size_t count)
{
	size_t next = 0, units = 0;

	search->crosses_units = index_crosses_units(search->image->index);
	search->before = calloc(count ? count : 1, sizeof(*search->before));
	search->asked = calloc(count ? count : 1, sizeof(*search->asked));
	if (!search->before || !search->asked)
		return &sonde_error_no_memory;
	search->count = count;
	for (size_t i = 0; i < count; i++)
		TRY(asked_init(search->queries[i].name, search->queries[i].glob,
			       &search->asked[i]));
	TRY(ask_index(search, count));
	while (next < search->matches.size && !search->index_lies) {
		TRY(search_unit(search, next, &next));
		if (++units % RELEASE_INTERVAL == 0)
			image_release_pages(search->image);
	}
	if (search->crosses_units && !search->index_lies)
		return search_everywhere(search, count);
	return NULL;
}

static void forget(struct func_result *results, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		func_result_deinit(&results[i]);
		results[i] = (struct func_result){0};
	}
}

/* One attempt; `index_lies` is set to whether another index is needed. */
static struct sonde_error *attempt(struct image *image, const struct func_query *queries,
				   size_t count, struct func_result *results, bool *index_lies)
{
	_cleanup_(search_deinit) struct search search = {
		.image = image,
		.queries = queries,
		.names = {.image = image},
		.results = results,
	};
	struct sonde_error *error = run(&search, count);

	*index_lies = !error && search.index_lies;
	if (error || *index_lies)
		forget(results, count);
	return error;
}

struct sonde_error *func_search(struct image *image, const struct func_query *queries, size_t count,
				struct func_result *results)
{
	bool index_lies;

	TRY(attempt(image, queries, count, results, &index_lies));
	if (!index_lies)
		return NULL;
	TRY(image_make_index(image, NULL));
	image->index_lied = true;
	TRY(attempt(image, queries, count, results, &index_lies));
	if (index_lies)
		return sonde_error_new(
			SONDE_ERROR_FORMAT,
			"The debuginfo of %s is damaged: what it has cannot be found "
			"in it again.",
			image->path);
	return NULL;
}

struct sonde_error *func_find(struct image *image, const struct func_query *query,
			      struct func_result *ret)
{
	return func_search(image, query, 1, ret);
}

void search_suggest(const struct image *image, struct suggest *suggest)
{
	for (size_t i = 0; i < index_name_count(image->index); i++)
		suggest_offer(suggest, index_name(image->index, i));
}
