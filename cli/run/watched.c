/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/watched.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

/* Milliseconds between two looks at processes, before Linux 5.3. */
#define LOOK 200

/* Bytes of /proc/PID/status at the most. */
#define STATUS_LIMIT (64UL * 1024)

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

void watched_deinit(struct watched *watched)
{
	vec_for_each(watched, process) {
		if (process->fd >= 0)
			close(process->fd);
	}
	vec_deinit(watched);
}

static struct sonde_error *no_process(pid_t pid)
{
	return sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no process %d.", (int)pid);
}

/* The number behind `Tgid:`; 0 if there is none. */
static pid_t process_of(const char *status)
{
	const char *line = strstr(status, "\nTgid:");

	return line ? (pid_t)strtol(line + strlen("\nTgid:"), NULL, 10) : 0;
}

static struct sonde_error *check(pid_t pid)
{
	_cleanup_str_ struct str path = STR_INIT, text = STR_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	pid_t process;

	str_appendf(&path, "/proc/%d/status", (int)pid);
	TRY(str_check(&path));
	error = file_read(str_text(&path), STATUS_LIMIT, &text);
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : no_process(pid);
	process = process_of(str_text(&text));
	if (process == pid)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE, "%d is a thread, and not a process.", (int)pid),
		"Its process is %d.", (int)process);
}

struct sonde_error *watched_add(struct watched *watched, pid_t pid)
{
	_cleanup_close_ int fd = -1;

	if (pid <= 0)
		return no_process(pid);
	TRY(check(pid));
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (fd < 0 && errno == ESRCH)
		return no_process(pid);
	TRY(vec_push(watched, (struct watched_process){.pid = pid, .fd = fd}));
	take_fd(&fd);
	return NULL;
}

static bool has_ended(struct watched_process *process)
{
	struct pollfd poller = {.fd = process->fd, .events = POLLIN};

	if (process->has_ended)
		return true;
	if (process->fd >= 0)
		process->has_ended = poll(&poller, 1, 0) > 0;
	else
		process->has_ended = kill(process->pid, 0) < 0 && errno == ESRCH;
	return process->has_ended;
}

bool watched_ended(struct watched *watched)
{
	bool all = watched->size > 0;

	vec_for_each(watched, process)
		all &= has_ended(process);
	return all;
}

int watched_wait(const struct watched *watched)
{
	vec_for_each(watched, process) {
		if (process->fd < 0 && !process->has_ended)
			return LOOK;
	}
	return -1;
}
