/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/image.h"

#include <errno.h>
#include <sys/utsname.h>

#include "base/str.h"
#include "cli/target/module.h"
#include "image/apart.h"
#include "image/find.h"
#include "image/modules.h"

static struct sonde_error *read_names(struct utsname *ret)
{
	return uname(ret) < 0 ? sonde_error_os(errno, "Cannot read the kernel's release") : NULL;
}

static struct sonde_error *open_program(const struct program_request *program, struct image **ret)
{
	_cleanup_program_path_ struct program_path path = {0};

	TRY(program_path_find(program, &path));
	return image_create(path.path, IMAGE_USER, ret);
}

static struct sonde_error *open_module(const struct target_image_request *request,
				       struct image **ret)
{
	const struct target_options *target = request->target;
	const struct module_request module = {target->module, target->modules_dir, target->vmlinux};
	struct module_query query = {
		.name = target->module,
		.root = "",
		.without_servers = true,
	};
	struct utsname names;
	bool is_loaded;

	if (target->modules_dir)
		return modules_find_in(target->modules_dir, &query, ret);
	if (module_is_file(&module))
		return image_create(target->module, IMAGE_MODULE, ret);
	TRY(read_names(&names));
	query.release = names.release;
	TRY(modules_loaded_id(request->root, query.name, &is_loaded, &query.id));
	return modules_find(&query, ret);
}

static struct sonde_error *open_running(const struct target_image_request *request,
					struct image **ret)
{
	_cleanup_str_ struct str notes = STR_INIT;
	struct build_id id = {0};
	struct utsname names;

	TRY(read_names(&names));
	str_appendf(&notes, "%s/sys/kernel/notes", request->root);
	TRY(str_check(&notes));
	TRY(build_id_read_notes(str_text(&notes), &id));
	return find_kernel(&(struct kernel_query){.id = &id,
						  .release = names.release,
						  .cache = request->cache_root,
						  .without_servers = true},
			   ret);
}

static struct sonde_error *open_image(const struct target_image_request *request,
				      struct image **ret)
{
	const struct target_options *target = request->target;

	if (target->program.name)
		return open_program(&target->program, ret);
	if (target->module)
		return open_module(request, ret);
	if (target->vmlinux)
		return image_create(target->vmlinux, IMAGE_KERNEL, ret);
	return open_running(request, ret);
}

struct sonde_error *target_image_open(const struct target_image_request *request,
				      struct image **ret)
{
	_cleanup_image_ struct image *image = NULL;

	TRY(open_image(request, &image));
	image->without_servers = true;
	if (image->kind == IMAGE_USER)
		TRY(apart_find(image, ""));
	*ret = take_ptr(image);
	return NULL;
}
