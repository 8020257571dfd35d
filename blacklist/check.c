/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* A symbol taken apart; all parts are borrowed. */
struct symbol {
	/** As given, for the reason; NULL if there is none. */
	const char *text;
	/** Module and its length; 0 if any will do. */
	const char *module;
	size_t module_size;
	/** Name without the module. */
	const char *name;
	/** Length of the name up to its first `.`, or of all of it. */
	size_t stem_size;
};

static struct symbol take_apart(const char *text)
{
	struct symbol symbol = {.text = text, .name = text};
	const char *colon;

	if (!text)
		return symbol;
	colon = strchr(text, ':');
	if (colon) {
		symbol.module = text;
		symbol.module_size = (size_t)(colon - text);
		symbol.name = colon + 1;
	}
	symbol.stem_size = strcspn(symbol.name, ".");
	return symbol;
}

static bool same_text(const char *text, const char *other, size_t size)
{
	return strncmp(text, other, size) == 0 && text[size] == '\0';
}

static bool in_module(const struct blacklist_range *range, const struct symbol *symbol)
{
	if (!symbol->module_size)
		return true;
	return range->module && same_text(range->module, symbol->module, symbol->module_size);
}

/* Whether so many bytes after the start are in the range; in a hidden one, all may be. */
static bool has_offset(const struct blacklist_range *range, uint64_t offset)
{
	return !range->start || offset < range->end - range->start;
}

/*
 * A range by the first `size` bytes of the symbol's name that has the offset, or NULL. Static
 * functions can share a name.
 */
static const struct blacklist_range *find_name(const struct blacklist *list,
					       const struct symbol *symbol, size_t size,
					       uint64_t offset)
{
	vec_for_each(&list->ranges, range) {
		if (same_text(range->symbol, symbol->name, size) && in_module(range, symbol) &&
		    has_offset(range, offset))
			return range;
	}
	return NULL;
}

/* Symbols that mark a place in the image: with an offset they name some other function. */
static bool is_marker(const struct symbol *symbol)
{
	static const char *const markers[] = {"_text", "_stext", "_sinittext", "_head"};

	for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++) {
		if (strcmp(symbol->name, markers[i]) == 0)
			return true;
	}
	return false;
}

/* The question, for the steps that answer it. */
struct question {
	const struct blacklist *list;
	struct symbol symbol;
	uint64_t offset;
	uint64_t address;
};

static enum blacklist_verdict answer_by_address(const struct question *question,
						enum blacklist_cause *cause, struct str *reason)
{
	const struct blacklist_range *range = blacklist_find(question->list, question->address);

	if (!range)
		return BLACKLIST_ALLOWED;
	*cause = range->cause;
	blacklist_print_range(range, question->symbol.text ? question->symbol.name : NULL, reason);
	return BLACKLIST_REFUSED;
}

/* The kernel asks for the name before the first dot too, wherever that symbol is. */
static enum blacklist_verdict answer_by_stem(const struct question *question,
					     enum blacklist_cause *cause, struct str *reason)
{
	const struct symbol *symbol = &question->symbol;
	const struct blacklist_range *range;

	if (!symbol->text || !symbol->name[symbol->stem_size] || !symbol->stem_size)
		return BLACKLIST_ALLOWED;
	range = find_name(question->list, symbol, symbol->stem_size, 0);
	if (!range)
		return BLACKLIST_ALLOWED;
	*cause = range->cause;
	str_appendf(reason, "a part of %.*s, which is %s", (int)symbol->stem_size, symbol->name,
		    blacklist_cause_text(range->cause));
	return BLACKLIST_REFUSED;
}

static enum blacklist_verdict answer_by_name(const struct question *question,
					     enum blacklist_cause *cause, struct str *reason)
{
	const struct symbol *symbol = &question->symbol;
	const struct blacklist_range *range;
	size_t size;

	if (!symbol->text) {
		str_append(reason, "the kernel hides the addresses of its kprobes blacklist "
				   "(kptr_restrict)");
		return BLACKLIST_UNKNOWN;
	}
	size = strlen(symbol->name);
	range = find_name(question->list, symbol, size, question->offset);
	if (range) {
		*cause = range->cause;
		str_append(reason, blacklist_cause_text(range->cause));
		return BLACKLIST_REFUSED;
	}
	if (question->offset && (is_marker(symbol) || find_name(question->list, symbol, size, 0))) {
		str_append(reason, "without its address it cannot be looked up in the kernel's "
				   "kprobes blacklist, since it is not in the function that it is "
				   "named by");
		return BLACKLIST_UNKNOWN;
	}
	return BLACKLIST_ALLOWED;
}

static enum blacklist_verdict ask(const struct question *question, enum blacklist_cause *cause,
				  struct str *reason)
{
	bool by_address = question->list->ranges.size && !question->list->hidden &&
			  question->address;
	enum blacklist_verdict verdict;

	verdict = by_address ? answer_by_address(question, cause, reason)
			     : answer_by_name(question, cause, reason);
	if (verdict == BLACKLIST_ALLOWED)
		verdict = answer_by_stem(question, cause, reason);
	if (verdict == BLACKLIST_ALLOWED && !by_address && question->list->ranges.size)
		str_appendf(
			reason,
			"it is not on the kernel's kprobes blacklist by this name; whether it is "
			"by another one cannot be told, because %s",
			question->list->hidden ? "the kernel hides the addresses (kptr_restrict)"
					       : "its address is not known");
	return verdict;
}

struct sonde_error *blacklist_check(const struct blacklist *list, const char *symbol,
				    uint64_t offset, uint64_t address, struct blacklist_answer *ret)
{
	const struct question question = {
		.list = list,
		.symbol = take_apart(symbol),
		.offset = offset,
		.address = address,
	};
	struct blacklist_answer answer = {.verdict = BLACKLIST_UNKNOWN};
	_cleanup_str_ struct str reason = STR_INIT;

	if (list)
		answer.verdict = ask(&question, &answer.cause, &reason);
	else
		str_append(&reason, "the kernel's kprobes blacklist could not be read");
	if (reason.size)
		TRY(str_take(&reason, &answer.reason));
	TRY(str_check(&reason));
	*ret = answer;
	return NULL;
}
