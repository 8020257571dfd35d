/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Definitions whose texts are equal ask for the same if their groups agree and their events do, and
 * a name that one of them lacks agrees with every one. So each slot is in four lists: by its own
 * group or by any, by its own event or by any. What asks for the same as a definition is all that
 * is in some of them, at most four: it goes, the lists are empty then, and no slot is looked at
 * more than four times.
 */
#include "cache/merge.h"

#include <stdint.h>
#include <stdlib.h>

#include "cache/interest.h"

/* How a group, or an event, is part of a key. */
enum selector {
	SELECTOR_NAMED,
	/* Without one. */
	SELECTOR_NONE,
	SELECTOR_ANY,
};

/* What a list is found by. */
struct key {
	/* Has the text and the names; borrowed. */
	const struct cache_sense *sense;
	enum selector group, event;
};

/* Slots that ask for the same. */
struct same VEC_BODY(struct merge_slot *);

static void same_deinit(struct same *same)
{
	vec_deinit(same);
}
#define _cleanup_same_ _cleanup_(same_deinit)

void merge_deinit(struct merge *merge)
{
	vec_for_each(&merge->slots, slot)
		cache_entry_deinit(&slot->entry);
	vec_deinit(&merge->slots);
	map_deinit(&merge->first);
	cache_entries_deinit(&merge->dropped);
}

static struct merge_slot *slot_at(const struct merge *merge, size_t number)
{
	return &merge->slots.data[number - 1];
}

/* Which of its lists of a slot it is. */
static size_t *next_of(struct merge_slot *slot, const struct key *key)
{
	return &slot->next[key->group == SELECTOR_ANY][key->event == SELECTOR_ANY];
}

/* Neither a definition nor a name has a line break. */
static void append_selected(enum selector selector, const char *name, struct str *out)
{
	str_append(out, selector == SELECTOR_NAMED ? "\n=" : "\n");
	if (selector != SELECTOR_NONE)
		str_append(out, selector == SELECTOR_ANY ? "*" : name);
}

static struct sonde_error *print_key(const struct key *key, struct str *out)
{
	str_append(out, str_text(&key->sense->text));
	append_selected(key->group, key->sense->group, out);
	append_selected(key->event, key->sense->event, out);
	return str_check(out);
}

/* The first slot of a list becomes @number, and was the one that is returned in @before. */
static struct sonde_error *swap_first(struct merge *merge, const struct key *key, size_t number,
				      size_t *before)
{
	_cleanup_str_ struct str text = STR_INIT;

	TRY(print_key(key, &text));
	/* Numbers are numbers; the map holds pointers. */
	*before = (uintptr_t)map_get(&merge->first, str_text(&text));
	if (*before == number)
		return NULL;
	return map_put(&merge->first, str_text(&text), (void *)(uintptr_t)number);
}

/* Put a slot into its lists. */
static struct sonde_error *link_slot(struct merge *merge, const struct cache_sense *sense,
				     size_t number)
{
	const enum selector groups[] = {sense->group ? SELECTOR_NAMED : SELECTOR_NONE,
					SELECTOR_ANY};
	const enum selector events[] = {sense->event ? SELECTOR_NAMED : SELECTOR_NONE,
					SELECTOR_ANY};

	for (size_t i = 0; i < 4; i++) {
		const struct key key = {sense, groups[i / 2], events[i % 2]};

		TRY(swap_first(merge, &key, number, next_of(slot_at(merge, number), &key)));
	}
	return NULL;
}

/* Empty a list; what of it is still there is appended to @found. */
static struct sonde_error *take_list(struct merge *merge, const struct key *key, struct same *found)
{
	struct merge_slot *slot;
	size_t number;

	TRY(swap_first(merge, key, 0, &number));
	for (; number; number = *next_of(slot, key)) {
		slot = slot_at(merge, number);
		if (slot->entry.definition)
			TRY(vec_push(found, slot));
	}
	return NULL;
}

/* Which selectors are of what agrees with a name, or with the lack of one. */
static size_t find_agreeing(const char *name, enum selector ret[static 2])
{
	ret[0] = name ? SELECTOR_NAMED : SELECTOR_ANY;
	ret[1] = SELECTOR_NONE;
	return name ? 2 : 1;
}

static int compare_places(const void *a, const void *b)
{
	const struct merge_slot *const *left = a, *const *right = b;

	return ((*left)->place > (*right)->place) - ((*left)->place < (*right)->place);
}

/* Take out of the lists all that ask for the same, in the order of their places. */
static struct sonde_error *take_same(struct merge *merge, const struct cache_sense *sense,
				     struct same *ret)
{
	enum selector groups[2], events[2];
	const size_t group_count = find_agreeing(sense->group, groups);
	const size_t event_count = find_agreeing(sense->event, events);

	for (size_t g = 0; g < group_count; g++) {
		for (size_t e = 0; e < event_count; e++) {
			const struct key key = {sense, groups[g], events[e]};

			TRY(take_list(merge, &key, ret));
		}
	}
	if (ret->size > 1)
		qsort(ret->data, ret->size, sizeof(*ret->data), compare_places);
	return NULL;
}

static struct sonde_error *add_interest(struct cache_interest *interest,
					const struct cache_change *change)
{
	const char *definition = change->entry ? change->entry->definition : change->definition;

	/* Without one all of the build goes, whatever it is. */
	return definition ? cache_interest_add(interest, definition) : NULL;
}

/* Each has its place. */
static struct sonde_error *take_entries(struct merge *merge, struct cache_entries *entries)
{
	vec_for_each(entries, entry) {
		const struct merge_slot slot = {.entry = *entry, .place = merge->slots.size};

		TRY(vec_push(&merge->slots, slot));
		*entry = (struct cache_entry){0};
	}
	cache_entries_deinit(entries);
	merge->places = merge->slots.size;
	return NULL;
}

static struct sonde_error *link_entry(struct merge *merge, size_t number)
{
	_cleanup_cache_sense_ struct cache_sense sense = {0};

	TRY(cache_sense_make(merge->meaning, slot_at(merge, number)->entry.definition, &sense));
	return link_slot(merge, &sense, number);
}

struct sonde_error *merge_init(struct cache_entries *entries,
			       const struct cache_change *const *changes, size_t count,
			       const struct cache_meaning *meaning, struct merge *ret)
{
	_cleanup_cache_interest_ struct cache_interest interest = {.meaning = meaning};

	ret->meaning = meaning;
	TRY(take_entries(ret, entries));
	for (size_t i = 0; i < count; i++)
		TRY(add_interest(&interest, changes[i]));
	for (size_t number = 1; number <= ret->slots.size; number++) {
		if (cache_interest_has(&interest, slot_at(ret, number)->entry.definition))
			TRY(link_entry(ret, number));
	}
	return NULL;
}

static struct sonde_error *drop_entry(struct merge *merge, struct merge_slot *slot)
{
	TRY(vec_push(&merge->dropped, slot->entry));
	slot->entry = (struct cache_entry){0};
	return NULL;
}

/*
 * Drop all that ask for the same.
 *
 * @param place where the first of them was; stays as it is if there is none
 */
static struct sonde_error *drop_same(struct merge *merge, const struct cache_sense *sense,
				     size_t *place, size_t *count)
{
	_cleanup_same_ struct same same = VEC_INIT;

	TRY(take_same(merge, sense, &same));
	vec_for_each(&same, slot)
		TRY(drop_entry(merge, *slot));
	if (same.size)
		*place = same.data[0]->place;
	*count = same.size;
	return NULL;
}

/* The filter of what was dropped from @before on, if the new entry has none. */
static struct sonde_error *keep_filter(const struct merge *merge, size_t before,
				       struct cache_entry *entry)
{
	for (size_t i = before; i < merge->dropped.size; i++) {
		const struct cache_filter *filter = &merge->dropped.data[i].filter;

		if (!cache_filter_is_there(&entry->filter) && cache_filter_is_there(filter))
			TRY(cache_filter_copy(filter, &entry->filter));
	}
	return NULL;
}

static struct sonde_error *put(struct merge *merge, const struct cache_change *change,
			       struct cache_applied *applied)
{
	_cleanup_cache_sense_ struct cache_sense sense = {0};
	const size_t before = merge->dropped.size;
	struct merge_slot *slot;
	size_t place = merge->places, dropped;

	TRY(cache_sense_make(merge->meaning, change->entry->definition, &sense));
	TRY(drop_same(merge, &sense, &place, &dropped));
	merge->places += !dropped;
	TRY(vec_push(&merge->slots, (struct merge_slot){.place = place}));
	slot = vec_last(&merge->slots);
	TRY(cache_entry_copy(change->entry, &slot->entry));
	slot->entry.checksum = CACHE_CHECKSUM_GOOD;
	if (change->keeps_filter)
		TRY(keep_filter(merge, before, &slot->entry));
	TRY(link_slot(merge, &sense, merge->slots.size));
	applied->added += !dropped;
	applied->replaced += dropped;
	return NULL;
}

static struct sonde_error *remove_all(struct merge *merge, size_t *count)
{
	*count = 0;
	vec_for_each(&merge->slots, slot) {
		if (!slot->entry.definition)
			continue;
		TRY(drop_entry(merge, slot));
		++*count;
	}
	/* What has gone need not be looked at any more. */
	map_deinit(&merge->first);
	return NULL;
}

static struct sonde_error *remove_same(struct merge *merge, const char *definition, size_t *count)
{
	_cleanup_cache_sense_ struct cache_sense sense = {0};
	size_t place = 0;

	TRY(cache_sense_make(merge->meaning, definition, &sense));
	return drop_same(merge, &sense, &place, count);
}

struct sonde_error *merge_change(struct merge *merge, const struct cache_change *change,
				 struct cache_applied *applied)
{
	size_t count;

	if (change->entry)
		return put(merge, change, applied);
	if (change->definition)
		TRY(remove_same(merge, change->definition, &count));
	else
		TRY(remove_all(merge, &count));
	applied->removed += count;
	applied->missing += !count;
	return NULL;
}

struct sonde_error *merge_finish(struct merge *merge, struct cache_entries *ret)
{
	_cleanup_free_ size_t *numbers = calloc(merge->places + 1, sizeof(*numbers));

	if (!numbers)
		return &sonde_error_no_memory;
	for (size_t number = 1; number <= merge->slots.size; number++) {
		if (slot_at(merge, number)->entry.definition)
			numbers[slot_at(merge, number)->place] = number;
	}
	for (size_t place = 0; place < merge->places; place++) {
		struct cache_entry *entry;

		if (!numbers[place])
			continue;
		entry = &slot_at(merge, numbers[place])->entry;
		TRY(vec_push(ret, *entry));
		*entry = (struct cache_entry){0};
	}
	return NULL;
}
