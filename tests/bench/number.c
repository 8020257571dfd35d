/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/bench/number.h"

#include <dwarf.h>

/* The class of most of what is computed. */
#define ARITHMETIC "computed: other arithmetic"

struct number number_unknown(const char *why)
{
	return (struct number){.shape = SHAPE_OTHER, .why = why, .is_unknown = true};
}

struct number number_lost(const char *why, uint64_t value)
{
	return (struct number){.value = value, .shape = SHAPE_OTHER, .why = why};
}

struct number number_constant(uint64_t value)
{
	return (struct number){.value = value, .shape = SHAPE_CONSTANT};
}

uint64_t number_fit(uint64_t value, unsigned bits, bool is_signed)
{
	if (!bits || bits >= 64)
		return value;
	value &= (UINT64_C(1) << bits) - 1;
	if (is_signed && value >> (bits - 1))
		value |= ~UINT64_C(0) << bits;
	return value;
}

struct number number_other(struct number number, const char *why)
{
	if (number.shape != SHAPE_OTHER)
		number.why = why;
	number.shape = SHAPE_OTHER;
	return number;
}

struct number number_plus(struct number number, uint64_t addend)
{
	number.value = number_fit(number.value + addend, number.type_bits, number.type_signed);
	if (!addend)
		return number;
	switch (number.shape) {
	case SHAPE_CONSTANT:
	case SHAPE_ADDRESS:
		return number;
	case SHAPE_PLAIN:
	case SHAPE_SUM:
		number.addend = (int64_t)((uint64_t)number.addend + addend);
		number.shape = number.addend ? SHAPE_SUM : SHAPE_PLAIN;
		return number;
	default:
		return number_other(number, ARITHMETIC);
	}
}

/* Bits of PLAIN, or of bits of it. Behind the last one the sign or zeros go on. */
static struct number bits_of(struct number number, unsigned offset, unsigned width, bool is_signed)
{
	const unsigned had = number.shape == SHAPE_BITS ? number.bit_width : 64;

	if ((number.shape != SHAPE_PLAIN && number.shape != SHAPE_BITS) || offset >= had)
		return number_other(number, ARITHMETIC);
	if (offset + width > had) {
		is_signed = number.bits_signed;
		width = had - offset;
	}
	number.shape = SHAPE_BITS;
	number.bit_offset += offset;
	number.bit_width = width;
	number.bits_signed = is_signed;
	return number;
}

static struct number shifted_left(struct number number, uint64_t by)
{
	if (number.shape != SHAPE_PLAIN || by >= 64)
		return number_other(number, ARITHMETIC);
	number.shape = SHAPE_SHIFTED;
	number.bit_offset = (unsigned)by;
	return number;
}

/* (x << 32) >> 32 is 32 bits of x, and (x << 24) >> 32 those 32 that begin with bit 8. */
static struct number shifted_right(struct number number, uint64_t by, bool is_signed)
{
	unsigned offset = (unsigned)by;

	if (by >= 64)
		return number_other(number, ARITHMETIC);
	if (number.shape == SHAPE_SHIFTED && by >= number.bit_offset) {
		number.shape = SHAPE_PLAIN;
		offset -= number.bit_offset;
		number.bit_offset = 0;
	}
	return bits_of(number, offset, 64 - (unsigned)by, is_signed);
}

static struct number masked(struct number number, uint64_t mask)
{
	if (!mask || mask & (mask + 1))
		return number_other(number, ARITHMETIC);
	return bits_of(number, 0, mask == UINT64_MAX ? 64 : (unsigned)__builtin_ctzll(mask + 1),
		       false);
}

/* The shape of a number and a constant. */
static struct number shape_of(unsigned atom, struct number number, uint64_t with)
{
	switch (atom) {
	case DW_OP_plus:
		return number_plus(number, with);
	case DW_OP_minus:
		return number_plus(number, 0 - with);
	case DW_OP_and:
		return masked(number, with);
	case DW_OP_shl:
		return shifted_left(number, with);
	case DW_OP_shr:
	case DW_OP_shra:
		return shifted_right(number, with, atom == DW_OP_shra);
	default:
		return number_other(number, ARITHMETIC);
	}
}

static uint64_t compute(unsigned atom, uint64_t a, uint64_t b)
{
	const int64_t left = (int64_t)a, right = (int64_t)b;

	switch (atom) {
	case DW_OP_plus:
		return a + b;
	case DW_OP_minus:
		return a - b;
	case DW_OP_mul:
		return a * b;
	case DW_OP_and:
		return a & b;
	case DW_OP_or:
		return a | b;
	case DW_OP_xor:
		return a ^ b;
	case DW_OP_shl:
		return b < 64 ? a << b : 0;
	case DW_OP_shr:
		return b < 64 ? a >> b : 0;
	case DW_OP_shra:
		return (uint64_t)(left >> (b < 64 ? b : 63));
	case DW_OP_div:
		return b && b != UINT64_MAX ? (uint64_t)(left / right) : 0 - a;
	case DW_OP_mod:
		return b ? a % b : 0;
	case DW_OP_eq:
		return left == right;
	case DW_OP_ne:
		return left != right;
	case DW_OP_lt:
		return left < right;
	case DW_OP_le:
		return left <= right;
	case DW_OP_gt:
		return left > right;
	default:
		return left >= right;
	}
}

struct number number_binary(unsigned atom, struct number a, struct number b)
{
	const bool is_unknown = a.is_unknown || b.is_unknown;
	const uint64_t value = number_fit(compute(atom, a.value, b.value), a.type_bits,
					  a.type_signed);
	struct number ret;

	if (a.shape == SHAPE_CONSTANT && b.shape == SHAPE_CONSTANT)
		ret = a;
	else if (b.shape == SHAPE_CONSTANT)
		ret = shape_of(atom, a, b.value);
	else if (a.shape == SHAPE_CONSTANT && (atom == DW_OP_plus || atom == DW_OP_and))
		ret = shape_of(atom, b, a.value);
	else
		ret = number_other(b.shape == SHAPE_OTHER ? b : a, "computed: of two numbers");
	ret.is_unknown = is_unknown;
	ret.type_bits = a.type_bits;
	ret.type_signed = a.type_signed;
	ret.value = value;
	return ret;
}

struct number number_unary(unsigned atom, struct number number)
{
	uint64_t value = number.value;

	if (atom == DW_OP_not)
		value = ~value;
	else if (atom == DW_OP_neg || (int64_t)value < 0)
		value = 0 - value;
	if (number.shape != SHAPE_CONSTANT)
		number = number_other(number, ARITHMETIC);
	number.value = number_fit(value, number.type_bits, number.type_signed);
	return number;
}

struct number number_convert(struct number number, const struct number *type)
{
	struct number ret = number;

	ret.type_bits = type->type_bits;
	ret.type_signed = type->type_signed;
	ret.value = number_fit(number.value, type->type_bits, type->type_signed);
	if (ret.shape == SHAPE_CONSTANT || !ret.type_bits || ret.type_bits >= 64)
		return ret;
	return bits_of(ret, 0, ret.type_bits, ret.type_signed);
}
