/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's probes and histograms can, by its README. */
#include "base/str.h"
#include "cli/check/topics.h"
#include "tracefs/feature.h"

#define TOPIC "features"

/* What a kernel is built with that has them; others come with its version. */
static const char *const options[FEATURE_COUNT] = {
	[FEATURE_KPROBES] = "CONFIG_KPROBE_EVENTS",
	[FEATURE_UPROBES] = "CONFIG_UPROBE_EVENTS",
	[FEATURE_BTF_ARGS] = "CONFIG_PROBE_EVENTS_BTF_ARGS",
	[FEATURE_BTF_MEMBERS] = "CONFIG_PROBE_EVENTS_BTF_ARGS",
	[FEATURE_FUNCTION_PROBES] = "CONFIG_FPROBE_EVENTS",
	[FEATURE_TRACEPOINT_PROBES] = "CONFIG_FPROBE_EVENTS",
	[FEATURE_HISTOGRAMS] = "CONFIG_HIST_TRIGGERS",
	[FEATURE_HIST_BUCKETS] = "CONFIG_HIST_TRIGGERS",
	[FEATURE_HIST_ACTIONS] = "CONFIG_HIST_TRIGGERS",
	[FEATURE_HIST_PERCENT] = "CONFIG_HIST_TRIGGERS",
	[FEATURE_SYNTHETIC_EVENTS] = "CONFIG_SYNTH_EVENTS",
};

static struct sonde_error *add_missing(enum feature feature, struct check_list *list)
{
	const struct feature_info *info = feature_info(feature);
	_cleanup_str_ struct str reason = STR_INIT, advice = STR_INIT;

	str_appendf(&reason, "This kernel does not know it: %s (its README does not have it).",
		    info->what);
	str_append(&advice, "Newer kernels have it");
	if (options[feature])
		str_appendf(&advice, ", if they were built with %s", options[feature]);
	str_append(&advice, ".");
	TRY(str_check(&reason));
	TRY(str_check(&advice));
	return check_add(list, &(struct check_fact){
				       .topic = TOPIC,
				       .name = info->name,
				       .state = CHECK_NO,
				       .reason = str_text(&reason),
				       .advice = str_text(&advice),
			       });
}

struct sonde_error *check_features(const struct check_place *place, struct check_list *list)
{
	const struct check_fact readme = {
		.topic = TOPIC,
		.name = "readme",
		.state = CHECK_UNKNOWN,
		.reason = "They are in the README of tracefs, which is not mounted.",
		.advice = "See what stands under tracefs.",
	};
	struct features features = {0};
	struct sonde_error *error;

	if (!place->tracing_dir)
		return check_add(list, &readme);
	error = features_read(place->tracing_dir, &features);
	if (error)
		return check_add_result(list, &readme, error);
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		if (features_have(features, i))
			TRY(check_add(list, &(struct check_fact){.topic = TOPIC,
								 .name = feature_info(i)->name}));
		else
			TRY(add_missing(i, list));
	}
	return NULL;
}
