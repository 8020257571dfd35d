/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The options that say what is meant: a kernel, a module, a program. Commands that have them put
 * TARGET_OPTION_SPECS into their tables, and give what they get to target_options_take().
 */
#ifndef CLI_TARGET_OPTIONS_H
#define CLI_TARGET_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/cmd.h"
#include "cli/opts.h"
#include "cli/target/program_path.h"
#include "cli/target/target.h"

/** What their ids are; those of a command's own options are smaller. */
enum target_option_id {
	TARGET_OPTION_VMLINUX = 9000,
	TARGET_OPTION_MODULE,
	TARGET_OPTION_MODULES_DIR,
	TARGET_OPTION_EXEC,
	TARGET_OPTION_TARGET_NS,
	/** Not an option: the id behind the last. */
	TARGET_OPTION_END,
};

/** Their rows in a table of options. */
#define TARGET_OPTION_SPECS                                                                      \
	{TARGET_OPTION_VMLINUX,                                                                  \
	 'k',                                                                                    \
	 "vmlinux",                                                                              \
	 "FILE",                                                                                 \
	 false,                                                                                  \
	 "the kernel's image with debuginfo; it need not run here"},                             \
		{TARGET_OPTION_MODULE,                                                           \
		 'm',                                                                            \
		 "module",                                                                       \
		 "NAME|PATH",                                                                    \
		 false,                                                                          \
		 "a module of the running kernel, or the file of any module"},                   \
		{TARGET_OPTION_MODULES_DIR,                                                      \
		 0,                                                                              \
		 "modules-dir",                                                                  \
		 "DIR",                                                                          \
		 false,                                                                          \
		 "the folder of modules of a kernel that does not run here"},                    \
		{TARGET_OPTION_EXEC, 'x', "exec", "FILE", false, "a program or shared library"}, \
	{                                                                                        \
		TARGET_OPTION_TARGET_NS, 0, "target-ns", "PID", false,                           \
			"-x is meant as this process sees it, which may be in a "                \
			"container"                                                              \
	}

/** What was given. All is borrowed from the command line. */
struct target_options {
	/** Image given with -k, or NULL. */
	const char *vmlinux;
	/** Name or path given with -m, or NULL. */
	const char *module;
	/** Folder given with --modules-dir, or NULL. */
	const char *modules_dir;
	/** Program given with -x, and the process given with --target-ns. */
	struct program_request program;
};

/** Whether an option of this id is one of these. */
bool target_options_have(int id);

/** Take one that target_options_have(); USAGE for a value that it cannot have. */
struct sonde_error *target_options_take(struct target_options *options, int id, const char *value);

/** USAGE if they do not go together. */
struct sonde_error *target_options_check(const struct target_options *options);

/** Whether they name the file that is to be read, and not what runs here. */
bool target_options_have_image(const struct target_options *options);

/** Settle what is meant: target_init(), module_target_init() or program_target_init(). */
struct sonde_error *target_options_init(const struct context *context,
					const struct target_options *options, struct target *ret);

#endif /* CLI_TARGET_OPTIONS_H */
