/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/func.h"

#include "probe/die.h"

void func_instances_deinit(struct func_instances *instances)
{
	vec_deinit(instances);
}

bool func_entry(Dwarf_Die *die, uint64_t *ret)
{
	Dwarf_Addr address, base, end;
	ptrdiff_t next = 0;

	if (dwarf_entrypc(die, &address) == 0) {
		*ret = address;
		return true;
	}
	/* Split into pieces, without an entry_pc: the first one that is there has the entry. */
	do {
		next = dwarf_ranges(die, next, &base, &address, &end);
		if (next <= 0)
			return false;
	} while (address >= end);
	*ret = address;
	return true;
}

bool func_is_noreturn(Dwarf_Die *die)
{
	return die_flag(die, DW_AT_noreturn);
}

bool func_is_nocall(Dwarf_Die *die)
{
	uint64_t convention;

	return die_unsigned(die, DW_AT_calling_convention, &convention) &&
	       convention == DW_CC_nocall;
}

uintptr_t func_origin(Dwarf_Die *die)
{
	Dwarf_Die origin;

	return (uintptr_t)(die_origin(die, &origin) ? origin.addr : die->addr);
}

const char *func_linkage_name(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	/* The latter is what DWARF 3 had to do with. */
	if (!dwarf_attr_integrate(die, DW_AT_linkage_name, &attr) &&
	    !dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &attr))
		return NULL;
	return dwarf_formstring(&attr);
}

void func_print(const struct func_instance *instance, struct str *out)
{
	Dwarf_Die die = instance->die, outer = instance->outer;
	const char *name = die_name(&die), *around = die_name(&outer);

	str_append(out, name ? name : "?");
	if (instance->is_inlined)
		str_appendf(out, " inlined in %s", around ? around : "?");
}

struct sonde_error *func_check_return(const struct func_instance *instance, uint64_t pc)
{
	Dwarf_Die die = instance->die;

	if (instance->is_inlined)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "an inlined copy has no return of its own");
	if (pc != instance->entry)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "only at its entry can its return be probed");
	if (func_is_noreturn(&die))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "the function never returns");
	return NULL;
}
