/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What `sonde check` looks at, a topic a file: cli/check/build.c, cli/check/kernel.c,
 * cli/check/user.c, cli/check/tracefs.c, cli/check/bpf.c (of which cli/check/jit.c is a part),
 * cli/check/image.c, cli/check/store.c and cli/check/sessions.c. Each adds its facts to a list, and
 * changes nothing on the machine. What is not there is a fact and no error: the functions fail for
 * lack of memory only.
 */
#ifndef CLI_CHECK_TOPICS_H
#define CLI_CHECK_TOPICS_H

#include "base/err.h"
#include "cli/check/list.h"
#include "cli/cmd.h"
#include "cli/target/options.h"

/** Where is looked; all is borrowed. */
struct check_place {
	/** Put before the paths below /proc and /sys; "" for this machine. */
	const char *root;
	/** Of tracefs, as from tracing_dir_mounted(); NULL where it is not mounted. */
	const char *tracing_dir;
	/** Where sessions and journals are: RUNFILE_DIR. */
	const char *run_dir;
	/** For the cache that is meant. */
	const struct context *context;
	/** The kernel, module or program that was named; all NULL for the running kernel. */
	const struct target_options *target;
};

/** `build`: which optional parts this sonde has. */
struct sonde_error *check_build(const struct check_place *place, struct check_list *list);

/** `kernel`: which it is, and what it lets be seen and probed. */
struct sonde_error *check_kernel(const struct check_place *place, struct check_list *list);

/** `user`: what this process may. */
struct sonde_error *check_user(const struct check_place *place, struct check_list *list);

/** `tracefs`: whether it can be used. */
struct sonde_error *check_tracefs(const struct check_place *place, struct check_list *list);

/** `features`: what the kernel's probes and histograms can, by its README. */
struct sonde_error *check_features(const struct check_place *place, struct check_list *list);

/**
 * `bpf`: whether filters can be programs. For that a program is loaded, and a perf event, which
 * counts nothing, and a ring buffer opened, and given up at once; nothing is attached.
 */
struct sonde_error *check_bpf(const struct check_place *place, struct check_list *list);

/** Of `bpf`, which has it: whether programs are compiled. Nothing is loaded for it. */
struct sonde_error *check_jit(const struct check_place *place, struct check_list *list);

/**
 * `debuginfo`: where that of the kernel, module or program is. Servers are not asked, and no index
 * is made.
 */
struct sonde_error *check_image(const struct check_place *place, struct check_list *list);

/** `cache`: whether it can be read and written, and what it has for the running kernel. */
struct sonde_error *check_store(const struct check_place *place, struct check_list *list);

/** `sessions`: what runs, and what killed sondes have left. */
struct sonde_error *check_sessions(const struct check_place *place, struct check_list *list);

#endif /* CLI_CHECK_TOPICS_H */
