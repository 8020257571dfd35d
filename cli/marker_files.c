/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/marker_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/suggest.h"
#include "cache/key.h"
#include "cache/store.h"
#include "cache/summary.h"
#include "cli/json.h"
#include "cli/markers.h"
#include "cli/out.h"
#include "probe/grammar.h"
#include "probe/sdt.h"

/* A file, and what is asked of it. */
struct file {
	/** Owned. */
	char *path;
	/** Borrowed from the request. */
	VEC(const char *) words;
	/** The names of its events. */
	struct names names;
};

/* One run of the command. */
struct spreading {
	const struct context *context;
	const struct probe_request *request;
	/** Owned. */
	char *root;
	struct cache_summaries summaries;
	VEC(struct file) files;
	/** Answers so far, with --json. */
	struct json_object *json;
	enum exit_status status;
	/** A definition failed before any run of the command. */
	bool has_failed;
};

/* The looking for the files of one definition. */
struct search {
	struct spreading *spreading;
	const char *word;
	const struct probe_def *def;
	bool found;
	/** A file that was found in the cache, but is of another build or gone; borrowed, or NULL.
	 */
	const char *stale;
	struct suggest suggest;
};

static void spreading_deinit(struct spreading *spreading)
{
	vec_for_each(&spreading->files, file) {
		free(file->path);
		vec_deinit(&file->words);
		names_deinit(&file->names);
	}
	vec_deinit(&spreading->files);
	cache_summaries_deinit(&spreading->summaries);
	json_destroy(spreading->json);
	free(spreading->root);
}

/* Whether it is a marker's; what is wrong with a definition is said elsewhere. */
static bool is_marker(const char *word, struct probe_def *def)
{
	struct sonde_error *error = probe_def_parse(word, def);

	sonde_error_destroy(error);
	return !error && def->point.kind == PROBE_POINT_MARKER;
}

bool marker_files_are_needed(const struct probe_request *request)
{
	if (request->program.name || request->vmlinux || request->module)
		return false;
	vec_for_each(&request->words, word) {
		_cleanup_probe_def_ struct probe_def def = {0};

		if (is_marker(*word, &def))
			return true;
	}
	return false;
}

/* The word is for the file, too. */
static struct sonde_error *add_word(struct search *search, const char *path)
{
	struct spreading *spreading = search->spreading;
	_cleanup_free_ char *copy = NULL;

	search->found = true;
	vec_for_each(&spreading->files, file) {
		if (strcmp(file->path, path) == 0)
			return vec_push(&file->words, search->word);
	}
	TRY(sonde_strdup(path, &copy));
	TRY(vec_push(&spreading->files, (struct file){.names = NAMES_INIT}));
	vec_last(&spreading->files)->path = take_ptr(copy);
	return vec_push(&vec_last(&spreading->files)->words, search->word);
}

/* The marker of an entry, `%GROUP:NAME=NAME`, as the note that it was made from. */
static bool parse_entry(char *text, struct sdt_note *ret)
{
	const size_t prefix = strlen("%" SDT_GROUP);
	char *colon, *equals;

	if (strncmp(text, "%" SDT_GROUP, prefix) != 0)
		return false;
	colon = strchr(text, ':');
	equals = colon ? strchr(colon, '=') : NULL;
	if (!equals)
		return false;
	*colon = '\0';
	*equals = '\0';
	*ret = (struct sdt_note){.provider = text + prefix, .name = colon + 1};
	return true;
}

/* Whether one of the entries is a marker that is meant; the others are offered. */
static struct sonde_error *has_marker(struct search *search, const struct cache_entries *entries,
				      bool *ret)
{
	*ret = false;
	vec_for_each(entries, entry) {
		_cleanup_str_ struct str name = STR_INIT;
		_cleanup_free_ char *text = NULL;
		struct sdt_note note;

		if (!entry->is_marker)
			continue;
		TRY(sonde_strdup(entry->definition, &text));
		if (!parse_entry(text, &note))
			continue;
		*ret |= sdt_matches(&search->def->point, &note);
		sdt_print_name(&note, &name);
		TRY(str_check(&name));
		suggest_offer(&search->suggest,
			      search->def->point.marker_group ? str_text(&name) : note.name);
	}
	return NULL;
}

/* Whether the file is the one that the cache is of. */
static struct sonde_error *is_build(const char *path, const char *build_id, bool *ret)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_error_ struct sonde_error *error = image_create(path, IMAGE_USER, &image);
	_cleanup_str_ struct str id = STR_INIT;

	*ret = false;
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	build_id_print(&image->build_id, &id);
	TRY(str_check(&id));
	*ret = strcmp(str_text(&id), build_id) == 0;
	return NULL;
}

/* What perf keeps of a build need not be probes. */
static struct sonde_error *load(const char *root, const char *build_id, struct cache_entries *ret)
{
	struct sonde_error *error = cache_load(root, build_id, ret);

	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	sonde_error_destroy(error);
	return NULL;
}

static struct sonde_error *search_build(struct search *search, const struct cache_summary *summary)
{
	_cleanup_cache_entries_ struct cache_entries entries = VEC_INIT;
	const char *wanted = search->def->point.file;
	bool has, is_here;

	if (summary->problem || !summary->target || *summary->target != '/' ||
	    (wanted && !markers_mean_file(wanted, summary->target, summary->build_id)))
		return NULL;
	TRY(load(search->spreading->root, summary->build_id, &entries));
	TRY(has_marker(search, &entries, &has));
	if (!has)
		return NULL;
	TRY(is_build(summary->target, summary->build_id, &is_here));
	if (is_here)
		return add_word(search, summary->target);
	search->stale = summary->target;
	return NULL;
}

static struct sonde_error *not_found(const struct search *search)
{
	const struct probe_def *def = search->def;
	struct sonde_error *error;

	if (search->stale)
		return sonde_error_hint(
			probe_def_error(
				def, SONDE_ERROR_MISMATCH, PROBE_AT_POINT,
				"%s has such a marker in the cache, but is not there, or is "
				"another build now.",
				search->stale),
			"Cache it again: sonde probe -x FILE --cache -n -a '%%*:*'.");
	error = probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				"There is no such marker in the cache %s.",
				search->spreading->root);
	if (search->suggest.nearest)
		return suggest_hint(&search->suggest, error);
	return sonde_error_hint(error, "Name the program: -x FILE; or cache what it has: sonde "
				       "probe -x FILE --cache -n -a '%%*:*'.");
}

static bool is_file(const char *path)
{
	struct stat status;

	return path && strchr(path, '/') && stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static struct sonde_error *search_all(struct search *search)
{
	const char *file = search->def->point.file;
	_cleanup_free_ char *path = is_file(file) ? realpath(file, NULL) : NULL;

	if (path)
		return add_word(search, path);
	vec_for_each(&search->spreading->summaries, summary)
		TRY(search_build(search, summary));
	return search->found ? NULL : not_found(search);
}

/* `sdt_p:n`, as the names that it is compared with. */
static void print_wanted(const struct probe_point *point, struct str *out)
{
	const char *group = point->marker_group;

	if (group && strncmp(group, SDT_GROUP, strlen(SDT_GROUP)) != 0)
		str_append(out, SDT_GROUP);
	str_appendf(out, "%s%s%s", group ? group : "", group ? ":" : "", point->marker_event);
}

static struct sonde_error *find_files(struct spreading *spreading, const char *word,
				      const struct probe_def *def)
{
	struct search search = {.spreading = spreading, .word = word, .def = def};
	_cleanup_str_ struct str wanted = STR_INIT;
	struct sonde_error *error;

	print_wanted(&def->point, &wanted);
	TRY(str_check(&wanted));
	suggest_init(&search.suggest, str_text(&wanted));
	error = search_all(&search);
	suggest_deinit(&search.suggest);
	return error;
}

static void add(struct spreading *spreading, struct probe_request *request)
{
	enum exit_status status;

	request->answers = spreading->json;
	status = probe_add(spreading->context, request);
	if (status != STATUS_OK)
		spreading->status = status;
}

static void report(struct spreading *spreading, const char *word, struct sonde_error *error)
{
	if (spreading->json)
		sonde_error_destroy(json_add_failure(spreading->json, word, error));
	out_error(spreading->context, error);
	spreading->has_failed = true;
}

/* The words for the kernel are done as they are; the others are for files. */
static struct sonde_error *sort_words(struct spreading *spreading, struct probe_request *kernel)
{
	vec_for_each(&spreading->request->words, word) {
		_cleanup_probe_def_ struct probe_def def = {0};
		struct sonde_error *error;

		if (!is_marker(*word, &def)) {
			TRY(vec_push(&kernel->words, *word));
			continue;
		}
		error = find_files(spreading, *word, &def);
		if (error && error->kind == SONDE_ERROR_NO_MEMORY)
			return error;
		if (error)
			report(spreading, *word, error);
	}
	return NULL;
}

static void add_file(struct spreading *spreading, size_t position)
{
	struct probe_request request = *spreading->request;
	struct file *file = &spreading->files.data[position];

	request.program = (struct program_request){.name = file->path};
	request.words.data = file->words.data;
	request.words.size = file->words.size;
	request.names = &file->names;
	file->names.before = position ? &spreading->files.data[position - 1].names : NULL;
	add(spreading, &request);
}

static struct sonde_error *open_cache(struct spreading *spreading)
{
	const char *given = spreading->context->buildid_dir;

	if (given && !*given)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "The name of the cache directory is empty.");
	TRY(given ? sonde_strdup(given, &spreading->root) : cache_default_root(&spreading->root));
	return cache_scan(spreading->root, &spreading->summaries);
}

static struct sonde_error *spread(struct spreading *spreading)
{
	struct probe_request kernel = *spreading->request;
	struct sonde_error *error;

	memset(&kernel.words, 0, sizeof(kernel.words));
	if (spreading->request->json)
		TRY(json_create_list(&spreading->json));
	TRY(open_cache(spreading));
	error = sort_words(spreading, &kernel);
	if (!error && kernel.words.size)
		add(spreading, &kernel);
	vec_deinit(&kernel.words);
	for (size_t i = 0; i < spreading->files.size && !error; i++)
		add_file(spreading, i);
	return error;
}

enum exit_status marker_files_add(const struct context *context,
				  const struct probe_request *request)
{
	_cleanup_(spreading_deinit) struct spreading spreading = {
		.context = context,
		.request = request,
		.status = STATUS_OK,
	};
	struct sonde_error *error = spread(&spreading);

	if (spreading.json)
		json_print(spreading.json, context->out);
	if (error)
		spreading.status = out_error(context, error);
	/* Those that run say it themselves. */
	if (spreading.has_failed && spreading.status == STATUS_OK)
		fputs(request->action == PROBE_ACTION_ADD
			      ? "  Error: Failed to add events.\n"
			      : "  Error: Failed to show event definition.\n",
		      context->err);
	return spreading.status == STATUS_OK && spreading.has_failed ? STATUS_FAILED
								     : spreading.status;
}
