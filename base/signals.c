/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/signals.h"

#include <stddef.h>

struct signals signals_hold(void)
{
	/* signal(7): if one of these is held when the fault is there, what follows is not defined.
	 */
	static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
	struct signals signals;
	sigset_t waiting;

	sigfillset(&waiting);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigdelset(&waiting, faults[i]);
	sigprocmask(SIG_BLOCK, &waiting, &signals.before);
	return signals;
}

void signals_release(struct signals *signals)
{
	sigprocmask(SIG_SETMASK, &signals->before, NULL);
}

bool signals_are_waiting(const struct signals *signals)
{
	static const int ends[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGPIPE,	 SIGALRM, SIGTERM,
				   SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF};
	struct sigaction action;
	sigset_t waiting;

	sigpending(&waiting);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (sigismember(&waiting, ends[i]) && !sigismember(&signals->before, ends[i]) &&
		    sigaction(ends[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			return true;
	}
	return false;
}
