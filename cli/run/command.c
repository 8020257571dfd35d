/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What execvp(3) looks in where PATH is not set. */
#define DEFAULT_PATH "/bin:/usr/bin"

/* Milliseconds between two looks at a command that is to end. */
#define END_STEP 10

/* 0 if it can be executed, else why not. */
static int executable(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return errno;
	if (!S_ISREG(status.st_mode))
		return EACCES;
	return access(path, X_OK) < 0 ? errno : 0;
}

/* The same for a name without a slash. That it is nowhere is said only if none was forbidden. */
static struct sonde_error *look_in_path(const char *name, int *ret)
{
	const char *path = getenv("PATH");
	int result = ENOENT;

	if (!path)
		path = DEFAULT_PATH;
	for (const char *dir = path; dir; dir = strchr(dir, ':')) {
		_cleanup_str_ struct str file = STR_INIT;
		int errnum;

		dir += dir != path;
		/* An empty part is the current directory. */
		str_append_bytes(&file, dir, strcspn(dir, ":"));
		str_appendf(&file, "%s%s", file.size ? "/" : "./", name);
		TRY(str_check(&file));
		errnum = executable(str_text(&file));
		if (errnum == 0 || errnum == EACCES)
			result = errnum;
		if (errnum == 0)
			break;
	}
	*ret = result;
	return NULL;
}

static struct sonde_error *check(const char *name)
{
	int errnum;

	if (strchr(name, '/'))
		errnum = executable(name);
	else
		TRY(look_in_path(name, &errnum));
	if (errnum == 0)
		return NULL;
	if (errnum == ENOENT && !strchr(name, '/'))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no command '%s'.", name),
			"It is looked for in PATH.");
	return sonde_error_os(errnum, "Cannot run '%s'", name);
}

/* The process of the command: it has nothing of sonde but its files and its place in the terminal.
 */
static void wait_and_execute(char *const *argv, int gate, int refusal)
{
	char byte;
	ssize_t got;
	int errnum;

	signal(SIGXFSZ, SIG_DFL);
	do {
		got = read(gate, &byte, 1);
	} while (got < 0 && errno == EINTR);
	/* Nothing comes if sonde has given up, or is no more. */
	if (got != 1)
		_exit(0);
	execvp(argv[0], argv);
	errnum = errno;
	if (write(refusal, &errnum, sizeof(errnum)) < 0)
		_exit(126);
	_exit(127);
}

struct sonde_error *command_run_prepare(char *const *argv, struct command_run *ret)
{
	int gate[2], refusal[2];
	pid_t pid;

	TRY(check(argv[0]));
	if (pipe2(gate, O_CLOEXEC) < 0)
		return sonde_error_os(errno, "Cannot make a pipe");
	if (pipe2(refusal, O_CLOEXEC) < 0) {
		const int errnum = errno;

		close(gate[0]);
		close(gate[1]);
		return sonde_error_os(errnum, "Cannot make a pipe");
	}
	pid = fork();
	if (pid == 0) {
		close(gate[1]);
		close(refusal[0]);
		wait_and_execute(argv, gate[0], refusal[1]);
	}
	close(gate[0]);
	close(refusal[1]);
	*ret = (struct command_run){.pid = pid, .gate = gate[1], .refusal = refusal[0]};
	if (pid < 0) {
		const int errnum = errno;

		ret->pid = 0;
		command_run_deinit(ret);
		return sonde_error_os(errnum, "Cannot make a process for '%s'", argv[0]);
	}
	return NULL;
}

/* Closed, so that a signal that ends sonde leaves none behind that waits. */
static void close_end(int *fd)
{
	if (*fd >= 0)
		close(take_fd(fd));
}

struct sonde_error *command_run_start(struct command_run *run, const char *name)
{
	ssize_t got = write(run->gate, "", 1);
	int errnum;

	/* If nobody is there to read it, the other pipe has ended too, and the command as well. */
	(void)got;
	close_end(&run->gate);
	do {
		got = read(run->refusal, &errnum, sizeof(errnum));
	} while (got < 0 && errno == EINTR);
	close_end(&run->refusal);
	if (got == (ssize_t)sizeof(errnum)) {
		waitpid(run->pid, &run->status, 0);
		run->pid = 0;
		return sonde_error_os(errnum, "Cannot run '%s'", name);
	}
	return NULL;
}

bool command_run_ended(struct command_run *run)
{
	pid_t got;

	if (!run->pid)
		return run->has_ended;
	do {
		got = waitpid(run->pid, &run->status, WNOHANG);
	} while (got < 0 && errno == EINTR);
	if (got == 0)
		return false;
	/* Where children are not waited for (SIGCHLD is ignored), nobody knows its status. */
	if (got < 0)
		run->status = 0;
	run->pid = 0;
	run->has_ended = true;
	return true;
}

bool command_run_end(struct command_run *run, int milliseconds)
{
	const struct timespec step = {.tv_nsec = END_STEP * 1000000L};

	if (command_run_ended(run) || !run->pid)
		return true;
	kill(run->pid, SIGTERM);
	for (int waited = 0; waited < milliseconds; waited += END_STEP) {
		if (command_run_ended(run))
			return true;
		nanosleep(&step, NULL);
	}
	return command_run_ended(run);
}

void command_run_tell(const struct command_run *run, const char *name, struct str *out)
{
	if (!run->has_ended || run->status == 0)
		return;
	str_append(out, "The command '");
	str_append_clean(out, name, "");
	if (WIFSIGNALED(run->status))
		str_appendf(out, "' was ended by signal %d (%s).", WTERMSIG(run->status),
			    strsignal(WTERMSIG(run->status)));
	else
		str_appendf(out, "' ended with status %d.", WEXITSTATUS(run->status));
}

void command_run_deinit(struct command_run *run)
{
	const bool is_waiting = run->gate >= 0;

	close_end(&run->gate);
	close_end(&run->refusal);
	if (run->pid && is_waiting)
		waitpid(run->pid, &run->status, 0);
	*run = (struct command_run)COMMAND_RUN_INIT;
}
