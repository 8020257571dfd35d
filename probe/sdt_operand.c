/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/sdt_operand.h"

#include <ctype.h>
#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "probe/fits.h"

static void operand_deinit(struct sdt_operand *operand)
{
	fetch_deinit(&operand->fetch);
}

size_t sdt_operand_next(const char **at)
{
	const char *start;
	unsigned depth = 0;

	*at += strspn(*at, " \t");
	for (start = *at; **at; (*at)++) {
		if (strchr("([", **at))
			depth++;
		else if (strchr(")]", **at) && depth)
			depth--;
		else if (strchr(" \t", **at) && !depth && (*at)[-1] != ',')
			break;
	}
	return (size_t)(*at - start);
}

struct sonde_error *sdt_operand_register(const char *name, struct sdt_operand *operand)
{
	operand->fetch.base = FETCH_REGISTER;
	return sonde_strdup(name, &operand->fetch.name);
}

struct sonde_error *sdt_operand_memory(const char *name, int64_t distance,
				       struct sdt_operand *operand)
{
	TRY(sdt_operand_register(name, operand));
	return vec_push(&operand->fetch.derefs, (struct fetch_deref){.offset = distance});
}

/* A sign, and how far the number is from zero. */
static bool read_number(struct scan *scan, bool *negative, uint64_t *ret)
{
	struct scan at = *scan;

	*negative = scan_char(&at, '-');
	if (!*negative)
		scan_char(&at, '+');
	if (at.at[0] == '0' && isdigit((unsigned char)at.at[1]))
		return false;
	if (!scan_u64(&at, ret) || (*negative && *ret > (uint64_t)INT64_MAX + 1))
		return false;
	*scan = at;
	return true;
}

bool sdt_operand_number(struct scan *scan, int64_t *ret)
{
	struct scan at = *scan;
	bool negative;
	uint64_t number;

	if (!read_number(&at, &negative, &number) || (!negative && number > INT64_MAX))
		return false;
	*ret = (int64_t)(negative ? 0 - number : number);
	*scan = at;
	return true;
}

/* Whether the number is one of the operand's size, by the operand's sign or by the other. */
static bool has_room(const struct sdt_operand *operand, bool negative, uint64_t number)
{
	const unsigned bits = operand->size * 8;

	if (negative)
		return number <= UINT64_C(1) << (bits - 1);
	return bits == 64 || number >> bits == 0;
}

/* The number that its bits are in the operand's type. */
static int64_t as_type(const struct sdt_operand *operand, uint64_t number)
{
	const unsigned unused = 64 - operand->size * 8;

	if (operand->is_signed)
		return (int64_t)(number << unused) >> unused;
	return (int64_t)(number << unused >> unused);
}

struct sonde_error *sdt_operand_constant(struct scan *scan, struct sdt_operand *operand)
{
	bool negative;
	uint64_t number;

	if (!read_number(scan, &negative, &number))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "it is a constant that is not a "
								"number here");
	if (!has_room(operand, negative, number))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the constant has no room in %u bytes", operand->size);
	operand->fetch.base = FETCH_IMMEDIATE;
	operand->fetch.value = as_type(operand, negative ? 0 - number : number);
	return NULL;
}

/* `N@`, if there is one, and what comes before it. */
static struct sonde_error *read_size(struct scan *scan, struct sdt_operand *operand, bool *given)
{
	const char *text = scan->at, *end = strchr(text, '@');
	uint64_t size;

	*given = end && strspn(text, "-0123456789f") == (size_t)(end - text);
	if (!*given)
		return NULL;
	operand->is_signed = scan_char(scan, '-');
	if (!scan_u64(scan, &size) || (size != 1 && size != 2 && size != 4 && size != 8))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "probes fetch numbers of 1, 2, 4 and 8 bytes");
	operand->size = (unsigned)size;
	if (scan_char(scan, 'f'))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is a floating-point number, which probes cannot fetch");
	if (!scan_char(scan, '@'))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its size is not a number");
	return NULL;
}

static struct sonde_error *read_operand(const struct image *image, const struct arch *arch,
					struct scan *scan, struct sdt_operand *operand)
{
	if (arch->machine == EM_X86_64)
		TRY(sdt_operand_x86_64(image, scan, operand));
	else
		TRY(sdt_operand_aarch64(image, scan, operand));
	if (scan_done(scan))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "'%s' has no meaning here", scan->at);
}

/* The type in the kernel's words. */
static struct sonde_error *print_type(const struct sdt_operand *operand, char **ret)
{
	_cleanup_str_ struct str type = STR_INIT;

	if (!operand->is_high)
		str_appendf(&type, "%c%u", operand->is_signed ? 's' : 'u', operand->size * 8);
	else if (operand->size == 1 && !operand->is_signed)
		str_append(&type, "b8@8/16");
	else
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "of the second byte of a register, probes fetch a number of "
				       "one byte without a sign only");
	return str_take(&type, ret);
}

/* Without `N@`, the operand is as large as its register; else as a word. */
static void guess_size(const struct arch *arch, struct sdt_operand *operand)
{
	operand->size = operand->register_size ? operand->register_size : arch->word_size;
	operand->is_signed = operand->fetch.base == FETCH_IMMEDIATE && operand->fetch.value < 0;
}

struct sonde_error *sdt_operand_parse(const struct image *image, const struct arch *arch,
				      const char *text, struct probe_event_arg *ret)
{
	_cleanup_(operand_deinit) struct sdt_operand operand = {.size = arch->word_size};
	struct scan scan = scan_text(text);
	char *type;
	bool given;

	TRY(read_size(&scan, &operand, &given));
	if (scan_done(&scan))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "there is no operand");
	TRY(read_operand(image, arch, &scan, &operand));
	if (!given)
		guess_size(arch, &operand);
	TRY(print_type(&operand, &type));
	*ret = (struct probe_event_arg){.fetch = operand.fetch, .type = type};
	operand.fetch = (struct fetch){0};
	return fits_check_arg(&ret->fetch, ret->type);
}
