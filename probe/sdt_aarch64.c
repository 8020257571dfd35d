/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operands as assemblers of arm64 have them. Their header is probe/sdt_operand.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "probe/sdt_operand.h"

/* A register's name, read. */
struct named {
	/** What is behind its letter; owned. */
	char *text;
	/** The kernel's name, borrowed from `text` or static; NULL where it has none. */
	const char *kernel;
	unsigned size;
	/** It is not a register but 0. */
	bool is_zero;
};

static void named_deinit(struct named *named)
{
	free(named->text);
}

/* `x7` and `w7`: whether the number is of a register. */
static bool is_numbered(const char *text)
{
	const char *digits = text + 1;

	if (!isdigit((unsigned char)*digits) || (digits[0] == '0' && digits[1]) ||
	    strspn(digits, "0123456789") != strlen(digits) || strlen(digits) > 2)
		return false;
	return strtoul(digits, NULL, 10) <= 30;
}

/* Names that are not a letter and a number. */
static bool find_special(struct named *named)
{
	static const struct {
		const char *name, *kernel;
		unsigned size;
		bool is_zero;
	} specials[] = {
		{"sp", "sp", 8, false}, {"wsp", "sp", 4, false}, {"fp", "x29", 8, false},
		{"lr", "lr", 8, false}, {"x30", "lr", 8, false}, {"w30", "lr", 4, false},
		{"xzr", NULL, 8, true}, {"wzr", NULL, 4, true},
	};

	for (size_t i = 0; i < sizeof(specials) / sizeof(*specials); i++) {
		if (strcmp(specials[i].name, named->text) != 0)
			continue;
		named->kernel = specials[i].kernel;
		named->size = specials[i].size;
		named->is_zero = specials[i].is_zero;
		return true;
	}
	return false;
}

static struct sonde_error *no_register(const char *name)
{
	const bool is_vector = strchr("bhsdqv", *name) && isdigit((unsigned char)name[1]);

	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "%s is %s", name,
			       is_vector ? "a vector register, which probes cannot read"
					 : "no register that probes can read");
}

static struct sonde_error *read_name(struct scan *scan, struct named *ret)
{
	const char *start = scan->at;

	while (isalnum((unsigned char)*scan->at))
		scan->at++;
	if (scan->at == start)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "a register is missing");
	TRY(sonde_strndup(start, (size_t)(scan->at - start), &ret->text));
	if (find_special(ret))
		return NULL;
	if ((*ret->text != 'x' && *ret->text != 'w') || !is_numbered(ret->text))
		return no_register(ret->text);
	ret->size = *ret->text == 'x' ? 8 : 4;
	/* The kernel has the longer name only. */
	*ret->text = 'x';
	ret->kernel = ret->text;
	return NULL;
}

static struct sonde_error *read_register(struct scan *scan, struct sdt_operand *operand)
{
	_cleanup_(named_deinit) struct named named = {0};

	TRY(read_name(scan, &named));
	operand->register_size = named.size;
	if (!named.is_zero)
		return sdt_operand_register(named.kernel, operand);
	operand->fetch.base = FETCH_IMMEDIATE;
	operand->fetch.value = 0;
	return NULL;
}

/* Behind the comma. */
static struct sonde_error *read_distance(struct scan *scan, int64_t *ret)
{
	scan_space(scan);
	if (isalpha((unsigned char)*scan->at))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address is the sum of two registers, which probes "
				       "cannot form");
	scan_char(scan, '#');
	if (*scan->at == ':')
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address is a part of a symbol's and a register");
	if (!sdt_operand_number(scan, ret))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "its distance is no number");
	return NULL;
}

/* Behind the bracket. */
static struct sonde_error *read_memory(struct scan *scan, struct sdt_operand *operand)
{
	_cleanup_(named_deinit) struct named named = {0};
	int64_t distance = 0;

	scan_space(scan);
	TRY(read_name(scan, &named));
	if (named.size != 8 || named.is_zero)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address is not in a register of 8 bytes");
	scan_space(scan);
	if (scan_char(scan, ','))
		TRY(read_distance(scan, &distance));
	scan_space(scan);
	if (!scan_char(scan, ']'))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "a ']' is missing");
	return sdt_operand_memory(named.kernel, distance, operand);
}

struct sonde_error *sdt_operand_aarch64(const struct image *image, struct scan *scan,
					struct sdt_operand *operand)
{
	/* It has no operands that name a symbol. */
	(void)image;
	if (scan_char(scan, '['))
		return read_memory(scan, operand);
	if (scan_char(scan, '#') || *scan->at == '-' || isdigit((unsigned char)*scan->at))
		return sdt_operand_constant(scan, operand);
	return read_register(scan, operand);
}
