/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/trace/writes.h"

#include <stdlib.h>
#include <string.h>

#include "base/cpu_list.h"
#include "base/str.h"

void trace_writes_deinit(struct trace_writes *writes)
{
	vec_for_each(writes, write)
		free(write->text);
	vec_deinit(writes);
}

/* The list owns a copy of the text. */
static struct sonde_error *add(struct trace_writes *writes, struct trace_write write,
			       const char *text)
{
	TRY(vec_push(writes, write));
	return sonde_strdup(text, &vec_last(writes)->text);
}

static struct sonde_error *add_setting(struct trace_writes *writes, const char *file,
				       const char *text)
{
	return add(writes, (struct trace_write){.file = file}, text);
}

/* Words of 32 bits, the highest first: `ffffffff,00000001` (bitmap_parse() of lib/bitmap-str.c). */
static void print_mask(const struct cpu_bits *bits, struct str *out)
{
	for (size_t i = bits->size; i-- > 0;) {
		const uint64_t word = bits->data[i];

		if (out->size || word >> 32)
			str_appendf(out, "%s%08x", out->size ? "," : "", (uint32_t)(word >> 32));
		str_appendf(out, "%s%08x", out->size ? "," : "", (uint32_t)word);
	}
}

static struct sonde_error *add_cpumask(struct trace_writes *writes, const char *cpus)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct cpu_bits bits = VEC_INIT;
	struct sonde_error *error = cpu_list_bits(cpus, &bits);

	print_mask(&bits, &text);
	vec_deinit(&bits);
	TRY(error);
	TRY(str_check(&text));
	return add_setting(writes, "tracing_cpumask", str_text(&text));
}

/* A new instance has the options of the top directory, whatever those are. */
static struct sonde_error *add_settings(const struct asking *asking, struct trace_writes *writes)
{
	const struct trace_options *options = &asking->options->trace;
	const uint64_t size = options->buffer ? options->buffer : TRACE_BUFFER_FTRACE;
	_cleanup_str_ struct str kilobytes = STR_INIT;

	str_appendf(&kilobytes, "%llu", (unsigned long long)(size >> 10));
	TRY(str_check(&kilobytes));
	TRY(add_setting(writes, "tracing_on", "0"));
	TRY(add_setting(writes, "trace_clock", "mono"));
	TRY(add_setting(writes, "buffer_size_kb", str_text(&kilobytes)));
	/* Since Linux 5.0. Who reads late has room for thrice as much as has come until it is
	 * woken. */
	TRY(add(writes, (struct trace_write){.file = "buffer_percent", .is_optional = true}, "25"));
	TRY(add_setting(writes, "options/overwrite", "1"));
	TRY(add_setting(writes, "options/stacktrace",
			trace_options_record_stack(options) ? "1" : "0"));
	TRY(add_setting(writes, "options/userstacktrace",
			trace_options_record_user_stack(options) ? "1" : "0"));
	return asking->options->cpus ? add_cpumask(writes, asking->options->cpus) : NULL;
}

static struct trace_write write_of(const struct trace_event *event, enum session_write_kind kind)
{
	return (struct trace_write){
		.kind = kind,
		.system = event->event->system,
		.event = event->event->event,
		.definition = event->described->given,
	};
}

static enum session_write_kind kind_of(const struct hist_event *event)
{
	return event->kind == HIST_EVENT_UPROBE ? SESSION_UPROBE : SESSION_KPROBE;
}

static struct sonde_error *add_filter(const struct trace_plan *plan,
				      const struct trace_event *event, struct trace_writes *writes)
{
	struct trace_write write = write_of(event, SESSION_FILTER);
	_cleanup_str_ struct str text = STR_INIT;

	write.needs_own_thread = plan->leaves_itself_out;
	if (!event->filter && !plan->leaves_itself_out)
		return NULL;
	if (event->filter && plan->leaves_itself_out)
		str_appendf(&text, "(%s) && ", event->filter);
	else if (event->filter)
		str_append(&text, event->filter);
	if (plan->leaves_itself_out)
		str_append(&text, "common_pid != ");
	TRY(str_check(&text));
	return add(writes, write, str_text(&text));
}

static struct sonde_error *make_ftrace(const struct asking *asking, const struct trace_plan *plan,
				       struct trace_writes *writes)
{
	TRY(add_settings(asking, writes));
	vec_for_each(&plan->events, event) {
		vec_for_each(&event->event->lines, line)
			TRY(add(writes, write_of(event, kind_of(event->event)), *line));
	}
	vec_for_each(&plan->events, event) {
		TRY(add_filter(plan, event, writes));
		TRY(add(writes, write_of(event, SESSION_ENABLE), "1"));
	}
	return NULL;
}

struct sonde_error *trace_writes_make(const struct asking *asking, const struct trace_plan *plan,
				      struct trace_writes *ret)
{
	if (plan->via == TRACE_VIA_FTRACE)
		return make_ftrace(asking, plan, ret);
	vec_for_each(&plan->events, event) {
		vec_for_each(&event->places, place) {
			struct trace_write write = write_of(event, kind_of(event->event));

			write.event = place->name;
			write.insns = place->code.insns.size;
			TRY(add(ret, write, place->line));
		}
	}
	return NULL;
}

static struct sonde_error *set(struct undertaking *run, const struct trace_write *write,
			       const char *text)
{
	struct sonde_error *error = session_set(run->session, write->file, text);

	return write->is_optional ? sonde_error_ignore(error, SONDE_ERROR_NOT_FOUND) : error;
}

static struct sonde_error *do_one(struct undertaking *run, const struct trace_write *write)
{
	_cleanup_str_ struct str text = STR_INIT;
	uint32_t own = 0;

	str_append(&text, write->text);
	if (write->needs_own_thread) {
		trace_own_thread(&own);
		str_appendf(&text, "%u", own);
	}
	TRY(str_check(&text));
	if (write->file)
		return set(run, write, str_text(&text));
	return undertaking_write(
		run,
		&(struct session_write){
			.kind = write->kind,
			.system = write->system,
			.event = write->event,
			.text = write->kind == SESSION_ENABLE ? NULL : str_text(&text),
		},
		write->definition);
}

struct sonde_error *trace_writes_do(struct undertaking *run, const struct trace_writes *writes)
{
	vec_for_each(writes, write) {
		/* Many take their time, and nothing has come yet that could be shown. */
		if (undertaking_is_interrupted(run)) {
			run->is_quit = true;
			return NULL;
		}
		TRY(do_one(run, write));
	}
	return NULL;
}
