/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether filters can be programs. */
#include "bpf/filter.h"
#include "cli/check/topics.h"

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

struct sonde_error *check_bpf(const struct check_place *place, struct check_list *list)
{
	TRY(add_means("programs", FILTER_MEANS_PROGRAMS, list));
	TRY(add_means("events", FILTER_MEANS_EVENTS, list));
	TRY(add_means("ring-buffer", FILTER_MEANS_RING, list));
	return check_jit(place, list);
}
