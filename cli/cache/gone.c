/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/gone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "cli/cache/image.h"
#include "image/elf.h"
#include "image/module.h"
#include "image/modules.h"

void cache_gone_deinit(struct cache_gone *gone)
{
	free(gone->reason);
	*gone = (struct cache_gone){0};
}

static struct sonde_error *set(struct cache_gone *gone, enum cache_gone_state state,
			       struct str *reason)
{
	free(take_ptr(gone->reason));
	gone->state = state;
	return str_take(reason, &gone->reason);
}

static struct sonde_error *set_text(struct cache_gone *gone, enum cache_gone_state state,
				    const char *text)
{
	_cleanup_str_ struct str reason = STR_INIT;

	str_append(&reason, text);
	return set(gone, state, &reason);
}

/* What a file that cannot be opened as an image says. */
static struct sonde_error *judge_error(const char *path, struct sonde_error *error,
				       struct cache_gone *gone)
{
	_cleanup_error_ struct sonde_error *owned = error;
	_cleanup_str_ struct str reason = STR_INIT;

	if (owned->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(owned);
	if (owned->kind == SONDE_ERROR_FORMAT) {
		str_appendf(&reason, "%s is something else now", path);
		gone->is_no_image = true;
		return set(gone, CACHE_GONE, &reason);
	}
	str_append(&reason, owned->message);
	return set(gone, CACHE_GONE_UNREADABLE, &reason);
}

static struct sonde_error *look_at_file(const char *path, enum image_kind kind,
					const struct build_id *id, struct cache_gone *gone)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_str_ struct str reason = STR_INIT;
	struct sonde_error *error;
	struct stat status;

	if (stat(path, &status) < 0) {
		const bool is_gone = errno == ENOENT || errno == ENOTDIR;

		str_appendf(&reason, is_gone ? "%s is not there" : "%s cannot be looked at: %s",
			    path, strerror(errno));
		return set(gone, is_gone ? CACHE_GONE : CACHE_GONE_UNREADABLE, &reason);
	}
	error = image_create(path, kind, &image);
	if (error)
		return judge_error(path, error, gone);
	if (build_id_equal(&image->build_id, id)) {
		str_appendf(&reason, "%s is there", path);
		return set(gone, CACHE_GONE_NOT, &reason);
	}
	str_appendf(&reason, "%s has another build id now", path);
	return set(gone, CACHE_GONE, &reason);
}

/* The kernel that runs, and modules of it, may have no file any more: an update takes it away. */
static struct sonde_error *look_at_running(const struct cache_summary *summary,
					   const struct build_id *id,
					   const struct build_id *running, struct cache_gone *gone)
{
	_cleanup_str_ struct str name = STR_INIT;
	struct build_id loaded = {0};
	bool is_loaded;

	if (cache_image_kind(summary) == CACHE_IMAGE_KERNEL && build_id_equal(running, id))
		return set_text(gone, CACHE_GONE_NOT, "it runs here");
	if (cache_image_kind(summary) != CACHE_IMAGE_MODULE)
		return NULL;
	module_print_name(summary->target, &name);
	TRY(str_check(&name));
	TRY(modules_loaded_id("", str_text(&name), &is_loaded, &loaded));
	if (is_loaded && build_id_equal(&loaded, id))
		return set_text(gone, CACHE_GONE_NOT, "it is loaded here");
	return NULL;
}

static struct sonde_error *look_at_kernel(const struct cache_summary *summary,
					  const struct build_id *id, const struct build_id *running,
					  struct cache_gone *gone)
{
	if (!summary->info.image)
		return set_text(gone, CACHE_GONE_UNKNOWN,
				"where its image is, was not written down");
	TRY(look_at_file(summary->info.image, IMAGE_KERNEL, id, gone));
	/* What is no image may become one: a copy that is being made. */
	if (gone->is_no_image)
		gone->state = CACHE_GONE_UNREADABLE;
	if (gone->state != CACHE_GONE || running->size)
		return NULL;
	return set_text(gone, CACHE_GONE_UNREADABLE, "whether it runs here is not known");
}

static struct sonde_error *look_at_target(const struct cache_summary *summary,
					  const struct build_id *id, struct cache_gone *gone)
{
	const enum image_kind kind = cache_image_kind(summary) == CACHE_IMAGE_MODULE ? IMAGE_MODULE
										     : IMAGE_USER;
	const char *image = summary->info.image;
	_cleanup_cache_gone_ struct cache_gone other = {0};

	TRY(look_at_file(summary->target, kind, id, gone));
	if (gone->state != CACHE_GONE)
		return NULL;
	/* It may never have been here: imported for a kernel that is started later. */
	if (!image)
		return set_text(gone, CACHE_GONE_UNKNOWN,
				"nothing says that its file was ever here");
	if (strcmp(image, summary->target) == 0)
		return NULL;
	TRY(look_at_file(image, kind, id, &other));
	if (other.state == CACHE_GONE)
		return NULL;
	free(take_ptr(gone->reason));
	*gone = other;
	other = (struct cache_gone){0};
	return NULL;
}

struct sonde_error *cache_gone_look(const struct cache_summary *summary,
				    const struct build_id *running, struct cache_gone *ret)
{
	const enum cache_image_kind kind = cache_image_kind(summary);
	struct build_id id;

	if (kind == CACHE_IMAGE_NONE || !build_id_parse(summary->build_id, &id))
		return set_text(ret, CACHE_GONE_UNKNOWN, "it is no file");
	TRY(look_at_running(summary, &id, running, ret));
	if (ret->reason)
		return NULL;
	return kind == CACHE_IMAGE_KERNEL ? look_at_kernel(summary, &id, running, ret)
					  : look_at_target(summary, &id, ret);
}
