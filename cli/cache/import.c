/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde cache import`. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "cache/bundle.h"
#include "cache/key.h"
#include "cli/cache/bundle_take.h"
#include "cli/cache/json_taken.h"
#include "cli/cache/verbs.h"
#include "cli/cached/wait.h"
#include "cli/out.h"
#include "image/buildid.h"

#define NOTES_PATH "/sys/kernel/notes"

enum option_id {
	OPTION_DRY_RUN = 1,
	OPTION_JSON,
	OPTION_QUIET,
};

static const struct option_spec options[] = {
	{OPTION_DRY_RUN, 'n', "dry-run", NULL, false, "check it, and store nothing"},
	{OPTION_JSON, 0, "json", NULL, false, "answer as JSON"},
	{OPTION_QUIET, 'q', "quiet", NULL, false, "say only what is wrong"},
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	/** `-`: standard input. */
	const char *file;
	bool dry_run;
	bool json;
	bool quiet;
};

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	if (id == OPTION_DRY_RUN)
		request->dry_run = true;
	else if (id == OPTION_JSON)
		request->json = true;
	else if (id == OPTION_QUIET)
		request->quiet = true;
	else if (request->file)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: one FILE can be imported at a time, or - for "
				       "standard input");
	else
		request->file = value;
	return NULL;
}

static struct sonde_error *check(const void *data)
{
	const struct request *request = data;

	if (request->file && *request->file)
		return NULL;
	return sonde_error_new(SONDE_ERROR_USAGE,
			       "Error: what is to be imported? FILE, or - for standard input");
}

static struct sonde_error *read_file(const char *path, struct str *out)
{
	_cleanup_close_ int fd = -1;

	if (strcmp(path, "-") == 0)
		return file_read_open(STDIN_FILENO, "standard input", BUNDLE_LIMIT, out);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return sonde_error_os(errno, "Cannot open %s", path);
	return file_read_open(fd, path, BUNDLE_LIMIT, out);
}

/* The build id of the kernel that runs here, or "" if that cannot be read. */
static struct sonde_error *running_kernel(struct str *out)
{
	struct build_id id = {0};

	TRY(build_id_find_notes(NOTES_PATH, &id));
	build_id_print(&id, out);
	return str_check(out);
}

static void print_entry(const struct context *context, const struct taken_entry *entry)
{
	const char *before = "  (replaces ";

	fprintf(context->out, "  %s", entry->readable);
	if (entry->entry.filter.text)
		fprintf(context->out, "  --if %s", entry->entry.filter.text);
	if (entry->state == TAKEN_SAME) {
		fputs("  (was there already)\n", context->out);
		return;
	}
	if (entry->replaces.size == 1 && strcmp(entry->replaces.data[0], entry->readable) == 0) {
		fputs(entry->replaces_filter ? "  (replaces another filter)\n"
					     : "  (replaces other lines)\n",
		      context->out);
		return;
	}
	vec_for_each(&entry->replaces, definition) {
		fprintf(context->out, "%s'%s'", before, *definition);
		before = ", ";
	}
	fputs(entry->replaces.size ? ")\n" : "\n", context->out);
}

static void print_build(const struct context *context, const struct request *request,
			const struct taken_build *build)
{
	const struct bundle_build *from = build->from;

	fprintf(context->out, "%s for %s (%s)", request->dry_run ? "Can be imported" : "Imported",
		from->target, from->build_id);
	if (from->release)
		fprintf(context->out, ", %s", from->release);
	if (from->arch)
		fprintf(context->out, ", %s", from->arch);
	fputs(":\n", context->out);
	vec_for_each(&build->entries, entry)
		print_entry(context, entry);
}

/* For a kernel that does not run here it is of no use yet, which is no error. */
static void note_other(const struct context *context, const struct taken_build *build,
		       const char *running)
{
	const struct bundle_build *from = build->from;

	if (strcmp(from->target, CACHE_TARGET_KERNEL) != 0 || !*running ||
	    strcmp(from->build_id, running) == 0)
		return;
	fprintf(context->err, "Note: %s is not the kernel that runs here, which is %s.\n",
		from->build_id, running);
}

static struct sonde_error *report(const struct context *context, const struct request *request,
				  const struct taken *taken)
{
	_cleanup_str_ struct str running = STR_INIT;
	_cleanup_json_ struct json_object *list = NULL;

	TRY(running_kernel(&running));
	if (request->json) {
		TRY(json_create_list(&list));
		vec_for_each(&taken->builds, build)
			TRY(json_add_taken(list, build, str_text(&running)));
		json_print(list, context);
		return NULL;
	}
	if (request->quiet)
		return NULL;
	vec_for_each(&taken->builds, build) {
		print_build(context, request, build);
		note_other(context, build, str_text(&running));
	}
	return NULL;
}

static struct sonde_error *import(const struct context *context, const struct request *request)
{
	const char *name = strcmp(request->file, "-") == 0 ? "standard input" : request->file;
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_free_ char *root = NULL;
	_cleanup_taken_ struct taken taken = {0};

	TRY(command_cache_root(context, &root));
	TRY(read_file(request->file, &text));
	TRY(bundle_parse(str_text(&text), text.size, name, &bundle));
	TRY(taken_init(&bundle, name, root, &taken));
	if (!request->dry_run) {
		cache_wait(request->quiet ? NULL : context->err, root);
		TRY(taken_store(&taken, root));
	}
	return report(context, request, &taken);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {0};
	const struct command_reader reader = {take, check, &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (!command_read(context, &command_cache_import, argv, &reader, &status))
		return status;
	error = import(context, &request);
	return error ? out_error(context, error) : STATUS_OK;
}

const struct command command_cache_import = {
	.name = "import",
	.of = "cache",
	.synopsis = "[OPTIONS] FILE|-",
	.summary = "take what another machine has exported",
	.page = "sonde-cache(1)",
	.words = "FILE|-",
	.options = options,
	.run = run,
};
