/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pick_variables IMAGE entry|line COUNT SEED: draw places whose variables are to be counted.
 *
 * A function is drawn, each copy that is not inlined with the same chance: only those in .text,
 * since what is freed after boot cannot be probed, and with `entry` no parts that the compiler
 * split off. The place is its entry, or one of the rows of the line table that begin a line of it,
 * outside of what is inlined there. The same SEED draws the same. For each there is a line, fields
 * with tabs between them:
 *
 *     NUMBER EVENT 0xADDRESS DEFINITION NAME[+OFFSET]
 *
 * EVENT is the name of the event that DEFINITION makes, and the last field how remarks call the
 * place; offsets count from the symbol.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <gelf.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

/* DW_LANG_Mips_Assembler, of units without functions of C. */
#define ASSEMBLER 0x8001
/* A symbol may stand so much before the entry: room for the tracer. */
#define BEFORE_ENTRY 16

struct symbol {
	uint64_t address;
	/* A part that the compiler split off. */
	bool is_part;
};

struct picker {
	Dwarf *dwarf;
	uint64_t text_start, text_end;
	/* Functions of the symbol table, by address. */
	VEC(struct symbol) symbols;
	VEC(Dwarf_Die) functions;
	struct map drawn;
	uint64_t random;
	bool at_lines;
};

static void picker_deinit(struct picker *picker)
{
	vec_deinit(&picker->symbols);
	vec_deinit(&picker->functions);
	map_deinit(&picker->drawn);
	dwarf_end(picker->dwarf);
}

/* splitmix64: a number below the limit. */
static size_t draw(struct picker *picker, size_t limit)
{
	uint64_t x = picker->random += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (x ^ x >> 31) % limit;
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *left = a, *right = b;

	return (left->address > right->address) - (left->address < right->address);
}

static struct sonde_error *add_symbols(struct picker *picker, Elf *elf, Elf_Scn *section,
				       const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
		const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);

		if (!name || GELF_ST_TYPE(symbol.st_info) != STT_FUNC)
			continue;
		TRY(vec_push(&picker->symbols,
			     (struct symbol){symbol.st_value,
					     strstr(name, ".part.") || strstr(name, ".cold")}));
	}
	return NULL;
}

/* Where .text is, and the symbols. */
static struct sonde_error *read_elf(struct picker *picker)
{
	Elf *elf = dwarf_getelf(picker->dwarf);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return sonde_error_new(SONDE_ERROR_FORMAT, "it has no names of sections");
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && strcmp(name, ".text") == 0) {
			picker->text_start = header.sh_addr;
			picker->text_end = header.sh_addr + header.sh_size;
		}
		if (header.sh_type == SHT_SYMTAB)
			TRY(add_symbols(picker, elf, section, &header));
	}
	if (picker->symbols.size)
		qsort(picker->symbols.data, picker->symbols.size, sizeof(struct symbol),
		      by_address);
	return NULL;
}

/* The symbol of a function, or NULL. */
static const struct symbol *symbol_of(const struct picker *picker, uint64_t entry)
{
	size_t low = 0, high = picker->symbols.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (picker->symbols.data[middle].address <= entry)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || entry - picker->symbols.data[low - 1].address > BEFORE_ENTRY)
		return NULL;
	return &picker->symbols.data[low - 1];
}

static struct sonde_error *add_functions(struct picker *picker, Dwarf_Die *unit)
{
	const struct symbol *symbol;
	Dwarf_Addr entry;
	Dwarf_Die die;

	if (dwarf_srclang(unit) == ASSEMBLER || dwarf_child(unit, &die) != 0)
		return NULL;
	do {
		if (dwarf_tag(&die) != DW_TAG_subprogram || dwarf_entrypc(&die, &entry) != 0 ||
		    entry < picker->text_start || entry >= picker->text_end || !dwarf_diename(&die))
			continue;
		symbol = symbol_of(picker, entry);
		if (symbol && (picker->at_lines || !symbol->is_part))
			TRY(vec_push(&picker->functions, die));
	} while (dwarf_siblingof(&die, &die) == 0);
	return NULL;
}

static struct sonde_error *collect(struct picker *picker)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;

	while (dwarf_get_units(picker->dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
		if (dwarf_tag(&die) == DW_TAG_compile_unit)
			TRY(add_functions(picker, &die));
	}
	if (!picker->functions.size)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "there are no functions in .text");
	return NULL;
}

/* Whether something is inlined at the address, in this block or those inside. */
static bool is_inlined_at(Dwarf_Die *block, uint64_t pc)
{
	Dwarf_Die die;

	if (dwarf_child(block, &die) != 0)
		return false;
	do {
		int tag = dwarf_tag(&die);

		if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_lexical_block)
			continue;
		if (dwarf_haspc(&die, pc) == 1 &&
		    (tag == DW_TAG_inlined_subroutine || is_inlined_at(&die, pc)))
			return true;
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

struct place {
	uint64_t pc;
	/* From the line of the function. */
	int line;
};

struct places VEC_BODY(struct place);

/* Rows that begin a line of the function itself. */
static struct sonde_error *find_lines(Dwarf_Die *function, struct places *ret)
{
	const char *file = dwarf_decl_file(function);
	int first, line, before = -1;
	Dwarf_Lines *lines;
	Dwarf_Die unit;
	size_t count;

	if (!file || dwarf_decl_line(function, &first) != 0 ||
	    !dwarf_diecu(function, &unit, NULL, NULL) ||
	    dwarf_getsrclines(&unit, &lines, &count) != 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		Dwarf_Line *row = dwarf_onesrcline(lines, i);
		const char *source = dwarf_linesrc(row, NULL, NULL);
		bool is_statement = false, is_same;
		Dwarf_Addr pc, entry;

		if (!source || dwarf_lineno(row, &line) != 0 || dwarf_lineaddr(row, &pc) != 0)
			continue;
		is_same = line == before;
		before = line;
		if (is_same || line <= first || dwarf_haspc(function, pc) != 1 ||
		    dwarf_linebeginstatement(row, &is_statement) != 0 || !is_statement ||
		    strcmp(source, file) != 0)
			continue;
		if (dwarf_entrypc(function, &entry) != 0 || pc == entry ||
		    is_inlined_at(function, pc))
			continue;
		TRY(vec_push(ret, (struct place){pc, line - first}));
	}
	return NULL;
}

/* One place of the function, if it has any. */
static struct sonde_error *draw_place(struct picker *picker, Dwarf_Die *function, struct place *ret,
				      bool *found)
{
	struct places places = VEC_INIT;
	struct sonde_error *error;

	if (!picker->at_lines) {
		*found = dwarf_entrypc(function, &ret->pc) == 0;
		return NULL;
	}
	error = find_lines(function, &places);
	*found = places.size;
	if (places.size)
		*ret = places.data[draw(picker, places.size)];
	vec_deinit(&places);
	return error;
}

static struct sonde_error *draw_one(struct picker *picker)
{
	Dwarf_Die *function = &picker->functions.data[draw(picker, picker->functions.size)];
	const char *name = dwarf_diename(function);
	_cleanup_str_ struct str event = STR_INIT, text = STR_INIT, place_text = STR_INIT;
	struct place place = {0};
	bool found = false;
	Dwarf_Addr entry;

	TRY(draw_place(picker, function, &place, &found));
	if (!found || dwarf_entrypc(function, &entry) != 0)
		return NULL;
	str_append(&event, name);
	str_append(&text, name);
	str_append(&place_text, name);
	if (picker->at_lines) {
		str_appendf(&event, "_L%d", place.line);
		str_appendf(&text, ":%d", place.line);
		str_appendf(&place_text, "+%" PRIu64, place.pc - symbol_of(picker, entry)->address);
	}
	TRY(str_check(&event));
	TRY(str_check(&text));
	TRY(str_check(&place_text));
	if (map_has(&picker->drawn, str_text(&text)))
		return NULL;
	TRY(map_put(&picker->drawn, str_text(&text), NULL));
	printf("%zu\t%s\t%#" PRIx64 "\t%s\t%s\n", picker->drawn.size, str_text(&event), place.pc,
	       str_text(&text), str_text(&place_text));
	return NULL;
}

static struct sonde_error *pick(struct picker *picker, size_t count)
{
	TRY(read_elf(picker));
	TRY(collect(picker));
	for (size_t tries = 0; picker->drawn.size < count; tries++) {
		if (tries > 100 * count)
			return sonde_error_new(SONDE_ERROR_NOT_FOUND, "too few places for %zu",
					       count);
		TRY(draw_one(picker));
	}
	return NULL;
}

int main(int argc, char **argv)
{
	_cleanup_(picker_deinit) struct picker picker = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_close_ int fd = -1;

	if (argc != 5 || (strcmp(argv[2], "entry") != 0 && strcmp(argv[2], "line") != 0)) {
		fprintf(stderr, "usage: pick_variables IMAGE entry|line COUNT SEED\n");
		return 2;
	}
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	picker.dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);
	if (!picker.dwarf) {
		fprintf(stderr, "pick_variables: %s: cannot be opened, or has no DWARF\n", argv[1]);
		return 1;
	}
	picker.at_lines = strcmp(argv[2], "line") == 0;
	picker.random = strtoull(argv[4], NULL, 10);
	error = pick(&picker, strtoul(argv[3], NULL, 10));
	if (!error && !fflush(stdout) && !ferror(stdout))
		return 0;
	fprintf(stderr, "pick_variables: %s\n", error ? error->message : "cannot write");
	return 1;
}
