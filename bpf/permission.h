/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Why the kernel does not let this process load or attach programs.
 *
 * Programs of kprobes take CAP_BPF and CAP_PERFMON whatever kernel.unprivileged_bpf_disabled says
 * (bpf_prog_load() of kernel/bpf/syscall.c), before Linux 5.8 CAP_SYS_ADMIN; perf events of all
 * processes CAP_PERFMON unless kernel.perf_event_paranoid is below 1 (perf_event_open(2)), on
 * Debian's kernels CAP_SYS_ADMIN if that is above 2. Of lockdown (kernel_lockdown(7)) integrity is
 * no hindrance; confidentiality takes away the reading of the kernel's memory, and probes.
 */
#ifndef BPF_PERMISSION_H
#define BPF_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/** What is to be known of a process and its kernel. */
struct filter_facts {
	/** Effective capabilities, a bit for each; those of its user namespace. */
	uint64_t capabilities;
	/** The highest capability that the kernel knows. */
	unsigned last_capability;
	/** It is in a user namespace that is not the first: its capabilities do not count here. */
	bool is_nested;
	/** System calls of it are filtered (seccomp(2)), as container runtimes do. */
	bool is_filtered;
	/** kernel.perf_event_paranoid. */
	int paranoid;
	/** Lockdown is `confidentiality`. */
	bool is_locked_down;
};

/** The texts that they are in; NULL for one that is not there. */
struct filter_fact_texts {
	/** /proc/self/status */
	const char *status;
	/** /proc/self/uid_map */
	const char *uid_map;
	/** /proc/sys/kernel/cap_last_cap */
	const char *last_capability;
	/** /proc/sys/kernel/perf_event_paranoid */
	const char *paranoid;
	/** /sys/kernel/security/lockdown: `none [integrity] confidentiality` */
	const char *lockdown;
};

/** What the texts say; what they do not say is no hindrance. */
struct filter_facts filter_facts_parse(const struct filter_fact_texts *texts);

/**
 * The facts of this process, read from those files.
 *
 * @param root put before their paths; "" for this machine
 */
struct filter_facts filter_facts_read(const char *root);

/** What was refused. */
enum filter_step {
	/** To make a map or load a program. */
	FILTER_STEP_LOAD,
	/** To open a perf event. */
	FILTER_STEP_OPEN,
};

/**
 * The error for a step that the kernel has refused with EPERM or EACCES.
 *
 * @return PERMISSION, never NULL: what was refused and what is missing; the hint has what would
 * help
 */
struct sonde_error *filter_permission(const struct filter_facts *facts, enum filter_step step)
	__attribute__((returns_nonnull));

/** The same with filter_facts_read(). */
struct sonde_error *filter_permission_here(enum filter_step step) __attribute__((returns_nonnull));

/** Whether the kernel's memory is kept from programs here, by lockdown. */
bool filter_is_locked_down(void);

/**
 * The error for a call of bpf(2) that has failed: filter_permission_here() for EPERM, UNSUPPORTED
 * for ENOSYS, else sonde_error_os() with the printf-style message.
 */
struct sonde_error *filter_refusal(int errnum, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));

#endif /* BPF_PERMISSION_H */
