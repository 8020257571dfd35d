/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/symbolic.h"

#include <string.h>

#include "probe/fits.h"
#include "probe/name.h"

static bool arg_suffices(const struct probe_arg *arg)
{
	return arg->kind == PROBE_ARG_RAW ||
	       (arg->kind == PROBE_ARG_RETVAL && arg->steps.size == 0 && !arg->cast);
}

bool symbolic_suffices(const struct probe_def *def)
{
	return !def->point.file && symbolic_suffices_for_symbol(def);
}

bool symbolic_suffices_for_symbol(const struct probe_def *def)
{
	const struct probe_point *point = &def->point;

	if ((point->kind != PROBE_POINT_FUNCTION && point->kind != PROBE_POINT_ADDRESS) ||
	    (point->place == PROBE_PLACE_LINE && !probe_def_is_line_zero(def)) ||
	    point->place == PROBE_PLACE_PATTERN)
		return false;
	vec_for_each(&def->args, arg) {
		if (!arg_suffices(arg))
			return false;
	}
	return true;
}

static struct sonde_error *check_arg(const struct probe_def *def, const struct probe_arg *arg,
				     bool is_user)
{
	const struct probe_point *point = &def->point;
	_cleanup_fetch_ struct fetch fetch = {0};
	struct scan scan = scan_text(arg->base);

	if (arg->kind != PROBE_ARG_RAW)
		return fetch_check_kind(NULL, arg->type, is_user);
	TRY(fetch_parse(&scan, &fetch));
	if (!is_user && fetch_is_argument(&fetch) && point->place == PROBE_PLACE_OFFSET &&
	    point->offset && point->offset != PROBE_ENDBR_SIZE)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					"The kernel has $%s at the entry of a function only.",
					fetch.name),
			"Name the parameter or the register that it is in here.");
	return fetch_check_kind(&fetch, arg->type, is_user);
}

struct sonde_error *symbolic_check(const struct probe_def *def, bool is_user)
{
	vec_for_each(&def->args, arg) {
		_cleanup_error_ struct sonde_error *reason = check_arg(def, arg, is_user);
		struct sonde_error *error;

		if (!reason)
			continue;
		if (reason->kind == SONDE_ERROR_NO_MEMORY)
			return take_ptr(reason);
		error = probe_def_error(def, reason->kind, arg->column, "%s", reason->message);
		return reason->hint ? sonde_error_hint(error, "%s", reason->hint) : error;
	}
	return NULL;
}

/* `string` stands for the bytes: what is returned is their address, as where debuginfo says so. */
static struct sonde_error *follow_string(const struct probe_arg *arg, struct fetch *fetch)
{
	const bool is_string = arg->type && (strcmp(arg->type, "string") == 0 ||
					     strcmp(arg->type, "ustring") == 0);

	if (arg->kind != PROBE_ARG_RETVAL || !is_string)
		return NULL;
	return vec_push(&fetch->derefs, (struct fetch_deref){.user = arg->user});
}

struct sonde_error *symbolic_add_arg(const struct probe_arg *arg, struct probe_event *event)
{
	_cleanup_(probe_event_arg_deinit) struct probe_event_arg added = {0};
	struct scan scan = scan_text(arg->kind == PROBE_ARG_RETVAL ? "$retval" : arg->base);

	TRY(fetch_parse(&scan, &added.fetch));
	TRY(follow_string(arg, &added.fetch));
	TRY(name_of_arg(arg, &added.name));
	added.is_named = arg->name;
	TRY(sonde_strdup(arg->type, &added.type));
	TRY(vec_push(&event->args, added));
	added = (struct probe_event_arg){0};
	return NULL;
}

struct sonde_error *symbolic_resolve(const struct probe_def *def, const char *symbol,
				     struct probe_event *ret)
{
	_cleanup_probe_event_ struct probe_event event = {
		.is_return = def->point.place == PROBE_PLACE_RETURN,
		.offset = def->point.place == PROBE_PLACE_OFFSET ? def->point.offset : 0,
	};

	TRY(sonde_strdup(symbol, &event.symbol));
	TRY(name_event(def, symbol, &event));
	vec_for_each(&def->args, arg)
		TRY(symbolic_add_arg(arg, &event));
	TRY(name_args(&(struct name_list)VEC_INIT, &event));
	TRY(fits_check_event(&event));
	*ret = event;
	event = (struct probe_event){0};
	return NULL;
}
