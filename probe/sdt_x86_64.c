/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Operands as the GNU assembler has them (AT&T). Their header is probe/sdt_operand.h. */
#include <ctype.h>
#include <string.h>

#include "probe/place.h"
#include "probe/sdt_operand.h"

/* Of the eight old registers: the kernel's name, and the assembler's by size. */
static const struct {
	const char *kernel;
	/** Of 8, 4, 2 and 1 bytes, and of the second byte. */
	const char *names[5];
} old_registers[] = {
	{"ax", {"rax", "eax", "ax", "al", "ah"}},  {"bx", {"rbx", "ebx", "bx", "bl", "bh"}},
	{"cx", {"rcx", "ecx", "cx", "cl", "ch"}},  {"dx", {"rdx", "edx", "dx", "dl", "dh"}},
	{"si", {"rsi", "esi", "si", "sil", NULL}}, {"di", {"rdi", "edi", "di", "dil", NULL}},
	{"bp", {"rbp", "ebp", "bp", "bpl", NULL}}, {"sp", {"rsp", "esp", "sp", "spl", NULL}},
};

/* The eight others are `r8` to `r15`, with a letter for their size behind. */
static const char *const new_registers[] = {"r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"};

/* A register's name, found in the tables. */
struct named {
	/** The kernel's name, or NULL. */
	const char *kernel;
	unsigned size;
	bool is_high;
};

static struct named find_old(const char *name)
{
	for (size_t i = 0; i < sizeof(old_registers) / sizeof(*old_registers); i++) {
		for (unsigned j = 0; j < 5; j++) {
			const char *other = old_registers[i].names[j];

			if (other && strcmp(other, name) == 0)
				return (struct named){old_registers[i].kernel, j == 4 ? 1 : 8U >> j,
						      j == 4};
		}
	}
	return (struct named){0};
}

static unsigned size_of_suffix(const char *suffix)
{
	static const char *const suffixes[] = {"", "d", "w", "b"};

	for (unsigned i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		if (strcmp(suffixes[i], suffix) == 0)
			return 8U >> i;
	}
	/* Another spelling of the byte. */
	return strcmp(suffix, "l") == 0 ? 1 : 0;
}

static struct named find_new(const char *name)
{
	for (size_t i = sizeof(new_registers) / sizeof(*new_registers); i-- > 0;) {
		const size_t size = strlen(new_registers[i]);
		unsigned bytes;

		if (strncmp(name, new_registers[i], size) != 0)
			continue;
		bytes = size_of_suffix(name + size);
		if (bytes)
			return (struct named){new_registers[i], bytes, false};
	}
	return (struct named){0};
}

static struct named find_register(const char *name)
{
	const struct named found = find_old(name);

	return found.kernel ? found : find_new(name);
}

static struct sonde_error *no_register(const char *name)
{
	const char *kind = "is no register that probes can read";

	if (strncmp(name, "xmm", 3) == 0 || strncmp(name, "ymm", 3) == 0 ||
	    strncmp(name, "zmm", 3) == 0)
		kind = "is a vector register, which probes cannot read";
	else if (strncmp(name, "st", 2) == 0 || strncmp(name, "mm", 2) == 0)
		kind = "is a floating-point register, which probes cannot read";
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "%%%s %s", name, kind);
}

/* The name behind a `%`. */
static struct sonde_error *read_name(struct scan *scan, char **ret)
{
	const char *start;

	if (!scan_char(scan, '%'))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "a register is missing");
	start = scan->at;
	while (isalnum((unsigned char)*scan->at))
		scan->at++;
	return sonde_strndup(start, (size_t)(scan->at - start), ret);
}

static struct sonde_error *read_register(struct scan *scan, struct sdt_operand *operand)
{
	_cleanup_free_ char *name = NULL;
	struct named found;

	TRY(read_name(scan, &name));
	if (*scan->at == ':')
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is in the segment %%%s (thread-local data), which "
				       "probes cannot read",
				       name);
	found = find_register(name);
	if (!found.kernel)
		return no_register(name);
	operand->register_size = found.size;
	operand->is_high = found.is_high;
	return sdt_operand_register(found.kernel, operand);
}

/* What is before the parentheses: a symbol, a number, or their sum. */
struct displacement {
	/** Owned; NULL for none. */
	char *symbol;
	int64_t number;
	bool has_number;
};

static void displacement_deinit(struct displacement *displacement)
{
	free(displacement->symbol);
}

static bool is_symbol_byte(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.$@", c)) || (unsigned char)c >= 0x80;
}

static struct sonde_error *read_symbol(struct scan *scan, struct displacement *ret)
{
	const char *start = scan->at;

	while (is_symbol_byte(*scan->at))
		scan->at++;
	if (scan->at == start || ret->symbol)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "'%s' has no meaning here", start);
	TRY(sonde_strndup(start, (size_t)(scan->at - start), &ret->symbol));
	if (!strchr(ret->symbol, '@'))
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "'%s' is found by the dynamic linker, or is thread-local",
			       ret->symbol);
}

static struct sonde_error *read_term(struct scan *scan, struct displacement *ret)
{
	int64_t number;

	if (sdt_operand_number(scan, &number)) {
		if (__builtin_add_overflow(ret->number, number, &ret->number))
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "its distance is over 64 bits");
		ret->has_number = true;
		return NULL;
	}
	scan_char(scan, '+');
	return read_symbol(scan, ret);
}

static struct sonde_error *read_displacement(struct scan *scan, struct displacement *ret)
{
	const char *start = scan->at;

	while (!scan_done(scan) && *scan->at != '(') {
		if (scan->at != start && *scan->at != '+' && *scan->at != '-')
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "'%s' is not a symbol of the file", start);
		TRY(read_term(scan, ret));
	}
	return NULL;
}

/* A datum of the file. The address is in the symbol table, and nowhere else. */
static struct sonde_error *read_datum(const struct image *image,
				      const struct displacement *displacement,
				      struct sdt_operand *operand)
{
	const char *name = displacement->symbol;
	const struct symbol *symbol = symbols_unique(&image->symbols, name);
	size_t first;

	if (!symbol)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       symbols_named(&image->symbols, name, &first)
					       ? "there is more than one symbol '%s'"
					       : "the symbol '%s' is not in the file's table",
				       name);
	operand->fetch.base = FETCH_FILE_OFFSET;
	return place_of_program_data(image, symbol->address + (uint64_t)displacement->number,
				     &operand->fetch.value);
}

/* The register between the parentheses. */
static struct sonde_error *read_base(struct scan *scan, char **ret)
{
	if (*scan->at == ',')
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address has an index register, and probes do not "
				       "multiply");
	TRY(read_name(scan, ret));
	if (*scan->at == ',')
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address is the sum of two registers, which probes "
				       "cannot form");
	if (!scan_char(scan, ')'))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE, "a ')' is missing");
	return NULL;
}

static struct sonde_error *read_based(const struct image *image,
				      const struct displacement *displacement, struct scan *scan,
				      struct sdt_operand *operand)
{
	_cleanup_free_ char *name = NULL;
	struct named found;

	TRY(read_base(scan, &name));
	if (strcmp(name, "rip") == 0 && displacement->symbol)
		return read_datum(image, displacement, operand);
	if (strcmp(name, "rip") == 0)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its distance is counted from an instruction that is not "
				       "known");
	if (displacement->symbol)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address is the sum of a symbol's and a register, which "
				       "probes cannot form");
	found = find_register(name);
	if (!found.kernel)
		return no_register(name);
	if (found.size != 8)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address is in a part of a register");
	return sdt_operand_memory(found.kernel, displacement->number, operand);
}

static struct sonde_error *read_memory(const struct image *image, struct scan *scan,
				       struct sdt_operand *operand)
{
	_cleanup_(displacement_deinit) struct displacement displacement = {0};

	TRY(read_displacement(scan, &displacement));
	if (scan_char(scan, '('))
		return read_based(image, &displacement, scan, operand);
	if (displacement.symbol)
		return read_datum(image, &displacement, operand);
	operand->fetch.base = FETCH_ADDRESS;
	operand->fetch.value = displacement.number;
	return NULL;
}

struct sonde_error *sdt_operand_x86_64(const struct image *image, struct scan *scan,
				       struct sdt_operand *operand)
{
	if (*scan->at == '%')
		return read_register(scan, operand);
	if (scan_char(scan, '$'))
		return sdt_operand_constant(scan, operand);
	return read_memory(image, scan, operand);
}
