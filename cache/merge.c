/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/merge.h"

#include <stdint.h>
#include <stdlib.h>

#include "cache/interest.h"

void merge_deinit(struct merge *merge)
{
	vec_for_each(&merge->slots, slot) {
		cache_entry_deinit(&slot->entry);
		cache_sense_deinit(&slot->sense);
	}
	vec_deinit(&merge->slots);
	map_deinit(&merge->first);
	cache_entries_deinit(&merge->dropped);
}

/* Positions are numbers; the map holds pointers. */
static size_t first_of(const struct merge *merge, const struct cache_sense *sense)
{
	return (uintptr_t)map_get(&merge->first, str_text(&sense->text));
}

static struct sonde_error *set_first(struct merge *merge, const struct cache_sense *sense,
				     size_t position)
{
	return map_put(&merge->first, str_text(&sense->text), (void *)(uintptr_t)position);
}

static struct merge_slot *slot_at(const struct merge *merge, size_t position)
{
	return &merge->slots.data[position - 1];
}

static struct sonde_error *add_interest(struct cache_interest *interest,
					const struct cache_change *change)
{
	const char *definition = change->entry ? change->entry->definition : change->definition;

	/* Without one all of the build goes, whatever it is. */
	return definition ? cache_interest_add(interest, definition) : NULL;
}

/* The slot becomes the first of its sense. */
static struct sonde_error *link_slot(struct merge *merge, size_t position)
{
	struct merge_slot *slot = slot_at(merge, position);

	TRY(cache_sense_make(merge->meaning, slot->entry.definition, &slot->sense));
	slot->next = first_of(merge, &slot->sense);
	return set_first(merge, &slot->sense, position);
}

static struct sonde_error *take_entries(struct merge *merge, struct cache_entries *entries)
{
	vec_for_each(entries, entry) {
		TRY(vec_push(&merge->slots, (struct merge_slot){.entry = *entry}));
		*entry = (struct cache_entry){0};
	}
	cache_entries_deinit(entries);
	return NULL;
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
	/* From the last on: so each comes before those of its sense that are behind it. */
	for (size_t at = ret->slots.size; at > 0; at--) {
		if (cache_interest_has(&interest, slot_at(ret, at)->entry.definition))
			TRY(link_slot(ret, at));
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
 * @param keeps whether the first of them stays where it is, without its entry
 * @param kept its position, counted from 1, or 0
 */
static struct sonde_error *drop_same(struct merge *merge, const struct cache_sense *sense,
				     bool keeps, size_t *kept, size_t *count)
{
	size_t before = 0;

	*kept = 0;
	*count = 0;
	for (size_t at = first_of(merge, sense), next; at; at = next) {
		struct merge_slot *slot = slot_at(merge, at);

		next = slot->next;
		if (!cache_sense_agree(&slot->sense, sense)) {
			before = at;
			continue;
		}
		TRY(drop_entry(merge, slot));
		if (++*count == 1 && keeps)
			before = *kept = at;
		else if (before)
			slot_at(merge, before)->next = next;
		else
			TRY(set_first(merge, sense, next));
	}
	return NULL;
}

/* A new slot at the end, of the sense of @entry. */
static struct sonde_error *append_slot(struct merge *merge, const struct cache_sense *sense,
				       size_t *position)
{
	size_t at = first_of(merge, sense);

	TRY(vec_push(&merge->slots, (struct merge_slot){0}));
	*position = merge->slots.size;
	if (!at)
		return set_first(merge, sense, *position);
	while (slot_at(merge, at)->next)
		at = slot_at(merge, at)->next;
	slot_at(merge, at)->next = *position;
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
	const struct cache_entry *entry = change->entry;
	const size_t before = merge->dropped.size;
	struct merge_slot *slot;
	size_t position, dropped;

	TRY(cache_sense_make(merge->meaning, entry->definition, &sense));
	TRY(drop_same(merge, &sense, true, &position, &dropped));
	if (!position)
		TRY(append_slot(merge, &sense, &position));
	slot = slot_at(merge, position);
	TRY(cache_entry_copy(entry, &slot->entry));
	slot->entry.checksum = CACHE_CHECKSUM_GOOD;
	if (change->keeps_filter)
		TRY(keep_filter(merge, before, &slot->entry));
	cache_sense_deinit(&slot->sense);
	slot->sense = sense;
	sense = (struct cache_sense){0};
	applied->added += !dropped;
	applied->replaced += dropped;
	return NULL;
}

/* Senses are forgotten with the entries. */
static struct sonde_error *remove_all(struct merge *merge, size_t *count)
{
	*count = 0;
	vec_for_each(&merge->slots, slot) {
		slot->next = 0;
		cache_sense_deinit(&slot->sense);
		if (!slot->entry.definition)
			continue;
		TRY(drop_entry(merge, slot));
		++*count;
	}
	map_deinit(&merge->first);
	return NULL;
}

static struct sonde_error *remove_same(struct merge *merge, const char *definition, size_t *count)
{
	_cleanup_cache_sense_ struct cache_sense sense = {0};
	size_t kept;

	TRY(cache_sense_make(merge->meaning, definition, &sense));
	return drop_same(merge, &sense, false, &kept, count);
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
	vec_for_each(&merge->slots, slot) {
		if (!slot->entry.definition)
			continue;
		TRY(vec_push(ret, slot->entry));
		slot->entry = (struct cache_entry){0};
	}
	return NULL;
}
