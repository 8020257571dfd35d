/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/filter_print.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/suggest.h"
#include "hist/limits.h"

struct sonde_error *hist_filter_error(const struct hist_filter *filter, enum sonde_error_kind kind,
				      size_t column, const char *format, ...)
{
	struct sonde_error *error;
	va_list arguments;

	va_start(arguments, format);
	error = sonde_error_at(kind, filter->text, filter->text ? column : 0, format, arguments);
	va_end(arguments);
	return sonde_error_prefix(error, "--if: ");
}

/* A name that no filter can compare. */
static struct sonde_error *incomparable(const struct hist_filter *filter,
					const struct hist_test *test,
					const struct hist_operand *operand)
{
	struct sonde_error *error = hist_filter_error(filter, SONDE_ERROR_UNAVAILABLE,
						      test->name_column, "'%s' cannot be compared.",
						      test->name);

	if (operand->kind == HIST_OPERAND_PROCESS)
		return sonde_error_hint(error, "-p PID counts what a process does; 'tid' is the "
					       "number of a thread.");
	if (operand->is_array)
		return sonde_error_hint(error, "It is an array: fetch one element of it.");
	return error;
}

/*
 * A pattern as the kernel has to have it: to one that begins with a digit it does not listen, and a
 * `!` in front turns it round (filter_parse_regex()). The end of one that begins with `*` it looks
 * for at the end of all the room that a text has (regex_match_end(), regex_match_middle()), unless
 * there is something else of patterns in it; so there is made to be.
 */
static void print_pattern(const char *pattern, bool has_room, struct str *out)
{
	const size_t stars = strspn(pattern, "*");
	const bool is_plain = !strpbrk(pattern, "?[\\");

	if (isdigit((unsigned char)*pattern))
		str_appendf(out, "[%c]%s", *pattern, pattern + 1);
	else if (*pattern == '!' || (has_room && is_plain && stars && pattern[stars]))
		str_appendf(out, "%.*s\\%s", (int)stars, pattern, pattern + stars);
	else
		str_append(out, pattern);
}

static struct sonde_error *print_text_value(const struct hist_filter *filter,
					    const struct hist_test *test,
					    const struct hist_operand *operand, struct str *out)
{
	_cleanup_str_ struct str value = STR_INIT;
	const char quote = strchr(test->value, '"') ? '\'' : '"';

	/* Bytes that end a line, or that a terminal would obey, are nothing to be written there. */
	for (const char *at = test->value; *at; at++) {
		if (iscntrl((unsigned char)*at))
			return hist_filter_error(
				filter, SONDE_ERROR_UNAVAILABLE, test->value_column,
				"the kernel's own filter takes no control characters.");
	}
	/* The kernel's quotes have no escapes. */
	if (strchr(test->value, quote))
		return hist_filter_error(filter, SONDE_ERROR_UNAVAILABLE, test->value_column,
					 "the kernel has no way to write a text with both kinds of "
					 "quotes.");
	/* The end of a text is taken for a byte that is in none of these. */
	if (test->op == HIST_MATCHES && strstr(test->value, "[!"))
		return hist_filter_error(
			filter, SONDE_ERROR_UNAVAILABLE, test->value_column,
			"the kernel's own filter reads [!...] beyond the end of a text.");
	if (test->op == HIST_MATCHES)
		print_pattern(test->value, operand->has_room, &value);
	else
		str_append(&value, test->value);
	if (value.size >= HIST_TEXT_BYTES)
		return hist_filter_error(
			filter, SONDE_ERROR_UNAVAILABLE, test->value_column,
			"a text of %zu bytes; the kernel compares with at most %d.", value.size,
			HIST_TEXT_BYTES - 1);
	TRY(str_check(&value));
	str_appendf(out, "%c%s%c", quote, str_text(&value), quote);
	return NULL;
}

static struct sonde_error *print_text_test(const struct hist_filter *filter,
					   const struct hist_test *test,
					   const struct hist_operand *operand, struct str *out)
{
	if (test->op != HIST_EQUAL && test->op != HIST_UNEQUAL && test->op != HIST_MATCHES)
		return sonde_error_hint(
			hist_filter_error(filter, SONDE_ERROR_SYNTAX, test->operator_column,
					  "'%s' is a text, and '%s' is for numbers.", test->name,
					  hist_operator_text(test->op)),
			"Texts have == and !=, and ~ for patterns.");
	if (!test->quote)
		return sonde_error_hint(
			hist_filter_error(filter, SONDE_ERROR_SYNTAX, test->value_column,
					  "'%s' is a text, and '%s' is none.", test->name,
					  test->value),
			"If a text is meant, write it in quotes: \"%s\".", test->value);
	/* Without being told, the kernel looks for the text in its own memory, and finds none. */
	str_appendf(out, "%s%s %s ", operand->filter, operand->is_in_program ? ".ustring" : "",
		    hist_operator_text(test->op));
	return print_text_value(filter, test, operand, out);
}

/* A value that is no number. */
static struct sonde_error *no_number(const struct hist_filter *filter, const struct hist_test *test,
				     const struct hist_operand *operand)
{
	_cleanup_(suggest_deinit) struct suggest suggest = {0};
	struct sonde_error *error;

	suggest_init(&suggest, test->value);
	for (size_t i = 0; operand->values && i < operand->values->names.size; i++)
		suggest_offer(&suggest, operand->values->names.data[i].name);
	error = hist_filter_error(filter, SONDE_ERROR_SYNTAX, test->value_column,
				  "'%s' is a number, and '%s' is none.", test->name, test->value);
	if (suggest.nearest)
		return suggest_hint(&suggest, error);
	if (test->quote)
		return sonde_error_hint(error,
					"If it is the address of a text, fetch that: "
					"'%s:string'.",
					test->name);
	return error;
}

/* What a number cannot be: the kernel would cut it off without a word. */
static struct sonde_error *out_of_range(const struct hist_filter *filter,
					const struct hist_test *test,
					const struct hist_operand *operand)
{
	_cleanup_str_ struct str range = STR_INIT;
	struct sonde_error *error;

	hist_number_print_range(operand->size, operand->is_signed, &range);
	error = hist_filter_error(filter, SONDE_ERROR_SYNTAX, test->value_column,
				  "'%s' is never %s: it goes from %s.", test->name, test->value,
				  str_text(&range));
	if (*test->value == '-' && !operand->is_signed && operand->kind == HIST_OPERAND_FIELD)
		return sonde_error_hint(error, "If it has a sign, fetch it with one: '%s:s%u'.",
					test->name, operand->size * 8);
	return error;
}

/* Comparing what has no sign with 0 by these is always the same. */
static struct sonde_error *check_sign(const struct hist_filter *filter,
				      const struct hist_test *test,
				      const struct hist_operand *operand,
				      const struct hist_number *number)
{
	const bool is_constant = !operand->is_signed && number->magnitude == 0 &&
				 (test->op == HIST_LESS || test->op == HIST_GREATER_EQUAL);
	struct sonde_error *error;

	if (!is_constant || !test->name_column)
		return NULL;
	error = hist_filter_error(filter, SONDE_ERROR_SYNTAX, test->operator_column,
				  "'%s' has no sign: it is never below 0.", test->name);
	if (operand->kind == HIST_OPERAND_FIELD && operand->size)
		return sonde_error_hint(error, "If it has one, fetch it as such: '%s:s%u'.",
					test->name, operand->size * 8);
	return error;
}

/* What functions return is the negative of an errno; to compare with ENOENT itself is a slip. */
static struct sonde_error *check_errno(const struct hist_filter *filter,
				       const struct hist_test *test,
				       const struct hist_operand *operand,
				       const struct hist_number *number)
{
	if (!number->is_errno || number->is_negative ||
	    (!operand->is_signed && strcmp(test->name, "$retval") != 0))
		return NULL;
	return sonde_error_hint(
		hist_filter_error(filter, SONDE_ERROR_SYNTAX, test->value_column,
				  "%s is %" PRIu64 ", and errors that are returned are negative.",
				  test->value, number->magnitude),
		"Write '-%s', or %" PRIu64 " if that is meant.", test->value, number->magnitude);
}

/* The kernel's unit is a smaller one: so an amount is a range of it. */
static struct sonde_error *scale(const struct hist_filter *filter, const struct hist_test *test,
				 const struct hist_operand *operand, struct hist_number *number)
{
	if (!operand->scale)
		return NULL;
	if (test->op == HIST_EQUAL || test->op == HIST_UNEQUAL || test->op == HIST_HAS_BITS)
		return sonde_error_hint(
			hist_filter_error(filter, SONDE_ERROR_UNAVAILABLE, test->operator_column,
					  "the kernel does not measure '%s' in this unit.",
					  test->name),
			"It can be compared by < <= > >=, or with '--unit us'.");
	if (__builtin_mul_overflow(number->magnitude, operand->scale, &number->magnitude))
		return out_of_range(filter, test, operand);
	return NULL;
}

static bool read_number(const struct hist_test *test, const struct hist_operand *operand,
			struct hist_number *ret)
{
	if (test->is_number) {
		*ret = test->number;
		return true;
	}
	if (!test->quote)
		return hist_number_read_name(test->value, operand->values, ret);
	*ret = (struct hist_number){.magnitude = (unsigned char)*test->value};
	return test->quote == '\'' && strlen(test->value) == 1;
}

static struct sonde_error *print_number_test(const struct hist_filter *filter,
					     const struct hist_test *test,
					     const struct hist_operand *operand, struct str *out)
{
	const bool is_bits = test->op == HIST_HAS_BITS;
	struct hist_number number;

	if (test->op == HIST_MATCHES)
		return sonde_error_hint(
			hist_filter_error(filter, SONDE_ERROR_SYNTAX, test->operator_column,
					  "'%s' is a number, and '~' is for texts.", test->name),
			"Numbers have == != < <= > >= &.");
	if (is_bits && operand->kind == HIST_OPERAND_CPU)
		return hist_filter_error(filter, SONDE_ERROR_UNAVAILABLE, test->operator_column,
					 "the kernel has no '&' for '%s'.", test->name);
	if (!read_number(test, operand, &number))
		return no_number(filter, test, operand);
	TRY(check_errno(filter, test, operand, &number));
	/* Bits of a negative number are bits, too. */
	if (!hist_number_fits(&number, operand->size, operand->is_signed) &&
	    !(is_bits && hist_number_fits(&number, operand->size, false)))
		return out_of_range(filter, test, operand);
	TRY(check_sign(filter, test, operand, &number));
	TRY(scale(filter, test, operand, &number));
	if (is_bits && operand->is_signed && number.magnitude > INT64_MAX && !number.is_negative)
		number = (struct hist_number){.is_negative = true, .magnitude = -number.magnitude};
	str_appendf(out, "%s %s ", operand->filter, hist_operator_text(test->op));
	hist_number_print(&number, out);
	return NULL;
}

static struct sonde_error *print_test(const struct hist_filter *filter,
				      const struct hist_test *test, const struct hist_scope *scope,
				      struct str *out)
{
	struct hist_operand operand;

	TRY(scope->find(scope, test, &operand));
	if (!operand.filter || operand.is_array)
		return incomparable(filter, test, &operand);
	if (operand.is_string)
		return print_text_test(filter, test, &operand, out);
	return print_number_test(filter, test, &operand, out);
}

static struct sonde_error *print_node(const struct hist_filter *filter, size_t node,
				      const struct hist_scope *scope, struct str *out);

/* An operand of `&&` or `||`, in parentheses where it binds less. */
static struct sonde_error *print_operand(const struct hist_filter *filter, size_t node,
					 bool inside_and, const struct hist_scope *scope,
					 struct str *out)
{
	const enum hist_node_kind kind = filter->nodes.data[node].kind;
	const bool grouped = (inside_and && kind == HIST_NODE_OR) ||
			     (!inside_and && kind == HIST_NODE_AND);

	str_append(out, grouped ? "(" : "");
	TRY(print_node(filter, node, scope, out));
	str_append(out, grouped ? ")" : "");
	return NULL;
}

static struct sonde_error *print_node(const struct hist_filter *filter, size_t node,
				      const struct hist_scope *scope, struct str *out)
{
	const struct hist_node *here = &filter->nodes.data[node];
	const bool is_and = here->kind == HIST_NODE_AND;

	if (here->kind == HIST_NODE_TEST)
		return print_test(filter, &here->test, scope, out);
	if (here->kind == HIST_NODE_NOT) {
		str_append(out, "!(");
		TRY(print_node(filter, here->left, scope, out));
		str_append(out, ")");
		return NULL;
	}
	TRY(print_operand(filter, here->left, is_and, scope, out));
	str_append(out, is_and ? " && " : " || ");
	return print_operand(filter, here->right, is_and, scope, out);
}

struct sonde_error *hist_filter_print(const struct hist_filter *filter, size_t node,
				      const struct hist_scope *scope, struct str *out)
{
	/* A part of several that are joined by `&&`. */
	if (out->size)
		str_append(out, " && ");
	return print_operand(filter, node, true, scope, out);
}
