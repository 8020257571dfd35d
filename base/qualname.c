/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/qualname.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/cxxname.h"
#include "base/str.h"

void qualname_deinit(struct qualname *name)
{
	free(name->text);
	vec_deinit(&name->parts);
	*name = (struct qualname){0};
}

static bool at_colons(const char *at)
{
	return at[0] == ':' && at[1] == ':';
}

/* Step to one of `stops` outside of brackets, to `::` or to the end. */
static const char *skip_to(const char *at, const char *stops)
{
	while (*at && !strchr(stops, *at) && !at_colons(at))
		at += strchr("(<[{", *at) ? cxxname_group_size(at) : 1;
	return at;
}

/* The base of a part that begins with the word `operator`. */
static const char *skip_operator(const char *at)
{
	size_t sign;

	at += strlen("operator");
	sign = cxxname_sign_size(at);
	if (sign)
		return at + sign;
	if (strncmp(at, " new", 4) == 0 || strncmp(at, " delete", 7) == 0) {
		at += at[1] == 'n' ? 4 : 7;
		return at[0] == '[' && at[1] == ']' ? at + 2 : at;
	}
	/* A conversion: its type may be qualified, and have arguments. */
	while (*at && *at != '(')
		at += strchr("<[{", *at) ? cxxname_group_size(at) : 1;
	return at;
}

static const char *skip_base(const char *start, const char *at)
{
	at += cxxname_optional_size(at);
	if (cxxname_at_operator(start, at))
		return skip_operator(at);
	if (*at == '<')
		return at;
	/* `(anonymous namespace)`, `{lambda(int)#1}` */
	if (*at == '(' || *at == '{')
		at += cxxname_group_size(at);
	while (*at && !strchr("<(", *at) && !at_colons(at))
		at += *at == '[' || *at == '{' ? cxxname_group_size(at) : 1;
	return at;
}

static struct sonde_error *parse_part(struct qualname *name, const char **at)
{
	struct qualname_part part = {.base = *at};
	const char *end = skip_base(name->text, *at);

	/* Tags of an operator. */
	while (cxxname_optional_size(end))
		end += cxxname_optional_size(end);
	part.base_size = (size_t)(end - part.base);
	/* Between an operator's sign and its arguments. */
	part.args = end + (*end == ' ');
	end = part.args;
	if (*end == '<')
		end += cxxname_group_size(end);
	part.args_size = (size_t)(end - part.args);
	part.signature = end;
	end = skip_to(end, "");
	part.signature_size = (size_t)(end - part.signature);
	*at = end;
	return vec_push(&name->parts, part);
}

/* Rust's `<T>::f` is `T::f`. */
static void unwrap(char *text)
{
	const size_t size = *text == '<' ? cxxname_group_size(text) : 0;

	if (size < 2 || !at_colons(text + size) || memmem(text, size, " as ", 4) ||
	    strncmp(text, "<impl ", 6) == 0)
		return;
	memmove(text, text + 1, size - 2);
	memmove(text + size - 2, text + size, strlen(text + size) + 1);
}

static struct sonde_error *parse(char *text, struct qualname *name)
{
	const char *at = text;

	name->text = text;
	name->is_whole = at_colons(at);
	unwrap(text);
	at += name->is_whole ? 2 : 0;
	TRY(parse_part(name, &at));
	while (at_colons(at)) {
		at += 2;
		TRY(parse_part(name, &at));
	}
	return NULL;
}

struct sonde_error *qualname_parse(const char *name, struct qualname *ret)
{
	_cleanup_qualname_ struct qualname parsed = {0};
	_cleanup_str_ struct str text = STR_INIT;
	char *spelled;

	TRY(cxxname_spell(name, &text));
	TRY(str_take(&text, &spelled));
	TRY(parse(spelled, &parsed));
	*ret = parsed;
	parsed = (struct qualname){0};
	return NULL;
}

bool qualname_says_more(const struct qualname *name)
{
	const struct qualname_part *first = &name->parts.data[0];

	return name->is_whole || name->parts.size > 1 || first->args_size ||
	       first->signature_size ||
	       memchr(first->base, CXXNAME_OPTIONAL_BEGIN, first->base_size);
}

static bool is_text(const char *bytes, size_t size, const char *text)
{
	return strlen(text) == size && memcmp(bytes, text, size) == 0;
}

static bool begins_with(const char *bytes, size_t size, const char *text)
{
	return strlen(text) <= size && memcmp(bytes, text, strlen(text)) == 0;
}

/* Bytes of a spelled name. */
struct bytes {
	const char *at;
	size_t size;
};

/*
 * How many bytes of `full` are what was written: it may have optional pieces which that does not
 * have. -1 if they differ.
 */
static ssize_t match_bytes(struct bytes wanted, struct bytes full)
{
	size_t w = 0, f = 0;

	while (f < full.size) {
		const size_t piece = cxxname_optional_size(full.at + f);

		if (piece &&
		    (piece > wanted.size - w || memcmp(wanted.at + w, full.at + f, piece) != 0)) {
			f += piece;
			continue;
		}
		if (w == wanted.size)
			break;
		if (wanted.at[w++] != full.at[f++])
			return -1;
	}
	return w == wanted.size ? (ssize_t)f : -1;
}

static bool same_bytes(struct bytes wanted, struct bytes full)
{
	return match_bytes(wanted, full) == (ssize_t)full.size;
}

/* What a person writes for something that has only a number. */
static bool stands_for(const struct qualname_part *wanted, const struct qualname_part *full)
{
	if (is_text(wanted->base, wanted->base_size, "{lambda}"))
		return begins_with(full->base, full->base_size, "{lambda") ||
		       begins_with(full->base, full->base_size, "$_") ||
		       begins_with(full->base, full->base_size, "'lambda");
	if (is_text(wanted->base, wanted->base_size, "{closure}"))
		return begins_with(full->base, full->base_size, "{closure") ||
		       begins_with(full->base, full->base_size, "{{closure");
	return false;
}

static bool part_matches(const struct qualname_part *wanted, const struct qualname_part *full)
{
	const size_t size = wanted->signature_size;
	ssize_t matched;

	if (!same_bytes((struct bytes){wanted->base, wanted->base_size},
			(struct bytes){full->base, full->base_size}) &&
	    !stands_for(wanted, full))
		return false;
	if (wanted->args_size && !same_bytes((struct bytes){wanted->args, wanted->args_size},
					     (struct bytes){full->args, full->args_size}))
		return false;
	if (!size)
		return true;
	matched = match_bytes((struct bytes){wanted->signature, size},
			      (struct bytes){full->signature, full->signature_size});
	/* `f(int)` means `f(int) const` as well. */
	return matched == (ssize_t)full->signature_size ||
	       (matched > 0 && wanted->signature[size - 1] == ')');
}

/* Parts that a compiler has, and nobody needs to write. */
static bool can_be_left_out(const struct qualname_part *part)
{
	const size_t piece = cxxname_optional_size(part->base);

	return is_text(part->base + piece, part->base_size - piece, "(anonymous namespace)") ||
	       begins_with(part->base, part->base_size, "{impl#") ||
	       (!part->base_size && begins_with(part->args, part->args_size, "<impl "));
}

/* `<T as Trait>`: where the ` as ` is, or NULL. */
static const char *find_as(const struct qualname_part *part)
{
	const char *end = part->args + part->args_size;

	if (part->base_size || part->args_size < 2)
		return NULL;
	for (const char *at = part->args + 1; at < end; at++) {
		if (strchr("(<[{", *at))
			at += cxxname_group_size(at) - 1;
		else if (strncmp(at, " as ", 4) == 0)
			return at;
	}
	return NULL;
}

struct range {
	const struct qualname *name;
	/** How many of its parts. */
	size_t count;
};

static bool parts_match(struct range wanted, struct range full, unsigned depth);

/* Whether the first parts of what was written name this type or trait. */
static bool matches_text(struct range wanted, const char *text, size_t size, unsigned depth)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_qualname_ struct qualname name = {0};
	_cleanup_free_ char *copy = NULL;

	error = sonde_strndup(text, size, &copy);
	if (!error)
		error = qualname_parse(copy, &name);
	/* Without memory nothing is found. */
	return !error && parts_match(wanted, (struct range){&name, name.parts.size}, depth + 1);
}

static bool half_matches(const char *wanted, size_t wanted_size, const char *text, size_t size,
			 unsigned depth)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_qualname_ struct qualname name = {0};
	_cleanup_free_ char *copy = NULL;

	error = sonde_strndup(wanted, wanted_size, &copy);
	if (!error)
		error = qualname_parse(copy, &name);
	return !error && matches_text((struct range){&name, name.parts.size}, text, size, depth);
}

/* The first part of the full name is Rust's `<T as Trait>`. */
static bool type_matches(struct range wanted, const struct qualname_part *full, const char *as,
			 unsigned depth)
{
	const struct qualname_part *first = &wanted.name->parts.data[0];
	const char *type = full->args + 1, *trait = as + 4;
	const size_t type_size = (size_t)(as - type);
	const size_t trait_size = (size_t)(full->args + full->args_size - 1 - trait);
	const char *own = wanted.count == 1 ? find_as(first) : NULL;

	if (depth > QUALNAME_DEPTH_MAX)
		return false;
	if (!own)
		return matches_text(wanted, type, type_size, depth) ||
		       matches_text(wanted, trait, trait_size, depth);
	return half_matches(first->args + 1, (size_t)(own - first->args - 1), type, type_size,
			    depth) &&
	       half_matches(own + 4, (size_t)(first->args + first->args_size - 1 - own - 4), trait,
			    trait_size, depth);
}

static bool parts_match(struct range wanted, struct range full, unsigned depth)
{
	while (wanted.count) {
		const struct qualname_part *part;
		const char *as;

		if (!full.count)
			return false;
		part = &full.name->parts.data[--full.count];
		as = find_as(part);
		if (as && full.count == 0)
			return type_matches(wanted, part, as, depth);
		if (part_matches(&wanted.name->parts.data[wanted.count - 1], part))
			wanted.count--;
		else if (!can_be_left_out(part))
			return false;
	}
	while (wanted.name->is_whole && full.count) {
		if (!can_be_left_out(&full.name->parts.data[--full.count]))
			return false;
	}
	return true;
}

bool qualname_matches(const struct qualname *wanted, const struct qualname *full)
{
	/* The function itself cannot be left out. */
	if (!part_matches(vec_last(&wanted->parts), vec_last(&full->parts)))
		return false;
	return parts_match((struct range){wanted, wanted->parts.size},
			   (struct range){full, full->parts.size}, 0);
}

/* Which parts and pieces a path has. */
enum path_form {
	PATH_WHOLE,
	/** Without the parts that nobody writes. */
	PATH_SHORT,
	/** With optional pieces: `std::__cxx11::f`, `f[abi:cxx11]`. */
	PATH_PIECES,
	PATH_FORMS
};

/* As it was before it was spelled. */
static void print_piece(const char *piece, size_t size, struct str *out)
{
	const bool is_tag = strncmp(piece + 1, "abi:", 4) == 0;

	str_append(out, is_tag ? "[" : "");
	str_append_bytes(out, piece + 1, size - 2);
	str_append(out, is_tag ? "]" : "::");
}

static void print_base(const struct qualname_part *part, enum path_form form, struct str *out)
{
	for (size_t i = 0; i < part->base_size;) {
		const size_t piece = cxxname_optional_size(part->base + i);

		if (piece && form == PATH_PIECES)
			print_piece(part->base + i, piece, out);
		else if (!piece)
			str_append_char(out, part->base[i]);
		i += piece ? piece : 1;
	}
}

/* The bases of the parts. */
static struct sonde_error *print_path(const struct qualname *name, enum path_form form,
				      struct str *out)
{
	vec_for_each(&name->parts, part) {
		if (form == PATH_SHORT && can_be_left_out(part))
			continue;
		if (out->size)
			str_append(out, "::");
		if (part->base_size)
			print_base(part, form, out);
		else
			str_append_bytes(out, part->args, part->args_size);
	}
	return str_check(out);
}

static bool path_matches(const char *glob, const char *path)
{
	while (path) {
		if (fnmatch(glob, path, 0) == 0)
			return true;
		path = strstr(path, "::");
		path = path ? path + 2 : NULL;
	}
	return false;
}

bool qualname_matches_glob(const char *glob, const struct qualname *full)
{
	const bool is_whole = at_colons(glob);

	for (int form = 0; form < PATH_FORMS; form++) {
		_cleanup_str_ struct str path = STR_INIT;
		_cleanup_error_ struct sonde_error *error = print_path(full, form, &path);

		if (error)
			return false;
		if (is_whole ? fnmatch(glob + 2, str_text(&path), 0) == 0
			     : path_matches(glob, str_text(&path)))
			return true;
	}
	return false;
}

struct sonde_error *qualname_stem(const char *name, char **ret)
{
	_cleanup_qualname_ struct qualname parsed = {0};
	_cleanup_str_ struct str stem = STR_INIT;

	TRY(qualname_parse(name, &parsed));
	print_base(vec_last(&parsed.parts), PATH_WHOLE, &stem);
	return str_take(&stem, ret);
}
