/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/bench/machine.h"

#include <stdio.h>
#include <string.h>

#include <gelf.h>

/* splitmix64 of a number. */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static struct sonde_error *add_symbol(struct machine *machine, const char *name, uint64_t address)
{
	struct addresses *addresses = map_get(&machine->symbols, name);

	if (!addresses) {
		addresses = calloc(1, sizeof(*addresses));
		if (!addresses)
			return &sonde_error_no_memory;
		TRY(map_put(&machine->symbols, name, addresses));
	}
	return vec_push(addresses, address);
}

static struct sonde_error *add_symbols(struct machine *machine, Elf *elf, Elf_Scn *section,
				       const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
		const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);

		if (name && *name && symbol.st_shndx != SHN_UNDEF)
			TRY(add_symbol(machine, name, symbol.st_value));
	}
	return NULL;
}

struct sonde_error *machine_init(struct machine *machine, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr head;
	GElf_Shdr header;
	size_t names;

	if (!gelf_getehdr(elf, &head) || elf_getshdrstrndx(elf, &names))
		return sonde_error_new(SONDE_ERROR_FORMAT, "it is no ELF file");
	machine->arch = head.e_machine;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && strcmp(name, ".data..percpu") == 0) {
			machine->percpu_start = header.sh_addr;
			machine->percpu_end = header.sh_addr + header.sh_size;
		}
		if (header.sh_type == SHT_SYMTAB)
			TRY(add_symbols(machine, elf, section, &header));
	}
	machine_set_seed(machine, 0);
	return NULL;
}

void machine_deinit(struct machine *machine)
{
	map_for_each(&machine->symbols, entry) {
		vec_deinit((struct addresses *)entry->value);
		free(entry->value);
	}
	map_deinit(&machine->symbols);
}

void machine_set_seed(struct machine *machine, uint64_t seed)
{
	machine->seed = mix(seed);
	machine->slide = mix(machine->seed ^ 0x511de) & 0x3fe00000;
}

uint64_t machine_lost(const struct machine *machine, uint64_t number)
{
	return mix(machine->seed ^ mix(number ^ 0x1057));
}

uint64_t machine_register(const struct machine *machine, uint64_t number)
{
	return mix(machine->seed ^ mix(number ^ 0x4e6));
}

int machine_register_number(const struct machine *machine, const char *name)
{
	static const char *const x86_64[] = {"ax",  "dx",  "cx",  "bx",	 "si",	"di",
					     "bp",  "sp",  "r8",  "r9",	 "r10", "r11",
					     "r12", "r13", "r14", "r15", "ip"};
	int number, end = 0;

	if (machine->arch == EM_X86_64) {
		for (size_t i = 0; i < sizeof(x86_64) / sizeof(*x86_64); i++) {
			if (strcmp(name, x86_64[i]) == 0)
				return (int)i;
		}
		return -1;
	}
	if (strcmp(name, "sp") == 0)
		return 31;
	if (sscanf(name, "x%d%n", &number, &end) == 1 && !name[end])
		return number;
	return -1;
}

unsigned machine_stack_pointer(const struct machine *machine)
{
	return machine->arch == EM_X86_64 ? 7 : 31;
}

uint8_t machine_byte(const struct machine *machine, uint64_t address)
{
	return (uint8_t)mix(machine->seed ^ mix(address));
}

uint64_t machine_load(const struct machine *machine, uint64_t address, unsigned size)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < size && i < 8; i++)
		number |= (uint64_t)machine_byte(machine, address + i) << 8 * i;
	return number;
}
