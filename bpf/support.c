/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/filter.h"
#include "bpf/load.h"
#include "bpf/maps.h"
#include "bpf/permission.h"

/* Reads the kernel's memory, and counts: what every program of a filter does. */
static const struct bpf_insn trial[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_3, .src_reg = BPF_REG_1},
	{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_1, .src_reg = BPF_REG_10},
	{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_1, .imm = -8},
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2, .imm = 8},
	{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_probe_read},
	{.code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = BPF_REG_1},
	{.code = 0},
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_2, .imm = 1},
	{.code = BPF_STX | BPF_ATOMIC | BPF_DW,
	 .dst_reg = BPF_REG_1,
	 .src_reg = BPF_REG_2,
	 .imm = BPF_ADD},
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
	{.code = BPF_JMP | BPF_EXIT},
};

#define TRIAL_MAP 5

static struct sonde_error *try_program(void)
{
	_cleanup_filter_maps_ struct filter_maps maps = FILTER_MAPS_INIT;
	_cleanup_filter_programs_ struct filter_programs programs = {.list = VEC_INIT};
	_cleanup_filter_code_ struct filter_code code = {.insns = VEC_INIT};
	const struct filter_load load = {.code = &code, .type = BPF_PROG_TYPE_KPROBE};
	int fd;

	for (size_t i = 0; i < sizeof(trial) / sizeof(trial[0]); i++)
		TRY(vec_push(&code.insns, trial[i]));
	TRY(vec_push(&code.references, (struct filter_reference){.insn = TRIAL_MAP,
								 .map = FILTER_MAP_COUNTS,
								 .is_value = true}));
	return filter_programs_load(&programs, &load, &maps, &fd);
}

/* What is refused by the verifier for no permission is a kernel that does not know it yet. */
static struct sonde_error *tell_age(struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *owned = error;

	if (!error || error->kind != SONDE_ERROR_REFUSED)
		return take_ptr(owned);
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				"The kernel does not take the programs of filters, for "
				"which Linux 5.2 is old enough. %s",
				error->message),
		"--via ftrace needs none.");
}

/* The smallest that there is. EINVAL is what a type of map gives that is not known. */
static struct sonde_error *try_ring(void)
{
	const int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "sonde_trial", 0, 0,
				      (uint32_t)filter_ring_size(1), NULL);

	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	if (fd != -EINVAL)
		return filter_refusal(-fd, "Cannot make a BPF ring buffer");
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
						"The kernel has no BPF ring buffer, which came "
						"with Linux 5.8."),
				"--via perf takes records by perf, --via ftrace without programs.");
}

/* An event that never happens, of all processes, with the kernel, as that of a probe will be. */
static struct sonde_error *try_event(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY,
		.disabled = 1,
	};
	const int fd = (int)syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1,
				    PERF_FLAG_FD_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	switch (errno) {
	case EPERM:
	case EACCES:
		return filter_permission_here(FILTER_STEP_OPEN);
	case ENOSYS:
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
							"The kernel was built without "
							"CONFIG_PERF_EVENTS, by which programs are "
							"attached to probes."),
					"--via ftrace needs none.");
	default:
		return sonde_error_os(errno, "Cannot open a perf event");
	}
}

struct sonde_error *filter_try(enum filter_means means)
{
	filter_keep_quiet();
	if (filter_is_locked_down())
		return filter_permission_here(FILTER_STEP_LOAD);
	switch (means) {
	case FILTER_MEANS_PROGRAMS:
		return tell_age(try_program());
	case FILTER_MEANS_EVENTS:
		return try_event();
	case FILTER_MEANS_RING:
		return try_ring();
	}
	return NULL;
}

struct sonde_error *filter_check_support(bool needs_ring)
{
	TRY(filter_try(FILTER_MEANS_PROGRAMS));
	TRY(filter_try(FILTER_MEANS_EVENTS));
	return needs_ring ? filter_try(FILTER_MEANS_RING) : NULL;
}
