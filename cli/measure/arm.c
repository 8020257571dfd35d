/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/hist/gate.h"
#include "cli/measure/measuring.h"

static enum session_write_kind kind_of(enum hist_write_kind kind)
{
	switch (kind) {
	case HIST_WRITE_KPROBE:
		return SESSION_KPROBE;
	case HIST_WRITE_UPROBE:
		return SESSION_UPROBE;
	case HIST_WRITE_SYNTHETIC:
		return SESSION_SYNTHETIC;
	case HIST_WRITE_TRIGGER:
		return SESSION_TRIGGER;
	}
	return SESSION_TRIGGER;
}

/* The event in the person's words; NULL for one that sonde has made up. */
static const struct measure_event *find_event(const struct measure *measure,
					      const struct hist_write *write)
{
	vec_for_each(&measure->events, event) {
		if (write->system && write->event && strcmp(event->system, write->system) == 0 &&
		    strcmp(event->event, write->event) == 0)
			return event;
	}
	return NULL;
}

static struct sonde_error *write_one(struct measuring *measuring, const struct hist_write *write)
{
	const struct measure_event *event = find_event(measuring->measure, write);
	const struct session_write wanted = {
		.kind = kind_of(write->kind),
		.system = write->system,
		.event = write->event,
		.text = write->text,
		.undo = write->undo,
	};

	return undertaking_write(&measuring->run, &wanted, event ? event->definition : NULL);
}

struct sonde_error *measuring_arm(struct measuring *measuring)
{
	const struct measure *measure = measuring->measure;
	struct undertaking *run = &measuring->run;
	bool is_armed = false;

	TRY(undertaking_begin(run, &(struct undertaking_session){
					   .tracing_dir = measure->tracing_dir,
					   .name = measure->session,
					   .asked = measure->asked,
				   }));
	vec_for_each(&measure->setup.writes, write) {
		/* Many take their time, and nothing is counted yet that could be shown. */
		if (undertaking_is_interrupted(run)) {
			run->is_quit = true;
			return NULL;
		}
		if (measure->gate && write->kind == HIST_WRITE_TRIGGER && !is_armed) {
			TRY(gate_arm(measure->gate, measure->tracing_dir));
			is_armed = true;
		}
		TRY(write_one(measuring, write));
	}
	run->is_quit = run->is_quit || undertaking_is_interrupted(run);
	return NULL;
}
