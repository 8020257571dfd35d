/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/argument.h"

#include <stdlib.h>
#include <string.h>

#include "probe/fetch_type.h"

/* Bytes of a number or address that has no size of its own: both architectures have 64 bits. */
#define WORD_SIZE 8

static const char *name_of(const struct probe_event_arg *arg)
{
	return arg->name ? arg->name : "The argument";
}

static void take_number(const char *type, struct filter_argument *argument)
{
	struct fetch_bits bits;

	if (fetch_type_bits(type, &bits)) {
		argument->bit_width = bits.width;
		argument->bit_offset = bits.offset;
		argument->size = bits.size / 8;
	} else if (strncmp(type, "char", 4) == 0) {
		argument->size = 1;
	} else if (strncmp(type, "symbol", 6) == 0) {
		argument->size = WORD_SIZE;
	} else {
		/* `u32`: the kernel has no other spelling of it. */
		argument->size = (unsigned)strtoul(type + 1, NULL, 10) / 8;
	}
	argument->is_signed = strncmp(type, "symbol", 6) != 0 && type[0] == 's';
}

static bool is_command(const struct fetch *fetch)
{
	return fetch->base == FETCH_SPECIAL && strcasecmp(fetch->name, "comm") == 0;
}

/* Whether it is read by user-space addresses: what the last access says, or the type. */
static bool is_user_text(const struct fetch *fetch, const char *type)
{
	return strncmp(type, "ustring", 7) == 0 ||
	       (fetch->derefs.size && vec_last(&fetch->derefs)->user);
}

static struct sonde_error *check(const struct probe_event_arg *arg, const char *type)
{
	const bool is_path = strncmp(type, "%p", 2) == 0;

	if (is_path || strncmp(type, "symstr", 6) == 0)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					"%s is of type '%s', which only the kernel's tracer can "
					"make a text of.",
					name_of(arg), type),
			"%s",
			is_path ? "A name is had by its members: file->f_path.dentry->d_name.name."
				: "An address is of type 'symbol'.");
	if (arg->fetch.base == FETCH_FILE_OFFSET)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "%s lies at a distance from the start of the file, and a "
				       "BPF program is not told where that is.",
				       name_of(arg));
	return NULL;
}

static struct sonde_error *take_array(const struct probe_event_arg *arg, const char *count,
				      struct filter_argument *argument)
{
	if (argument->kind == FILTER_ARGUMENT_TEXT || argument->bit_width)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "%s is of type '%s': a BPF program reads arrays of whole "
				       "numbers only.",
				       name_of(arg), arg->type);
	argument->kind = FILTER_ARGUMENT_ARRAY;
	argument->count = (unsigned)strtoul(count, NULL, 0);
	return NULL;
}

struct sonde_error *filter_argument_of(const struct probe_event_arg *arg, bool is_user,
				       struct filter_argument *ret)
{
	struct filter_argument argument = {.kind = FILTER_ARGUMENT_NUMBER, .size = WORD_SIZE};
	const char *type = arg->type ? arg->type : "";
	const char *array = strchr(type, '[');

	TRY(check(arg, type));
	argument.is_command = is_command(&arg->fetch);
	if (argument.is_command || arg->fetch.base == FETCH_STRING || strstr(type, "string")) {
		argument.kind = FILTER_ARGUMENT_TEXT;
		argument.size = 1;
		argument.is_user = !argument.is_command && arg->fetch.base != FETCH_STRING &&
				   (is_user || is_user_text(&arg->fetch, type));
	} else if (*type) {
		take_number(type, &argument);
	}
	if (array)
		TRY(take_array(arg, array + 1, &argument));
	*ret = argument;
	return NULL;
}
