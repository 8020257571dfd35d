/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache show`: all that is known of entries. */
#include "base/str.h"
#include "cli/cache/pick.h"
#include "cli/cache/verbs.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/plan/needs.h"
#include "probe/fits.h"

enum option_id {
	OPTION_JSON = 1,
};

static const struct option_spec options[] = {
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	CACHE_PICK_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	struct cache_pick pick;
	bool json;
};

static void request_deinit(struct request *request)
{
	cache_pick_deinit(&request->pick);
}

/* What the lines say of themselves. */
struct reading {
	struct features needs;
	/** Each line; one that cannot be read is not there. */
	struct probe_events events;
	/** What is wrong with the first line that the kernel would not take, or NULL. Owned. */
	char *problem;
};

static void reading_deinit(struct reading *reading)
{
	probe_events_deinit(&reading->events);
	free(reading->problem);
}

static struct sonde_error *read_line(const char *line, struct reading *reading)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	struct sonde_error *error = probe_event_parse(line, &event);

	if (!error)
		error = fits_check_event(&event);
	if (error && (error->kind == SONDE_ERROR_NO_MEMORY || reading->problem)) {
		_cleanup_error_ struct sonde_error *owned = error;

		return owned->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(owned) : NULL;
	}
	if (error) {
		_cleanup_error_ struct sonde_error *owned = error;

		return sonde_strdup(owned->message, &reading->problem);
	}
	TRY(vec_push(&reading->events, event));
	event = (struct probe_event){0};
	return NULL;
}

static struct sonde_error *read_lines(const struct cache_entry *entry, struct reading *reading)
{
	vec_for_each(&entry->lines, line)
		TRY(read_line(*line, reading));
	return needs_add_events(&reading->needs, &reading->events);
}

static const char *checksum_text(enum cache_checksum checksum)
{
	switch (checksum) {
	case CACHE_CHECKSUM_GOOD:
		return "as sonde stored it";
	case CACHE_CHECKSUM_BAD:
		return "changed since sonde stored it";
	default:
		return "none: sonde did not store it";
	}
}

static const char *places_text(const struct cache_entry *entry)
{
	if (entry->is_checked)
		return "checked by the image when it was cached";
	return "not checked: the kernel is asked when it is used";
}

static void append_lines(const struct cache_entry *entry, struct str *out)
{
	if (!entry->lines.size)
		str_append(out, "  no lines: it is not used\n");
	for (size_t i = 0; i < entry->lines.size; i++) {
		str_appendf(out, "  %s\n", entry->lines.data[i]);
		if (i < entry->sources.size && entry->sources.data[i])
			str_appendf(out, "      at %s\n", entry->sources.data[i]);
	}
}

static void append_needs(const struct reading *reading, struct str *out)
{
	if (!reading->needs.mask)
		return;
	str_append(out, "  needs:    ");
	for (int i = 0; i < FEATURE_COUNT; i++) {
		if (features_have(reading->needs, (enum feature)i))
			str_appendf(out, " %s", feature_info((enum feature)i)->name);
	}
	str_append_char(out, '\n');
}

static void append_filter(const struct cache_filter *filter, struct str *out)
{
	if (filter->is_damaged)
		str_append(out, "  filter:    damaged: it is not as sonde stored it\n");
	if (!filter->text)
		return;
	str_appendf(out, "  filter:    %s\n", filter->text);
	if (filter->hidden.size)
		str_append(out, "  hidden:   ");
	vec_for_each(&filter->hidden, name)
		str_appendf(out, " %s", *name);
	str_append(out, filter->hidden.size ? "\n" : "");
}

static struct sonde_error *append_entry(const struct cache_picked_entry *picked, struct str *out)
{
	_cleanup_(reading_deinit) struct reading reading = {0};
	const struct cache_entry *entry = picked->entry;

	TRY(read_lines(entry, &reading));
	str_appendf(out, "\n%s\n", picked->definition);
	append_lines(entry, out);
	vec_for_each(&entry->enums, item) {
		str_appendf(out, "  enum %s: ", item->argument);
		enumeration_print(&item->values, out);
		str_append_char(out, '\n');
	}
	append_filter(&entry->filter, out);
	vec_for_each(&entry->left_out, sentence)
		str_appendf(out, "  left out:  %s\n", *sentence);
	if (entry->lines.size) {
		str_appendf(out, "  places:    %s\n", places_text(entry));
		append_needs(&reading, out);
	}
	if (reading.problem)
		str_appendf(out, "  damaged:   %s\n", reading.problem);
	str_appendf(out, "  checksum:  %s\n", checksum_text(entry->checksum));
	return str_check(out);
}

static struct sonde_error *show_text(const struct context *context,
				     const struct cache_picked *picked)
{
	_cleanup_str_ struct str out = STR_INIT, clean = STR_INIT;

	vec_for_each(&picked->builds, build) {
		if (out.size)
			str_append_char(&out, '\n');
		cache_picked_print_facts(build->summary, &out);
		str_append_char(&out, '\n');
		if (build->summary->info.image)
			str_appendf(&out, "resolved from %s\n", build->summary->info.image);
		vec_for_each(&build->picked, entry)
			TRY(append_entry(entry, &out));
	}
	TRY(str_check(&out));
	str_append_clean(&clean, str_text(&out), "\n\t");
	TRY(str_check(&clean));
	fputs(str_text(&clean), context->out);
	return NULL;
}

static struct sonde_error *show_json(const struct context *context,
				     const struct cache_picked *picked)
{
	_cleanup_json_ struct json_object *list = NULL;

	TRY(json_create_list(&list));
	vec_for_each(&picked->builds, build) {
		vec_for_each(&build->picked, entry) {
			_cleanup_(reading_deinit) struct reading reading = {0};

			TRY(read_lines(entry->entry, &reading));
			TRY(json_add_entry(list, build->summary, entry, reading.needs));
		}
	}
	json_print(list, context);
	return NULL;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;
	bool taken;

	TRY(cache_pick_take(&request->pick, id, value, &taken));
	request->json |= !taken;
	return NULL;
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	if (!request->pick.globs.size && !cache_pick_has_build(&request->pick))
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_USAGE, "Error: show needs to be told what."),
			"Name definitions by a glob ('*': all), or a build.");
	return cache_pick_check(&request->pick);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {0};
	const struct command_reader reader = {take, check, &request};
	_cleanup_cache_picked_ struct cache_picked picked = {0};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_show, argv, &reader, &status))
		return status;
	error = cache_pick_find(context, &request.pick, CACHE_PICK_SOME, &picked);
	cache_picked_note_problems(context, &picked);
	if (!error)
		error = request.json ? show_json(context, &picked) : show_text(context, &picked);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_cache_show = {
	.name = "show",
	.of = "cache",
	.synopsis = "[OPTIONS] GLOB ...",
	.summary = "show all that is known of cached definitions",
	.page = "sonde-cache(1)",
	.words = "GLOB",
	.options = options,
	.run = run,
};
