/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/arith.h"

#include <dwarf.h>

/* Bits of an entry of the stack: of an address, on all machines that sonde knows. */
#define WORD_BITS 64

struct sonde_error *arith_computed(unsigned atom)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "its value is computed (DWARF operation 0x%02x), which a fetch "
			       "argument cannot do",
			       atom);
}

static bool is_number(const struct term *term)
{
	return operand_is_constant(&term->operand) && !term->left;
}

/* A constant's value with its addend. */
static uint64_t number_of(const struct term *term)
{
	return term->operand.number + (uint64_t)term->operand.addend;
}

static void set_number(uint64_t number, struct term *ret)
{
	*ret = (struct term){.operand = {.base = OPERAND_CONSTANT, .number = number}};
}

static uint64_t shift_right(uint64_t number, uint64_t by, bool is_signed)
{
	if (is_signed)
		return (uint64_t)((int64_t)number >> (by < WORD_BITS ? by : WORD_BITS - 1));
	return by < WORD_BITS ? number >> by : 0;
}

/* Two numbers give a number. */
static bool fold(unsigned atom, uint64_t a, uint64_t b, uint64_t *ret)
{
	switch (atom) {
	case DW_OP_plus:
		*ret = a + b;
		return true;
	case DW_OP_minus:
		*ret = a - b;
		return true;
	case DW_OP_mul:
		*ret = a * b;
		return true;
	case DW_OP_and:
		*ret = a & b;
		return true;
	case DW_OP_or:
		*ret = a | b;
		return true;
	case DW_OP_xor:
		*ret = a ^ b;
		return true;
	case DW_OP_shl:
		*ret = b < WORD_BITS ? a << b : 0;
		return true;
	case DW_OP_shr:
	case DW_OP_shra:
		*ret = shift_right(a, b, atom == DW_OP_shra);
		return true;
	default:
		return false;
	}
}

static bool add(struct term *value, uint64_t number)
{
	struct operand *operand = &value->operand;

	if (value->left || operand->bit_size)
		return false;
	operand->addend = (int64_t)((uint64_t)operand->addend + number);
	return true;
}

/* All bits up to one, and none above it: how many; else 0. */
static unsigned bits_of_mask(uint64_t mask)
{
	if (mask & (mask + 1))
		return 0;
	return mask == UINT64_MAX ? WORD_BITS : (unsigned)__builtin_ctzll(mask + 1);
}

/* `value & number`, where the mask keeps the lowest bits. */
static bool mask(struct term *value, uint64_t number)
{
	const unsigned bits = bits_of_mask(number);

	if (number == 0)
		set_number(0, value);
	return number == 0 ||
	       (bits && !value->left && operand_take_bits(&value->operand, 0, bits, false));
}

/*
 * Compilers widen a number by shifting its sign to the top and back again: 56 bits to the left and
 * 56 to the right leave the lowest 8, with their sign.
 */
static bool shift(struct term *value, unsigned atom, uint64_t by)
{
	const unsigned left = value->left;

	if (by >= WORD_BITS)
		return false;
	if (atom == DW_OP_shl) {
		value->left = (unsigned)by;
		return !left && !value->operand.bit_size;
	}
	value->left = 0;
	return by >= left && operand_take_bits(&value->operand, (unsigned)by - left,
					       WORD_BITS - (unsigned)by, atom == DW_OP_shra);
}

/* Something unknown and a number; false where the result cannot be said. */
static bool with_number(unsigned atom, struct term *value, uint64_t number)
{
	switch (atom) {
	case DW_OP_plus:
		return add(value, number);
	case DW_OP_minus:
		return add(value, 0 - number);
	case DW_OP_and:
		return mask(value, number);
	case DW_OP_shl:
	case DW_OP_shr:
	case DW_OP_shra:
		return shift(value, atom, number);
	default:
		return false;
	}
}

struct sonde_error *arith_binary(unsigned atom, const struct term *a, const struct term *b,
				 struct term *ret)
{
	const bool commutes = atom == DW_OP_plus || atom == DW_OP_and;
	const bool is_second = is_number(b);
	struct term result = is_second ? *a : *b;
	uint64_t number;

	if (is_number(a) && is_second) {
		if (!fold(atom, number_of(a), number_of(b), &number))
			return arith_computed(atom);
		set_number(number, ret);
		return NULL;
	}
	if (!is_second && (!commutes || !is_number(a)))
		return arith_computed(atom);
	if (!with_number(atom, &result, number_of(is_second ? b : a)))
		return arith_computed(atom);
	*ret = result;
	return NULL;
}

bool arith_convert(unsigned bits, bool is_signed, struct term *value)
{
	struct operand *operand = &value->operand;
	const unsigned have = operand->bit_size ? operand->bit_size : WORD_BITS;

	if (value->left)
		return false;
	if (is_number(value)) {
		const uint64_t number = number_of(value) << (WORD_BITS - bits);

		set_number(shift_right(number, WORD_BITS - bits, is_signed), value);
		return true;
	}
	if (bits < have)
		return operand_take_bits(operand, 0, bits, is_signed);
	if (bits > have)
		/* Of less than a word, what is above it would be of another sign than what is not.
		 */
		return bits == WORD_BITS || is_signed || !operand->bits_signed;
	if (operand->bit_size)
		operand->bits_signed = is_signed;
	return true;
}
