/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this process may. */
#include <linux/capability.h>
#include <unistd.h>

#include "base/str.h"
#include "bpf/permission.h"
#include "cli/check/text.h"
#include "cli/check/topics.h"
#include "cli/run/pid_namespace.h"

#define TOPIC "user"

/* Linux 5.8 has taken them out of CAP_SYS_ADMIN. */
#ifndef CAP_BPF
#define CAP_PERFMON 38
#define CAP_BPF	    39
#endif

struct capability {
	unsigned number;
	const char *name;
	/** What it is for, as a sentence about who lacks it. */
	const char *lack;
	/** CAP_SYS_ADMIN does as well. */
	bool is_of_admin;
};

static const struct capability capabilities[] = {
	{CAP_SYS_ADMIN, "cap-sys-admin", "CAP_SYS_ADMIN is missing: tracefs cannot be mounted.",
	 false},
	{CAP_BPF, "cap-bpf", "CAP_BPF is missing: no programs of filters are loaded.", true},
	{CAP_PERFMON, "cap-perfmon",
	 "CAP_PERFMON is missing: programs of filters may not read the kernel's memory, nor be "
	 "attached.",
	 true},
	{CAP_DAC_OVERRIDE, "cap-dac-override",
	 "CAP_DAC_OVERRIDE is missing: files of tracefs are used as their owner and mode allow.",
	 false},
	{CAP_SYSLOG, "cap-syslog",
	 "CAP_SYSLOG is missing: with kernel.kptr_restrict at 1 addresses are hidden.", false},
};

static bool has(const struct filter_facts *facts, unsigned number)
{
	return facts->capabilities >> number & 1;
}

static struct sonde_error *add_capability(const struct filter_facts *facts,
					  const struct capability *capability,
					  struct check_list *list)
{
	struct check_fact fact = {.topic = TOPIC, .name = capability->name};

	if (has(facts, capability->number))
		return check_add(list, &fact);
	if (capability->is_of_admin && has(facts, CAP_SYS_ADMIN)) {
		fact.value = "by CAP_SYS_ADMIN";
		return check_add(list, &fact);
	}
	fact.state = CHECK_NO;
	fact.reason = capability->lack;
	fact.advice = capability->is_of_admin && facts->last_capability < CAP_BPF
			      ? "This kernel does not know it yet: it takes CAP_SYS_ADMIN. Run "
				"sonde as root."
			      : "Run sonde as root, or give it the capability.";
	return check_add(list, &fact);
}

static struct sonde_error *add_namespaces(const struct check_place *place,
					  const struct filter_facts *facts, struct check_list *list)
{
	_cleanup_str_ struct str proc = STR_INIT;
	struct check_fact user = {.topic = TOPIC, .name = "user-namespace"};
	struct check_fact pid = {.topic = TOPIC, .name = "pid-namespace", .state = CHECK_NO};
	struct check_fact calls = {.topic = TOPIC, .name = "system-calls"};

	if (facts->is_nested) {
		user.state = CHECK_NO;
		user.reason = "This is a user namespace, whose capabilities are no capabilities "
			      "of the kernel.";
		user.advice = "Run sonde outside of it, or in a privileged container.";
	}
	TRY(check_add(list, &user));
	str_appendf(&proc, "%s/proc", place->root);
	TRY(str_check(&proc));
	TRY(check_add_result(list, &pid, pid_namespace_check(str_text(&proc), "-p, --")));
	if (facts->is_filtered) {
		calls.state = CHECK_UNKNOWN;
		calls.reason = "A seccomp filter of this container may refuse bpf(2) and "
			       "perf_event_open(2).";
		calls.advice = "Let it have both, if filters are to be programs.";
	}
	return check_add(list, &calls);
}

static struct sonde_error *add_paranoid(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = check_text(place->root, "/proc/sys/kernel/perf_event_paranoid",
					       &text);
	const struct check_fact fact = {
		.topic = TOPIC,
		.name = "perf-event-paranoid",
		.state = CHECK_UNKNOWN,
		.value = error ? NULL : str_text(&text),
		.advice = "The kernel was built without CONFIG_PERF_EVENTS, or proc(5) is not "
			  "mounted here.",
	};

	return check_add_result(list, &fact, error);
}

struct sonde_error *check_user(const struct check_place *place, struct check_list *list)
{
	const struct filter_facts facts = filter_facts_read(place->root);
	_cleanup_str_ struct str uid = STR_INIT;

	str_appendf(&uid, "%lu", (unsigned long)geteuid());
	TRY(str_check(&uid));
	TRY(check_add(list, &(struct check_fact){
				    .topic = TOPIC, .name = "uid", .value = str_text(&uid)}));
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(*capabilities); i++)
		TRY(add_capability(&facts, &capabilities[i], list));
	TRY(add_namespaces(place, &facts, list));
	return add_paranoid(place, list);
}
