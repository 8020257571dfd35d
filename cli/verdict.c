/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/verdict.h"

#include <stdlib.h>

#include "blacklist/check.h"
#include "blacklist/notrace.h"
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

static struct sonde_error *ask_image(struct verdicts *verdicts,
				     const struct verdict_question *question,
				     struct blacklist_answer *ret)
{
	struct image *image = verdicts->target->image;
	struct blacklist_place place = {
		.is_return = question->event->is_return,
		.begins = question->begins,
	};

	if (!verdicts->image)
		TRY(blacklist_image_create(image, &verdicts->image));
	if (!place_address(image, question->event, &place.address)) {
		*ret = (struct blacklist_answer){.verdict = BLACKLIST_UNKNOWN};
		return sonde_strdup("the image has no such symbol, or more than one", &ret->reason);
	}
	return blacklist_image_check(verdicts->image, &place, ret);
}

/* The symbol's name decides, except for `_text+OFFSET`, which needs the address. */
static struct sonde_error *ask_list(const struct verdicts *verdicts,
				    const struct probe_event *event, struct blacklist_answer *ret)
{
	struct kallsyms_symbol symbol = {0};

	if (probe_event_is_relative(event) && verdicts->symbols)
		TRY(running_lookup(verdicts->symbols, event->symbol, &symbol));
	return blacklist_check(&verdicts->live->blacklist, event->symbol, event->offset,
			       symbol.address ? symbol.address + event->offset : 0, ret);
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

static struct sonde_error *find_traceable(struct verdicts *verdicts)
{
	_cleanup_error_ struct sonde_error *error = NULL;

	if (verdicts->traceable || verdicts->no_traceable)
		return NULL;
	error = read_traceable(verdicts->live->tracing_dir, &verdicts->traceable);
	if (!error)
		return NULL;
	return sonde_strdup(error->message, &verdicts->no_traceable);
}

static struct sonde_error *ask_tracer(struct verdicts *verdicts, const struct probe_event *event,
				      struct blacklist_answer *ret)
{
	const struct notrace_place place = {
		.module = event->module,
		.symbol = event->symbol,
		.offset = event->offset,
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

/* Keep the graver answer of two, the first one if they are alike. */
static void keep_worse(struct blacklist_answer *answer, struct blacklist_answer *other)
{
	static const int gravity[] = {
		[BLACKLIST_ALLOWED] = 0,
		[BLACKLIST_UNKNOWN] = 1,
		[BLACKLIST_REFUSED] = 2,
	};

	if (gravity[other->verdict] > gravity[answer->verdict]) {
		struct blacklist_answer worse = *other;

		*other = *answer;
		*answer = worse;
	}
}

struct sonde_error *verdict_ask(struct verdicts *verdicts, const struct verdict_question *question,
				struct blacklist_answer *ret)
{
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {.verdict = BLACKLIST_ALLOWED};
	const struct live *live = verdicts->live;
	bool is_known = question->was_checked;

	if (question->event->is_user) {
		*ret = answer;
		return NULL;
	}
	if (question->is_of_image) {
		TRY(ask_image(verdicts, question, &answer));
		is_known = answer.verdict != BLACKLIST_UNKNOWN;
	}
	if (live && live->has_blacklist) {
		_cleanup_blacklist_answer_ struct blacklist_answer listed = {0};

		TRY(ask_list(verdicts, question->event, &listed));
		/* The image knew all but what was listed since. */
		if (!is_known || listed.verdict == BLACKLIST_REFUSED)
			keep_worse(&answer, &listed);
	}
	if (!live && !is_known && verdicts->no_live && answer.verdict == BLACKLIST_ALLOWED) {
		answer.verdict = BLACKLIST_UNKNOWN;
		TRY(sonde_strdup(verdicts->no_live, &answer.reason));
	}
	if (live && !is_known) {
		_cleanup_blacklist_answer_ struct blacklist_answer traced = {0};

		TRY(ask_tracer(verdicts, question->event, &traced));
		keep_worse(&answer, &traced);
	}
	*ret = answer;
	answer = (struct blacklist_answer){0};
	return NULL;
}

void verdict_print_place(const struct verdicts *verdicts, const struct probe_event *event,
			 struct str *out)
{
	const struct image *image = verdicts->target->image;
	const struct symbol *symbol = NULL;
	uint64_t address = 0;

	if (image && place_address(image, event, &address))
		symbol = symbols_at(&image->symbols, address);
	if (symbol)
		blacklist_print_place(symbols_name(&image->symbols, symbol),
				      address - symbol->address, 0, out);
	else
		blacklist_print_place(event->symbol, event->offset, 0, out);
}
