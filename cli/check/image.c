/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the debuginfo of what is meant is. No index is made of it, and no server asked. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/str.h"
#include "cli/check/text.h"
#include "cli/check/topics.h"
#include "cli/target/image.h"
#include "cli/target/module.h"
#include "image/apart.h"
#include "image/elf.h"

#define TOPIC "debuginfo"

static struct sonde_error *release_of(struct str *ret)
{
	struct utsname names;

	if (uname(&names) == 0)
		str_append(ret, names.release);
	return str_check(ret);
}

static struct sonde_error *open_image(const struct check_place *place, struct image **ret)
{
	const struct target_options *target = place->target;
	_cleanup_error_ struct sonde_error *no_cache = NULL;
	_cleanup_free_ char *root = NULL;
	struct build_id running;

	if (!target->program.name && !target->module && !target->vmlinux)
		TRY(check_running_id(place->root, &running));

	/* That there is no cache is said elsewhere. */
	no_cache = command_cache_root(place->context, &root);
	return target_image_open(&(struct target_image_request){place->root, target, root}, ret);
}

static struct sonde_error *refuse(const struct image *image)
{
	if (!image_has_debuginfo(image))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "%s has no debuginfo.%s%s",
				       image->path,
				       image->apart_tried.size ? " It is not here either:" : "",
				       str_text(&image->apart_tried));
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "%s has debuginfo, which this sonde cannot read: it was built "
			       "without libdw.",
			       image->path);
}

/* Whether the kernel that runs has no say in which module is meant. */
static bool is_module_of_files(const struct target_options *target)
{
	const struct module_request request = {target->module, target->modules_dir,
					       target->vmlinux};

	return target->module && module_is_file(&request);
}

static struct sonde_error *append_advice(const struct check_place *place, struct str *ret)
{
	_cleanup_str_ struct str release = STR_INIT;

	if (place->target->program.name) {
		str_append(ret, "Install the package with its debuginfo, or build it with -g. "
				"Functions and registers do without.");
		return str_check(ret);
	}
	if (is_module_of_files(place->target)) {
		str_appendf(ret,
			    "Name %s with debuginfo (of Debian's kernels, a linux-image-*-dbg has "
			    "its modules), or cache what you need on a machine that has one (sonde "
			    "cache export).",
			    place->target->modules_dir ? "a --modules-dir whose module comes"
						       : "a file of the module");
		return str_check(ret);
	}
	if (place->target->vmlinux) {
		str_append(ret,
			   "Name a vmlinux with debuginfo, or cache what you need on a machine "
			   "that has one (sonde cache export).");
		return str_check(ret);
	}
	TRY(release_of(&release));
	str_appendf(ret,
		    "Install it (on Debian the package linux-image-%s-dbg), name the file with "
		    "-k, let DEBUGINFOD_URLS name a server, or cache what you need on a machine "
		    "that has it (sonde cache export).",
		    str_text(&release));
	return str_check(ret);
}

/* What cannot be opened as an image is another file than was meant. */
static const char *other_file(const struct check_place *place, const struct sonde_error *error)
{
	if (error->kind != SONDE_ERROR_FORMAT && error->kind != SONDE_ERROR_NOT_FOUND)
		return NULL;
	if (place->target->program.name)
		return "Name an ELF program or library with -x.";
	return place->target->vmlinux && !place->target->module && error->kind == SONDE_ERROR_FORMAT
		       ? "Name a vmlinux, an ELF file, with -k."
		       : NULL;
}

static struct sonde_error *add_image(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str advice = STR_INIT, id = STR_INIT;
	_cleanup_image_ struct image *image = NULL;
	struct check_fact fact = {.topic = TOPIC, .name = "image", .state = CHECK_NO};
	struct sonde_error *error;

	TRY(append_advice(place, &advice));
	fact.advice = str_text(&advice);
	error = open_image(place, &image);
	if (error && other_file(place, error))
		fact.advice = other_file(place, error);
	if (!error && !(image_has_debuginfo(image) && image_has_dwarf_support()))
		error = refuse(image);
	if (image && !error)
		fact.value = apart_dwarf_image(image)->path;
	TRY(check_add_result(list, &fact, error));
	if (!image || !image->build_id.size)
		return NULL;
	build_id_print(&image->build_id, &id);
	TRY(str_check(&id));
	return check_add(list, &(struct check_fact){
				       .topic = TOPIC, .name = "build-id", .value = str_text(&id)});
}

struct sonde_error *check_image(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str servers = STR_INIT;
	const char *urls = getenv("DEBUGINFOD_URLS");
	const bool is_set = urls && urls[strspn(urls, " ")];

	TRY(add_image(place, list));
	if (is_set)
		str_append_clean(&servers, urls, "");
	str_append(&servers, is_set ? " (not asked by a check)" : "DEBUGINFOD_URLS is not set");
	TRY(str_check(&servers));
	return check_add(list, &(struct check_fact){.topic = TOPIC,
						    .name = "servers",
						    .value = str_text(&servers)});
}
