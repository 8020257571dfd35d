/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/frame.h"

#include <stdlib.h>

#include <dwarf.h>

#include "probe/func.h"
#include "probe/loc_list.h"

void frame_rule_deinit(struct frame_rule *rule)
{
	free(rule->frame);
	if (rule->cfi)
		dwarf_cfi_end(rule->cfi);
	*rule = (struct frame_rule){0};
}

static bool find_rule(Dwarf_CFI *cfi, uint64_t pc, struct frame_rule *rule)
{
	return cfi && dwarf_cfi_addrframe(cfi, pc, &rule->frame) == 0 &&
	       dwarf_frame_cfa(rule->frame, &rule->ops, &rule->count) == 0 && rule->count > 0;
}

/* Whether it is for lack of memory that libdw has found nothing. */
static bool is_short(void)
{
	return sonde_error_is_short(dwarf_errmsg(-1));
}

/*
 * From .debug_frame, else .eh_frame. What dwarf_getcfi() gives belongs to the Dwarf, what
 * dwarf_getcfi_elf() gives does not.
 */
static bool rule_at(const struct image *image, uint64_t pc, struct frame_rule *ret)
{
	if (image->dwarf && find_rule(dwarf_getcfi(image->dwarf), pc, ret))
		return true;
	/* The next error would take its place. */
	if (is_short())
		return false;
	frame_rule_deinit(ret);
	ret->cfi = dwarf_getcfi_elf(image->elf);
	return find_rule(ret->cfi, pc, ret);
}

struct sonde_error *frame_address(const struct loc_context *context, struct frame_rule *ret)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};

	if (!rule_at(context->image, context->pc, &rule))
		return is_short() ? &sonde_error_no_memory
				  : sonde_error_new(
					    SONDE_ERROR_UNAVAILABLE,
					    "it is in the stack frame, and there is no call frame "
					    "information here");
	*ret = rule;
	rule = (struct frame_rule){0};
	return NULL;
}

struct sonde_error *frame_base(const struct loc_context *context, Dwarf_Attribute *attr,
			       Dwarf_Op **ops, size_t *count)
{
	if (!dwarf_attr_integrate(&context->instance->outer, DW_AT_frame_base, attr) ||
	    !loc_list_fits(attr) || dwarf_getlocation_addr(attr, context->pc, ops, count, 1) != 1)
		return is_short()
			       ? &sonde_error_no_memory
			       : sonde_error_new(
					 SONDE_ERROR_UNAVAILABLE,
					 "it is in the stack frame, whose base is not known here");
	return NULL;
}

/* The first row of the line table from the address on: rows are ordered by address. */
static size_t first_row(Dwarf_Lines *lines, size_t count, uint64_t address)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		Dwarf_Addr at = 0;

		dwarf_lineaddr(dwarf_onesrcline(lines, middle), &at);
		if (at < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where the line table says that the body of the function begins (DWARF 5, 6.2.2: prologue_end). */
static bool find_body(const struct loc_context *context, uint64_t entry, uint64_t *ret)
{
	Dwarf_Die outer = context->instance->outer, unit;
	Dwarf_Lines *lines;
	size_t count;

	if (!dwarf_diecu(&outer, &unit, NULL, NULL) ||
	    dwarf_getsrclines(&unit, &lines, &count) != 0)
		return false;
	for (size_t i = first_row(lines, count, entry); i < count; i++) {
		Dwarf_Line *line = dwarf_onesrcline(lines, i);
		Dwarf_Addr address;
		bool is_body;

		if (dwarf_lineaddr(line, &address) != 0 || dwarf_haspc(&outer, address) != 1 ||
		    dwarf_lineprologueend(line, &is_body) != 0)
			return false;
		if (is_body) {
			*ret = address;
			return true;
		}
	}
	return false;
}

/* How far the canonical frame address is from the register, where the rule says just that. */
static bool rule_distance(const struct frame_rule *rule, uint64_t reg, int64_t *ret)
{
	const Dwarf_Op *op = rule->ops;

	if (rule->count != 1)
		return false;
	*ret = (int64_t)(op->atom == DW_OP_bregx ? op->number2 : op->number);
	return op->atom == DW_OP_bregx ? op->number == reg : op->atom == DW_OP_breg0 + reg;
}

static bool distance_from(const struct loc_context *context, uint64_t pc, uint64_t reg,
			  int64_t *ret)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};

	return rule_at(context->image, pc, &rule) && rule_distance(&rule, reg, ret);
}

static struct sonde_error *not_set_up(void)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "its place on the stack is not set up yet here");
}

struct sonde_error *frame_of_register(const struct loc_context *context, uint64_t reg,
				      int64_t offset, struct frame_rule *rule, int64_t *distance)
{
	_cleanup_frame_rule_ struct frame_rule here = {0};
	uint64_t entry, body;
	int64_t in_body;

	*distance = offset;
	if (!func_entry(&context->instance->outer, &entry))
		return NULL;
	if (!find_body(context, entry, &body) || !distance_from(context, body, reg, &in_body) ||
	    !rule_at(context->image, context->pc, &here)) {
		if (is_short())
			return &sonde_error_no_memory;
		return context->pc == entry ? not_set_up() : NULL;
	}
	if (__builtin_sub_overflow(offset, in_body, distance) ||
	    (*distance < 0 && context->pc >= entry && context->pc < body))
		return not_set_up();
	*rule = here;
	here = (struct frame_rule){0};
	return NULL;
}

/*
 * DWARF gives one place in the stack frame for all of the function, also before the frame is
 * there. Below the stack pointer of a kernel, which has no red zone, lies what the probe itself
 * pushed; and before the first instruction no frame pointer is this function's.
 */
struct sonde_error *frame_check(const struct loc_context *context, const struct operand *operand)
{
	const int64_t first = operand->deref_count ? operand->derefs[0] : operand->addend;
	const bool below_stack = context->image->kind != IMAGE_USER &&
				 operand->number == context->arch->stack_pointer;
	uint64_t entry;

	if (operand->base != OPERAND_REGISTER || first >= 0 ||
	    (!operand->deref_count && !operand->in_memory))
		return NULL;
	if (below_stack || (!operand->deref_count &&
			    func_entry(&context->instance->outer, &entry) && entry == context->pc))
		return not_set_up();
	return NULL;
}

bool frame_keeps_register(const struct loc_context *context, uint64_t reg)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};
	Dwarf_Op memory[3], *ops;
	size_t count;

	return arch_keeps(context->arch, reg) && rule_at(context->image, context->pc, &rule) &&
	       dwarf_frame_register(rule.frame, (int)reg, memory, &ops, &count) == 0 && count == 0;
}

/* Whether the canonical frame address is one word above the stack pointer, as a call leaves it. */
static bool is_one_word(const struct arch *arch, const struct frame_rule *rule)
{
	int64_t distance;

	return rule_distance(rule, arch->stack_pointer, &distance) && distance == arch->word_size;
}

/* Whether a register is saved one word below the canonical frame address. */
static bool is_below_frame(const struct arch *arch, const Dwarf_Op *ops, size_t count)
{
	return count == 2 && ops[0].atom == DW_OP_call_frame_cfa &&
	       ops[1].atom == DW_OP_plus_uconst && ops[1].number + arch->word_size == 0;
}

enum frame_entry frame_entry_at(const struct image *image, uint64_t pc)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};
	const struct arch *arch = arch_of_machine(image->machine);
	Dwarf_Op memory[3], *ops;
	bool is_signal, stays;
	size_t count;
	int caller;

	if (!arch || !rule_at(image, pc, &rule))
		return FRAME_ENTRY_UNKNOWN;
	caller = dwarf_frame_info(rule.frame, NULL, NULL, &is_signal);
	if (is_signal)
		return FRAME_ENTRY_ROOT;
	if (caller < 0 || dwarf_frame_register(rule.frame, caller, memory, &ops, &count) != 0)
		return FRAME_ENTRY_UNKNOWN;
	/* libdw says by `ops` what no operations mean: undefined, or else not changed. */
	if (!count && ops)
		return FRAME_ENTRY_ROOT;
	stays = arch->pushes_return ? is_one_word(arch, &rule) && is_below_frame(arch, ops, count)
				    : !count;
	return stays ? FRAME_ENTRY_CALLED : FRAME_ENTRY_JUMPED;
}

bool frame_begins(const struct image *image, uint64_t pc)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};
	Dwarf_Addr start;

	return rule_at(image, pc, &rule) &&
	       dwarf_frame_info(rule.frame, &start, NULL, NULL) >= -1 && start == pc;
}
