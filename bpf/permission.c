/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/permission.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

#define TEXT_LIMIT ((size_t)1 << 16)

/* Linux 5.8 has taken them out of CAP_SYS_ADMIN. */
#ifndef CAP_BPF
#define CAP_PERFMON 38
#define CAP_BPF	    39
#endif

#define ELSE "--via ftrace needs no program: it takes what the kernel's own filters can say."

/* What is behind `NAME:` at the beginning of a line; NULL if there is no such line. */
static const char *line_of(const char *text, const char *name)
{
	for (const char *at = text; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, name, strlen(name)) == 0)
			return at + strlen(name);
	}
	return NULL;
}

struct filter_facts filter_facts_parse(const struct filter_fact_texts *texts)
{
	struct filter_facts facts = {.capabilities = UINT64_MAX, .last_capability = CAP_BPF};
	const char *found = line_of(texts->status, "CapEff:");
	unsigned first, outside, count;

	if (found)
		(void)sscanf(found, "%" SCNx64, &facts.capabilities);
	found = line_of(texts->status, "Seccomp:");
	facts.is_filtered = found && strtol(found, NULL, 10) == 2;
	if (texts->uid_map && sscanf(texts->uid_map, "%u %u %u", &first, &outside, &count) == 3)
		facts.is_nested = first != 0 || outside != 0 || count != UINT32_MAX;
	if (texts->last_capability)
		(void)sscanf(texts->last_capability, "%u", &facts.last_capability);
	if (texts->paranoid)
		(void)sscanf(texts->paranoid, "%d", &facts.paranoid);
	facts.is_locked_down = texts->lockdown && strstr(texts->lockdown, "[confidentiality]");
	return facts;
}

static bool has(const struct filter_facts *facts, unsigned capability)
{
	return facts->capabilities >> capability & 1;
}

/* What is missing, as `CAP_BPF and CAP_PERFMON`; NULL if nothing is. */
static const char *missing_for(const struct filter_facts *facts, enum filter_step step)
{
	if (has(facts, CAP_SYS_ADMIN))
		return NULL;
	if (facts->last_capability < CAP_BPF || (step == FILTER_STEP_OPEN && facts->paranoid > 2))
		return "CAP_SYS_ADMIN";
	if (step == FILTER_STEP_OPEN)
		return has(facts, CAP_PERFMON) ? NULL : "CAP_PERFMON";
	if (has(facts, CAP_BPF))
		return has(facts, CAP_PERFMON) ? NULL : "CAP_PERFMON";
	return has(facts, CAP_PERFMON) ? "CAP_BPF" : "CAP_BPF and CAP_PERFMON";
}

/* What is enough for all steps. */
static const char *enough_of(const struct filter_facts *facts)
{
	return facts->last_capability < CAP_BPF || facts->paranoid > 2 ? "CAP_SYS_ADMIN"
								       : "CAP_BPF and CAP_PERFMON";
}

/* Why a sysctl stands against it; "" if none does. */
static const char *sysctl_of(const struct filter_facts *facts, enum filter_step step)
{
	if (step != FILTER_STEP_OPEN || facts->last_capability < CAP_BPF || facts->paranoid < 1)
		return "";
	return facts->paranoid > 2 ? " With kernel.perf_event_paranoid at 2 or less, CAP_PERFMON "
				     "would do."
				   : " With kernel.perf_event_paranoid at 0 or less, none would be "
				     "needed for this.";
}

struct sonde_error *filter_permission(const struct filter_facts *facts, enum filter_step step)
{
	const char *what = step == FILTER_STEP_OPEN ? "attach a BPF program to an event"
						    : "load a BPF program";
	const char *missing = missing_for(facts, step);

	if (facts->is_locked_down)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_PERMISSION,
					"The kernel is locked down (confidentiality): no program "
					"may read its memory, and it takes no probes."),
			"See kernel_lockdown(7). With `integrity` all of it would work.");
	if (missing)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_PERMISSION,
							"Not allowed to %s: that takes %s.%s", what,
							missing, sysctl_of(facts, step)),
					"Run sonde as root, or with %s. " ELSE, enough_of(facts));
	if (facts->is_nested)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_PERMISSION,
					"Not allowed to %s: this is a user namespace, whose "
					"capabilities are no capabilities of the kernel.",
					what),
			"Run sonde outside of it. " ELSE);
	if (facts->is_filtered)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_PERMISSION,
							"Not allowed to %s: a seccomp filter of "
							"this container may refuse it.",
							what),
					"Let it have bpf(2) and perf_event_open(2). " ELSE);
	return sonde_error_hint(
		sonde_error_new(SONDE_ERROR_PERMISSION,
				"Not allowed to %s, for another reason than capabilities: a "
				"security module perhaps.",
				what),
		ELSE);
}

/* A file's text; NULL if it cannot be had. */
static const char *text_of(const char *root, const char *path, struct str *buffer)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str whole = STR_INIT;

	str_appendf(&whole, "%s%s", root, path);
	error = whole.failed ? &sonde_error_no_memory
			     : file_read(str_text(&whole), TEXT_LIMIT, buffer);
	return error || buffer->failed ? NULL : str_text(buffer);
}

struct filter_facts filter_facts_read(const char *root)
{
	_cleanup_str_ struct str status = STR_INIT;
	_cleanup_str_ struct str uid_map = STR_INIT;
	_cleanup_str_ struct str last = STR_INIT;
	_cleanup_str_ struct str paranoid = STR_INIT;
	_cleanup_str_ struct str lockdown = STR_INIT;
	const struct filter_fact_texts texts = {
		.status = text_of(root, "/proc/self/status", &status),
		.uid_map = text_of(root, "/proc/self/uid_map", &uid_map),
		.last_capability = text_of(root, "/proc/sys/kernel/cap_last_cap", &last),
		.paranoid = text_of(root, "/proc/sys/kernel/perf_event_paranoid", &paranoid),
		.lockdown = text_of(root, "/sys/kernel/security/lockdown", &lockdown),
	};

	return filter_facts_parse(&texts);
}

struct sonde_error *filter_permission_here(enum filter_step step)
{
	const struct filter_facts facts = filter_facts_read("");

	return filter_permission(&facts, step);
}

bool filter_is_locked_down(void)
{
	return filter_facts_read("").is_locked_down;
}

struct sonde_error *filter_refusal(int errnum, const char *format, ...)
{
	struct sonde_error *error;
	char message[256];
	va_list arguments;

	if (errnum == EPERM)
		return filter_permission_here(FILTER_STEP_LOAD);
	if (errnum == ENOSYS)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
							"The kernel has no BPF: it was built "
							"without CONFIG_BPF_SYSCALL."),
					ELSE);
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	error = sonde_error_os(errnum, "%s", message);
	return error;
}
