/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/armed.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Before Linux 6.13 nobody waits for programs that run on other CPUs while they are taken away.
 * They are readers of RCU, for which this command waits; not on kernels with CPUs without a tick.
 */
static void wait_for_programs(void)
{
	(void)syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

/* Let all of them go by @p leave. */
static void leave_all(struct filter_armed *armed,
		      void (*leave)(struct filter_attachment *attachment))
{
	const struct filter_leaving *leaving = &armed->leaving;
	size_t done = 0;

	if (leaving->step)
		leaving->step(leaving->data, done, armed->attachments.size);
	vec_for_each(&armed->attachments, attachment) {
		leave(attachment);
		if (leaving->step)
			leaving->step(leaving->data, ++done, armed->attachments.size);
	}
}

void filter_armed_deinit(struct filter_armed *armed)
{
	leave_all(armed, filter_attachment_close);
	vec_deinit(&armed->attachments);
	filter_threads_deinit(&armed->threads);
	filter_programs_deinit(&armed->programs);
	filter_maps_deinit(&armed->maps);
}

struct sonde_error *filter_armed_prepare(struct filter_armed *armed, const struct filter_kin *kin)
{
	int fd;

	filter_keep_quiet();
	TRY(filter_maps_get(&armed->maps, FILTER_MAP_COUNTS, 0, &fd));
	return kin ? filter_threads_follow(&armed->threads, kin, &armed->maps) : NULL;
}

struct sonde_error *filter_armed_attach(struct filter_armed *armed, const struct filter_code *code,
					uint64_t id)
{
	const struct filter_load load = {
		.code = code,
		.type = BPF_PROG_TYPE_KPROBE,
		.ring_size = armed->ring_size,
		.object = armed->object,
	};
	struct filter_attachment attachment;
	struct sonde_error *error;
	int program;

	TRY(filter_programs_load(&armed->programs, &load, &armed->maps, &program));
	TRY(filter_attachment_open(id, program, &attachment));
	error = vec_push(&armed->attachments, attachment);
	if (error)
		filter_attachment_close(&attachment);
	return error;
}

struct sonde_error *filter_armed_start(struct filter_armed *armed)
{
	armed->is_running = true;
	vec_for_each(&armed->attachments, attachment)
		TRY(filter_attachment_start(attachment));
	armed->counts_misses = armed->attachments.size &&
			       filter_attachment_counts_misses(armed->attachments.data);
	return NULL;
}

void filter_armed_stop(struct filter_armed *armed)
{
	if (!armed->is_running)
		return;
	armed->is_running = false;
	leave_all(armed, filter_attachment_stop);
	wait_for_programs();
}

struct sonde_error *filter_armed_misses(const struct filter_armed *armed, uint64_t *ret)
{
	if (armed->counts_misses)
		return filter_programs_misses(&armed->programs, ret);
	*ret = UINT64_MAX;
	return NULL;
}
