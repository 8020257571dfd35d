/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/session_owner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <time.h>

#include "base/file.h"
#include "base/scan.h"

/* How often it is looked whether the session is over. */
#define PAUSE_NS	20000000
#define PAUSES_A_SECOND 50

#define START_FIELD 22

struct sonde_error *session_process_start(pid_t pid, uint64_t *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	struct scan scan;

	str_appendf(&path, "/proc/%ld/stat", (long)pid);
	TRY(str_check(&path));
	TRY(file_read(str_text(&path), 1 << 16, &text));
	/* The second field, the command's name, may have anything in it, also blanks and `)`. */
	scan = scan_text(str_text(&text));
	scan.at = strrchr(scan.text, ')');
	for (int field = 2; scan.at && field < START_FIELD; field++) {
		scan.at = strchr(scan.at, ' ');
		if (scan.at)
			scan.at++;
	}
	if (!scan.at || !scan_u64(&scan, ret))
		return sonde_error_new(SONDE_ERROR_FORMAT, "Cannot understand %s.",
				       str_text(&path));
	return NULL;
}

/* The session of this name as it is now; state is SESSION_DEAD if there is none. */
static struct sonde_error *look(const struct session_place *place, const char *name,
				struct session_info *ret)
{
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;

	*ret = (struct session_info){.state = SESSION_DEAD};
	TRY(session_list(place, &infos));
	vec_for_each(&infos, info) {
		if (strcmp(info->name, name) != 0)
			continue;
		ret->state = info->state;
		ret->pid = info->pid;
		ret->process_start = info->process_start;
	}
	return NULL;
}

/*
 * The process behind a descriptor stays the same one. So it is opened first, and then looked at
 * whether it is the one that is meant.
 */
static struct sonde_error *ask(const struct session_info *info, const char *name)
{
	_cleanup_close_ int fd = pidfd_open(info->pid, 0);
	uint64_t start = 0;

	/* Old kernels and some containers have no such call; EINVAL: the id is now a thread's. */
	if (fd < 0 && errno != ESRCH && errno != EINVAL)
		return sonde_error_os(errno, "Cannot end process %ld of session '%s': pidfd_open",
				      (long)info->pid, name);
	if (fd >= 0)
		TRY(session_process_start(info->pid, &start));
	if (fd < 0 || start != info->process_start)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND,
				       "The process %ld of session '%s' is gone, or another one.",
				       (long)info->pid, name);
	if (pidfd_send_signal(fd, SIGTERM, NULL, 0) < 0)
		return sonde_error_os(errno, "Cannot end process %ld of session '%s'",
				      (long)info->pid, name);
	return NULL;
}

struct sonde_error *session_interrupt(const struct session_place *place, const char *name,
				      double seconds)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	struct session_info info, now;

	TRY(look(place, name, &info));
	if (info.state != SESSION_RUNNING)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "No session '%s' is running.", name);
	TRY(ask(&info, name));
	for (long left = (long)(seconds * PAUSES_A_SECOND); left > 0; left--) {
		TRY(look(place, name, &now));
		if (now.state != SESSION_RUNNING || now.pid != info.pid)
			return NULL;
		nanosleep(&pause, NULL);
	}
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_REFUSED,
						"Process %ld of session '%s' has been asked to end "
						"(SIGTERM), but has not within %.0f s.",
						(long)info.pid, name, seconds),
				"It may be busy; look at it, or end it by kill -KILL %ld, and run "
				"'sonde session gc' then.",
				(long)info.pid);
}
