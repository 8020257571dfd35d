/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/subject.h"

#include "cli/module.h"

struct sonde_error *subject_init(const struct context *context, const struct probe_request *request,
				 struct target *ret)
{
	const struct module_request module = {
		.module = request->module,
		.folder = request->modules_dir,
		.vmlinux = request->vmlinux,
	};

	if (request->module)
		return module_target_init(&module, context->buildid_dir, ret);
	return target_init(request->vmlinux, context->buildid_dir, ret);
}
