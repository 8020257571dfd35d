/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check/task.h"

#include <string.h>

#include "base/str.h"
#include "base/suggest.h"

/* What every probe needs. */
#define TRACING "tracefs.mounted", "tracefs.readable", "kernel.lockdown", "kernel.machine"

#define IN_KERNEL TRACING, "kernel.kprobes-armed", "features.kprobes", "tracefs.kprobe-events"

#define COUNTING IN_KERNEL, "tracefs.instances", "features.histograms"

static const char *const probe[] = {IN_KERNEL, NULL};
static const char *const program[] = {TRACING, "features.uprobes", "tracefs.uprobe-events", NULL};
static const char *const hist[] = {COUNTING, NULL};
static const char *const latency[] = {COUNTING, "features.hist-actions",
				      "features.synthetic-events", "tracefs.dynamic-events", NULL};
static const char *const trace[] = {IN_KERNEL, "tracefs.instances", NULL};
static const char *const filter[] = {IN_KERNEL, "bpf.programs", "bpf.events", NULL};
static const char *const cache[] = {"cache.root", "cache.readable", "cache.writable", NULL};
static const char *const debuginfo[] = {"build.dwarf", "debuginfo.image", NULL};

const struct check_task check_tasks[] = {
	{"probe", "add probes to the kernel", probe},
	{"program", "add probes to programs", program},
	{"hist", "count hits in the kernel: hist, count, stacks", hist},
	{"latency", "measure times in the kernel", latency},
	{"trace", "show hits as they come", trace},
	{"filter", "let programs decide which, by any condition", filter},
	{"cache", "keep what was resolved", cache},
	{"debuginfo", "resolve variables and lines here", debuginfo},
};

_Static_assert(sizeof(check_tasks) / sizeof(*check_tasks) == CHECK_TASKS, "all are counted");

static struct sonde_error *refuse(const char *name)
{
	_cleanup_str_ struct str tasks = STR_INIT;

	for (size_t i = 0; i < CHECK_TASKS; i++)
		str_appendf(&tasks, "%s%s",
			    i == 0		   ? ""
			    : i == CHECK_TASKS - 1 ? " and "
						   : ", ",
			    check_tasks[i].name);
	TRY(str_check(&tasks));
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_USAGE, "Error: '%s' is not a task.", name),
		"There are %s.", str_text(&tasks));
}

struct sonde_error *check_task_find(const char *name, size_t *ret)
{
	struct sonde_error *error;
	struct suggest suggest;

	suggest_init(&suggest, name);
	for (size_t i = 0; i < CHECK_TASKS; i++) {
		if (strcmp(check_tasks[i].name, name) == 0) {
			suggest_deinit(&suggest);
			*ret = i;
			return NULL;
		}
		suggest_offer(&suggest, check_tasks[i].name);
	}
	error = suggest_hint(&suggest, refuse(name));
	suggest_deinit(&suggest);
	return error;
}

bool check_task_needs_topic(const struct check_task *task, const char *topic)
{
	const size_t size = strlen(topic);

	for (const char *const *need = task->needs; *need; need++) {
		if (strncmp(*need, topic, size) == 0 && (*need)[size] == '.')
			return true;
	}
	return false;
}

const struct check_item *check_task_against(const struct check_task *task,
					    const struct check_list *list, size_t *at)
{
	while (task->needs[*at]) {
		const struct check_item *item = check_find(list, task->needs[(*at)++]);

		if (item && item->state == CHECK_NO)
			return item;
	}
	return NULL;
}
