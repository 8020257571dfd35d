/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cache/remains.h"

#include <stdbool.h>
#include <string.h>

#include "cache/key.h"
#include "cache/tidy.h"

#define PROBLEM                                                            \
	"Its probes are gone, and other files of sonde's are there still." \
	" 'sonde cache gc' removes them."

/* An index is of use as long as nobody says otherwise. */
static bool wants_index(const char *build_id, void *data)
{
	(void)build_id;
	(void)data;
	return true;
}

/* Whether the directory that was found last is this one. */
static bool is_last(const struct cache_summaries *builds, const char *path, size_t size)
{
	const char *last = builds->size ? vec_last(builds)->path : NULL;

	return last && strlen(last) == size && memcmp(last, path, size) == 0;
}

/* The build whose directory is this; nothing is added if it cannot be that of one. */
static struct sonde_error *add_build(const char *root, const char *path, size_t size,
				     struct cache_summaries *builds)
{
	_cleanup_cache_key_ struct cache_key key = {0};
	_cleanup_str_ struct str text = STR_INIT, build_id = STR_INIT;
	const struct cache_summary summary = {0};
	const char *relative = path + strlen(root) + 1;

	str_appendf(&text, "../../%.*s", (int)(path + size - relative), relative);
	TRY(str_check(&text));
	str_append(&build_id, strrchr(str_text(&text), '/') + 1);
	TRY(str_check(&build_id));
	TRY(sonde_error_ignore(
		cache_key_parse_link(root, str_text(&build_id), str_text(&text), &key),
		SONDE_ERROR_FORMAT));
	if (!key.target)
		return NULL;
	TRY(vec_push(builds, summary));
	TRY(sonde_strndup(path, size, &vec_last(builds)->path));
	TRY(sonde_strdup(PROBLEM, &vec_last(builds)->problem));
	vec_last(builds)->target = take_ptr(key.target);
	vec_last(builds)->build_id = take_ptr(key.build_id);
	return NULL;
}

struct sonde_error *cache_remains_find(const char *root, struct cache_summaries *builds,
				       size_t *useless)
{
	_cleanup_cache_tidied_ struct cache_tidied items = VEC_INIT;
	const struct cache_tidy_request request = {.wants_index = wants_index, .dry_run = true};

	*useless = 0;
	TRY(cache_tidy(root, &request, &items));
	vec_for_each(&items, item) {
		const size_t size = (size_t)(strrchr(item->path, '/') - item->path);

		if (item->kind != CACHE_TIDY_REMAINS)
			++*useless;
		else if (!is_last(builds, item->path, size))
			TRY(add_build(root, item->path, size, builds));
	}
	return NULL;
}
