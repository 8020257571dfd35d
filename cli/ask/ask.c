/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/ask.h"

#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "cache/key.h"
#include "cli/ask/cached.h"
#include "cli/ask/existing.h"
#include "cli/ask/mistake.h"
#include "cli/ask/names.h"
#include "cli/ask/print.h"
#include "cli/hist/gate.h"
#include "cli/out.h"
#include "cli/plan/digest.h"
#include "cli/run/lineage.h"
#include "cli/run/possible_cpus.h"
#include "hist/setup.h"
#include "tracefs/dir.h"
#include "tracefs/session.h"

/* Where tracefs is mounted on every machine that has it mounted for itself. */
#define TRACING_DIR_DEFAULT "/sys/kernel/tracing"

void asking_deinit(struct asking *asking)
{
	verdicts_deinit(&asking->verdicts);
	running_symbols_deinit(&asking->symbols);
	pending_deinit(&asking->pending);
	target_deinit(&asking->target);
	live_deinit(&asking->live);
	names_deinit(&asking->names);
	hist_question_deinit(&asking->question);
	hist_needs_deinit(&asking->needs);
	vec_for_each(&asking->likenesses, likeness)
		free(*likeness);
	vec_deinit(&asking->likenesses);
	vec_for_each(&asking->defined, text)
		free(*text);
	vec_deinit(&asking->defined);
	ask_cached_destroy(asking->cached);
	measure_deinit(&asking->measure);
	free(asking->no_live);
	free(asking->group);
}

bool ask_is_existing(const struct asking *asking, const char *word)
{
	struct scan scan = scan_text(word);

	if (!scan_identifier(&scan) || !scan_char(&scan, ':') || !scan_identifier(&scan) ||
	    !scan_done(&scan))
		return false;
	return !asking->options->target.program.name || strncmp(word, "sdt_", 4) != 0;
}

static bool has_definitions(const struct asking *asking)
{
	vec_for_each(&asking->options->words, word) {
		if (!ask_is_existing(asking, *word))
			return true;
	}
	return false;
}

/* What options say of definitions, and there is none. */
static struct sonde_error *check_no_target(const struct asking *asking)
{
	const struct target_options *target = &asking->options->target;
	char letter = 0;

	if (target->vmlinux)
		letter = 'k';
	else if (target->module)
		letter = 'm';
	else if (target->program.name)
		letter = 'x';
	if (letter)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: switch `%c' is for definitions, and none was given: "
				       "%s is there already",
				       letter, asking->options->words.data[0]);
	if (asking->options->cache)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --cache is for definitions, and none was given: %s "
				       "is there already",
				       asking->options->words.data[0]);
	return NULL;
}

/* Whether the kernel that runs here is meant; if it is another one, it can only be cached for. */
static struct sonde_error *check_running(struct asking *asking)
{
	const struct ask_options *options = asking->options;
	struct sonde_error *error = target_check_running(&asking->target);

	asking->is_live = !error;
	if (!error)
		return NULL;
	if (!options->cache || error->kind != SONDE_ERROR_MISMATCH)
		return sonde_error_hint(error,
					"-n shows what would be written there; --cache keeps it "
					"for that machine.");
	asking->is_elsewhere = true;
	sonde_error_destroy(error);
	return NULL;
}

static struct sonde_error *check_cache(struct asking *asking)
{
	struct target *target = &asking->target;

	if (target->id.size == 0)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "%s has no build id: nothing can be cached for it.",
				       target->image->path);
	return target->cache_root ? NULL : cache_default_root(&target->cache_root);
}

/* What may surprise: the kernel takes such probes, and sets them when the module is loaded. */
static struct sonde_error *note_not_loaded(struct asking *asking)
{
	const struct target *target = &asking->target;

	if (!target->module || target->is_loaded)
		return NULL;
	return notes_add(&asking->measure.notes, NOTE_CHANGED,
			 "The module %s is not loaded: its probes come into effect when it is.",
			 target->module);
}

static struct sonde_error *begin_live(struct asking *asking)
{
	/* Names that are taken are of other groups. */
	_cleanup_(names_deinit) struct names unused = NAMES_INIT;

	TRY(live_init(&unused, &asking->live));
	asking->features = asking->live.features;
	return asking->has_target ? note_not_loaded(asking) : NULL;
}

static struct sonde_error *begin_target(struct asking *asking)
{
	const struct ask_options *options = asking->options;
	const bool has_image = target_options_have_image(&options->target);

	TRY(target_options_init(asking->context, &options->target, &asking->target));
	asking->has_target = true;
	if (options->cache)
		TRY(check_cache(asking));
	if (!(options->dry_run && has_image))
		TRY(check_running(asking));
	if (asking->is_live)
		TRY(begin_live(asking));
	else if (!target_is_program(&asking->target))
		TRY(target_find_image(&asking->target));
	if (!asking->is_live)
		asking->features = target_features(&asking->target);
	if (!has_image)
		asking->symbols = running_symbols_init();
	asking->verdicts = (struct verdicts){
		.target = &asking->target,
		.live = asking->live.tracing_dir ? &asking->live : NULL,
		.symbols = asking->symbols.stream ? &asking->symbols : NULL,
	};
	return NULL;
}

/* The name of the session, and of the group that its probes are in. */
static struct sonde_error *begin_session(struct asking *asking)
{
	const char *keep = asking->options->measure.keep;
	_cleanup_str_ struct str name = STR_INIT, group = STR_INIT;

	if (keep)
		str_append(&name, keep);
	else
		session_default_name(&name);
	TRY(str_check(&name));
	session_group_of(str_text(&name), &group);
	TRY(sonde_strdup(keep, &asking->measure.session));
	return str_take(&group, &asking->group);
}

/* What is not known of a kernel that does not run here is taken for granted: it will say so. */
static struct hist_kernel kernel_of(const struct asking *asking)
{
	const struct features features = asking->features;

	if (!asking->is_live && !features.mask)
		return (struct hist_kernel){true, true, true, true, true};
	return (struct hist_kernel){
		.triggers = features_have(features, FEATURE_HISTOGRAMS),
		.buckets = features_have(features, FEATURE_HIST_BUCKETS),
		.actions = features_have(features, FEATURE_HIST_ACTIONS),
		.synthetic = features_have(features, FEATURE_SYNTHETIC_EVENTS),
		.division = features_have(features, FEATURE_HIST_PERCENT),
	};
}

static void begin_question(struct asking *asking, const struct ask_topic *topic)
{
	const struct ask_options *options = asking->options;
	struct hist_question *question = &asking->question;

	*question = (struct hist_question){
		.ask = topic->ask,
		.group = asking->group,
		.by = topic->by ? topic->by : options->by,
		.sum = options->sum,
		.sort = options->measure.sort,
		.filter = options->filter,
		.cpus = options->cpus,
		.match = options->match,
		.worst = options->worst,
		.sums_key = options->measure.format == MEASURE_OPENMETRICS,
		.stats = options->stats,
		.show = options->trace.show ? options->trace.show : options->trace.format_text,
		.unit = options->unit,
		.size = options->measure.size,
	};
	question->kernel = kernel_of(asking);
}

struct sonde_error *ask_begin(struct asking *asking, const struct ask_topic *topic)
{
	asking->measure.context = asking->context;
	if (has_definitions(asking))
		TRY(begin_target(asking));
	else
		TRY(check_no_target(asking));
	if (!asking->has_target) {
		asking->is_live = true;
		TRY(begin_live(asking));
	}
	if (asking->is_live && asking->options->cpus)
		TRY(possible_cpus_check(POSSIBLE_CPUS_PATH, asking->options->cpus));
	TRY(sonde_strdup(asking->live.tracing_dir ? asking->live.tracing_dir : TRACING_DIR_DEFAULT,
			 &asking->measure.tracing_dir));
	TRY(begin_session(asking));
	begin_question(asking, topic);
	if (topic->needs)
		return topic->needs(asking);
	return hist_needs(&asking->question, &asking->needs);
}

struct sonde_error *ask_add(struct asking *asking, const char *word, const char *name)
{
	if (ask_is_existing(asking, word))
		return ask_existing(asking, word);
	return ask_explain_mistake(asking->options, word, ask_define(asking, word, name));
}

struct sonde_error *ask_add_words(struct asking *asking)
{
	vec_for_each(&asking->options->words, word)
		TRY(ask_add(asking, *word, NULL));
	return NULL;
}

/* If one event records which function it was, all do: a table has it from one place. */
static void settle_functions(struct hist_question *question)
{
	bool is_wide = false;

	vec_for_each(&question->events, event)
		is_wide |= event->kind == HIST_EVENT_KPROBE && !event->function;
	vec_for_each(&question->events, event) {
		if (is_wide && event->kind == HIST_EVENT_KPROBE)
			free(take_ptr(event->function));
	}
}

/* It would be counted twice, or be refused by the kernel. */
struct sonde_error *ask_check_words(const struct asking *asking)
{
	const struct ask_options *options = asking->options;

	for (size_t i = 1; i < options->words.size && asking->question.ask == HIST_ASK_TABLE; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(options->words.data[i], options->words.data[j]) == 0)
				return sonde_error_new(SONDE_ERROR_USAGE,
						       "Error: '%s' is given twice",
						       options->words.data[i]);
		}
	}
	return NULL;
}

static bool is_same_probe(const struct hist_write *a, const struct hist_write *b)
{
	return a->kind == b->kind && a->kind != HIST_WRITE_TRIGGER && strcmp(a->text, b->text) == 0;
}

/* Patterns may have functions in common: one probe is enough for each. */
static void drop_repeated(struct hist_setup *setup)
{
	size_t kept = 0;

	for (size_t i = 0; i < setup->writes.size; i++) {
		struct hist_write *write = &setup->writes.data[i];
		bool is_new = true;

		for (size_t j = 0; j < kept && is_new; j++)
			is_new = !is_same_probe(&setup->writes.data[j], write);
		if (is_new) {
			const struct hist_write moved = *write;

			*write = (struct hist_write){0};
			setup->writes.data[kept++] = moved;
			continue;
		}
		free(write->system);
		free(write->event);
		free(write->text);
		free(write->undo);
		*write = (struct hist_write){0};
	}
	setup->writes.size = kept;
}

struct sonde_error *ask_keep_cached(struct asking *asking)
{
	return asking->options->cache ? pending_store(&asking->pending, NULL) : NULL;
}

static struct sonde_error *finish(struct asking *asking)
{
	struct measure *measure = &asking->measure;

	TRY(ask_check_words(asking));
	settle_functions(&asking->question);
	TRY(hist_setup_make(&asking->question, &measure->setup));
	drop_repeated(&measure->setup);
	if (measure->gate)
		TRY(gate_put_in(measure->gate, &measure->setup));
	TRY(lineage_set_up(&measure->setup));
	TRY(ask_keep_cached(asking));
	measure->options = asking->options->measure;
	return ask_print_typed(asking, &measure->asked);
}

/* What was left out of patterns can be very much. */
struct sonde_error *ask_print_notes(struct asking *asking)
{
	const struct measure_options *options = &asking->options->measure;
	struct digest digest = {
		.context = asking->context,
		.all = options->common.verbose,
		.none = options->common.quiet,
	};
	struct sonde_error *error = digest_take(&digest, &asking->measure.notes);

	if (!error)
		error = digest_finish(&digest);
	digest_deinit(&digest);
	return error;
}

/* Everything but the measurement itself. */
static struct sonde_error *show(struct asking *asking)
{
	const struct ask_options *options = asking->options;

	if (options->dry_run)
		TRY(ask_print_writes(asking));
	if (options->cache && !options->measure.common.quiet)
		return ask_print_cached(asking);
	return NULL;
}

enum exit_status ask_run(const struct context *context, const struct ask_command *asked,
			 char **argv)
{
	_cleanup_(ask_options_deinit) struct ask_options options = {0};
	_cleanup_asking_ struct asking asking = {
		.context = context,
		.command = asked->command,
		.options = &options,
		.pending = PENDING_INIT,
	};
	const struct ask_reader reader = {asked->command, asked->check, asked->max_probes};
	enum exit_status status;
	struct sonde_error *error;

	if (!ask_options_read(context, &reader, argv, &options, &status))
		return status;
	error = asked->takes_cached ? ask_take_cached(&asking, &options) : NULL;
	if (!error)
		error = asked->ask(&asking);
	if (!error && asked->carry_out)
		return asked->carry_out(&asking);
	if (!error)
		error = finish(&asking);
	if (!error)
		error = ask_print_notes(&asking);
	if (!error && !options.dry_run && !asking.is_elsewhere)
		return measure_run(&asking.measure);
	if (!error)
		error = show(&asking);
	return error ? out_error(context, error) : STATUS_OK;
}
