/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/print.h"

#include <string.h>

#include "base/str.h"
#include "cache/bundle_sh.h"
#include "cli/hist/gate.h"
#include "tracefs/expedite.h"
#include "tracefs/session.h"

/* As a shell takes it; what it takes as it is stays. */
static void print_word(const char *word, struct str *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=:,./@%";

	if (*word && !word[strspn(word, plain)])
		str_append(out, word);
	else
		bundle_sh_quote(word, out);
}

struct sonde_error *ask_print_typed(const struct asking *asking, char **ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_append(&text, "sonde");
	for (char *const *word = asking->options->typed; *word; word++) {
		str_append_char(&text, ' ');
		print_word(*word, &text);
	}
	return str_take(&text, ret);
}

/* Where files of the measurement are. */
struct places {
	const char *tracing_dir;
	/* The instance. */
	struct str instance;
};

static void places_deinit(struct places *places)
{
	str_deinit(&places->instance);
}

static void print_file(const struct places *places, const struct hist_write *write, struct str *out)
{
	switch (write->kind) {
	case HIST_WRITE_KPROBE:
		str_appendf(out, "%s/kprobe_events", places->tracing_dir);
		return;
	case HIST_WRITE_UPROBE:
		str_appendf(out, "%s/uprobe_events", places->tracing_dir);
		return;
	case HIST_WRITE_SYNTHETIC:
		str_appendf(out, "%s/dynamic_events", places->tracing_dir);
		return;
	default:
		str_appendf(out, "%s/events/%s/%s/trigger", str_text(&places->instance),
			    write->system, write->event);
	}
}

static void print_write(const struct places *places, const struct hist_write *write,
			const char *text, struct str *out)
{
	str_append(out, "echo ");
	bundle_sh_quote(text, out);
	str_append(out, " >>");
	print_file(places, write, out);
	str_append_char(out, '\n');
}

void ask_print_processes(const struct undertaking_options *options, const char *instance,
			 struct str *out)
{
	if (!options->pids.size && !options->command)
		return;
	str_appendf(out, "echo 1 >%s/options/event-fork\n", instance);
	vec_for_each(&options->pids, pid)
		str_appendf(out, "echo %ld >>%s/set_event_pid\n", (long)*pid, instance);
	if (!options->command)
		return;
	str_appendf(out, "echo $COMMAND >>%s/set_event_pid   # COMMAND: the process of", instance);
	for (char *const *word = options->command; *word; word++) {
		str_append_char(out, ' ');
		print_word(*word, out);
	}
	str_append_char(out, '\n');
}

static void print_begin(const struct asking *asking, const struct places *places, struct str *out)
{
	const struct hist_setup *setup = &asking->measure.setup;
	bool processes = false;

	str_appendf(out, "mkdir %s\n", str_text(&places->instance));
	vec_for_each(&setup->writes, write) {
		if (write->kind == HIST_WRITE_TRIGGER && !processes) {
			processes = true;
			/* Before there are triggers, as the measurement does it. */
			ask_print_processes(&asking->measure.options.common,
					    str_text(&places->instance), out);
			if (asking->measure.gate)
				gate_describe(asking->measure.gate, out);
		}
		print_write(places, write, write->text, out);
	}
}

static void print_reads(const struct asking *asking, const struct places *places, struct str *out)
{
	vec_for_each(&asking->measure.setup.sources, source)
		str_appendf(out, "cat %s/events/%s/%s/hist\n", str_text(&places->instance),
			    source->system, source->event);
}

/* The instance goes when it has no triggers any more, and before what these are at. */
static void print_end(const struct asking *asking, const struct places *places, struct str *out)
{
	const struct hist_setup *setup = &asking->measure.setup;
	const bool expedite = asking->options->measure.common.expedite;
	bool removed = false;

	if (expedite)
		str_append(out, "echo 1 >" EXPEDITE_SETTING "\n");
	for (size_t i = setup->writes.size; i-- > 0;) {
		const struct hist_write *write = &setup->writes.data[i];

		if (write->kind != HIST_WRITE_TRIGGER && !removed) {
			removed = true;
			str_appendf(out, "rmdir %s\n", str_text(&places->instance));
		}
		if (write->undo)
			print_write(places, write, write->undo, out);
	}
	if (!removed)
		str_appendf(out, "rmdir %s\n", str_text(&places->instance));
	if (expedite)
		str_append(out, "echo 0 >" EXPEDITE_SETTING "\n");
}

struct sonde_error *ask_print_writes(const struct asking *asking)
{
	const char *keep = asking->measure.session;
	_cleanup_(places_deinit) struct places places = {
		.tracing_dir = asking->measure.tracing_dir,
		.instance = STR_INIT,
	};
	_cleanup_str_ struct str out = STR_INIT;

	str_appendf(&places.instance, "%s/instances/sonde-", places.tracing_dir);
	if (keep)
		str_append(&places.instance, keep);
	else
		session_default_name(&places.instance);
	TRY(str_check(&places.instance));
	print_begin(asking, &places, &out);
	str_append(&out, "## what came:\n");
	print_reads(asking, &places, &out);
	str_append(&out, keep ? "## sonde session stop:\n" : "## at the end:\n");
	print_end(asking, &places, &out);
	TRY(str_check(&out));
	fputs(str_text(&out), asking->context->out);
	return NULL;
}

/* What is of this machine, or has been done. */
static bool is_of_here(int id)
{
	return target_options_have(id) || id == ASK_OPTION_CACHE || id == ASK_OPTION_DRY_RUN ||
	       id == ASK_OPTION_SOURCE;
}

static void print_option(const struct option_spec *specs, int id, const char *value,
			 struct str *out)
{
	while (specs->id != id)
		specs++;
	str_append(out, " ");
	if (specs->letter)
		str_appendf(out, "-%c", specs->letter);
	else
		str_appendf(out, "--%s", specs->name);
	if (!value)
		return;
	str_append_char(out, ' ');
	print_word(value, out);
}

/* The words of the command line again, but for what is_of_here(). They were read before. */
static struct sonde_error *print_words(const struct asking *asking, struct str *out)
{
	const struct option_spec *specs = asking->command->options;
	struct opts opts = opts_init(specs, 0, asking->options->words_read);
	const char *value;
	int id;

	while (asking->options->words_read[opts.argc])
		opts.argc++;
	for (;;) {
		TRY(opts_next(&opts, &id, &value));
		if (id == OPTS_END)
			break;
		if (id == OPTS_WORD) {
			str_append_char(out, ' ');
			print_word(value, out);
		} else if (!is_of_here(id)) {
			print_option(specs, id, value, out);
		}
	}
	for (char *const *word = asking->options->measure.common.command; word && *word; word++) {
		str_append(out, word == asking->options->measure.common.command ? " -- " : " ");
		print_word(*word, out);
	}
	return str_check(out);
}

struct sonde_error *ask_print_cached(const struct asking *asking)
{
	const struct target *target = &asking->target;
	_cleanup_str_ struct str out = STR_INIT;

	str_appendf(&out, "Cached for build id %s (%s%s%s) in %s:\n", target->build_id,
		    target->release, *target->release ? ", " : "",
		    target->arch ? target->arch : "unknown architecture", target->cache_root);
	vec_for_each(&asking->defined, text)
		str_appendf(&out, "  %s\n", *text);
	str_appendf(&out, "\nOn the machine that runs it, with this cache in place:\n\n\tsonde %s",
		    asking->command->name);
	if (target->module)
		str_appendf(&out, " -m %s", target->module);
	if (target_is_program(target)) {
		str_append(&out, " -x ");
		print_word(target->cached_path, &out);
	}
	TRY(print_words(asking, &out));
	str_append(&out, "\n\n");
	TRY(str_check(&out));
	fputs(str_text(&out), asking->context->err);
	return NULL;
}
