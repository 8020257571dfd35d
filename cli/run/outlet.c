/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Links that lead to links, as the kernel counts them (MAXSYMLINKS). */
#define LINK_LIMIT 40

/* Milliseconds after which it is asked whether to give up. */
#define STEP 200

#define PROC "/proc/"

void outlet_deinit(struct outlet *outlet)
{
	if (outlet->is_own)
		close(outlet->fd);
	free(outlet->path);
	str_deinit(&outlet->rest);
	*outlet = (struct outlet)OUTLET_INIT;
}

struct sonde_error *outlet_begin(struct outlet *outlet)
{
	if (!outlet->appends)
		return NULL;
	outlet->fd = open(outlet->path,
			  O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, 0666);
	if (outlet->fd < 0)
		return sonde_error_os(errno, "Cannot write %s", outlet->name);
	outlet->appends = false;
	outlet->is_own = outlet->is_patient = true;
	free(take_ptr(outlet->path));
	return NULL;
}

struct sonde_error *outlet_close(struct outlet *outlet)
{
	bool is_own;

	TRY(outlet_begin(outlet));
	is_own = outlet->is_own;
	outlet->is_own = false;
	if (!is_own || close(take_fd(&outlet->fd)) == 0)
		return NULL;
	return sonde_error_os(errno, "Cannot write %s", outlet->name);
}

/* The path with its folder resolved, but not what it names there. */
static struct sonde_error *resolve_folder(const char *path, struct str *ret)
{
	const char *slash = strrchr(path, '/');
	_cleanup_str_ struct str folder = STR_INIT;
	_cleanup_free_ char *real = NULL;

	str_append_bytes(&folder, path, slash ? (size_t)(slash - path) + 1 : 0);
	TRY(str_check(&folder));
	real = realpath(slash ? str_text(&folder) : ".", NULL);
	if (!real)
		return sonde_error_os(errno, "Cannot write %s", path);
	str_appendf(ret, "%s/%s", strcmp(real, "/") == 0 ? "" : real, slash ? slash + 1 : path);
	return str_check(ret);
}

/* Follow links until there is none, or it is one of /proc: what those show need not have a name. */
static struct sonde_error *resolve(const char *path, char **ret)
{
	_cleanup_str_ struct str at = STR_INIT;

	TRY(resolve_folder(path, &at));
	for (int i = 0; i < LINK_LIMIT; i++) {
		_cleanup_str_ struct str next = STR_INIT;
		char target[PATH_MAX];
		ssize_t size = -1;

		if (strncmp(str_text(&at), PROC, strlen(PROC)) != 0)
			size = readlink(str_text(&at), target, sizeof(target));
		if (size < 0)
			return str_take(&at, ret);
		if (target[0] != '/')
			str_append_bytes(&next, str_text(&at),
					 (size_t)(strrchr(str_text(&at), '/') + 1 - str_text(&at)));
		str_append_bytes(&next, target, (size_t)size);
		TRY(str_check(&next));
		str_truncate(&at, 0);
		TRY(resolve_folder(str_text(&next), &at));
	}
	return sonde_error_os(ELOOP, "Cannot write %s", path);
}

/* Never waits: neither for the reader of a FIFO, nor later. */
static struct sonde_error *open_through(struct outlet *outlet)
{
	outlet->fd = open(outlet->path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	outlet->is_own = outlet->is_patient = outlet->fd >= 0;
	if (outlet->fd < 0 && errno == ENXIO)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_OS,
							"Cannot write %s: nobody reads it.",
							outlet->name),
					"Start what reads it before.");
	if (outlet->fd < 0)
		return sonde_error_os(errno, "Cannot write %s", outlet->name);
	free(take_ptr(outlet->path));
	return NULL;
}

/* A file that is replaced must be one that can be: known by a file beside it. */
static struct sonde_error *try_file(const char *path)
{
	_cleanup_free_ char *name = NULL;
	int fd;

	TRY(file_make_beside(path, &name, &fd));
	close(fd);
	unlink(name);
	return NULL;
}

static struct sonde_error *lead(struct outlet *outlet)
{
	struct stat status;

	TRY(resolve(outlet->name, &outlet->path));
	if (stat(outlet->path, &status) < 0)
		return try_file(outlet->path);
	if (S_ISDIR(status.st_mode))
		return sonde_error_os(EISDIR, "Cannot write %s", outlet->name);
	if (!S_ISREG(status.st_mode) || strncmp(outlet->path, PROC, strlen(PROC)) == 0)
		return open_through(outlet);
	return try_file(outlet->path);
}

struct sonde_error *outlet_open(const char *path, struct outlet *ret)
{
	struct sonde_error *error;

	*ret = (struct outlet)OUTLET_INIT;
	ret->name = path;
	error = lead(ret);
	if (error)
		outlet_deinit(ret);
	return error;
}

struct sonde_error *outlet_open_appending(const char *path, struct outlet *ret)
{
	TRY(outlet_open(path, ret));
	ret->appends = ret->path;
	return NULL;
}

/*
 * A pipe or a terminal is opened once more, so that it does not make its writer wait, and does make
 * others that have it.
 */
struct sonde_error *outlet_open_stream(FILE *stream, struct outlet *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct stat status;
	int fd = -1;

	*ret = (struct outlet)OUTLET_INIT;
	ret->name = "standard output";
	ret->fd = fileno(stream);
	if (ret->fd < 0)
		ret->stream = stream;
	if (ret->fd < 0 || fstat(ret->fd, &status) < 0 ||
	    !(S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)))
		return NULL;
	str_appendf(&path, PROC "self/fd/%d", ret->fd);
	TRY(str_check(&path));
	fd = open(str_text(&path), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	ret->fd = fd;
	ret->is_own = ret->is_patient = true;
	return NULL;
}

static struct sonde_error *put_stream(struct outlet *outlet, const struct str *text)
{
	if (fwrite(str_text(text), 1, text->size, outlet->stream) == text->size &&
	    fflush(outlet->stream) == 0)
		return NULL;
	return sonde_error_os(errno, "The answer cannot be written");
}

static struct sonde_error *put_file(const struct outlet *outlet, const struct str *text)
{
	const mode_t mask = umask(0);
	struct stat status;

	umask(mask);
	if (stat(outlet->path, &status) < 0)
		status.st_mode = 0666 & ~mask;
	return file_replace(outlet->path, str_text(text), text->size, status.st_mode & 0777);
}

/* A piece; where the writer may be made to wait, one that there is room for when there is any. */
static ssize_t write_piece(const struct outlet *outlet, const char *data, size_t size)
{
	ssize_t got;

	if (!outlet->is_patient) {
		got = send(outlet->fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (got >= 0 || errno != ENOTSOCK)
			return got;
		size = size < PIPE_BUF ? size : PIPE_BUF;
	}
	return write(outlet->fd, data, size);
}

/* Until there is room, or it is given up. */
static struct sonde_error *wait_for_room(const struct outlet *outlet,
					 const struct outlet_wait *wait, bool *ret)
{
	struct pollfd polls[] = {
		{.fd = outlet->fd, .events = POLLOUT},
		{.fd = wait->fd, .events = POLLIN},
	};

	for (*ret = false; !*ret;) {
		if (poll(polls, 2, STEP) < 0 && errno != EINTR)
			return sonde_error_os(errno, "Cannot wait");
		if (polls[0].revents)
			return NULL;
		*ret = wait->gives_up && wait->gives_up(wait->data);
	}
	return NULL;
}

static struct sonde_error *put_through(struct outlet *outlet, const struct outlet_wait *wait,
				       enum outlet_end *ret)
{
	struct str *rest = &outlet->rest;
	size_t done = 0;
	bool is_over = false;

	while (done < rest->size && !is_over) {
		ssize_t got;

		TRY(wait_for_room(outlet, wait, &is_over));
		if (is_over)
			break;
		got = write_piece(outlet, rest->data + done, rest->size - done);
		if (got < 0 && errno == EPIPE) {
			*ret = OUTLET_UNREAD;
			return NULL;
		}
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return sonde_error_os(errno, "The answer cannot be written");
		done += got > 0 ? (size_t)got : 0;
	}
	memmove(rest->data, rest->data + done, rest->size - done);
	str_truncate(rest, rest->size - done);
	*ret = is_over ? OUTLET_GIVEN_UP : OUTLET_WRITTEN;
	return NULL;
}

struct sonde_error *outlet_put(struct outlet *outlet, const struct str *text,
			       const struct outlet_wait *wait, enum outlet_end *ret)
{
	*ret = OUTLET_WRITTEN;
	TRY(outlet_begin(outlet));
	if (outlet->path)
		return put_file(outlet, text);
	if (outlet->stream)
		return put_stream(outlet, text);
	str_append_bytes(&outlet->rest, str_text(text), text->size);
	TRY(str_check(&outlet->rest));
	if (!outlet->rest.size)
		return NULL;
	return put_through(outlet, wait, ret);
}
