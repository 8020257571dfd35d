/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether programs are compiled. */
#include <string.h>

#include "base/str.h"
#include "cli/check/text.h"
#include "cli/check/topics.h"

/* Documentation/admin-guide/sysctl/net.rst; net/core/sysctl_net_core.c has it for the first network
 * namespace alone, and with CONFIG_BPF_JIT alone. */
#define PATH "/proc/sys/net/core/bpf_jit_enable"

static void explain(const struct sonde_error *error, struct check_fact *fact)
{
	fact->state = CHECK_UNKNOWN;
	if (error->kind == SONDE_ERROR_NOT_FOUND) {
		fact->reason =
			"net.core.bpf_jit_enable is not there: the kernel was built without "
			"CONFIG_BPF_JIT, and programs are interpreted, which costs more for "
			"each hit; or this is a network namespace of its own, which does not "
			"show it.";
		fact->advice = "Programs work either way. In a container, look outside of it.";
		return;
	}
	fact->reason = error->message;
	fact->advice = "Programs work either way; look as root.";
}

struct sonde_error *check_jit(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_error_ struct sonde_error *error = check_text(place->root, PATH, &text);
	struct check_fact fact = {.topic = "bpf", .name = "jit"};

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error) {
		explain(error, &fact);
	} else if (strcmp(str_text(&text), "0") == 0) {
		fact.state = CHECK_NO;
		fact.reason = "net.core.bpf_jit_enable is 0: programs are interpreted, which "
			      "costs more for each hit.";
		fact.advice = "sysctl net.core.bpf_jit_enable=1";
	}
	return check_add(list, &fact);
}
