/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/fits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

/* `string`, `symstr` and the like, which are recorded behind the arguments: a size and a distance.
 */
static bool is_text_type(const char *type)
{
	return strstr(type, "str") || type[0] == '%';
}

/* Bytes of one element. */
static size_t size_of_type(const char *type)
{
	const char *holder = strchr(type, '/');

	if (is_text_type(type))
		return 4;
	if (strncmp(type, "char", 4) == 0)
		return 1;
	if (type[0] == 'b' && holder)
		return strtoul(holder + 1, NULL, 0) / 8;
	if (strchr("usx", type[0]) && strchr("0123456789", type[1]) && type[1])
		return strtoul(type + 1, NULL, 10) / 8;
	return 8;
}

size_t fits_data(const char *type)
{
	const char *array = type ? strchr(type, '[') : NULL;

	if (!type)
		return 8;
	return size_of_type(type) * (array ? strtoul(array + 1, NULL, 0) : 1);
}

/* Where the steps of traceprobe_parse_probe_arg_body() end: the base comes first, from 0 on. */
static size_t last_step(const struct fetch *fetch, const char *type)
{
	static const size_t bases[] = {
		/* The symbol, its address, memory there. */
		[FETCH_SYMBOL] = 2,
		[FETCH_ADDRESS] = 1,
		[FETCH_FILE_OFFSET] = 1,
		[FETCH_STRING] = 0,
	};
	const size_t base = fetch->base <= FETCH_STRING ? bases[fetch->base] : 0;
	const bool is_array = type && strchr(type, '[');
	const bool is_text = type && is_text_type(type);
	size_t step = base + fetch->derefs.size;

	/* What memory is the last step to is stored by it, unless it is an address of a text. */
	if (step == 0 || (type && strncmp(type, "symstr", 6) == 0) || (is_text && is_array))
		step++;
	if (type && type[0] == 'b')
		step++;
	return is_array ? step + 1 : step;
}

/* Bytes that a number has at the most, with its sign and what stands around it. */
#define NUMBER_MAX 24

/* Whether it is short whatever its numbers are: most are. */
static bool is_short(const struct fetch *fetch, const char *type)
{
	const size_t numbers = (fetch->derefs.size + 1) * NUMBER_MAX;

	return numbers + (fetch->name ? strlen(fetch->name) : 0) + (type ? strlen(type) : 0) <=
	       FITS_TEXT_MAX;
}

static struct sonde_error *check_text(const struct fetch *fetch, const char *type)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (is_short(fetch, type))
		return NULL;
	fetch_print(fetch, &text);
	if (type)
		str_appendf(&text, ":%s", type);
	TRY(str_check(&text));
	if (text.size <= FITS_TEXT_MAX)
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "its fetch argument has %zu bytes, and the kernel takes %d",
			       text.size, FITS_TEXT_MAX);
}

struct sonde_error *fits_check_arg(const struct fetch *fetch, const char *type)
{
	if (last_step(fetch, type) > FITS_STEP_LAST)
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"its %zu accesses to memory are more than the kernel has room for",
			fetch->derefs.size);
	vec_for_each(&fetch->derefs, deref) {
		if (deref->offset != (int32_t)deref->offset)
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "the kernel cuts the distance %" PRId64
					       " to 32 bits",
					       deref->offset);
	}
	return check_text(fetch, type);
}

static struct sonde_error *refuse_arg(const char *name, struct sonde_error *reason)
{
	_cleanup_error_ struct sonde_error *owned = reason;

	if (reason->kind != SONDE_ERROR_UNAVAILABLE)
		return take_ptr(owned);
	return sonde_error_new(SONDE_ERROR_REFUSED,
			       "the kernel does not take the argument '%s': %s.", name,
			       reason->message);
}

static struct sonde_error *check_arg_name(struct map *names, const char *name)
{
	if (strlen(name) > PROBE_ARG_NAME_MAX)
		return sonde_error_new(
			SONDE_ERROR_REFUSED,
			"the argument's name '%s' is longer than the kernel's %d bytes.", name,
			PROBE_ARG_NAME_MAX);
	if (probe_arg_name_reserved(name))
		return sonde_error_new(SONDE_ERROR_REFUSED,
				       "the kernel has a field named '%s' in every event.", name);
	if (map_has(names, name))
		return sonde_error_new(SONDE_ERROR_REFUSED,
				       "two arguments of the event have the name '%s'.", name);
	return map_put(names, name, NULL);
}

static struct sonde_error *check_args(const struct probe_event *event, size_t *data)
{
	_cleanup_map_ struct map names = MAP_INIT;

	for (size_t i = 0; i < event->args.size; i++) {
		const struct probe_event_arg *arg = &event->args.data[i];
		_cleanup_str_ struct str name = STR_INIT;
		struct sonde_error *error;

		/* The kernel's own name is by the position. */
		if (arg->name)
			str_append(&name, arg->name);
		else
			str_appendf(&name, "arg%zu", i + 1);
		TRY(str_check(&name));
		TRY(check_arg_name(&names, str_text(&name)));
		error = fits_check_arg(&arg->fetch, arg->type);
		if (error)
			return refuse_arg(str_text(&name), error);
		*data += fits_data(arg->type);
	}
	return NULL;
}

struct sonde_error *fits_check_event(const struct probe_event *event)
{
	_cleanup_str_ struct str line = STR_INIT;
	size_t data = 0;

	probe_event_print(event, &line);
	TRY(str_check(&line));
	if (event->args.size > FITS_ARGS_MAX || line.size > FITS_LINE_MAX)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_REFUSED,
					"the kernel takes no event of %zu arguments and %zu bytes "
					"of text: %d and %d are the most.",
					event->args.size, line.size, FITS_ARGS_MAX, FITS_LINE_MAX),
			"Ask for less, or in two events.");
	TRY(check_args(event, &data));
	if (data <= FITS_DATA_MAX)
		return NULL;
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_REFUSED,
						"the kernel takes no event that fetches %zu bytes: "
						"%d are the most.",
						data, FITS_DATA_MAX),
				"Ask for less, or in two events.");
}
