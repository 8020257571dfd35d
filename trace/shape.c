/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/shape.h"

#include <string.h>

static const char *const names[] = {
	[HIT_SHAPE_PLAIN] = "",	     [HIT_SHAPE_DECIMAL] = "dec",     [HIT_SHAPE_HEX] = "hex",
	[HIT_SHAPE_ERRNO] = "errno", [HIT_SHAPE_SYMBOL] = "sym",      [HIT_SHAPE_ENUM] = "enum",
	[HIT_SHAPE_TEXT] = "str",    [HIT_SHAPE_SYSCALL] = "syscall",
};

#define NAMES (sizeof(names) / sizeof(*names))

const char *hit_shape_name(size_t position)
{
	return position < NAMES - HIT_SHAPE_DECIMAL ? names[HIT_SHAPE_DECIMAL + position] : NULL;
}

bool hit_shape_find(const char *name, size_t size, enum hit_shape *ret)
{
	for (size_t i = HIT_SHAPE_DECIMAL; i < NAMES; i++) {
		if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) {
			*ret = (enum hit_shape)i;
			return true;
		}
	}
	return false;
}

static struct sonde_error *unsuited(enum hit_shape shape, const struct hit_field *field,
				    const char *why)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "'%s' cannot be shown as .%s: %s.",
			       field->label, names[shape], why);
}

static struct sonde_error *check_text(const struct hit_field *field)
{
	if (field->is_text || (field->is_array && field->size == 1))
		return NULL;
	return sonde_error_hint(unsuited(HIT_SHAPE_TEXT, field, "it is a number"),
				"To have the text that it points to, fetch it as one: '%s:string'.",
				field->label);
}

struct sonde_error *hit_shape_check(enum hit_shape shape, const struct hit_field *field)
{
	switch (shape) {
	case HIT_SHAPE_PLAIN:
		return NULL;
	case HIT_SHAPE_TEXT:
		return check_text(field);
	case HIT_SHAPE_DECIMAL:
	case HIT_SHAPE_HEX:
	case HIT_SHAPE_ERRNO:
	case HIT_SHAPE_SYMBOL:
	case HIT_SHAPE_SYSCALL:
		return field->is_text ? unsuited(shape, field, "it is a text") : NULL;
	case HIT_SHAPE_ENUM:
		if (field->is_text)
			return unsuited(shape, field, "it is a text");
		if (!field->values.names.size)
			return unsuited(shape, field, "nothing is known of names of its values");
		return NULL;
	}
	return NULL;
}
