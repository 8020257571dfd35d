/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `sonde blacklist`: each function that cannot be probed at its entry. The functions are those of
 * the image or, where there is none, of the running kernel.
 */
#include <inttypes.h>
#include <string.h>

#include "base/nameexpr.h"
#include "cli/blacklist/bans.h"
#include "cli/json.h"
#include "cli/out.h"

/* One run of the command. */
struct listing {
	const struct context *context;
	const struct bans_request *request;
	struct bans_sources sources;
	struct nameexpr filter;
	/** A filter asks for padding by its name, or --cause does. */
	bool has_padding;
	struct json_object *json;
	/** How many functions match. */
	size_t functions;
	/** How many symbols are padding, and were left out. */
	size_t padding;
	/** How many cannot be probed, and of how many it is not known. */
	size_t refused;
	size_t unknown;
	/** The first reason why not, or NULL; and whether there is another one. */
	char *doubt;
	bool has_doubts;
	size_t by_cause[BLACKLIST_CAUSES];
};

static void listing_deinit(struct listing *listing)
{
	bans_sources_deinit(&listing->sources);
	nameexpr_deinit(&listing->filter);
	json_destroy(listing->json);
	free(listing->doubt);
}

static struct sonde_error *add_filters(struct listing *listing)
{
	listing->has_padding = listing->request->causes & BANS_CAUSE(BLACKLIST_CAUSE_PADDING);
	vec_for_each(&listing->request->words, word) {
		TRY(nameexpr_add(&listing->filter, *word));
		listing->has_padding |= strstr(*word, "__pfx_") || strstr(*word, "__cfi_");
	}
	return NULL;
}

/* Whether a function is to be asked about. */
static bool is_wanted(struct listing *listing, const char *name)
{
	if (listing->filter.nodes.size && !nameexpr_matches(&listing->filter, name))
		return false;
	if (symbols_is_padding(name) && !listing->has_padding) {
		listing->padding++;
		return false;
	}
	listing->functions++;
	return true;
}

static struct sonde_error *print_place(struct listing *listing, const struct verdict_place *place)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (place->address)
		str_appendf(&text, "0x%016" PRIx64 " ", place->address);
	else
		str_append(&text, "- ");
	bans_print_place(place, &text);
	str_appendf(&text, " %s", place->answer->reason);
	return bans_print_line(listing->context, &text);
}

static struct sonde_error *count(struct listing *listing, const struct blacklist_answer *answer)
{
	if (answer->verdict == BLACKLIST_REFUSED) {
		listing->refused++;
		listing->by_cause[answer->cause]++;
		return NULL;
	}
	listing->unknown++;
	if (!listing->doubt)
		return sonde_strdup(answer->reason, &listing->doubt);
	listing->has_doubts |= strcmp(listing->doubt, answer->reason) != 0;
	return NULL;
}

/* Take one function with its answer. */
static struct sonde_error *take(struct listing *listing, const struct verdict_place *place)
{
	const struct blacklist_answer *answer = place->answer;
	const bool is_refused = answer->verdict == BLACKLIST_REFUSED;
	unsigned long bit = BANS_CAUSE(is_refused ? answer->cause : BLACKLIST_CAUSES);

	if (answer->verdict == BLACKLIST_ALLOWED)
		return NULL;
	TRY(count(listing, answer));
	if (listing->request->causes ? !(listing->request->causes & bit) : !is_refused)
		return NULL;
	return listing->json ? json_add_place(listing->json, place, true)
			     : print_place(listing, place);
}

/* Padding is no function, whatever else can be said of it. */
static struct sonde_error *take_padding(struct listing *listing, const struct verdict_place *place)
{
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {
		.verdict = BLACKLIST_REFUSED,
		.cause = BLACKLIST_CAUSE_PADDING,
	};
	struct verdict_place padding = *place;

	TRY(sonde_strdup(blacklist_cause_text(answer.cause), &answer.reason));
	padding.answer = &answer;
	return take(listing, &padding);
}

static struct sonde_error *list_symbol(struct listing *listing, const struct symbol *symbol)
{
	const struct image *image = listing->sources.target.image;
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
	const struct blacklist_place where = {.address = symbol->address, .begins = true};
	struct verdict_place place = {
		.module = image->module,
		.symbol = symbols_name(&image->symbols, symbol),
		.address = symbol->address,
		.answer = &answer,
	};

	if (!is_wanted(listing, place.symbol))
		return NULL;
	if (symbols_is_padding(place.symbol))
		return take_padding(listing, &place);
	TRY(verdict_ask_at(&listing->sources.verdicts, &where, &answer));
	return take(listing, &place);
}

static struct sonde_error *list_image(struct listing *listing)
{
	const struct symbols *symbols = &listing->sources.target.image->symbols;

	for (size_t i = 0; i < symbols->count; i++) {
		if (symbols->sorted[i].is_function)
			TRY(list_symbol(listing, &symbols->sorted[i]));
	}
	return NULL;
}

static struct sonde_error *list_entry(struct listing *listing, const char *name, uint64_t address)
{
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
	/* Borrowed, and not changed by who is asked. */
	const struct probe_event event = {.symbol = (char *)name};
	const struct verdict_question question = {.event = &event, .running_address = address};
	struct verdict_place place = {.symbol = name, .address = address, .answer = &answer};

	if (!is_wanted(listing, name))
		return NULL;
	if (symbols_is_padding(name))
		return take_padding(listing, &place);
	TRY(verdict_ask(&listing->sources.verdicts, &question, &answer));
	return take(listing, &place);
}

static struct sonde_error *list_running(struct listing *listing)
{
	struct running_symbols *symbols = listing->sources.verdicts.symbols;
	const struct kallsyms *kallsyms;

	if (!symbols)
		return sonde_error_new(SONDE_ERROR_OS, "Cannot read /proc/kallsyms.");
	TRY(running_sort_names(symbols));
	TRY(running_kallsyms(symbols, &kallsyms));
	vec_for_each(&kallsyms->entries, entry) {
		if (entry->is_function)
			TRY(list_entry(listing, kallsyms_name(kallsyms, entry), entry->address));
	}
	return NULL;
}

/* All filters as the one that they are together. */
static void print_filters(const struct bans_request *request, struct str *out)
{
	vec_for_each(&request->words, word)
		str_appendf(out, "%s%s", out->size ? " | " : "", *word);
	if (!out->size)
		str_append(out, "*");
}

static struct sonde_error *list(struct listing *listing)
{
	_cleanup_str_ struct str filters = STR_INIT;
	struct bans_sources *sources = &listing->sources;
	_cleanup_error_ struct sonde_error *error = NULL;

	TRY(add_filters(listing));
	if (listing->request->json)
		TRY(json_create_list(&listing->json));
	TRY(bans_sources_init(listing->context, listing->request, sources));
	error = target_find_image(&sources->target);
	/* Of a module there is no list that has no others in it. */
	if (error && (sources->target.module || error->kind != SONDE_ERROR_NOT_FOUND))
		return take_ptr(error);
	TRY(error ? list_running(listing) : list_image(listing));
	if (listing->functions || listing->padding)
		return NULL;
	if (sources->target.image && sources->target.image->symbols.count == 0)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_NOT_FOUND,
							"%s has no symbols, so nothing is known of "
							"its functions.",
							sources->target.image->path),
					"Give the file as it was before it was stripped.");
	print_filters(listing->request, &filters);
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no function that matches \"%s\".",
			       str_text(&filters));
}

static void print_summary(const struct listing *listing)
{
	FILE *err = listing->context->err;
	const char *lead = ": ";

	fprintf(err, "%zu of %zu functions cannot be probed", listing->refused, listing->functions);
	for (int i = 0; i < BLACKLIST_CAUSES; i++) {
		const enum blacklist_cause cause = (enum blacklist_cause)i;

		if (listing->by_cause[i]) {
			fprintf(err, "%s%zu %s", lead, listing->by_cause[i],
				blacklist_cause_name(cause));
			lead = ", ";
		}
	}
	fputs(".\n", err);
	if (listing->padding)
		fprintf(err, "Not counted: %zu symbols of padding (__pfx_NAME, __cfi_NAME).\n",
			listing->padding);
	if (listing->unknown)
		fprintf(err, "Note: Whether %zu of them can be probed is not known%s: %s.\n",
			listing->unknown,
			listing->has_doubts ? ", for several reasons (--cause unknown)" : "",
			listing->doubt);
}

/* The answer as JSON, in which a failure has a place too. */
static void print_json(const struct listing *listing, const struct sonde_error *error)
{
	_cleanup_str_ struct str filters = STR_INIT;

	print_filters(listing->request, &filters);
	if (error)
		sonde_error_destroy(json_add_failure(listing->json, str_text(&filters), error));
	json_print(listing->json, listing->context);
}

enum exit_status bans_list(const struct context *context, const struct bans_request *request)
{
	_cleanup_(listing_deinit) struct listing listing = {
		.context = context,
		.request = request,
		.filter = NAMEEXPR_INIT,
	};
	struct sonde_error *error = list(&listing);

	if (listing.json)
		print_json(&listing, error);
	if (error)
		return out_error(context, error);
	if (!request->quiet)
		print_summary(&listing);
	return listing.unknown ? STATUS_FAILED : STATUS_OK;
}
