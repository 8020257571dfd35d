/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every third read of 777 bytes, by a map, a constant, a variable and a function of its own. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "header.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

const volatile __u32 every = 3;
__u64 asked;

static __attribute__((noinline)) int is_due(__u64 count)
{
	return count % every == 0;
}

int filter(struct sonde_args *args)
{
	const __u32 pid = args->pid;
	const __u64 one = 1;
	__u64 *count;

	__sync_fetch_and_add(&asked, 1);
	if (args->count != 777)
		return 0;
	count = bpf_map_lookup_elem(&counts, &pid);
	if (!count) {
		bpf_map_update_elem(&counts, &pid, &one, BPF_ANY);
		return is_due(1);
	}
	__sync_fetch_and_add(count, 1);
	/* It may say what is shown. */
	args->count = *count;
	return is_due(*count);
}

/* Another program of the same file is none of sonde's business. */
SEC("kprobe/vfs_write") int other(void *context)
{
	return 0;
}
