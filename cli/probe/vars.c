/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde probe -V`: the variables that are available at points, in the words of perf probe. */
#include <inttypes.h>
#include <string.h>

#include "base/nameexpr.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/probe/probe.h"
#include "cli/target/markers.h"
#include "cli/target/target.h"
#include "probe/grammar.h"
#include "probe/listing.h"
#include "probe/print.h"
#include "probe/sdt.h"
#include "probe/sdt_resolve.h"

/* As in perf probe. */
#define FILTER_DEFAULT "!__k???tab_* & !__crc_*"

/* One run of the command. */
struct showing {
	const struct context *context;
	const struct probe_request *request;
	struct target target;
	struct nameexpr filter;
	struct listing_options options;
	struct json_object *json;
};

static void showing_deinit(struct showing *showing)
{
	target_deinit(&showing->target);
	nameexpr_deinit(&showing->filter);
	json_destroy(showing->json);
}

static struct sonde_error *prepare(struct showing *showing)
{
	const struct probe_request *request = showing->request;

	if (request->json)
		TRY(json_create_list(&showing->json));
	vec_for_each(&request->filters, filter)
		TRY(nameexpr_add(&showing->filter, *filter));
	if (request->filters.size == 0)
		TRY(nameexpr_add(&showing->filter, FILTER_DEFAULT));
	showing->options = (struct listing_options){
		.resolve =
			{
				.max_probes = request->max_probes,
				.no_inlines = request->no_inlines,
				.source_dir = request->source,
			},
		.externs = request->externs,
		.ranges = request->range,
		.filter = &showing->filter,
	};
	TRY(target_options_init(showing->context, &request->target, &showing->target));
	TRY(target_find_image(&showing->target));
	showing->options.resolve.keeps_arguments = features_have(target_features(&showing->target),
								 FEATURE_RETURN_ARG_N);
	return NULL;
}

/* `@<FUNCTION+[START-END,...]>`, once more for each piece of code that has a name of its own. */
static void print_ranges(const struct listing_variable *variable, struct str *out)
{
	const char *function = NULL;

	vec_for_each(&variable->ranges, range) {
		if (function && strcmp(function, range->function) == 0)
			str_append_char(out, ',');
		else
			str_appendf(out, "%s@<%s+[", function ? "]> " : "\t", range->function);
		function = range->function;
		str_appendf(out, "%" PRIu64 "-%" PRIu64, range->start, range->end);
	}
	str_append(out, function ? "]>" : "");
}

/* `@<FUNCTION:FIRST-LAST,...>`: lines as a definition takes them. */
static void print_lines(const struct listing_place *listing,
			const struct listing_variable *variable, struct str *out)
{
	if (variable->lines.size == 0)
		return;
	str_appendf(out, "\t@<%s:", listing->source);
	for (size_t i = 0; i < variable->lines.size; i++) {
		const struct listing_line_range *lines = &variable->lines.data[i];

		str_appendf(out, "%s%" PRIu32, i ? "," : "", lines->first);
		if (lines->last != lines->first)
			str_appendf(out, "-%" PRIu32, lines->last);
	}
	str_append(out, ">");
}

static const char *tag_of(const struct listing_variable *variable)
{
	if (variable->external)
		return "[EXT]\t";
	return variable->available ? "[VAL]\t" : "[INV]\t";
}

static void print_variable(const struct showing *showing, const struct listing_place *listing,
			   const struct listing_variable *variable, struct str *out)
{
	const struct probe_request *request = showing->request;

	str_appendf(out, "\t\t%s%s\t%s", request->range ? tag_of(variable) : "", variable->type,
		    variable->name);
	print_ranges(variable, out);
	print_lines(listing, variable, out);
	if (request->verbose && variable->reason)
		str_appendf(out, "\t(%s)", variable->reason);
	str_append_char(out, '\n');
}

static struct sonde_error *print_listings(const struct showing *showing,
					  const struct probe_def *def,
					  const struct listing_places *listings)
{
	_cleanup_str_ struct str out = STR_INIT, clean = STR_INIT;

	str_append(&out, "Available variables at ");
	probe_point_print(&def->point, &out);
	str_append_char(&out, '\n');
	vec_for_each(listings, listing) {
		str_appendf(&out, "\t@<%s+%" PRIu64 ">\n", listing->function, listing->offset);
		if (listing->variables.size == 0)
			str_append(&out, "\t\t(No matched variables)\n");
		vec_for_each(&listing->variables, variable)
			print_variable(showing, listing, variable, &out);
	}
	TRY(str_check(&out));
	str_append_clean(&clean, str_text(&out), "\n\t");
	TRY(str_check(&clean));
	fputs(str_text(&clean), showing->context->out);
	return NULL;
}

static struct sonde_error *check_definition(const struct probe_def *def)
{
	if (def->args.size)
		return probe_def_error(def, SONDE_ERROR_SYNTAX, def->args.data[0].column,
				       "  Error: '--vars' doesn't accept arguments.");
	if (def->event)
		return probe_def_error(def, SONDE_ERROR_SYNTAX, PROBE_AT_POINT,
				       "'--vars' takes a point, and no name for an event.");
	return NULL;
}

/* Hand over what one place of a marker has. */
static struct sonde_error *take_places(struct listing_places *places, struct listing_places *ret)
{
	struct sonde_error *error = NULL;

	while (places->size && !error) {
		error = vec_push(ret, places->data[0]);
		if (!error)
			memmove(places->data, places->data + 1,
				--places->size * sizeof(*places->data));
	}
	return error;
}

/* At a marker's place, as at its address. Other places may have what one lacks. */
static struct sonde_error *list_place(struct showing *showing, const struct probe_def *def,
				      struct notes *notes, struct sonde_error **failure,
				      struct listing_places *ret)
{
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	struct sonde_error *error = listing_make(showing->target.image, def, &showing->options,
						 notes, &places);

	if (!error)
		return take_places(&places, ret);
	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return error;
	if (*failure)
		return notes_add_error(notes, error);
	*failure = error;
	return NULL;
}

static struct sonde_error *list_marker(struct showing *showing, struct probe_def *def,
				       struct notes *notes, struct listing_places *ret)
{
	_cleanup_error_ struct sonde_error *failure = NULL;

	TRY(markers_read(&showing->target));
	vec_for_each(&showing->target.markers->list, note) {
		if (!sdt_matches(&def->point, note))
			continue;
		def->point.address = note->address;
		TRY(list_place(showing, def, notes, &failure, ret));
	}
	if (ret->size && failure)
		return notes_add_error(notes, take_ptr(failure));
	if (!ret->size && !failure)
		return sdt_not_found(showing->target.image, &showing->target.markers->list, def);
	return ret->size ? NULL : take_ptr(failure);
}

static struct sonde_error *show(struct showing *showing, const char *text)
{
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_listing_places_ struct listing_places listings = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	TRY(probe_def_parse(text, &def));
	TRY(check_definition(&def));
	if (markers_are_meant(&showing->target, &def))
		TRY(list_marker(showing, &def, &notes, &listings));
	else
		TRY(listing_make(showing->target.image, &def, &showing->options, &notes,
				 &listings));
	vec_for_each(&notes, note) {
		if (!showing->request->quiet)
			out_note(showing->context, note);
	}
	if (showing->json)
		return json_add_listings(showing->json, text, &listings);
	return print_listings(showing, &def, &listings);
}

enum exit_status probe_variables(const struct context *context, const struct probe_request *request)
{
	_cleanup_(showing_deinit) struct showing showing = {
		.context = context,
		.request = request,
		.filter = NAMEEXPR_INIT,
	};
	struct sonde_error *error = prepare(&showing);
	enum exit_status status = STATUS_OK;

	if (error && showing.json)
		sonde_error_destroy(json_add_failures(showing.json, request->words.data,
						      request->words.size, error));
	if (error)
		status = out_error(context, error);
	for (size_t i = 0; i < request->words.size && !error; i++) {
		struct sonde_error *failure = show(&showing, request->words.data[i]);

		if (!failure)
			continue;
		if (showing.json)
			sonde_error_destroy(
				json_add_failure(showing.json, request->words.data[i], failure));
		status = out_error(context, failure);
	}
	if (showing.json)
		json_print(showing.json, context);
	if (request->verbose)
		target_note_indexes(&showing.target, context);
	if (status != STATUS_OK)
		fputs("  Error: Failed to show vars.\n", context->err);
	return status;
}
