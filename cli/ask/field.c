/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "cli/ask/arg.h"
#include "cli/ask/extra.h"
#include "cli/ask/names.h"
#include "probe/fetch_type.h"
#include "probe/name.h"
#include "probe/print.h"

/* Whether the argument is what the function returned, and nothing behind it. */
static bool is_returned(const struct probe_event_arg *arg)
{
	const struct fetch *fetch = &arg->fetch;

	return fetch->base == FETCH_SPECIAL && strcmp(fetch->name, "retval") == 0 &&
	       !fetch->derefs.size;
}

/* A name that the kernel gives: `arg1`. */
static bool is_numbered(const char *name)
{
	struct scan scan = scan_text(name ? name : "arg1");
	uint64_t number;

	return scan_literal(&scan, "arg") && scan_u64(&scan, &number) && scan_done(&scan);
}

struct sonde_error *ask_name_returned(struct probe_event *event)
{
	struct probe_event_arg *returned = NULL;

	vec_for_each(&event->args, arg) {
		if (arg->name && strcmp(arg->name, "ret") == 0)
			return NULL;
		if (!returned && is_returned(arg) && is_numbered(arg->name))
			returned = arg;
	}
	if (!returned)
		return NULL;
	free(take_ptr(returned->name));
	return sonde_strdup("ret", &returned->name);
}

static bool has_byte(const char *text, char c)
{
	return text && strchr(text, c);
}

/* Types of probes are in kernel/trace/trace_probe.c, probe_fetch_types[]. */
static bool is_string_type(const char *type)
{
	static const char *const strings[] = {"string", "ustring", "symstr", "%pd", "%pD"};

	for (size_t i = 0; type && i < sizeof(strings) / sizeof(*strings); i++) {
		if (strcmp(strings[i], type) == 0)
			return true;
	}
	return false;
}

static bool is_command(const struct fetch *fetch)
{
	return fetch->base == FETCH_SPECIAL && !fetch->derefs.size && fetch->name &&
	       (strcmp(fetch->name, "comm") == 0 || strcmp(fetch->name, "COMM") == 0);
}

/* What the kernel takes for a text without being told. */
static bool is_string_fetch(const struct fetch *fetch)
{
	return (fetch->base == FETCH_STRING && !fetch->derefs.size) || is_command(fetch);
}

/* Bytes of `s32`, and of what holds `b3@5/32`; 8 for what is as long as a word. */
static unsigned size_of_type(const char *type)
{
	struct fetch_bits holder;
	struct scan scan;
	uint64_t bits;

	if (!type || strcmp(type, "symbol") == 0)
		return 8;
	if (strcmp(type, "char") == 0)
		return 1;
	if (fetch_type_bits(type, &holder))
		return holder.size / 8;
	scan = scan_text(type + 1);
	return scan_u64(&scan, &bits) && bits >= 8 && bits <= 64 ? (unsigned)bits / 8 : 8;
}

static void describe_type(const struct probe_event_arg *arg, struct hist_field *ret)
{
	const char *type = arg->type;

	ret->is_array = has_byte(type, '[');
	ret->is_string = !ret->is_array &&
			 (is_string_type(type) || (!type && is_string_fetch(&arg->fetch)));
	ret->is_command = ret->is_string && is_command(&arg->fetch);
	if (ret->is_string)
		return;
	ret->is_signed = type && type[0] == 's' && strcmp(type, "symbol") != 0;
	ret->size = size_of_type(type);
}

/* The argument of the definition that became this one, or NULL. */
static struct sonde_error *origin_of(const struct probe_def *def, const struct probe_event_arg *arg,
				     const struct probe_arg **ret)
{
	*ret = NULL;
	vec_for_each(&def->args, origin) {
		_cleanup_free_ char *name = NULL;
		struct sonde_error *error = NULL;
		bool is_it = origin->kind == PROBE_ARG_RETVAL && !origin->steps.size &&
			     is_returned(arg);

		if (!is_it)
			error = name_of_arg(origin, &name);
		/* It has no name that an argument could have. */
		TRY(sonde_error_ignore(error, SONDE_ERROR_UNAVAILABLE));
		is_it |= name && strcmp(name, arg->name) == 0;
		if (is_it) {
			*ret = origin;
			return NULL;
		}
	}
	return NULL;
}

static struct sonde_error *print_expression(const struct probe_arg *origin, char **ret)
{
	struct probe_arg bare = *origin;
	_cleanup_str_ struct str text = STR_INIT;

	bare.name = bare.type = NULL;
	bare.user = false;
	probe_arg_print(&bare, &text);
	return str_take(&text, ret);
}

/* What the question calls it; what it does not speak of, as the definition has it. */
static struct sonde_error *name_field(const struct probe_arg *origin,
				      const struct hist_needs *needs, char **ret)
{
	if (!origin)
		return NULL;
	vec_for_each(needs, need) {
		if (ask_arg_is(origin, need->name))
			return sonde_strdup(need->name, ret);
	}
	return origin->name ? sonde_strdup(origin->name, ret) : print_expression(origin, ret);
}

/* Those of all variables have none that they come from, as what any probe can fetch. */
static bool is_added(const struct ask_found *found, const struct probe_arg *origin,
		     const struct probe_event_arg *arg)
{
	if (!origin)
		return ask_extra_made(arg);
	return (size_t)(origin - found->def.args.data) >= found->given;
}

static struct sonde_error *fill_field(const struct ask_found *found, const struct hist_needs *needs,
				      const struct probe_event_arg *arg, struct hist_field *ret)
{
	const struct probe_arg *origin;

	TRY(origin_of(&found->def, arg, &origin));
	TRY(sonde_strdup(arg->name, &ret->field));
	TRY(name_field(origin, needs, &ret->name));
	describe_type(arg, ret);
	ret->is_added = is_added(found, origin, arg);
	ret->is_typed = origin && origin->type;
	return enumeration_copy(&arg->values, &ret->values);
}

struct sonde_error *ask_fields(const struct ask_found *found, const struct hist_needs *needs,
			       const struct probe_event *event, struct hist_event *ret)
{
	vec_for_each(&event->args, arg) {
		TRY(vec_push(&ret->fields, ((struct hist_field){0})));
		TRY(fill_field(found, needs, arg, vec_last(&ret->fields)));
	}
	return NULL;
}
