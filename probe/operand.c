/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/operand.h"

#include <inttypes.h>
#include <string.h>

#include "probe/place.h"

/* Bits of a register, and of what is read from memory to be computed with. */
#define WORD_BITS 64

struct sonde_error *operand_deref(struct operand *operand)
{
	if (operand->deref_count == OPERAND_DEREFS_MAX)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it lies behind more than %d pointers, which is more than "
				       "the kernel follows",
				       OPERAND_DEREFS_MAX);
	operand->derefs[operand->deref_count++] = operand->addend;
	operand->addend = 0;
	return NULL;
}

struct sonde_error *operand_load(struct operand *operand)
{
	if (!operand->in_memory)
		return NULL;
	TRY(operand_deref(operand));
	operand->in_memory = false;
	return NULL;
}

bool operand_is_constant(const struct operand *operand)
{
	return operand->base == OPERAND_CONSTANT && operand->deref_count == 0 && !operand->bit_size;
}

bool operand_take_bits(struct operand *operand, unsigned offset, unsigned size, bool is_signed)
{
	const unsigned have = operand->bit_size ? operand->bit_size : WORD_BITS;

	if (operand->addend || offset >= have)
		return false;
	/* Above the bits that there are, there are more zeros, or more of the sign. */
	if (size > have - offset) {
		if (operand->bits_signed && !is_signed)
			return false;
		size = have - offset;
		is_signed = operand->bits_signed;
	}
	if (!operand->bit_size)
		operand->bit_container = WORD_BITS;
	operand->bit_offset += offset;
	operand->bit_size = size;
	operand->bits_signed = is_signed;
	return true;
}

static void forget_bits(struct operand *operand)
{
	operand->bit_size = 0;
	operand->bit_offset = 0;
	operand->bit_container = 0;
	operand->bits_signed = false;
}

void operand_fit(struct operand *operand, unsigned size, bool is_signed)
{
	if (!operand->bit_size || operand->bit_size < size)
		return;
	operand->bit_size = size;
	operand->bits_signed = is_signed;
	if (operand->bit_offset == 0)
		forget_bits(operand);
}

bool operand_uncut(struct operand *operand, unsigned *size)
{
	const unsigned bits = operand->bit_size;
	int64_t *distance = operand->in_memory ? &operand->addend : NULL;

	if (!operand->in_memory && operand->deref_count)
		distance = &operand->derefs[operand->deref_count - 1];
	if ((bits != 8 && bits != 16 && bits != 32 && bits != 64) || operand->bit_offset % 8 ||
	    (operand->bit_offset && !distance))
		return false;
	if (distance)
		*distance = (int64_t)((uint64_t)*distance + operand->bit_offset / 8);
	*size = bits;
	forget_bits(operand);
	return true;
}

static struct sonde_error *add_deref(const struct operand *operand, size_t i, struct fetch *fetch)
{
	const int64_t offset = operand->derefs[i];
	const bool user = operand->user && i >= operand->own_derefs;

	/* The kernel parses the offset as a signed number and keeps it as an int. */
	if (offset > INT32_MAX || offset < INT32_MIN)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its offset %" PRId64 " does not fit a fetch argument",
				       offset);
	return vec_push(&fetch->derefs, (struct fetch_deref){.offset = offset, .user = user});
}

/* `$argN`. */
static struct sonde_error *fetch_argument(const struct operand *operand, struct fetch *fetch)
{
	_cleanup_str_ struct str name = STR_INIT;

	fetch->base = FETCH_SPECIAL;
	str_appendf(&name, "arg%" PRIu64, operand->number);
	return str_take(&name, &fetch->name);
}

static struct sonde_error *fetch_register(const struct operand *operand, const struct arch *arch,
					  struct fetch *fetch)
{
	const char *name;

	fetch->base = FETCH_REGISTER;
	name = arch_register(arch, operand->number);
	if (!name)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is held in %s (DWARF register %" PRIu64 ")",
				       arch->describe((unsigned)operand->number), operand->number);
	return sonde_strdup(name, &fetch->name);
}

/*
 * Memory at an address of the image is `@SYMBOL+N`, of a program `@+N`, where the `@` is the first
 * access. The bare address cannot be had: no fetch argument gives the address of a symbol.
 */
static struct sonde_error *fetch_memory(const struct operand *operand, const struct image *image,
					struct fetch *fetch)
{
	uint64_t address = operand->number + (uint64_t)operand->derefs[0];

	if (image->kind == IMAGE_USER) {
		fetch->base = FETCH_FILE_OFFSET;
		return place_of_program_data(image, address, &fetch->value);
	}
	fetch->base = FETCH_SYMBOL;
	return place_of_data(image, address, &fetch->name, &fetch->value);
}

static struct sonde_error *write_base(const struct operand *operand, const struct image *image,
				      const struct arch *arch, struct fetch *fetch, size_t *done)
{
	*done = 0;
	switch (operand->base) {
	case OPERAND_REGISTER:
		return fetch_register(operand, arch, fetch);
	case OPERAND_RETVAL:
		fetch->base = FETCH_SPECIAL;
		return sonde_strdup("retval", &fetch->name);
	case OPERAND_ARGUMENT:
		return fetch_argument(operand, fetch);
	case OPERAND_CONSTANT:
		fetch->base = FETCH_IMMEDIATE;
		fetch->value = (int64_t)operand->number;
		if (operand->deref_count == 0)
			return NULL;
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it lies at a fixed address");
	case OPERAND_ADDRESS:
		if (operand->deref_count == 0)
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "it is the address of a variable, which a fetch "
					       "argument cannot say");
		*done = 1;
		return fetch_memory(operand, image, fetch);
	}
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it has no known base");
}

struct sonde_error *operand_to_fetch(const struct operand *operand, const struct image *image,
				     const struct arch *arch, struct fetch *ret)
{
	_cleanup_fetch_ struct fetch fetch = {0};
	struct operand value = *operand;
	size_t done;

	TRY(operand_load(&value));
	if (operand_is_constant(&value)) {
		value.number += (uint64_t)value.addend;
		value.addend = 0;
	}
	if (value.addend)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its value is computed (%+" PRId64 " to what is at hand), "
				       "which a fetch argument cannot do",
				       value.addend);
	TRY(write_base(&value, image, arch, &fetch, &done));
	for (size_t i = done; i < value.deref_count; i++)
		TRY(add_deref(&value, i, &fetch));
	*ret = fetch;
	fetch = (struct fetch){0};
	return NULL;
}
