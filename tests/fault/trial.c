/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fault/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/file.h"
#include "tests/fault/tree.h"

/* Seconds after which it hangs. Sanitizers, on a machine that has other things to do, take some. */
#define PATIENCE 120

/* Seconds of a processor. */
#define PATIENCE_CPU 6

/* What the child ends with if it cannot begin. */
#define NOT_BEGUN 97

void outcome_deinit(struct outcome *outcome)
{
	str_deinit(&outcome->out);
	str_deinit(&outcome->err);
	str_deinit(&outcome->picture);
}

static bool redirect(const char *path, int fd)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);

	return file >= 0 && dup2(file, fd) >= 0 && close(file) == 0;
}

static bool set_environment(const struct trial *trial)
{
	char number[16];

	if (!trial->library)
		return true;
	snprintf(number, sizeof(number), "%d", trial->shared_fd);
	return setenv("LD_PRELOAD", trial->library, 1) == 0 &&
	       setenv(FAULT_VARIABLE, number, 1) == 0;
}

__attribute__((noreturn)) static void become(const struct trial *trial, const char *out,
					     const char *err, int socket)
{
	const struct rlimit limit = {.rlim_cur = PATIENCE_CPU, .rlim_max = PATIENCE_CPU};

	/* In a group of its own: all of it is ended if it hangs. */
	setpgid(0, 0);
	setrlimit(RLIMIT_CPU, &limit);
	if (redirect(trial->sink ? trial->sink : out, STDOUT_FILENO) &&
	    redirect(err, STDERR_FILENO) && redirect("/dev/null", STDIN_FILENO) &&
	    chdir(trial->folder) == 0 && set_environment(trial) &&
	    (!trial->calls || calls_offer(socket)))
		execvp(trial->words[0], trial->words);
	_exit(NOT_BEGUN);
}

/* Kill it after a while, in a process that is gone when it is. */
static pid_t watch(pid_t pid)
{
	const pid_t watcher = fork();

	if (watcher != 0)
		return watcher;
	sleep(PATIENCE);
	kill(-pid, SIGKILL);
	_exit(0);
}

static struct sonde_error *follow(const struct trial *trial, pid_t pid, int socket,
				  struct outcome *outcome)
{
	const pid_t watcher = watch(pid);
	struct sonde_error *error = NULL;
	int status;

	if (trial->calls && !calls_answer(socket, pid, trial->calls))
		error = sonde_error_os(errno, "Cannot follow its system calls");
	if (trial->signal) {
		char byte;

		/* The socket is closed when it becomes the program. */
		while (read(socket, &byte, 1) < 0 && errno == EINTR)
			;
		usleep(trial->signal_after);
		kill(pid, trial->signal);
	}
	if (waitpid(pid, &outcome->status, 0) < 0 && !error)
		error = sonde_error_os(errno, "Cannot wait for it");
	if (watcher > 0) {
		outcome->hung = waitpid(watcher, &status, WNOHANG) == watcher;
		if (!outcome->hung) {
			kill(watcher, SIGKILL);
			waitpid(watcher, &status, 0);
		}
	}
	return error;
}

static struct sonde_error *launch(const struct trial *trial, const char *out, const char *err,
				  struct outcome *outcome)
{
	_cleanup_close_ int here = -1;
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return sonde_error_os(errno, "Cannot make sockets");
	here = pair[0];
	pid = fork();
	if (pid == 0)
		become(trial, out, err, pair[1]);
	close(pair[1]);
	if (pid < 0)
		return sonde_error_os(errno, "Cannot make a process");
	return follow(trial, pid, here, outcome);
}

struct sonde_error *trial_run(const struct trial *trial, struct outcome *ret)
{
	_cleanup_str_ struct str out = STR_INIT, err = STR_INIT;

	str_appendf(&out, "%s/" TRIAL_STDOUT, trial->aside);
	str_appendf(&err, "%s/stderr", trial->aside);
	TRY(str_check(&out));
	TRY(str_check(&err));
	unlink(str_text(&out));
	unlink(str_text(&err));
	TRY(launch(trial, str_text(&out), str_text(&err), ret));
	if (WIFEXITED(ret->status) && WEXITSTATUS(ret->status) == NOT_BEGUN)
		return sonde_error_new(SONDE_ERROR_OS, "%s could not be begun.", trial->words[0]);
	if (!trial->sink)
		TRY(file_read(str_text(&out), 0, &ret->out));
	TRY(file_read(str_text(&err), 0, &ret->err));
	return tree_picture(trial->folder, &ret->picture);
}
