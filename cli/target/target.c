/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/target.h"

#include <string.h>
#include <sys/utsname.h>

#include "base/str.h"
#include "cache/interest.h"
#include "cache/key.h"
#include "cache/store.h"
#include "cli/cached/elsewhere.h"
#include "cli/out.h"
#include "cli/target/index.h"
#include "cli/target/markers.h"
#include "cli/target/module.h"
#include "cli/target/program.h"
#include "image/find.h"

#define NOTES_PATH "/sys/kernel/notes"

void target_deinit(struct target *target)
{
	/* Only its use has shown that the kept one was wrong. */
	if (target->image && target->image->index_lied)
		index_keep(target->image, target->cache_root, target->build_id);
	markers_destroy(target->markers);
	elsewhere_destroy(target->elsewhere);
	image_destroy(target->image);
	image_destroy(target->kernel);
	kallsyms_counts_deinit(&target->data_names);
	free(target->module);
	free(target->path);
	free(target->cached_path);
	free(target->build_id);
	free(target->release);
	free(target->running_id);
	free(target->cache_root);
	*target = (struct target){0};
}

static struct sonde_error *build_id_text(const struct build_id *id, char **ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	build_id_print(id, &text);
	return str_take(&text, ret);
}

/* The architecture of this machine, as a static text, where sonde knows it. */
static const char *running_arch(const char *machine)
{
	static const uint16_t known[] = {EM_X86_64, EM_AARCH64};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(image_arch_name(known[i]), machine) == 0)
			return image_arch_name(known[i]);
	}
	return NULL;
}

static struct sonde_error *init_running(const struct build_id *running, struct target *target)
{
	struct utsname names;

	if (uname(&names) < 0)
		return sonde_error_new(SONDE_ERROR_OS, "Cannot read the kernel's release.");
	target->id = *running;
	target->is_running = true;
	target->arch = running_arch(names.machine);
	return sonde_strdup(names.release, &target->release);
}

static struct sonde_error *init_image(const char *vmlinux, const struct build_id *running,
				      struct target *target)
{
	TRY(image_create(vmlinux, IMAGE_KERNEL, &target->image));
	target->id = target->image->build_id;
	target->is_running = build_id_equal(&target->id, running);
	target->arch = image_arch_name(target->image->machine);
	return NULL;
}

/* Only the symbols tell where the release stands. */
static struct sonde_error *read_release(struct target *target)
{
	_cleanup_str_ struct str release = STR_INIT;

	TRY(index_load(target->image, target->cache_root, target->build_id));
	image_print_release(target->image, &release);
	return str_take(&release, &target->release);
}

static struct sonde_error *init(const char *vmlinux, const char *cache_root, struct target *target)
{
	_cleanup_error_ struct sonde_error *unreadable = NULL, *no_cache = NULL;
	struct build_id running = {0};

	/* Only the running kernel as target needs this; with an image it is a comparison. */
	unreadable = build_id_read_notes(NOTES_PATH, &running);
	if (unreadable && (!vmlinux || unreadable->kind == SONDE_ERROR_NO_MEMORY))
		return take_ptr(unreadable);
	if (vmlinux)
		TRY(init_image(vmlinux, &running, target));
	else
		TRY(init_running(&running, target));
	TRY(build_id_text(&target->id, &target->build_id));
	TRY(build_id_text(&running, &target->running_id));
	if (cache_root)
		TRY(sonde_strdup(cache_root, &target->cache_root));
	else
		no_cache = cache_default_root(&target->cache_root);
	if (vmlinux)
		return read_release(target);
	/* An image needs no cache. */
	return take_ptr(no_cache);
}

struct sonde_error *target_init(const char *vmlinux, const char *cache_root, struct target *ret)
{
	_cleanup_(target_deinit) struct target target = {0};

	TRY(init(vmlinux, cache_root, &target));
	*ret = target;
	target = (struct target){0};
	return NULL;
}

struct sonde_error *target_find_image(struct target *target)
{
	if (target->image)
		return NULL;
	if (target->module)
		TRY(module_find_image(target));
	else
		TRY(find_kernel(&(struct kernel_query){.id = &target->id,
						       .release = target->release,
						       .cache = target->cache_root},
				&target->image));
	return index_load(target->image, target->cache_root, target->build_id);
}

bool target_has_debuginfo(const struct target *target)
{
	return image_has_dwarf_support() && image_has_debuginfo(target->image);
}

bool target_is_program(const struct target *target)
{
	return target->image && target->image->kind == IMAGE_USER;
}

struct features target_features(const struct target *target)
{
	const struct image *kernel = target->kernel ? target->kernel : target->image;
	_cleanup_str_ struct str readme = STR_INIT;

	if (kernel && kernel->kind != IMAGE_USER)
		image_print_readme(kernel, &readme);
	return features_parse(str_text(&readme));
}

static void note_index(const struct image *image, const struct context *context)
{
	_cleanup_str_ struct str text = STR_INIT;

	if (!image || !image->index_refusal)
		return;
	str_append(&text, "Note: The index that is kept was not used: ");
	str_append_clean(&text, image->index_refusal->message, "");
	str_append_char(&text, '\n');
	out_text(context, context->err, &text);
}

void target_note_indexes(const struct target *target, const struct context *context)
{
	note_index(target->kernel, context);
	note_index(target->image, context);
}

struct sonde_error *target_check_running(struct target *target)
{
	if (target->module)
		return module_check_running(target);
	if (target_is_program(target))
		return program_check_running(target);
	if (target->is_running)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_MISMATCH,
				"%s is not the kernel that runs here: its build id is %s (%s%s%s), "
				"the running kernel's is %s.",
				target->image->path, target->id.size ? target->build_id : "missing",
				target->release, *target->release ? ", " : "",
				target->arch ? target->arch : "unknown architecture",
				*target->running_id ? target->running_id : "unknown"),
		"To cache the definition for the machine that runs it, add --cache -n.");
}

struct sonde_error *target_check_module(const struct target *target, const char *module)
{
	if (!target->module == !module && (!module || strcmp(module, target->module) == 0))
		return NULL;
	return sonde_error_new(SONDE_ERROR_FORMAT,
			       "What is cached in %s for %s%s has an event of %s%s: it is damaged.",
			       target->cache_root, target->module ? "the module " : "the kernel",
			       target->module ? target->module : "",
			       module ? "the module " : "the kernel", module ? module : "");
}

static struct sonde_error *create_elsewhere(struct target *target, const char *const *texts,
					    size_t count)
{
	elsewhere_destroy(target->elsewhere);
	target->elsewhere = NULL;
	return elsewhere_create(texts, count, &target->elsewhere);
}

struct sonde_error *target_load_cache(struct target *target, const char *const *texts, size_t count,
				      struct cache_entries *ret)
{
	struct sonde_error *error;

	*ret = (struct cache_entries)VEC_INIT;
	TRY(create_elsewhere(target, texts, count));
	error = cache_load_some(target->cache_root, target->build_id, cache_interest_wants,
				&target->elsewhere->interest, ret);
	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return NULL;
	}
	return error;
}

struct sonde_error *target_explain(struct target *target, const struct probe_def *def,
				   struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *unreadable = NULL;
	_cleanup_str_ struct str builds = STR_INIT;
	_cleanup_str_ struct str alike = STR_INIT;
	const char *text = def->text;

	if (!target->elsewhere)
		unreadable = create_elsewhere(target, &text, 1);
	if (!unreadable)
		unreadable = elsewhere_read(target->elsewhere, target);
	if (unreadable)
		return error;
	elsewhere_print_builds(target->elsewhere, def, &builds);
	if (builds.size == 0) {
		elsewhere_print_alike(target->elsewhere, def, &alike);
		return alike.size ? sonde_error_hint(error, "%s", str_text(&alike)) : error;
	}
	if (error->kind != SONDE_ERROR_NO_MEMORY)
		error->kind = SONDE_ERROR_MISMATCH;
	/* Where none was found, the error has said which build was looked for. */
	if (target->image)
		return sonde_error_hint(error,
					"The build id of %s is %s. It is cached in %s for other "
					"builds only, which are never used in its place:%s",
					target->image->path, target->build_id, target->cache_root,
					str_text(&builds));
	return sonde_error_hint(error,
				"It is cached in %s for other builds only, which are never used in "
				"its place:%s",
				target->cache_root, str_text(&builds));
}
