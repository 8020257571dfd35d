/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/image.h"

#include <string.h>

#include "base/str.h"
#include "cache/key.h"
#include "cli/target/module.h"
#include "cli/target/program.h"
#include "image/find.h"
#include "image/module.h"

/* The search for the image of one build. */
struct finding {
	const char *root;
	const struct cache_pick *pick;
	const struct cache_summary *summary;
	enum cache_image_kind kind;
	struct build_id id;
	/** The places that were looked at, and what is wrong with each. */
	struct str tried;
	/** The image was found. */
	bool is_found;
};

static void finding_deinit(struct finding *finding)
{
	str_deinit(&finding->tried);
}

/* `.ko`, alone or with what follows when it is compressed or apart. */
static bool is_module_file(const char *path)
{
	static const char *const ends[] = {"", ".xz", ".zst", ".gz", ".debug"};
	const char *name = strrchr(path, '/');
	const char *end = NULL;

	for (const char *at = strstr(name, ".ko"); at; at = strstr(at + 1, ".ko"))
		end = at;
	for (size_t i = 0; end && i < sizeof(ends) / sizeof(*ends); i++) {
		if (strcmp(end + strlen(".ko"), ends[i]) == 0)
			return true;
	}
	return false;
}

enum cache_image_kind cache_image_kind(const struct cache_summary *summary)
{
	const char *path = summary->target;

	if (!path)
		return CACHE_IMAGE_NONE;
	if (strcmp(path, CACHE_TARGET_KERNEL) == 0)
		return CACHE_IMAGE_KERNEL;
	if (path[0] != '/')
		return CACHE_IMAGE_NONE;
	return is_module_file(path) ? CACHE_IMAGE_MODULE : CACHE_IMAGE_PROGRAM;
}

static struct sonde_error *open_target(const struct finding *finding, const char *path,
				       struct target *ret)
{
	const struct module_request module = {.module = path};
	const struct program_request program = {.name = path};

	if (finding->kind == CACHE_IMAGE_KERNEL)
		return target_init(path, finding->root, ret);
	if (finding->kind == CACHE_IMAGE_MODULE)
		return module_target_init(&module, finding->root, ret);
	return program_target_init(&program, finding->root, ret);
}

/* Open one place, if it is the build. */
static struct sonde_error *try_path(struct finding *finding, const char *path, struct target *ret)
{
	static const enum image_kind kinds[] = {
		[CACHE_IMAGE_KERNEL] = IMAGE_KERNEL,
		[CACHE_IMAGE_MODULE] = IMAGE_MODULE,
		[CACHE_IMAGE_PROGRAM] = IMAGE_USER,
	};
	_cleanup_image_ struct image *image = NULL;

	if (finding->is_found || !path || path[0] != '/')
		return NULL;
	TRY(find_try(path, kinds[finding->kind], &finding->id, &finding->tried, &image));
	if (!image)
		return NULL;
	TRY(open_target(finding, path, ret));
	finding->is_found = true;
	return NULL;
}

/* The file on the command line has the build id: it was picked by it. */
static struct sonde_error *try_given(struct finding *finding, struct target *ret)
{
	const struct cache_pick *pick = finding->pick;
	const char *path = finding->kind == CACHE_IMAGE_KERNEL	 ? pick->vmlinux
			   : finding->kind == CACHE_IMAGE_MODULE ? pick->module
								 : pick->program;

	if (!path)
		return NULL;
	TRY(open_target(finding, path, ret));
	finding->is_found = true;
	return NULL;
}

/* What is known of the build without a file of it. */
static struct sonde_error *init_target(const struct finding *finding, struct target *target)
{
	const struct cache_info *info = &finding->summary->info;
	_cleanup_str_ struct str name = STR_INIT;

	target->id = finding->id;
	target->arch = info->arch;
	TRY(sonde_strdup(finding->summary->build_id, &target->build_id));
	TRY(sonde_strdup(info->release ? info->release : "", &target->release));
	TRY(sonde_strdup("", &target->running_id));
	TRY(sonde_strdup(finding->root, &target->cache_root));
	if (finding->kind == CACHE_IMAGE_KERNEL)
		return NULL;
	module_print_name(finding->summary->target, &name);
	return str_take(&name, &target->module);
}

static struct sonde_error *search(struct finding *finding, struct target *ret)
{
	_cleanup_(target_deinit) struct target target = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	if (finding->is_found || finding->kind == CACHE_IMAGE_PROGRAM)
		return NULL;
	TRY(init_target(finding, &target));
	error = target_find_image(&target);
	if (error && error->kind != SONDE_ERROR_NOT_FOUND)
		return take_ptr(error);
	if (error) {
		const char *list = strchr(error->message, '\n');

		str_append(&finding->tried, list ? list : "");
		return str_check(&finding->tried);
	}
	*ret = target;
	target = (struct target){0};
	finding->is_found = true;
	return NULL;
}

static struct sonde_error *find(struct finding *finding, struct target *target)
{
	const struct cache_summary *summary = finding->summary;

	TRY(try_given(finding, target));
	TRY(try_path(finding, summary->info.image, target));
	if (!summary->info.image || strcmp(summary->info.image, summary->target) != 0)
		TRY(try_path(finding, summary->target, target));
	TRY(search(finding, target));
	if (finding->is_found)
		return NULL;
	TRY(str_check(&finding->tried));
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "No file of this build is here:%s",
			       str_text(&finding->tried));
}

struct sonde_error *cache_image_find(const char *root, const struct cache_pick *pick,
				     const struct cache_summary *summary, struct target *ret)
{
	_cleanup_(target_deinit) struct target target = {0};
	_cleanup_(finding_deinit) struct finding finding = {
		.root = root,
		.pick = pick,
		.summary = summary,
		.kind = cache_image_kind(summary),
	};

	if (finding.kind == CACHE_IMAGE_NONE || !build_id_parse(summary->build_id, &finding.id))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "%s is no file.", summary->target);
	TRY(find(&finding, &target));
	*ret = target;
	target = (struct target){0};
	return NULL;
}
