/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/program_path.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/file.h"
#include "base/fileid.h"
#include "base/rooted.h"
#include "base/str.h"
#include "image/elf.h"
#include "image/ldcache.h"

#define LOADER_CACHE "/etc/ld.so.cache"

/* Of ld.so(8), and of Debian's (ld.so.conf.d). */
static const char *const loader_folders[] = {"/lib64", "/usr/lib64", "/lib", "/usr/lib"};

/* One search. */
struct search {
	const struct program_request *request;
	/** What stands before all paths: "" or /proc/PID/root. */
	struct str root;
	/** Where was looked, for people. */
	struct str tried;
	/** Paths without links that were found, behind the root; each once. */
	struct ldcache_paths found;
};

static void search_deinit(struct search *search)
{
	str_deinit(&search->root);
	str_deinit(&search->tried);
	ldcache_paths_deinit(&search->found);
}

void program_path_deinit(struct program_path *path)
{
	free(path->path);
	free(path->inner);
	*path = (struct program_path){0};
}

/* Whether a file of /proc/PID is the one that this process has too. */
static struct sonde_error *is_shared(long pid, const char *name, bool *ret)
{
	_cleanup_str_ struct str theirs = STR_INIT, ours = STR_INIT;
	struct fileid first, second;

	str_appendf(&theirs, "/proc/%ld/%s", pid, name);
	str_appendf(&ours, "/proc/self/%s", name);
	TRY(str_check(&theirs));
	TRY(str_check(&ours));
	TRY(fileid_of_path(str_text(&theirs), &first));
	TRY(fileid_of_path(str_text(&ours), &second));
	*ret = fileid_same_file(&first, &second);
	return NULL;
}

/* With the mounts and the root directory of this process, its paths are the same. */
static struct sonde_error *find_root(struct search *search)
{
	const long pid = search->request->pid;
	bool has_mounts = false, has_root = false;
	struct sonde_error *error;

	if (!pid)
		return NULL;
	error = is_shared(pid, "ns/mnt", &has_mounts);
	if (!error)
		error = is_shared(pid, "root", &has_root);
	if (error && error->kind == SONDE_ERROR_NOT_FOUND)
		return sonde_error_hint(error, "--target-ns takes the number of a process that "
					       "runs.");
	TRY(error);
	if (!has_mounts || !has_root)
		str_appendf(&search->root, "/proc/%ld/root", pid);
	return str_check(&search->root);
}

static struct sonde_error *keep_found(struct search *search, const char *inner)
{
	_cleanup_free_ char *copy = NULL;

	vec_for_each(&search->found, path) {
		if (strcmp(*path, inner) == 0)
			return NULL;
	}
	TRY(sonde_strdup(inner, &copy));
	TRY(vec_push(&search->found, copy));
	take_ptr(copy);
	return NULL;
}

/* Whether this machine could run it: ld.so passes over what it could not load. */
static bool is_of_machine(const char *path)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_error_ struct sonde_error *error = image_create(path, IMAGE_USER, &image);
	struct utsname names;
	const char *arch = error ? NULL : image_arch_name(image->machine);

	return arch && uname(&names) == 0 && strcmp(arch, names.machine) == 0;
}

/* A path behind the root, if a program or library is there. */
static struct sonde_error *try_path(struct search *search, const char *path, bool is_library)
{
	_cleanup_error_ struct sonde_error *missing = NULL;
	_cleanup_str_ struct str whole = STR_INIT;
	_cleanup_free_ char *inner = NULL;
	struct stat status;

	missing = rooted_realpath(str_text(&search->root), path, &inner);
	if (missing)
		return missing->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(missing) : NULL;
	str_appendf(&whole, "%s%s", str_text(&search->root), inner);
	TRY(str_check(&whole));
	if (stat(str_text(&whole), &status) < 0 || !S_ISREG(status.st_mode))
		return NULL;
	if (is_library ? !is_of_machine(str_text(&whole)) : access(str_text(&whole), X_OK) < 0)
		return NULL;
	return keep_found(search, inner);
}

static struct sonde_error *try_folder(struct search *search, const char *folder, size_t size,
				      bool is_library)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_append_bytes(&path, folder, size);
	str_appendf(&path, "/%s", search->request->name);
	TRY(str_check(&path));
	return path.data[0] == '/' ? try_path(search, str_text(&path), is_library) : NULL;
}

/* As a shell does: the first one is it. */
static struct sonde_error *search_shell(struct search *search)
{
	const char *at = getenv("PATH");

	str_appendf(&search->tried, "$PATH (%s)", at ? at : "which is not set");
	while (at && *at && !search->found.size) {
		const size_t size = strcspn(at, ":");

		TRY(try_folder(search, at, size, false));
		at += size + (at[size] == ':');
	}
	return NULL;
}

static struct sonde_error *search_loader_cache(struct search *search)
{
	_cleanup_ldcache_paths_ struct ldcache_paths paths = VEC_INIT;
	_cleanup_str_ struct str name = STR_INIT, text = STR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;

	str_appendf(&name, "%s" LOADER_CACHE, str_text(&search->root));
	TRY(str_check(&name));
	error = file_read(str_text(&name), LDCACHE_LIMIT, &text);
	if (!error)
		error = ldcache_find(str_text(&text), text.size, search->request->name, &paths);
	str_appendf(&search->tried, ", %s", str_text(&name));
	if (error)
		str_appendf(&search->tried, " (%s)", error->message);
	vec_for_each(&paths, path)
		TRY(try_path(search, *path, true));
	return str_check(&search->tried);
}

/* What the loader falls back to; Debian has folders for each machine in two of them. */
static struct sonde_error *search_loader_folders(struct search *search)
{
	struct utsname names;

	if (uname(&names) < 0)
		return sonde_error_os(errno, "Cannot read what machine this is");
	for (size_t i = 0; i < sizeof(loader_folders) / sizeof(*loader_folders); i++) {
		const char *folder = loader_folders[i];
		_cleanup_str_ struct str own = STR_INIT;

		str_appendf(&search->tried, ", %s", folder);
		str_appendf(&own, "%s/%s-linux-gnu", folder, names.machine);
		TRY(str_check(&own));
		TRY(try_folder(search, str_text(&own), own.size, true));
		TRY(try_folder(search, folder, strlen(folder), true));
	}
	return NULL;
}

static struct sonde_error *search_name(struct search *search)
{
	TRY(search_shell(search));
	if (search->found.size)
		return NULL;
	TRY(search_loader_cache(search));
	if (search->found.size)
		return NULL;
	return search_loader_folders(search);
}

static struct sonde_error *several(const struct search *search)
{
	_cleanup_str_ struct str paths = STR_INIT;

	vec_for_each(&search->found, path)
		str_appendf(&paths, "\n  %s", *path);
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_USAGE,
						"'%s' can be more than one library.",
						search->request->name),
				"Name one of them:%s", str_text(&paths));
}

static struct sonde_error *not_found(const struct search *search)
{
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no program or library '%s'%s%s.",
				search->request->name, search->root.size ? " in " : "",
				str_text(&search->root)),
		"It is no file of this folder; looked for in %s.", str_text(&search->tried));
}

/* A link of /proc leads to a file whatever its text says, which others understand otherwise. */
static struct sonde_error *is_one_file(const char *first, const char *second, bool *ret)
{
	struct fileid a, b;

	TRY(fileid_of_path(first, &a));
	TRY(fileid_of_path(second, &b));
	*ret = fileid_same_file(&a, &b);
	return NULL;
}

/* From the root; links stay. */
static struct sonde_error *make_absolute(const char *name, char **ret)
{
	_cleanup_free_ char *folder = name[0] == '/' ? NULL : getcwd(NULL, 0);
	_cleanup_str_ struct str path = STR_INIT;

	if (name[0] != '/' && !folder)
		return sonde_error_os(errno, "Cannot tell the folder of this process");
	str_appendf(&path, "%s%s%s", folder ? folder : "", folder ? "/" : "", name);
	return str_take(&path, ret);
}

/*
 * A file of this process's own, by its path. Where the path without links is that of another file
 * (of /proc/PID/exe in other mounts, or of a file that is deleted) the one with them is kept: the
 * kernel goes their way.
 */
static struct sonde_error *take_own(const char *name, struct program_path *ret)
{
	_cleanup_free_ char *real = realpath(name, NULL);
	bool is_one = false;

	/* What is not there is told by who opens it. */
	if (!file_exists(name))
		TRY(sonde_strdup(name, &ret->path));
	else if (real)
		TRY(is_one_file(name, real, &is_one));
	if (!ret->path)
		TRY(is_one ? sonde_strdup(real, &ret->path) : make_absolute(name, &ret->path));
	return sonde_strdup(ret->path, &ret->inner);
}

static struct sonde_error *take_inner(const struct search *search, const char *inner,
				      struct program_path *ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s%s", str_text(&search->root), inner);
	TRY(sonde_strdup(inner, &ret->inner));
	return str_take(&path, &ret->path);
}

static struct sonde_error *find(struct search *search, struct program_path *ret)
{
	const char *name = search->request->name;
	_cleanup_free_ char *inner = NULL;

	if (!*name)
		return sonde_error_new(SONDE_ERROR_USAGE, "The name of the program is empty.");
	TRY(find_root(search));
	if (!search->root.size && (strchr(name, '/') || file_exists(name)))
		return take_own(name, ret);
	if (name[0] == '/') {
		TRY(rooted_realpath(str_text(&search->root), name, &inner));
		return take_inner(search, inner, ret);
	}
	if (strchr(name, '/'))
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "--target-ns takes an absolute path or a name, not '%s'.",
				       name);
	TRY(search_name(search));
	if (search->found.size > 1)
		return several(search);
	if (!search->found.size)
		return not_found(search);
	return take_inner(search, search->found.data[0], ret);
}

struct sonde_error *program_path_find(const struct program_request *request,
				      struct program_path *ret)
{
	_cleanup_(search_deinit) struct search search = {
		.request = request,
		.root = STR_INIT,
		.tried = STR_INIT,
		.found = VEC_INIT,
	};
	_cleanup_program_path_ struct program_path path = {0};

	TRY(find(&search, &path));
	*ret = path;
	path = (struct program_path){0};
	return NULL;
}
