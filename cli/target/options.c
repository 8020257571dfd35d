/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/options.h"

#include <string.h>

#include "base/scan.h"
#include "cli/target/module.h"
#include "cli/target/program.h"

bool target_options_have(int id)
{
	return id >= TARGET_OPTION_VMLINUX && id < TARGET_OPTION_END;
}

static struct sonde_error *take_process(struct target_options *options, const char *text)
{
	struct scan scan = scan_text(text);
	uint64_t pid;

	if (!scan_u64(&scan, &pid) || !scan_done(&scan) || !pid || pid > INT32_MAX)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --target-ns takes the number of a process, not '%s'",
				       text);
	options->program.pid = (long)pid;
	return NULL;
}

/* Nobody means it: a variable of a shell was not set. */
static struct sonde_error *refuse_empty(int id)
{
	static const struct {
		int id;
		const char *name;
	} names[] = {
		{TARGET_OPTION_VMLINUX, "-k"},
		{TARGET_OPTION_MODULE, "-m"},
		{TARGET_OPTION_MODULES_DIR, "--modules-dir"},
		{TARGET_OPTION_EXEC, "-x"},
		{TARGET_OPTION_TARGET_NS, "--target-ns"},
	};
	size_t i = 0;

	while (names[i].id != id)
		i++;
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s has an empty name", names[i].name);
}

struct sonde_error *target_options_take(struct target_options *options, int id, const char *value)
{
	if (!*value)
		return refuse_empty(id);
	switch (id) {
	case TARGET_OPTION_VMLINUX:
		options->vmlinux = value;
		return NULL;
	case TARGET_OPTION_MODULE:
		options->module = value;
		return NULL;
	case TARGET_OPTION_MODULES_DIR:
		options->modules_dir = value;
		return NULL;
	case TARGET_OPTION_EXEC:
		options->program.name = value;
		return NULL;
	default:
		return take_process(options, value);
	}
}

static struct sonde_error *usage(const char *text)
{
	return sonde_error_new(SONDE_ERROR_USAGE, "Error: %s", text);
}

struct sonde_error *target_options_check(const struct target_options *options)
{
	const char *module = options->module;

	if (options->program.pid && !options->program.name)
		return usage("--target-ns needs -x FILE");
	if (options->program.name && options->vmlinux)
		return usage("switch `x' cannot be used with switch `k'");
	if (options->program.name && module)
		return usage("switch `x' cannot be used with switch `m'");
	if (options->modules_dir && !module)
		return usage("--modules-dir needs -m NAME");
	if (options->modules_dir && strchr(module, '/'))
		return usage("switch `m' cannot be used with a path and --modules-dir");
	return NULL;
}

static struct module_request module_of(const struct target_options *options)
{
	return (struct module_request){
		.module = options->module,
		.folder = options->modules_dir,
		.vmlinux = options->vmlinux,
	};
}

bool target_options_have_image(const struct target_options *options)
{
	const struct module_request module = module_of(options);

	if (options->program.name)
		return true;
	return options->module ? module_is_file(&module) : options->vmlinux != NULL;
}

struct sonde_error *target_options_init(const struct context *context,
					const struct target_options *options, struct target *ret)
{
	const struct module_request module = module_of(options);

	if (options->program.name)
		return program_target_init(&options->program, context->buildid_dir, ret);
	if (options->module)
		return module_target_init(&module, context->buildid_dir, ret);
	return target_init(options->vmlinux, context->buildid_dir, ret);
}
