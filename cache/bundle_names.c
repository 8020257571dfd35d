/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/bundle_names.h"

#include <stdbool.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "cache/bundle_line.h"
#include "cache/bundle_what.h"

/* Whose an event is. */
struct owner {
	const struct bundle_build *build;
	/** Position of the definition in it: those behind it may move. */
	size_t position;
};

/* What is looked at. */
struct naming {
	struct notes *notes;
	/** `GROUP:EVENT` -> a struct owner. */
	struct map owners;
};

static void naming_deinit(struct naming *naming)
{
	map_deinit_values(&naming->owners);
}

static struct sonde_error *clash(const char *name, const struct cache_entry *first,
				 const struct cache_entry *second)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_EXISTS,
				"'%s' and '%s' both make the event %s, and the kernel takes one of "
				"them.",
				first->definition, second->definition, name),
		"Export them one by one, or cache one under a name of its own: NAME=%s",
		second->definition);
}

/* `repeats` is set where an earlier definition writes the same. */
static struct sonde_error *take_line(struct naming *naming, const struct owner *owner,
				     const char *text, bool *repeats)
{
	const struct cache_entry *entry = &owner->build->entries.data[owner->position].entry;
	_cleanup_bundle_line_ struct bundle_line line = {0};
	_cleanup_str_ struct str name = STR_INIT;
	const struct cache_entry *other;
	struct owner *found;
	bool is_same = false;

	TRY(bundle_line_split(text, &line));
	str_appendf(&name, "%s:%s", line.group, line.event);
	TRY(str_check(&name));
	found = map_get(&naming->owners, str_text(&name));
	if (found && found->build == owner->build && found->position == owner->position)
		return NULL;
	if (!found)
		return map_put_copy(&naming->owners, str_text(&name), owner, sizeof(*owner));
	if (found->build != owner->build)
		TRY(bundle_what_same(found->build, owner->build, &is_same));
	if (is_same) {
		*found = *owner;
		return NULL;
	}
	other = &found->build->entries.data[found->position].entry;
	*repeats = found->build == owner->build && cache_entry_same_lines(other, entry);
	return *repeats ? NULL : clash(str_text(&name), other, entry);
}

static void drop_entry(struct bundle_build *build, size_t position)
{
	bundle_entry_deinit(&build->entries.data[position]);
	build->entries.size--;
	memmove(&build->entries.data[position], &build->entries.data[position + 1],
		(build->entries.size - position) * sizeof(*build->entries.data));
}

static struct sonde_error *take_build(struct naming *naming, struct bundle_build *build)
{
	for (size_t i = 0; i < build->entries.size;) {
		const struct cache_entry *entry = &build->entries.data[i].entry;
		bool repeats = false;

		for (size_t k = 0; k < entry->lines.size && !repeats; k++)
			TRY(take_line(naming, &(struct owner){build, i}, entry->lines.data[k],
				      &repeats));
		if (!repeats) {
			i++;
			continue;
		}
		TRY(notes_add(naming->notes, NOTE_OMITTED,
			      "'%s' writes the same lines as a definition before it.",
			      entry->definition));
		drop_entry(build, i);
	}
	return NULL;
}

struct sonde_error *bundle_settle_names(struct bundle *bundle, struct notes *notes)
{
	_cleanup_(naming_deinit) struct naming naming = {.notes = notes};

	vec_for_each(&bundle->builds, build)
		TRY(take_build(&naming, build));
	return NULL;
}
