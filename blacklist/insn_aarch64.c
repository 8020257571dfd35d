/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of arch_prepare_kprobe() in arch/arm64/kernel/probes/kprobes.c and of decode-insn.c
 * beside it. Encodings are those of the Arm Architecture Reference Manual, under the masks of
 * arch/arm64/include/asm/insn.h. 6.12 and 6.1 differ in this: 6.12 refuses memory copies (MOPS),
 * which 6.1 lets be stepped, and emulates BC.cond, which 6.1 steps.
 */
#include "blacklist/insn.h"

/* A set of instructions: those whose bits under the mask have the value. */
struct pattern {
	uint32_t mask;
	uint32_t value;
	/* Why they are refused. */
	const char *why;
};

/* As far back an exclusive load is looked for: MAX_ATOMIC_CONTEXT_SIZE of decode-insn.h. */
#define ATOMIC_WORDS 32

static const struct pattern refused[] = {
	{0xff000000, 0xd4000000, "it raises an exception (SVC, HVC, SMC, BRK, HLT)"},
	{0xfff8f01f, 0xd500401f, "it writes to a system register (MSR)"},
	{0xfff00000, 0xd5100000, "it writes to a system register (MSR)"},
	{0xffffffe0, 0xd53b4220, "it reads the interrupt masks (MRS DAIF)"},
	{0xffffffff, 0xd69f03e0, "it returns from an exception (ERET)"},
	{0xfffffbff, 0xd69f0bff, "it returns from an exception (ERETAA, ERETAB)"},
	{0xfefff800, 0xd61f0800, "a jump with pointer authentication (BRAA, BRAB)"},
	{0xfefff800, 0xd63f0800, "a call with pointer authentication (BLRAA, BLRAB)"},
	{0xfffffbff, 0xd65f0bff, "a return with pointer authentication (RETAA, RETAB)"},
	{0xff000000, 0xd8000000, "a prefetch relative to its own address (PRFM)"},
	{0x3f800000, 0x08000000, "an exclusive load or store"},
	{0x3b200c00, 0x19000400, "a part of a memory copy (CPY, SET)"},
};

static bool is_in(uint32_t insn, uint32_t mask, uint32_t value)
{
	return (insn & mask) == value;
}

/* `question->offset` is a multiple of 4, and the word is there. */
static uint32_t word_at(const struct insn_question *question, size_t offset)
{
	const uint8_t *byte = (const uint8_t *)question->code + offset;

	return (uint32_t)byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 |
	       (uint32_t)byte[3] << 24;
}

/* A hint (WFE, YIELD, AUTIASP, ...) that is not one of the few that can be stepped. */
static bool is_refused_hint(uint32_t insn)
{
	if (!is_in(insn, 0xfffff01f, 0xd503201f))
		return false;
	switch (insn >> 5 & 0x7f) {
	case 0x00: /* NOP */
	case 0x07: /* XPACLRI */
	case 0x08: /* PACIA1716 */
	case 0x0a: /* PACIB1716 */
	case 0x18: /* PACIAZ */
	case 0x19: /* PACIASP */
	case 0x1a: /* PACIBZ */
	case 0x1b: /* PACIBSP */
	case 0x20: /* BTI */
	case 0x22: /* BTI c */
	case 0x24: /* BTI j */
	case 0x26: /* BTI jc */
		return false;
	default:
		return true;
	}
}

static const char *why_refused(uint32_t insn)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (is_in(insn, refused[i].mask, refused[i].value))
			return refused[i].why;
	return is_refused_hint(insn) ? "a hint that must not be stepped over" : NULL;
}

/*
 * The bytes from the exclusive load before the place to the place; 0 if there is none, or a store
 * comes between. The masks are wide, as the kernel's are: load-acquire and store-release, and
 * compare-and-swap, count too.
 */
static size_t distance_of_load(const struct insn_question *question)
{
	size_t words = question->offset / 4;

	for (size_t back = 1; back <= words && back <= ATOMIC_WORDS; back++) {
		uint32_t insn = word_at(question, question->offset - back * 4);

		if (is_in(insn, 0x3f400000, 0x08000000))
			return 0;
		if (is_in(insn, 0x3f400000, 0x08400000))
			return back * 4;
	}
	return 0;
}

enum insn_answer insn_check_aarch64(const struct insn_question *question, struct str *reason)
{
	const char *why;
	size_t distance;

	if (question->offset % 4) {
		str_append(reason, "in the midst of an instruction: they are 4 bytes long");
		return INSN_REFUSED;
	}
	if (question->size < 4 || question->offset > question->size - 4) {
		str_append(reason, "an instruction whose bytes are not all known");
		return INSN_UNKNOWN;
	}
	why = why_refused(word_at(question, question->offset));
	if (why) {
		str_appendf(reason, "%s, and the kernel does not let such an instruction be probed",
			    why);
		return INSN_REFUSED;
	}
	distance = distance_of_load(question);
	if (distance) {
		str_appendf(reason,
			    "%zu bytes after a load-exclusive or load-acquire without a store of"
			    " that kind between, perhaps in an atomic sequence, in which the"
			    " kernel sets no probe",
			    distance);
		return INSN_REFUSED;
	}
	return INSN_GOOD;
}
