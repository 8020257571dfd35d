/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/source.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/path.h"

/* Larger than any source, generated ones included. */
#define SOURCE_SIZE_MAX (64u << 20)
/* A file of this name alone may be another one: below a kernel's tree ask for a folder, too. */
#define TREE_COMPONENTS 2

/* The search: stops at the first file that is there. */
struct search {
	const struct source_query *query;
	/** Paths that are not there, a line each. */
	struct str tried;
	/** The one that is. Owned. */
	char *found;
};

static void search_deinit(struct search *search)
{
	str_deinit(&search->tried);
	free(search->found);
}

void source_deinit(struct source *source)
{
	free(source->path);
	str_deinit(&source->text);
	vec_deinit(&source->starts);
	*source = (struct source){0};
}

static struct sonde_error *try_path(struct search *search, const char *path)
{
	struct stat info;

	if (search->found)
		return NULL;
	/* A FIFO would be waited for. */
	if (stat(path, &info) == 0 && S_ISREG(info.st_mode))
		return sonde_strdup(path, &search->found);
	str_appendf(&search->tried, "\n  %s", path);
	return str_check(&search->tried);
}

static struct sonde_error *try_below(struct search *search, const char *directory, const char *path)
{
	_cleanup_str_ struct str whole = STR_INIT;

	str_appendf(&whole, "%s/%s", directory, path);
	TRY(str_check(&whole));
	return try_path(search, str_text(&whole));
}

static size_t count_components(const char *path)
{
	size_t count = 1;

	for (; *path; path++)
		count += *path == '/';
	return count;
}

/* The path below the directory, then what is left of it without its first component, and so on. */
static struct sonde_error *try_tails(struct search *search, const char *directory, const char *path,
				     size_t least)
{
	path += *path == '/';
	while (path && *path && count_components(path) >= least) {
		const char *slash = strchr(path, '/');

		TRY(try_below(search, directory, path));
		path = slash ? slash + 1 : NULL;
	}
	return NULL;
}

static bool is_directory(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* A tree of the kernel's sources, or its headers. What is not there is said in one line. */
static struct sonde_error *try_tree(struct search *search, const char *path, const char *format,
				    const char *name)
{
	const char *root = search->query->root ? search->query->root : "";
	_cleanup_str_ struct str directory = STR_INIT;

	if (search->found)
		return NULL;
	str_append(&directory, root);
	/* The formats are those of try_system(). */
	for (const char *at = format; *at; at++) {
		if (*at == '*')
			str_append(&directory, name);
		else
			str_append_char(&directory, *at);
	}
	TRY(str_check(&directory));
	if (is_directory(str_text(&directory)))
		return try_tails(search, str_text(&directory), path, TREE_COMPONENTS);
	str_appendf(&search->tried, "\n  %s/", str_text(&directory));
	return str_check(&search->tried);
}

/* "6.1" of "6.1.0-13-amd64". */
static size_t version_size(const char *release)
{
	size_t size = strspn(release, "0123456789");

	if (release[size] == '.' && isdigit((unsigned char)release[size + 1]))
		size += 1 + strspn(release + size + 1, "0123456789");
	return size;
}

/*
 * Where distributions put them: what modules are built with; Debian's linux-source, linux-headers
 * (of which those of all flavours of a release are apart), Fedora's kernel-devel.
 */
static struct sonde_error *try_system(struct search *search, const char *path)
{
	const char *release = search->query->release;
	_cleanup_str_ struct str version = STR_INIT, common = STR_INIT;
	const char *dash;

	if (!release || !*release || strchr(release, '/'))
		return NULL;
	str_append_bytes(&version, release, version_size(release));
	dash = strchr(release, '-');
	dash = dash ? strchr(dash + 1, '-') : NULL;
	str_append_bytes(&common, release, dash ? (size_t)(dash - release) : strlen(release));
	str_append(&common, "-common");
	TRY(str_check(&version));
	TRY(str_check(&common));
	TRY(try_tree(search, path, "/lib/modules/*/source", release));
	TRY(try_tree(search, path, "/lib/modules/*/build", release));
	TRY(try_tree(search, path, "/usr/src/linux-source-*", str_text(&version)));
	TRY(try_tree(search, path, "/usr/src/linux-headers-*", release));
	TRY(try_tree(search, path, "/usr/src/linux-headers-*", str_text(&common)));
	return try_tree(search, path, "/usr/src/kernels/*", release);
}

static struct sonde_error *search_all(struct search *search)
{
	const struct source_query *query = search->query;
	_cleanup_str_ struct str path = STR_INIT;

	path_normalize(query->path, &path);
	TRY(str_check(&path));
	if (query->directory)
		return try_tails(search, query->directory, str_text(&path), 1);
	TRY(try_path(search, query->path));
	if (query->path[0] != '/' && query->comp_dir)
		TRY(try_below(search, query->comp_dir, query->path));
	return try_system(search, str_text(&path));
}

static struct sonde_error *split(struct source *source)
{
	const char *text = str_text(&source->text);

	for (size_t at = 0; at < source->text.size;) {
		const char *end = memchr(text + at, '\n', source->text.size - at);

		TRY(vec_push(&source->starts, at));
		at = end ? (size_t)(end - text) + 1 : source->text.size;
	}
	return NULL;
}

struct sonde_error *source_open(const struct source_query *query, struct source *ret)
{
	_cleanup_(search_deinit) struct search search = {.query = query};
	_cleanup_source_ struct source source = {0};

	TRY(search_all(&search));
	if (!search.found)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND,
				       "The source %s was not found. There is no%s", query->path,
				       str_text(&search.tried));
	TRY(file_read(search.found, SOURCE_SIZE_MAX, &source.text));
	TRY(split(&source));
	source.path = take_ptr(search.found);
	*ret = source;
	source = (struct source){0};
	return NULL;
}

size_t source_count(const struct source *source)
{
	return source->starts.size;
}

bool source_line(const struct source *source, uint32_t line, const char **text, size_t *size)
{
	size_t start, end;

	if (line == 0 || line > source->starts.size)
		return false;
	start = source->starts.data[line - 1];
	end = line < source->starts.size ? source->starts.data[line] : source->text.size;
	*text = str_text(&source->text) + start;
	*size = end - start;
	if (*size && (*text)[*size - 1] == '\n')
		(*size)--;
	return true;
}
