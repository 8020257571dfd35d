/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A .dwo or .dwp file that may be damaged anywhere: its units are put into an image that wants all.
 */
#include <dwarf.h>
#include <elf.h>
#include <elfutils/libdw.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/str.h"
#include "image/split_file.h"
#include "image/split_unit.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Addresses of the image, and the first one of them. */
#define ADDRESSES 32
#define CODE	  0x401000
/* DIEs to look at: the seeds have fewer. */
#define DIES_MAX  4096
#define DEPTH_MAX 32

/* Locations and ranges that the DIE has, each list to its end. */
static void read_lists(Dwarf_Die *die)
{
	static const unsigned names[] = {DW_AT_location, DW_AT_frame_base};
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;
	Dwarf_Attribute attr;
	size_t count;
	Dwarf_Op *ops;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		next = 0;
		if (!dwarf_attr(die, names[i], &attr))
			continue;
		while ((next = dwarf_getlocations(&attr, next, &base, &start, &end, &ops, &count)) >
		       0)
			;
	}
	next = 0;
	while ((next = dwarf_ranges(die, next, &base, &start, &end)) > 0)
		;
}

static void read_dies(Dwarf_Die *parent, unsigned depth, size_t *left)
{
	Dwarf_Attribute attr;
	Dwarf_Die child, type;

	dwarf_diename(parent);
	read_lists(parent);
	if (dwarf_attr(parent, DW_AT_type, &attr))
		dwarf_formref_die(&attr, &type);
	if (depth > DEPTH_MAX || dwarf_child(parent, &child) != 0)
		return;
	do {
		if (*left == 0)
			return;
		--*left;
		read_dies(&child, depth + 1, left);
	} while (dwarf_siblingof(&child, &child) == 0);
}

static void read_units(Elf *elf)
{
	Dwarf *dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	size_t left = DIES_MAX;
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;

	while (dwarf && dwarf_get_units(dwarf, cu, &cu, NULL, NULL, &unit, NULL) == 0) {
		if (unit.addr && unit.cu)
			read_dies(&unit, 0, &left);
	}
	if (dwarf)
		dwarf_end(dwarf);
}

/* One that would fit the unit. */
static struct sonde_error *make_skeleton(const struct split_unit *unit, size_t number,
					 struct skeleton *ret)
{
	*ret = (struct skeleton){
		.id = unit->id,
		.comp_dir = "/usr/src",
		.has_lines = number % 2,
		.low_pc = number % 2 ? CODE : 0,
		.has_ranges = number % 2 == 0,
	};
	return vec_push(&ret->ranges, (struct skeleton_range){CODE, CODE + 64});
}

static struct sonde_error *join_all(struct join *join, const struct split_file *file)
{
	_cleanup_(split_parts_deinit) struct split_parts parts = VEC_INIT;
	const uint64_t addr_size = join->sections[JOIN_ADDR].size;
	struct split_joining joining;

	TRY(split_file_parts(file, &parts));
	TRY(split_joining_init(join, file, addr_size, &joining));
	for (size_t i = 0; i < parts.size; i++) {
		const struct split_part *part = &parts.data[i];
		struct skeleton skeleton;
		struct split_unit unit;
		bool is_type;

		if (!succeeded(split_unit_read(file, part, &unit)))
			continue;
		is_type = unit.type == DW_UT_split_type;
		TRY(make_skeleton(&unit, i, &skeleton));
		succeeded(split_unit_join(&joining, part, &unit, is_type ? NULL : &skeleton));
		vec_deinit(&skeleton.ranges);
	}
	return NULL;
}

/* The head of an ELF file that the joined one takes its kind from. */
static Elf *begin_image(Elf64_Ehdr *header)
{
	memcpy(header->e_ident, ELFMAG, SELFMAG);
	header->e_ident[EI_CLASS] = ELFCLASS64;
	header->e_ident[EI_DATA] = __BYTE_ORDER == __LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB;
	header->e_ident[EI_VERSION] = EV_CURRENT;
	header->e_type = ET_EXEC;
	header->e_machine = EM_X86_64;
	header->e_version = EV_CURRENT;
	header->e_ehsize = sizeof(*header);
	return elf_memory((char *)header, sizeof(*header));
}

static void join_file(const struct split_file *file)
{
	Elf64_Ehdr header = {0};
	Elf *image = begin_image(&header), *joined = NULL;
	struct join join = {0};
	char *bytes = NULL;

	for (uint64_t i = 0; i < ADDRESSES; i++)
		bytes_put_number(&join.sections[JOIN_ADDR], CODE + i, 8);
	if (image && succeeded(join_all(&join, file)) &&
	    succeeded(join_finish(&join, image, &bytes, &joined)))
		read_units(joined);
	if (joined)
		elf_end(joined);
	if (image)
		elf_end(image);
	free(bytes);
	join_deinit(&join);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(split_file_close) struct split_file file = {.fd = -1};
	_cleanup_close_ int fd = memfd_create("split", MFD_CLOEXEC);
	_cleanup_str_ struct str path = STR_INIT;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		return 0;
	str_appendf(&path, "/proc/self/fd/%d", fd);
	if (succeeded(split_file_open(str_text(&path), EM_X86_64, &file)))
		join_file(&file);
	return 0;
}
