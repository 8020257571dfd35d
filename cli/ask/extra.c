/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/extra.h"

#include <string.h>

#include "cli/ask/place.h"
#include "probe/fits.h"
#include "probe/grammar.h"

/* An argument as it stands in an event's line. */
struct extra {
	const char *field;
	enum fetch_base base;
	const char *name;
	const char *type;
};

static bool is_comm(const char *name)
{
	return strcmp(name, "comm") == 0 || strcmp(name, "$comm") == 0;
}

bool ask_extra_is(const char *name)
{
	return is_comm(name) || strcmp(name, "caller") == 0;
}

bool ask_extra_made(const struct probe_event_arg *arg)
{
	const struct fetch *fetch = &arg->fetch;

	if (!arg->name || !fetch->name || fetch->derefs.size)
		return false;
	if (strcmp(arg->name, "comm") == 0)
		return fetch->base == FETCH_SPECIAL && strcmp(fetch->name, "comm") == 0;
	return strcmp(arg->name, "caller") == 0 &&
	       ((fetch->base == FETCH_SPECIAL && strcmp(fetch->name, "stack0") == 0) ||
		(fetch->base == FETCH_REGISTER && strcmp(fetch->name, "x30") == 0));
}

/* Of return probes every event has it. */
static bool is_known(const struct probe_def *def, const char *name)
{
	return !is_comm(name) && def->point.place == PROBE_PLACE_RETURN;
}

struct sonde_error *ask_extra_check(const struct probe_def *def, const char *name)
{
	if (is_comm(name) || is_known(def, name) || def->point.place == PROBE_PLACE_ENTRY)
		return NULL;
	return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
			       "'caller' can be had where a function begins or returns only.");
}

/* Where it is when a function begins. */
static struct extra extra_of(const struct asking *asking, const char *name)
{
	const char *arch = asking->target.arch;

	if (is_comm(name))
		return (struct extra){"comm", FETCH_SPECIAL, "comm", NULL};
	if (arch && strcmp(arch, "aarch64") == 0)
		return (struct extra){"caller", FETCH_REGISTER, "x30", "x64"};
	return (struct extra){"caller", FETCH_SPECIAL, "stack0", "x64"};
}

static bool has_field(const struct probe_event *event, const char *name)
{
	vec_for_each(&event->args, arg) {
		if (arg->name && strcmp(arg->name, name) == 0)
			return true;
	}
	return false;
}

/* The place in the list is made first, so that all of it is freed with it. */
static struct sonde_error *add_to(struct probe_event *event, const struct extra *extra)
{
	struct probe_event_arg *arg;

	if (has_field(event, extra->field))
		return NULL;
	TRY(vec_push(&event->args, ((struct probe_event_arg){.is_named = true})));
	arg = vec_last(&event->args);
	TRY(sonde_strdup(extra->field, &arg->name));
	arg->fetch.base = extra->base;
	TRY(sonde_strdup(extra->name, &arg->fetch.name));
	TRY(sonde_strdup(extra->type, &arg->type));
	return fits_check_event(event);
}

struct sonde_error *ask_extra_add(struct asking *asking, const char *name, struct ask_found *found)
{
	const struct extra extra = extra_of(asking, name);

	if (is_known(&found->def, name))
		return NULL;
	/* The kernel itself tells the command of a thread then (hist/operand.h). */
	if (is_comm(name) && asking->features.mask &&
	    !features_have(asking->features, FEATURE_COMM))
		return NULL;
	if (!is_comm(name))
		TRY(ask_keep_called(asking, found));
	vec_for_each(&found->events, event)
		TRY(add_to(event, &extra));
	return NULL;
}
