/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/image.h"

#include <stdlib.h>
#include <string.h>

#include "blacklist/alternatives.h"
#include "blacklist/areas.h"
#include "blacklist/insn.h"
#include "blacklist/sites.h"
#include "blacklist/traced.h"
#include "image/index.h"

/* Bytes of code: more before and behind an instruction than arm64's kernel looks at. */
#define INSN_WINDOW 512

/* Whether the kernel's rules ask for something. */
enum rule {
	RULE_OFF,
	RULE_ON,
	RULE_UNKNOWN
};

struct blacklist_image {
	const struct image *image;
	struct areas_text text;
	struct blacklist areas;
	bool areas_known;
	struct sites sites;
	struct alternatives alternatives;
	struct traced traced;
	/** Whether functions that are not traced take no probe. */
	enum rule notrace;
};

/* One question. */
struct asking {
	const struct blacklist_image *blacklist;
	const struct blacklist_place *place;
	/** The symbol that the kernel finds for the place, or NULL. */
	const struct symbol *symbol;
	/** Where the place is in the file; all zero where that is in no section. */
	struct image_section section;
	enum blacklist_cause cause;
	struct str *reason;
};

void blacklist_image_destroy(struct blacklist_image *blacklist)
{
	if (!blacklist)
		return;
	blacklist_deinit(&blacklist->areas);
	sites_deinit(&blacklist->sites);
	vec_deinit(&blacklist->alternatives);
	traced_deinit(&blacklist->traced);
	free(blacklist);
}

static void blacklist_image_destroyp(struct blacklist_image **blacklist)
{
	blacklist_image_destroy(*blacklist);
}

static bool has_symbol(const struct image *image, const char *name)
{
	size_t first;

	return symbols_named(&image->symbols, name, &first) > 0;
}

/*
 * A kernel without CONFIG_KPROBE_EVENTS_ON_NOTRACE has a function that asks whether another one is
 * traced. It can be inlined: then debuginfo has it, and there is no symbol.
 */
static struct sonde_error *find_notrace_rule(const struct image *kernel, enum rule *ret)
{
	_cleanup_index_dies_ struct index_dies dies = VEC_INIT;

	*ret = RULE_UNKNOWN;
	if (!kernel)
		return NULL;
	if (has_symbol(kernel, "within_notrace_func") ||
	    has_symbol(kernel, "__within_notrace_func")) {
		*ret = RULE_ON;
		return NULL;
	}
	if (!kernel->index || index_name_count(kernel->index) == 0)
		return NULL;
	TRY(index_find_functions(kernel->index, "__within_notrace_func", false, &dies));
	*ret = dies.size ? RULE_ON : RULE_OFF;
	return NULL;
}

struct sonde_error *blacklist_image_create(struct image *image, struct blacklist_image **ret)
{
	_cleanup_(blacklist_image_destroyp) struct blacklist_image *blacklist =
		calloc(1, sizeof(*blacklist));

	if (!blacklist)
		return &sonde_error_no_memory;
	blacklist->image = image;
	blacklist->text = areas_text_of(image);
	TRY(image_prepare_tables(image));
	TRY(areas_read(image, &blacklist->areas, &blacklist->areas_known));
	TRY(sites_read(image, &blacklist->sites));
	TRY(alternatives_read(image, &blacklist->alternatives));
	TRY(traced_read(image, &blacklist->traced));
	TRY(find_notrace_rule(image->kind == IMAGE_MODULE ? image->kernel : image,
			      &blacklist->notrace));
	/* The rule asks the tracer, which this kernel does not have. */
	if (image->kind == IMAGE_KERNEL && !blacklist->traced.has_table && blacklist->areas_known)
		blacklist->notrace = RULE_OFF;
	*ret = take_ptr(blacklist);
	return NULL;
}

static const char *name_of(const struct asking *asking)
{
	return asking->symbol ? symbols_name(&asking->blacklist->image->symbols, asking->symbol)
			      : "";
}

/* Refuse for this cause, in its own words. */
static enum blacklist_verdict refuse(struct asking *asking, enum blacklist_cause cause)
{
	asking->cause = cause;
	str_append(asking->reason, blacklist_cause_text(cause));
	return BLACKLIST_REFUSED;
}

static enum blacklist_verdict check_text(struct asking *asking)
{
	const struct image *image = asking->blacklist->image;
	const struct image_section *section = &asking->section;

	if (!section->is_code) {
		asking->cause = BLACKLIST_CAUSE_OUTSIDE;
		str_append(asking->reason, "in no code of the image");
		return BLACKLIST_REFUSED;
	}
	/* A module's is there until it is loaded: then the kernel sets the probes on it. */
	if (image->kind == IMAGE_MODULE)
		return BLACKLIST_ALLOWED;
	if (strncmp(section->name, ".init", 5) == 0 || strncmp(section->name, ".exit", 5) == 0 ||
	    strcmp(section->name, ".altinstr_aux") == 0) {
		asking->cause = BLACKLIST_CAUSE_INIT;
		str_appendf(asking->reason, "in %s, freed after boot", section->name);
		return BLACKLIST_REFUSED;
	}
	if (!areas_text_has(&asking->blacklist->text, asking->place->address))
		return refuse(asking, BLACKLIST_CAUSE_OUTSIDE);
	return BLACKLIST_ALLOWED;
}

/*
 * The function that the symbol's is a part of, by its name: `f` of `f.cold`. The kernel asks for
 * it too, wherever it is; of several the first one by address. NULL if there is none.
 */
static const struct symbol *stem_of(const struct asking *asking)
{
	const struct symbols *symbols = &asking->blacklist->image->symbols;
	_cleanup_free_ char *stem = NULL;
	const char *name = name_of(asking);
	const char *dot = strchr(name, '.');
	size_t first;

	if (!dot)
		return NULL;
	stem = strndup(name, (size_t)(dot - name));
	/* Without memory there is no answer at all. */
	asking->reason->failed |= !stem;
	if (!stem || symbols_named(symbols, stem, &first) == 0)
		return NULL;
	return symbols_by_name(symbols, first);
}

static enum blacklist_verdict check_areas(struct asking *asking)
{
	const struct blacklist_image *blacklist = asking->blacklist;
	const struct blacklist_range *range = blacklist_find(&blacklist->areas,
							     asking->place->address);
	const struct symbol *stem;

	if (range) {
		asking->cause = range->cause;
		blacklist_print_range(range, name_of(asking), asking->reason);
		return BLACKLIST_REFUSED;
	}
	stem = stem_of(asking);
	range = stem ? blacklist_find(&blacklist->areas, stem->address) : NULL;
	if (range) {
		asking->cause = range->cause;
		str_appendf(asking->reason, "a part of %s, which is %s", range->symbol,
			    blacklist_cause_text(range->cause));
		return BLACKLIST_REFUSED;
	}
	if (blacklist->areas_known)
		return BLACKLIST_ALLOWED;
	str_appendf(asking->reason,
		    "%s has no table of what must not be probed (__start_kprobe_blacklist)",
		    blacklist->image->path);
	return BLACKLIST_UNKNOWN;
}

static enum blacklist_verdict check_notrace(struct asking *asking)
{
	const struct blacklist_image *blacklist = asking->blacklist;
	const struct symbol *stem;

	if (blacklist->notrace == RULE_OFF ||
	    traced_has_function(&blacklist->traced, blacklist->image, asking->place->address))
		return BLACKLIST_ALLOWED;
	stem = stem_of(asking);
	if (stem && traced_has_function(&blacklist->traced, blacklist->image, stem->address))
		return BLACKLIST_ALLOWED;
	if (blacklist->traced.is_unreadable) {
		str_appendf(asking->reason, "%s has no table of what is traced that can be read",
			    blacklist->image->path);
		return BLACKLIST_UNKNOWN;
	}
	if (blacklist->notrace == RULE_ON &&
	    (blacklist->traced.has_table || blacklist->image->kind == IMAGE_MODULE))
		return refuse(asking, BLACKLIST_CAUSE_NOTRACE);
	str_append(asking->reason, "it is notrace, and whether this kernel has "
				   "CONFIG_KPROBE_EVENTS_ON_NOTRACE, the image does not say");
	return BLACKLIST_UNKNOWN;
}

static enum blacklist_verdict check_sites(struct asking *asking)
{
	const struct sites *sites = &asking->blacklist->sites;
	const enum blacklist_cause cause = sites_check(sites, asking->place->address);

	if (cause != BLACKLIST_CAUSE_NONE)
		return refuse(asking, cause);
	if (!sites->unknown)
		return BLACKLIST_ALLOWED;
	str_appendf(asking->reason, "the image has a %s that cannot be read", sites->unknown);
	return BLACKLIST_UNKNOWN;
}

static enum blacklist_verdict check_padding(struct asking *asking)
{
	if (symbols_is_padding(name_of(asking)))
		return refuse(asking, BLACKLIST_CAUSE_PADDING);
	return BLACKLIST_ALLOWED;
}

/* Where kprobes do not make use of the function tracer (CONFIG_KPROBES_ON_FTRACE). */
static enum blacklist_verdict check_tracer(struct asking *asking)
{
	const struct blacklist_image *blacklist = asking->blacklist;
	const uint64_t address = asking->place->address;

	if (blacklist->image->machine != EM_AARCH64 ||
	    !image_addresses_have(&blacklist->traced.calls, address, address + 1))
		return BLACKLIST_ALLOWED;
	return refuse(asking, BLACKLIST_CAUSE_TRACER);
}

/*
 * The same question where the kernel has replaced what it can, asked about no more code than is
 * looked at. `changed` is set to whether there is something to replace.
 */
static enum insn_answer ask_changed(const struct asking *asking,
				    const struct insn_question *question, unsigned kinds,
				    struct str *reason, bool *changed)
{
	unsigned char code[INSN_WINDOW];
	struct insn_question other = *question;

	*changed = false;
	if (question->size <= question->offset)
		return INSN_GOOD;
	if (question->offset > sizeof(code) / 2)
		other.offset = sizeof(code) / 2;
	other.size = question->size - (question->offset - other.offset);
	if (other.size > sizeof(code))
		other.size = sizeof(code);
	other.code = code;
	memcpy(code, (const char *)question->code + (question->offset - other.offset), other.size);
	*changed = alternatives_apply(&asking->blacklist->alternatives, kinds,
				      asking->place->address - other.offset, code, other.size);
	return *changed ? insn_check(&other, reason) : INSN_GOOD;
}

static enum insn_answer ask_replaced(const struct asking *asking,
				     const struct insn_question *question, unsigned kinds)
{
	bool changed;

	return ask_changed(asking, question, kinds, asking->reason, &changed);
}

/* Processors of ARMv8.1 and later do in one instruction what others do in a sequence. */
static bool is_replaced_by_good(const struct asking *asking, const struct insn_question *question)
{
	_cleanup_str_ struct str unused = STR_INIT;
	bool changed;

	return ask_changed(asking, question, ALTERNATIVE_SEQUENCE, &unused, &changed) ==
		       INSN_GOOD &&
	       changed;
}

static enum blacklist_verdict check_alternatives(struct asking *asking)
{
	const struct blacklist_image *blacklist = asking->blacklist;

	if (blacklist->image->machine != EM_X86_64 ||
	    !alternatives_have(&blacklist->alternatives, asking->place->address))
		return BLACKLIST_ALLOWED;
	return refuse(asking, BLACKLIST_CAUSE_ALTERNATIVE);
}

static enum blacklist_verdict check_insn(struct asking *asking)
{
	const struct image *image = asking->blacklist->image;
	const uint64_t address = asking->place->address;
	uint64_t start = asking->symbol ? asking->symbol->address : address;
	const struct image_section *section = &asking->section;
	enum insn_answer answer;
	struct insn_question question = {
		.machine = image->machine,
		.begins = asking->place->begins,
	};

	if (!section->data) {
		str_appendf(asking->reason, "%s has no code, only debuginfo", image->path);
		return BLACKLIST_UNKNOWN;
	}
	if (start < section->address)
		start = section->address;
	question.offset = address - start;
	question.code = (const char *)section->data - question.offset;
	question.size = section->size + question.offset;
	answer = insn_check(&question, asking->reason);
	if (answer == INSN_GOOD)
		answer = ask_replaced(asking, &question, ALTERNATIVE_OTHER | ALTERNATIVE_SEQUENCE);
	else if (answer == INSN_REFUSED && is_replaced_by_good(asking, &question)) {
		str_append(asking->reason, ", on processors for which the kernel does not replace "
					   "it when it boots (alternatives)");
		answer = INSN_UNKNOWN;
	}
	if (answer == INSN_GOOD &&
	    ask_replaced(asking, &question, ALTERNATIVE_ACQUIRE) != INSN_GOOD) {
		str_append(asking->reason, ", on processors with erratum 832075 of Cortex-A57");
		answer = INSN_UNKNOWN;
	}
	if (answer == INSN_GOOD)
		return BLACKLIST_ALLOWED;
	if (answer == INSN_UNKNOWN)
		return BLACKLIST_UNKNOWN;
	asking->cause = BLACKLIST_CAUSE_INSTRUCTION;
	return BLACKLIST_REFUSED;
}

static bool has_text(const struct image *image, uint64_t address, const char *text)
{
	const size_t size = strlen(text) + 1;
	struct image_section section;

	return image_section_at(image, address, &section) && section.data && section.size >= size &&
	       memcmp(section.data, text, size) == 0;
}

/* The table has a name and an address, which is 0 in the file, for each such function. */
static enum blacklist_verdict check_return(struct asking *asking)
{
	const struct image *image = asking->blacklist->image;
	const struct symbol *table;
	struct image_section section;

	if (!asking->place->is_return)
		return BLACKLIST_ALLOWED;
	table = symbols_unique(&image->symbols, "kretprobe_blacklist");
	if (!table || !image_section_at(image, table->address, &section) || !section.data)
		return BLACKLIST_ALLOWED;
	for (size_t at = 0; at + 16 <= section.size && at + 16 <= table->size; at += 16) {
		uint64_t name;

		memcpy(&name, (const char *)section.data + at, sizeof(name));
		if (name && has_text(image, name, name_of(asking)))
			return refuse(asking, BLACKLIST_CAUSE_RETURN);
	}
	return BLACKLIST_ALLOWED;
}

struct sonde_error *blacklist_image_check(const struct blacklist_image *blacklist,
					  const struct blacklist_place *place,
					  struct blacklist_answer *ret)
{
	static enum blacklist_verdict (*const rules[])(struct asking *) = {
		check_text,   check_padding,	  check_areas, check_notrace, check_sites,
		check_tracer, check_alternatives, check_insn,  check_return,
	};
	_cleanup_(blacklist_rules_deinit) struct blacklist_rules said = BLACKLIST_RULES_INIT;
	struct asking asking = {.blacklist = blacklist, .place = place, .reason = &said.reason};
	uint64_t end;

	asking.symbol = symbols_stretch(&blacklist->image->symbols, place->address, &end);
	image_section_at(blacklist->image, place->address, &asking.section);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!blacklist_rules_take(&said, rules[i](&asking)))
			break;
	}
	return blacklist_rules_answer(&said, asking.cause, ret);
}
