/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The story of a definition, in order:
 *
 *   1. parse it                                        probe/grammar
 *   2. take its events from the cache, else resolve it
 *      in the image, else from the kernel's symbols    cache/, probe/resolve, probe/symbolic
 *   3. leave out what the kernel must not probe        blacklist/
 *   4. settle names that exist already
 */
#include "cli/plan.h"

#include <inttypes.h>
#include <string.h>

#include "blacklist/check.h"
#include "probe/grammar.h"
#include "probe/name.h"
#include "probe/symbolic.h"

void plan_deinit(struct plan *plan)
{
	probe_def_deinit(&plan->def);
	probe_events_deinit(&plan->events);
	notes_deinit(&plan->notes);
}

const char *plan_source_name(enum plan_source source)
{
	switch (source) {
	case PLAN_FROM_CACHE:
		return "cache";
	case PLAN_FROM_IMAGE:
		return "image";
	default:
		return "symbols";
	}
}

static struct sonde_error *add_cached_line(const char *line, const struct plan_input *input,
					   struct plan *plan)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	struct sonde_error *error = probe_event_parse(line, &event);

	if (error)
		return sonde_error_prefix(error, "The entry cached for '%s' in %s is damaged: ",
					  plan->def.text, input->target->cache_root);
	if (!event.group || !event.event || event.is_user)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "The entry cached for '%s' in %s is damaged: '%s' is no "
				       "kernel probe with a name.",
				       plan->def.text, input->target->cache_root, line);
	TRY(vec_push(&plan->events, event));
	event = (struct probe_event){0};
	return NULL;
}

/* Names in the definition beat those that were in use when it was cached. */
static struct sonde_error *rename_cached(struct plan *plan)
{
	vec_for_each(&plan->events, event) {
		if (plan->def.group) {
			free(take_ptr(event->group));
			TRY(sonde_strdup(plan->def.group, &event->group));
		}
		if (plan->def.event) {
			free(take_ptr(event->event));
			TRY(sonde_strdup(plan->def.event, &event->event));
		}
	}
	return plan->def.event ? name_split(&plan->events, true) : NULL;
}

static struct sonde_error *check_count(const struct plan_input *input, const struct plan *plan,
				       size_t count)
{
	if (!input->resolve.max_probes || count <= input->resolve.max_probes)
		return NULL;
	return sonde_error_hint(probe_def_error(&plan->def, SONDE_ERROR_REFUSED, 1,
						"Too many( > %zu) probe points found: %zu.",
						input->resolve.max_probes, count),
				"Allow more with --max-probes N.");
}

static struct sonde_error *take_from_cache(const struct plan_input *input, struct plan *plan,
					   bool *found)
{
	*found = false;
	if (!input->cached)
		return NULL;
	vec_for_each(input->cached, entry) {
		if (entry->lines.size == 0 ||
		    !target_same_definition(entry->definition, plan->def.text, NULL))
			continue;
		TRY(check_count(input, plan, entry->lines.size));
		vec_for_each(&entry->lines, line)
			TRY(add_cached_line(*line, input, plan));
		plan->source = PLAN_FROM_CACHE;
		*found = true;
		return rename_cached(plan);
	}
	return NULL;
}

/* The kernel's symbols, which are read for the first definition that needs them. */
static struct sonde_error *read_symbols(const struct plan_input *input)
{
	if (input->symbols->entries.size)
		return NULL;
	rewind(input->kallsyms);
	return kallsyms_read(input->kallsyms, input->symbols);
}

/* The name is no symbol: which one is nearest to it. */
static struct sonde_error *no_symbol(const struct plan_input *input, const struct plan *plan)
{
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, plan->def.point.function);
	kallsyms_lookup(input->symbols, plan->def.point.function, &suggest);
	error = suggest_hint(
		&suggest,
		probe_def_error(
			&plan->def, SONDE_ERROR_NOT_FOUND, 1,
			"Probe point '%s' not found among the symbols of the running kernel.",
			plan->def.point.function));
	suggest_deinit(&suggest);
	return error;
}

/* The kernel's own symbols, where they are enough and there is no image. */
static struct sonde_error *resolve_symbol(const struct plan_input *input, struct plan *plan)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	struct kallsyms_symbol symbol;

	TRY(read_symbols(input));
	symbol = kallsyms_lookup(input->symbols, plan->def.point.function, NULL);
	if (symbol.count == 0)
		return no_symbol(input, plan);
	if (symbol.count > 1)
		return probe_def_error(&plan->def, SONDE_ERROR_REFUSED, 1,
				       "The running kernel has %zu symbols '%s': without debuginfo "
				       "they cannot be told apart.",
				       symbol.count, plan->def.point.function);
	TRY(symbolic_resolve(&plan->def, &event));
	TRY(vec_push(&plan->events, event));
	event = (struct probe_event){0};
	plan->source = PLAN_FROM_SYMBOLS;
	return NULL;
}

static struct sonde_error *find_events(const struct plan_input *input, struct plan *plan)
{
	struct sonde_error *error;
	bool found;

	/* What is cached has the inlined copies. */
	if (!input->image_given && !input->resolve.no_inlines) {
		TRY(take_from_cache(input, plan, &found));
		if (found)
			return NULL;
	}
	error = target_find_image(input->target);
	if (!error) {
		plan->source = PLAN_FROM_IMAGE;
		return probe_resolve(input->target->image, &plan->def, &input->resolve,
				     &plan->notes, &plan->events);
	}
	if (error->kind == SONDE_ERROR_NOT_FOUND && input->kallsyms &&
	    symbolic_suffices(&plan->def)) {
		sonde_error_destroy(error);
		return resolve_symbol(input, plan);
	}
	error = sonde_error_prefix(error, "'%s' is not cached for this kernel. ", plan->def.text);
	return target_explain(input->target, &plan->def, error);
}

/*
 * Whether the kernel's blacklist has the event's place. The symbol's name decides that, except
 * for `_text+OFFSET`, which needs the address.
 */
static struct sonde_error *ask_blacklist(const struct plan_input *input,
					 const struct probe_event *event,
					 struct blacklist_answer *ret)
{
	const struct blacklist *list = &input->live->blacklist;
	struct kallsyms_symbol symbol = {0};

	if (probe_event_is_relative(event) && input->kallsyms) {
		TRY(read_symbols(input));
		symbol = kallsyms_lookup(input->symbols, event->symbol, NULL);
	}
	return blacklist_check(list, event->symbol, event->offset,
			       symbol.address ? symbol.address + event->offset : 0, ret);
}

/* What the answer means for the event; `refused` is set to whether it must go. */
static struct sonde_error *note_answer(const struct probe_event *event,
				       const struct blacklist_answer *answer, struct notes *notes,
				       bool *refused)
{
	*refused = answer->verdict == BLACKLIST_REFUSED;
	if (*refused)
		return notes_add(notes, NOTE_OMITTED, "%s is blacklisted function, skip it. (%s)",
				 event->symbol, answer->reason);
	if (answer->verdict == BLACKLIST_UNKNOWN)
		return notes_add(notes, NOTE_CHANGED,
				 "Whether %s+%" PRIu64 " is blacklisted is not known: %s",
				 event->symbol ? event->symbol : "", event->offset, answer->reason);
	return NULL;
}

/* Move the allowed events to the front; the others are noted and dropped. */
static struct sonde_error *apply_blacklist(const struct plan_input *input, struct plan *plan)
{
	size_t kept = 0, count = plan->events.size;

	if (!input->live->has_blacklist)
		return notes_add(&plan->notes, NOTE_CHANGED,
				 "The kprobe blacklist was not checked: %s",
				 input->live->no_blacklist);
	for (size_t i = 0; i < count; i++) {
		struct probe_event *event = &plan->events.data[i];
		_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
		bool refused;

		TRY(ask_blacklist(input, event, &answer));
		TRY(note_answer(event, &answer, &plan->notes, &refused));
		if (refused) {
			probe_event_deinit(event);
			continue;
		}
		if (kept != i) {
			plan->events.data[kept] = *event;
			*event = (struct probe_event){0};
		}
		kept++;
	}
	plan->events.size = kept;
	if (kept == 0)
		return probe_def_error(&plan->def, SONDE_ERROR_REFUSED, 1, "%s",
				       vec_last(&plan->notes)->text);
	return NULL;
}

/* Another name for all events of this plan that share the name of the one at `first`. */
static struct sonde_error *rename_shared(const struct names *names, struct plan *plan, size_t first)
{
	_cleanup_free_ char *base = NULL, *group = NULL;
	struct probe_event *event = &plan->events.data[first];

	TRY(sonde_strdup(event->event, &base));
	TRY(sonde_strdup(event->group, &group));
	for (unsigned n = 1; names_taken(names, event->group, event->event); n++)
		TRY(name_with_suffix(event, base, n));
	for (size_t i = first + 1; i < plan->events.size; i++) {
		struct probe_event *other = &plan->events.data[i];

		if (strcmp(other->event, base) != 0 || strcmp(other->group, group) != 0)
			continue;
		free(take_ptr(other->event));
		TRY(sonde_strdup(event->event, &other->event));
	}
	return NULL;
}

/* Whether probes can share an event: from Linux 5.4 on, which offline is taken for granted. */
static bool can_share(const struct plan_input *input)
{
	return !input->live || features_have(input->live->features, FEATURE_APPEND);
}

/* Of the kernel's events, or of those that this command made up before. */
static struct sonde_error *name_exists(const struct plan_input *input,
				       const struct probe_event *event)
{
	struct sonde_error *error = sonde_error_new(
		SONDE_ERROR_EXISTS, "Error: event \"%s\" already exists.", event->event);

	if (!input->live)
		return sonde_error_hint(error, " Hint: Another definition of this command has that "
					       "name: give one EVENT=, or use -f.");
	return sonde_error_hint(error,
				" Hint: Remove existing event by 'sonde probe -d %s:%s'\n"
				"       or force duplicates by 'sonde probe -f'.",
				event->group, event->event);
}

static struct sonde_error *settle_names(const struct plan_input *input, struct plan *plan)
{
	for (size_t i = 0; i < plan->events.size; i++) {
		const struct probe_event *event = &plan->events.data[i];

		if (!names_taken(input->names, event->group, event->event))
			continue;
		if (!input->force)
			return name_exists(input, event);
		TRY(rename_shared(input->names, plan, i));
	}
	/* The new name can be one that this plan has itself, with other arguments. */
	return name_split(&plan->events, can_share(input));
}

static struct sonde_error *check_strict(const struct plan *plan)
{
	vec_for_each(&plan->notes, note) {
		if (note->kind == NOTE_OMITTED)
			return sonde_error_hint(probe_def_error(&plan->def, SONDE_ERROR_UNAVAILABLE,
								1, "Left out: %s", note->text),
						"Without --strict the rest would be probed.");
	}
	return NULL;
}

static struct sonde_error *make(const struct plan_input *input, const char *text, struct plan *plan)
{
	TRY(probe_def_parse(text, &plan->def));
	TRY(find_events(input, plan));
	if (input->live)
		TRY(apply_blacklist(input, plan));
	TRY(settle_names(input, plan));
	return input->strict ? check_strict(plan) : NULL;
}

struct sonde_error *plan_make(const struct plan_input *input, const char *text, struct plan *ret)
{
	_cleanup_plan_ struct plan plan = {0};

	TRY(make(input, text, &plan));
	*ret = plan;
	plan = (struct plan){0};
	return NULL;
}
