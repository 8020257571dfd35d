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

static bool has_row(Dwarf_Die *unit, uint64_t pc)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, pc);
	Dwarf_Addr address;

	return line && dwarf_lineaddr(line, &address) == 0 && address == pc;
}

bool eligible_begins(const struct loc_context *context)
{
	Dwarf_Die die = context->instance->die, unit;

	if (context->pc == context->instance->entry)
		return true;
	return dwarf_diecu(&die, &unit, NULL, NULL) && has_row(&unit, context->pc);
}

/* Whether one of the symbols at the address is a function that has a size: no table need be read.
 */
static bool has_sized_function(const struct symbols *symbols, uint64_t pc)
{
	uint64_t end;
	const struct symbol *symbol = symbols_stretch(symbols, pc, &end);

	for (; symbol && symbol < symbols->sorted + symbols->count && symbol->address == pc;
	     symbol++) {
		if (symbol->is_function && symbol->size > 0)
			return true;
	}
	return false;
}

bool eligible_begins_symbol(const struct image *image, uint64_t pc)
{
	const struct symbols *symbols = &image->symbols;
	Dwarf_Die unit;

	if (frame_begins(image, pc) || program_starts_at(image, pc))
		return true;
	if (!symbols_enclosing(symbols, pc) &&
	    (has_sized_function(symbols, pc) || program_has_function_at(image, pc)))
		return true;
	return image->dwarf && dwarf_addrdie(image->dwarf, pc, &unit) && has_row(&unit, pc);
}

static struct sonde_error *not_called(void)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is not called but jumped to: there is no return to be probed");
}

/* Whether it is one of the names, but for underscores before it. NULL ends them. */
static bool is_among(const char *name, const char *const *names)
{
	name += strspn(name, "_");
	for (; *names; names++) {
		if (strcmp(name, *names) == 0)
			return true;
	}
	return false;
}

/* gcc's list of such functions (special_function_p()), and what glibc has more. */
static bool returns_twice(const char *name)
{
	static const char *const names[] = {
		"setjmp",      "sigsetjmp", "sigsetjmp_cancel", "savectx", "getcontext",
		"swapcontext", "vfork",	    "libc_vfork",	NULL,
	};

	return is_among(name, names);
}

/* What makecontext() of glibc has a function return to, of x86-64 and of arm64. */
static bool starts_context(const char *name)
{
	static const char *const names[] = {"start_context", "startcontext", NULL};

	return is_among(name, names);
}

/* f.cold and f.cold.1 of gcc and clang; f.part.0 is called. */
static bool is_cold_part(const char *name)
{
	const char *part = strstr(name, ".cold");

	return part && part > name && (part[5] == '\0' || part[5] == '.');
}

static struct sonde_error *check_name(const char *name)
{
	if (returns_twice(name))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it returns twice (%s), the second time to the address that "
				       "the kernel has put there for the first",
				       name);
	if (starts_context(name))
		return not_called();
	if (!is_cold_part(name))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is a part that the compiler split off (%s), which is jumped to: "
			       "there is no return to be probed",
			       name);
}

/* By all that the symbols at its address are called. */
static struct sonde_error *check_names(const struct symbols *symbols, uint64_t pc)
{
	uint64_t end;
	const struct symbol *symbol = symbols_stretch(symbols, pc, &end);

	for (; symbol && symbol < symbols->sorted + symbols->count && symbol->address == pc;
	     symbol++)
		TRY(check_name(symbols_name(symbols, symbol)));
	return NULL;
}

/* Whether call frame information tells of the function, another one than the program's start. */
static bool is_told(const struct image *image, const struct symbol *symbol, uint16_t section)
{
	return symbol->section == section && !program_starts_at(image, symbol->address) &&
	       frame_entry_at(image, symbol->address) != FRAME_ENTRY_UNKNOWN;
}

/*
 * Whether a function beside the one at the address has call frame information. Compilers make it
 * for all of a file or for nothing; one that lacks it between others was written in assembler.
 */
static bool has_told_neighbour(const struct image *image, uint64_t pc)
{
	const struct symbols *symbols = &image->symbols;
	uint64_t end, ignored;
	const struct symbol *here = symbols_stretch(symbols, pc, &end);
	const struct symbol *before, *after;

	if (!here || here->address != pc)
		return false;
	before = pc > 0 ? symbols_stretch(symbols, pc - 1, &ignored) : NULL;
	after = end != UINT64_MAX ? symbols_stretch(symbols, end, &ignored) : NULL;
	return (before && is_told(image, before, here->section)) ||
	       (after && is_told(image, after, here->section));
}

struct sonde_error *eligible_caller(const struct image *image, uint64_t pc)
{
	enum frame_entry entry;

	if (image->kind != IMAGE_USER)
		return NULL;
	entry = frame_entry_at(image, pc);
	if (entry == FRAME_ENTRY_ROOT || program_starts_at(image, pc))
		return not_called();
	TRY(check_names(&image->symbols, pc));
	if (entry == FRAME_ENTRY_JUMPED)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is jumped to with a frame in place: the address that it "
				       "returns to is not where a call puts it");
	if (entry == FRAME_ENTRY_UNKNOWN && has_told_neighbour(image, pc))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "perhaps it is jumped to: unlike the code beside it, it has "
				       "no call frame information that says how it is entered");
	return NULL;
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
