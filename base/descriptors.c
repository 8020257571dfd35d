/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/descriptors.h"

struct descriptors descriptors_raise(void)
{
	struct descriptors descriptors = {.is_raised = false};
	struct rlimit all;

	if (getrlimit(RLIMIT_NOFILE, &descriptors.before) < 0)
		return descriptors;
	all = descriptors.before;
	all.rlim_cur = all.rlim_max;
	descriptors.is_raised = all.rlim_cur != descriptors.before.rlim_cur &&
				setrlimit(RLIMIT_NOFILE, &all) == 0;
	return descriptors;
}

void descriptors_restore(struct descriptors *descriptors)
{
	if (descriptors->is_raised)
		setrlimit(RLIMIT_NOFILE, &descriptors->before);
}
