/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By the types of the kernel (CO-RE): of the thread group's id both must say the same. */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "header.h"

struct TASK {
	int tgid;
} __attribute__((preserve_access_index));

int filter(struct sonde_args *args)
{
	struct TASK *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, tgid) == (int)args->pid && args->count == 777;
}
