/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/refuse.h"

#include <inttypes.h>

#include "blacklist/check.h"

/* The symbol's name decides, except for `_text+OFFSET`, which needs the address. */
static struct sonde_error *ask(const struct live *live, struct running_symbols *symbols,
			       const struct probe_event *event, struct blacklist_answer *ret)
{
	struct kallsyms_symbol symbol = {0};

	if (probe_event_is_relative(event) && symbols)
		TRY(running_lookup(symbols, event->symbol, &symbol));
	return blacklist_check(&live->blacklist, event->symbol, event->offset,
			       symbol.address ? symbol.address + event->offset : 0, ret);
}

struct sonde_error *refuse_blacklisted(const struct live *live, struct running_symbols *symbols,
				       const struct probe_event *event, struct notes *notes,
				       bool *refused)
{
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};

	TRY(ask(live, symbols, event, &answer));
	*refused = answer.verdict == BLACKLIST_REFUSED;
	if (*refused)
		return notes_add(notes, NOTE_OMITTED, "%s is blacklisted function, skip it. (%s)",
				 event->symbol, answer.reason);
	if (answer.verdict == BLACKLIST_UNKNOWN)
		return notes_add(notes, NOTE_CHANGED,
				 "Whether %s+%" PRIu64 " is blacklisted is not known: %s",
				 event->symbol ? event->symbol : "", event->offset, answer.reason);
	return NULL;
}
