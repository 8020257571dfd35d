/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/module.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/str.h"
#include "cache/key.h"
#include "cli/target/index.h"
#include "image/find.h"
#include "image/kallsyms.h"
#include "image/module.h"
#include "image/modules.h"

#define NOTES_PATH "/sys/kernel/notes"

bool module_is_file(const struct module_request *request)
{
	return request->folder || strchr(request->module, '/') || strstr(request->module, ".ko");
}

static struct sonde_error *build_id_text(const struct build_id *id, char **ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	build_id_print(id, &text);
	return str_take(&text, ret);
}

/* The words that perf takes as well, or that look like it. */
static struct sonde_error *check_name(const char *name)
{
	if (strcmp(name, "kernel") != 0 && strcmp(name, "vmlinux") != 0 && *name)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE, "Error: -m takes a module, which '%s' is not.",
				name),
		"The kernel itself is probed without -m; its image is given by -k.");
}

/* The image that was given beside the module: what it says counts more than the module's word. */
static struct sonde_error *open_kernel(const char *vmlinux, struct target *target)
{
	_cleanup_str_ struct str release = STR_INIT;
	_cleanup_free_ char *build_id = NULL;

	if (!vmlinux)
		return NULL;
	TRY(image_create(vmlinux, IMAGE_KERNEL, &target->kernel));
	TRY(build_id_text(&target->kernel->build_id, &build_id));
	TRY(index_load(target->kernel, target->cache_root, build_id));
	image_print_release(target->kernel, &release);
	return str_take(&release, &target->release);
}

/* A module and an image that are not of one kernel. */
static struct sonde_error *check_kernel(const struct target *target)
{
	_cleanup_str_ struct str release = STR_INIT;

	image_print_release(target->image, &release);
	TRY(str_check(&release));
	if (!target->kernel || !release.size || !*target->release ||
	    strcmp(str_text(&release), target->release) == 0)
		return NULL;
	return sonde_error_new(SONDE_ERROR_MISMATCH, "%s is a module of %s, but %s is of %s.",
			       target->image->path, str_text(&release), target->kernel->path,
			       target->release);
}

static struct sonde_error *take_image(struct target *target)
{
	_cleanup_str_ struct str release = STR_INIT;
	_cleanup_free_ char *path = realpath(target->image->path, NULL);

	target->id = target->image->build_id;
	target->arch = image_arch_name(target->image->machine);
	target->image->kernel = target->kernel;
	TRY(sonde_strdup(target->image->module, &target->module));
	TRY(sonde_strdup(path ? path : target->image->path, &target->path));
	if (target->release)
		return NULL;
	image_print_release(target->image, &release);
	return str_take(&release, &target->release);
}

/* A file, given or in a given folder. */
static struct sonde_error *init_file(const struct module_request *request, struct target *target)
{
	const struct module_query query = {.name = request->module, .release = target->release};

	if (request->folder)
		TRY(modules_find_in(request->folder, &query, &target->image));
	else
		TRY(image_create(request->module, IMAGE_MODULE, &target->image));
	TRY(check_kernel(target));
	return take_image(target);
}

/* What is known of a module before its file with debuginfo is looked for. */
static struct sonde_error *init_running(const struct module_request *request, struct target *target)
{
	struct module_query query = {.name = request->module, .root = ""};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_image_ struct image *installed = NULL;
	_cleanup_str_ struct str name = STR_INIT;
	struct utsname names;

	if (uname(&names) < 0)
		return sonde_error_os(errno, "Cannot read the kernel's release");
	query.release = names.release;
	target->is_running = true;
	TRY(sonde_strdup(names.release, &target->release));
	TRY(modules_loaded_id("", request->module, &target->is_loaded, &target->id));
	error = modules_find_installed(&query, &installed);
	if (error && (!target->is_loaded || error->kind == SONDE_ERROR_NO_MEMORY))
		return take_ptr(error);
	if (installed && target->id.size == 0)
		target->id = installed->build_id;
	module_print_name(request->module, &name);
	TRY(str_take(&name, &target->module));
	if (installed)
		target->arch = image_arch_name(installed->machine);
	return installed ? sonde_strdup(installed->path, &target->path) : NULL;
}

/* -k with a name: the image must be of the running kernel, or nobody knows which module is meant.
 */
static struct sonde_error *check_image_runs(const struct module_request *request,
					    struct target *target)
{
	struct build_id running = {0};

	TRY(build_id_find_notes(NOTES_PATH, &running));
	if (build_id_equal(&target->kernel->build_id, &running)) {
		free(take_ptr(target->release));
		return NULL;
	}
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE,
				"Error: %s is not the kernel that runs here: where is "
				"its module %s?",
				request->vmlinux, request->module),
		"Give the folder with its modules by --modules-dir, or the file of the "
		"module by -m PATH.");
}

static struct sonde_error *init(const struct module_request *request, const char *cache_root,
				struct target *target)
{
	_cleanup_error_ struct sonde_error *no_cache = NULL;

	TRY(check_name(request->module));
	if (cache_root)
		TRY(sonde_strdup(cache_root, &target->cache_root));
	else
		no_cache = cache_default_root(&target->cache_root);
	TRY(open_kernel(request->vmlinux, target));
	if (module_is_file(request)) {
		TRY(init_file(request, target));
	} else {
		if (target->kernel)
			TRY(check_image_runs(request, target));
		TRY(init_running(request, target));
	}
	TRY(build_id_text(&target->id, &target->build_id));
	if (!target->running_id)
		TRY(sonde_strdup(target->is_loaded ? target->build_id : "", &target->running_id));
	if (target->image)
		return index_load(target->image, target->cache_root, target->build_id);
	/* An image needs no cache. */
	return take_ptr(no_cache);
}

struct sonde_error *module_target_init(const struct module_request *request, const char *cache_root,
				       struct target *ret)
{
	_cleanup_(target_deinit) struct target target = {0};

	TRY(init(request, cache_root, &target));
	*ret = target;
	target = (struct target){0};
	return NULL;
}

/* The file that would be loaded, if there is one, is of another build than the given one. */
static struct sonde_error *compare_installed(const struct module_query *query,
					     struct target *target)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_image_ struct image *installed = NULL;

	error = modules_find_installed(query, &installed);
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	if (installed->build_id.size && target->id.size)
		target->is_running = build_id_equal(&installed->build_id, &target->id);
	free(take_ptr(target->running_id));
	return build_id_text(&installed->build_id, &target->running_id);
}

/* Whether the module of a file is one of the running kernel. */
static struct sonde_error *compare_running(const char *release, struct target *target)
{
	const struct module_query query = {.name = target->module, .release = release, .root = ""};
	struct build_id loaded;

	TRY(modules_loaded_id("", target->module, &target->is_loaded, &loaded));
	target->is_running = strcmp(target->release, release) == 0;
	if (!target->is_loaded && target->is_running)
		return compare_installed(&query, target);
	if (loaded.size && target->id.size)
		target->is_running = build_id_equal(&loaded, &target->id);
	free(take_ptr(target->running_id));
	return build_id_text(&loaded, &target->running_id);
}

struct sonde_error *module_check_running(struct target *target)
{
	struct utsname names;

	if (uname(&names) < 0)
		return sonde_error_os(errno, "Cannot read the kernel's release");
	if (!target->is_running)
		TRY(compare_running(names.release, target));
	if (target->is_running)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(
			SONDE_ERROR_MISMATCH,
			"%s is not the module that %s here: its build id is %s (%s%s%s), that "
			"of the running kernel's (%s) is %s.",
			target->image->path, target->is_loaded ? "is loaded" : "would be loaded",
			target->id.size ? target->build_id : "missing", target->release,
			*target->release ? ", " : "",
			target->arch ? target->arch : "unknown architecture", names.release,
			*target->running_id ? target->running_id : "unknown"),
		"To cache the definition for the machine that runs it, add --cache -n.");
}

struct sonde_error *module_find_image(struct target *target)
{
	const struct module_query query = {
		.name = target->module,
		.release = target->release,
		.id = target->id,
		.root = "",
	};

	TRY(modules_find(&query, &target->image));
	target->image->kernel = target->kernel;
	return NULL;
}

/* What the running kernel finds under the name of a datum. */
static struct sonde_error *check_live(struct target *target, const char *name)
{
	struct kallsyms_counts *names = &target->data_names;
	struct kallsyms_count count;

	if (!names->stream)
		names->stream = fopen("/proc/kallsyms", "re");
	if (!names->stream)
		return sonde_error_os(errno, "Cannot read /proc/kallsyms");
	TRY(kallsyms_counts_get(names, name, target->module, &count));
	if (count.others)
		return sonde_error_new(
			SONDE_ERROR_REFUSED,
			"@%s cannot be fetched: the kernel has another symbol of that "
			"name, and looks there.",
			name);
	if (target->is_loaded ? count.own == 1 : count.has_data)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_REFUSED, "@%s cannot be fetched: %s.", name,
				count.own ? "the module has several symbols of that name"
					  : "the kernel does not know the names of data"),
		"Leave the variable out. Kernels have such names with CONFIG_KALLSYMS_ALL only.");
}

struct sonde_error *module_check_data(struct target *target, bool is_live,
				      const struct probe_event *event, struct notes *notes)
{
	vec_for_each(&event->args, arg) {
		const char *name = arg->fetch.name;

		if (arg->fetch.base != FETCH_SYMBOL)
			continue;
		if (is_live)
			TRY(check_live(target, name));
		else if (!target->kernel)
			TRY(notes_add(notes, NOTE_CHANGED,
				      "@%s is looked for in the kernel and in all its modules. "
				      "Whether it finds this one is not known without the kernel's "
				      "image: give it by -k.",
				      name));
	}
	return NULL;
}
