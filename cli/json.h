/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Answers as JSON, for --json. The schema is in sonde-probe(1).
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/notes.h"
#include "cache/format.h"
#include "cache/summary.h"
#include "cli/cache/check.h"
#include "cli/cache/pick.h"
#include "cli/cmd.h"
#include "cli/plan/verdict.h"
#include "cli/target/target.h"
#include "probe/event.h"
#include "probe/line_list.h"
#include "probe/listing.h"
#include "probe/source.h"
#include "tracefs/feature.h"

struct json_object;
struct session_info;

/** An empty list. The caller frees it with json_destroy(). */
struct sonde_error *json_create_list(struct json_object **ret);

/** Free @p json; NULL is fine. */
void json_destroy(struct json_object *json);

static inline void json_destroyp(struct json_object **json)
{
	json_destroy(*json);
}

/** Scope guard for a `struct json_object *`. */
#define _cleanup_json_ _cleanup_(json_destroyp)

/** Add `{"group", "event", "line", ...}` for @p event to the list. */
struct sonde_error *json_add_event(struct json_object *list, const struct probe_event *event);

/** Add `{"group", "event", "line"}` for an event whose line sonde does not understand. */
struct sonde_error *json_add_line(struct json_object *list, const char *group, const char *event,
				  const char *line);

/** Add `{"target", "build_id", "release", "architecture", "definition", "lines"}`. */
struct sonde_error *json_add_cached(struct json_object *list, const struct cache_summary *summary,
				    const struct cache_picked_entry *picked);

/**
 * Add `{"target", "build_id", "release", "architecture", "sonde", "entries", "definitions"}` for a
 * build that was picked.
 *
 * @param with_definitions those that were picked too
 */
struct sonde_error *json_add_build(struct json_object *list, const struct cache_picked_build *build,
				   bool with_definitions);

/**
 * Add `{"target", "build_id", "release", "architecture", "sonde", "image", "definition", "lines",
 * "sources", "checked", "left_out", "enumerators", "needs", "checksum"}` for an entry that was
 * picked.
 *
 * @param needs the features of a kernel that its lines need
 */
struct sonde_error *json_add_entry(struct json_object *list, const struct cache_summary *summary,
				   const struct cache_picked_entry *picked, struct features needs);

/**
 * Add `{"target", "build_id", ..., "definition", "result", "by", "reason", "line", "cached",
 * "resolved"}` for an entry that was verified.
 *
 * @param definition NULL where the build as a whole is damaged
 */
struct sonde_error *json_add_check(struct json_object *list, const struct cache_summary *summary,
				   const char *definition, const struct cache_check *check);

/** Add `{"remove", "kind":"build", "target", "build_id", ..., "entries", "reason"}`. */
struct sonde_error *json_add_swept(struct json_object *list, const struct cache_summary *summary,
				   bool goes, const char *reason);

/** Add `{"remove", "kind", "path"}` for what is beside the builds. */
struct sonde_error *json_add_swept_file(struct json_object *list, const char *kind,
					const char *path, bool goes);

/** Add `{"name", "state", "pid", "since", "command", "events"}`, or `{"name", "problem"}`. */
struct sonde_error *json_add_session(struct json_object *list, const struct session_info *info);

/** Add `{"definition", "source", "events", "left_out", "notes"}` to the list. */
struct sonde_error *json_add_definition(struct json_object *list, const char *definition,
					const char *source, const struct probe_events *events,
					const struct notes *notes);

/**
 * Add `{"function", "module", "symbol", "offset", "address", "return", "cause", "reason"}` for a
 * place that can be probed or cannot.
 *
 * @param with_verdict `"verdict"` too
 */
struct sonde_error *json_add_place(struct json_object *list, const struct verdict_place *place,
				   bool with_verdict);

/** Add `{"definition", "places"}` to the list; @p places is taken over. */
struct sonde_error *json_add_verdicts(struct json_object *list, const char *definition,
				      struct json_object **places);

/** Give the last object of the list these places as "refused", unless there are none. */
struct sonde_error *json_give_refused(struct json_object *list, struct json_object **places);

/** Add `{"definition", "error"}` for a definition that failed. */
struct sonde_error *json_add_failure(struct json_object *list, const char *definition,
				     const struct sonde_error *failure);

/** The same for each of @p count definitions, where none was come to. */
struct sonde_error *json_add_failures(struct json_object *list, const char *const *definitions,
				      size_t count, const struct sonde_error *failure);

/**
 * Make such failures of those of the last @p count objects of the list that are none: what is said
 * of these definitions could not be stored.
 */
struct sonde_error *json_fail_last(struct json_object *list, size_t count,
				   const struct sonde_error *failure);

/**
 * Add `{"definition", "function", "path", "file", "lines"}` for what @p range asked for, with the
 * text of the lines where @p source has it.
 */
struct sonde_error *json_add_lines(struct json_object *list, const struct line_range *range,
				   const struct line_list *lines, const struct source *source);

/**
 * Add `{"function", "addresses"}` to the list.
 *
 * @param address 0 where it is not known
 * @param again the last object has this name: add the address to it
 */
struct sonde_error *json_add_function(struct json_object *list, const char *name, uint64_t address,
				      bool again);

/** Add `{"definition", "places"}` for a point and the variables at its places. */
struct sonde_error *json_add_listings(struct json_object *list, const char *point,
				      const struct listing_places *listings);

/**
 * Add `{"definition", "places", "left_out"}` for a definition that is cached.
 *
 * @param notes those of kind NOTE_OMITTED are counted
 */
struct sonde_error *json_add_staged(struct json_object *list, const char *definition, size_t places,
				    const struct notes *notes);

/**
 * Add `{"target", "build_id", "release", "architecture", "definitions"}` for what is cached of a
 * target; @p definitions is taken over.
 */
struct sonde_error *json_add_stored(struct json_object *list, const struct target *target,
				    struct json_object **definitions);

/** Print the list and a newline to stdout; without memory for its text, as out_text(). */
void json_print(struct json_object *list, const struct context *context);

#endif /* CLI_JSON_H */
