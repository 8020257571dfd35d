/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/elf.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/alt.h"
#include "image/module.h"

static struct sonde_error *not_elf(const char *path, const char *what)
{
	if (sonde_error_is_short(what))
		return &sonde_error_no_memory;
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s is not a usable ELF file: %s.", path, what);
}

/*
 * libelf checks a table only when it is read, and then with an error that says little. A
 * download that broke off is the commonest damage, so every section's end is checked first.
 */
static struct sonde_error *check_sections(Elf *elf, const char *path)
{
	Elf_Scn *section = NULL;
	size_t file_size = 0, count = 0;

	if (!elf_rawfile(elf, &file_size))
		return not_elf(path, elf_errmsg(-1));
	if (elf_getshdrnum(elf, &count) < 0 && sonde_error_is_short(elf_errmsg(-1)))
		return &sonde_error_no_memory;
	if (count == 0)
		return not_elf(path, "it has no section headers, it may be cut short");
	while ((section = elf_nextscn(elf, section))) {
		GElf_Shdr header;

		/* gelf_getshdr() has another reason where memory is short, but copies what a file
		 * has where no Elf64_Shdr can lie. */
		if (!elf64_getshdr(section) || !gelf_getshdr(section, &header))
			return not_elf(path, elf_errmsg(-1));
		if (header.sh_type != SHT_NOBITS && header.sh_type != SHT_NULL &&
		    (header.sh_offset > file_size || header.sh_size > file_size - header.sh_offset))
			return not_elf(path,
				       "a section ends after the file does, it may be cut short");
	}
	return NULL;
}

/* Open the file; never wait for one that is a pipe or a device. */
static struct sonde_error *open_file(struct image *image)
{
	struct stat status;

	image->fd = open(image->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (image->fd < 0 || fstat(image->fd, &status) < 0)
		return sonde_error_os(errno, "Cannot open %s", image->path);
	if (!S_ISREG(status.st_mode))
		return not_elf(image->path, S_ISDIR(status.st_mode) ? "it is a directory"
								    : "it is not a regular file");
	return NULL;
}

/*
 * Begin with the file's first bytes; modules are changed in memory, and may be compressed. Of a
 * program the kernel puts its breakpoints into every mapping that could be made executable
 * (kernel/events/uprobes.c, valid_vma()): where others have a probe there would be a trap to be
 * read. It leaves those alone that can be written.
 */
static struct sonde_error *begin_elf(struct image *image)
{
	const bool is_module = image->kind == IMAGE_MODULE;

	elf_version(EV_CURRENT);
	image->elf = elf_begin(
		image->fd, image->kind == IMAGE_KERNEL ? ELF_C_READ_MMAP : ELF_C_READ_MMAP_PRIVATE,
		NULL);
	if (!is_module || !image->elf || elf_kind(image->elf) == ELF_K_ELF)
		return NULL;
	elf_end(take_ptr(image->elf));
	return image_unpack(image);
}

/* Kernels lie in the upper half of the addresses, everything else in the lower one. */
static struct sonde_error *check_kernel(const struct image *image)
{
	size_t count = 0;
	GElf_Phdr segment;

	elf_getphdrnum(image->elf, &count);
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(image->elf, (int)i, &segment) && segment.p_type == PT_LOAD &&
		    (segment.p_flags & PF_X) && segment.p_memsz && !(segment.p_vaddr >> 63))
			return sonde_error_hint(
				not_elf(image->path,
					"it is a program or a shared library, not a kernel"),
				"Give a program by -x.");
	}
	return NULL;
}

/* What the file is, against what it was given for. */
static struct sonde_error *check_kind(const struct image *image, const GElf_Ehdr *header)
{
	if (image->kind == IMAGE_KERNEL && header->e_type == ET_REL)
		return sonde_error_hint(
			not_elf(image->path, "it is a module or an object file, not a kernel"),
			"Give a module by -m.");
	if (image->kind == IMAGE_USER && header->e_type != ET_EXEC && header->e_type != ET_DYN)
		return not_elf(image->path, "it is neither a program nor a shared library");
	return image->kind == IMAGE_KERNEL ? check_kernel(image) : NULL;
}

static struct sonde_error *open_elf(struct image *image)
{
	GElf_Ehdr header;
	size_t size;
	char *ident;

	TRY(open_file(image));
	TRY(begin_elf(image));
	if (!image->elf && sonde_error_is_short(elf_errmsg(-1)))
		return &sonde_error_no_memory;
	if (!image->elf || elf_kind(image->elf) != ELF_K_ELF)
		return not_elf(image->path, "it does not begin as one");
	ident = elf_getident(image->elf, &size);
	if (!ident || ident[EI_CLASS] != ELFCLASS64)
		return not_elf(image->path, "only 64-bit files are supported");
	if (ident[EI_DATA] != (__BYTE_ORDER == __LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB))
		return not_elf(image->path, "its byte order is not this machine's");
	if (!gelf_getehdr(image->elf, &header))
		return not_elf(image->path, elf_errmsg(-1));
	image->machine = header.e_machine;
	TRY(check_sections(image->elf, image->path));
	return check_kind(image, &header);
}

/* Of a section of the old way to compress: `ZLIB`, and the size with the highest byte first. */
static uint64_t old_unpacked_size(Elf_Scn *section, uint64_t otherwise)
{
	const Elf_Data *data = elf_rawdata(section, NULL);
	const unsigned char *bytes = data ? data->d_buf : NULL;
	uint64_t size = 0;

	if (!bytes || data->d_size < 12 || memcmp(bytes, "ZLIB", 4) != 0)
		return otherwise;
	for (size_t i = 4; i < 12; i++)
		size = size << 8 | bytes[i];
	return size;
}

static uint64_t unpacked_size(Elf_Scn *section, const GElf_Shdr *header, const char *name)
{
	GElf_Chdr packed;

	if ((header->sh_flags & SHF_COMPRESSED) && gelf_getchdr(section, &packed))
		return packed.ch_size;
	return name[1] == 'z' ? old_unpacked_size(section, header->sh_size) : header->sh_size;
}

static void read_section_sizes(struct image *image)
{
	static const char *const names[IMAGE_SIZE_ALT_INFO] = {
		[IMAGE_SIZE_DEBUG_INFO] = ".debug_info", [IMAGE_SIZE_DEBUG_LINE] = ".debug_line",
		[IMAGE_SIZE_DEBUG_STR] = ".debug_str",	 [IMAGE_SIZE_SYMTAB] = ".symtab",
		[IMAGE_SIZE_STRTAB] = ".strtab",	 [IMAGE_SIZE_DEBUG_ADDR] = ".debug_addr",
	};
	Elf_Scn *section = NULL;
	size_t strings;

	if (elf_getshdrstrndx(image->elf, &strings) < 0)
		return;
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(image->elf, strings, header.sh_name);
		for (size_t i = 0; name && i < IMAGE_SIZE_ALT_INFO; i++) {
			if (strcmp(name, names[i]) == 0 || (strncmp(name, ".zdebug", 7) == 0 &&
							    strcmp(name + 2, names[i] + 1) == 0))
				image->section_sizes[i] = unpacked_size(section, &header, name);
		}
	}
}

static void read_build_id(struct image *image)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE)
			continue;
		data = elf_rawdata(section, NULL);
		if (data && data->d_buf &&
		    build_id_from_notes(data->d_buf, data->d_size, &image->build_id))
			return;
	}
}

struct sonde_error *image_create(const char *path, enum image_kind kind, struct image **ret)
{
	_cleanup_image_ struct image *image = calloc(1, sizeof(*image));

	if (!image)
		return &sonde_error_no_memory;
	image->fd = -1;
	image->kind = kind;
	TRY(sonde_strdup(path, &image->path));
	TRY(open_elf(image));
	read_section_sizes(image);
	if (kind == IMAGE_MODULE)
		TRY(module_prepare(image));
	read_build_id(image);
	*ret = take_ptr(image);
	return NULL;
}

void image_destroy(struct image *image)
{
	if (!image)
		return;
	image_debuginfo_close(image);
	symbols_deinit(&image->symbols);
	image_index_close(image);
	alt_destroy(image->alt);
	image_destroy(image->debug);
	image_destroy(image->mini);
	str_deinit(&image->apart_tried);
	if (image->elf)
		elf_end(image->elf);
	if (image->fd >= 0)
		close(image->fd);
	vec_for_each(&image->unpacked, bytes)
		free(*bytes);
	vec_deinit(&image->unpacked);
	sonde_error_destroy(image->dwarf_refusal);
	sonde_error_destroy(image->index_refusal);
	free(image->module);
	free(image->vermagic);
	free(image->path);
	free(image);
}

void image_release_pages(const struct image *image)
{
	size_t size;
	char *bytes = elf_rawfile(image->elf, &size);

	/* A mapping of the file, which nobody writes to; a module's was relocated in its memory. */
	if (bytes && image->kind != IMAGE_MODULE &&
	    (uintptr_t)bytes % (size_t)sysconf(_SC_PAGESIZE) == 0)
		madvise(bytes, size, MADV_DONTNEED);
	if (image->debug)
		image_release_pages(image->debug);
	if (image->alt && image->alt->file)
		image_release_pages(image->alt->file);
}

const char *image_arch_name(uint16_t machine)
{
	switch (machine) {
	case EM_X86_64:
		return "x86_64";
	case EM_AARCH64:
		return "aarch64";
	default:
		return NULL;
	}
}

bool image_section_at(const struct image *image, uint64_t address, struct image_section *ret)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) < 0)
		return false;
	while ((section = elf_nextscn(image->elf, section))) {
		struct image_section found = {0};
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC) ||
		    (header.sh_flags & SHF_TLS) || address < header.sh_addr ||
		    address - header.sh_addr >= header.sh_size)
			continue;
		found.name = elf_strptr(image->elf, names, header.sh_name);
		if (!found.name)
			found.name = "";
		found.address = header.sh_addr;
		found.file_offset = header.sh_offset + (address - header.sh_addr);
		found.is_code = header.sh_flags & SHF_EXECINSTR;
		data = header.sh_type == SHT_NOBITS ? NULL : elf_rawdata(section, NULL);
		if (data && data->d_buf) {
			found.data = (const char *)data->d_buf + (address - header.sh_addr);
			found.size = header.sh_size - (address - header.sh_addr);
		}
		*ret = found;
		return true;
	}
	return false;
}

bool image_has_debuginfo(const struct image *image)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) < 0)
		return false;
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		name = elf_strptr(image->elf, names, header.sh_name);
		if (name && (strcmp(name, ".debug_info") == 0 || strcmp(name, ".zdebug_info") == 0))
			return true;
	}
	return image->debug && image_has_debuginfo(image->debug);
}

/* The bytes of the image from a symbol on. */
static bool find_data(const struct image *image, const char *name, struct image_section *ret)
{
	const struct symbol *symbol = symbols_unique(&image->symbols, name);

	return symbol && image_section_at(image, symbol->address, ret) && ret->data;
}

void image_print_release(const struct image *image, struct str *out)
{
	static const char prefix[] = "Linux version ";
	struct image_section section;
	const char *text, *end;

	if (image->vermagic) {
		str_append_bytes(out, image->vermagic, strcspn(image->vermagic, " "));
		return;
	}
	if (!find_data(image, "linux_banner", &section))
		return;
	text = section.data;
	if (section.size <= sizeof(prefix) || memcmp(text, prefix, sizeof(prefix) - 1) != 0)
		return;
	text += sizeof(prefix) - 1;
	end = memchr(text, ' ', section.size - (sizeof(prefix) - 1));
	if (end)
		str_append_bytes(out, text, (size_t)(end - text));
}

void image_print_readme(const struct image *image, struct str *out)
{
	struct image_section section;

	if (find_data(image, "readme_msg", &section))
		str_append_bytes(out, section.data, strnlen(section.data, section.size));
}
