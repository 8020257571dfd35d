/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/fetch.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "probe/fetch_type.h"

/* The kernel's programs have 16 steps (FETCH_INSN_MAX): a base, these, and an end. */
#define DEREFS_MAX 14
/* PARAM_MAX_STACK of the kernel's trace_probe.c, words of a stack of 16 kB. */
#define ORDINAL_MAX 2048

void fetch_deinit(struct fetch *fetch)
{
	free(fetch->name);
	vec_deinit(&fetch->derefs);
	*fetch = (struct fetch){0};
}

static uint64_t magnitude(int64_t value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static void print_base(const struct fetch *fetch, struct str *out)
{
	switch (fetch->base) {
	case FETCH_REGISTER:
		str_appendf(out, "%%%s", fetch->name);
		break;
	case FETCH_SPECIAL:
		str_appendf(out, "$%s", fetch->name);
		break;
	case FETCH_SYMBOL:
		str_appendf(out, "@%s", fetch->name);
		if (fetch->value)
			str_appendf(out, "%+" PRId64, fetch->value);
		break;
	case FETCH_ADDRESS:
		str_appendf(out, "@0x%" PRIx64, (uint64_t)fetch->value);
		break;
	case FETCH_FILE_OFFSET:
		str_appendf(out, "@+%s0x%" PRIx64, fetch->value < 0 ? "-" : "",
			    fetch->value < 0 ? 0 - (uint64_t)fetch->value : (uint64_t)fetch->value);
		break;
	case FETCH_IMMEDIATE:
		str_appendf(out, "\\%" PRId64, fetch->value);
		break;
	case FETCH_STRING:
		str_appendf(out, "\\\"%s\"", fetch->name);
		break;
	}
}

void fetch_print(const struct fetch *fetch, struct str *out)
{
	for (size_t i = fetch->derefs.size; i-- > 0;) {
		const struct fetch_deref *deref = &fetch->derefs.data[i];

		str_appendf(out, "%c%s%" PRIu64 "(", deref->offset < 0 ? '-' : '+',
			    deref->user ? "u" : "", magnitude(deref->offset));
	}
	print_base(fetch, out);
	for (size_t i = 0; i < fetch->derefs.size; i++)
		str_append_char(out, ')');
}

/* A number with an optional sign, in the range of int64_t. */
static struct sonde_error *parse_signed(struct scan *scan, const char *what, int64_t *ret)
{
	struct scan start = *scan;
	bool negative = scan_char(scan, '-');
	uint64_t number;

	if (!negative)
		scan_char(scan, '+');
	TRY(scan_number(scan, what, &number));
	if (number > (uint64_t)INT64_MAX + negative)
		return scan_error(&start, "The number is too large for %s.", what);
	*ret = (int64_t)(negative ? 0 - number : number);
	return NULL;
}

/* `+|-[u]OFFS(`; what is within the parenthesis is the caller's. */
static struct sonde_error *parse_deref(struct scan *scan, struct fetch *fetch)
{
	struct scan start = *scan;
	struct fetch_deref deref = {0};
	bool negative = scan_char(scan, '-');
	uint64_t offset;

	if (!negative)
		scan_char(scan, '+');
	deref.user = scan_char(scan, 'u');
	/* Behind a `+`, the kernel's number parser takes a sign of its own. */
	if (!negative)
		negative = scan_char(scan, '-');
	TRY(scan_number(scan, "an offset", &offset));
	if (offset > INT64_MAX)
		return scan_error(&start, "The number is too large for an offset.");
	deref.offset = negative ? -(int64_t)offset : (int64_t)offset;
	if (!scan_char(scan, '('))
		return sonde_error_hint(scan_error(scan, "Expected '(' after the offset."),
					"Memory at a register plus 8 is '+8(%%di)'.");
	if (fetch->derefs.size == DEREFS_MAX)
		return scan_error(&start, "The kernel takes no more than %d levels.", DEREFS_MAX);
	return vec_push(&fetch->derefs, deref);
}

static struct sonde_error *take_name(struct scan *scan, const char *start, struct fetch *fetch)
{
	return sonde_strndup(start, (size_t)(scan->at - start), &fetch->name);
}

static struct sonde_error *parse_register(struct scan *scan, struct fetch *fetch)
{
	const char *start = scan->at;

	fetch->base = FETCH_REGISTER;
	if (!scan_identifier(scan))
		return scan_error(scan, "Expected a register's name after '%%'.");
	return take_name(scan, start, fetch);
}

/* The N of $argN and $stackN. */
static struct sonde_error *check_ordinal(const char *name, const struct scan *start)
{
	bool is_arg = strcmp(name, "arg") == 0;
	struct scan digits = *start;
	uint64_t number;

	if (is_arg && *digits.at == '*')
		return sonde_error_hint(scan_error(start, "$arg* is not supported."),
					"Write $params for all parameters.");
	TRY(scan_number(&digits, "the argument's or stack slot's number", &number));
	if (scan_identifier(&digits) || strncasecmp(start->at, "0x", 2) == 0)
		return scan_error(start, "Expected a decimal number.");
	if (is_arg && !number)
		return sonde_error_hint(scan_error(start, "There is no $arg0."),
					"The first argument is $arg1.");
	if (number > UINT32_MAX)
		return scan_error(start, "The number is too large.");
	return NULL;
}

static struct sonde_error *check_special(const char *name, const struct scan *start)
{
	static const char *const plain[] = {"retval", "stack", "comm", "COMM", "current"};
	static const char *const numbered[] = {"arg", "stack"};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		if (strcmp(name, plain[i]) == 0)
			return NULL;
	}
	for (size_t i = 0; i < sizeof(numbered) / sizeof(*numbered); i++) {
		struct scan digits = *start;

		if (scan_literal(&digits, numbered[i]) &&
		    (isdigit((unsigned char)*digits.at) || *digits.at == '*'))
			return check_ordinal(numbered[i], &digits);
	}
	return sonde_error_hint(scan_error(start, "The kernel does not know $%s.", name),
				"It knows $retval, $argN, $stack, $stackN, $comm and $current.");
}

static struct sonde_error *parse_special(struct scan *scan, struct fetch *fetch)
{
	struct scan start = *scan;

	fetch->base = FETCH_SPECIAL;
	if (!scan_identifier(scan))
		return scan_error(scan, "Expected a name after '$'.");
	TRY(take_name(scan, start.at, fetch));
	return check_special(fetch->name, &start);
}

static bool is_symbol_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static struct sonde_error *parse_memory(struct scan *scan, struct fetch *fetch)
{
	struct scan sigil = *scan;
	const char *start = scan->at;
	uint64_t number;

	if (scan_char(scan, '+')) {
		const bool negative = scan_char(scan, '-');

		fetch->base = FETCH_FILE_OFFSET;
		TRY(scan_number(scan, "an offset in the file", &number));
		if (number > INT64_MAX)
			return scan_error(&sigil, "The number is too large for an offset.");
		fetch->value = negative ? -(int64_t)number : (int64_t)number;
		return NULL;
	}
	if (isdigit((unsigned char)*scan->at)) {
		fetch->base = FETCH_ADDRESS;
		TRY(scan_number(scan, "an address", &number));
		fetch->value = (int64_t)number;
		return NULL;
	}
	fetch->base = FETCH_SYMBOL;
	while (is_symbol_byte(*scan->at))
		scan->at++;
	if (scan->at == start)
		return scan_error(scan, "Expected a symbol or an address after '@'.");
	TRY(take_name(scan, start, fetch));
	if (*scan->at == '+' || *scan->at == '-')
		TRY(parse_signed(scan, "an offset", &fetch->value));
	return NULL;
}

/* The text of `\"TEXT"`, behind its first quote. */
static struct sonde_error *parse_string(struct scan *scan, struct fetch *fetch)
{
	const char *start = scan->at;

	fetch->base = FETCH_STRING;
	/* The kernel splits words at blanks, takes ':' for the type and '#' for a comment. */
	scan->at += strcspn(scan->at, "\" \t:#");
	if (scan_done(scan))
		return scan_error(scan, "The string has no closing '\"'.");
	TRY(take_name(scan, start, fetch));
	if (!scan_char(scan, '"'))
		return scan_error(scan, "The kernel takes no blank, ':' or '#' in a string.");
	return NULL;
}

static struct sonde_error *parse_immediate(struct scan *scan, struct fetch *fetch)
{
	uint64_t number;

	if (scan_char(scan, '"'))
		return parse_string(scan, fetch);
	fetch->base = FETCH_IMMEDIATE;
	if (*scan->at == '-' || *scan->at == '+')
		return parse_signed(scan, "a value", &fetch->value);
	TRY(scan_number(scan, "a value or a string in quotes", &number));
	fetch->value = (int64_t)number;
	return NULL;
}

static bool is_text(const struct fetch *fetch)
{
	return fetch->base == FETCH_STRING ||
	       (fetch->base == FETCH_SPECIAL && strcasecmp(fetch->name, "comm") == 0);
}

static struct sonde_error *parse_base(struct scan *scan, struct fetch *fetch)
{
	struct scan start = *scan;

	if (scan_char(scan, '%'))
		TRY(parse_register(scan, fetch));
	else if (scan_char(scan, '$'))
		TRY(parse_special(scan, fetch));
	else if (scan_char(scan, '@'))
		TRY(parse_memory(scan, fetch));
	else if (scan_char(scan, '\\'))
		TRY(parse_immediate(scan, fetch));
	else
		return sonde_error_hint(scan_error(scan, "Expected a fetch argument."),
					"One of %%REG, $NAME, @SYMBOL, @ADDRESS, +OFFSET(...), "
					"\\NUMBER.");
	if (fetch->derefs.size && is_text(fetch))
		return scan_error(&start, "A text has no memory to be read behind it.");
	return NULL;
}

/* Outermost first, as written -> innermost first, as done. */
static void reverse_derefs(struct fetch *fetch)
{
	for (size_t i = 0, j = fetch->derefs.size; i + 1 < j; i++) {
		struct fetch_deref deref = fetch->derefs.data[i];

		fetch->derefs.data[i] = fetch->derefs.data[--j];
		fetch->derefs.data[j] = deref;
	}
}

struct sonde_error *fetch_parse(struct scan *scan, struct fetch *ret)
{
	_cleanup_fetch_ struct fetch fetch = {0};

	while (*scan->at == '+' || *scan->at == '-')
		TRY(parse_deref(scan, &fetch));
	TRY(parse_base(scan, &fetch));
	for (size_t i = 0; i < fetch.derefs.size; i++) {
		if (!scan_char(scan, ')'))
			return scan_error(scan, "Expected ')' here.");
	}
	reverse_derefs(&fetch);
	*ret = fetch;
	fetch = (struct fetch){0};
	return NULL;
}

static bool is_memory(const struct fetch *fetch)
{
	return fetch->derefs.size || fetch->base == FETCH_SYMBOL || fetch->base == FETCH_ADDRESS ||
	       fetch->base == FETCH_FILE_OFFSET;
}

struct sonde_error *fetch_check_type(const struct scan *scan, const struct fetch *fetch,
				     const char *type)
{
	bool is_string = strncmp(type, "string", 6) == 0 || strncmp(type, "ustring", 7) == 0;

	if (is_text(fetch)) {
		if (strcmp(type, "string") == 0)
			return NULL;
		return scan_error(scan, "The type of a text can only be 'string'.");
	}
	if (is_memory(fetch))
		return NULL;
	if (strchr(type, '['))
		return sonde_error_hint(scan_error(scan, "An array must be read from memory."),
					"Write +0(...) around the array's address.");
	/* With BTF, newer kernels know where a returned string lies. */
	if (is_string && fetch->base != FETCH_IMMEDIATE &&
	    !(fetch->base == FETCH_SPECIAL && strcmp(fetch->name, "retval") == 0))
		return sonde_error_hint(scan_error(scan, "A string must be read from memory."),
					"Write +0(...) around the string's address.");
	return NULL;
}

bool fetch_is_argument(const struct fetch *fetch)
{
	return fetch->base == FETCH_SPECIAL && strncmp(fetch->name, "arg", 3) == 0;
}

bool fetch_may_fault(const struct fetch *fetch, const char *type, bool is_user)
{
	/* `%pd` and `%pD` follow pointers by themselves. */
	if (fetch->derefs.size || (type && *type == '%'))
		return true;
	switch (fetch->base) {
	case FETCH_SYMBOL:
	case FETCH_ADDRESS:
	case FETCH_FILE_OFFSET:
		return true;
	case FETCH_SPECIAL:
		return is_user && strncmp(fetch->name, "stack", 5) == 0 && fetch->name[5];
	default:
		return false;
	}
}

static struct sonde_error *check_uprobe(const struct fetch *fetch, const char *type)
{
	if (fetch && fetch->base == FETCH_SYMBOL)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_SYNTAX, "A uprobe cannot fetch from a symbol."),
			"Name the variable without the '@', or write its distance "
			"from the code: @+OFFSET.");
	if (fetch && fetch_is_argument(fetch))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_SYNTAX, "A uprobe has no $%s.", fetch->name),
			"Name the parameter, or the register that it is handed over in.");
	if (type && fetch_type_is_kernel(type))
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_SYNTAX,
							"A uprobe has no type '%s': it is about "
							"the kernel.",
							type),
					"An address is x64, a text is string.");
	return NULL;
}

/* The N of $argN and $stackN; parsing has checked that it is a number. */
static struct sonde_error *check_reach(const struct fetch *fetch)
{
	const size_t letters = strcspn(fetch->name, "0123456789");

	if (!fetch->name[letters] || strtoul(fetch->name + letters, NULL, 10) <= ORDINAL_MAX)
		return NULL;
	return sonde_error_new(SONDE_ERROR_SYNTAX,
			       "$%s is beyond the stack: the kernel takes numbers up to %d.",
			       fetch->name, ORDINAL_MAX);
}

struct sonde_error *fetch_check_kind(const struct fetch *fetch, const char *type, bool is_user)
{
	if (is_user)
		return check_uprobe(fetch, type);
	if (fetch && fetch->base == FETCH_FILE_OFFSET)
		return sonde_error_new(SONDE_ERROR_SYNTAX,
				       "A kprobe cannot fetch from an offset of a file.");
	return fetch && fetch->base == FETCH_SPECIAL ? check_reach(fetch) : NULL;
}
