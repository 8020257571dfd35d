/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/marker_list.h"

#include <string.h>

#include "base/nameexpr.h"
#include "base/suggest.h"
#include "cli/json_give.h"
#include "cli/out.h"
#include "cli/target/markers.h"
#include "probe/sdt.h"

/* One run of the command. */
struct listing {
	const struct context *context;
	const struct probe_request *request;
	struct target target;
	/** One for each filter of the request, without its `%`. */
	VEC(struct nameexpr) filters;
	struct json_object *json;
	struct str out;
	/** The marker that was listed last, or NULL. */
	const struct sdt_note *last;
};

static void listing_deinit(struct listing *listing)
{
	vec_for_each(&listing->filters, filter)
		nameexpr_deinit(filter);
	vec_deinit(&listing->filters);
	json_destroy(listing->json);
	str_deinit(&listing->out);
	target_deinit(&listing->target);
}

bool marker_list_is_meant(const struct probe_request *request)
{
	vec_for_each(&request->filters, filter) {
		if (**filter == '%')
			return true;
	}
	return false;
}

static struct sonde_error *add_filters(struct listing *listing)
{
	vec_for_each(&listing->request->filters, filter) {
		if (**filter != '%')
			return sonde_error_new(SONDE_ERROR_USAGE,
					       "Error: '%s' is no filter for markers: %%[PROVIDER:]"
					       "NAME is.",
					       *filter);
		TRY(vec_push(&listing->filters, (struct nameexpr)NAMEEXPR_INIT));
		/* As -F lists all functions. */
		TRY(nameexpr_add(vec_last(&listing->filters), (*filter)[1] ? *filter + 1 : "*"));
	}
	return NULL;
}

/* By the name that the filter is written for. */
static bool filter_picks(const struct nameexpr *filter, const char *text,
			 const struct sdt_note *note)
{
	_cleanup_str_ struct str name = STR_INIT;

	if (!strchr(text, ':'))
		return nameexpr_matches(filter, note->name);
	sdt_print_name(note, &name);
	return nameexpr_matches(filter, str_text(&name)) ||
	       (!strchr(text, '!') &&
		nameexpr_matches(filter, str_text(&name) + strlen(SDT_GROUP)));
}

static bool is_picked(const struct listing *listing, const struct sdt_note *note)
{
	for (size_t i = 0; i < listing->filters.size; i++) {
		if (filter_picks(&listing->filters.data[i], listing->request->filters.data[i],
				 note))
			return true;
	}
	return false;
}

/* One place of a marker: what there is to know of it. */
struct place {
	const struct sdt_note *note;
	struct probe_event event;
	/** Why it can have no event, or NULL. */
	struct sonde_error *reason;
	struct sdt_arguments arguments;
};

static void place_deinit(struct place *place)
{
	probe_event_deinit(&place->event);
	sonde_error_destroy(place->reason);
	sdt_arguments_deinit(&place->arguments);
}

static struct sonde_error *place_init(const struct image *image, const struct sdt_note *note,
				      struct place *place)
{
	place->note = note;
	place->reason = sdt_place(image, note, &place->event);
	if (place->reason && place->reason->kind != SONDE_ERROR_UNAVAILABLE)
		return take_ptr(place->reason);
	return sdt_arguments_of(image, note, &place->arguments);
}

/* `PATH:0xOFFSET(0xREF) arg1=%di:s64`, and what is not in it. */
static void print_place(const struct place *place, struct str *out)
{
	if (place->reason)
		str_appendf(out, "\t0x%" PRIx64 ": %s\n", place->note->address,
			    place->reason->message);
	if (place->reason)
		return;
	str_append_char(out, '\t');
	probe_event_print_place(&place->event, out);
	vec_for_each(&place->arguments, argument) {
		if (argument->reason)
			continue;
		str_append_char(out, ' ');
		probe_event_arg_print(&argument->arg, out);
	}
	str_append_char(out, '\n');
	for (size_t i = 0; i < place->arguments.size; i++) {
		const struct sdt_argument *argument = &place->arguments.data[i];

		if (!argument->reason)
			continue;
		str_appendf(out, "\t  arg%zu (", i + 1);
		str_append_clean(out, argument->operand, "");
		str_append(out, "): ");
		str_append_clean(out, argument->reason->message, "");
		str_append_char(out, '\n');
	}
}

static struct sonde_error *give_argument(struct json_object *list,
					 const struct sdt_argument *argument)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	_cleanup_str_ struct str fetch = STR_INIT;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_text(object, "operand", argument->operand));
	if (argument->reason) {
		TRY(give_text(object, "reason", argument->reason->message));
		return append(list, &object);
	}
	fetch_print(&argument->arg.fetch, &fetch);
	TRY(str_check(&fetch));
	TRY(give_text(object, "name", argument->arg.name));
	TRY(give_text(object, "fetch", str_text(&fetch)));
	TRY(give_text(object, "type", argument->arg.type));
	return append(list, &object);
}

static struct sonde_error *give_place(struct json_object *list, const struct place *place)
{
	_cleanup_json_ struct json_object *object = json_object_new_object();
	struct json_object *args;

	if (!object)
		return &sonde_error_no_memory;
	TRY(give_address(object, "address", place->note->address));
	if (place->reason)
		TRY(give_text(object, "reason", place->reason->message));
	else
		TRY(give(object, "offset", json_object_new_uint64(place->event.offset)));
	if (place->event.ref_offset && !place->reason)
		TRY(give(object, "ref_offset", json_object_new_uint64(place->event.ref_offset)));
	TRY(give(object, "args", json_object_new_array()));
	json_object_object_get_ex(object, "args", &args);
	vec_for_each(&place->arguments, argument)
		TRY(give_argument(args, argument));
	return append(list, &object);
}

/* The places of the last marker of the list, which is begun if it is another one. */
static struct sonde_error *find_places(struct listing *listing, const char *name, bool again,
				       struct json_object **ret)
{
	_cleanup_json_ struct json_object *object = NULL;
	struct json_object *last;

	if (!again) {
		object = json_object_new_object();
		if (!object)
			return &sonde_error_no_memory;
		TRY(give_text(object, "marker", name));
		TRY(give(object, "places", json_object_new_array()));
		TRY(append(listing->json, &object));
	}
	last = json_object_array_get_idx(listing->json,
					 json_object_array_length(listing->json) - 1);
	json_object_object_get_ex(last, "places", ret);
	return NULL;
}

static struct sonde_error *show(struct listing *listing, const struct sdt_note *note)
{
	const bool again = listing->last && sdt_same_marker(listing->last, note);
	_cleanup_(place_deinit) struct place place = {0};
	_cleanup_str_ struct str name = STR_INIT;
	struct json_object *places;

	listing->last = note;
	str_append_char(&name, '%');
	sdt_print_name(note, &name);
	TRY(str_check(&name));
	if (listing->json || listing->request->verbose)
		TRY(place_init(listing->target.image, note, &place));
	if (listing->json) {
		TRY(find_places(listing, str_text(&name), again, &places));
		return give_place(places, &place);
	}
	if (!again) {
		str_append_clean(&listing->out, str_text(&name), "");
		str_append_char(&listing->out, '\n');
	}
	if (listing->request->verbose)
		print_place(&place, &listing->out);
	return str_check(&listing->out);
}

static void print_filters(const struct probe_request *request, struct str *out)
{
	vec_for_each(&request->filters, filter)
		str_appendf(out, "%s%s", out->size ? " | " : "", *filter);
}

/* For a filter that is one name: the nearest of the others. */
static struct sonde_error *suggest_name(const struct listing *listing, struct sonde_error *error)
{
	const char *wanted = listing->request->filters.data[0] + 1;
	const bool has_group = strchr(wanted, ':');
	const bool is_short = strncmp(wanted, SDT_GROUP, strlen(SDT_GROUP)) != 0;
	struct suggest suggest;

	suggest_init(&suggest, wanted);
	vec_for_each(&listing->target.markers->list, note) {
		_cleanup_str_ struct str name = STR_INIT;

		sdt_print_name(note, &name);
		suggest_offer(&suggest, has_group ? str_text(&name) + is_short * strlen(SDT_GROUP)
						  : note->name);
	}
	if (suggest.nearest && listing->filters.size == 1 && !strpbrk(wanted, "!&|()*?[\\ "))
		error = suggest_hint(&suggest, error);
	suggest_deinit(&suggest);
	return error;
}

static struct sonde_error *none_found(const struct listing *listing)
{
	const struct sdt_notes *list = &listing->target.markers->list;
	_cleanup_str_ struct str filters = STR_INIT;

	if (!list->size)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_NOT_FOUND,
					"%s has no markers: it has no section .note.stapsdt, or "
					"nothing is in it.",
					listing->target.path),
			"-F without a %% lists its functions.");
	print_filters(listing->request, &filters);
	return suggest_name(
		listing, sonde_error_hint(sonde_error_new(SONDE_ERROR_NOT_FOUND,
							  "%s has no markers that match \"%s\".",
							  listing->target.path, str_text(&filters)),
					  "-F '%%*' lists all that it has."));
}

static struct sonde_error *list_all(struct listing *listing)
{
	const struct probe_request *request = listing->request;

	TRY(add_filters(listing));
	if (request->json)
		TRY(json_create_list(&listing->json));
	if (!request->target.program.name)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: only programs have markers."),
			"Name one by -x FILE; --cache -l lists markers that are cached.");
	TRY(target_options_init(listing->context, &request->target, &listing->target));
	TRY(markers_read(&listing->target));
	vec_for_each(&listing->target.markers->list, note) {
		if (is_picked(listing, note))
			TRY(show(listing, note));
	}
	if (!request->quiet)
		out_notes(listing->context, &listing->target.markers->remarks);
	return listing->last ? NULL : none_found(listing);
}

enum exit_status marker_list(const struct context *context, const struct probe_request *request)
{
	_cleanup_(listing_deinit) struct listing listing = {.context = context, .request = request};
	_cleanup_str_ struct str filters = STR_INIT;
	struct sonde_error *error = list_all(&listing);
	enum exit_status status;

	out_text(context, context->out, &listing.out);
	if (error && listing.json) {
		print_filters(request, &filters);
		sonde_error_destroy(json_add_failure(listing.json, str_text(&filters), error));
	}
	if (listing.json)
		json_print(listing.json, context);
	if (!error)
		return STATUS_OK;
	status = out_error(context, error);
	fputs("  Error: Failed to show markers.\n", context->err);
	return status;
}
