/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/marker_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/suggest.h"
#include "cache/key.h"
#include "cache/store.h"
#include "cache/summary.h"
#include "cli/cached/names.h"
#include "cli/json.h"
#include "cli/out.h"
#include "cli/target/markers.h"
#include "image/module.h"
#include "image/modules.h"
#include "probe/grammar.h"
#include "probe/sdt.h"

/* A file, and what is asked of it. */
struct file {
	/** Of a module its name. Owned. */
	char *path;
	bool is_module;
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
	/** Of each of them, once it was needed. Owned. */
	struct cached_names *names;
	VEC(struct file) files;
	/** What is for the running kernel; borrowed from the request. */
	VEC(const char *) kernel_words;
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
	/** What was found in the cache, but is of another build or gone; borrowed, or NULL. */
	const struct cache_summary *stale;
	/** As a marker. */
	bool is_marker;
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
	vec_deinit(&spreading->kernel_words);
	for (size_t i = 0; spreading->names && i < spreading->summaries.size; i++)
		cached_names_deinit(&spreading->names[i]);
	free(spreading->names);
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
	if (request->target.program.name || request->target.vmlinux || request->target.module)
		return false;
	vec_for_each(&request->words, word) {
		_cleanup_probe_def_ struct probe_def def = {0};

		if (is_marker(*word, &def))
			return true;
	}
	return false;
}

/* The word is for the file, too. */
static struct sonde_error *add_word(struct search *search, const char *path, bool is_module)
{
	struct spreading *spreading = search->spreading;
	_cleanup_free_ char *copy = NULL;

	search->found = true;
	vec_for_each(&spreading->files, file) {
		if (strcmp(file->path, path) == 0 && file->is_module == is_module)
			return vec_push(&file->words, search->word);
	}
	TRY(sonde_strdup(path, &copy));
	TRY(vec_push(&spreading->files,
		     (struct file){.is_module = is_module, .names = NAMES_INIT}));
	vec_last(&spreading->files)->path = take_ptr(copy);
	return vec_push(&vec_last(&spreading->files)->words, search->word);
}

/* Whether one of the names is a marker that is meant; the others are offered. */
static struct sonde_error *has_marker(struct search *search, const struct cached_names *names,
				      bool *ret)
{
	const size_t prefix = strlen(SDT_GROUP);

	*ret = false;
	vec_for_each(&names->items, item) {
		_cleanup_str_ struct str name = STR_INIT;
		struct sdt_note note;

		if (!names->entries.data[item->entry].is_marker ||
		    strncmp(item->group, SDT_GROUP, prefix) != 0)
			continue;
		note = (struct sdt_note){.provider = item->group + prefix, .name = item->event};
		*ret |= sdt_matches(&search->def->point, &note);
		sdt_print_name(&note, &name);
		TRY(str_check(&name));
		suggest_offer(&search->suggest,
			      search->def->point.marker_group ? str_text(&name) : note.name);
	}
	return NULL;
}

/* Whether one of the names is meant, which is no marker's; the others are offered. */
static struct sonde_error *has_name(struct search *search, const struct cached_names *names,
				    bool *ret)
{
	*ret = false;
	vec_for_each(&names->items, item) {
		_cleanup_str_ struct str name = STR_INIT;

		*ret |= cached_names_match(names, item, &search->def->point);
		str_appendf(&name, "%s:%s", item->group, item->event);
		TRY(str_check(&name));
		suggest_offer(&search->suggest,
			      search->def->point.marker_group ? str_text(&name) : item->event);
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

/* The module as the running kernel has it; NULL where it is not loaded, or of another build. */
static struct sonde_error *find_module(const struct cache_summary *summary, char **ret)
{
	_cleanup_str_ struct str name = STR_INIT, id = STR_INIT;
	struct build_id loaded = {0};
	bool is_loaded;

	*ret = NULL;
	module_print_name(summary->target, &name);
	TRY(str_check(&name));
	TRY(modules_loaded_id("", str_text(&name), &is_loaded, &loaded));
	build_id_print(&loaded, &id);
	TRY(str_check(&id));
	return strcmp(str_text(&id), summary->build_id) == 0 ? str_take(&name, ret) : NULL;
}

static struct sonde_error *is_running_kernel(const struct cache_summary *summary, bool *ret)
{
	_cleanup_str_ struct str text = STR_INIT;
	struct build_id id = {0};

	TRY(build_id_find_notes("/sys/kernel/notes", &id));
	build_id_print(&id, &text);
	TRY(str_check(&text));
	*ret = strcmp(str_text(&text), summary->build_id) == 0;
	return NULL;
}

/* The word is for the program, module or kernel of this build, if it is here. */
static struct sonde_error *add_build(struct search *search, const struct cache_summary *summary)
{
	_cleanup_free_ char *module = NULL;
	bool is_here = false;

	if (strcmp(summary->target, CACHE_TARGET_KERNEL) == 0) {
		TRY(is_running_kernel(summary, &is_here));
		search->found |= is_here;
		if (is_here)
			return vec_push(&search->spreading->kernel_words, search->word);
	} else if (strstr(basename(summary->target), ".ko")) {
		TRY(find_module(summary, &module));
		if (module)
			return add_word(search, module, true);
	} else {
		TRY(is_build(summary->target, summary->build_id, &is_here));
		if (is_here)
			return add_word(search, summary->target, false);
	}
	search->stale = summary;
	return NULL;
}

/* A look at what is cached for a build. */
typedef struct sonde_error *(*has_fn)(struct search *search, const struct cached_names *names,
				      bool *ret);

static struct sonde_error *search_build(struct search *search, size_t position, has_fn has)
{
	struct spreading *spreading = search->spreading;
	const struct cache_summary *summary = &spreading->summaries.data[position];
	const char *wanted = search->def->point.file;
	bool is_there;

	if (summary->problem || !summary->target ||
	    (wanted && !markers_mean_file(wanted, summary->target, summary->build_id)))
		return NULL;
	TRY(cached_names_read(spreading->root, summary->build_id, &spreading->names[position]));
	TRY(has(search, &spreading->names[position], &is_there));
	search->is_marker |= is_there && has == has_marker;
	return is_there ? add_build(search, summary) : NULL;
}

static struct sonde_error *not_found(const struct search *search)
{
	const struct probe_def *def = search->def;
	struct sonde_error *error;

	if (search->stale && strcmp(search->stale->target, CACHE_TARGET_KERNEL) == 0)
		return probe_def_error(def, SONDE_ERROR_MISMATCH, PROBE_AT_POINT,
				       "Such an event is cached for the kernel of build id %s, "
				       "which does not run here.",
				       search->stale->build_id);
	if (search->stale) {
		error = probe_def_error(
			def, SONDE_ERROR_MISMATCH, PROBE_AT_POINT,
			"%s has such an event in the cache, but is not there, or is "
			"another build now.",
			search->stale->target);
		return search->is_marker
			       ? sonde_error_hint(error, "Cache it again: sonde probe -x FILE "
							 "--cache -n -a '%%*:*'.")
			       : error;
	}
	error = probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				"There is no such marker or event in the cache %s.",
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
		return add_word(search, path, false);
	for (size_t i = 0; i < search->spreading->summaries.size; i++)
		TRY(search_build(search, i, has_marker));
	/* Markers win, also those of files that are not there. */
	for (size_t i = 0;
	     i < search->spreading->summaries.size && !search->found && !search->stale; i++)
		TRY(search_build(search, i, has_name));
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
static struct sonde_error *sort_words(struct spreading *spreading)
{
	vec_for_each(&spreading->request->words, word) {
		_cleanup_probe_def_ struct probe_def def = {0};
		struct sonde_error *error;

		if (!is_marker(*word, &def)) {
			TRY(vec_push(&spreading->kernel_words, *word));
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

	if (file->is_module)
		request.target.module = file->path;
	else
		request.target.program = (struct program_request){.name = file->path};
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
	TRY(cache_scan(spreading->root, &spreading->summaries));
	spreading->names = calloc(spreading->summaries.size + 1, sizeof(*spreading->names));
	return spreading->names ? NULL : &sonde_error_no_memory;
}

static struct sonde_error *spread(struct spreading *spreading)
{
	struct probe_request kernel = *spreading->request;
	struct sonde_error *error;

	if (spreading->request->json)
		TRY(json_create_list(&spreading->json));
	TRY(open_cache(spreading));
	error = sort_words(spreading);
	kernel.words.data = spreading->kernel_words.data;
	kernel.words.size = spreading->kernel_words.size;
	if (!error && kernel.words.size)
		add(spreading, &kernel);
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
		json_print(spreading.json, context);
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
