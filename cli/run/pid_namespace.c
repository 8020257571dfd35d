/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/run/pid_namespace.h"

#include <sys/stat.h>

#include "base/str.h"

/* PROC_PID_INIT_INO of include/linux/proc_ns.h. */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCu

static enum pid_namespace namespace_of(const char *proc, const char *process)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct stat status;

	str_appendf(&path, "%s/%s/ns/pid", proc, process);
	if (path.failed || stat(str_text(&path), &status) != 0)
		return PID_NAMESPACE_UNKNOWN;
	return status.st_ino == FIRST_PID_NAMESPACE ? PID_NAMESPACE_FIRST : PID_NAMESPACE_INNER;
}

enum pid_namespace pid_namespace_own(const char *proc)
{
	return namespace_of(proc, "self");
}

/* Within a namespace the machine's can be mounted still: its first process is the machine's. */
bool pid_namespace_is_inner(const char *proc)
{
	return pid_namespace_own(proc) == PID_NAMESPACE_INNER &&
	       namespace_of(proc, "1") != PID_NAMESPACE_FIRST;
}

struct sonde_error *pid_namespace_check(const char *proc, const char *option)
{
	if (pid_namespace_own(proc) != PID_NAMESPACE_INNER)
		return NULL;
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				"%s: Processes have other numbers in this container (it is a pid "
				"namespace of its own) than for the kernel, which would take "
				"others for them.",
				option),
		"Outside, or in a container with the machine's numbers (as by --pid=host), it can "
		"be told.");
}
