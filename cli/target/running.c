/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/running.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "image/symbols.h"
#include "probe/symbolic.h"

#define KALLSYMS_BLOCK 65536
/* To sort all names takes as long as to look so many up one by one. */
#define LOOKUPS_UNSORTED 50

/* A definition being resolved. */
struct resolving {
	struct running_symbols *symbols;
	const struct probe_def *def;
	struct notes *notes;
	const struct resolve_sink *sink;
	/** Where code is that can be probed; both are 0 where that is not known. */
	uint64_t text_start;
	uint64_t text_end;
};

/* Symbols that match a pattern. */
struct matches VEC_BODY(const struct kallsyms_entry *);

static void matches_deinit(struct matches *matches)
{
	vec_deinit(matches);
}

struct running_symbols running_symbols_init(void)
{
	struct running_symbols symbols = {.stream = fopen("/proc/kallsyms", "re")};

	/* The kernel gives a page for each read(2), but says that its blocks are smaller. */
	if (symbols.stream)
		setvbuf(symbols.stream, NULL, _IOFBF, KALLSYMS_BLOCK);
	return symbols;
}

void running_symbols_deinit(struct running_symbols *symbols)
{
	if (symbols->stream)
		fclose(symbols->stream);
	kallsyms_deinit(&symbols->table);
	free(symbols->last_name);
	*symbols = (struct running_symbols){0};
}

static struct sonde_error *read_symbols(struct running_symbols *symbols)
{
	if (symbols->table.entries.size)
		return NULL;
	rewind(symbols->stream);
	return kallsyms_read(symbols->stream, &symbols->table);
}

struct sonde_error *running_kallsyms(struct running_symbols *symbols, const struct kallsyms **ret)
{
	TRY(read_symbols(symbols));
	*ret = &symbols->table;
	return NULL;
}

struct sonde_error *running_sort_names(struct running_symbols *symbols)
{
	TRY(read_symbols(symbols));
	return kallsyms_sort_names(&symbols->table);
}

/* What is said of an event at `_text+OFFSET` is not worth the time that the others take to read. */
static bool is_first(const struct running_symbols *symbols, const char *name)
{
	return !symbols->table.entries.size &&
	       (strcmp(name, "_text") == 0 || strcmp(name, "_stext") == 0);
}

static struct sonde_error *look_up(struct running_symbols *symbols, const char *name)
{
	if (is_first(symbols, name))
		return kallsyms_find_first(symbols->stream, name, &symbols->last);
	TRY(read_symbols(symbols));
	if (++symbols->lookups == LOOKUPS_UNSORTED)
		TRY(kallsyms_sort_names(&symbols->table));
	symbols->last = kallsyms_lookup(&symbols->table, name, NULL);
	return NULL;
}

struct sonde_error *running_lookup(struct running_symbols *symbols, const char *name,
				   struct kallsyms_symbol *ret)
{
	if (!symbols->last_name || strcmp(symbols->last_name, name) != 0) {
		free(take_ptr(symbols->last_name));
		TRY(look_up(symbols, name));
		TRY(sonde_strdup(name, &symbols->last_name));
	}
	*ret = symbols->last;
	return NULL;
}

/* The name is no symbol, the pattern matches none: which one is nearest to it. */
static struct sonde_error *no_symbol(const struct resolving *resolving)
{
	const char *name = resolving->def->point.function;
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, name);
	kallsyms_lookup(&resolving->symbols->table, name, &suggest);
	error = suggest_hint(&suggest,
			     probe_def_error(resolving->def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
					     "Probe point '%s' not found among the "
					     "symbols of the running kernel.",
					     name));
	suggest_deinit(&suggest);
	return error;
}

/*
 * Whether the probe would be behind the function, where its address is known. Kernels before 6.6
 * take that, and probe what follows. What starts the kernel is no function, but what others are
 * counted from.
 */
static bool is_behind(const struct resolving *resolving, const char *name, uint64_t address)
{
	const struct probe_point *point = &resolving->def->point;

	if (point->place != PROBE_PLACE_OFFSET || !address || strcmp(name, "_text") == 0 ||
	    strcmp(name, "_stext") == 0)
		return false;
	return point->offset >= kallsyms_end_of(&resolving->symbols->table, address) - address;
}

static struct sonde_error *behind(const struct resolving *resolving)
{
	return probe_def_error(resolving->def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
			       "The offset is not within the function.");
}

static struct sonde_error *make_event(const struct resolving *resolving, const char *name)
{
	const struct resolve_sink *sink = resolving->sink;
	_cleanup_probe_event_ struct probe_event event = {0};

	TRY(symbolic_check(resolving->def, false));
	TRY(symbolic_resolve(resolving->def, name, &event));
	return sink->take(sink->data, &event);
}

static struct sonde_error *resolve_name(const struct resolving *resolving)
{
	const struct probe_def *def = resolving->def;
	const char *name = def->point.function;
	struct kallsyms_symbol symbol;

	TRY(running_lookup(resolving->symbols, name, &symbol));
	if (symbol.count == 0)
		return no_symbol(resolving);
	if (symbol.count > 1)
		return probe_def_error(def, SONDE_ERROR_REFUSED, PROBE_AT_POINT,
				       "The running kernel has %zu symbols '%s': without debuginfo "
				       "they cannot be told apart.",
				       symbol.count, name);
	if (is_behind(resolving, name, symbol.address))
		return behind(resolving);
	return make_event(resolving, name);
}

/* By name, and those of one name in order of address. */
static int compare_entries(const void *a, const void *b, void *data)
{
	const struct kallsyms_entry *const *x = a, *const *y = b;
	const struct kallsyms *kallsyms = data;
	const int order = strcmp(kallsyms_name(kallsyms, *x), kallsyms_name(kallsyms, *y));

	return order ? order : (*x > *y) - (*x < *y);
}

/* Data too: a function with the name of a datum is not alone either. */
static struct sonde_error *find_matches(const struct resolving *resolving, struct matches *ret)
{
	const char *pattern = resolving->def->point.glob;
	struct kallsyms *table = &resolving->symbols->table;

	vec_for_each(&table->entries, entry) {
		const char *name = kallsyms_name(table, entry);

		if (!symbols_is_padding(name) && fnmatch(pattern, name, 0) == 0)
			TRY(vec_push(ret, entry));
	}
	if (ret->size)
		qsort_r(ret->data, ret->size, sizeof(*ret->data), compare_entries, table);
	return NULL;
}

/* How many of the matches, from the first on, have the same name. */
static size_t count_same(const struct kallsyms *table, const struct matches *matches, size_t first)
{
	const char *name = kallsyms_name(table, matches->data[first]);
	size_t next = first + 1;

	while (next < matches->size && strcmp(kallsyms_name(table, matches->data[next]), name) == 0)
		next++;
	return next - first;
}

/*
 * Settle where the kernel takes probes, as core_kernel_text() has it: what it freed after boot
 * still has symbols. Where addresses are hidden the kernel itself says so.
 */
static void find_text(struct resolving *resolving)
{
	const struct kallsyms *table = &resolving->symbols->table;

	resolving->text_start = kallsyms_lookup(table, "_stext", NULL).address;
	resolving->text_end = kallsyms_lookup(table, "_etext", NULL).address;
}

static bool is_gone(const struct resolving *resolving, uint64_t address)
{
	return resolving->text_start && resolving->text_end &&
	       (address < resolving->text_start || address >= resolving->text_end);
}

/* Tell who wants to hear of each place that this one can have no event. */
static struct sonde_error *report_loss(const struct resolving *resolving,
				       const struct kallsyms_entry *entry, const char *reason)
{
	const struct resolve_sink *sink = resolving->sink;
	const struct resolve_loss loss = {
		.name = kallsyms_name(&resolving->symbols->table, entry),
		.address = entry->address,
		.reason = reason,
	};

	return sink->lose ? sink->lose(sink->data, &loss) : NULL;
}

/* Keep one of the matches of one name, if it can be probed. */
static struct sonde_error *keep(const struct resolving *resolving,
				const struct kallsyms_entry *entry, size_t count,
				struct matches *ret)
{
	const struct kallsyms *table = &resolving->symbols->table;
	const char *name = kallsyms_name(table, entry);

	if (count > 1) {
		TRY(report_loss(resolving, entry,
				"there are several symbols of this name, which without debuginfo "
				"cannot be told apart"));
		return notes_add(resolving->notes, NOTE_OMITTED,
				 "The running kernel has %zu symbols '%s': without debuginfo they "
				 "cannot be told apart.",
				 count, name);
	}
	if (is_gone(resolving, entry->address)) {
		TRY(report_loss(resolving, entry,
				"code that the kernel frees after boot or takes no probes in"));
		return notes_add(resolving->notes, NOTE_OMITTED,
				 "%s is code that the kernel frees after boot or takes no probes "
				 "in.",
				 name);
	}
	if (is_behind(resolving, name, entry->address)) {
		TRY(report_loss(resolving, entry, "the offset is not within the function"));
		return notes_add(resolving->notes, NOTE_OMITTED,
				 "%s is too short: the offset is not within it.", name);
	}
	return vec_push(ret, entry);
}

/* Entries are in order of address, or the kernel's. */
static int compare_positions(const void *a, const void *b)
{
	const struct kallsyms_entry *const *x = a, *const *y = b;

	return (*x > *y) - (*x < *y);
}

/* Those of the matches that are to be probed. */
static struct sonde_error *choose(const struct resolving *resolving, const struct matches *matches,
				  struct matches *ret)
{
	const struct kallsyms *table = &resolving->symbols->table;
	bool is_known = false;
	size_t count;

	for (size_t i = 0; i < matches->size; i += count) {
		bool is_function = false;

		count = count_same(table, matches, i);
		for (size_t j = i; j < i + count; j++)
			is_function |= matches->data[j]->is_function;
		if (!is_function)
			continue;
		is_known = true;
		TRY(keep(resolving, matches->data[i], count, ret));
	}
	if (!is_known)
		return no_symbol(resolving);
	if (ret->size)
		return NULL;
	return probe_def_error(resolving->def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
			       "No function that matches can be probed: %s",
			       vec_last(resolving->notes)->text);
}

static struct sonde_error *resolve_pattern(struct resolving *resolving, size_t max_probes)
{
	const struct kallsyms *table = &resolving->symbols->table;
	_cleanup_(matches_deinit) struct matches matches = VEC_INIT, chosen = VEC_INIT;

	TRY(read_symbols(resolving->symbols));
	find_text(resolving);
	TRY(find_matches(resolving, &matches));
	TRY(choose(resolving, &matches, &chosen));
	TRY(probe_def_check_count(resolving->def, max_probes, chosen.size));
	qsort(chosen.data, chosen.size, sizeof(*chosen.data), compare_positions);
	vec_for_each(&chosen, entry)
		TRY(make_event(resolving, kallsyms_name(table, *entry)));
	return NULL;
}

struct sonde_error *running_resolve(struct running_symbols *symbols, const struct probe_def *def,
				    size_t max_probes, struct notes *notes,
				    const struct resolve_sink *sink)
{
	struct resolving resolving = {
		.symbols = symbols,
		.def = def,
		.notes = notes,
		.sink = sink,
	};

	return def->point.glob ? resolve_pattern(&resolving, max_probes) : resolve_name(&resolving);
}
