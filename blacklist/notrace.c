/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/notrace.h"

#include <stdlib.h>
#include <string.h>

/* What is asked. */
struct asking {
	const struct traceable *traceable;
	const struct kallsyms *kallsyms;
	const struct notrace_place *place;
	/** Why it is not known, or NULL. */
	const char *doubt;
};

static struct kallsyms_symbol look_up(const struct asking *asking, const char *name)
{
	return kallsyms_lookup(asking->kallsyms, name, NULL);
}

/* Whether one of the names for what starts at the address is on the tracer's list. */
static bool has_traced_name(const struct asking *asking, uint64_t address)
{
	const struct kallsyms *kallsyms = asking->kallsyms;

	for (size_t i = kallsyms_first_at(kallsyms, address); i < kallsyms->entries.size; i++) {
		const struct kallsyms_entry *entry = &kallsyms->entries.data[i];

		if (entry->address != address)
			break;
		if (traceable_count(asking->traceable, NULL, kallsyms_name(kallsyms, entry)))
			return true;
	}
	return false;
}

void notrace_locate(struct traceable *traceable, const struct kallsyms *kallsyms)
{
	size_t count;
	struct traceable_lost *lost = traceable_lost(traceable, &count);

	for (; count-- > 0; lost++) {
		struct kallsyms_symbol symbol = {0};

		if (lost->before)
			symbol = kallsyms_lookup(kallsyms, lost->before, NULL);
		if (symbol.count == 1)
			lost->low = symbol.address;
		symbol.count = 0;
		if (lost->behind)
			symbol = kallsyms_lookup(kallsyms, lost->behind, NULL);
		if (symbol.count == 1 && symbol.address)
			lost->high = symbol.address;
	}
}

/* Whether a call that has lost its function can be in this one. */
static bool may_have_lost(const struct asking *asking, uint64_t start)
{
	const uint64_t size = kallsyms_end_of(asking->kallsyms, start) - start;
	size_t count;
	const struct traceable_lost *lost = traceable_lost(asking->traceable, &count);

	for (; count-- > 0; lost++) {
		if (lost->offset < size && start >= lost->low && start <= lost->high)
			return true;
	}
	return false;
}

/* The function that starts at `start`, whose name is `name`. */
static enum blacklist_verdict ask_address(struct asking *asking, const char *name, uint64_t start)
{
	size_t traced;

	if (traceable_has_addresses(asking->traceable))
		return traceable_in_range(asking->traceable, start,
					  kallsyms_end_of(asking->kallsyms, start))
			       ? BLACKLIST_ALLOWED
			       : BLACKLIST_REFUSED;
	traced = traceable_count(asking->traceable, NULL, name);
	if (traced && traced >= look_up(asking, name).count)
		return BLACKLIST_ALLOWED;
	if (traced) {
		asking->doubt = "some functions of this name are notrace, and the kernel does not "
				"say which";
		return BLACKLIST_UNKNOWN;
	}
	if (has_traced_name(asking, start))
		return BLACKLIST_ALLOWED;
	if (!may_have_lost(asking, start))
		return BLACKLIST_REFUSED;
	asking->doubt = "the function tracer does not list it, but a call near it of which the "
			"kernel has lost the function";
	return BLACKLIST_UNKNOWN;
}

/* A name alone: the function can be listed by another one. */
static enum blacklist_verdict ask_name(struct asking *asking)
{
	const struct notrace_place *place = asking->place;
	const size_t traced = traceable_count(asking->traceable, place->module, place->symbol);

	if (traced && (place->module || traced >= look_up(asking, place->symbol).count))
		return BLACKLIST_ALLOWED;
	asking->doubt = "the function tracer does not list it by this name, and the kernel hides "
			"addresses (kptr_restrict)";
	return place->module ? BLACKLIST_REFUSED : BLACKLIST_UNKNOWN;
}

/* The kernel asks for `f` too where the symbol is `f.cold`. */
static bool has_traced_stem(const struct asking *asking, const char *name)
{
	const char *dot = strchr(name, '.');
	_cleanup_free_ char *stem = dot ? strndup(name, (size_t)(dot - name)) : NULL;

	return stem && traceable_count(asking->traceable, asking->place->module, stem);
}

/* `name` is set to that of the function that the place is in. */
static enum blacklist_verdict ask(struct asking *asking, const char **name)
{
	const struct notrace_place *place = asking->place;
	uint64_t address = place->address, start, offset;

	*name = place->symbol;
	if (!address && !place->module) {
		start = look_up(asking, place->symbol).address;
		address = start ? start + place->offset : 0;
	}
	if (place->module || !address)
		return ask_name(asking);
	*name = kallsyms_function_at(asking->kallsyms, address, &offset);
	if (!*name) {
		*name = place->symbol;
		return ask_name(asking);
	}
	return ask_address(asking, *name, address - offset);
}

/* A kernel that has the rule has a function for it. It may be inlined: then it cannot be told. */
static bool has_rule(const struct asking *asking)
{
	return look_up(asking, "within_notrace_func").count ||
	       look_up(asking, "__within_notrace_func").count;
}

struct sonde_error *notrace_check(const struct traceable *traceable,
				  const struct kallsyms *kallsyms,
				  const struct notrace_place *place, struct blacklist_answer *ret)
{
	struct asking asking = {.traceable = traceable, .kallsyms = kallsyms, .place = place};
	struct blacklist_answer answer = {.verdict = BLACKLIST_ALLOWED};
	const char *name;

	answer.verdict = ask(&asking, &name);
	if (answer.verdict != BLACKLIST_ALLOWED && has_traced_stem(&asking, name))
		answer.verdict = BLACKLIST_ALLOWED;
	if (answer.verdict == BLACKLIST_REFUSED && !has_rule(&asking)) {
		answer.verdict = BLACKLIST_UNKNOWN;
		asking.doubt = "it is notrace, and whether this kernel has "
			       "CONFIG_KPROBE_EVENTS_ON_NOTRACE is not known";
	}
	if (answer.verdict == BLACKLIST_REFUSED)
		answer.cause = BLACKLIST_CAUSE_NOTRACE;
	if (answer.verdict != BLACKLIST_ALLOWED)
		TRY(sonde_strdup(answer.verdict == BLACKLIST_REFUSED
					 ? blacklist_cause_text(answer.cause)
					 : asking.doubt,
				 &answer.reason));
	*ret = answer;
	return NULL;
}
