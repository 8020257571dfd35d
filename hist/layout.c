/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/layout.h"

#include <stdlib.h>
#include <string.h>

const char *hist_shape_name(enum hist_shape shape)
{
	static const char *const names[HIST_SHAPE_COUNT] = {
		[HIST_SHAPE_PLAIN] = "plain",	[HIST_SHAPE_LOG2] = "log2",
		[HIST_SHAPE_LINEAR] = "linear", [HIST_SHAPE_HEX] = "hex",
		[HIST_SHAPE_SYM] = "sym",	[HIST_SHAPE_FUNC] = "func",
		[HIST_SHAPE_ERRNO] = "errno",	[HIST_SHAPE_SYSCALL] = "syscall",
		[HIST_SHAPE_STRING] = "string", [HIST_SHAPE_ENUM] = "enum",
		[HIST_SHAPE_STACK] = "stack",	[HIST_SHAPE_PROCESS] = "process",
		[HIST_SHAPE_COMM] = "comm",
	};

	return names[shape];
}

const char *hist_value_role_name(enum hist_value_role role)
{
	static const char *const names[HIST_VALUE_ROLE_COUNT] = {
		[HIST_VALUE_COUNT] = "count", [HIST_VALUE_SUM] = "sum",
		[HIST_VALUE_MEAN] = "mean",   [HIST_VALUE_MAX] = "max",
		[HIST_VALUE_WORST] = "worst",
	};

	return names[role];
}

#define AT_MAX " at max"

size_t hist_value_subject(const char *title, enum hist_value_role role, const char **ret)
{
	const size_t size = strlen(title);
	const char *name = hist_value_role_name(role);

	*ret = title;
	if (role == HIST_VALUE_WORST) {
		if (size > strlen(AT_MAX) && strcmp(title + size - strlen(AT_MAX), AT_MAX) == 0)
			return size - strlen(AT_MAX);
	} else if (size > strlen(name) + 2 && strncmp(title, name, strlen(name)) == 0 &&
		   title[strlen(name)] == '(' && title[size - 1] == ')') {
		*ret = title + strlen(name) + 1;
		return size - strlen(name) - 2;
	}
	return size;
}

static bool is_word(const char *name, size_t size, const char *word, size_t word_size)
{
	return size == word_size && memcmp(name, word, size) == 0;
}

bool hist_value_is_called(const char *title, enum hist_value_role role, const char *name,
			  size_t size)
{
	const char *role_name = hist_value_role_name(role);
	const size_t role_size = strlen(role_name);
	const char *subject;
	const size_t subject_size = hist_value_subject(title, role, &subject);

	if (role == HIST_VALUE_COUNT)
		return is_word(name, size, "hitcount", strlen("hitcount"));
	if (is_word(name, size, subject, subject_size) ||
	    (role != HIST_VALUE_WORST && is_word(name, size, role_name, role_size)))
		return true;
	/* What is called by its role only is of the latency. */
	if (strcmp(title, role_name) != 0)
		return false;
	if (size > role_size && memcmp(name, role_name, role_size) == 0)
		return is_word(name + role_size, size - role_size, "(latency)",
			       strlen("(latency)"));
	return is_word(name, size, "latency", strlen("latency"));
}

void hist_key_layout_deinit(struct hist_key_layout *key)
{
	free(key->title);
	free(key->field);
	free(key->constant);
	free(key->unit);
	enumeration_deinit(&key->values);
	*key = (struct hist_key_layout){0};
}

void hist_value_layout_deinit(struct hist_value_layout *value)
{
	free(value->title);
	free(value->field);
	free(value->unit);
	enumeration_deinit(&value->values);
	*value = (struct hist_value_layout){0};
}

void hist_layout_deinit(struct hist_layout *layout)
{
	vec_for_each(&layout->keys, key)
		hist_key_layout_deinit(key);
	vec_deinit(&layout->keys);
	vec_for_each(&layout->values, value)
		hist_value_layout_deinit(value);
	vec_deinit(&layout->values);
	free(layout->title);
	free(layout->sort);
	*layout = (struct hist_layout)HIST_LAYOUT_INIT;
}

struct sonde_error *hist_layout_add_key(struct hist_layout *layout, struct hist_key_layout *key)
{
	TRY(vec_push(&layout->keys, *key));
	*key = (struct hist_key_layout){0};
	return NULL;
}

struct sonde_error *hist_layout_add_value(struct hist_layout *layout,
					  struct hist_value_layout *value)
{
	TRY(vec_push(&layout->values, *value));
	*value = (struct hist_value_layout){0};
	return NULL;
}
