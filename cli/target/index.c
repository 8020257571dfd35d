/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/index.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cache/index_file.h"
#include "image/apart.h"
#include "image/index.h"
#include "image/index_make.h"

/* What takes longer than this is worth a word. */
#define PATIENCE_NS 500000000

/* What reads less DWARF than this is made in a few milliseconds: not worth a file. */
#define KEEP_SIZE_MIN (1 << 20)

struct progress {
	const struct image *image;
	struct timespec start;
	bool is_shown;
};

static int64_t nanoseconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(now.tv_sec - start->tv_sec) * 1000000000 + now.tv_nsec - start->tv_nsec;
}

static void show_progress(void *data, size_t done, size_t all)
{
	struct progress *progress = data;

	if (nanoseconds_since(&progress->start) < PATIENCE_NS || !isatty(STDERR_FILENO) || !all)
		return;
	progress->is_shown = true;
	fprintf(stderr, "\rIndexing %s: %zu %%", progress->image->path, done * 100 / all);
}

/* The index that is kept, if it can be used. */
static struct sonde_error *find_kept(struct image *image, const char *cache_root,
				     const char *build_id, struct index **ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_close_ int fd = -1;
	struct sonde_error *error;
	struct index *index;

	TRY(cache_index_open(cache_root, build_id, &fd));
	cache_index_path(cache_root, build_id, &path);
	TRY(str_check(&path));
	TRY(index_map(image, fd, str_text(&path), &index));
	error = image_check_index(image, index);
	if (error)
		index_destroy(index);
	else
		*ret = index;
	return error;
}

/* What is missing of the debuginfo, and how to get it. */
static void tell_split(const struct image *image)
{
	_cleanup_str_ struct str note = STR_INIT;

	image_split_note(image, &note);
	if (note.size)
		fprintf(stderr, "Note: %s\n", note.failed ? "Out of memory." : str_text(&note));
}

/* Where symbols are enough nobody else says so; who needs more is told all. */
static void note_refusal(const struct image *image)
{
	_cleanup_str_ struct str text = STR_INIT;
	const char *message;

	if (!image->dwarf_refusal)
		return;
	message = image->dwarf_refusal->message;
	str_append_bytes(&text, message, strcspn(message, "\n"));
	if (text.size && text.data[text.size - 1] == ':')
		text.data[text.size - 1] = '.';
	fprintf(stderr, "Note: %s\n", str_text(&text));
}

static struct sonde_error *make(struct image *image)
{
	struct progress progress = {.image = image};
	const struct index_progress listener = {.report = show_progress, .data = &progress};
	struct sonde_error *error;

	clock_gettime(CLOCK_MONOTONIC, &progress.start);
	error = image_make_index(image, &listener);
	if (progress.is_shown)
		fputs("\r\033[K", stderr);
	if (!error)
		tell_split(image);
	if (!error && image->is_damaged)
		fprintf(stderr,
			"Note: The debuginfo of %s is damaged: functions in it may be missing.\n",
			image->path);
	note_refusal(image);
	return error;
}

static bool is_worth_keeping(const struct image *image)
{
	return image_has_dwarf_support() && !image->is_damaged && !image->dwarf_refusal &&
	       (image->section_sizes[IMAGE_SIZE_DEBUG_INFO] >= KEEP_SIZE_MIN || image->split_sum);
}

/* Whether units are split off, so that more is read, is not known before the debuginfo is open. */
static bool may_be_kept(const struct image *image)
{
	return is_worth_keeping(image) || (image_has_dwarf_support() && !image->dwarf_refusal &&
					   image->section_sizes[IMAGE_SIZE_DEBUG_ADDR]);
}

void index_keep(const struct image *image, const char *cache_root, const char *build_id)
{
	_cleanup_error_ struct sonde_error *unkept = NULL;

	/* Where it cannot be kept, the next query has to make it again: no more is lost. */
	if (cache_root && *build_id && is_worth_keeping(image))
		unkept = cache_index_put(cache_root, build_id, image->index->header,
					 image->index->size);
}

struct sonde_error *index_load_kept(struct image *image, const char *cache_root,
				    const char *build_id)
{
	struct index *index;

	TRY(apart_find(image, ""));
	if (!*build_id || !may_be_kept(image))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "%s has no index that could be kept.",
				       image->path);
	TRY(find_kept(image, cache_root, build_id, &index));
	return image_use_index(image, index);
}

struct sonde_error *index_load(struct image *image, const char *cache_root, const char *build_id)
{
	_cleanup_error_ struct sonde_error *missing = NULL;
	struct index *index;
	bool is_kept;

	TRY(apart_find(image, ""));
	is_kept = cache_root && *build_id && may_be_kept(image);
	if (is_kept) {
		missing = find_kept(image, cache_root, build_id, &index);
		if (!missing) {
			tell_split(image);
			return image_use_index(image, index);
		}
		if (missing->kind == SONDE_ERROR_NO_MEMORY)
			return take_ptr(missing);
		if (missing->kind != SONDE_ERROR_NOT_FOUND)
			image->index_refusal = take_ptr(missing);
	}
	TRY(make(image));
	if (is_kept)
		index_keep(image, cache_root, build_id);
	return NULL;
}
