/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/attach.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/permission.h"

/* The size of struct bpf_link_info, include/uapi/linux/bpf.h, in the first kernel that had been
 * counting misses (trace_call_bpf() of kernel/trace/bpf_trace.c) when it came out. */
#define LINK_INFO_COUNTING 64

/* A program at an event runs on all CPUs, whichever this one is of; but it has to be on, and where
 * this runs one is. */
static int open_event(uint64_t id)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = id,
		.sample_period = 1,
		.disabled = 1,
	};

	return (int)syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1,
			    PERF_FLAG_FD_CLOEXEC);
}

struct sonde_error *filter_attachment_open(uint64_t id, int program, struct filter_attachment *ret)
{
	const int fd = open_event(id);

	if (fd >= 0) {
		*ret = (struct filter_attachment){.event = fd, .link = -1, .program = program};
		return NULL;
	}
	switch (errno) {
	case EPERM:
	case EACCES:
		return filter_permission_here(FILTER_STEP_OPEN);
	case EINTR:
		return sonde_error_new(SONDE_ERROR_REFUSED,
				       "The event %" PRIu64 " is enabled in tracefs: an event of a "
				       "program serves either ftrace or perf.",
				       id);
	case EMFILE:
		return sonde_error_hint(sonde_error_os(errno, "Cannot open the event %" PRIu64, id),
					"Each place takes two descriptors: raise the limit (ulimit "
					"-n), or ask for fewer places.");
	default:
		return sonde_error_os(errno, "Cannot open the event %" PRIu64 " by perf", id);
	}
}

static struct sonde_error *explain_start(int errnum)
{
	switch (errnum) {
	case EINVAL:
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "The kernel attaches no program to an event of this kind: "
				       "only kprobe and uprobe events take one.");
	case E2BIG:
		return sonde_error_new(SONDE_ERROR_REFUSED,
				       "The event has as many programs as the kernel takes.");
	default:
		return sonde_error_os(errnum, "Cannot attach the program to its event");
	}
}

struct sonde_error *filter_attachment_start(struct filter_attachment *attachment)
{
	const int link = bpf_link_create(attachment->program, attachment->event, BPF_PERF_EVENT,
					 NULL);

	/* A link can be taken away at once, the bare event only by closing it. */
	attachment->link = link < 0 ? -1 : link;
	if (link < 0 && ioctl(attachment->event, PERF_EVENT_IOC_SET_BPF, attachment->program) < 0)
		return explain_start(errno);
	return NULL;
}

void filter_attachment_stop(struct filter_attachment *attachment)
{
	if (attachment->link >= 0) {
		close(attachment->link);
		attachment->link = -1;
		return;
	}
	filter_attachment_close(attachment);
}

void filter_attachment_close(struct filter_attachment *attachment)
{
	if (attachment->link >= 0)
		close(attachment->link);
	if (attachment->event >= 0)
		close(attachment->event);
	attachment->link = -1;
	attachment->event = -1;
}

bool filter_attachment_counts_misses(const struct filter_attachment *attachment)
{
	/* More than the kernels of today fill: what is not theirs stays as it is. */
	uint64_t info[32] = {0};
	uint32_t size = sizeof(info);

	return attachment->link >= 0 &&
	       bpf_obj_get_info_by_fd(attachment->link, info, &size) == 0 &&
	       size >= LINK_INFO_COUNTING;
}
