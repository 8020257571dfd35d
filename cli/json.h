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
#include "cli/verdict.h"
#include "probe/event.h"
#include "probe/line_list.h"
#include "probe/source.h"
#include "probe/listing.h"

struct json_object;

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
				    const struct cache_entry *entry);

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

/** Print the list and a newline. */
void json_print(struct json_object *list, FILE *stream);

#endif /* CLI_JSON_H */
