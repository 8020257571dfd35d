/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/wait.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "cache/lock.h"

/* Nanoseconds that nobody minds, and between two looks. */
#define PATIENCE UINT64_C(1000000000)
#define STEP	 20000000L

/* `process 12 (sonde)` */
static void print_holder(pid_t holder, struct str *out)
{
	_cleanup_str_ struct str path = STR_INIT, command = STR_INIT;

	if (!holder) {
		str_append(out, "another process");
		return;
	}
	str_appendf(out, "process %d", (int)holder);
	str_appendf(&path, "/proc/%d/comm", (int)holder);
	sonde_error_destroy(file_read(str_text(&path), 0, &command));
	if (command.size > 1)
		str_appendf(out, " (%.*s)", (int)strcspn(str_text(&command), "\n"),
			    str_text(&command));
}

void cache_wait(FILE *err, const char *root)
{
	const struct timespec pause = {.tv_nsec = STEP};
	const uint64_t until = clock_monotonic() + PATIENCE;
	_cleanup_str_ struct str who = STR_INIT;
	pid_t holder;

	while (err && cache_lock_is_held(root, &holder)) {
		if (clock_monotonic() < until) {
			nanosleep(&pause, NULL);
			continue;
		}
		print_holder(holder, &who);
		fprintf(err, "Note: Waiting for %s, which writes to the cache %s.\n",
			str_text(&who), root);
		fflush(err);
		return;
	}
}
