/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache export`. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/notes.h"
#include "base/str.h"
#include "cache/bundle.h"
#include "cache/bundle_boot.h"
#include "cache/bundle_names.h"
#include "cache/bundle_sh.h"
#include "cli/cache/bundle_make.h"
#include "cli/cache/pick.h"
#include "cli/cache/verbs.h"
#include "cli/out.h"
#include "tracefs/feature.h"

enum option_id {
	OPTION_OUTPUT = 1,
	OPTION_FORMAT,
	OPTION_STRICT,
};

static const struct option_spec options[] = {
	{OPTION_OUTPUT, 'o', "output", "FILE", false, "write it to this file; -: standard output"},
	{OPTION_FORMAT, 0, "format", "text|sh|bootconfig", false,
	 "a bundle (this without it), a shell script, or for the kernel's start"},
	{OPTION_STRICT, 0, "strict", NULL, false, "fail if anything has to be left out"},
	CACHE_PICK_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	struct cache_pick pick;
	/** NULL or `-`: standard output. */
	const char *output;
	/** NULL: text. */
	const char *format;
	bool strict;
};

static void request_deinit(struct request *request)
{
	cache_pick_deinit(&request->pick);
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;
	bool taken;

	TRY(cache_pick_take(&request->pick, id, value, &taken));
	if (taken)
		return NULL;
	if (id == OPTION_OUTPUT)
		request->output = value;
	else if (id == OPTION_STRICT)
		request->strict = true;
	else
		request->format = value;
	return NULL;
}

static struct sonde_error *print_text(const struct bundle *bundle, struct notes *notes,
				      struct str *out)
{
	(void)notes;
	bundle_print(bundle, out);
	return str_check(out);
}

static struct sonde_error *print_sh(const struct bundle *bundle, struct notes *notes,
				    struct str *out)
{
	struct bundle_sh_feature features[FEATURE_COUNT];

	(void)notes;
	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		const struct feature_info *info = feature_info(i);

		features[i] = (struct bundle_sh_feature){info->name, info->what, info->excerpt};
	}
	return bundle_sh_print(bundle, features, FEATURE_COUNT, out);
}

static const struct {
	const char *name;
	struct sonde_error *(*print)(const struct bundle *bundle, struct notes *notes,
				     struct str *out);
} formats[] = {
	{"text", print_text},
	{"sh", print_sh},
	{"bootconfig", bundle_boot_print},
};

/* A bundle is for a cache, where definitions of one name have room. */
static bool is_text(const struct request *request)
{
	return !request->format || strcmp(request->format, formats[0].name) == 0;
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	TRY(cache_pick_check(&request->pick));
	if (request->output && !*request->output)
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: -o takes the name of a file");
	if (!request->format)
		return NULL;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (strcmp(formats[i].name, request->format) == 0)
			return NULL;
	}
	return sonde_error_new(SONDE_ERROR_USAGE,
			       "Error: --format is text, sh or bootconfig, not '%s'",
			       request->format);
}

static struct sonde_error *print(const struct request *request, const struct bundle *bundle,
				 struct notes *notes, struct str *out)
{
	for (size_t i = 1; i < sizeof(formats) / sizeof(*formats); i++) {
		if (request->format && strcmp(formats[i].name, request->format) == 0)
			return formats[i].print(bundle, notes, out);
	}
	return formats[0].print(bundle, notes, out);
}

/* A bundle has filters; the kernel that a script or a boot configuration is read by keeps none. */
static struct sonde_error *note_filters(const struct bundle *bundle, struct notes *notes)
{
	vec_for_each(&bundle->builds, build) {
		vec_for_each(&build->entries, entry) {
			const struct cache_entry *of = &entry->entry;

			if (of->filter.text)
				TRY(notes_add(notes, NOTE_OMITTED,
					      "The filter of '%s' has no place there: %s",
					      of->definition, of->filter.text));
		}
	}
	return NULL;
}

static struct sonde_error *check_strict(const struct request *request, const struct notes *notes)
{
	vec_for_each(notes, note) {
		if (request->strict && note->kind == NOTE_OMITTED)
			return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNAVAILABLE,
								"Left out: %s", note->text),
						"Without --strict the rest would be written.");
	}
	return NULL;
}

/* A pipe, /dev/stdout and the like are not to be replaced by a file. */
static struct sonde_error *write_through(const char *path, const struct str *text)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return sonde_error_os(errno, "Cannot write %s", path);
	return file_write_all(fd, path, text->data, text->size);
}

/* It has its permissions, and the name by which it is linked to, afterwards too. */
static struct sonde_error *rewrite(const char *path, mode_t mode, const struct str *text)
{
	_cleanup_free_ char *real = realpath(path, NULL);

	if (!real)
		return sonde_error_os(errno, "Cannot write %s", path);
	return file_replace(real, text->data, text->size, mode & 0777);
}

static struct sonde_error *write_out(const struct context *context, const char *path,
				     const struct str *text)
{
	struct stat status;
	mode_t mask;

	if (!path || strcmp(path, "-") == 0) {
		/* That it could not be written, main() says. */
		fwrite(text->data, 1, text->size, context->out);
		return NULL;
	}
	if (stat(path, &status) == 0)
		return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)
			       ? rewrite(path, status.st_mode, text)
			       : write_through(path, text);
	/* A link that leads nowhere is an error, and stays. */
	if (lstat(path, &status) == 0)
		return write_through(path, text);
	mask = umask(0);
	umask(mask);
	return file_replace(path, text->data, text->size, 0666 & ~mask);
}

static struct sonde_error *export_picked(const struct context *context,
					 const struct request *request)
{
	_cleanup_cache_picked_ struct cache_picked picked = {0};
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	struct sonde_error *error;

	TRY(cache_pick_find(context, &request->pick, CACHE_PICK_SOME, &picked));
	cache_picked_note_problems(context, &picked);
	error = bundle_make(&picked, &notes, &bundle);
	if (!error && !is_text(request))
		error = bundle_settle_names(&bundle, &notes);
	if (!error && !is_text(request))
		error = note_filters(&bundle, &notes);
	if (!error)
		error = print(request, &bundle, &notes, &text);
	if (!error)
		error = check_strict(request, &notes);
	if (!error || !request->strict)
		out_notes(context, &notes);
	TRY(error);
	return write_out(context, request->output, &text);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	_cleanup_(request_deinit) struct request request = {0};
	const struct command_reader reader = {take, check, &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_export, argv, &reader, &status))
		return status;
	error = export_picked(context, &request);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_cache_export = {
	.name = "export",
	.of = "cache",
	.synopsis = "[OPTIONS] [GLOB ...]",
	.summary = "write what is cached for another machine",
	.page = "sonde-cache(1)",
	.words = "GLOB",
	.options = options,
	.run = run,
};
