/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/returned.h"

#include <dwarf.h>

#include "probe/die.h"
#include "probe/member.h"
#include "probe/trivial.h"

/* Members and elements looked at: more of them fit no registers. */
#define SEEN_MAX 128
/* Structs within each other. */
#define DEPTH_MAX 16
/* Bytes of a register, and registers. */
#define WORD  8
#define WORDS 2
/* AAPCS64 5.10.5: as many floats of one kind are in as many registers. */
#define SAME_FLOATS_MAX 4

/* What a type is made of. */
struct contents {
	struct lookup *lookup;
	/* In each of its first words. */
	bool has_number[WORDS], has_float[WORDS];
	bool any_number;
	/* Floats and vectors: how many, and the size that all have. */
	unsigned floats;
	uint64_t float_size;
	bool floats_differ;
	bool is_unaligned;
	/* It cannot be told. */
	bool is_unknown;
	unsigned seen;
};

static struct sonde_error *in_float_register(void)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is returned in a floating-point or vector register, which the "
			       "kernel does not keep");
}

static void mark(bool *words, uint64_t offset, uint64_t size)
{
	for (uint64_t i = offset / WORD; i < WORDS && i * WORD < offset + size; i++)
		words[i] = true;
}

static void add_number(struct contents *contents, uint64_t offset, uint64_t size)
{
	mark(contents->has_number, offset, size);
	contents->any_number = true;
	contents->is_unaligned |= size && offset % size;
}

static void add_float(struct contents *contents, uint64_t offset, uint64_t size)
{
	mark(contents->has_float, offset, size);
	contents->floats_differ |= contents->floats && contents->float_size != size;
	contents->floats++;
	contents->float_size = size;
}

static void add_type(struct contents *contents, Dwarf_Die *type, uint64_t offset, unsigned depth);

static void add_member(struct contents *contents, Dwarf_Die *child, uint64_t offset, unsigned depth)
{
	uint64_t distance, bits, bit_offset;
	Dwarf_Die type;

	if (!die_type(child, &type) || !member_offset(child, &distance)) {
		contents->is_unknown = true;
	} else if (die_unsigned(child, DW_AT_bit_size, &bits)) {
		if (die_unsigned(child, DW_AT_data_bit_offset, &bit_offset))
			distance += bit_offset / 8;
		add_number(contents, offset + distance, 1);
	} else {
		add_type(contents, &type, offset + distance, depth + 1);
	}
}

static void add_members(struct contents *contents, Dwarf_Die *aggregate, uint64_t offset,
			unsigned depth)
{
	Dwarf_Die definition, child;

	if (!lookup_definition(contents->lookup, aggregate, &definition)) {
		contents->is_unknown = true;
		return;
	}
	if (dwarf_child(&definition, &child) != 0)
		return;
	do {
		if (member_is_part(&child))
			add_member(contents, &child, offset, depth);
		/* Which of Rust's variants it is, is a number. */
		if (dwarf_tag(&child) == DW_TAG_variant_part)
			mark(contents->has_number, 0, WORDS * WORD);
	} while (dwarf_siblingof(&child, &child) == 0);
}

static void add_array(struct contents *contents, Dwarf_Die *array, uint64_t offset, unsigned depth)
{
	uint64_t all, size, count;
	Dwarf_Die element, peeled;

	if (die_byte_size(array, &all) && die_flag(array, DW_AT_GNU_vector)) {
		add_float(contents, offset, all);
		return;
	}
	if (!die_byte_size(array, &all) || !die_type(array, &element) ||
	    !die_peel(&element, &peeled) || !lookup_byte_size(contents->lookup, &peeled, &size) ||
	    size == 0) {
		contents->is_unknown = true;
		return;
	}
	count = all / size;
	for (uint64_t i = 0; i < count && i < SEEN_MAX; i++)
		add_type(contents, &peeled, offset + i * size, depth + 1);
}

static void add_type(struct contents *contents, Dwarf_Die *type, uint64_t offset, unsigned depth)
{
	uint64_t size = WORD;
	Dwarf_Die peeled;

	if (contents->is_unknown)
		return;
	if (depth > DEPTH_MAX || ++contents->seen > SEEN_MAX || !die_peel(type, &peeled)) {
		contents->is_unknown = true;
		return;
	}
	if (member_is_aggregate(&peeled)) {
		add_members(contents, &peeled, offset, depth);
	} else if (dwarf_tag(&peeled) == DW_TAG_array_type) {
		add_array(contents, &peeled, offset, depth);
	} else if (!lookup_byte_size(contents->lookup, &peeled, &size) &&
		   !die_is_pointer(&peeled)) {
		contents->is_unknown = true;
	} else if (die_is_float(&peeled)) {
		add_float(contents, offset, size);
	} else {
		add_number(contents, offset, size);
	}
}

static struct sonde_error *push(struct location *ret, enum operand_base base, unsigned reg,
				uint64_t size)
{
	return vec_push(ret, (struct loc_piece){
				     .kind = LOC_OPERAND,
				     .bit_size = 8 * size,
				     .operand = {.base = base, .number = reg},
			     });
}

static struct sonde_error *push_missing(struct location *ret, uint64_t size)
{
	return vec_push(ret, (struct loc_piece){
				     .kind = LOC_UNAVAILABLE,
				     .bit_size = 8 * size,
				     .reason = in_float_register(),
			     });
}

/* Its caller has made room for it, and x86-64 hands that address back. */
static struct sonde_error *in_memory(const struct loc_context *context, struct location *ret)
{
	if (!context->arch->returns_address)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the function returns it in memory, and no register says "
				       "where any more");
	return vec_push(
		ret,
		(struct loc_piece){
			.kind = LOC_OPERAND,
			.operand = {.base = OPERAND_RETVAL, .in_memory = true, .own_derefs = 1},
		});
}

/* Whether a word of it is no number, which has a register of its own then. */
static bool is_float_word(const struct arch *arch, const struct contents *contents, unsigned i)
{
	return arch->splits_floats && contents->has_float[i] && !contents->has_number[i];
}

/* Numbers take their registers in order, whichever word they are. */
static struct sonde_error *in_registers(const struct arch *arch, const struct contents *contents,
					uint64_t size, struct location *ret)
{
	const uint64_t rest = size - WORD;

	if (!is_float_word(arch, contents, 0)) {
		TRY(push(ret, OPERAND_RETVAL, 0, WORD));
		return is_float_word(arch, contents, 1)
			       ? push_missing(ret, rest)
			       : push(ret, OPERAND_REGISTER, arch->second_return, rest);
	}
	if (!contents->has_number[1])
		return in_float_register();
	TRY(push_missing(ret, WORD));
	return push(ret, OPERAND_RETVAL, 0, rest);
}

/* Whether floats and vectors are all there is, as many as have registers of their own. */
static bool is_all_float(const struct arch *arch, const struct contents *contents)
{
	if (!contents->floats || contents->any_number)
		return false;
	return contents->float_size > WORDS * WORD ||
	       (!arch->splits_floats && !contents->floats_differ &&
		contents->floats <= SAME_FLOATS_MAX);
}

struct sonde_error *returned_location(const struct loc_context *context, Dwarf_Die *type,
				      struct location *ret)
{
	const struct arch *arch = context->arch;
	struct contents contents = {.lookup = context->lookup};
	uint64_t size = WORD;
	enum trivial trivial;
	Dwarf_Die peeled;

	if (!die_peel(type, &peeled) ||
	    (!lookup_byte_size(context->lookup, &peeled, &size) && !die_is_pointer(&peeled)))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the size of what is returned is not in this debuginfo");
	trivial = trivial_of_type(context->lookup, &peeled);
	if (trivial == TRIVIAL_NO)
		return in_memory(context, ret);
	add_type(&contents, &peeled, 0, 0);
	if (is_all_float(arch, &contents))
		return in_float_register();
	if (size > WORDS * WORD || (contents.is_unaligned && arch->splits_floats))
		return in_memory(context, ret);
	if (contents.is_unknown || trivial == TRIVIAL_UNKNOWN)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its type does not tell in which registers it is returned");
	if (size > WORD)
		return in_registers(arch, &contents, size, ret);
	if (is_float_word(arch, &contents, 0))
		return in_float_register();
	return push(ret, OPERAND_RETVAL, 0, 0);
}
