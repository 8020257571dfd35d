/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/apart.h"

#include <gelf.h>
#include <string.h>

#include "base/str.h"
#include "image/alt.h"
#include "image/debuglink.h"
#include "image/find.h"
#include "image/mini.h"

/* A search for the file of one image. */
struct search {
	struct image *image;
	const char *root;
	struct debuglink link;
	bool has_link;
	/** A file of the build with symbols only. Owned. */
	struct image *symbols;
};

static void search_deinit(struct search *search)
{
	image_destroy(search->symbols);
}

struct image *apart_dwarf_image(struct image *image)
{
	return image->debug && image_has_debuginfo(image->debug) ? image->debug : image;
}

/* The Elf of the file that has the symbol table. */
static Elf *symbol_elf(const struct image *image)
{
	if (!image->debug || symbols_has_table(image->elf) || !symbols_has_table(image->debug->elf))
		return image->elf;
	return image->debug->elf;
}

struct symbol_files apart_symbol_files(const struct image *image)
{
	return (struct symbol_files){
		.elf = symbol_elf(image),
		.more = image->mini ? image->mini->elf : NULL,
	};
}

/* The program header of loaded code at or behind position `*at`. */
static bool next_code(const struct image *image, size_t *at, GElf_Phdr *ret)
{
	size_t count;

	if (elf_getphdrnum(image->elf, &count) < 0)
		return false;
	for (; *at < count; ++*at) {
		if (gelf_getphdr(image->elf, (int)*at, ret) && ret->p_type == PT_LOAD &&
		    (ret->p_flags & PF_X)) {
			++*at;
			return true;
		}
	}
	return false;
}

/*
 * Addresses in the one are those in the other. A file that was linked anew or moved (prelink) may
 * have kept its build id. Where the file has no program headers, nothing is known against it.
 */
static bool is_laid_out_alike(const struct image *image, const struct image *debug)
{
	size_t at = 0, other = 0;
	GElf_Phdr x, y;

	if (!next_code(debug, &other, &y))
		return true;
	other = 0;
	while (next_code(image, &at, &x)) {
		if (!next_code(debug, &other, &y) || x.p_vaddr != y.p_vaddr ||
		    x.p_memsz != y.p_memsz)
			return false;
	}
	return !next_code(debug, &other, &y);
}

/* What is wrong with a file whose build id, if there is one, is the right one; or NULL. */
static const char *objection(const struct search *search, const struct image *debug)
{
	const struct image *image = search->image;
	size_t size = 0;
	char *bytes;

	if (find_same_file(image, debug))
		return "the file itself";
	if (debug->machine != image->machine)
		return "of another architecture";
	if (!is_laid_out_alike(image, debug))
		return "its code lies at other addresses";
	if (!image->build_id.size) {
		bytes = elf_rawfile(debug->elf, &size);
		if (!bytes || debuglink_crc(bytes, size) != search->link.crc)
			return "its checksum is not the one in .gnu_debuglink";
	}
	if (!image_has_debuginfo(debug) && !symbols_has_table(debug->elf))
		return "it has no debuginfo";
	return NULL;
}

/* Take a file of the right build id, or say what is wrong with it. `file` is freed, and may be
 * NULL. */
static struct sonde_error *consider(struct search *search, struct image *file)
{
	_cleanup_image_ struct image *debug = file;
	struct image *image = search->image;
	const char *why;

	if (!debug)
		return NULL;
	why = objection(search, debug);
	if (!why && image_has_debuginfo(debug)) {
		image->debug = take_ptr(debug);
		return NULL;
	}
	str_appendf(&image->apart_tried, "\n  %s: %s", debug->path,
		    why ? why : "it has symbols, but no debuginfo");
	if (!why && !search->symbols && !symbols_has_table(image->elf))
		search->symbols = take_ptr(debug);
	return str_check(&image->apart_tried);
}

static struct sonde_error *try_path(struct search *search, const char *path)
{
	struct image *image = search->image, *debug = NULL;

	if (image->debug)
		return NULL;
	TRY(find_try(path, IMAGE_DEBUGINFO, &image->build_id, &image->apart_tried, &debug));
	return consider(search, debug);
}

static struct sonde_error *try_build_id(struct search *search)
{
	_cleanup_str_ struct str path = STR_INIT;

	if (!search->image->build_id.size)
		return NULL;
	TRY(find_build_id_path(&search->image->build_id, search->root, &path));
	return try_path(search, str_text(&path));
}

/* The path BEFORE FOLDER BETWEEN NAME. */
static struct sonde_error *try_in(struct search *search, const char *before,
				  const struct str *folder, const char *between, const char *name)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s%s%s%s", before, str_text(folder), between, name);
	TRY(str_check(&path));
	return try_path(search, str_text(&path));
}

/* Beside the image, and where packages put what belongs to its folder. */
static struct sonde_error *try_folders(struct search *search, const char *name)
{
	const char *path = search->image->path, *slash = strrchr(path, '/');
	_cleanup_str_ struct str folder = STR_INIT, global = STR_INIT, short_folder = STR_INIT;

	str_append_bytes(&folder, path, slash ? (size_t)(slash - path) : 0);
	str_appendf(&global, "%s/usr/lib/debug", search->root);
	TRY(str_check(&folder));
	TRY(str_check(&global));
	TRY(try_in(search, "", &folder, slash ? "/" : "", name));
	TRY(try_in(search, "", &folder, slash ? "/.debug/" : ".debug/", name));
	/* Of a path from the current folder it is not known where that is below the other. */
	if (path[0] != '/')
		return NULL;
	TRY(try_in(search, str_text(&global), &folder, "/", name));
	if (strncmp(str_text(&folder), "/usr/", 5) != 0)
		return NULL;
	str_append(&short_folder, str_text(&folder) + 4);
	TRY(str_check(&short_folder));
	return try_in(search, str_text(&global), &short_folder, "/", name);
}

/* A name that leads into another folder was not written by those who put debuginfo apart. */
static bool is_file_name(const char *name)
{
	return *name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static struct sonde_error *try_name(struct search *search)
{
	_cleanup_str_ struct str name = STR_INIT;
	const char *slash = strrchr(search->image->path, '/');

	if (search->has_link && is_file_name(search->link.name))
		return try_folders(search, search->link.name);
	if (search->has_link) {
		str_append(&search->image->apart_tried, "\n  .gnu_debuglink: '");
		str_append_clean(&search->image->apart_tried, search->link.name, "");
		str_append(&search->image->apart_tried, "' is no name of a file");
		return str_check(&search->image->apart_tried);
	}
	/* Nothing but the build id could tell whether it belongs to the image. */
	if (!search->image->build_id.size)
		return NULL;
	str_appendf(&name, "%s.debug", slash ? slash + 1 : search->image->path);
	TRY(str_check(&name));
	return try_folders(search, str_text(&name));
}

static struct sonde_error *try_servers(struct search *search)
{
	struct image *image = search->image, *debug = NULL;

	if (image->debug || image->without_servers)
		return NULL;
	TRY(find_served(IMAGE_DEBUGINFO, &image->build_id, &image->apart_tried, &debug));
	return consider(search, debug);
}

/* Which of the files has which section decides what an index is of. */
static void take_sizes(struct image *image)
{
	const struct image *debug = image->debug;

	if (image_has_debuginfo(debug)) {
		for (size_t i = 0; i < IMAGE_SIZE_SYMTAB; i++)
			image->section_sizes[i] = debug->section_sizes[i];
	}
	if (symbol_elf(image) == debug->elf) {
		for (size_t i = IMAGE_SIZE_SYMTAB; i <= IMAGE_SIZE_STRTAB; i++)
			image->section_sizes[i] = debug->section_sizes[i];
	}
}

/* The next section of what is loaded. */
static Elf_Scn *next_loaded(const struct image *image, Elf_Scn *section, GElf_Shdr *ret,
			    const char **name)
{
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names) < 0)
		return NULL;
	while ((section = elf_nextscn(image->elf, section))) {
		if (!gelf_getshdr(section, ret) || !(ret->sh_flags & SHF_ALLOC))
			continue;
		*name = elf_strptr(image->elf, names, ret->sh_name);
		return *name ? section : NULL;
	}
	return NULL;
}

bool apart_attach(struct image *image, struct image *debug)
{
	Elf_Scn *section = NULL, *other = NULL;
	const char *name, *other_name;
	GElf_Shdr x, y;

	while ((section = next_loaded(image, section, &x, &name))) {
		other = next_loaded(debug, other, &y, &other_name);
		if (!other || strcmp(name, other_name) != 0 || x.sh_addr != y.sh_addr ||
		    x.sh_size != y.sh_size)
			return false;
	}
	if (next_loaded(debug, other, &y, &other_name))
		return false;
	image->debug = debug;
	take_sizes(image);
	return true;
}

static struct sonde_error *find(struct image *image, const char *root)
{
	_cleanup_(search_deinit) struct search search = {.image = image, .root = root};

	search.has_link = debuglink_read(image->elf, &search.link);
	TRY(try_build_id(&search));
	TRY(try_name(&search));
	TRY(try_servers(&search));
	if (!image->debug)
		image->debug = take_ptr(search.symbols);
	if (image->debug)
		take_sizes(image);
	return NULL;
}

struct sonde_error *apart_find(struct image *image, const char *root)
{
	if (image->apart_searched)
		return NULL;
	image->apart_searched = true;
	if (image->kind != IMAGE_MODULE && !image_has_debuginfo(image))
		TRY(find(image, root));
	if (image->kind == IMAGE_USER)
		TRY(mini_find(image));
	return alt_find(image, root);
}
