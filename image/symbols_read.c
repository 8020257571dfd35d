/* SPDX-License-Identifier: GPL-2.0-or-later */
/* image/symbols.h: from files to a sorted table. */
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "image/symbols.h"

static Elf_Scn *find_table(Elf *elf, Elf64_Word type, GElf_Shdr *ret)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section))) {
		if (gelf_getshdr(section, ret) && ret->sh_type == type && ret->sh_entsize)
			return section;
	}
	return NULL;
}

bool symbols_has_table(Elf *elf)
{
	GElf_Shdr header;

	return find_table(elf, SHT_SYMTAB, &header);
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

/* A table of one of the files. */
struct table {
	Elf *elf;
	GElf_Shdr header;
	/** NULL: there is none. */
	Elf_Scn *section;
	/** Its names. */
	Elf_Data *names;
	/** Where these begin among all. */
	size_t shift;
};

static struct sonde_error *read_symbols(const struct table *table, Elf_Data *data,
					const struct symbols *symbols, struct sortables *ret)
{
	_cleanup_free_ bool *is_code = NULL;
	size_t sections, count = data->d_size / table->header.sh_entsize;

	TRY(code_sections(table->elf, &sections, &is_code));
	for (size_t i = 0; i < count; i++) {
		GElf_Sym raw;
		const char *name;
		struct symbol symbol;

		if (!gelf_getsym(data, (int)i, &raw) || !is_wanted(&raw) ||
		    raw.st_name >= table->names->d_size)
			continue;
		name = symbols->names + table->shift + raw.st_name;
		if (names_nothing(name))
			continue;
		symbol = (struct symbol){
			.name = (uint32_t)(table->shift + raw.st_name),
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

/* Sort, and leave out what the second file has only once more. */
static void sort_addresses(struct sortables *all, const struct table *second)
{
	size_t kept = 0;

	qsort(all->data, all->size, sizeof(*all->data), compare_address);
	for (size_t i = 0; i < all->size; i++) {
		const struct sortable *last = kept ? &all->data[kept - 1] : NULL;

		if (!second->section || !last || compare_address(last, &all->data[i]) != 0)
			all->data[kept++] = all->data[i];
	}
	all->size = kept;
}

/* Sort twice, and keep both orders. */
static struct sonde_error *keep_sorted(struct sortables *all, const struct table *second,
				       struct symbols *symbols)
{
	struct symbol *sorted;
	uint32_t *by_name;

	if (all->size == 0)
		return NULL;
	sort_addresses(all, second);
	symbols->owned[0] = sorted = calloc(all->size, sizeof(*sorted));
	symbols->owned[1] = by_name = calloc(all->size, sizeof(*by_name));
	if (!sorted || !by_name)
		return &sonde_error_no_memory;
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

/* The names of both tables after each other. */
static struct sonde_error *join_names(struct table *tables, struct symbols *symbols)
{
	size_t sizes[2] = {0};
	char *names;

	for (size_t i = 0; i < 2; i++)
		sizes[i] = tables[i].section ? tables[i].names->d_size : 0;
	names = malloc(sizes[0] + sizes[1] + 1);
	if (!names)
		return &sonde_error_no_memory;
	symbols->own_names = names;
	symbols->names = names;
	symbols->names_size = sizes[0] + sizes[1];
	for (size_t i = 0; i < 2; i++) {
		if (sizes[i])
			memcpy(names, tables[i].names->d_buf, sizes[i]);
		names += sizes[i];
	}
	*names = '\0';
	tables[1].shift = sizes[0];
	return NULL;
}

static void borrow_names(const struct table *table, struct symbols *symbols)
{
	symbols->names = table->names->d_buf;
	symbols->names_size = table->names->d_size;
}

/* Offsets stay as they are: only the ends of names move. */
static void cut_versions(struct symbols *symbols)
{
	char *end = symbols->own_names + symbols->names_size;

	for (char *at = symbols->own_names; (at = memchr(at, '@', (size_t)(end - at))); at++)
		*at = '\0';
}

static bool has_names(const struct table *table)
{
	const Elf_Data *names = table->names;

	return names && names->d_buf && names->d_size != 0 &&
	       ((const char *)names->d_buf)[names->d_size - 1] == '\0';
}

static void find_names(struct table *table)
{
	if (table->section)
		table->names = elf_getdata(elf_getscn(table->elf, table->header.sh_link), NULL);
}

/* The tables to read, and their names. */
static struct sonde_error *open_tables(struct symbol_files files, const char *path,
				       struct table ret[static 2], struct symbols *symbols)
{
	struct table *first = &ret[0], *second = &ret[1];
	bool is_versioned;

	*first = (struct table){.elf = files.elf};
	*second = (struct table){.elf = files.more};
	first->section = find_table(files.elf, SHT_SYMTAB, &first->header);
	if (!first->section)
		first->section = find_table(files.elf, SHT_DYNSYM, &first->header);
	if (files.more)
		second->section = find_table(files.more, SHT_SYMTAB, &second->header);
	find_names(first);
	find_names(second);
	if (first->section && !has_names(first))
		return damaged(path, "its names are missing");
	/* The first one does without it. */
	if (!has_names(second) || second->names->d_size > UINT32_MAX / 2)
		second->section = NULL;
	is_versioned = first->section && has_versions(files.elf);
	if (is_versioned || second->section)
		TRY(join_names(ret, symbols));
	else if (first->section)
		borrow_names(first, symbols);
	if (is_versioned)
		cut_versions(symbols);
	return NULL;
}

static void count_functions(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		symbols->functions += symbols->sorted[i].is_function;
}

static struct sonde_error *read_table(const struct table *table, const char *path,
				      const struct symbols *symbols, struct sortables *all)
{
	Elf_Data *data;

	if (!table->section)
		return NULL;
	data = elf_getdata(table->section, NULL);
	if (!data)
		return damaged(path, elf_errmsg(-1));
	return read_symbols(table, data, symbols, all);
}

/* All symbols, in the order of the files. */
static struct sonde_error *read_tables(const struct table tables[static 2], const char *path,
				       const struct symbols *symbols, struct sortables *all)
{
	for (size_t i = 0; i < 2; i++)
		TRY(read_table(&tables[i], path, symbols, all));
	return NULL;
}

static struct sonde_error *init(struct symbol_files files, const char *path,
				struct symbols *symbols)
{
	_cleanup_(sortables_deinit) struct sortables all = VEC_INIT;
	struct table tables[2];

	TRY(open_tables(files, path, tables, symbols));
	TRY(read_tables(tables, path, symbols, &all));
	return keep_sorted(&all, &tables[1], symbols);
}

struct sonde_error *symbols_each_function(struct symbol_files files, const char *path,
					  symbols_visit_fn *visit, void *data)
{
	_cleanup_(symbols_deinit) struct symbols symbols = {0};
	_cleanup_(sortables_deinit) struct sortables all = VEC_INIT;
	struct table tables[2];

	TRY(open_tables(files, path, tables, &symbols));
	TRY(read_tables(tables, path, &symbols, &all));
	vec_for_each(&all, each) {
		if (each->symbol.is_function)
			TRY(visit(data, each->name));
	}
	return NULL;
}

struct sonde_error *symbols_init(struct symbol_files files, const char *path, struct symbols *ret)
{
	_cleanup_(symbols_deinit) struct symbols symbols = {0};

	TRY(init(files, path, &symbols));
	count_functions(&symbols);
	*ret = symbols;
	symbols = (struct symbols){0};
	return NULL;
}

struct sonde_error *symbols_init_sorted(struct symbol_files files, const char *path,
					const struct symbol *sorted, const uint32_t *by_name,
					size_t count, struct symbols *ret)
{
	_cleanup_(symbols_deinit) struct symbols symbols = {
		.sorted = sorted,
		.by_name = by_name,
		.count = count,
	};
	struct table tables[2];

	TRY(open_tables(files, path, tables, &symbols));
	count_functions(&symbols);
	*ret = symbols;
	symbols = (struct symbols){0};
	return NULL;
}
