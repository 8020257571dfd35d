/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/program.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/str.h"
#include "cache/key.h"
#include "cli/target/index.h"
#include "image/program.h"
#include "probe/name.h"

/* A no-break space of Latin-1, which the kernel's _ctype[] has among the blanks. */
#define KERNEL_BLANK 0xa0

/* What in a path cuts the line that has it, or NULL. */
static const char *find_cut(const char *path)
{
	for (const char *at = path; *at; at++) {
		const unsigned char c = (unsigned char)*at;

		/* argv_split() of lib/argv_split.c */
		if (isspace(c) || iscntrl(c))
			return "blanks, where it cuts the line";
		if (c == KERNEL_BLANK)
			return "the byte 0xa0 (as in 'à'), a blank where it cuts the line";
		/* trace_parse_run_command() of kernel/trace/trace.c */
		if (c == '#')
			return "'#', where a comment begins and it cuts the line";
	}
	return NULL;
}

static struct sonde_error *check_path(const char *path)
{
	const char *cut = find_cut(path);

	if (!cut)
		return NULL;
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_REFUSED,
						"The kernel takes no path with %s: %s", cut, path),
				"Move the program, or link to its folder's contents from another.");
}

static struct sonde_error *init(const struct program_request *request, const char *cache_root,
				struct target *target)
{
	_cleanup_error_ struct sonde_error *no_cache = NULL;
	_cleanup_program_path_ struct program_path path = {0};
	_cleanup_str_ struct str id = STR_INIT;

	TRY(program_path_find(request, &path));
	TRY(image_create(path.path, IMAGE_USER, &target->image));
	TRY(check_path(target->image->path));
	TRY(fileid_of_fd(target->image->fd, target->image->path, &target->file));
	target->id = target->image->build_id;
	target->arch = image_arch_name(target->image->machine);
	build_id_print(&target->id, &id);
	TRY(str_take(&id, &target->build_id));
	TRY(sonde_strdup("", &target->release));
	TRY(sonde_strdup("", &target->running_id));
	target->path = take_ptr(path.path);
	target->cached_path = take_ptr(path.inner);
	if (cache_root)
		TRY(sonde_strdup(cache_root, &target->cache_root));
	else
		no_cache = cache_default_root(&target->cache_root);
	return index_load(target->image, target->cache_root, target->build_id);
}

struct sonde_error *program_target_init(const struct program_request *request,
					const char *cache_root, struct target *ret)
{
	_cleanup_(target_deinit) struct target target = {0};

	TRY(init(request, cache_root, &target));
	*ret = target;
	target = (struct target){0};
	return NULL;
}

struct sonde_error *program_check_running(const struct target *target)
{
	struct utsname names;

	if (uname(&names) < 0)
		return sonde_error_os(errno, "Cannot read what machine this is");
	if (target->arch && strcmp(target->arch, names.machine) == 0)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_MISMATCH,
				"%s does not run on this machine: it is for %s, and this is %s.",
				target->path, target->arch ? target->arch : "another one",
				names.machine),
		"To cache the definition for the machine that runs it, add --cache -n.");
}

static const char *id_or_missing(const char *id)
{
	return *id ? id : "missing";
}

static struct sonde_error *replaced(const struct target *target, const char *id)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_MISMATCH,
				"%s was replaced or changed after it was read: its build id was "
				"%s, and is %s now.",
				target->path, id_or_missing(target->build_id), id),
		"Run the command again: the probes would be set in another file than was looked "
		"at.");
}

struct sonde_error *program_check_unchanged(const struct target *target)
{
	_cleanup_error_ struct sonde_error *unreadable = NULL;
	_cleanup_image_ struct image *image = NULL;
	_cleanup_str_ struct str id = STR_INIT;
	struct fileid file;

	unreadable = fileid_of_path(target->path, &file);
	if (!unreadable)
		unreadable = image_create(target->path, IMAGE_USER, &image);
	if (unreadable && unreadable->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(unreadable);
	if (!image)
		return replaced(target, "unknown");
	if (fileid_same(&file, &target->file) && build_id_equal(&image->build_id, &target->id))
		return NULL;
	build_id_print(&image->build_id, &id);
	TRY(str_check(&id));
	return replaced(target, id_or_missing(str_text(&id)));
}

struct sonde_error *program_take_cached(const struct target *target, struct probe_event *event)
{
	uint64_t address;

	if (!event->is_user)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "What is cached in %s for build id %s has an event of the "
				       "kernel: it is damaged.",
				       target->cache_root, target->build_id);
	if (!program_code_address(target->image, event->offset, &address))
		return sonde_error_new(
			SONDE_ERROR_FORMAT,
			"What is cached in %s for build id %s has the offset 0x%" PRIx64
			", where %s has no code: it is damaged.",
			target->cache_root, target->build_id, event->offset, target->path);
	return name_move(target->path, event);
}
