/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which kernel runs here, and what it lets be seen and probed. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/file.h"
#include "base/str.h"
#include "blacklist/list.h"
#include "bpf/registers.h"
#include "cli/check/text.h"
#include "cli/check/topics.h"
#include "image/kallsyms.h"
#include "tracefs/ftrace_enabled.h"

#define TOPIC "kernel"

static struct sonde_error *add_machine(const char *machine, struct check_list *list)
{
	const struct filter_registers *registers;
	_cleanup_error_ struct sonde_error *unknown = filter_registers_of(machine, &registers);
	_cleanup_str_ struct str reason = STR_INIT;
	struct check_fact fact = {.topic = TOPIC, .name = "machine", .value = machine};

	if (unknown) {
		str_appendf(&reason, "The registers of %s are not known: nothing is resolved here.",
			    machine);
		TRY(str_check(&reason));
		fact.state = CHECK_NO;
		fact.reason = str_text(&reason);
		fact.advice = "Use x86_64 or aarch64.";
	}
	return check_add(list, &fact);
}

static struct sonde_error *add_build_id(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct check_fact fact = {
		.topic = TOPIC,
		.name = "build-id",
		.state = CHECK_NO,
		.advice = "Without it nothing cached can be used here, and no debuginfo be found: "
			  "name an image with -k.",
	};
	struct build_id id = {0};
	struct sonde_error *error = check_running_id(place->root, &id);

	if (!error) {
		build_id_print(&id, &text);
		TRY(str_check(&text));
		fact.value = str_text(&text);
	}
	return check_add_result(list, &fact, error);
}

/* `none [integrity] confidentiality`: what is in the brackets; "" if nothing is. */
static struct sonde_error *bracketed(const char *text, struct str *ret)
{
	const char *start = strchr(text, '[');

	if (start)
		str_append_bytes(ret, start + 1, strcspn(start + 1, "]"));
	return str_check(ret);
}

static struct sonde_error *add_lockdown(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str text = STR_INIT, mode = STR_INIT;
	_cleanup_error_ struct sonde_error *error =
		check_text(place->root, "/sys/kernel/security/lockdown", &text);
	struct check_fact fact = {.topic = TOPIC, .name = "lockdown"};

	if (error) {
		fact.state = CHECK_UNKNOWN;
		fact.reason = "/sys/kernel/security/lockdown cannot be read: securityfs is not "
			      "mounted, or this kernel cannot be locked down.";
		fact.advice = "To see it: mount -t securityfs nodev /sys/kernel/security";
		return check_add(list, &fact);
	}
	TRY(bracketed(str_text(&text), &mode));
	fact.value = str_text(&mode);
	if (strcmp(str_text(&mode), "confidentiality") == 0) {
		fact.state = CHECK_NO;
		fact.reason = "The kernel is locked down (confidentiality): it takes no probes, "
			      "and no program may read its memory.";
		fact.advice = "See kernel_lockdown(7). With `integrity`, or without lockdown "
			      "(lockdown= on the kernel's command line), all of it would work.";
	}
	return check_add(list, &fact);
}

/* A switch that is a file with a number. */
struct setting {
	const char *name;
	const char *path;
	/** Of 0. */
	const char *reason;
	const char *advice;
	/** Where the file cannot be read. */
	const char *unreadable;
};

static const struct setting kprobes_setting = {
	.name = "kprobes-armed",
	.path = "/sys/kernel/debug/kprobes/enabled",
	.reason = "All kprobes are disarmed: those that are added are never hit.",
	.advice = "Arm them: echo 1 >/sys/kernel/debug/kprobes/enabled",
	.unreadable = "Mount debugfs (mount -t debugfs nodev /sys/kernel/debug), and look as root.",
};

static const struct setting ftrace_setting = {
	.name = "ftrace-enabled",
	.path = FTRACE_ENABLED,
	.reason = "kernel.ftrace_enabled is 0: probes at the first instruction of a function, and "
		  "at its return, may not be hit.",
	.advice = "sysctl kernel.ftrace_enabled=1",
	.unreadable = "A kernel that was built without CONFIG_DYNAMIC_FTRACE has none, and needs "
		      "none. Otherwise mount proc(5): mount -t proc proc /proc",
};

static struct sonde_error *add_setting(const struct check_place *place,
				       const struct setting *setting, struct check_list *list)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error = check_text(place->root, setting->path, &text);
	struct check_fact fact = {
		.topic = TOPIC,
		.name = setting->name,
		.state = CHECK_UNKNOWN,
		.advice = setting->unreadable,
	};

	if (error)
		return check_add_result(list, &fact, error);
	fact.state = strcmp(str_text(&text), "0") == 0 ? CHECK_NO : CHECK_OK;
	fact.reason = fact.state == CHECK_NO ? setting->reason : NULL;
	fact.advice = fact.state == CHECK_NO ? setting->advice : NULL;
	return check_add(list, &fact);
}

static struct sonde_error *add_blacklist(const struct check_place *place, struct check_list *list)
{
	_cleanup_blacklist_ struct blacklist blacklist = BLACKLIST_INIT;
	_cleanup_str_ struct str path = STR_INIT, value = STR_INIT;
	struct check_fact fact = {
		.topic = TOPIC,
		.name = "blacklist",
		.state = CHECK_NO,
		.advice =
			"Without it the kernel itself refuses, in fewer words. Run sonde as root.",
	};
	struct sonde_error *error;

	str_appendf(&path, "%s/sys/kernel/debug/kprobes/blacklist", place->root);
	TRY(str_check(&path));
	error = blacklist_read(str_text(&path), &blacklist);
	if (!error) {
		str_appendf(&value, "%zu ranges%s", blacklist.ranges.size,
			    blacklist.hidden ? ", without addresses" : "");
		fact.value = str_text(&value);
	}
	return check_add_result(list, &fact, error);
}

/* The address of a symbol that both machines have, and early; 0 where it is hidden. */
static struct sonde_error *read_address(const struct check_place *place, uint64_t *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_fclose_ FILE *stream = NULL;
	struct kallsyms_symbol symbol = {0};

	str_appendf(&path, "%s/proc/kallsyms", place->root);
	TRY(str_check(&path));
	stream = fopen(str_text(&path), "re");
	if (!stream)
		return sonde_error_os(errno, "Cannot open %s", str_text(&path));
	TRY(kallsyms_find_first(stream, "_stext", &symbol));
	*ret = symbol.address;
	return NULL;
}

static struct sonde_error *add_kptr_restrict(const struct check_place *place,
					     struct check_list *list, struct str *ret)
{
	struct sonde_error *error = check_text(place->root, "/proc/sys/kernel/kptr_restrict", ret);
	const struct check_fact fact = {
		.topic = TOPIC,
		.name = "kptr-restrict",
		.state = CHECK_UNKNOWN,
		.value = error ? NULL : str_text(ret),
		.advice = "Mount proc(5): mount -t proc proc /proc",
	};

	return check_add_result(list, &fact, error);
}

/* Which addresses kptr_restrict shows: kallsyms_show_value() of kernel/ksyms_common.c. */
static struct sonde_error *add_addresses(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str restricted = STR_INIT;
	struct check_fact fact = {.topic = TOPIC, .name = "addresses"};
	struct sonde_error *error;
	uint64_t address = 0;

	TRY(add_kptr_restrict(place, list, &restricted));
	error = read_address(place, &address);
	if (!error && address)
		return check_add(list, &fact);
	fact.state = CHECK_NO;
	if (error) {
		fact.advice = "Mount proc(5): mount -t proc proc /proc. A kernel that was built "
			      "without CONFIG_KALLSYMS has no symbols.";
		return check_add_result(list, &fact, error);
	}
	fact.reason = "Symbols have no addresses in /proc/kallsyms: the blacklist counts by names "
		      "only, and addresses in hits stay numbers.";
	fact.advice = strcmp(str_text(&restricted), "2") == 0
			      ? "kernel.kptr_restrict is 2, which hides them from all. As root: "
				"sysctl kernel.kptr_restrict=1"
			      : "Run sonde as root, or with CAP_SYSLOG.";
	return check_add(list, &fact);
}

static struct sonde_error *add_btf(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct check_fact fact = {.topic = TOPIC, .name = "btf"};

	str_appendf(&path, "%s/sys/kernel/btf/vmlinux", place->root);
	TRY(str_check(&path));
	if (file_exists(str_text(&path))) {
		fact.value = "/sys/kernel/btf/vmlinux";
		return check_add(list, &fact);
	}
	fact.state = CHECK_NO;
	fact.reason = "The kernel tells no types (CONFIG_DEBUG_INFO_BTF).";
	fact.advice = "Nothing is to be done: sonde itself does without. Object files of "
		      "sonde filter that were compiled by CO-RE need it.";
	return check_add(list, &fact);
}

struct sonde_error *check_kernel(const struct check_place *place, struct check_list *list)
{
	struct utsname names;

	if (uname(&names) < 0)
		names = (struct utsname){.release = "unknown", .machine = "unknown"};
	TRY(check_add(list, &(struct check_fact){
				    .topic = TOPIC, .name = "release", .value = names.release}));
	TRY(add_machine(names.machine, list));
	TRY(add_build_id(place, list));
	TRY(add_lockdown(place, list));
	TRY(add_setting(place, &kprobes_setting, list));
	TRY(add_setting(place, &ftrace_setting, list));
	TRY(add_blacklist(place, list));
	TRY(add_addresses(place, list));
	return add_btf(place, list);
}
