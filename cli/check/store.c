/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the cache can be read and written, and what it has for the running kernel. */
#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "cache/dir.h"
#include "cache/store.h"
#include "cli/check/text.h"
#include "cli/check/topics.h"

#define TOPIC "cache"

#define OTHER_DIR "Name a directory of your own with --buildid-dir DIR."

/* The nearest directory above one that is not there: those in between are made with it. */
static struct sonde_error *append_above(const char *root, struct str *ret)
{
	str_append(ret, root);
	TRY(str_check(ret));
	while (ret->size > 1 && !file_exists(str_text(ret))) {
		const char *slash = strrchr(str_text(ret), '/');

		if (!slash) {
			str_truncate(ret, 0);
			str_append(ret, ".");
		} else {
			str_truncate(ret, slash == str_text(ret) ? 1 : slash - str_text(ret));
		}
	}
	return str_check(ret);
}

/* Whether the files of a folder are the kernel's own: root may write there, and make none. */
static bool is_kernels_own(const char *path)
{
	static const unsigned long magics[] = {
		PROC_SUPER_MAGIC, SYSFS_MAGIC,	      DEBUGFS_MAGIC,	   TRACEFS_MAGIC,
		BPF_FS_MAGIC,	  CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, SECURITYFS_MAGIC,
	};
	struct statfs fs;

	if (statfs(path, &fs) < 0)
		return false;
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++) {
		if ((unsigned long)fs.f_type == magics[i])
			return true;
	}
	return false;
}

/* That a file system is read-only, euidaccess() knows. */
static struct sonde_error *may_write(const char *path)
{
	if (euidaccess(path, W_OK | X_OK) < 0)
		return sonde_error_os(errno, "%s cannot be written", path);
	if (is_kernels_own(path))
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "%s cannot hold files: it shows what the kernel has.", path);
	return NULL;
}

/* Whether something can be stored where there is no directory yet. */
static struct sonde_error *add_missing(const char *root, struct check_list *list)
{
	_cleanup_str_ struct str above = STR_INIT;

	TRY(check_add(list, &(struct check_fact){
				    .topic = TOPIC,
				    .name = "readable",
				    .value = "not there yet; it is made when something is stored",
			    }));
	TRY(append_above(root, &above));
	return check_add_result(
		list,
		&(struct check_fact){
			.topic = TOPIC, .name = "writable", .state = CHECK_NO, .advice = OTHER_DIR},
		may_write(str_text(&above)));
}

static struct sonde_error *check_writer(const struct cache_dir *dir)
{
	TRY(cache_dir_check_writer(dir));
	return may_write(dir->path);
}

/* What is there for the kernel that runs here. */
static struct sonde_error *add_entries(const struct check_place *place, const char *root,
				       struct check_list *list)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	_cleanup_str_ struct str hex = STR_INIT, value = STR_INIT;
	struct check_fact fact = {
		.topic = TOPIC,
		.name = "entries",
		.state = CHECK_UNKNOWN,
		.advice = "sonde cache verify says more.",
	};
	struct build_id id = {0};
	struct sonde_error *error = check_running_id(place->root, &id);

	if (error)
		return check_add_result(list, &fact, error);
	build_id_print(&id, &hex);
	TRY(str_check(&hex));
	error = sonde_error_ignore(cache_load_bare(root, str_text(&hex), &entries),
				   SONDE_ERROR_NOT_FOUND);
	str_appendf(&value, "%zu for the running kernel", entries.size);
	TRY(str_check(&value));
	fact.value = error ? NULL : str_text(&value);
	return check_add_result(list, &fact, error);
}

static struct sonde_error *add_root(const struct check_place *place, const char *root,
				    struct check_list *list)
{
	_cleanup_cache_dir_ struct cache_dir dir = CACHE_DIR_INIT;
	const struct check_fact readable = {
		.topic = TOPIC, .name = "readable", .state = CHECK_NO, .advice = OTHER_DIR};
	const struct check_fact writable = {
		.topic = TOPIC, .name = "writable", .state = CHECK_NO, .advice = OTHER_DIR};
	struct sonde_error *error = cache_dir_open_root(root, &dir);

	if (error && error->kind == SONDE_ERROR_NOT_FOUND) {
		sonde_error_destroy(error);
		return add_missing(root, list);
	}
	TRY(check_add_result(list, &readable, error));
	if (dir.fd < 0)
		return NULL;
	TRY(check_add_result(list, &writable, check_writer(&dir)));
	return add_entries(place, root, list);
}

struct sonde_error *check_store(const struct check_place *place, struct check_list *list)
{
	_cleanup_free_ char *root = NULL;
	struct sonde_error *error = command_cache_root(place->context, &root);
	struct check_fact fact = {
		.topic = TOPIC,
		.name = "root",
		.state = CHECK_NO,
		.value = root,
		.advice = OTHER_DIR,
	};
	const bool is_known = !error;

	TRY(check_add_result(list, &fact, error));
	return is_known ? add_root(place, root, list) : NULL;
}
