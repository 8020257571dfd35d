/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/arg.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "probe/event.h"
#include "probe/fetch.h"
#include "probe/fetch_type.h"
#include "probe/fits.h"

/* The rest of the word at the cursor, for messages. */
static int word_size(const struct scan *scan)
{
	return (int)strcspn(scan->at, " \t");
}

static struct sonde_error *error_parse(const struct scan *at, const struct scan *piece)
{
	return scan_error(at, "Semantic error :Argument parse error: %.*s", word_size(piece),
			  piece->at);
}

static bool starts_name(char c)
{
	return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Step over an identifier of a source: other than the kernel's, it may be UTF-8. */
static size_t scan_source_name(struct scan *scan)
{
	const char *start = scan->at;

	if (!starts_name(*scan->at))
		return 0;
	while (starts_name(*scan->at) || isdigit((unsigned char)*scan->at))
		scan->at++;
	return (size_t)(scan->at - start);
}

static struct sonde_error *check_name(const struct scan *scan, const char *name)
{
	struct scan copy = scan_text(name);

	if (!*name)
		return sonde_error_hint(scan_error(scan, "There is no name before the '='."),
					"Write NAME=VARIABLE.");
	if (!scan_identifier(&copy) || !scan_done(&copy))
		return sonde_error_hint(
			scan_error(scan, "'%s' is bad for an argument's name.", name),
			"It must be letters, digits and '_', and not begin with a digit.");
	if (strlen(name) > PROBE_ARG_NAME_MAX)
		return scan_error(scan, "The argument's name is longer than the kernel's %d bytes.",
				  PROBE_ARG_NAME_MAX);
	if (probe_arg_name_reserved(name))
		return scan_error(scan, "The kernel has a field named '%s' in every event.", name);
	return NULL;
}

/* `NAME=`, if there is one: like perf and the kernel, whatever stands before the first '='. */
static struct sonde_error *parse_name(struct scan *scan, struct probe_arg *arg)
{
	size_t size = strcspn(scan->at, "= \t");

	if (scan->at[size] != '=')
		return NULL;
	TRY(sonde_strndup(scan->at, size, &arg->name));
	TRY(check_name(scan, arg->name));
	scan->at += size + 1;
	return NULL;
}

/* Step over `<...>` with what is nested in it. */
static struct sonde_error *scan_template(struct scan *scan)
{
	struct scan open = *scan;
	size_t depth = 0;

	do {
		if (scan_done(scan))
			return scan_error(&open, "Unbalanced '<'.");
		depth += *scan->at == '<';
		depth -= *scan->at == '>';
		scan->at++;
	} while (depth);
	return NULL;
}

/* Step over a type's or variable's name: identifiers joined by `::`, with template arguments. */
static struct sonde_error *scan_qualified(struct scan *scan)
{
	do {
		if (!scan_source_name(scan))
			return scan_error(scan, "Expected a name here.");
		if (*scan->at == '<')
			TRY(scan_template(scan));
	} while (scan_literal(scan, "::"));
	return NULL;
}

/* What a cast's words are. */
struct cast {
	/** Canonical text: words joined by one blank, qualifiers left out. */
	struct str text;
	/** `struct`, `union`, `enum` or `class` was there, and one name must follow. */
	bool tagged;
	/** It was a word that is no number without a star: all of these but `enum`, or `void`. */
	bool is_vast;
	/** Built-in types such as `long`. */
	size_t builtins;
	/** Other names. */
	size_t names;
	size_t stars;
};

static void cast_deinit(struct cast *cast)
{
	str_deinit(&cast->text);
}

static bool is_one_of(const char *word, size_t size, const char *const *words)
{
	for (; *words; words++) {
		if (strlen(*words) == size && memcmp(*words, word, size) == 0)
			return true;
	}
	return false;
}

static bool is_qualifier(const char *word, size_t size)
{
	static const char *const words[] = {"const", "volatile", "restrict", "_Atomic", NULL};

	return is_one_of(word, size, words);
}

static void add_word(struct cast *cast, const char *word, size_t size)
{
	static const char *const tags[] = {"struct", "union", "enum", "class", NULL};
	static const char *const vast[] = {"struct", "union", "class", "void", NULL};
	static const char *const builtins[] = {"void",	   "char",  "short",  "int",
					       "long",	   "float", "double", "signed",
					       "unsigned", "_Bool", "bool",   NULL};

	if (is_qualifier(word, size))
		return;
	cast->is_vast |= is_one_of(word, size, vast);
	if (is_one_of(word, size, tags))
		cast->tagged = true;
	else if (is_one_of(word, size, builtins))
		cast->builtins++;
	else
		cast->names++;
	if (cast->text.size)
		str_append_char(&cast->text, ' ');
	str_append_bytes(&cast->text, word, size);
}

static bool is_cast_valid(const struct cast *cast)
{
	if (cast->is_vast && !cast->stars)
		return false;
	if (cast->tagged || !cast->builtins)
		return cast->names == 1 && !cast->builtins;
	return !cast->names;
}

static struct sonde_error *error_cast(const struct scan *open)
{
	return sonde_error_hint(scan_error(open, "A cast must name a pointer or a number."),
				"Write (struct NAME *)VARIABLE->MEMBER or (u32)VARIABLE.");
}

/* Words, stars and `)` of a cast, behind its `(`. */
static struct sonde_error *parse_cast_words(struct scan *scan, const struct scan *open,
					    struct cast *cast)
{
	for (scan_space(scan); !scan_char(scan, ')'); scan_space(scan)) {
		const char *word = scan->at;

		if (scan_done(scan))
			return scan_error(open, "Unbalanced '('.");
		if (scan_char(scan, '*')) {
			cast->stars++;
			continue;
		}
		if (!starts_name(*word))
			return error_cast(open);
		TRY(scan_qualified(scan));
		if (cast->stars && !is_qualifier(word, (size_t)(scan->at - word)))
			return error_cast(open);
		add_word(cast, word, (size_t)(scan->at - word));
	}
	return NULL;
}

static struct sonde_error *parse_cast(struct scan *scan, struct probe_arg *arg)
{
	_cleanup_(cast_deinit) struct cast cast = {0};
	struct scan open = *scan;

	scan_char(scan, '(');
	arg->cast_column = scan_column(scan);
	TRY(parse_cast_words(scan, &open, &cast));
	if (!is_cast_valid(&cast))
		return error_cast(&open);
	if (!starts_name(*scan->at) && *scan->at != '$')
		return sonde_error_hint(
			scan_error(scan, "Expected a variable after the cast."),
			"Parentheses are for casts only: (struct NAME *)VAR->MEMBER.");
	if (cast.stars)
		str_append_char(&cast.text, ' ');
	for (size_t i = 0; i < cast.stars; i++)
		str_append_char(&cast.text, '*');
	return str_take(&cast.text, &arg->cast);
}

static struct sonde_error *parse_index(struct scan *scan, struct probe_step *step)
{
	struct scan start = *scan;
	bool negative = scan_char(scan, '-');
	uint64_t number;

	if (!isdigit((unsigned char)*scan->at))
		return scan_error(&start, "Semantic error :Array index must be a number.");
	TRY(scan_number(scan, "an array index", &number));
	if (number > INT64_MAX)
		return scan_error(&start, "The number is too large for an array index.");
	if (!scan_char(scan, ']'))
		return scan_error(&start, "Semantic error :Array index must be a number.");
	step->index = negative ? -(int64_t)number : (int64_t)number;
	return NULL;
}

/* A member's name, with its base class before it, or its number in a tuple of Rust. */
static struct sonde_error *parse_member(struct scan *scan, const struct probe_step *step)
{
	if (isdigit((unsigned char)*scan->at)) {
		while (isdigit((unsigned char)*scan->at))
			scan->at++;
		return NULL;
	}
	if (!starts_name(*scan->at))
		return scan_error(scan, "Expected a member's name after '%s'.",
				  step->arrow ? "->" : ".");
	return scan_qualified(scan);
}

/* `.MEMBER`, `->MEMBER` or `[N]`; `piece` moves to the member, for perf's message. */
static struct sonde_error *parse_step(struct scan *scan, struct scan *piece, struct probe_arg *arg)
{
	struct probe_step step = {.column = scan_column(scan)};
	struct sonde_error *error;

	if (scan_char(scan, '[')) {
		TRY(parse_index(scan, &step));
		return vec_push(&arg->steps, step);
	}
	step.arrow = scan_literal(scan, "->");
	if (!step.arrow)
		scan_char(scan, '.');
	*piece = *scan;
	TRY(parse_member(scan, &step));
	TRY(sonde_strndup(piece->at, (size_t)(scan->at - piece->at), &step.member));
	error = vec_push(&arg->steps, step);
	if (error)
		free(step.member);
	return error;
}

static bool at_step(const struct scan *scan)
{
	return *scan->at == '.' || *scan->at == '[' || strncmp(scan->at, "->", 2) == 0;
}

/* `$retval` or a variable's name. */
static struct sonde_error *parse_source_base(struct scan *scan, struct probe_arg *arg)
{
	struct scan open;

	if (scan_literal(scan, "$retval")) {
		arg->kind = PROBE_ARG_RETVAL;
		return NULL;
	}
	arg->kind = PROBE_ARG_VARIABLE;
	if (*scan->at == '$')
		return sonde_error_hint(scan_error(scan, "A cast needs a variable or $retval."),
					"The kernel's own arguments have no members.");
	open = *scan;
	TRY(scan_qualified(scan));
	if (is_qualifier(open.at, (size_t)(scan->at - open.at)))
		return sonde_error_hint(
			scan_error(&open, "'%.*s' is no variable.", (int)(scan->at - open.at),
				   open.at),
			"If it belongs to the function's name, write '\\' before the blank.");
	return sonde_strndup(open.at, (size_t)(scan->at - open.at), &arg->base);
}

static struct sonde_error *parse_steps(struct scan *scan, struct scan *piece, struct probe_arg *arg)
{
	while (at_step(scan))
		TRY(parse_step(scan, piece, arg));
	return NULL;
}

/*
 * [(CAST)]BASE[STEP]...; the cast and what it is of may stand in parentheses, as in C. Without
 * them a cast to a pointer is one of the variable, and one to a number is one of all.
 */
static struct sonde_error *parse_source(struct scan *scan, struct probe_arg *arg)
{
	struct scan open = *scan, piece;
	bool wrapped = strncmp(scan->at, "((", 2) == 0;

	if (wrapped)
		scan_char(scan, '(');
	if (*scan->at == '(')
		TRY(parse_cast(scan, arg));
	piece = *scan;
	TRY(parse_source_base(scan, arg));
	if (wrapped) {
		TRY(parse_steps(scan, &piece, arg));
		if (!scan_char(scan, ')'))
			return scan_error(&open, "Unbalanced '('.");
		arg->cast_after = arg->steps.size;
	}
	TRY(parse_steps(scan, &piece, arg));
	if (arg->cast && !wrapped && !strchr(arg->cast, '*'))
		arg->cast_after = arg->steps.size;
	if (scan_done(scan) || strchr(" \t:@", *scan->at))
		return NULL;
	if (*scan->at == ')')
		return scan_error(scan, "Unbalanced ')'.");
	return error_parse(scan, &piece);
}

/* Text for the kernel; what is kept is its canonical spelling. */
static struct sonde_error *parse_raw(struct scan *scan, struct probe_arg *arg, struct fetch *fetch)
{
	_cleanup_str_ struct str text = STR_INIT;

	arg->kind = PROBE_ARG_RAW;
	TRY(fetch_parse(scan, fetch));
	if (*scan->at == '.' || *scan->at == '[' || strncmp(scan->at, "->", 2) == 0)
		return sonde_error_hint(
			scan_error(scan, "Only variables and $retval have members."),
			"Memory at a register plus 8 is '+8(%%di)'.");
	fetch_print(fetch, &text);
	return str_take(&text, &arg->base);
}

static struct sonde_error *parse_type(struct scan *scan, struct probe_arg *arg,
				      const struct fetch *raw)
{
	struct scan start = *scan;

	if (strncmp(scan->at, "user", 4) == 0 && !isalnum((unsigned char)scan->at[4]))
		return sonde_error_hint(scan_error(scan, "'user' is not a type."),
					"User memory is '@user', behind the type.");
	TRY(fetch_type_parse(scan, arg->kind != PROBE_ARG_RAW));
	TRY(sonde_strndup(start.at, (size_t)(scan->at - start.at), &arg->type));
	return arg->kind == PROBE_ARG_RAW ? fetch_check_type(&start, raw, arg->type) : NULL;
}

static struct sonde_error *parse_user(struct scan *scan, struct probe_arg *arg)
{
	struct scan start = *scan;

	if (!scan_literal(scan, "@user"))
		return sonde_error_hint(scan_error(scan, "Expected '@user' or nothing here."),
					"'@user' says that the memory is of user space.");
	if (*scan->at == ':')
		return sonde_error_hint(scan_error(scan, "The type must be before '@user'."),
					"Write VARIABLE:TYPE@user.");
	if (arg->kind == PROBE_ARG_RAW)
		return sonde_error_hint(scan_error(&start, "Only variables can be '@user'."),
					"Memory of user space is '+u8(%%di)'.");
	arg->user = true;
	return NULL;
}

static struct sonde_error *parse_expression(struct scan *scan, struct probe_arg *arg,
					    struct fetch *raw)
{
	struct scan retval = *scan;

	/* `$retval` alone, but not `$retvalue`. */
	if (scan_literal(&retval, "$retval") && !starts_name(*retval.at) &&
	    !isdigit((unsigned char)*retval.at))
		return parse_source(scan, arg);
	if (starts_name(*scan->at) || *scan->at == '(')
		return parse_source(scan, arg);
	return parse_raw(scan, arg, raw);
}

/* `$params` and `$vars` stand alone. */
static struct sonde_error *parse_all(struct scan *scan, struct probe_arg *arg, bool *ret_found)
{
	static const struct {
		const char *word;
		enum probe_arg_kind kind;
	} words[] = {{"$params", PROBE_ARG_PARAMS}, {"$vars", PROBE_ARG_VARS}};

	*ret_found = false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct scan ahead = *scan;

		if (!scan_literal(&ahead, words[i].word) || starts_name(*ahead.at) ||
		    isdigit((unsigned char)*ahead.at))
			continue;
		if (arg->name || !(scan_done(&ahead) || strchr(" \t", *ahead.at)))
			return sonde_error_hint(
				scan_error(arg->name ? scan : &ahead,
					   "%s has no name, member or type of its own.",
					   words[i].word),
				"Write %s alone.", words[i].word);
		arg->kind = words[i].kind;
		*scan = ahead;
		*ret_found = true;
	}
	return NULL;
}

/* What perf hands to the kernel, which cannot take it. */
static struct sonde_error *check_start(const struct scan *scan)
{
	switch (*scan->at) {
	case '\0':
	case ' ':
	case '\t':
		return scan_error(scan, "There is nothing after the '='.");
	case '&':
		return sonde_error_hint(scan_error(scan, "An address cannot be taken."),
					"A probe fetches values: name the variable itself.");
	case '*':
		return sonde_error_hint(scan_error(scan, "'*' is not supported here."),
					"Write VARIABLE[0] or VARIABLE->MEMBER.");
	case '"':
		return sonde_error_hint(scan_error(scan, "A text needs a '\\' before it."),
					"Write \\\"TEXT\".");
	}
	if (isdigit((unsigned char)*scan->at))
		return sonde_error_hint(scan_error(scan, "A number needs a '\\' before it."),
					"Write \\NUMBER.");
	if (strchr("%$@+-\\(", *scan->at) || starts_name(*scan->at))
		return NULL;
	return error_parse(scan, scan);
}

/* Text for the kernel is not shortened by anybody. */
static struct sonde_error *check_fits(const struct scan *start, const struct fetch *raw,
				      const char *type)
{
	_cleanup_error_ struct sonde_error *reason = fits_check_arg(raw, type);

	if (!reason || reason->kind != SONDE_ERROR_UNAVAILABLE)
		return take_ptr(reason);
	return scan_error(start, "It cannot be fetched: %s.", reason->message);
}

static struct sonde_error *parse_body(struct scan *scan, struct probe_arg *arg)
{
	_cleanup_fetch_ struct fetch raw = {0};
	struct scan start = *scan;
	bool all;

	TRY(check_start(scan));
	TRY(parse_all(scan, arg, &all));
	if (all)
		return NULL;
	TRY(parse_expression(scan, arg, &raw));
	if (scan_char(scan, ':'))
		TRY(parse_type(scan, arg, &raw));
	if (*scan->at == '@')
		TRY(parse_user(scan, arg));
	if (arg->kind == PROBE_ARG_RAW)
		TRY(check_fits(&start, &raw, arg->type));
	if (scan_done(scan) || strchr(" \t", *scan->at))
		return NULL;
	return error_parse(scan, &start);
}

struct sonde_error *probe_arg_parse(struct scan *scan, struct probe_arg *ret)
{
	struct probe_arg arg = {.column = scan_column(scan)};
	struct sonde_error *error = parse_name(scan, &arg);

	if (!error)
		error = parse_body(scan, &arg);
	if (error) {
		probe_arg_deinit(&arg);
		return error;
	}
	*ret = arg;
	return NULL;
}
