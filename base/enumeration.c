/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/enumeration.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"

void enumeration_deinit(struct enumeration *enumeration)
{
	vec_for_each(&enumeration->names, name)
		free(name->name);
	vec_deinit(&enumeration->names);
	*enumeration = (struct enumeration){0};
}

/* Bytes of a name that can be told from its value. */
static size_t name_size(const char *name)
{
	size_t size = 0;

	while (name[size] && name[size] != '=' && !isspace((unsigned char)name[size]) &&
	       !iscntrl((unsigned char)name[size]))
		size++;
	return size;
}

static struct sonde_error *add(struct enumeration *enumeration, const char *name, size_t size,
			       uint64_t value)
{
	_cleanup_free_ char *copy = NULL;

	TRY(sonde_strndup(name, size, &copy));
	TRY(vec_push(&enumeration->names, (struct enumerator){copy, value}));
	take_ptr(copy);
	return NULL;
}

struct sonde_error *enumeration_add(struct enumeration *enumeration, const char *name,
				    uint64_t value)
{
	const size_t size = name_size(name);

	if (size == 0 || name[size])
		return sonde_error_new(SONDE_ERROR_FORMAT, "'%s' is no name for a number.", name);
	return add(enumeration, name, size, value);
}

struct sonde_error *enumeration_copy(const struct enumeration *enumeration, struct enumeration *ret)
{
	_cleanup_enumeration_ struct enumeration copy = {.is_signed = enumeration->is_signed};

	vec_for_each(&enumeration->names, name)
		TRY(add(&copy, name->name, strlen(name->name), name->value));
	*ret = copy;
	copy = (struct enumeration){0};
	return NULL;
}

bool enumeration_equal(const struct enumeration *a, const struct enumeration *b)
{
	if (a->names.size != b->names.size)
		return false;
	for (size_t i = 0; i < a->names.size; i++) {
		const bool is_small = a->names.data[i].value <= INT64_MAX;

		if (a->names.data[i].value != b->names.data[i].value ||
		    (!is_small && a->is_signed != b->is_signed) ||
		    strcmp(a->names.data[i].name, b->names.data[i].name) != 0)
			return false;
	}
	return true;
}

void enumeration_print(const struct enumeration *enumeration, struct str *out)
{
	vec_for_each(&enumeration->names, name) {
		const char *blank = name == enumeration->names.data ? "" : " ";

		str_appendf(out, "%s%s=", blank, name->name);
		if (enumeration->is_signed)
			str_appendf(out, "%" PRId64, (int64_t)name->value);
		else
			str_appendf(out, "%" PRIu64, name->value);
	}
}

static bool scan_value(struct scan *scan, bool *is_signed, uint64_t *ret)
{
	int64_t number;

	if (*scan->at != '-')
		return isdigit((unsigned char)*scan->at) && scan_u64(scan, ret);
	if (!scan_s64(scan, &number))
		return false;
	*is_signed = true;
	*ret = (uint64_t)number;
	return true;
}

struct sonde_error *enumeration_parse(const char *text, struct enumeration *ret)
{
	_cleanup_enumeration_ struct enumeration enumeration = {0};
	struct scan scan = scan_text(text);

	do {
		const char *name = scan.at;
		const size_t size = name_size(name);
		uint64_t value;

		scan.at += size;
		if (size == 0 || !scan_char(&scan, '=') ||
		    !scan_value(&scan, &enumeration.is_signed, &value))
			return sonde_error_new(SONDE_ERROR_FORMAT,
					       "There is no NAME=VALUE at byte %zu.",
					       scan_column(&scan));
		TRY(add(&enumeration, name, size, value));
	} while (scan_char(&scan, ' '));
	if (!scan_done(&scan))
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "There is more than a number at byte %zu.",
				       scan_column(&scan));
	*ret = enumeration;
	enumeration = (struct enumeration){0};
	return NULL;
}
