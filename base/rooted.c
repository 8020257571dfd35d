/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/rooted.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

/* MAXSYMLINKS of include/linux/namei.h. */
#define LINKS_MAX 40

/* A walk from the root to the file. */
struct walk {
	const char *root;
	/* As it was asked for, for errors. */
	const char *path;
	/* The folder that has been reached, behind the root: "" or /A/B. */
	struct str done;
	/* What is still to be walked. */
	struct str rest;
	unsigned links;
};

static void walk_deinit(struct walk *walk)
{
	str_deinit(&walk->done);
	str_deinit(&walk->rest);
}

static struct sonde_error *failed(const struct walk *walk, int errnum)
{
	return sonde_error_os(errnum, "Cannot open %s%s%s", walk->path, *walk->root ? " in " : "",
			      walk->root);
}

static void go_up(struct walk *walk)
{
	const char *slash = strrchr(str_text(&walk->done), '/');

	str_truncate(&walk->done, slash ? (size_t)(slash - str_text(&walk->done)) : 0);
}

/* The step just taken led to a link: its text is to be walked before the rest. */
static struct sonde_error *follow(struct walk *walk, const char *whole)
{
	_cleanup_str_ struct str rest = STR_INIT;
	char text[PATH_MAX];
	const ssize_t size = readlink(whole, text, sizeof(text));

	if (size < 0)
		return failed(walk, errno);
	if (++walk->links > LINKS_MAX || (size_t)size == sizeof(text))
		return failed(walk, ELOOP);
	if (text[0] == '/')
		str_truncate(&walk->done, 0);
	else
		go_up(walk);
	str_append_bytes(&rest, text, (size_t)size);
	str_appendf(&rest, "/%s", str_text(&walk->rest));
	str_truncate(&walk->rest, 0);
	str_append(&walk->rest, str_text(&rest));
	TRY(str_check(&rest));
	return str_check(&walk->rest);
}

/* Walk to `name` of the folder that was reached. */
static struct sonde_error *step(struct walk *walk, const char *name)
{
	_cleanup_str_ struct str whole = STR_INIT;
	struct stat status;

	if (strcmp(name, "") == 0 || strcmp(name, ".") == 0)
		return NULL;
	if (strcmp(name, "..") == 0) {
		go_up(walk);
		return NULL;
	}
	str_appendf(&walk->done, "/%s", name);
	str_appendf(&whole, "%s%s", walk->root, str_text(&walk->done));
	TRY(str_check(&walk->done));
	TRY(str_check(&whole));
	if (lstat(str_text(&whole), &status) < 0)
		return failed(walk, errno);
	if (S_ISLNK(status.st_mode))
		return follow(walk, str_text(&whole));
	if (walk->rest.size && !S_ISDIR(status.st_mode))
		return failed(walk, ENOTDIR);
	return NULL;
}

/* Take the first name off the rest. */
static struct sonde_error *next_name(struct walk *walk, char **ret)
{
	_cleanup_str_ struct str rest = STR_INIT;
	const char *text = str_text(&walk->rest);
	const size_t size = strcspn(text, "/");

	TRY(sonde_strndup(text, size, ret));
	str_append(&rest, text + size + (text[size] == '/'));
	str_truncate(&walk->rest, 0);
	str_append(&walk->rest, str_text(&rest));
	TRY(str_check(&rest));
	return str_check(&walk->rest);
}

struct sonde_error *rooted_realpath(const char *root, const char *path, char **ret)
{
	_cleanup_(walk_deinit) struct walk walk = {
		.root = root,
		.path = path,
		.done = STR_INIT,
		.rest = STR_INIT,
	};

	str_append(&walk.rest, path);
	TRY(str_check(&walk.rest));
	while (walk.rest.size) {
		_cleanup_free_ char *name = NULL;

		TRY(next_name(&walk, &name));
		TRY(step(&walk, name));
	}
	if (!walk.done.size)
		str_append_char(&walk.done, '/');
	return str_take(&walk.done, ret);
}
