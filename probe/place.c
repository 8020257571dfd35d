/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/place.h"

#include <inttypes.h>
#include <string.h>

#include "image/program.h"

/* KSYM_NAME_LEN was 128 before Linux 6.1; longer names are not in older kernels' kallsyms. */
#define KERNEL_NAME_SIZE 128

/* Sections that are thrown away after boot, or were never at their link address. */
static bool is_discarded(const char *section)
{
	return strncmp(section, ".init", 5) == 0 || strncmp(section, ".exit", 5) == 0;
}

static struct sonde_error *discarded(const struct image *image, const char *section)
{
	return sonde_error_new(
		SONDE_ERROR_UNAVAILABLE, "it is in %s, which the kernel frees %s", section,
		image->kind == IMAGE_MODULE ? "when the module is loaded" : "after boot");
}

/*
 * Whether the kernel's own symbol table has data symbols too (CONFIG_KALLSYMS_ALL). It is in the
 * image, compressed; its length alone tells whether it can hold all symbols or just the functions.
 */
static bool kernel_knows_data(const struct image *image)
{
	const struct symbol *count = symbols_unique(&image->symbols, "kallsyms_num_syms");
	struct image_section section;
	const size_t functions = image->symbols.functions;
	uint32_t known;

	if (!count || !image_section_at(image, count->address, &section) || !section.data ||
	    section.size < sizeof(known))
		return true;
	memcpy(&known, section.data, sizeof(known));
	return known > functions + (image->symbols.count - functions) / 2;
}

/*
 * The symbol to count from: _text, the first of every kernel, unless the kernel does not know it.
 * That is arm64 without CONFIG_KALLSYMS_ALL, where it stands before the text (_stext).
 */
static const struct symbol *base_symbol(const struct image *image)
{
	const struct symbol *text = symbols_unique(&image->symbols, "_text");
	const struct symbol *start = symbols_unique(&image->symbols, "_stext");

	if (text && (!start || start->address == text->address || kernel_knows_data(image)))
		return text;
	return start;
}

/*
 * Names of data have room in an argument (FITS_TEXT_MAX) together with a distance of 32 bits and a
 * type; what is counted from the start of the kernel has always.
 */
#define DATA_NAME_SIZE 41

/*
 * Whether a line for the kernel can have the symbol's name, and the kernel finds this one by it.
 * `size` is what there is room for, with a NUL.
 */
static bool is_nameable(const struct symbols *symbols, const struct symbol *symbol, size_t size)
{
	const char *name = symbols_name(symbols, symbol);

	return symbols_unique(symbols, name) && strlen(name) < size &&
	       probe_symbol_name_valid(name);
}

/* How far an address is from its symbol; the kernel keeps it as an unsigned int. */
static struct sonde_error *distance_of(const struct image *image, const struct symbol *symbol,
				       uint64_t address, uint64_t *ret)
{
	/* Data of a module can be counted backwards. */
	const uint64_t distance = address - symbol->address;

	if (address >= symbol->address && distance > UINT32_MAX)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the address 0x%" PRIx64
				       " is over 4 GiB behind %s, which is "
				       "too far for the kernel",
				       address, symbols_name(&image->symbols, symbol));
	*ret = distance;
	return NULL;
}

/*
 * The name that stands for an address: the symbol there if the kernel, which looks it up in
 * kallsyms, will find just this one; else a distance from the start of the kernel.
 */
static struct sonde_error *name_address(const struct image *image, uint64_t address, size_t size,
					char **name, uint64_t *offset)
{
	const struct symbols *symbols = &image->symbols;
	const struct symbol *symbol = symbols_at(symbols, address);

	if (!symbol || !is_nameable(symbols, symbol, size) ||
	    (!symbol->is_function && !kernel_knows_data(image)))
		symbol = base_symbol(image);
	if (!symbol || symbol->address > address)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the address 0x%" PRIx64
				       " has no symbol that is unique, and "
				       "the image none to count from",
				       address);
	TRY(distance_of(image, symbol, address, offset));
	return sonde_strdup(symbols_name(symbols, symbol), name);
}

/*
 * The symbol to count from in a module. Each of its sections goes to a place of its own, so that
 * only symbols of the same one can be counted from; and several of one name are not told apart:
 * the kernel takes the first one or, since 6.12, none of them. Only data can lie before it.
 */
static const struct symbol *symbol_in_module(const struct image *image, uint64_t address,
					     const struct image_section *section)
{
	const struct symbols *symbols = &image->symbols;
	const struct symbol *symbol = symbols_at(symbols, address);

	if (symbol && symbol->address >= section->address &&
	    is_nameable(symbols, symbol, KERNEL_NAME_SIZE))
		return symbol;
	symbol = symbols_unique_before(symbols, address, section->address, KERNEL_NAME_SIZE);
	if (!symbol && !section->is_code)
		symbol = symbols_unique_after(symbols, address, address + section->size,
					      KERNEL_NAME_SIZE);
	return symbol && is_nameable(symbols, symbol, KERNEL_NAME_SIZE) ? symbol : NULL;
}

/* name_address() for a module. */
static struct sonde_error *name_in_module(const struct image *image, uint64_t address,
					  const struct image_section *section, char **name,
					  uint64_t *offset)
{
	const struct symbol *symbol = symbol_in_module(image, address, section);

	if (!symbol)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "no symbol of %s %s %s has a name of its own to count from",
				       image->module, section->is_code ? "before it in" : "in",
				       section->name);
	TRY(distance_of(image, symbol, address, offset));
	return sonde_strdup(symbols_name(&image->symbols, symbol), name);
}

/* Of data the kernel is told the name alone, and it looks in itself first. */
static struct sonde_error *check_name_in_kernel(const struct image *kernel, const char *name)
{
	size_t first;

	if (!kernel_knows_data(kernel))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "%s has no names of data (no CONFIG_KALLSYMS_ALL)",
				       kernel->path);
	if (symbols_named(&kernel->symbols, name, &first))
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"its symbol '%s' has a namesake in %s, which the kernel would "
			"take instead",
			name, kernel->path);
	return NULL;
}

/* A program's code, where the loader finds it. */
static struct sonde_error *place_in_program(const struct image *image, uint64_t address,
					    struct probe_event *event)
{
	if (!program_code_offset(image, address, &event->offset))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the file has no code at the address 0x%" PRIx64
				       " that is loaded",
				       address);
	event->is_user = true;
	return sonde_strdup(image->path, &event->path);
}

struct sonde_error *place_of_code(const struct image *image, uint64_t address,
				  struct probe_event *event)
{
	struct image_section section;

	if (!image_section_at(image, address, &section) || !section.is_code)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the address 0x%" PRIx64 " is in no code of the image",
				       address);
	if (image->kind == IMAGE_USER)
		return place_in_program(image, address, event);
	/* Of a module that is not loaded yet, the kernel sets the probe when it is. */
	if (image->kind == IMAGE_KERNEL && is_discarded(section.name))
		return discarded(image, section.name);
	if (image->kind != IMAGE_MODULE)
		return name_address(image, address, KERNEL_NAME_SIZE, &event->symbol,
				    &event->offset);
	TRY(name_in_module(image, address, &section, &event->symbol, &event->offset));
	return sonde_strdup(image->module, &event->module);
}

bool place_address(const struct image *image, const struct probe_event *event, uint64_t *ret)
{
	const struct symbol *symbol = event->symbol ? symbols_unique(&image->symbols, event->symbol)
						    : NULL;

	if (event->is_user)
		return program_code_address(image, event->offset, ret);
	if (!symbol)
		return false;
	*ret = symbol->address + event->offset;
	return true;
}

uint64_t place_of_symbol(const struct image *image, uint64_t entry)
{
	const struct symbol *symbol = symbols_at(&image->symbols, entry);

	/* A weak function that another one replaced is there, but has no symbol of its own. */
	return symbol && symbol->size ? symbol->address : entry;
}

struct sonde_error *place_of_data(const struct image *image, uint64_t address, char **name,
				  int64_t *offset)
{
	_cleanup_free_ char *symbol = NULL;
	struct image_section section;
	uint64_t distance;

	if (!image_section_at(image, address, &section))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address 0x%" PRIx64 " is in no section of the image",
				       address);
	if (strstr(section.name, "percpu"))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is per-CPU data, which has no one address");
	if (is_discarded(section.name))
		return discarded(image, section.name);
	if (image->kind == IMAGE_MODULE)
		TRY(name_in_module(image, address, &section, &symbol, &distance));
	else
		TRY(name_address(image, address, DATA_NAME_SIZE, &symbol, &distance));
	if (image->kernel)
		TRY(check_name_in_kernel(image->kernel, symbol));
	*name = take_ptr(symbol);
	*offset = (int64_t)distance;
	return NULL;
}

struct sonde_error *place_of_program_data(const struct image *image, uint64_t address, int64_t *ret)
{
	struct image_section section;
	uint64_t bias;

	if (!image_section_at(image, address, &section))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its address 0x%" PRIx64 " is in no section of the file",
				       address);
	if (program_data_may_move(image, address))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the library exports it, and the program may use another "
				       "variable of that name in its place");
	TRY(program_code_bias(image, &bias));
	*ret = (int64_t)(address - bias);
	return NULL;
}

struct sonde_error *place_from_pc(const struct image *image, const struct arch *arch, uint64_t pc,
				  struct fetch *fetch)
{
	struct fetch_deref first = {0};
	uint64_t bias;

	if (fetch->base != FETCH_FILE_OFFSET)
		return NULL;
	TRY(program_code_bias(image, &bias));
	first.offset = fetch->value - (int64_t)(pc - bias);
	if (first.offset > INT32_MAX || first.offset < INT32_MIN)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is too far away from the probe for a fetch argument");
	TRY(sonde_strdup(arch->program_counter, &fetch->name));
	fetch->base = FETCH_REGISTER;
	fetch->value = 0;
	TRY(vec_push(&fetch->derefs, first));
	for (size_t i = fetch->derefs.size - 1; i > 0; i--)
		fetch->derefs.data[i] = fetch->derefs.data[i - 1];
	fetch->derefs.data[0] = first;
	return NULL;
}
