/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is read of threads, in files of a folder: /proc/PID/status, behind the first NUL its `comm`,
 * behind the second `saved_cmdlines`. A command ends within its room, and is the first one told.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/run/threads.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const files[] = {"1/status", "1/comm", "saved_cmdlines"};

#define FILES (sizeof(files) / sizeof(files[0]))

static bool make_folder(char *folder)
{
	_cleanup_str_ struct str process = STR_INIT;

	if (!mkdtemp(folder))
		return false;
	str_appendf(&process, "%s/1", folder);
	return mkdir(str_text(&process), 0700) == 0;
}

static void remove_folder(const char *folder)
{
	for (size_t i = 0; i < FILES + 2; i++) {
		_cleanup_str_ struct str path = STR_INIT;

		str_appendf(&path, "%s/%s", folder, i < FILES ? files[i] : i == FILES ? "1" : "");
		remove(str_text(&path));
	}
}

static void put(const char *folder, const char *name, const uint8_t *data, size_t size)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_close_ int fd = -1;

	str_appendf(&path, "%s/%s", folder, name);
	fd = open(str_text(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
}

static void find(struct threads *threads, pid_t tid)
{
	struct thread first = {0}, second = {0};

	if (threads_find(threads, tid, 1, &first) || threads_find(threads, tid, 2, &second))
		return;
	check(memchr(first.comm, '\0', sizeof(first.comm)) != NULL);
	check(first.pid == second.pid && strcmp(first.comm, second.comm) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *base = getenv("TMPDIR");
	_cleanup_threads_ struct threads threads = THREADS_INIT;
	_cleanup_str_ struct str folder = STR_INIT;

	str_appendf(&folder, "%s/fuzz-threads-XXXXXX", base ? base : "/tmp");
	if (folder.failed || !make_folder(folder.data))
		return 0;
	for (size_t i = 0; i < FILES; i++) {
		const uint8_t *end = i + 1 < FILES && size ? memchr(data, '\0', size) : NULL;
		const size_t part = end ? (size_t)(end - data) : size;

		put(str_text(&folder), files[i], data, part);
		data += part + (end != NULL);
		size -= part + (end != NULL);
	}
	threads.root = str_text(&folder);
	threads.tracing_dir = str_text(&folder);
	find(&threads, 1);
	find(&threads, 7);
	remove_folder(str_text(&folder));
	return 0;
}
