/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/part.h"

/* Bits of a register. */
#define REGISTER_BITS 64
/* Bytes: no object is as large, and bits can be counted in it. */
#define OFFSET_MAX (INT64_C(1) << 40)

struct sonde_error *part_strange(void)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is a bit field of a kind that the kernel cannot cut out");
}

bool part_move(struct part *part, int64_t bytes)
{
	if (bytes > OFFSET_MAX || bytes < -OFFSET_MAX || part->offset + bytes > OFFSET_MAX ||
	    part->offset + bytes < -OFFSET_MAX)
		return false;
	part->offset += bytes;
	return true;
}

/* The smallest number of the kernel that has the bits from `offset` on, or 0. */
static unsigned container_of_bits(uint64_t offset, uint64_t size)
{
	for (unsigned bits = 8; bits <= 64; bits *= 2) {
		if (offset + size <= bits)
			return bits;
	}
	return 0;
}

static void move(struct operand *operand, int64_t bytes)
{
	operand->addend = (int64_t)((uint64_t)operand->addend + (uint64_t)bytes);
}

/*
 * A bit field in memory is cut out of a number of the size of its type if all of it is in there;
 * else out of one that begins with the field's first byte.
 */
static struct sonde_error *bits_of_memory(const struct part *part, bool is_signed,
					  struct operand *operand)
{
	int64_t container = (int64_t)(8 * part->size), offset = part->bit_offset, bytes = 0;

	if (container_of_bits(0, (uint64_t)container) != container || offset < 0 ||
	    offset + (int64_t)part->bit_size > container) {
		/* Rounded down, also for what is negative. */
		bytes = offset / 8 - (offset % 8 < 0);
		offset -= 8 * bytes;
		container = container_of_bits((uint64_t)offset, part->bit_size);
	}
	if (container == 0)
		return part_strange();
	move(operand, part->offset);
	move(operand, bytes);
	operand->bit_size = (unsigned)part->bit_size;
	operand->bit_offset = (unsigned)offset;
	operand->bit_container = (unsigned)container;
	operand->bits_signed = is_signed;
	return NULL;
}

/* The bits of a constant are known now, with the sign that the part's type has. */
static void bits_of_constant(struct operand *operand, unsigned offset, unsigned size,
			     bool is_signed)
{
	uint64_t number = operand->number + (uint64_t)operand->addend;

	number = number >> offset << (REGISTER_BITS - size);
	operand->number = is_signed ? (uint64_t)((int64_t)number >> (REGISTER_BITS - size))
				    : number >> (REGISTER_BITS - size);
	operand->addend = 0;
}

static struct sonde_error *not_in_register(void)
{
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "it is not in the part of its struct that the register holds");
}

/* Of a register or a constant: its parts are ranges of bits. */
static struct sonde_error *part_of_register(const struct part *part, bool is_signed,
					    struct operand *operand)
{
	const uint64_t size = part->bit_size ? part->bit_size : 8 * part->size;
	int64_t offset;

	if (operand->addend && !operand_is_constant(operand))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its struct is computed");
	if (part->size == 0 || part->size > 8 || part->offset < 0 || part->offset > 8)
		return not_in_register();
	offset = 8 * part->offset + part->bit_offset;
	if (offset < 0 || (uint64_t)offset + size > REGISTER_BITS)
		return not_in_register();
	if (operand_is_constant(operand))
		bits_of_constant(operand, (unsigned)offset, (unsigned)size, is_signed);
	else if (!operand_take_bits(operand, (unsigned)offset, (unsigned)size, is_signed))
		return not_in_register();
	return NULL;
}

struct sonde_error *part_take(const struct part *part, bool is_signed, struct operand *operand)
{
	if (operand->in_memory && part->bit_size)
		return bits_of_memory(part, is_signed, operand);
	if (!operand->in_memory && (part->offset || part->bit_offset || part->bit_size))
		return part_of_register(part, is_signed, operand);
	if (operand->in_memory)
		move(operand, part->offset);
	return NULL;
}
