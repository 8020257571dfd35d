/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/alt.h"

#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

#include "image/apart.h"
#include "image/debuglink.h"
#include "image/find.h"
#include "image/unpack.h"

static inline void alt_destroyp(struct alt **alt)
{
	alt_destroy(*alt);
}

/* What is found to be wrong with a file of the right build id, or NULL. */
static const char *objection(const struct image *naming, const struct image *file)
{
	if (find_same_file(naming, file))
		return "it is the file that names it";
	/* libdw would look for that, and wait where it is a pipe. */
	if (debuglink_has_alt(file->elf))
		return "it names another such file";
	return image_has_debuginfo(file) ? NULL : "it has no debuginfo";
}

static struct sonde_error *consider(struct alt *alt, const struct image *naming,
				    struct image *found)
{
	_cleanup_image_ struct image *file = found;
	const char *why;

	if (!file)
		return NULL;
	why = objection(naming, file);
	if (!why) {
		alt->file = take_ptr(file);
		return NULL;
	}
	str_appendf(&alt->tried, "\n  %s: %s", file->path, why);
	return str_check(&alt->tried);
}

static struct sonde_error *try_path(struct alt *alt, const struct image *naming,
				    const struct debuglink *link, const char *path)
{
	struct image *file = NULL;

	if (alt->file)
		return NULL;
	TRY(find_try(path, IMAGE_DEBUGINFO, &link->id, &alt->tried, &file));
	return consider(alt, naming, file);
}

/* Where the link leads from the file that has it, which may be known by a link itself. */
static struct sonde_error *try_name(struct alt *alt, const struct image *naming,
				    const struct debuglink *link)
{
	_cleanup_free_ char *real = realpath(naming->path, NULL);
	const char *slash = real ? strrchr(real, '/') : NULL;
	_cleanup_str_ struct str path = STR_INIT;

	if (*link->name != '/' && slash)
		str_append_bytes(&path, real, (size_t)(slash - real) + 1);
	str_append(&path, link->name);
	TRY(str_check(&path));
	return try_path(alt, naming, link, str_text(&path));
}

static struct sonde_error *look(struct alt *alt, struct image *image, const struct debuglink *link,
				const char *root)
{
	const struct image *naming = apart_dwarf_image(image);
	_cleanup_str_ struct str path = STR_INIT;
	struct image *file = NULL;

	TRY(find_build_id_path(&link->id, root, &path));
	TRY(try_path(alt, naming, link, str_text(&path)));
	TRY(try_name(alt, naming, link));
	if (alt->file || image->without_servers)
		return NULL;
	TRY(find_served(IMAGE_DEBUGINFO, &link->id, &alt->tried, &file));
	return consider(alt, naming, file);
}

struct sonde_error *alt_find(struct image *image, const char *root)
{
	const struct image *naming = apart_dwarf_image(image);
	_cleanup_(alt_destroyp) struct alt *alt = NULL;
	struct debuglink link;

	if (image->alt || !debuglink_has_alt(naming->elf))
		return NULL;
	alt = calloc(1, sizeof(*alt));
	if (!alt)
		return &sonde_error_no_memory;
	if (debuglink_read_alt(naming->elf, &link))
		TRY(look(alt, image, &link, root));
	else
		str_append(&alt->tried, "\n  .gnu_debugaltlink: it is damaged");
	if (alt->file)
		image->section_sizes[IMAGE_SIZE_ALT_INFO] =
			alt->file->section_sizes[IMAGE_SIZE_DEBUG_INFO];
	image->alt = take_ptr(alt);
	return NULL;
}

static struct sonde_error *not_found(const struct image *image)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_NOT_FOUND,
				"The debuginfo of %s cannot be used without the file for several "
				"that it names (dwz), which was not found:%s",
				image->path, str_text(&image->alt->tried)),
		"Install the whole package with the debuginfo, or set DEBUGINFOD_URLS.");
}

struct sonde_error *alt_open(struct image *image)
{
	struct alt *alt = image->alt;
	const char *reason;

	if (!alt || alt->dwarf)
		return NULL;
	if (!alt->file)
		return not_found(image);
	TRY(unpack_sections(alt->file));
	alt->dwarf = dwarf_begin_elf(alt->file->elf, DWARF_C_READ, NULL);
	TRY(unpack_check(alt->file));
	if (alt->dwarf)
		return NULL;
	reason = dwarf_errmsg(-1);
	if (sonde_error_is_short(reason))
		return &sonde_error_no_memory;
	return sonde_error_new(SONDE_ERROR_FORMAT, "The debuginfo in %s cannot be read: %s.",
			       alt->file->path, reason);
}

void alt_destroy(struct alt *alt)
{
	if (!alt)
		return;
	if (alt->dwarf)
		dwarf_end(alt->dwarf);
	image_destroy(alt->file);
	str_deinit(&alt->tried);
	free(alt);
}
