/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A small ELF file, made in memory from its sections.
 */
#ifndef TESTS_FUZZ_SMALL_ELF_H
#define TESTS_FUZZ_SMALL_ELF_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct small_section {
	const char *name;
	/** SHT_PROGBITS, ... */
	uint32_t type;
	/** SHF_ALLOC, ... */
	uint64_t flags;
	/** Where it is loaded; 0 if it is not. */
	uint64_t address;
	/** Of a symbol table the number of its strings' section: 1 is the first given. */
	uint32_t link;
	/** Bytes of an element of a table, or 0. */
	uint64_t entry_size;
	struct str bytes;
};

/** Append @p number, @p size bytes, least significant one first. */
void small_elf_number(struct str *out, uint64_t number, size_t size);

/** Append @p number as unsigned LEB128 (DWARF 5, 7.6). */
void small_elf_leb(struct str *out, uint64_t number);

/** Append an executable for @p machine (EM_...) with these sections to @p out. */
void small_elf_write(const struct small_section *sections, size_t count, uint16_t machine,
		     struct str *out);

#endif /* TESTS_FUZZ_SMALL_ELF_H */
