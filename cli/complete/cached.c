/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in the cache: definitions, their events, builds. */
#include <string.h>

#include "cache/store.h"
#include "cli/cache/pick.h"
#include "cli/complete/complete.h"
#include "image/buildid.h"

#define NOTES_PATH "/sys/kernel/notes"

/* `GROUP:EVENT` of a line for the kernel, `p:GROUP/EVENT PLACE`. */
static struct sonde_error *add_event(struct completion *completion, const char *line,
				     const char *remark)
{
	const char *name = strchr(line, ':');
	const char *slash = name ? strchr(name, '/') : NULL;
	_cleanup_str_ struct str word = STR_INIT;

	if (!slash || slash > name + strcspn(name, " "))
		return NULL;
	str_append_bytes(&word, name + 1, (size_t)(slash - name) - 1);
	str_append_char(&word, ':');
	str_append_bytes(&word, slash + 1, strcspn(slash + 1, " "));
	TRY(str_check(&word));
	return completion_add(completion, str_text(&word), remark);
}

struct wanted {
	bool definitions;
	bool events;
};

static struct sonde_error *add_entry(struct completion *completion,
				     const struct cache_picked_entry *entry,
				     const struct cache_summary *summary, struct wanted wanted)
{
	if (wanted.definitions)
		TRY(completion_add(completion, entry->definition,
				   summary->target ? summary->target : summary->build_id));
	if (wanted.events && entry->entry->lines.size)
		return add_event(completion, entry->entry->lines.data[0], entry->definition);
	return NULL;
}

static struct sonde_error *add_picked(struct completion *completion, const struct cache_pick *pick,
				      struct wanted wanted)
{
	_cleanup_cache_picked_ struct cache_picked picked = {0};

	TRY(cache_pick_find(&completion->context, pick, CACHE_PICK_ANY, &picked));
	vec_for_each(&picked.builds, build) {
		vec_for_each(&build->picked, entry)
			TRY(add_entry(completion, entry, build->summary, wanted));
	}
	return NULL;
}

static struct cache_pick pick_of_line(const struct completion *completion)
{
	return (struct cache_pick){
		.build_id = completion_option(completion, "build-id"),
		.vmlinux = completion->target.vmlinux,
		.module = completion->target.module,
		.program = completion->target.program.name,
	};
}

struct sonde_error *complete_cached_glob(struct completion *completion)
{
	const struct cache_pick pick = pick_of_line(completion);

	return add_picked(completion, &pick, (struct wanted){true, true});
}

struct sonde_error *complete_cached_event(struct completion *completion)
{
	const struct cache_pick pick = pick_of_line(completion);

	return add_picked(completion, &pick, (struct wanted){.events = true});
}

/* Those of what the line means, of the running kernel if it does not say. */
struct sonde_error *complete_cached_definition(struct completion *completion)
{
	struct cache_pick pick = pick_of_line(completion);
	_cleanup_error_ struct sonde_error *none = NULL;
	_cleanup_str_ struct str text = STR_INIT;
	struct build_id running = {0};

	if (!cache_pick_has_build(&pick)) {
		none = build_id_read_notes(NOTES_PATH, &running);
		build_id_print(&running, &text);
		TRY(str_check(&text));
		pick.build_id = str_text(&text);
	}
	if (!none)
		none = add_picked(completion, &pick, (struct wanted){.definitions = true});
	return none && none->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(none) : NULL;
}

struct sonde_error *complete_build_id(struct completion *completion)
{
	_cleanup_cache_summaries_ struct cache_summaries list = VEC_INIT;
	_cleanup_free_ char *root = NULL;

	TRY(command_cache_root(&completion->context, &root));
	TRY(cache_scan(root, &list));
	vec_for_each(&list, summary) {
		const char *release = summary->info.release;

		TRY(completion_add(completion, summary->build_id,
				   release && *release ? release
				   : summary->target   ? summary->target
						       : ""));
	}
	return NULL;
}
