/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "image/modules.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "base/suggest.h"
#include "base/vec.h"
#include "image/apart.h"
#include "image/find.h"
#include "image/module.h"

/* Far more than there are in any of the files that list modules. */
#define LIST_LIMIT (64 << 20)

/* One search: for a name, in files or folders. */
struct search {
	const char *name;
	/** Names that were passed over. */
	struct suggest suggest;
	/** Paths of the files of that name, sorted. Owned. */
	struct VEC_BODY(char *) paths;
};

static void search_deinit(struct search *search)
{
	suggest_deinit(&search->suggest);
	vec_for_each(&search->paths, path)
		free(*path);
	vec_deinit(&search->paths);
}

#define _cleanup_search_ _cleanup_(search_deinit)

static struct search search_init(const char *name)
{
	struct search search = {.name = name, .paths = VEC_INIT};

	suggest_init(&search.suggest, name);
	return search;
}

/* Whether this is a file's name as of a module. */
static bool is_module_file(const char *file)
{
	static const char *const ends[] = {"", ".xz", ".zst", ".gz"};
	const char *ko = strstr(file, ".ko");

	if (!ko || ko == file)
		return false;
	ko += strlen(".ko");
	if (strncmp(ko, ".debug", 6) == 0)
		ko += 6;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (strcmp(ko, ends[i]) == 0)
			return true;
	}
	return false;
}

/* Take a path if it is of the module that is looked for. */
static struct sonde_error *offer_path(struct search *search, const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_str_ struct str name = STR_INIT;
	_cleanup_free_ char *copy = NULL;

	if (!is_module_file(slash ? slash + 1 : path))
		return NULL;
	module_print_name(path, &name);
	TRY(str_check(&name));
	if (!module_same_name(str_text(&name), search->name)) {
		suggest_offer(&search->suggest, str_text(&name));
		return NULL;
	}
	TRY(sonde_strdup(path, &copy));
	TRY(vec_push(&search->paths, copy));
	copy = NULL;
	return NULL;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void fts_closep(FTS **fts)
{
	if (*fts)
		fts_close(*fts);
}

/*
 * Look below a folder. Links to folders are not followed, `build` and `source` lead far away; links
 * to modules count, as in weak-updates.
 */
static struct sonde_error *walk(struct search *search, const char *folder)
{
	_cleanup_free_ char *copy = NULL;
	_cleanup_(fts_closep) FTS *fts = NULL;
	FTSENT *entry;

	TRY(sonde_strdup(folder, &copy));
	fts = fts_open((char *const[]){copy, NULL}, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR,
		       NULL);
	if (!fts)
		return sonde_error_os(errno, "Cannot look into %s", folder);
	while ((entry = fts_read(fts))) {
		if (entry->fts_level == 0 &&
		    (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR))
			return sonde_error_os(entry->fts_errno, "Cannot look into %s", folder);
		if (entry->fts_info == FTS_F || entry->fts_info == FTS_SL)
			TRY(offer_path(search, entry->fts_path));
	}
	if (search->paths.size > 1)
		qsort(search->paths.data, search->paths.size, sizeof(char *), compare_paths);
	return NULL;
}

/* Offer the paths of modules.dep (`PATH: PATH ...`) or modules.builtin (`PATH`), as they are. */
static struct sonde_error *read_list(struct search *search, const char *path)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT;
	char *line, *rest;

	/* Neither has to be there. */
	error = file_read(path, LIST_LIMIT, &text);
	if (error)
		return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error) : NULL;
	for (line = text.data; line && *line; line = rest) {
		size_t size = strcspn(line, "\n");

		rest = line + size + (line[size] != '\0');
		line[size] = '\0';
		line[strcspn(line, ":")] = '\0';
		TRY(offer_path(search, line));
	}
	return NULL;
}

static struct sonde_error *in_release(const struct module_query *query, const char *before,
				      const char *after, char **ret)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s%s/lib/modules/%s%s", query->root, before, query->release, after);
	return str_take(&path, ret);
}

/* Where the module is below /lib/modules/RELEASE: by modules.dep, else by looking for it. */
static struct sonde_error *find_paths(const struct module_query *query, struct search *search)
{
	_cleanup_free_ char *list = NULL, *folder = NULL;
	_cleanup_search_ struct search listed = search_init(query->name);

	TRY(in_release(query, "", "/modules.dep", &list));
	TRY(in_release(query, "", "", &folder));
	TRY(read_list(&listed, list));
	vec_for_each(&listed.paths, path) {
		_cleanup_str_ struct str full = STR_INIT;

		/* Some have absolute paths there. */
		str_appendf(&full, "%s%s%s", **path == '/' ? query->root : folder,
			    **path == '/' ? "" : "/", *path);
		TRY(str_check(&full));
		TRY(offer_path(search, str_text(&full)));
	}
	if (search->paths.size || !file_exists(folder))
		return NULL;
	return walk(search, folder);
}

static struct sonde_error *check_builtin(const char *folder, const char *name,
					 struct sonde_error *error)
{
	_cleanup_search_ struct search search = search_init(name);
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *failure;

	str_appendf(&path, "%s/modules.builtin", folder);
	failure = str_check(&path);
	if (!failure)
		failure = read_list(&search, str_text(&path));
	if (failure) {
		sonde_error_destroy(error);
		return failure;
	}
	if (search.paths.size == 0)
		return error;
	return sonde_error_hint(error, "It is built into the kernel, says %s: probe it without -m.",
				str_text(&path));
}

struct sonde_error *modules_find_installed(const struct module_query *query, struct image **ret)
{
	_cleanup_search_ struct search search = search_init(query->name);
	_cleanup_str_ struct str tried = STR_INIT;
	_cleanup_free_ char *folder = NULL;
	struct image *image = NULL;

	TRY(in_release(query, "", "", &folder));
	TRY(find_paths(query, &search));
	vec_for_each(&search.paths, path) {
		TRY(find_try(*path, IMAGE_MODULE, NULL, &tried, &image));
		if (image) {
			*ret = image;
			return NULL;
		}
	}
	if (search.paths.size)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "No usable file of the module %s:%s",
				       query->name, str_text(&tried));
	return check_builtin(
		folder, query->name,
		suggest_hint(
			&search.suggest,
			sonde_error_new(SONDE_ERROR_NOT_FOUND,
					"The kernel that runs here (%s) has no module %s: not in "
					"%s.",
					query->release, query->name, folder)));
}

/* Of those tried so far: the first with debuginfo ends the search, others are kept. */
struct finding {
	/** As the kernel spells it; of what is loaded. */
	const char *name;
	const struct build_id *id;
	bool without_servers;
	struct str tried;
	struct image *with_debuginfo;
	struct image *without;
};

static void finding_deinit(struct finding *finding)
{
	str_deinit(&finding->tried);
	image_destroy(finding->with_debuginfo);
	image_destroy(finding->without);
}

/* Where nothing but the debuginfo is missing, or all but the build id. */
static struct sonde_error *try_servers(struct finding *finding)
{
	const struct build_id *id = finding->without ? &finding->without->build_id : finding->id;
	_cleanup_image_ struct image *image = NULL;

	if (finding->with_debuginfo || finding->without_servers || !id || !id->size)
		return NULL;
	TRY(find_served(IMAGE_MODULE, id, &finding->tried, &image));
	if (!image || !image_has_debuginfo(image))
		return NULL;
	if (!finding->without) {
		/* The name of the file is none. */
		free(image->module);
		image->module = NULL;
		TRY(sonde_strdup(finding->name, &image->module));
		finding->with_debuginfo = take_ptr(image);
	} else if (apart_attach(finding->without, image)) {
		image = NULL;
	} else {
		str_appendf(&finding->tried, "\n  %s: its sections are not those of %s",
			    image->path, finding->without->path);
	}
	return str_check(&finding->tried);
}

/* Hand out the best one; false if there is none. */
static bool finding_take(struct finding *finding, struct image **ret)
{
	struct image **best = finding->with_debuginfo ? &finding->with_debuginfo
						      : &finding->without;

	if (!*best)
		return false;
	*ret = take_ptr(*best);
	return true;
}

static struct sonde_error *try_path(struct finding *finding, const char *path)
{
	_cleanup_image_ struct image *image = NULL;

	if (finding->with_debuginfo)
		return NULL;
	TRY(find_try(path, IMAGE_MODULE, finding->id, &finding->tried, &image));
	if (!image)
		return NULL;
	if (image_has_debuginfo(image))
		finding->with_debuginfo = take_ptr(image);
	else if (!finding->without)
		finding->without = take_ptr(image);
	return NULL;
}

static struct sonde_error *try_build_id(struct finding *finding, const char *root)
{
	_cleanup_str_ struct str hex = STR_INIT, path = STR_INIT;

	if (finding->id->size == 0)
		return NULL;
	build_id_print(finding->id, &hex);
	TRY(str_check(&hex));
	str_appendf(&path, "%s/usr/lib/debug/.build-id/%.2s/%s.debug", root, str_text(&hex),
		    str_text(&hex) + 2);
	TRY(str_check(&path));
	return try_path(finding, str_text(&path));
}

/* The twin of an installed file: below /usr/lib/debug, not compressed, with .debug or without. */
static struct sonde_error *try_twins(struct finding *finding, const char *root, const char *path)
{
	const char *below = path + strlen(root), *ko = strstr(strrchr(path, '/'), ".ko");
	_cleanup_str_ struct str twin = STR_INIT;

	str_appendf(&twin, "%s/usr/lib/debug%.*s.ko", root, (int)(ko - below), below);
	TRY(str_check(&twin));
	TRY(try_path(finding, str_text(&twin)));
	str_append(&twin, ".debug");
	TRY(str_check(&twin));
	return try_path(finding, str_text(&twin));
}

/* Without anything installed the folder with debuginfo is all there is. */
static struct sonde_error *try_debug_folder(struct finding *finding,
					    const struct module_query *query)
{
	_cleanup_search_ struct search search = search_init(query->name);
	_cleanup_free_ char *folder = NULL;

	TRY(in_release(query, "/usr/lib/debug", "", &folder));
	if (file_exists(folder))
		TRY(walk(&search, folder));
	else
		str_appendf(&finding->tried, "\n  %s: not there", folder);
	vec_for_each(&search.paths, path)
		TRY(try_path(finding, *path));
	return NULL;
}

struct sonde_error *modules_find(const struct module_query *query, struct image **ret)
{
	_cleanup_search_ struct search search = search_init(query->name);
	_cleanup_(finding_deinit) struct finding finding = {
		.name = query->name,
		.id = &query->id,
		.without_servers = query->without_servers,
	};
	_cleanup_str_ struct str hex = STR_INIT;

	TRY(find_paths(query, &search));
	TRY(try_build_id(&finding, query->root));
	vec_for_each(&search.paths, path)
		TRY(try_twins(&finding, query->root, *path));
	if (search.paths.size == 0)
		TRY(try_debug_folder(&finding, query));
	vec_for_each(&search.paths, path)
		TRY(try_path(&finding, *path));
	TRY(try_servers(&finding));
	if (finding_take(&finding, ret))
		return NULL;
	build_id_print(&query->id, &hex);
	TRY(str_check(&hex));
	TRY(str_check(&finding.tried));
	return sonde_error_new(SONDE_ERROR_NOT_FOUND,
			       "No file of the module %s (build id %s) was found:%s", query->name,
			       hex.size ? str_text(&hex) : "unknown", str_text(&finding.tried));
}

/* Whether a module was built for a release, as far as it says so. */
static struct sonde_error *is_of_release(const struct image *image, const char *release, bool *ret)
{
	_cleanup_str_ struct str own = STR_INIT;

	image_print_release(image, &own);
	*ret = !release || !*release || !own.size || strcmp(str_text(&own), release) == 0;
	return str_check(&own);
}

static struct sonde_error *two_builds(const char *name, const char *folder, const char *a,
				      const char *b)
{
	return sonde_error_hint(sonde_error_new(SONDE_ERROR_REFUSED,
						"%s has the module %s in more than one build:\n  "
						"%s\n  %s",
						folder, name, a, b),
				"Give the one that is meant by -m PATH.");
}

/* Keep the best of the builds there are, which must be one build, as far as they have an id. */
static struct sonde_error *choose(struct search *search, const char *folder, const char *release,
				  struct finding *finding)
{
	struct build_id known = {0};
	const char *known_path = NULL;

	vec_for_each(&search->paths, path) {
		_cleanup_image_ struct image *image = NULL;
		struct image **slot;
		bool fits;

		TRY(find_try(*path, IMAGE_MODULE, NULL, &finding->tried, &image));
		if (!image)
			continue;
		TRY(is_of_release(image, release, &fits));
		if (!fits) {
			str_appendf(&finding->tried, "\n  %s: of another kernel, %.*s", *path,
				    (int)strcspn(image->vermagic, " "), image->vermagic);
			continue;
		}
		if (known.size && image->build_id.size && !build_id_equal(&known, &image->build_id))
			return two_builds(search->name, folder, known_path, *path);
		if (!known.size) {
			known = image->build_id;
			known_path = *path;
		}
		slot = image_has_debuginfo(image) ? &finding->with_debuginfo : &finding->without;
		if (!*slot)
			*slot = take_ptr(image);
	}
	return str_check(&finding->tried);
}

struct sonde_error *modules_find_in(const char *folder, const struct module_query *query,
				    struct image **ret)
{
	const char *name = query->name, *release = query->release;
	_cleanup_search_ struct search search = search_init(name);
	_cleanup_(finding_deinit) struct finding finding = {
		.without_servers = query->without_servers,
	};

	TRY(walk(&search, folder));
	TRY(choose(&search, folder, release, &finding));
	TRY(try_servers(&finding));
	if (finding_take(&finding, ret))
		return NULL;
	if (search.paths.size)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND,
				       "No usable file of the module %s%s%s in %s:%s", name,
				       release && *release ? " for " : "", release ? release : "",
				       folder, str_text(&finding.tried));
	return check_builtin(
		folder, name,
		suggest_hint(&search.suggest,
			     sonde_error_new(SONDE_ERROR_NOT_FOUND,
					     "No file of a module %s (%s.ko, %s.ko.debug, or "
					     "compressed) in %s and below.",
					     name, name, name, folder)));
}

struct sonde_error *modules_loaded_id(const char *root, const char *name, bool *loaded,
				      struct build_id *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str folder = STR_INIT, path = STR_INIT, plain = STR_INIT;

	/* A name, and nothing that leads out of /sys/module. */
	module_print_name(name, &plain);
	str_appendf(&folder, "%s/sys/module/%s", root, str_text(&plain));
	/* What is built in has no state. */
	str_appendf(&path, "%s/initstate", str_text(&folder));
	TRY(str_check(&path));
	*ret = (struct build_id){0};
	*loaded = file_exists(str_text(&path));
	if (!*loaded)
		return NULL;
	str_append(&folder, "/notes/.note.gnu.build-id");
	TRY(str_check(&folder));
	error = build_id_read_notes(str_text(&folder), ret);
	/* Not every module has one. */
	if (error && error->kind != SONDE_ERROR_NOT_FOUND && error->kind != SONDE_ERROR_FORMAT)
		return take_ptr(error);
	return NULL;
}
