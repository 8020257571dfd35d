/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/frame.h"

#include <stdlib.h>

#include <dwarf.h>

#include "probe/func.h"

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

struct sonde_error *frame_address(const struct loc_context *context, struct frame_rule *ret)
{
	_cleanup_frame_rule_ struct frame_rule rule = {0};

	/* What dwarf_getcfi() gives belongs to the Dwarf, what dwarf_getcfi_elf() gives does not.
	 */
	if (!find_rule(dwarf_getcfi(context->image->dwarf), context->pc, &rule)) {
		frame_rule_deinit(&rule);
		rule.cfi = dwarf_getcfi_elf(context->image->elf);
		if (!find_rule(rule.cfi, context->pc, &rule))
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "it is in the stack frame, and there is no call "
					       "frame information here");
	}
	*ret = rule;
	rule = (struct frame_rule){0};
	return NULL;
}

struct sonde_error *frame_base(const struct loc_context *context, Dwarf_Attribute *attr,
			       Dwarf_Op **ops, size_t *count)
{
	if (!dwarf_attr_integrate(&context->instance->outer, DW_AT_frame_base, attr) ||
	    dwarf_getlocation_addr(attr, context->pc, ops, count, 1) != 1)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is in the stack frame, whose base is not known here");
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
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its place on the stack is not set up yet here");
	return NULL;
}
