/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/questions.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/str.h"
#include "blacklist/image.h"
#include "probe/event.h"
#include "probe/grammar.h"
#include "probe/line_list.h"
#include "probe/line_range.h"
#include "probe/listing.h"
#include "probe/resolve.h"
#include "tests/fuzz/check.h"

/* Symbols whose places are asked about. */
#define SYMBOLS_MAX 64
/* Places of one definition, and variables of a listing that are asked for one by one. */
#define PLACES_MAX    16
#define VARIABLES_MAX 12

static void check_notes(const struct notes *notes)
{
	vec_for_each(notes, note)
		check(*note->text);
}

void questions_open(const void *bytes, size_t size, enum image_kind kind, struct image **ret)
{
	_cleanup_close_ int fd = memfd_create("image", MFD_CLOEXEC);
	_cleanup_str_ struct str path = STR_INIT;

	*ret = NULL;
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		return;
	/* The image opens it once more, and keeps that. */
	str_appendf(&path, "/proc/self/fd/%d", fd);
	succeeded_by_libraries(image_create(str_text(&path), kind, ret));
}

static void fail(const char *what, const char *text)
{
	fprintf(stderr, "%s: %s\n", what, text);
	abort();
}

struct sonde_error *questions_take(void *data, struct probe_event *event)
{
	_cleanup_probe_event_ struct probe_event owned = *event, again = {0};
	_cleanup_str_ struct str printed = STR_INIT, reprinted = STR_INIT;

	(void)data;
	*event = (struct probe_event){0};
	probe_event_print(&owned, &printed);
	if (probe_event_parse(str_text(&printed), &again))
		fail("not read again", str_text(&printed));
	probe_event_print(&again, &reprinted);
	if (strcmp(str_text(&printed), str_text(&reprinted)) != 0)
		fail("read otherwise", str_text(&printed));
	return NULL;
}

static void batch_destroyp(struct resolve_batch **batch)
{
	resolve_batch_destroy(*batch);
}

void questions_define(struct image *image, const char *text)
{
	const struct resolve_options options = {.max_probes = PLACES_MAX};
	const struct resolve_sink sink = {.take = questions_take};
	_cleanup_(batch_destroyp) struct resolve_batch *batch = NULL;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const struct probe_def *defs = &def;
	struct sonde_error *error;

	error = probe_def_parse(text, &def);
	if (!error)
		error = resolve_batch_create(image, &defs, 1, &options, &batch);
	if (!error)
		error = probe_resolve(batch, 0, &notes, &sink);
	succeeded_by_libraries(error);
	check_notes(&notes);
}

/* What else can be asked of a variable. */
static void ask_variable(struct image *image, const char *point, const char *name)
{
	static const char *const steps[] = {
		"",	   "->next",  ".value", "->next->value", "[1]", "[1][2]",
		"->inner", ":string", ":x",
	};
	_cleanup_str_ struct str text = STR_INIT;

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		str_truncate(&text, 0);
		str_appendf(&text, "%s %s%s", point, name, steps[i]);
		questions_define(image, str_text(&text));
	}
}

void questions_list(struct image *image, const char *text, bool each)
{
	const struct listing_options options = {
		.resolve = {.max_probes = PLACES_MAX},
		.externs = true,
		.ranges = true,
	};
	_cleanup_listing_places_ struct listing_places places = VEC_INIT;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	struct sonde_error *error;
	size_t count;

	error = probe_def_parse(text, &def);
	if (!error)
		error = listing_make(image, &def, &options, &notes, &places);
	succeeded_by_libraries(error);
	check_notes(&notes);
	count = each && places.size ? places.data[0].variables.size : 0;
	for (size_t i = 0; i < count && i < VARIABLES_MAX; i++)
		ask_variable(image, text, places.data[0].variables.data[i].name);
}

void questions_lines(struct image *image, const char *text)
{
	_cleanup_line_range_ struct line_range range = {0};
	_cleanup_line_lists_ struct line_lists lists = VEC_INIT;
	struct sonde_error *error;

	error = line_range_parse(text, &range);
	if (!error)
		error = line_lists_find(image, &range, false, &lists);
	succeeded_by_libraries(error);
	vec_for_each(&lists, list)
		check(list->marks.size > 0);
}

/* A verdict that is not plain says why. */
static void ask_place(const struct blacklist_image *blacklist, const struct blacklist_place *place)
{
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};
	struct sonde_error *error = blacklist_image_check(blacklist, place, &answer);

	if (!error && answer.verdict != BLACKLIST_ALLOWED && !(answer.reason && *answer.reason))
		fail("no reason", blacklist_verdict_name(answer.verdict));
	succeeded_by_libraries(error);
}

void questions_places(struct image *image)
{
	struct blacklist_image *blacklist = NULL;

	succeeded_by_libraries(blacklist_image_create(image, &blacklist));
	for (size_t i = 0; blacklist && i < image->symbols.count && i < SYMBOLS_MAX; i++) {
		struct blacklist_place place = {.address = image->symbols.sorted[i].address};

		for (int distance = 0; distance < 6; distance++) {
			place.is_return = distance == 5;
			place.begins = !place.begins;
			ask_place(blacklist, &place);
			place.address += 1 + (uint64_t)distance;
		}
	}
	blacklist_image_destroy(blacklist);
}
