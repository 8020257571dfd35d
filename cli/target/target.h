/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is to be probed: the running kernel, or the kernel of an image for another machine; or a
 * module of either, see cli/target/module.h; or a program, see cli/target/program.h.
 */
#ifndef CLI_TARGET_TARGET_H
#define CLI_TARGET_TARGET_H

#include <stdbool.h>

#include "base/err.h"
#include "base/fileid.h"
#include "cache/format.h"
#include "cli/cmd.h"
#include "image/buildid.h"
#include "image/elf.h"
#include "image/kallsyms.h"
#include "probe/def.h"
#include "tracefs/feature.h"

/** See cli/target/markers.h. */
struct markers;
/** See cli/cached/elsewhere.h. */
struct elsewhere;

struct target {
	/** Name of the module that is meant, as the kernel spells it; NULL: the kernel. Owned. */
	char *module;
	/** Of a module or program the absolute path, or NULL if not known. Owned. */
	char *path;
	/**
	 * Of a program: under which path it is cached, that of its file as the process sees it that
	 * was given; else NULL. Owned.
	 */
	char *cached_path;
	/** Of a program: its file, as it was when it was opened. */
	struct fileid file;
	/** The module that is meant is loaded in the running kernel. */
	bool is_loaded;
	/** The kernel's image where one was given beside a module, else NULL. Owned. */
	struct image *kernel;
	/** The image: given, or found when asked for; NULL before that. Owned. */
	struct image *image;
	/** Build id of the kernel or module that is meant. */
	struct build_id id;
	/** The same in hexadecimal. Owned. */
	char *build_id;
	/** Its release, or "" where the image does not tell. Owned. */
	char *release;
	/** Its architecture as `uname -m` has it, or NULL. Borrowed or static. */
	const char *arch;
	/** The kernel that runs here is the one that is meant, the module is one of its. */
	bool is_running;
	/**
	 * Build id of the kernel that runs here, or of its module of that name, hexadecimal; "" if
	 * it cannot be read. Owned.
	 */
	char *running_id;
	/** Of a module: what the running kernel knows by the names of its data. */
	struct kallsyms_counts data_names;
	/** Of a program its markers, once cli/target/markers.h has read them, else NULL. Owned. */
	struct markers *markers;
	/** What the cache has besides, of the definitions that target_load_cache() got, or NULL.
	 * Owned.
	 */
	struct elsewhere *elsewhere;
	/** Root of the probe cache; NULL if it is not known and an image was given. Owned. */
	char *cache_root;
};

/** Free what it holds. */
void target_deinit(struct target *target);

/**
 * Settle what is meant.
 *
 * @param vmlinux image given with -k, or NULL for the running kernel
 * @param cache_root root of the cache, or NULL for the default
 * @param ret initialised by this; the caller deinits it
 */
struct sonde_error *target_init(const char *vmlinux, const char *cache_root, struct target *ret);

/** Find and open the image if that has not been done; NOT_FOUND tells where was looked. */
struct sonde_error *target_find_image(struct target *target);

/**
 * What the kernel can do that the image is of, by the image itself, once it was found; of a module
 * by the kernel's image that was given beside it. None if that is not known.
 */
struct features target_features(const struct target *target);

/** Whether the image has DWARF, in a file of its own perhaps, and this build can read it. */
bool target_has_debuginfo(const struct target *target);

/** Whether a program is meant; then its image is there from the start. */
bool target_is_program(const struct target *target);

/** Note on stderr which kept indexes of its images were not used, and why. */
void target_note_indexes(const struct target *target, const struct context *context);

/** Fail with MISMATCH unless the kernel that is meant runs here; both build ids are named. */
struct sonde_error *target_check_running(struct target *target);

/**
 * Check that an event that was cached for the target is of it: of the module that is meant, or of
 * the kernel proper.
 *
 * @param module of the event, or NULL
 */
struct sonde_error *target_check_module(const struct target *target, const char *module);

/**
 * What is cached for the target of what definitions can ask for; nothing cached gives an empty
 * list.
 *
 * @param texts @p count definitions
 */
struct sonde_error *target_load_cache(struct target *target, const char *const *texts, size_t count,
				      struct cache_entries *ret);

/**
 * Extend @p error, which says that @p def, of those of target_load_cache(), cannot be resolved
 * here, by the builds for which the cache does have it, and make it a MISMATCH if there are any;
 * else by what is cached of the same function. Returns the error.
 */
struct sonde_error *target_explain(struct target *target, const struct probe_def *def,
				   struct sonde_error *error);

#endif /* CLI_TARGET_TARGET_H */
