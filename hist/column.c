/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/column.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "hist/limits.h"

struct sonde_error *hist_term_error(const struct hist_terms *terms, const struct hist_term *term,
				    enum sonde_error_kind kind, const char *format, ...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(kind, terms->text, terms->text ? term->column : 0, format,
			       arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "%s: ", hist_word_option(terms->word));
}

static struct sonde_error *shape_error(const struct hist_terms *terms, const struct hist_term *term,
				       const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static struct sonde_error *shape_error(const struct hist_terms *terms, const struct hist_term *term,
				       const char *format, ...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(SONDE_ERROR_SYNTAX, terms->text, term->shape_column, format,
			       arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "%s: ", hist_word_option(terms->word));
}

struct sonde_error *hist_term_unknown(const struct hist_terms *terms, const struct hist_term *term,
				      const struct hist_event *event)
{
	_cleanup_(suggest_deinit) struct suggest suggest = {0};
	struct sonde_error *error = hist_term_error(terms, term, SONDE_ERROR_NOT_FOUND,
						    "'%s' has no field '%s'.",
						    hist_event_title(event), term->name);

	suggest_init(&suggest, term->name);
	hist_operand_offer(event, &suggest);
	if (suggest.nearest)
		return suggest_hint(&suggest, error);
	if (event->kind == HIST_EVENT_EXISTING)
		return sonde_error_hint(error, "Its fields are in the 'format' file of %s/%s.",
					event->system, event->event);
	return sonde_error_hint(error, "Name it in the definition, so that it is fetched.");
}

/* What a key of this meaning looks like if the person does not say. */
static enum hist_shape natural_shape(const struct hist_operand *operand)
{
	switch (operand->kind) {
	case HIST_OPERAND_PROCESS:
		return HIST_SHAPE_PROCESS;
	case HIST_OPERAND_COMMAND:
		return HIST_SHAPE_COMM;
	case HIST_OPERAND_FUNCTION:
		return HIST_SHAPE_FUNC;
	case HIST_OPERAND_STACK:
		return HIST_SHAPE_STACK;
	case HIST_OPERAND_LATENCY:
		return HIST_SHAPE_LOG2;
	case HIST_OPERAND_FIELD:
		break;
	default:
		return HIST_SHAPE_PLAIN;
	}
	if (operand->is_string)
		return HIST_SHAPE_STRING;
	if (operand->is_caller)
		return operand->is_user ? HIST_SHAPE_HEX : HIST_SHAPE_SYM;
	return operand->is_pointer ? HIST_SHAPE_HEX : HIST_SHAPE_PLAIN;
}

/* A shape of what is no field: it has its own, or, as a time, buckets. */
static struct sonde_error *check_special_shape(const struct hist_terms *terms,
					       const struct hist_term *term,
					       const struct hist_operand *operand)
{
	if (operand->kind == HIST_OPERAND_LATENCY &&
	    (term->shape == HIST_SHAPE_LOG2 || term->shape == HIST_SHAPE_LINEAR))
		return NULL;
	if (operand->kind == HIST_OPERAND_FUNCTION && term->shape == HIST_SHAPE_SYM)
		return NULL;
	return sonde_error_hint(shape_error(terms, term, "'%s' has no such shape.", term->name),
				operand->kind == HIST_OPERAND_LATENCY
					? "A time has .log2 or .linear=N."
					: "Write '%s' alone.",
				term->name);
}

static struct sonde_error *check_number_shape(const struct hist_terms *terms,
					      const struct hist_term *term,
					      const struct hist_operand *operand)
{
	switch (term->shape) {
	case HIST_SHAPE_STRING:
		return sonde_error_hint(
			shape_error(terms, term, "'%s' is fetched as a number.", term->name),
			"Fetch it as a text: '%s:string', or '%s:ustring' if it lies in "
			"a program.",
			term->name, term->name);
	case HIST_SHAPE_ENUM:
		if (operand->values)
			return NULL;
		return shape_error(terms, term, "'%s' is no enumeration, as far as is known.",
				   term->name);
	case HIST_SHAPE_SYM:
		if (operand->is_user)
			return shape_error(
				terms, term,
				"'%s' is an address of a program; the kernel has symbols of "
				"its own only.",
				term->name);
		if (operand->size != 8)
			return shape_error(terms, term, "'%s' has %u bytes; an address has 8.",
					   term->name, operand->size);
		return NULL;
	default:
		return NULL;
	}
}

static struct sonde_error *check_shape(const struct hist_columns *columns,
				       const struct hist_terms *terms, const struct hist_term *term,
				       const struct hist_operand *operand)
{
	if (!term->is_shaped)
		return NULL;
	if (term->shape == HIST_SHAPE_LINEAR && !columns->question->kernel.buckets)
		return sonde_error_hint(hist_term_error(terms, term, SONDE_ERROR_UNSUPPORTED,
							"this kernel has no '.linear'."),
					"It has '.log2'.");
	if (operand->kind != HIST_OPERAND_FIELD)
		return check_special_shape(terms, term, operand);
	if (!operand->is_string)
		return check_number_shape(terms, term, operand);
	if (term->shape == HIST_SHAPE_STRING)
		return NULL;
	return sonde_error_hint(
		shape_error(terms, term, "'%s' is a text; this shape is for numbers.", term->name),
		"Write '%s' alone.", term->name);
}

static struct sonde_error *check_operand(const struct hist_columns *columns,
					 const struct hist_terms *terms,
					 const struct hist_term *term,
					 const struct hist_operand *operand)
{
	const bool is_latency = columns->question->ask == HIST_ASK_LATENCY;

	if (operand->is_array)
		return sonde_error_hint(
			hist_term_error(terms, term, SONDE_ERROR_UNAVAILABLE,
					"'%s' is an array; the kernel cannot count by "
					"one.",
					term->name),
			"Fetch one element of it.");
	/* Of such a field a hist has the number (create_key_field() in trace_events_hist.c). */
	if (operand->is_pointed)
		return sonde_error_hint(
			hist_term_error(terms, term, SONDE_ERROR_UNAVAILABLE,
					"the event has only the address of the text '%s'; the "
					"kernel cannot count by what is there.",
					term->name),
			"A probe can fetch it, as in 'FUNC %s:%s'.", term->name,
			operand->is_in_program ? "ustring" : "string");
	if (operand->kind == HIST_OPERAND_LATENCY && !is_latency)
		return sonde_error_hint(hist_term_error(terms, term, SONDE_ERROR_UNAVAILABLE,
							"one event has no latency."),
					"'sonde latency' measures the time between two.");
	if (operand->kind == HIST_OPERAND_STACK && operand->is_user)
		return sonde_error_hint(
			hist_term_error(
				terms, term, SONDE_ERROR_UNAVAILABLE,
				"the kernel has no stacks of programs: it would show its own "
				"frames only."),
			"'caller' is the address that a function of a program returns to.");
	return NULL;
}

/* The same column twice is the same label twice in the file. */
static struct sonde_error *check_repeated(const struct hist_columns *columns,
					  const struct hist_terms *terms,
					  const struct hist_term *term,
					  const struct hist_key_layout *key)
{
	vec_for_each(&columns->layout->keys, other) {
		if (strcmp(other->title, key->title) == 0)
			return hist_term_error(terms, term, SONDE_ERROR_SYNTAX,
					       "'%s' is there already.", term->name);
	}
	return NULL;
}

/*
 * A unit that the kernel does not have. It can divide, but rounds small quotients up, and makes no
 * buckets of them (hist_field_div() of kernels up to 6.12); so it makes buckets as wide as one of
 * the unit, or as the person's, and who reads them divides.
 */
static struct sonde_error *add_scaled_key(struct hist_columns *columns,
					  const struct hist_terms *terms,
					  const struct hist_term *term,
					  const struct hist_operand *operand,
					  struct hist_key_layout *key)
{
	uint64_t width = operand->scale;

	if (!columns->question->kernel.buckets)
		return hist_term_error(terms, term, SONDE_ERROR_UNSUPPORTED,
				       "this kernel has no buckets of milliseconds.");
	if (key->width && __builtin_mul_overflow(width, key->width, &width))
		return shape_error(terms, term, "buckets of this width have no end.");
	key->is_folded = true;
	key->scale = operand->scale;
	return hist_texts_add(&columns->trigger->keys, "%s.buckets=%" PRIu64, operand->key, width);
}

/*
 * The kernel takes numbers for unsigned ones when it makes buckets: below 0 they begin at multiples
 * of the width only if that is a power of two. So it makes those of the greatest power of two that
 * divides the width, or none; who reads them makes the wide ones.
 */
static struct sonde_error *add_signed_linear(struct hist_columns *columns,
					     const struct hist_operand *operand,
					     struct hist_key_layout *key)
{
	const uint64_t power = key->width & -key->width;
	/* As one of several keys a bucket has no more bytes than the field. */
	const bool has_room = key->size >= 8 || power >> (8 * key->size - 1) == 0;

	key->is_folded = power != key->width || !has_room;
	if (power == 1 || !has_room)
		return hist_texts_add(&columns->trigger->keys, "%s", operand->key);
	key->scale = key->is_folded;
	return hist_texts_add(&columns->trigger->keys, "%s.buckets=%" PRIu64, operand->key, power);
}

/* The key in the kernel's words. */
static struct sonde_error *add_kernel_key(struct hist_columns *columns,
					  const struct hist_operand *operand,
					  struct hist_key_layout *key)
{
	struct hist_texts *keys = &columns->trigger->keys;

	switch (key->shape) {
	case HIST_SHAPE_LOG2:
		return hist_texts_add(keys, "%s.log2", operand->key);
	case HIST_SHAPE_LINEAR:
		if (key->is_signed)
			return add_signed_linear(columns, operand, key);
		return hist_texts_add(keys, "%s.buckets=%" PRIu64, operand->key, key->width);
	case HIST_SHAPE_SYM:
		return hist_texts_add(keys, "%s.sym-offset", operand->key);
	case HIST_SHAPE_FUNC:
		return hist_texts_add(keys, "%s.sym", operand->key);
	case HIST_SHAPE_SYSCALL:
		return hist_texts_add(keys, "%s.syscall", operand->key);
	case HIST_SHAPE_COMM:
		return hist_texts_add(keys, "%s.execname", operand->key);
	default:
		return hist_texts_add(keys, "%s", operand->key);
	}
}

struct sonde_error *hist_column_add_key(struct hist_columns *columns,
					const struct hist_terms *terms,
					const struct hist_term *term,
					const struct hist_operand *operand)
{
	_cleanup_hist_key_layout_ struct hist_key_layout key = {
		.width = term->width,
		.is_signed = operand->is_signed,
		.size = operand->is_string ? 0 : operand->size,
	};

	TRY(check_operand(columns, terms, term, operand));
	TRY(check_shape(columns, terms, term, operand));
	key.shape = term->is_shaped && operand->kind != HIST_OPERAND_FUNCTION
			    ? term->shape
			    : natural_shape(operand);
	TRY(sonde_strdup(term->name, &key.title));
	TRY(sonde_strdup(operand->key, &key.field));
	TRY(sonde_strdup(operand->constant, &key.constant));
	TRY(sonde_strdup(operand->unit, &key.unit));
	if (key.shape == HIST_SHAPE_ENUM)
		TRY(enumeration_copy(operand->values, &key.values));
	TRY(check_repeated(columns, terms, term, &key));
	columns->trigger->key_bytes += hist_operand_bytes(operand);
	if (operand->scale)
		TRY(add_scaled_key(columns, terms, term, operand, &key));
	else if (operand->key)
		TRY(add_kernel_key(columns, operand, &key));
	return hist_layout_add_key(columns->layout, &key);
}

static struct sonde_error *add_value(struct hist_columns *columns, struct hist_value_layout *value,
				     struct str *title, const char *field)
{
	TRY(str_take(title, &value->title));
	TRY(sonde_strdup(field, &value->field));
	return hist_layout_add_value(columns->layout, value);
}

struct sonde_error *hist_column_add_count(struct hist_columns *columns)
{
	_cleanup_hist_value_layout_ struct hist_value_layout value = {
		.role = HIST_VALUE_COUNT, .size = 8, .scale = 1};
	_cleanup_str_ struct str title = STR_INIT;

	str_append(&title, "hits");
	return add_value(columns, &value, &title, "hitcount");
}

static bool has_value(const struct hist_columns *columns, enum hist_value_role role,
		      const char *field)
{
	vec_for_each(&columns->layout->values, value) {
		if (value->role == role && strcmp(value->field, field) == 0)
			return true;
	}
	return false;
}

struct sonde_error *hist_column_add_sum(struct hist_columns *columns,
					const struct hist_terms *terms,
					const struct hist_term *term,
					const struct hist_operand *operand)
{
	_cleanup_hist_value_layout_ struct hist_value_layout value = {
		.role = HIST_VALUE_SUM,
		.is_signed = operand->is_signed,
		.size = operand->size,
		.scale = 1,
	};
	_cleanup_str_ struct str title = STR_INIT;

	TRY(check_operand(columns, terms, term, operand));
	if (operand->kind != HIST_OPERAND_FIELD || operand->is_string || operand->is_pointer ||
	    operand->is_caller)
		return sonde_error_hint(hist_term_error(terms, term, SONDE_ERROR_SYNTAX,
							"'%s' is nothing to sum up.", term->name),
					"A sum is of numbers that count something.");
	if (has_value(columns, HIST_VALUE_SUM, operand->key))
		return hist_term_error(terms, term, SONDE_ERROR_SYNTAX, "'%s' is there already.",
				       term->name);
	TRY(sonde_strdup(operand->unit, &value.unit));
	TRY(hist_texts_add(&columns->trigger->values, "%s", operand->key));
	str_appendf(&title, "sum(%s)", term->name);
	return add_value(columns, &value, &title, operand->key);
}

struct sonde_error *hist_column_add_key_sum(struct hist_columns *columns)
{
	const struct hist_key_layout *key = NULL;
	_cleanup_hist_value_layout_ struct hist_value_layout value = {.role = HIST_VALUE_SUM};
	_cleanup_str_ struct str title = STR_INIT;

	vec_for_each(&columns->layout->keys, own) {
		if (own->shape == HIST_SHAPE_LOG2 || own->shape == HIST_SHAPE_LINEAR)
			key = own;
	}
	if (!key || columns->trigger->values.size == HIST_VALUES_MAX ||
	    has_value(columns, HIST_VALUE_SUM, key->field))
		return NULL;
	value.is_signed = key->is_signed;
	value.size = key->size;
	/* A scale of 1 is of narrower buckets in the same unit. */
	value.scale = key->scale ? key->scale : 1;
	TRY(sonde_strdup(key->unit, &value.unit));
	TRY(hist_texts_add(&columns->trigger->values, "%s", key->field));
	str_appendf(&title, "sum(%s)", key->title);
	return add_value(columns, &value, &title, key->field);
}

/* What the reader makes of a saved number; the kernel saves no more than that. */
static bool can_be_saved_as(enum hist_shape shape)
{
	return shape == HIST_SHAPE_HEX || shape == HIST_SHAPE_ERRNO || shape == HIST_SHAPE_ENUM ||
	       shape == HIST_SHAPE_STRING;
}

struct sonde_error *hist_column_add_worst(struct hist_columns *columns,
					  const struct hist_terms *terms,
					  const struct hist_term *term,
					  const struct hist_operand *operand)
{
	_cleanup_hist_value_layout_ struct hist_value_layout value = {
		.role = HIST_VALUE_WORST,
		.is_signed = operand->is_signed,
		.size = operand->is_string ? 0 : operand->size,
		.scale = 1,
		.is_string = operand->is_string,
	};
	_cleanup_str_ struct str title = STR_INIT;

	TRY(check_operand(columns, terms, term, operand));
	if (operand->kind != HIST_OPERAND_FIELD && operand->kind != HIST_OPERAND_THREAD &&
	    operand->kind != HIST_OPERAND_CPU)
		return hist_term_error(terms, term, SONDE_ERROR_UNAVAILABLE,
				       "the kernel cannot keep '%s' of the one that took longest.",
				       term->name);
	TRY(check_shape(columns, terms, term, operand));
	if (term->is_shaped && !can_be_saved_as(term->shape))
		return sonde_error_hint(
			shape_error(terms, term, "what is kept of one hit has no such shape."),
			"It has .hex, .errno or .enum.");
	if (has_value(columns, HIST_VALUE_WORST, operand->key))
		return hist_term_error(terms, term, SONDE_ERROR_SYNTAX, "'%s' is there already.",
				       term->name);
	value.shape = term->is_shaped ? term->shape : natural_shape(operand);
	/* An address is saved as a number. */
	if (value.shape == HIST_SHAPE_SYM)
		value.shape = HIST_SHAPE_HEX;
	if (value.shape == HIST_SHAPE_ENUM)
		TRY(enumeration_copy(operand->values, &value.values));
	str_appendf(&title, "%s at max", term->name);
	return add_value(columns, &value, &title, operand->key);
}

static bool has_key(const struct hist_columns *columns, const char *title)
{
	vec_for_each(&columns->layout->keys, key) {
		if (strcmp(key->title, title) == 0)
			return true;
	}
	return false;
}

struct sonde_error *hist_column_add_latency(struct hist_columns *columns, enum hist_value_role role)
{
	_cleanup_hist_value_layout_ struct hist_value_layout value = {
		.role = role,
		.size = 8,
		.scale = columns->question->unit == HIST_UNIT_MS ? 1000 : 1,
	};
	const char *name = hist_value_role_name(role);
	_cleanup_str_ struct str title = STR_INIT;

	TRY(sonde_strdup(hist_unit_name(columns->question->unit), &value.unit));
	if (role == HIST_VALUE_SUM)
		TRY(hist_texts_add(&columns->trigger->values, "lat"));
	str_appendf(&title, has_key(columns, name) ? "%s(latency)" : "%s", name);
	return add_value(columns, &value, &title, role == HIST_VALUE_MAX ? "max" : "lat");
}
