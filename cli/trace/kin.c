/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/kin.h"

#include <dirent.h>
#include <errno.h>

#include "base/file.h"
#include "base/map.h"
#include "base/scan.h"
#include "base/str.h"
#include "tracefs/format.h"

/* Where a thread's number is in the records of an event of sched. */
static struct sonde_error *find_thread(const char *tracing_dir, const char *event,
				       const char *field, size_t *ret)
{
	_cleanup_event_format_ struct event_format format = {0};
	const struct event_field *found;

	TRY(event_format_read(tracing_dir, "sched", event, &format));
	found = event_format_find(&format, field);
	if (!found || found->size != sizeof(uint32_t))
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "This kernel's sched:%s has no number %s.", event, field);
	*ret = found->offset;
	return NULL;
}

struct sonde_error *trace_kin_find(const char *tracing_dir, struct filter_kin *ret)
{
	struct filter_kin kin;

	TRY(find_thread(tracing_dir, "sched_process_fork", "child_pid", &kin.fork_child));
	TRY(find_thread(tracing_dir, "sched_process_exec", "old_pid", &kin.exec_old));
	TRY(event_id_read(tracing_dir, "sched", "sched_process_fork", &kin.fork_id));
	TRY(event_id_read(tracing_dir, "sched", "sched_process_exec", &kin.exec_id));
	TRY(event_id_read(tracing_dir, "sched", "sched_process_exit", &kin.exit_id));
	*ret = kin;
	return NULL;
}

/* @p is_new gets whether there was one that is not known. */
static struct sonde_error *add_once(pid_t pid, struct map *known, trace_thread_fn *take, void *data,
				    bool *is_new)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_closedir_ DIR *folder = NULL;
	const struct dirent *entry;

	*is_new = false;
	str_appendf(&path, "/proc/%ld/task", (long)pid);
	TRY(str_check(&path));
	folder = opendir(str_text(&path));
	if (!folder && (errno == ENOENT || errno == ESRCH))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no process %ld.",
				       (long)pid);
	if (!folder)
		return sonde_error_os(errno, "Cannot read %s", str_text(&path));
	while ((entry = readdir(folder))) {
		struct scan scan = scan_text(entry->d_name);
		uint64_t tid;

		if (!scan_u64(&scan, &tid) || map_has(known, entry->d_name))
			continue;
		*is_new = true;
		TRY(map_put(known, entry->d_name, NULL));
		TRY(take(data, (pid_t)tid));
	}
	return NULL;
}

/* Those that a thread has made before it was taken are found by looking once more. */
static struct sonde_error *add_process(pid_t pid, trace_thread_fn *take, void *data)
{
	struct map known = {0};
	struct sonde_error *error = NULL;
	bool is_new = true;

	while (is_new && !error)
		error = add_once(pid, &known, take, data, &is_new);
	map_deinit(&known);
	return error;
}

struct sonde_error *trace_kin_add(const struct undertaking *run, trace_thread_fn *take, void *data)
{
	struct pid_list pids = VEC_INIT;
	struct sonde_error *error = undertaking_pids(run, &pids);

	for (size_t i = 0; i < pids.size && !error; i++)
		error = add_process(pids.data[i], take, data);
	vec_deinit(&pids);
	return error;
}

struct sonde_error *trace_add_misses(struct session *session, uint64_t *misses)
{
	uint64_t probes;

	TRY(session_misses(session, &probes));
	if (probes == SESSION_MISSES_UNKNOWN)
		return NULL;
	*misses = *misses == UINT64_MAX ? probes : *misses + probes;
	return NULL;
}
