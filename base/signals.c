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
