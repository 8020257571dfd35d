/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/eligible.h"

#include <inttypes.h>
#include <string.h>

#include <dwarf.h>

#include "image/program.h"
#include "probe/declared.h"
#include "probe/die.h"
#include "probe/frame.h"
#include "probe/symbolic.h"
#include "probe/versioned.h"

/*
 * A tail that gcc split off (f.part.0) is called by what is left of the function: it is neither an
 * entry of the function nor returns its value. Who names it as the linker does means it.
 */
static struct sonde_error *check_whole(const struct image *image, const struct probe_def *def,
				       const struct func_instance *instance)
{
	const struct symbols *symbols = &image->symbols;
	const struct symbol *symbol = symbols_at(symbols, instance->entry);
	const char *name = symbol ? symbols_name(symbols, symbol) : "";

	if (instance->is_inlined || !strstr(name, ".part.") ||
	    strstr(def->point.function, ".part."))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is a part that the compiler split off (%s), not an entry", name);
}

/*
 * Of a weak function that another one replaced, the code stays, and so does its debuginfo; nobody
 * calls it. What others can call has a symbol.
 */
static struct sonde_error *check_replaced(const struct image *image,
					  const struct func_instance *instance)
{
	const struct symbols *symbols = &image->symbols;
	Dwarf_Die die = instance->die;
	Dwarf_Attribute attribute;
	bool is_external = false;
	size_t first;

	if (instance->is_inlined || symbols_cover(symbols, instance->entry) ||
	    !dwarf_attr_integrate(&die, DW_AT_external, &attribute) ||
	    dwarf_formflag(&attribute, &is_external) != 0 || !is_external || !die_name(&die) ||
	    symbols_named(symbols, die_name(&die), &first) == 0)
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is a weak function that another one replaced; nobody calls it");
}

/* Assembler's debuginfo has lines and names, and nothing about parameters. */
static struct sonde_error *check_language(const struct image *image, const struct probe_def *def,
					  const struct func_instance *instance)
{
	Dwarf_Die die = instance->die, unit;
	uint64_t language;

	if (symbolic_suffices(def) || !dwarf_diecu(&die, &unit, NULL, NULL) ||
	    !die_unsigned(&unit, DW_AT_language, &language) || language != DW_LANG_Mips_Assembler ||
	    versioned_suffices(image, def))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is written in assembler, whose debuginfo has no variables");
}

struct sonde_error *eligible_copy(const struct image *image, const struct probe_def *def,
				  const struct func_instance *instance)
{
	const struct probe_point *point = &def->point;

	if (point->kind == PROBE_POINT_FUNCTION && point->place != PROBE_PLACE_LINE &&
	    point->place != PROBE_PLACE_PATTERN)
		TRY(check_whole(image, def, instance));
	TRY(check_replaced(image, instance));
	return check_language(image, def, instance);
}

struct sonde_error *eligible_alignment(const struct arch *arch, uint64_t pc)
{
	if (pc % arch->alignment == 0)
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "no instruction begins at 0x%" PRIx64, pc);
}

bool eligible_begins(const struct loc_context *context)
{
	Dwarf_Die die = context->instance->die, unit;
	Dwarf_Addr address;
	Dwarf_Line *line;

	if (context->pc == context->instance->entry)
		return true;
	line = dwarf_diecu(&die, &unit, NULL, NULL) ? dwarf_getsrc_die(&unit, context->pc) : NULL;
	return line && dwarf_lineaddr(line, &address) == 0 && address == context->pc;
}

struct sonde_error *eligible_caller(const struct image *image, uint64_t pc)
{
	if (image->kind != IMAGE_USER ||
	    (!program_starts_at(image, pc) && frame_is_called(image, pc)))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is not called but jumped to: there is no return to be probed");
}

struct sonde_error *eligible_return(const struct image *image, const struct probe_def *def,
				    const char *name)
{
	bool is_void = false;

	if (def->point.place != PROBE_PLACE_RETURN)
		return NULL;
	vec_for_each(&def->args, arg) {
		if (arg->kind == PROBE_ARG_RETVAL)
			TRY(declared_void(image, name, &is_void));
	}
	if (!is_void)
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it returns nothing: its type is void, and so there is no $retval");
}
