/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/interrupts.h"

#include <errno.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void collect(sigset_t *ret)
{
	struct sigaction hangup;

	sigemptyset(ret);
	sigaddset(ret, SIGINT);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGQUIT);
	sigaddset(ret, SIGCHLD);
	/* Those that are held back are queued even if they are ignored; this one is not to end it.
	 * SIGINT is: a shell's script starts what is in its background with it ignored, and has no
	 * other way to end it. */
	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
		sigaddset(ret, SIGHUP);
}

struct sonde_error *interrupts_begin(struct interrupts *ret)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	const struct sigaction usual = {.sa_handler = SIG_DFL};
	struct interrupts interrupts = INTERRUPTS_INIT;
	sigset_t set;

	collect(&set);
	interrupts.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (interrupts.fd < 0)
		return sonde_error_os(errno, "Cannot make a descriptor for signals");
	sigprocmask(SIG_BLOCK, &set, &interrupts.before);
	sigaction(SIGPIPE, &ignore, &interrupts.pipe);
	/* If they are ignored, the status of children is lost. */
	sigaction(SIGCHLD, &usual, &interrupts.child);
	*ret = interrupts;
	return NULL;
}

enum interrupt interrupts_next(struct interrupts *interrupts)
{
	struct signalfd_siginfo info;

	if (interrupts->fd < 0 || read(interrupts->fd, &info, sizeof(info)) != sizeof(info))
		return INTERRUPT_NONE;
	switch (info.ssi_signo) {
	case SIGCHLD:
		return INTERRUPT_CHILD;
	case SIGINT:
		return info.ssi_code == SI_KERNEL ? INTERRUPT_KEY : INTERRUPT_END;
	case SIGTERM:
		return INTERRUPT_END;
	default:
		return INTERRUPT_QUIT;
	}
}

void interrupts_end(struct interrupts *interrupts)
{
	if (interrupts->fd < 0)
		return;
	while (interrupts_next(interrupts) != INTERRUPT_NONE)
		;
	close(take_fd(&interrupts->fd));
	sigaction(SIGPIPE, &interrupts->pipe, NULL);
	sigaction(SIGCHLD, &interrupts->child, NULL);
	sigprocmask(SIG_SETMASK, &interrupts->before, NULL);
}
