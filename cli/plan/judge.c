/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/plan/judge.h"

struct sonde_error *judge_event(const struct judge *judge, const struct verdicts *verdicts,
				const struct refusal *refusal)
{
	struct verdict_place place;

	if (!judge->hear)
		return NULL;
	place = verdict_place_of(verdicts, refusal->event);
	place.function = refusal->def->point.glob ? place.symbol : refusal->def->point.function;
	place.answer = refusal->answer;
	return judge->hear(judge->data, &place);
}

/* Where in the image: the symbol there, which need not be that of the function's name. */
static void find_symbol(const struct image *image, struct verdict_place *place)
{
	const struct symbol *symbol = symbols_at(&image->symbols, place->address);

	place->module = image->module;
	if (!symbol)
		return;
	place->symbol = symbols_name(&image->symbols, symbol);
	place->offset = place->address - symbol->address;
}

/* Whether the image says what was said already, and has a name for it. */
static bool is_same_reason(const struct blacklist_answer *answer)
{
	return answer->cause == BLACKLIST_CAUSE_INIT ||
	       answer->cause == BLACKLIST_CAUSE_INSTRUCTION;
}

struct sonde_error *judge_loss(const struct judge *judge, struct verdicts *verdicts,
			       const struct probe_def *def, const struct resolve_loss *loss)
{
	const struct image *image = verdicts->target->image;
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0}, own = {0};
	const struct blacklist_place where = {.address = loss->address, .begins = true};
	struct verdict_place place = {
		.function = loss->name,
		.symbol = loss->name,
		.address = loss->address,
		.is_return = def->point.place == PROBE_PLACE_RETURN,
	};

	if (!judge->hear)
		return NULL;
	if (image && loss->address) {
		find_symbol(image, &place);
		TRY(verdict_ask_at(verdicts, &where, &answer));
	}
	own = (struct blacklist_answer){.verdict = BLACKLIST_REFUSED};
	TRY(sonde_strdup(loss->reason, &own.reason));
	place.answer = is_same_reason(&answer) ? &answer : &own;
	return judge->hear(judge->data, &place);
}
