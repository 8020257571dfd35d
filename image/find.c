/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/find.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "image/debuginfod.h"

/* Paths to look at; owned. */
struct places VEC_BODY(char *);

static void places_deinit(struct places *places)
{
	vec_for_each(places, path)
		free(*path);
	vec_deinit(places);
}

/* Add the path BEFORE VALUE AFTER. */
static struct sonde_error *add_place(struct places *places, const char *before, const char *value,
				     const char *after)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_free_ char *text = NULL;

	str_appendf(&path, "%s%s%s", before, value, after);
	TRY(str_take(&path, &text));
	TRY(vec_push(places, text));
	text = NULL;
	return NULL;
}

static struct sonde_error *list_places(const struct kernel_query *query, struct places *places)
{
	const char *release = query->release;
	_cleanup_str_ struct str hex = STR_INIT, link = STR_INIT, links = STR_INIT;

	build_id_print(query->id, &hex);
	TRY(str_check(&hex));
	str_appendf(&link, "/%.2s/%s", str_text(&hex), str_text(&hex) + 2);
	TRY(str_check(&link));
	TRY(add_place(places, "/usr/lib/debug/.build-id", str_text(&link), ".debug"));
	TRY(add_place(places, "/usr/lib/debug/boot/vmlinux-", release, ""));
	TRY(add_place(places, "/usr/lib/debug/lib/modules/", release, "/vmlinux"));
	TRY(add_place(places, "/lib/modules/", release, "/build/vmlinux"));
	TRY(add_place(places, "/boot/vmlinux-", release, ""));
	if (!query->cache)
		return NULL;
	str_appendf(&links, "%s/.build-id", query->cache);
	TRY(str_check(&links));
	return add_place(places, str_text(&links), str_text(&link), "/elf");
}

struct sonde_error *find_build_id_path(const struct build_id *id, const char *root, struct str *ret)
{
	_cleanup_str_ struct str hex = STR_INIT;

	build_id_print(id, &hex);
	TRY(str_check(&hex));
	str_appendf(ret, "%s/usr/lib/debug/.build-id/%.2s/%s.debug", root, str_text(&hex),
		    hex.size ? str_text(&hex) + 2 : "");
	return str_check(ret);
}

bool find_same_file(const struct image *a, const struct image *b)
{
	struct stat x, y;

	return fstat(a->fd, &x) == 0 && fstat(b->fd, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

struct sonde_error *find_try(const char *path, enum image_kind kind, const struct build_id *id,
			     struct str *tried, struct image **ret)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_error_ struct sonde_error *error = NULL;

	if (!file_exists(path)) {
		str_appendf(tried, "\n  %s: not there", path);
		return str_check(tried);
	}
	error = image_create(path, kind, &image);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error) {
		str_appendf(tried, "\n  %s: %s", path, error->message);
		return str_check(tried);
	}
	if (id && id->size && !build_id_equal(&image->build_id, id)) {
		str_appendf(tried, "\n  %s: another build, ", path);
		if (image->build_id.size)
			build_id_print(&image->build_id, tried);
		else
			str_append(tried, "it has no build id");
		return str_check(tried);
	}
	*ret = take_ptr(image);
	return NULL;
}

struct sonde_error *find_served(enum image_kind kind, const struct build_id *id, struct str *tried,
				struct image **ret)
{
	_cleanup_free_ char *path = NULL;

	/* They are asked for DWARF, and there may be nobody here to read it. */
	if (!image_has_dwarf_support())
		return NULL;
	TRY(debuginfod_find(id, tried, &path));
	return path ? find_try(path, kind, id, tried, ret) : NULL;
}

struct sonde_error *find_kernel(const struct kernel_query *query, struct image **ret)
{
	_cleanup_(places_deinit) struct places places = VEC_INIT;
	_cleanup_str_ struct str tried = STR_INIT, hex = STR_INIT;
	struct image *image = NULL;

	TRY(list_places(query, &places));
	vec_for_each(&places, path) {
		TRY(find_try(*path, IMAGE_KERNEL, query->id, &tried, &image));
		if (image) {
			*ret = image;
			return NULL;
		}
	}
	if (!query->without_servers)
		TRY(find_served(IMAGE_KERNEL, query->id, &tried, &image));
	if (image) {
		*ret = image;
		return NULL;
	}
	build_id_print(query->id, &hex);
	TRY(str_check(&hex));
	return sonde_error_new(SONDE_ERROR_NOT_FOUND,
			       "No debuginfo of the running kernel %s (build id %s) was found:%s",
			       query->release, str_text(&hex), str_text(&tried));
}
