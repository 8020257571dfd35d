/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/verdict.h"

#include <stdlib.h>
#include <string.h>

#include "blacklist/check.h"
#include "blacklist/notrace.h"
#include "blacklist/program.h"
#include "probe/place.h"
#include "tracefs/dir.h"

/* The list of a kernel has 50,000 lines. */
#define TRACEABLE_LIMIT ((size_t)64 << 20)

void verdicts_deinit(struct verdicts *verdicts)
{
	blacklist_image_destroy(verdicts->image);
	traceable_destroy(verdicts->traceable);
	free(verdicts->no_traceable);
	*verdicts = (struct verdicts){0};
}

/* What a module has for its start only; a probe there has to come before it. */
static bool was_freed(const struct target *target, uint64_t address)
{
	struct image_section section;

	return target->is_loaded && image_section_at(target->image, address, &section) &&
	       strncmp(section.name, ".init", 5) == 0;
}

static struct sonde_error *ask_address(struct verdicts *verdicts,
				       const struct blacklist_place *place,
				       struct blacklist_answer *ret)
{
	if (was_freed(verdicts->target, place->address)) {
		*ret = (struct blacklist_answer){
			.verdict = BLACKLIST_REFUSED,
			.cause = BLACKLIST_CAUSE_INIT,
		};
		return sonde_strdup("in .init.text, freed when the module was loaded",
				    &ret->reason);
	}
	if (!verdicts->image)
		TRY(blacklist_image_create(verdicts->target->image, &verdicts->image));
	return blacklist_image_check(verdicts->image, place, ret);
}

static struct sonde_error *ask_image(struct verdicts *verdicts,
				     const struct verdict_question *question,
				     struct blacklist_answer *ret)
{
	struct blacklist_place place = {
		.is_return = question->event->is_return,
		.begins = question->begins,
	};

	if (!place_address(verdicts->target->image, question->event, &place.address)) {
		*ret = (struct blacklist_answer){.verdict = BLACKLIST_UNKNOWN};
		return sonde_strdup("the image has no such symbol, or more than one", &ret->reason);
	}
	return ask_address(verdicts, &place, ret);
}

/* Where an event is in the running kernel; 0 where that is not known. */
static struct sonde_error *find_running(const struct verdicts *verdicts,
					const struct verdict_question *question, uint64_t *ret)
{
	const struct probe_event *event = question->event;
	struct kallsyms_symbol symbol = {0};

	*ret = question->running_address;
	if (*ret || !event->symbol || event->module || !verdicts->symbols)
		return NULL;
	TRY(running_lookup(verdicts->symbols, event->symbol, &symbol));
	if (symbol.count == 1 && symbol.address)
		*ret = symbol.address + event->offset;
	return NULL;
}

/*
 * The symbol's name decides where the image was asked, which knows the others for its address; but
 * for `_text+OFFSET`, which needs the address. To read all symbols takes a while.
 */
static struct sonde_error *ask_list(const struct verdicts *verdicts,
				    const struct verdict_question *question,
				    struct blacklist_answer *ret)
{
	const struct probe_event *event = question->event;
	uint64_t address = 0;

	if (probe_event_is_relative(event) || (!question->is_of_image && !question->was_checked))
		TRY(find_running(verdicts, question, &address));
	return blacklist_check(&verdicts->live->blacklist, event->symbol, event->offset, address,
			       ret);
}

/* A sentence, as a reason has it: something may follow. */
static struct sonde_error *without_stop(const char *text, char **ret)
{
	const size_t size = strlen(text);

	return sonde_strndup(text, size && text[size - 1] == '.' ? size - 1 : size, ret);
}

/* The list with addresses is there since Linux 6.5. */
static struct sonde_error *read_traceable(const char *tracing_dir, struct traceable **ret)
{
	static const char *const names[] = {"available_filter_functions_addrs",
					    "available_filter_functions"};
	struct sonde_error *error = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		_cleanup_str_ struct str text = STR_INIT;

		sonde_error_destroy(error);
		error = tracing_read(tracing_dir, names[i], TRACEABLE_LIMIT, &text);
		if (!error)
			return traceable_parse(str_text(&text), i == 0, ret);
	}
	return error;
}

static struct sonde_error *locate_lost(const struct verdicts *verdicts)
{
	const struct kallsyms *kallsyms;

	if (!verdicts->symbols || traceable_has_addresses(verdicts->traceable))
		return NULL;
	TRY(running_sort_names(verdicts->symbols));
	TRY(running_kallsyms(verdicts->symbols, &kallsyms));
	notrace_locate(verdicts->traceable, kallsyms);
	return NULL;
}

static struct sonde_error *find_traceable(struct verdicts *verdicts)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	if (verdicts->traceable || verdicts->no_traceable)
		return NULL;
	if (!verdicts->live->tracing_dir)
		return without_stop(verdicts->live->no_tracing, &verdicts->no_traceable);
	error = read_traceable(verdicts->live->tracing_dir, &verdicts->traceable);
	if (!error)
		return locate_lost(verdicts);
	return without_stop(error->message, &verdicts->no_traceable);
}

/* The name of a function of a module that an event may count to from another one. */
static const char *name_in_module(const struct verdicts *verdicts, const struct probe_event *event)
{
	const struct verdict_place place = verdict_place_of(verdicts, event);

	return event->module && place.symbol ? place.symbol : event->symbol;
}

static struct sonde_error *ask_tracer(struct verdicts *verdicts,
				      const struct verdict_question *question,
				      struct blacklist_answer *ret)
{
	const struct probe_event *event = question->event;
	const struct notrace_place place = {
		.module = event->module,
		.symbol = name_in_module(verdicts, event),
		.offset = event->offset,
		.address = question->running_address,
	};
	const struct kallsyms *kallsyms;

	*ret = (struct blacklist_answer){.verdict = BLACKLIST_UNKNOWN};
	TRY(find_traceable(verdicts));
	if (!verdicts->traceable)
		return sonde_strdup(verdicts->no_traceable, &ret->reason);
	if (!verdicts->symbols || !event->symbol)
		return sonde_strdup("/proc/kallsyms cannot be read", &ret->reason);
	TRY(running_kallsyms(verdicts->symbols, &kallsyms));
	return notrace_check(verdicts->traceable, kallsyms, &place, ret);
}

/* What is allowed with a reservation is less than what is allowed. */
static int gravity_of(const struct blacklist_answer *answer)
{
	if (answer->verdict == BLACKLIST_ALLOWED)
		return answer->reason != NULL;
	return answer->verdict == BLACKLIST_UNKNOWN ? 2 : 3;
}

/* Keep the graver answer of two, the first one if they are alike. */
static void keep_worse(struct blacklist_answer *answer, struct blacklist_answer *other)
{
	if (gravity_of(other) > gravity_of(answer)) {
		struct blacklist_answer worse = *other;

		*other = *answer;
		*answer = worse;
	}
}

/* Make the answer `verdict`, if it is worse than what it is. */
static struct sonde_error *add_answer(struct blacklist_answer *answer,
				      enum blacklist_verdict verdict, enum blacklist_cause cause,
				      const char *reason)
{
	_cleanup_blacklist_answer_ struct blacklist_answer other = {
		.verdict = verdict,
		.cause = cause,
	};

	TRY(without_stop(reason, &other.reason));
	keep_worse(answer, &other);
	return NULL;
}

/* core_kernel_text() of kernel/extable.c: what the kernel has freed still has symbols. */
static struct sonde_error *ask_text(struct verdicts *verdicts,
				    const struct verdict_question *question,
				    struct blacklist_answer *answer)
{
	struct kallsyms_symbol start, end;
	uint64_t address;

	TRY(find_running(verdicts, question, &address));
	if (!address)
		return NULL;
	TRY(running_lookup(verdicts->symbols, "_stext", &start));
	TRY(running_lookup(verdicts->symbols, "_etext", &end));
	if (!start.address || !end.address || (address >= start.address && address < end.address))
		return NULL;
	return add_answer(answer, BLACKLIST_REFUSED, BLACKLIST_CAUSE_OUTSIDE,
			  "outside of the kernel's code (_stext to _etext): freed after boot, or "
			  "never a part of it");
}

/* What only an image tells. */
static struct sonde_error *ask_nobody(const struct verdicts *verdicts,
				      const struct probe_event *event,
				      struct blacklist_answer *answer)
{
	const struct live *live = verdicts->live;
	const char *arch = verdicts->target->arch;

	if (!live->has_blacklist)
		TRY(add_answer(answer, BLACKLIST_UNKNOWN, BLACKLIST_CAUSE_NONE,
			       live->no_blacklist));
	/* The one entry that there is of the table kretprobe_blacklist. */
	if (event->is_return && event->symbol && strcmp(event->symbol, "__switch_to") == 0 &&
	    arch && strcmp(arch, "x86_64") == 0)
		TRY(add_answer(answer, BLACKLIST_REFUSED, BLACKLIST_CAUSE_RETURN,
			       blacklist_cause_text(BLACKLIST_CAUSE_RETURN)));
	/* A function's entry is the tracer's call, or refused for the lack of it. */
	if (!event->offset && event->symbol && !strstr(event->symbol, ".cold"))
		return NULL;
	return add_answer(answer, BLACKLIST_UNKNOWN, BLACKLIST_CAUSE_NONE,
			  "what instruction is there, the kernel's image would tell, which was not "
			  "found");
}

static struct sonde_error *ask_running(struct verdicts *verdicts,
				       const struct verdict_question *question,
				       struct blacklist_answer *answer)
{
	_cleanup_blacklist_answer_ struct blacklist_answer listed = {0}, traced = {0};
	const bool is_known = question->is_of_image ? answer->verdict != BLACKLIST_UNKNOWN
						    : question->was_checked;
	const struct live *live = verdicts->live;

	if (live->has_blacklist) {
		TRY(ask_list(verdicts, question, &listed));
		/* The image knew all but what was listed since. */
		if (!is_known || listed.verdict == BLACKLIST_REFUSED)
			keep_worse(answer, &listed);
	}
	if (is_known)
		return NULL;
	if (!question->is_of_image)
		TRY(ask_text(verdicts, question, answer));
	if (!question->is_of_image && verdicts->is_strict)
		TRY(ask_nobody(verdicts, question->event, answer));
	TRY(ask_tracer(verdicts, question, &traced));
	keep_worse(answer, &traced);
	return NULL;
}

/* By its name it is allowed, but that is not all that there is to know. */
static void doubt_reservation(const struct verdicts *verdicts, struct blacklist_answer *answer)
{
	if (verdicts->is_strict && answer->verdict == BLACKLIST_ALLOWED && answer->reason)
		answer->verdict = BLACKLIST_UNKNOWN;
}

/*
 * The file of a program is always there, and what it says itself stands: that the place was checked
 * somebody else may have written. Only where the file does not tell is it believed.
 */
static struct sonde_error *ask_program(const struct verdicts *verdicts,
				       const struct verdict_question *question,
				       struct blacklist_answer *ret)
{
	const struct image *image = verdicts->target->image;
	struct blacklist_place place = {
		.is_return = question->event->is_return,
		.begins = question->begins,
	};

	if (place_address(image, question->event, &place.address)) {
		TRY(blacklist_program_check(image, &place, ret));
		if (!question->was_checked || ret->verdict != BLACKLIST_UNKNOWN)
			return NULL;
		blacklist_answer_deinit(ret);
		ret->verdict = BLACKLIST_ALLOWED;
		return NULL;
	}
	*ret = (struct blacklist_answer){
		.verdict = BLACKLIST_REFUSED,
		.cause = BLACKLIST_CAUSE_OUTSIDE,
	};
	return sonde_strdup("the file has no code at its offset", &ret->reason);
}

struct sonde_error *verdict_ask(struct verdicts *verdicts, const struct verdict_question *question,
				struct blacklist_answer *ret)
{
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {.verdict = BLACKLIST_ALLOWED};

	if (question->event->is_user)
		return ask_program(verdicts, question, ret);
	if (question->is_of_image)
		TRY(ask_image(verdicts, question, &answer));
	if (verdicts->live)
		TRY(ask_running(verdicts, question, &answer));
	else if (!question->is_of_image && !question->was_checked && verdicts->no_live)
		TRY(add_answer(&answer, BLACKLIST_UNKNOWN, BLACKLIST_CAUSE_NONE,
			       verdicts->no_live));
	doubt_reservation(verdicts, &answer);
	*ret = answer;
	answer = (struct blacklist_answer){0};
	return NULL;
}

struct sonde_error *verdict_ask_at(struct verdicts *verdicts, const struct blacklist_place *place,
				   struct blacklist_answer *ret)
{
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
	_cleanup_probe_event_ struct probe_event event = {.is_return = place->is_return};
	const struct verdict_question question = {.event = &event, .is_of_image = true};
	_cleanup_error_ struct sonde_error *nowhere = NULL;

	if (target_is_program(verdicts->target))
		return blacklist_program_check(verdicts->target->image, place, ret);
	TRY(ask_address(verdicts, place, &answer));
	if (verdicts->live && answer.verdict != BLACKLIST_REFUSED) {
		nowhere = place_of_code(verdicts->target->image, place->address, &event);
		if (!nowhere)
			TRY(ask_running(verdicts, &question, &answer));
	}
	*ret = answer;
	answer = (struct blacklist_answer){0};
	return NULL;
}

struct verdict_place verdict_place_of(const struct verdicts *verdicts,
				      const struct probe_event *event)
{
	const struct image *image = verdicts->target->image;
	struct verdict_place place = {
		.module = event->module,
		.symbol = event->symbol,
		.offset = event->offset,
		.is_return = event->is_return,
	};
	const struct symbol *symbol;

	if (!image || !place_address(image, event, &place.address))
		return place;
	symbol = symbols_at(&image->symbols, place.address);
	if (event->is_user)
		place.offset = 0;
	/* Of several names, the one that was asked for. */
	if (symbol && (event->is_user || symbol->address != place.address - event->offset)) {
		place.symbol = symbols_name(&image->symbols, symbol);
		place.offset = place.address - symbol->address;
	}
	return place;
}

void verdict_print_place(const struct verdicts *verdicts, const struct probe_event *event,
			 struct str *out)
{
	const struct verdict_place place = verdict_place_of(verdicts, event);

	blacklist_print_place(place.symbol, place.offset, place.address, out);
}
