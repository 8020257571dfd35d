/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/recorded.h"

#include "cli/trace/kin.h"
#include "cli/trace/writes.h"
#include "tracefs/format.h"

static struct trace_recorder *recorder_of(struct trace_source *source)
{
	return (struct trace_recorder *)source;
}

void trace_recorder_deinit(struct trace_recorder *recorder)
{
	vec_for_each(&recorder->recorded, recorded) {
		hit_source_deinit(&recorded->source);
		trace_addresses_deinit(&recorded->addresses);
	}
	vec_deinit(&recorder->recorded);
	vec_deinit(&recorder->places);
	vec_deinit(&recorder->base.events);
	hit_deinit(&recorder->hit);
}

struct filter_leaving trace_recorder_leaving(struct trace_recorder *recorder)
{
	const struct asking *asking = recorder->base.request.asking;
	const struct undertaking_options *options = &asking->options->measure.common;

	recorder->pace = (struct pace){
		.err = options->quiet || options->expedite ? NULL : asking->context->err,
		.what = "programs",
	};
	return (struct filter_leaving){pace_step, &recorder->pace};
}

/* With the threads of -p and of the command, if there are such. */
static struct sonde_error *create(struct trace_recorder *recorder)
{
	const struct trace_source_request *request = &recorder->base.request;
	const struct undertaking_options *common = &request->asking->options->measure.common;
	struct filter_kin kin;

	if (!common->pids.size && !common->command)
		return recorder->outlet->create(&recorder->base, NULL);
	TRY(trace_kin_find(request->asking->measure.tracing_dir, &kin));
	TRY(recorder->outlet->create(&recorder->base, &kin));
	return trace_kin_add(request->run, recorder->outlet->add_thread, &recorder->base);
}

static struct sonde_error *attach(struct trace_recorder *recorder, size_t recorded, size_t place)
{
	const struct trace_source_request *request = &recorder->base.request;
	const struct trace_event *event = recorder->recorded.data[recorded].event;
	const struct trace_place *wanted = &event->places.data[place];
	struct sonde_error *error;
	uint64_t id;

	TRY(event_id_read(request->asking->measure.tracing_dir, event->event->system, wanted->name,
			  &id));
	error = recorder->outlet->attach(&recorder->base, &wanted->code, id);
	if (error)
		return sonde_error_prefix(error, "%s: ", event->described->given);
	return vec_push(&recorder->places, ((struct trace_recorded_place){id, recorded, place}));
}

static struct sonde_error *learn(struct trace_recorder *recorder, const struct trace_event *event)
{
	const struct hit_source_request wanted = {
		.event = event->event,
		.group = event->described->group,
		.name = event->event->event,
		.hidden = event->hidden,
	};
	struct trace_recorded *recorded;

	TRY(vec_push(&recorder->recorded, ((struct trace_recorded){.event = event})));
	recorded = vec_last(&recorder->recorded);
	TRY(recorder->outlet->describe(&recorder->base, event, &wanted, &recorded->source));
	TRY(trace_addresses_find(recorder->base.request.asking, event->event,
				 &recorded->addresses));
	for (size_t i = 0; i < event->places.size; i++)
		TRY(attach(recorder, recorder->recorded.size - 1, i));
	return NULL;
}

struct sonde_error *trace_recorder_arm(struct trace_source *source)
{
	const struct trace_source_request *request = &source->request;
	struct trace_recorder *recorder = recorder_of(source);
	_cleanup_trace_writes_ struct trace_writes writes = VEC_INIT;

	TRY(trace_writes_make(request->asking, request->plan, &writes));
	TRY(trace_writes_do(request->run, &writes));
	if (request->run->is_quit)
		return NULL;
	TRY(create(recorder));
	vec_for_each(&request->plan->events, event)
		TRY(learn(recorder, event));
	vec_for_each(&recorder->recorded, recorded)
		TRY(vec_push(&source->events, &recorded->source.event));
	return NULL;
}

struct sonde_error *trace_recorder_count(struct trace_source *source, struct trace_counts *ret)
{
	const struct trace_outlet *outlet = recorder_of(source)->outlet;
	struct filter_counts counts;

	outlet->counts(source, &counts);
	*ret = (struct trace_counts){
		.lost = counts.lost,
		.rejected = counts.seen - counts.passed,
		.faulted = counts.faulted,
		.cut = counts.cut,
		.unfollowed = counts.unfollowed,
	};
	TRY(outlet->misses(source, &ret->missed));
	return trace_add_misses(source->request.run->session, &ret->missed);
}
