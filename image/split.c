/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/split.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "image/apart.h"
#include "image/index_format.h"
#include "image/split_skeletons.h"

static const char another_build[] = "it is of another build";

/* Putting the units of one image back. */
struct rejoin {
	struct image *image;
	struct skeletons skeletons;
	struct join join;
	/** Size of .debug_addr as the image has it. */
	uint64_t addr_size;
	/** Directory of the image, with a slash at its end; all links followed. */
	struct str directory;
	/** Numbers that tell one set of files from another. */
	struct str identity;
	size_t joined;
};

static void rejoin_deinit(struct rejoin *rejoin)
{
	skeletons_deinit(&rejoin->skeletons);
	join_deinit(&rejoin->join);
	str_deinit(&rejoin->directory);
	str_deinit(&rejoin->identity);
}

void split_destroy(struct split *split)
{
	if (!split)
		return;
	if (split->elf)
		elf_end(split->elf);
	free(split->bytes);
	free(split->first_missing);
	free(split);
}

static void split_destroyp(struct split **split)
{
	split_destroy(*split);
}

/* Keep why a unit was not joined; the first reason counts. Takes the error. */
static struct sonde_error *note_refusal(struct skeleton *skeleton, const char *path,
					struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *guard = error;
	_cleanup_str_ struct str text = STR_INIT;

	if (error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(guard);
	if (skeleton->refusal)
		return NULL;
	str_appendf(&text, "%s cannot be used: %s", path, error->message);
	return str_take(&text, &skeleton->refusal);
}

/* Whether the file has a unit that is looked for. */
static bool has_wanted(const struct rejoin *rejoin, const struct split_file *file,
		       const struct split_parts *parts)
{
	vec_for_each(parts, part) {
		_cleanup_error_ struct sonde_error *damaged = NULL;
		struct split_unit unit;

		damaged = split_unit_read(file, part, &unit);
		if (!damaged && unit.type == DW_UT_split_compile &&
		    skeletons_find(&rejoin->skeletons, unit.id))
			return true;
	}
	return false;
}

static struct sonde_error *join_unit(struct rejoin *rejoin, struct split_joining *joining,
				     const struct split_part *part, const char *path)
{
	_cleanup_error_ struct sonde_error *damaged = NULL;
	struct skeleton *skeleton;
	struct split_unit unit;

	damaged = split_unit_read(joining->file, part, &unit);
	if (damaged)
		return damaged->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(damaged) : NULL;
	if (unit.type == DW_UT_split_type) {
		damaged = split_unit_join(joining, part, &unit, NULL);
		return damaged && damaged->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(damaged) : NULL;
	}
	skeleton = skeletons_find(&rejoin->skeletons, unit.id);
	if (!skeleton)
		return NULL;
	damaged = split_unit_join(joining, part, &unit, skeleton);
	if (damaged)
		return note_refusal(skeleton, path, take_ptr(damaged));
	skeleton->is_joined = true;
	rejoin->joined++;
	return NULL;
}

/* Join all units of a file that the image wants; FORMAT where it has none of them. */
static struct sonde_error *join_file(struct rejoin *rejoin, const struct split_file *file,
				     const char *path)
{
	_cleanup_(split_parts_deinit) struct split_parts parts = VEC_INIT;
	struct split_joining joining;

	TRY(split_file_parts(file, &parts));
	if (!has_wanted(rejoin, file, &parts))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s", another_build);
	TRY(split_joining_init(&rejoin->join, file, rejoin->addr_size, &joining));
	for (size_t i = 0; i < SPLIT_SECTIONS; i++)
		bytes_put_number(&rejoin->identity, file->sections[i].size, 8);
	vec_for_each(&parts, part)
		TRY(join_unit(rejoin, &joining, part, path));
	return NULL;
}

static struct sonde_error *try_file(struct rejoin *rejoin, const char *path)
{
	_cleanup_(split_file_close) struct split_file file = {.fd = -1};

	TRY(split_file_open(path, rejoin->image->machine, &file));
	return join_file(rejoin, &file, path);
}

/* The package beside the image; false for one that cannot be used. */
static struct sonde_error *try_package(struct rejoin *rejoin, struct str *refusal)
{
	_cleanup_free_ char *real = realpath(rejoin->image->path, NULL);
	const struct image *debug = apart_dwarf_image(rejoin->image);
	const char *const images[] = {rejoin->image->path, debug->path, real};

	for (size_t i = 0; i < sizeof(images) / sizeof(*images) && images[i]; i++) {
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_str_ struct str path = STR_INIT;

		str_appendf(&path, "%s.dwp", images[i]);
		TRY(str_check(&path));
		error = try_file(rejoin, str_text(&path));
		if (!error)
			return NULL;
		if (error->kind == SONDE_ERROR_NO_MEMORY)
			return take_ptr(error);
		if (error->kind != SONDE_ERROR_NOT_FOUND && !refusal->size)
			str_appendf(refusal, "%s cannot be used: %s", str_text(&path),
				    error->message);
	}
	return str_check(refusal);
}

/* The paths that a unit's file can have. */
enum where {
	WHERE_COMPILED,
	WHERE_BESIDE,
	WHERE_BESIDE_ALONE,
	WHERES,
};

/* Append one of them; nothing where there is none. */
static void append_path(const struct rejoin *rejoin, const struct skeleton *skeleton,
			enum where where, struct str *out)
{
	const char *name = skeleton->name, *slash = strrchr(name, '/');
	const char *directory = str_text(&rejoin->directory);

	switch (where) {
	case WHERE_COMPILED:
		if (name[0] != '/' && skeleton->comp_dir)
			str_appendf(out, "%s%s/", skeleton->comp_dir[0] == '/' ? "" : directory,
				    skeleton->comp_dir);
		else if (name[0] != '/')
			str_append(out, directory);
		str_append(out, name);
		return;
	case WHERE_BESIDE:
		if (name[0] != '/')
			str_appendf(out, "%s%s", directory, name);
		return;
	default:
		if (slash)
			str_appendf(out, "%s%s", directory, slash + 1);
	}
}

static struct sonde_error *find_unit(struct rejoin *rejoin, struct skeleton *skeleton)
{
	for (int where = 0; where < WHERES && skeleton->name && !skeleton->is_joined; where++) {
		_cleanup_str_ struct str path = STR_INIT;
		struct sonde_error *error;

		append_path(rejoin, skeleton, (enum where)where, &path);
		TRY(str_check(&path));
		if (!path.size)
			continue;
		error = try_file(rejoin, str_text(&path));
		/* It can have what other skeletons wait for. */
		if (!error && !skeleton->is_joined)
			error = sonde_error_new(SONDE_ERROR_FORMAT, "%s", another_build);
		if (error && error->kind == SONDE_ERROR_NOT_FOUND)
			sonde_error_destroy(error);
		else if (error)
			TRY(note_refusal(skeleton, str_text(&path), error));
	}
	return NULL;
}

/* Where it was looked for: each path once. */
static struct sonde_error *append_places(const struct rejoin *rejoin,
					 const struct skeleton *skeleton, struct str *out)
{
	const char *separator = "";

	for (int where = 0; where < WHERES; where++) {
		_cleanup_str_ struct str path = STR_INIT;

		append_path(rejoin, skeleton, (enum where)where, &path);
		TRY(str_check(&path));
		if (!path.size || (out->size && strstr(str_text(out), str_text(&path))))
			continue;
		str_appendf(out, "%s%s", separator, str_text(&path));
		separator = ", ";
	}
	return NULL;
}

/* What is said of the first unit that is missing. */
static struct sonde_error *describe(const struct rejoin *rejoin, const struct skeleton *skeleton,
				    const char *package, char **ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (skeleton->refusal) {
		str_append(&text, skeleton->refusal);
	} else if (!skeleton->name) {
		str_append(&text, "one does not say which file it is in");
	} else {
		str_appendf(&text, "%s is in none of these places: ", skeleton->name);
		TRY(append_places(rejoin, skeleton, &text));
	}
	if (*package)
		str_appendf(&text, "; %s", package);
	return str_take(&text, ret);
}

static struct sonde_error *report(struct rejoin *rejoin, const char *package, struct split *split)
{
	const struct skeleton *first = NULL;

	vec_for_each(&rejoin->skeletons.list, skeleton) {
		bytes_put_number(&rejoin->identity, skeleton->id, 8);
		bytes_put_number(&rejoin->identity, skeleton->is_joined, 1);
		if (!skeleton->is_joined && !first)
			first = skeleton;
	}
	TRY(str_check(&rejoin->identity));
	rejoin->image->split_sum = index_checksum(rejoin->identity.data, rejoin->identity.size) | 1;
	split->count = rejoin->skeletons.list.size;
	split->missing = split->count - rejoin->joined;
	return first ? describe(rejoin, first, package, &split->first_missing) : NULL;
}

/* Give the image the joined file. */
static struct sonde_error *replace(struct rejoin *rejoin, struct split *split)
{
	struct image *image = rejoin->image;
	struct Dwarf *joined;

	TRY(join_finish(&rejoin->join, dwarf_getelf(image->dwarf), &split->bytes, &split->elf));
	joined = dwarf_begin_elf(split->elf, DWARF_C_READ, NULL);
	if (!joined) {
		const char *reason = dwarf_errmsg(-1);

		if (sonde_error_is_short(reason))
			return &sonde_error_no_memory;
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "The units split off %s cannot be put back: %s.",
				       image->path, reason);
	}
	dwarf_end(image->dwarf);
	image->dwarf = joined;
	return NULL;
}

static struct sonde_error *find_directory(struct rejoin *rejoin)
{
	_cleanup_free_ char *real = realpath(rejoin->image->path, NULL);
	const char *slash = real ? strrchr(real, '/') : NULL;

	if (slash)
		str_append_bytes(&rejoin->directory, real, (size_t)(slash + 1 - real));
	return str_check(&rejoin->directory);
}

struct sonde_error *split_open(struct image *image)
{
	_cleanup_(split_destroyp) struct split *split = calloc(1, sizeof(*split));
	_cleanup_(rejoin_deinit) struct rejoin rejoin = {.image = image};
	_cleanup_str_ struct str package = STR_INIT;

	if (!split)
		return &sonde_error_no_memory;
	TRY(skeletons_read(image, &rejoin.skeletons));
	TRY(find_directory(&rejoin));
	TRY(join_init(dwarf_getelf(image->dwarf), &rejoin.join));
	rejoin.addr_size = rejoin.join.sections[JOIN_ADDR].size;
	TRY(try_package(&rejoin, &package));
	vec_for_each(&rejoin.skeletons.list, skeleton)
		TRY(find_unit(&rejoin, skeleton));
	TRY(report(&rejoin, str_text(&package), split));
	if (rejoin.joined)
		TRY(replace(&rejoin, split));
	image->split = take_ptr(split);
	return NULL;
}
