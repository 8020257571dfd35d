/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/mini.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "image/section.h"
#include "image/xz.h"

#define SECTION ".gnu_debugdata"

/* No table is bigger: that of the largest programs has some MB. */
#define LIMIT ((size_t)128 << 20)

/* By a file in memory: it is held against all that a file from elsewhere is. */
static struct sonde_error *open_bytes(const struct str *bytes, struct image **ret)
{
	_cleanup_close_ int fd = memfd_create("sonde" SECTION, MFD_CLOEXEC);
	char path[64];

	if (fd < 0)
		return sonde_error_new(SONDE_ERROR_OS, "there is no memory for it");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	TRY(file_write_all(fd, path, str_text(bytes), bytes->size));
	return image_create(path, IMAGE_DEBUGINFO, ret);
}

/* What is wrong with it, or NULL. */
static struct sonde_error *unpack(const struct image *image, const Elf_Data *packed,
				  struct image **ret, const char **problem)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_image_ struct image *mini = NULL;
	_cleanup_str_ struct str bytes = STR_INIT;
	bool is_whole;

	*problem = "it is packed by xz, which this sonde does not unpack";
	if (!xz_is_there())
		return NULL;
	TRY(xz_unpack(packed->d_buf, packed->d_size, LIMIT, &bytes, &is_whole));
	*problem = "it is damaged";
	if (!is_whole)
		return NULL;
	error = open_bytes(&bytes, &mini);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error || mini->machine != image->machine || !symbols_has_table(mini->elf))
		return NULL;
	*problem = NULL;
	*ret = take_ptr(mini);
	return NULL;
}

struct sonde_error *mini_find(struct image *image)
{
	const Elf_Data *packed;
	Elf_Scn *section;
	const char *problem;

	if (image->mini || symbols_has_table(image->elf) ||
	    (image->debug && symbols_has_table(image->debug->elf)))
		return NULL;
	section = section_find(image->elf, SECTION);
	packed = section ? elf_rawdata(section, NULL) : NULL;
	if (!packed || !packed->d_buf)
		return NULL;
	TRY(unpack(image, packed, &image->mini, &problem));
	if (problem) {
		str_appendf(&image->apart_tried, "\n  %s, " SECTION ": %s", image->path, problem);
		return str_check(&image->apart_tried);
	}
	for (size_t i = IMAGE_SIZE_SYMTAB; i <= IMAGE_SIZE_STRTAB; i++)
		image->section_sizes[i] = image->mini->section_sizes[i];
	return NULL;
}
