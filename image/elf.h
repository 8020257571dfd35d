/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * An image: the ELF file of a kernel, a module or a program, opened for reading.
 */
#ifndef IMAGE_ELF_H
#define IMAGE_ELF_H

#include <stdbool.h>
#include <stdint.h>

#include <libelf.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "image/buildid.h"
#include "image/symbols.h"

/** libdw's handle; only probe/ and the readers of DWARF in image/ look into it. */
struct Dwarf;
/** See image/alt.h. */
struct alt;
/** See image/index.h. */
struct index;
struct index_progress;
/** See image/split.h. */
struct split;

enum image_kind {
	/** A vmlinux: kprobes on symbols. */
	IMAGE_KERNEL,
	/** A .ko: kprobes on the module's symbols. */
	IMAGE_MODULE,
	/** A program or shared library: uprobes at file offsets. */
	IMAGE_USER,
	/** What was put apart of one of these: only its symbols and DWARF matter. */
	IMAGE_DEBUGINFO,
};

/** Sections whose sizes tell files of one build apart: with and without debuginfo, say. */
enum image_size {
	IMAGE_SIZE_DEBUG_INFO,
	IMAGE_SIZE_DEBUG_LINE,
	IMAGE_SIZE_DEBUG_STR,
	IMAGE_SIZE_SYMTAB,
	IMAGE_SIZE_STRTAB,
	/** Only images with it can have units split off (image/split.h). */
	IMAGE_SIZE_DEBUG_ADDR,
	/** What follows is of no section of the file itself. .debug_info of the file that dwz has
	 * made for several, see image/alt.h. */
	IMAGE_SIZE_ALT_INFO,
	IMAGE_SIZES,
};

struct image {
	enum image_kind kind;
	/** As it was given. Owned. */
	char *path;
	int fd;
	Elf *elf;
	/** ELF e_machine: EM_X86_64, EM_AARCH64, ... */
	uint16_t machine;
	/** Size 0 where the file has none. */
	struct build_id build_id;
	/** Of a module its name as the kernel spells it, else NULL. Owned. */
	char *module;
	/** Of a module what it was built for, from .modinfo, if known: `RELEASE SMP ...`. Owned. */
	char *vermagic;
	/**
	 * Of a module the image of its kernel, where one is known, else NULL. The kernel looks for
	 * the name of a datum in itself before it looks in modules. Borrowed.
	 */
	const struct image *kernel;
	/** What image_use_index() or image_read_symbols() gave it; empty before that. */
	struct symbols symbols;
	/**
	 * Bytes of these sections, unpacked where they are compressed; 0 for none. A file may lie
	 * about them. Once apart_find() was called they are those of the file that has them.
	 */
	uint64_t section_sizes[IMAGE_SIZES];
	/**
	 * The file with the DWARF and symbols that this one lacks, or NULL. Set by apart_find(),
	 * and with it by all that needs either. What runs is `elf` in any case. Owned.
	 */
	struct image *debug;
	/**
	 * What .gnu_debugdata has of symbols, besides those of .dynsym, or NULL. Set by
	 * mini_find(), and by apart_find() with it. Owned.
	 */
	struct image *mini;
	/**
	 * The file with the DWARF that dwz has made for several, or NULL where none is named. Set
	 * by apart_find(). Owned.
	 */
	struct alt *alt;
	/** Nobody is asked for what this machine lacks: apart_find() is to leave servers alone.
	 * False until who has opened it says so. */
	bool without_servers;
	/** Where apart_find() has looked: of each place a newline, its path and what is wrong. */
	struct str apart_tried;
	bool apart_searched;
	/** Set by image_use_index(); NULL before that, and in a build without libdw. */
	struct index *index;
	/** The index that was kept said what is not so, and was made anew. */
	bool index_lied;
	/** Why the index that was kept was not used from the start, or NULL. Owned. */
	struct sonde_error *index_refusal;
	/** The debuginfo could not be read to its end: an index of it is not worth keeping. */
	bool is_damaged;
	/** Why the debuginfo that is there was not used for the index, or NULL. Owned. */
	struct sonde_error *dwarf_refusal;
	/** What unpack_sections() has unpacked, and `elf` uses. Owned. */
	VEC(void *) unpacked;
	/** Debuginfo, opened by image_debuginfo_open(); NULL before that. */
	struct Dwarf *dwarf;
	/** Its units that are split off, or NULL: see image_split_note(). Owned. */
	struct split *split;
	/**
	 * A number for what was found of them, set with `dwarf`; 0 where none is split off. Another
	 * one says that files of them have come, gone or changed.
	 */
	uint64_t split_sum;
};

/**
 * Open the ELF file @p path. Before anything is looked up in it, give it symbols by
 * image_use_index() or image_make_index(). A module may be compressed (.ko.xz, ...); its sections
 * get addresses, see image/module.h.
 *
 * @param ret the caller destroys it
 * @return FORMAT for anything that is not a whole 64-bit ELF file of this byte order
 */
struct sonde_error *image_create(const char *path, enum image_kind kind, struct image **ret);

/**
 * Give the image its index, which it owns from then on, and with it the symbols. Those that it
 * had before are gone: nobody may hold on to one.
 */
struct sonde_error *image_use_index(struct image *image, struct index *index);

/**
 * Make an index from the image itself, and use it. A build without libdw reads the symbols only.
 *
 * @param progress whom to tell how far it is, or NULL
 */
struct sonde_error *image_make_index(struct image *image, const struct index_progress *progress);

/** Close and free; NULL is fine. */
void image_destroy(struct image *image);

static inline void image_destroyp(struct image **image)
{
	image_destroy(*image);
}

/** Scope guard for a `struct image *`. */
#define _cleanup_image_ _cleanup_(image_destroyp)

/** Architecture's name as `uname -m` has it (`x86_64`, `aarch64`), or NULL if sonde has no such. */
const char *image_arch_name(uint16_t machine);

/**
 * Append the kernel release that the image's `linux_banner` names, of a module the one that it
 * was built for; nothing if there is none.
 */
void image_print_release(const struct image *image, struct str *out);

/**
 * Append the text of the kernel's tracefs `README`, which is in its image (readme_msg of
 * kernel/trace/trace.c); nothing if there is none.
 */
void image_print_readme(const struct image *image, struct str *out);

/** Where an address of the image lies in its file. */
struct image_section {
	/** Section name, borrowed from the image. */
	const char *name;
	/** Address of the section's first byte. */
	uint64_t address;
	/** File offset of the address that was asked for. */
	uint64_t file_offset;
	/** Section holds instructions. */
	bool is_code;
	/** Bytes of the file from that address to the section's end; NULL for .bss and the like. */
	const void *data;
	size_t size;
};

/** Find the allocated section that holds @p address; false if none does. */
bool image_section_at(const struct image *image, uint64_t address, struct image_section *ret);

/**
 * Open the file of a module that is compressed: set image->elf.
 *
 * @return FORMAT if it is in no way that libdw unpacks, UNSUPPORTED in a build without libdw
 */
struct sonde_error *image_unpack(struct image *image);

/**
 * Open the debuginfo of the image: its own DWARF, or that of the file where it was put.
 *
 * @return NOT_FOUND where there is none, with all places that were looked at; UNSUPPORTED in a
 *         build without libdw
 */
struct sonde_error *image_debuginfo_open(struct image *image);

/**
 * Give back the memory of what was read of the file so far. It is read again where it is needed:
 * nothing that was found in it becomes invalid.
 */
void image_release_pages(const struct image *image);

/**
 * Append what people have to know of units that are split off and cannot be read: which, where
 * they were looked for, what to do. Nothing where all can. The debuginfo is open.
 */
void image_split_note(const struct image *image, struct str *out);

/**
 * Compare an index that was kept with the files of split units that are there now. Opens the
 * debuginfo of an image that has such units.
 *
 * @return FORMAT where it was made from other files: it is to be made anew
 */
struct sonde_error *image_check_index(struct image *image, const struct index *index);

/** Whether this build of sonde can read debuginfo. */
bool image_has_dwarf_support(void);

/** Destroy image->index; called by image_destroy(). */
void image_index_close(struct image *image);

/** Whether the file, or image->debug, has a section with DWARF, which is not opened. */
bool image_has_debuginfo(const struct image *image);

/** Close image->dwarf; called by image_destroy(). */
void image_debuginfo_close(struct image *image);

#endif /* IMAGE_ELF_H */
