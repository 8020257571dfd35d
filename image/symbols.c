/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/symbols.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"

static Elf_Scn *find_table(Elf *elf, Elf64_Word type, GElf_Shdr *ret)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		if (gelf_getshdr(section, ret) && ret->sh_type == type && ret->sh_entsize)
			return section;
	}
	return NULL;
}

const char *symbols_name(const struct symbols *symbols, const struct symbol *symbol)
{
	return symbol->name < symbols->names_size ? symbols->names + symbol->name : "";
}

const struct symbol *symbols_by_name(const struct symbols *symbols, size_t position)
{
	const uint32_t i = symbols->by_name[position];

	/* Of a table that lies, any symbol: no name is found by it. */
	return &symbols->sorted[i < symbols->count ? i : 0];
}

/* A symbol while the table is sorted: its name's first bytes decide nearly all comparisons. */
struct sortable {
	struct symbol symbol;
	const char *name;
	/** str_prefix() of the name. */
	uint64_t prefix;
	/** Position by address. */
	uint32_t position;
};

struct sortables VEC_BODY(struct sortable);

static int compare_names(const struct sortable *x, const struct sortable *y)
{
	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int compare_address(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;

	if (x->symbol.address != y->symbol.address)
		return x->symbol.address < y->symbol.address ? -1 : 1;
	if (x->symbol.is_function != y->symbol.is_function)
		return x->symbol.is_function ? -1 : 1;
	if (x->symbol.is_global != y->symbol.is_global)
		return x->symbol.is_global ? -1 : 1;
	return compare_names(x, y);
}

static int compare_name(const void *a, const void *b)
{
	const struct sortable *x = a, *y = b;
	int order = compare_names(x, y);

	if (order)
		return order;
	return x->position < y->position ? -1 : x->position > y->position;
}

/*
 * Mapping symbols ($x, $d, ... of the ARM ELF ABI) and local labels mark places, they do not
 * name anything: the kernel's kallsyms leaves them out as well.
 */
static bool names_nothing(const char *name)
{
	/* Of the part of the kernel that runs as a hypervisor, whose names have that before them.
	 */
	if (strncmp(name, "__kvm_nvhe_", 11) == 0)
		name += 11;
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
					const struct symbols *symbols, struct sortables *ret)
{
	_cleanup_free_ bool *is_code = NULL;
	size_t sections, count = data->d_size / table->sh_entsize;

	TRY(code_sections(elf, &sections, &is_code));
	for (size_t i = 0; i < count; i++) {
		GElf_Sym raw;
		const char *name;
		struct symbol symbol;

		if (!gelf_getsym(data, (int)i, &raw) || !is_wanted(&raw) ||
		    raw.st_name >= symbols->names_size)
			continue;
		name = symbols->names + raw.st_name;
		if (names_nothing(name))
			continue;
		symbol = (struct symbol){
			.name = raw.st_name,
			.address = raw.st_value,
			.size = raw.st_size,
			.is_global = GELF_ST_BIND(raw.st_info) != STB_LOCAL,
			.section = raw.st_shndx,
			.is_function = GELF_ST_TYPE(raw.st_info) != STT_OBJECT &&
				       raw.st_shndx < sections && is_code[raw.st_shndx],
		};
		TRY(vec_push(ret, (struct sortable){
					  .symbol = symbol,
					  .name = name,
					  .prefix = str_prefix(name),
				  }));
	}
	return NULL;
}

static void sortables_deinit(struct sortables *sortables)
{
	vec_deinit(sortables);
}

/* Sort twice, and keep both orders. */
static struct sonde_error *keep_sorted(struct sortables *all, struct symbols *symbols)
{
	struct symbol *sorted;
	uint32_t *by_name;

	if (all->size == 0)
		return NULL;
	symbols->owned[0] = sorted = calloc(all->size, sizeof(*sorted));
	symbols->owned[1] = by_name = calloc(all->size, sizeof(*by_name));
	if (!sorted || !by_name)
		return &sonde_error_no_memory;
	qsort(all->data, all->size, sizeof(*all->data), compare_address);
	for (uint32_t i = 0; i < all->size; i++) {
		all->data[i].position = i;
		sorted[i] = all->data[i].symbol;
	}
	qsort(all->data, all->size, sizeof(*all->data), compare_name);
	for (size_t i = 0; i < all->size; i++)
		by_name[i] = all->data[i].position;
	symbols->sorted = sorted;
	symbols->by_name = by_name;
	symbols->count = all->size;
	return NULL;
}

static struct sonde_error *damaged(const char *path, const char *what)
{
	if (sonde_error_is_short(what))
		return &sonde_error_no_memory;
	return sonde_error_new(SONDE_ERROR_FORMAT, "The symbol table of %s is damaged: %s.", path,
			       what);
}

/* A file with the debuginfo alone has the section's head only, of type SHT_NOBITS. */
static bool has_versions(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) < 0)
		return false;
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (header.sh_type == SHT_GNU_versym || (name && strcmp(name, ".gnu.version") == 0))
			return true;
	}
	return false;
}

/* Offsets stay as they are: only the ends of names move. */
static struct sonde_error *cut_versions(struct symbols *symbols)
{
	char *names = malloc(symbols->names_size), *end;

	if (!names)
		return &sonde_error_no_memory;
	end = names + symbols->names_size;
	memcpy(names, symbols->names, symbols->names_size);
	for (char *at = names; (at = memchr(at, '@', (size_t)(end - at))); at++)
		*at = '\0';
	symbols->own_names = names;
	symbols->names = names;
	return NULL;
}

/* The table to read, and its names. NULL where the file has none. */
static struct sonde_error *open_table(Elf *elf, const char *path, GElf_Shdr *table,
				      Elf_Scn **section, struct symbols *symbols)
{
	Elf_Data *names;

	*section = find_table(elf, SHT_SYMTAB, table);
	if (!*section)
		*section = find_table(elf, SHT_DYNSYM, table);
	if (!*section)
		return NULL;
	names = elf_getdata(elf_getscn(elf, table->sh_link), NULL);
	if (!names || !names->d_buf || names->d_size == 0 ||
	    ((const char *)names->d_buf)[names->d_size - 1] != '\0')
		return damaged(path, "its names are missing");
	symbols->names = names->d_buf;
	symbols->names_size = names->d_size;
	return has_versions(elf) ? cut_versions(symbols) : NULL;
}

static void count_functions(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		symbols->functions += symbols->sorted[i].is_function;
}

/* All symbols, in the order of the file. */
static struct sonde_error *read_table(Elf *elf, const char *path, struct symbols *symbols,
				      struct sortables *all)
{
	GElf_Shdr table;
	Elf_Scn *section;
	Elf_Data *data;

	TRY(open_table(elf, path, &table, &section, symbols));
	if (!section)
		return NULL;
	data = elf_getdata(section, NULL);
	if (!data)
		return damaged(path, elf_errmsg(-1));
	return read_symbols(elf, data, &table, symbols, all);
}

static struct sonde_error *init(Elf *elf, const char *path, struct symbols *symbols)
{
	_cleanup_(sortables_deinit) struct sortables all = VEC_INIT;

	TRY(read_table(elf, path, symbols, &all));
	return keep_sorted(&all, symbols);
}

struct sonde_error *symbols_each_function(Elf *elf, const char *path, symbols_visit_fn *visit,
					  void *data)
{
	_cleanup_(symbols_deinit) struct symbols symbols = {0};
	_cleanup_(sortables_deinit) struct sortables all = VEC_INIT;

	TRY(read_table(elf, path, &symbols, &all));
	vec_for_each(&all, each) {
		if (each->symbol.is_function)
			TRY(visit(data, each->name));
	}
	return NULL;
}

struct sonde_error *symbols_init(Elf *elf, const char *path, struct symbols *ret)
{
	_cleanup_(symbols_deinit) struct symbols symbols = {0};

	TRY(init(elf, path, &symbols));
	count_functions(&symbols);
	*ret = symbols;
	symbols = (struct symbols){0};
	return NULL;
}

struct sonde_error *symbols_init_sorted(Elf *elf, const char *path, const struct symbol *sorted,
					const uint32_t *by_name, size_t count, struct symbols *ret)
{
	struct symbols symbols = {.sorted = sorted, .by_name = by_name, .count = count};
	GElf_Shdr table;
	Elf_Scn *section;

	TRY(open_table(elf, path, &table, &section, &symbols));
	count_functions(&symbols);
	*ret = symbols;
	return NULL;
}

void symbols_deinit(struct symbols *symbols)
{
	free(symbols->owned[0]);
	free(symbols->owned[1]);
	free(symbols->own_names);
	*symbols = (struct symbols){0};
}

/* The name at a position of the order by name. */
static const char *name_at(const struct symbols *symbols, size_t position)
{
	return symbols_name(symbols, symbols_by_name(symbols, position));
}

/* The first position in by_name whose name is not less than `name`. */
static size_t lower_bound(const struct symbols *symbols, const char *name)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_at(symbols, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t symbols_named(const struct symbols *symbols, const char *name, size_t *ret)
{
	size_t first = lower_bound(symbols, name), last = first;

	while (last < symbols->count && strcmp(name_at(symbols, last), name) == 0)
		last++;
	*ret = first;
	return last - first;
}

const struct symbol *symbols_unique(const struct symbols *symbols, const char *name)
{
	size_t first;

	if (symbols_named(symbols, name, &first) != 1)
		return NULL;
	return symbols_by_name(symbols, first);
}

/* The position after the last symbol at or below `address`. */
static size_t upper_bound(const struct symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->sorted[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of names for one address: one that is unique first, then one that is no mark of the linker. */
static int merit_of(const struct symbols *symbols, const struct symbol *symbol)
{
	return 2 * (symbols_unique(symbols, symbols_name(symbols, symbol)) != NULL) +
	       (symbol->size != 0);
}

const struct symbol *symbols_at(const struct symbols *symbols, uint64_t address)
{
	size_t end = upper_bound(symbols, address);
	const struct symbol *best = NULL;
	int merit = 0;

	/* Of those that are as good, the one that sorts first. */
	for (size_t i = end; i-- > 0;) {
		const struct symbol *symbol = &symbols->sorted[i];

		if (best && symbol->address != best->address)
			break;
		if (symbol->size && address - symbol->address >= symbol->size)
			continue;
		if (best && merit_of(symbols, symbol) < merit)
			continue;
		best = symbol;
		merit = merit_of(symbols, symbol);
	}
	return best;
}

bool symbols_is_padding(const char *name)
{
	return strncmp(name, "__pfx_", 6) == 0 || strncmp(name, "__cfi_", 6) == 0;
}

/* Labels that stand between the start of a function and an address in it. */
#define LABELS_MAX 64

bool symbols_cover(const struct symbols *symbols, uint64_t address)
{
	const size_t end = upper_bound(symbols, address);

	for (size_t i = end; i-- > 0 && end - i <= LABELS_MAX;) {
		const struct symbol *symbol = &symbols->sorted[i];

		if (symbol->size && address - symbol->address < symbol->size)
			return true;
	}
	return false;
}

const struct symbol *symbols_enclosing(const struct symbols *symbols, uint64_t address)
{
	const size_t end = upper_bound(symbols, address);
	const struct symbol *found = NULL;

	for (size_t i = end; i-- > 0 && end - i <= LABELS_MAX;) {
		const struct symbol *symbol = &symbols->sorted[i];

		if (symbol->is_function && symbol->address < address &&
		    address - symbol->address < symbol->size)
			found = symbol;
	}
	return found;
}

const struct symbol *symbols_stretch(const struct symbols *symbols, uint64_t address, uint64_t *end)
{
	const size_t next = upper_bound(symbols, address);
	size_t first = next;

	*end = next < symbols->count ? symbols->sorted[next].address : UINT64_MAX;
	if (next == 0)
		return NULL;
	first--;
	while (first > 0 && symbols->sorted[first - 1].address == symbols->sorted[first].address)
		first--;
	return &symbols->sorted[first];
}

const struct symbol *symbols_unique_before(const struct symbols *symbols, uint64_t address,
					   uint64_t lowest, size_t size)
{
	for (size_t i = upper_bound(symbols, address); i-- > 0;) {
		const struct symbol *symbol = &symbols->sorted[i];
		const char *name = symbols_name(symbols, symbol);

		if (symbol->address < lowest)
			break;
		if (strlen(name) < size && symbols_unique(symbols, name))
			return symbol;
	}
	return NULL;
}

const struct symbol *symbols_unique_after(const struct symbols *symbols, uint64_t address,
					  uint64_t end, size_t size)
{
	for (size_t i = upper_bound(symbols, address); i < symbols->count; i++) {
		const struct symbol *symbol = &symbols->sorted[i];
		const char *name = symbols_name(symbols, symbol);

		if (symbol->address >= end)
			break;
		if (strlen(name) < size && symbols_unique(symbols, name))
			return symbol;
	}
	return NULL;
}
