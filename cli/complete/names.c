/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in --by, --if, --show and the like: variables of the definitions on the line, fields of its
 * events, and what every hit has. */
#include <ctype.h>
#include <string.h>

#include "cli/complete/complete.h"
#include "cli/filter/scope.h"
#include "hist/spec.h"
#include "trace/item.h"
#include "trace/shape.h"
#include "tracefs/dir.h"
#include "tracefs/format.h"

/* Definitions whose variables are looked for. */
#define DEFINITIONS_MOST 4

static struct sonde_error *add_fields(struct completion *completion, const char *word, bool *ret)
{
	_cleanup_error_ struct sonde_error *missing = NULL;
	_cleanup_event_format_ struct event_format format = {0};
	_cleanup_free_ char *tracing_dir = NULL, *group = NULL;
	const char *colon = strchr(word, ':');

	*ret = false;
	if (!colon || strpbrk(word, " /"))
		return NULL;
	TRY(sonde_strndup(word, (size_t)(colon - word), &group));
	missing = tracing_dir_find(&tracing_dir);
	if (!missing)
		missing = event_format_read(tracing_dir, group, colon + 1, &format);
	if (missing)
		return missing->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(missing) : NULL;
	*ret = true;
	vec_for_each(&format.fields, field) {
		if (!field->is_common)
			TRY(completion_add(completion, field->name, field->type));
	}
	return NULL;
}

static struct sonde_error *add_of_definitions(struct completion *completion)
{
	size_t count = 0;

	vec_for_each(&completion->given, given) {
		bool is_event;

		if (given->option || count++ == DEFINITIONS_MOST)
			continue;
		TRY(add_fields(completion, given->value, &is_event));
		if (!is_event)
			TRY(complete_variables(completion, given->value));
	}
	return NULL;
}

struct sonde_error *complete_names(struct completion *completion)
{
	completion_settle_list(completion, ",=");
	completion->goes_on = true;
	return add_of_definitions(completion);
}

/* `NAME.SHAPE`, several with commas between them. @return whether it is the shape's turn */
static bool settle_shaped(struct completion *completion)
{
	completion_settle_list(completion, ",");
	completion->goes_on = true;
	if (!strchr(completion->text, '.'))
		return false;
	completion_settle_list(completion, ".");
	return true;
}

static struct sonde_error *add_key_shapes(struct completion *completion)
{
	for (size_t i = 0; hist_shape_word(i); i++) {
		const char *name = hist_shape_word(i);

		TRY(completion_add(completion, strcmp(name, "linear") == 0 ? "linear=" : name, ""));
	}
	return NULL;
}

struct sonde_error *complete_keys(struct completion *completion)
{
	if (settle_shaped(completion))
		return add_key_shapes(completion);
	TRY(complete_each(completion, filter_scope_common));
	TRY(complete_list(completion, "func|stack|caller"));
	return add_of_definitions(completion);
}

struct sonde_error *complete_columns(struct completion *completion)
{
	if (settle_shaped(completion))
		return complete_each(completion, hit_shape_name);
	TRY(complete_each(completion, hit_item_name));
	return add_of_definitions(completion);
}

/* A condition: the name that it ends with. */
struct sonde_error *complete_expression(struct completion *completion)
{
	size_t size = strlen(completion->text);

	while (size && (isalnum((unsigned char)completion->text[size - 1]) ||
			strchr("_$", completion->text[size - 1])))
		size--;
	/* A number, or a member of something. */
	if (isdigit((unsigned char)completion->text[size]) ||
	    (size && strchr(".>", completion->text[size - 1])))
		return NULL;
	completion_settle(completion, size);
	completion->goes_on = true;
	TRY(complete_each(completion, filter_scope_common));
	return add_of_definitions(completion);
}
