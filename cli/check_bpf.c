/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether filters can be programs. */
#include <string.h>

#include "base/str.h"
#include "bpf/filter.h"
#include "cli/check_text.h"
#include "cli/check_topics.h"

#define TOPIC "bpf"

static struct sonde_error *add_means(const char *name, enum filter_means means,
				     struct check_list *list)
{
	const struct check_fact fact = {
		.topic = TOPIC,
		.name = name,
		.state = CHECK_NO,
		.advice = "--via ftrace needs none: it takes what the kernel's own filters can "
			  "say.",
	};

	return check_add_result(list, &fact, filter_try(means));
}

/* Documentation/admin-guide/sysctl/net.rst; not there if the kernel has no other way than it. */
static struct sonde_error *add_jit(const struct check_place *place, struct check_list *list)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_error_ struct sonde_error *error =
		check_text(place->root, "/proc/sys/net/core/bpf_jit_enable", &text);
	struct check_fact fact = {.topic = TOPIC, .name = "jit"};

	if (error) {
		fact.state = CHECK_UNKNOWN;
		fact.reason = error->message;
		fact.advice = "Only root can read it; programs work either way.";
	} else if (strcmp(str_text(&text), "0") == 0) {
		fact.state = CHECK_NO;
		fact.reason = "net.core.bpf_jit_enable is 0: programs are interpreted, which "
			      "costs more for each hit.";
		fact.advice = "sysctl net.core.bpf_jit_enable=1";
	}
	return check_add(list, &fact);
}

struct sonde_error *check_bpf(const struct check_place *place, struct check_list *list)
{
	TRY(add_means("programs", FILTER_MEANS_PROGRAMS, list));
	TRY(add_means("events", FILTER_MEANS_EVENTS, list));
	TRY(add_means("ring-buffer", FILTER_MEANS_RING, list));
	return add_jit(place, list);
}
