/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fault/tree.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/file.h"

/* FNV-1a. */
static uint64_t sum_of(const struct str *text)
{
	uint64_t sum = 14695981039346656037u;

	for (size_t i = 0; i < text->size; i++)
		sum = (sum ^ (unsigned char)text->data[i]) * 1099511628211u;
	return sum;
}

static struct sonde_error *picture_content(const char *path, const struct stat *status,
					   struct str *out)
{
	_cleanup_str_ struct str content = STR_INIT;
	char link[4096] = "";

	if (S_ISLNK(status->st_mode)) {
		if (readlink(path, link, sizeof(link) - 1) < 0)
			return sonde_error_os(errno, "Cannot read the link %s", path);
		str_appendf(out, " -> %s", link);
	} else if (S_ISREG(status->st_mode)) {
		TRY(file_read(path, 0, &content));
		str_appendf(out, " %zu %016" PRIx64, content.size, sum_of(&content));
	}
	return str_check(out);
}

/* Of the folder `path`, which is called `shown`. */
static struct sonde_error *picture_folder(const char *path, const char *shown, struct str *out)
{
	struct dirent **names = NULL;
	const int count = scandir(path, &names, NULL, alphasort);
	struct sonde_error *error = NULL;

	if (count < 0)
		return sonde_error_os(errno, "Cannot read the directory %s", path);
	for (int i = 0; i < count; i++) {
		_cleanup_free_ struct dirent *name = names[i];
		_cleanup_str_ struct str full = STR_INIT, below = STR_INIT;
		struct stat status;

		if (error || !strcmp(name->d_name, ".") || !strcmp(name->d_name, ".."))
			continue;
		str_appendf(&full, "%s/%s", path, name->d_name);
		str_appendf(&below, "%s/%s", shown, name->d_name);
		if (lstat(str_text(&full), &status) < 0) {
			error = sonde_error_os(errno, "Cannot read %s", str_text(&full));
			continue;
		}
		str_appendf(out, "%s %o", str_text(&below), (unsigned)status.st_mode);
		error = picture_content(str_text(&full), &status, out);
		str_append_char(out, '\n');
		if (!error && S_ISDIR(status.st_mode))
			error = picture_folder(str_text(&full), str_text(&below), out);
	}
	free(names);
	return error;
}

struct sonde_error *tree_picture(const char *path, struct str *out)
{
	return picture_folder(path, ".", out);
}

static struct sonde_error *command(char *const *words)
{
	int status = 0;
	pid_t pid;
	int errnum = posix_spawnp(&pid, words[0], NULL, NULL, words, environ);

	if (errnum)
		return sonde_error_os(errnum, "Cannot run %s", words[0]);
	if (waitpid(pid, &status, 0) < 0)
		return sonde_error_os(errno, "Cannot wait for %s", words[0]);
	if (status)
		return sonde_error_new(SONDE_ERROR_OS, "%s failed.", words[0]);
	return NULL;
}

struct sonde_error *tree_copy(const char *from, const char *to)
{
	return command((char *[]){"cp", "-a", (char *)from, (char *)to, NULL});
}

struct sonde_error *tree_remove(const char *path)
{
	return command((char *[]){"rm", "-rf", (char *)path, NULL});
}
