/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/symbols.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

static Elf_Scn *find_table(Elf *elf, Elf64_Word type, GElf_Shdr *ret)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		if (gelf_getshdr(section, ret) && ret->sh_type == type && ret->sh_entsize)
			return section;
	}
	return NULL;
}

static int compare_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->is_function != y->is_function)
		return x->is_function ? -1 : 1;
	if (x->is_global != y->is_global)
		return x->is_global ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int compare_name(const void *a, const void *b, void *data)
{
	const struct symbol *sorted = data;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	int order = strcmp(sorted[i].name, sorted[j].name);

	if (order)
		return order;
	return i < j ? -1 : i > j;
}

/*
 * Mapping symbols ($x, $d, ... of the ARM ELF ABI) and local labels mark places, they do not
 * name anything: the kernel's kallsyms leaves them out as well.
 */
static bool names_nothing(const char *name)
{
	return name[0] == '\0' || name[0] == '$' || (name[0] == '.' && name[1] == 'L');
}

/* Which sections hold instructions, by section index. */
static struct sonde_error *code_sections(Elf *elf, size_t *count, bool **ret)
{
	Elf_Scn *section = NULL;
	bool *is_code;

	if (elf_getshdrnum(elf, count) < 0)
		*count = 0;
	is_code = calloc(*count + 1, sizeof(*is_code));
	if (!is_code)
		return &sonde_error_no_memory;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		if (gelf_getshdr(section, &header) && elf_ndxscn(section) < *count)
			is_code[elf_ndxscn(section)] = header.sh_flags & SHF_EXECINSTR;
	}
	*ret = is_code;
	return NULL;
}

static bool is_wanted(const GElf_Sym *symbol)
{
	unsigned type = GELF_ST_TYPE(symbol->st_info);

	if (symbol->st_shndx == SHN_UNDEF)
		return false;
	return type == STT_NOTYPE || type == STT_OBJECT || type == STT_FUNC ||
	       type == STT_GNU_IFUNC;
}

static struct sonde_error *read_symbols(Elf *elf, Elf_Data *data, const GElf_Shdr *table,
					struct symbols *symbols)
{
	_cleanup_free_ bool *is_code = NULL;
	size_t sections, count = data->d_size / table->sh_entsize;

	TRY(code_sections(elf, &sections, &is_code));
	for (size_t i = 0; i < count; i++) {
		GElf_Sym raw;
		const char *name;
		struct symbol symbol;

		if (!gelf_getsym(data, (int)i, &raw) || !is_wanted(&raw))
			continue;
		name = elf_strptr(elf, table->sh_link, raw.st_name);
		if (!name || names_nothing(name))
			continue;
		symbol = (struct symbol){
			.name = name,
			.address = raw.st_value,
			.size = raw.st_size,
			.is_global = GELF_ST_BIND(raw.st_info) != STB_LOCAL,
			.section = raw.st_shndx,
			.is_function = GELF_ST_TYPE(raw.st_info) != STT_OBJECT &&
				       raw.st_shndx < sections && is_code[raw.st_shndx],
		};
		TRY(vec_push(&symbols->sorted, symbol));
	}
	return NULL;
}

static struct sonde_error *index_names(struct symbols *symbols)
{
	if (symbols->sorted.size == 0)
		return NULL;
	qsort(symbols->sorted.data, symbols->sorted.size, sizeof(*symbols->sorted.data),
	      compare_address);
	for (uint32_t i = 0; i < symbols->sorted.size; i++)
		TRY(vec_push(&symbols->by_name, i));
	qsort_r(symbols->by_name.data, symbols->by_name.size, sizeof(uint32_t), compare_name,
		symbols->sorted.data);
	return NULL;
}

struct sonde_error *symbols_init(Elf *elf, const char *path, struct symbols *ret)
{
	struct symbols symbols = {.sorted = VEC_INIT, .by_name = VEC_INIT};
	struct sonde_error *error;
	GElf_Shdr table;
	Elf_Scn *section = find_table(elf, SHT_SYMTAB, &table);
	Elf_Data *data;

	if (!section)
		section = find_table(elf, SHT_DYNSYM, &table);
	if (!section) {
		*ret = symbols;
		return NULL;
	}
	data = elf_getdata(section, NULL);
	if (!data)
		return sonde_error_new(SONDE_ERROR_FORMAT, "The symbol table of %s is damaged: %s.",
				       path, elf_errmsg(-1));
	error = read_symbols(elf, data, &table, &symbols);
	if (!error)
		error = index_names(&symbols);
	if (error) {
		symbols_deinit(&symbols);
		return error;
	}
	*ret = symbols;
	return NULL;
}

void symbols_deinit(struct symbols *symbols)
{
	vec_deinit(&symbols->sorted);
	vec_deinit(&symbols->by_name);
}

/* The first position in by_name whose name is not less than `name`. */
static size_t lower_bound(const struct symbols *symbols, const char *name)
{
	size_t low = 0, high = symbols->by_name.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct symbol *symbol = &symbols->sorted.data[symbols->by_name.data[middle]];

		if (strcmp(symbol->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t symbols_named(const struct symbols *symbols, const char *name, size_t *ret)
{
	size_t first = lower_bound(symbols, name), last = first;

	while (last < symbols->by_name.size &&
	       strcmp(symbols->sorted.data[symbols->by_name.data[last]].name, name) == 0)
		last++;
	*ret = first;
	return last - first;
}

const struct symbol *symbols_unique(const struct symbols *symbols, const char *name)
{
	size_t first;

	if (symbols_named(symbols, name, &first) != 1)
		return NULL;
	return &symbols->sorted.data[symbols->by_name.data[first]];
}

/* The position after the last symbol at or below `address`. */
static size_t upper_bound(const struct symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->sorted.size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->sorted.data[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct symbol *symbols_at(const struct symbols *symbols, uint64_t address)
{
	size_t end = upper_bound(symbols, address);
	const struct symbol *best = NULL;

	/* Of one address the best sorts first; aliases that are unique names beat it. */
	for (size_t i = end; i-- > 0;) {
		const struct symbol *symbol = &symbols->sorted.data[i];

		if (best && symbol->address != best->address)
			break;
		if (symbol->size && address - symbol->address >= symbol->size)
			continue;
		if (!best || symbols_unique(symbols, symbol->name) ||
		    !symbols_unique(symbols, best->name))
			best = symbol;
	}
	return best;
}
