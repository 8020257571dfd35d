/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/answer.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "image/demangle.h"

static const struct {
	const char *name;
	const char *text;
} causes[BLACKLIST_CAUSES] = {
	[BLACKLIST_CAUSE_NONE] = {"", ""},
	[BLACKLIST_CAUSE_LISTED] = {"listed", "on the kernel's kprobes blacklist"},
	[BLACKLIST_CAUSE_NOKPROBE] = {"nokprobe", "NOKPROBE_SYMBOL, on the kernel's kprobes "
						  "blacklist"},
	[BLACKLIST_CAUSE_NOINSTR] = {"noinstr", "in .noinstr.text"},
	[BLACKLIST_CAUSE_KPROBES] = {"kprobes", "in .kprobes.text"},
	[BLACKLIST_CAUSE_ENTRY] = {"entry", "in .entry.text or .irqentry.text, by which the kernel "
					    "is entered"},
	[BLACKLIST_CAUSE_IDMAP] = {"idmap", "in .idmap.text or .hyp.text, which runs with other "
					    "mappings"},
	[BLACKLIST_CAUSE_INIT] = {"init", "in code that is freed after boot"},
	[BLACKLIST_CAUSE_OUTSIDE] = {"outside", "not between _stext and _etext, where the kernel's "
						"code is"},
	[BLACKLIST_CAUSE_NOTRACE] = {"notrace", "notrace: CONFIG_KPROBE_EVENTS_ON_NOTRACE is off "
						"in this kernel"},
	[BLACKLIST_CAUSE_JUMP_LABEL] = {"jump-label", "a jump label (static key), which the kernel "
						      "patches while it runs"},
	[BLACKLIST_CAUSE_STATIC_CALL] = {"static-call", "a static call, which the kernel patches "
							"while it runs"},
	[BLACKLIST_CAUSE_TRAP] = {"trap", "the trap of a BUG() or WARN()"},
	[BLACKLIST_CAUSE_FIXUP] = {"fixup",
				   "an instruction that may fault (__ex_table), where this "
				   "kernel takes no probe"},
	[BLACKLIST_CAUSE_TRACER] = {"tracer", "the call of the function tracer, where this kernel "
					      "takes no probe"},
	[BLACKLIST_CAUSE_PADDING] = {"padding", "padding before a function"},
	[BLACKLIST_CAUSE_ALTERNATIVE] = {"alternative", "in the midst of code that the kernel "
							"replaces when it boots (alternatives)"},
	[BLACKLIST_CAUSE_INSTRUCTION] = {"instruction", "an instruction that cannot be probed"},
	[BLACKLIST_CAUSE_RETURN] = {"return",
				    "a function on whose return the kernel takes no probe "
				    "(kretprobe_blacklist)"},
};

void blacklist_answer_deinit(struct blacklist_answer *answer)
{
	free(answer->reason);
	*answer = (struct blacklist_answer){.verdict = BLACKLIST_UNKNOWN};
}

const char *blacklist_verdict_name(enum blacklist_verdict verdict)
{
	switch (verdict) {
	case BLACKLIST_ALLOWED:
		return "allowed";
	case BLACKLIST_REFUSED:
		return "refused";
	default:
		return "unknown";
	}
}

const char *blacklist_cause_name(enum blacklist_cause cause)
{
	return causes[cause].name;
}

const char *blacklist_cause_text(enum blacklist_cause cause)
{
	return causes[cause].text;
}

void blacklist_print_place(const char *symbol, uint64_t offset, uint64_t address, struct str *out)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *name = NULL;

	if (!symbol) {
		str_appendf(out, "0x%jx", (uintmax_t)address);
		return;
	}
	/* Without memory, as the linker has it. */
	error = demangle(symbol, DEMANGLE_SHORT, &name);
	str_append(out, name ? name : symbol);
	if (offset)
		str_appendf(out, "+%ju", (uintmax_t)offset);
}

void blacklist_rules_deinit(struct blacklist_rules *rules)
{
	str_deinit(&rules->reason);
	str_deinit(&rules->doubt);
}

bool blacklist_rules_take(struct blacklist_rules *rules, enum blacklist_verdict verdict)
{
	rules->verdict = verdict;
	if (verdict == BLACKLIST_REFUSED)
		return false;
	if (verdict == BLACKLIST_UNKNOWN && rules->doubt.size == 0)
		str_append(&rules->doubt, str_text(&rules->reason));
	str_truncate(&rules->reason, 0);
	return true;
}

struct sonde_error *blacklist_rules_answer(struct blacklist_rules *rules,
					   enum blacklist_cause cause, struct blacklist_answer *ret)
{
	const bool is_refused = rules->verdict == BLACKLIST_REFUSED;

	TRY(str_check(&rules->reason));
	TRY(str_check(&rules->doubt));
	*ret = (struct blacklist_answer){
		.verdict = is_refused	       ? BLACKLIST_REFUSED
			   : rules->doubt.size ? BLACKLIST_UNKNOWN
					       : BLACKLIST_ALLOWED,
		.cause = cause,
	};
	if (ret->verdict == BLACKLIST_ALLOWED)
		return NULL;
	return str_take(is_refused ? &rules->reason : &rules->doubt, &ret->reason);
}
