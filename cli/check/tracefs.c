/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether tracefs can be used. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/check/topics.h"
#include "tracefs/dir.h"
#include "tracefs/feature.h"

#define TOPIC "tracefs"

/* A file or directory there, and what it is for. */
struct use {
	const char *name;
	/** Below the tracing directory. */
	const char *file;
	int mode;
	/** What a kernel without it lacks. */
	const char *lack;
	const char *advice;
};

static const struct use uses[] = {
	{"kprobe-events", "kprobe_events", W_OK, "The kernel has no probes in itself.",
	 "Use a kernel with CONFIG_KPROBE_EVENTS."},
	{"uprobe-events", "uprobe_events", W_OK, "The kernel has no probes in programs.",
	 "Use a kernel with CONFIG_UPROBE_EVENTS."},
	{"dynamic-events", "dynamic_events", W_OK, "The kernel has no list of all dynamic events.",
	 "Use Linux 5.1 or later with CONFIG_DYNAMIC_EVENTS, for latencies."},
	{"instances", "instances", W_OK | X_OK,
	 "The kernel has no instances, in which hits are counted and recorded.",
	 "Use a kernel with CONFIG_TRACING."},
};

/* euidaccess() asks of files what open() would; nothing is opened for writing. */
static struct sonde_error *add_use(const char *dir, const struct use *use, struct check_list *list)
{
	struct check_fact fact = {.topic = TOPIC, .name = use->name, .state = CHECK_NO};
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *error;

	str_appendf(&path, "%s/%s", dir, use->file);
	TRY(str_check(&path));
	if (euidaccess(str_text(&path), use->mode) == 0)
		return check_add_result(list, &fact, NULL);
	if (errno == ENOENT) {
		fact.reason = use->lack;
		fact.advice = use->advice;
		return check_add(list, &fact);
	}
	error = sonde_error_os(errno, "%s cannot be written", str_text(&path));
	fact.advice = "Run sonde as root.";
	return check_add_result(list, &fact, tracing_hint(error));
}

static struct sonde_error *add_unmounted(struct check_list *list)
{
	const struct check_fact fact = {
		.topic = TOPIC,
		.name = "mounted",
		.state = CHECK_NO,
		.reason = "The tracing file system (tracefs) is not mounted.",
		.advice = "Mount it, as root: mount -t tracefs nodev /sys/kernel/tracing",
	};

	return check_add(list, &fact);
}

struct sonde_error *check_tracefs(const struct check_place *place, struct check_list *list)
{
	struct check_fact readable = {
		.topic = TOPIC,
		.name = "readable",
		.state = CHECK_NO,
		.advice = "Run sonde as root, on a kernel with CONFIG_KPROBE_EVENTS.",
	};
	struct features features;
	struct sonde_error *error;

	if (!place->tracing_dir)
		return add_unmounted(list);
	TRY(check_add(list, &(struct check_fact){.topic = TOPIC,
						 .name = "mounted",
						 .value = place->tracing_dir}));
	error = features_read(place->tracing_dir, &features);
	if (error) {
		/* A directory that cannot be entered hides what is in it: the rest says no more. */
		return check_add_result(list, &readable, error);
	}
	TRY(check_add_result(list, &readable, NULL));
	for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++)
		TRY(add_use(place->tracing_dir, &uses[i], list));
	return NULL;
}
