/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "bpf/typed.h"
#include "cli/ask/arg.h"
#include "cli/ask/field.h"
#include "cli/ask/names.h"
#include "cli/cached/cached.h"
#include "cli/cached/names.h"
#include "cli/filter/scope.h"
#include "cli/target/target.h"
#include "probe/grammar.h"
#include "tracefs/dir.h"
#include "tracefs/format.h"

static void filter_deinit(struct cached_filter *found)
{
	free(found->definition);
	cache_filter_deinit(&found->filter);
	*found = (struct cached_filter){0};
}

void cached_filters_deinit(struct cached_filters *filters)
{
	vec_for_each(filters, found)
		filter_deinit(found);
	vec_deinit(filters);
}

/* One run. */
struct finding {
	const struct cached_filter_question *question;
	struct target target;
	/** `target` is settled, and has a place in the cache. */
	bool is_cached;
	/** What is cached of the definitions among the words. */
	struct cache_entries entries;
	/** All that is cached, once the name of an event has to be looked for. */
	struct cached_names names;
	/** Where tracefs is; NULL if that cannot be found. Owned. */
	char *tracing_dir;
};

static void finding_deinit(struct finding *finding)
{
	target_deinit(&finding->target);
	cache_entries_deinit(&finding->entries);
	cached_names_deinit(&finding->names);
	free(finding->tracing_dir);
}

/* What one word can mean. */
struct match {
	/** It is cached just so. */
	const struct cache_entry *exact;
	/** The word is a definition, and no name of an event. */
	bool is_definition;
	/** With a filter; the first of them, and how many. */
	const struct cache_entry *first;
	size_t count;
};

bool cached_filter_hides(const struct cache_filter *filter, const struct hist_field *field)
{
	vec_for_each(&filter->hidden, name) {
		if (strcmp(*name, field->field) == 0 ||
		    (field->name && strcmp(*name, field->name) == 0) ||
		    (ask_is_retval(*name) && ask_is_retval(field->field)))
			return true;
	}
	return false;
}

static bool is_hidden(const struct cache_filter *filter, const struct probe_arg *arg)
{
	vec_for_each(&filter->hidden, name) {
		if (ask_arg_is(arg, *name))
			return true;
	}
	return false;
}

/* They change places with those that stay, which the definition frees with its own. */
static size_t move_hidden(const struct cache_filter *filter, struct probe_def *def)
{
	size_t kept = 0;

	for (size_t i = 0; i < def->args.size; i++) {
		const struct probe_arg arg = def->args.data[i];

		if (is_hidden(filter, &arg))
			continue;
		memmove(&def->args.data[kept + 1], &def->args.data[kept], (i - kept) * sizeof(arg));
		def->args.data[kept++] = arg;
	}
	return kept;
}

/*
 * The definition of an entry without the arguments that its filter hides.
 *
 * @param ret empty before; the caller deinits it, on failure too
 * @return SYNTAX if it is none
 */
static struct sonde_error *parse_given(const struct cache_entry *entry, struct probe_def *ret)
{
	size_t kept;

	TRY(probe_def_parse(entry->definition, ret));
	kept = move_hidden(&entry->filter, ret);
	while (ret->args.size > kept)
		probe_arg_deinit(&ret->args.data[--ret->args.size]);
	return NULL;
}

/* Which arguments a damaged filter hides is not known any more: some of the last. */
static bool is_start_of(struct probe_def *cached, const struct probe_def *def)
{
	const size_t size = cached->args.size;
	bool is_one = false;

	for (size_t count = 0; count <= size && !is_one; count++) {
		cached->args.size = count;
		is_one = probe_def_equal(cached, def);
	}
	cached->args.size = size;
	return is_one;
}

static void add_match(struct match *match, const struct cache_entry *entry)
{
	if (!match->first)
		match->first = entry;
	match->count++;
}

static struct sonde_error *match_entry(const struct cache_entry *entry, const struct probe_def *def,
				       struct match *match)
{
	const struct cache_filter *filter = &entry->filter;
	_cleanup_probe_def_ struct probe_def cached = {0}, given = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(entry->definition, &cached);

	if (!error)
		error = parse_given(entry, &given);
	/* One that does not parse is equal to nothing. */
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	if (!match->exact && probe_def_equal(&cached, def))
		match->exact = entry;
	if (cache_filter_is_there(filter) &&
	    (probe_def_equal(&given, def) || (filter->is_damaged && is_start_of(&cached, def))))
		add_match(match, entry);
	return NULL;
}

static struct sonde_error *match_definition(const struct finding *finding, const char *word,
					    struct match *match)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_error_ struct sonde_error *error = probe_def_parse(word, &def);

	/* What is wrong with it is said when it is its turn. */
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	match->is_definition = true;
	vec_for_each(&finding->entries, entry) {
		if (entry->lines.size && !entry->is_marker)
			TRY(match_entry(entry, &def, match));
	}
	/* All arguments spelled out can be no other entry than this one. */
	if (match->exact && match->exact->filter.hidden.size) {
		match->first = match->exact;
		match->count = 1;
	}
	return NULL;
}

static bool is_called(const struct cached_names *names, const struct cached_name *name,
		      const char *word)
{
	const struct cache_entry *entry = &names->entries.data[name->entry];
	const size_t size = strlen(name->group);

	return entry->lines.size && !entry->is_marker && strncmp(word, name->group, size) == 0 &&
	       word[size] == ':' && strcmp(word + size + 1, name->event) == 0;
}

static struct sonde_error *match_name(struct finding *finding, const char *word,
				      struct match *match)
{
	const struct target *target = &finding->target;
	const struct cached_names *names = &finding->names;

	TRY(cached_names_read(target->cache_root, target->build_id, &finding->names));
	vec_for_each(&names->items, name) {
		const struct cache_entry *entry = &names->entries.data[name->entry];

		if (!is_called(names, name, word) || entry == match->first)
			continue;
		if (cache_filter_is_there(&entry->filter))
			add_match(match, entry);
		else if (!match->exact)
			match->exact = entry;
	}
	return NULL;
}

static bool is_name(const struct finding *finding, const char *word)
{
	struct scan scan = scan_text(word);

	if (!scan_identifier(&scan) || !scan_char(&scan, ':') || !scan_identifier(&scan) ||
	    !scan_done(&scan))
		return false;
	return !finding->question->target->program.name || strncmp(word, "sdt_", 4) != 0;
}

/* Where that cannot be asked, nothing can be traced either. */
static bool is_in_kernel(const struct finding *finding, const char *word)
{
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *group = NULL;
	const char *colon = strchr(word, ':');

	if (!finding->tracing_dir)
		return false;
	error = sonde_strndup(word, (size_t)(colon - word), &group);
	if (!error)
		error = event_format_read(finding->tracing_dir, group, colon + 1, &format);
	return !error || error->kind != SONDE_ERROR_NOT_FOUND;
}

static struct sonde_error *several(const char *word, const struct match *match)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE,
				"Error: '%s' is cached with %zu filters, one of them is: %s", word,
				match->count, match->first->filter.text),
		"Give the definition with all of its arguments (sonde cache list), another filter "
		"(--if), or none (--no-if).");
}

static struct sonde_error *damaged(const struct finding *finding, const char *word)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_FORMAT,
				"The filter that is kept for '%s' in %s was changed since sonde "
				"kept it.",
				word, finding->target.cache_root),
		"Cache it again, give another filter (--if), or none (--no-if).");
}

static struct sonde_error *take(const struct match *match, const struct cache_entry *entry,
				bool with_text, struct cached_filter *ret)
{
	/* A definition is its own word for what is kept without a filter. */
	if (match->is_definition && !cache_filter_is_there(&entry->filter))
		return NULL;
	TRY(sonde_strdup(entry->definition, &ret->definition));
	TRY(cached_make_readable(&ret->definition));
	TRY(cache_filter_copy(&entry->filter, &ret->filter));
	if (!with_text)
		free(take_ptr(ret->filter.text));
	return NULL;
}

/* What a definition means without its filter is what it is, if that is cached. */
static struct sonde_error *choose(const struct finding *finding, const char *word,
				  const struct match *match, struct cached_filter *ret)
{
	const bool wants_filter = finding->question->wants_filter;
	const struct cache_entry *plain = match->exact ? match->exact : match->first;

	if (!wants_filter)
		return plain ? take(match, plain, false, ret) : NULL;
	if (match->count > 1)
		return several(word, match);
	if (!match->first)
		return match->exact ? take(match, match->exact, false, ret) : NULL;
	if (match->first->filter.is_damaged)
		return damaged(finding, word);
	return take(match, match->first, true, ret);
}

static struct sonde_error *find_word(struct finding *finding, const char *word,
				     struct cached_filter *ret)
{
	struct match match = {0};

	if (!is_name(finding, word))
		TRY(match_definition(finding, word, &match));
	else if (!is_in_kernel(finding, word))
		TRY(match_name(finding, word, &match));
	return choose(finding, word, &match, ret);
}

static struct sonde_error *find_tracing(struct finding *finding)
{
	struct sonde_error *error = tracing_dir_find(&finding->tracing_dir);

	if (!error || error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

/* Tracepoints have nothing to do with the build. */
static struct sonde_error *begin(struct finding *finding)
{
	const struct cached_filter_question *question = finding->question;
	VEC(const char *) texts = VEC_INIT;
	struct sonde_error *error = NULL;
	bool needs_target = false;

	TRY(find_tracing(finding));
	for (size_t i = 0; i < question->count && !error; i++) {
		const char *word = question->words[i];

		if (!is_name(finding, word))
			error = vec_push(&texts, word);
		needs_target |= !is_name(finding, word) || !is_in_kernel(finding, word);
	}
	if (!error && needs_target)
		error = target_options_init(question->context, question->target, &finding->target);
	finding->is_cached = !error && needs_target && finding->target.cache_root &&
			     finding->target.id.size;
	if (finding->is_cached && texts.size)
		error = target_load_cache(&finding->target, texts.data, texts.size,
					  &finding->entries);
	vec_deinit(&texts);
	return error;
}

struct sonde_error *cached_filters_find(const struct cached_filter_question *question,
					struct cached_filters *ret)
{
	_cleanup_(finding_deinit) struct finding finding = {.question = question};

	TRY(begin(&finding));
	for (size_t i = 0; i < question->count; i++) {
		TRY(vec_push(ret, (struct cached_filter){0}));
		if (finding.is_cached)
			TRY(find_word(&finding, question->words[i], vec_last(ret)));
	}
	return NULL;
}

struct sonde_error *cached_filter_type(const struct filter_expr *expr,
				       const struct ask_found *found,
				       const struct probe_event *event)
{
	_cleanup_hist_event_ struct hist_event fields = {.is_return = event->is_return};
	_cleanup_filter_typed_ struct filter_typed typed = {0};
	_cleanup_hist_needs_ struct hist_needs needs = VEC_INIT;
	struct filter_event_scope scope;

	/* Fields are called as the filter calls them. */
	TRY(filter_scope_needs(expr, &needs));
	fields.kind = event->is_user ? HIST_EVENT_UPROBE : HIST_EVENT_KPROBE;
	TRY(sonde_strdup(event->group, &fields.system));
	TRY(sonde_strdup(event->event, &fields.event));
	TRY(ask_fields(found, &needs, event, &fields));
	filter_scope_init(&fields, event, &scope);
	return filter_typed_make(expr, &scope.scope, &typed);
}

static struct sonde_error *check_hidden(const struct cache_entry *entry,
					const struct probe_def *def)
{
	vec_for_each(&entry->filter.hidden, name) {
		if (!ask_def_fetches(def, *name))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "'%s' is hidden, and no argument of '%s'.", *name,
					       entry->definition);
	}
	return NULL;
}

struct sonde_error *cached_filter_check(const struct cache_entry *entry)
{
	_cleanup_filter_expr_ struct filter_expr expr = {0};
	_cleanup_ask_found_ struct ask_found found = {0};

	if (!entry->filter.text)
		return NULL;
	TRY(cache_filter_check(&entry->filter));
	TRY(filter_expr_parse(entry->filter.text, &expr));
	TRY(probe_def_parse(entry->definition, &found.def));
	found.given = found.def.args.size;
	TRY(check_hidden(entry, &found.def));
	for (size_t i = 0; i < entry->lines.size; i++) {
		_cleanup_probe_event_ struct probe_event event = {0};

		TRY(probe_event_parse(entry->lines.data[i], &event));
		TRY(cached_detail(entry, i, &event));
		TRY(cached_filter_type(&expr, &found, &event));
	}
	return NULL;
}
