/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of an event with two triggers, as hist_show() makes it:
 *
 *     # event histogram
 *     #
 *     # trigger info: hist:keys=length.log2:vals=hitcount:sort=hitcount:size=2048 [active]
 *     #
 *
 *     { length: ~ 2^0  } hitcount:          3
 *     { length: ~ 2^1  } hitcount:          1
 *
 *     Snapshot taken (see tracing/snapshot).  Details:
 *     	triggering value { onmax($m) }:         10	triggered by event with key: { length: ~ 2^4
 * }
 *
 *     Totals:
 *         Hits: 4
 *         Entries: 2
 *         Dropped: 0
 *
 *
 *     # event histogram
 *     ...
 *
 * A snapshot is there only if one was taken.
 */
#include "hist/read.h"

#include <string.h>

#include "base/scan.h"
#include "base/str.h"
#include "hist/info.h"
#include "hist/row.h"

#define TITLE  "# event histogram\n#\n# trigger info: "
#define TOTALS "\nTotals:\n    Hits: "
/* Bytes of a line that an error shows. */
#define SHOWN 200

/* Where in the file the reading is; the text is followed by a NUL. */
struct place {
	const char *text;
	const char *at;
	const char *end;
};

/* An error at @p at: the number of its line, and of the line what is around the column. */
static struct sonde_error *bad(const struct place *place, const char *at, const char *what)
{
	_cleanup_free_ char *shown = NULL;
	const char *line = at, *stop;
	struct sonde_error *error;
	size_t number = 1;

	while (line > place->text && line[-1] != '\n')
		line--;
	for (const char *c = place->text; c < line; c++)
		number += *c == '\n';
	error = sonde_error_new(SONDE_ERROR_FORMAT, "%s, in line %zu, column %zu of a hist file.",
				what, number, (size_t)(at - line) + 1);
	if ((size_t)(at - line) > SHOWN / 2)
		line = at - SHOWN / 2;
	/* What is before a NUL cannot be shown. */
	for (const char *c = line; c < at; c++) {
		if (*c == '\0')
			line = c + 1;
	}
	for (stop = at; stop < place->end && *stop && *stop != '\n' && stop - line < SHOWN;)
		stop++;
	if (error == &sonde_error_no_memory ||
	    sonde_strndup(line, (size_t)(stop - line), &shown) != NULL)
		return error;
	error->text = take_ptr(shown);
	error->column = (size_t)(at - line) + 1;
	return error;
}

/* Step over @p word, which has to be here. */
static struct sonde_error *expect(struct place *place, const char *word, const char *what)
{
	const char *at = place->at;

	for (; *word; word++, at++) {
		if (*at != *word)
			return bad(place, at, what);
	}
	place->at = at;
	return NULL;
}

static bool is_here(const struct place *place, const char *word)
{
	return strncmp(place->at, word, strlen(word)) == 0;
}

static struct sonde_error *read_trigger(struct place *place, struct hist_raw *ret)
{
	const char *line;
	struct sonde_error *error;

	TRY(expect(place, TITLE, "There is no '# event histogram'"));
	line = memchr(place->at, '\n', (size_t)(place->end - place->at));
	if (!line)
		return bad(place, place->at, "The trigger does not end");
	error = hist_info_read((struct hist_piece){place->at, (size_t)(line - place->at)}, ret);
	if (error)
		return error;
	place->at = line;
	return expect(place, "\n#\n\n", "There is more than the trigger");
}

static struct sonde_error *read_rows(struct place *place, struct hist_raw *hist)
{
	while (*place->at == '{') {
		const char *wrong = NULL;

		TRY(hist_row_read(hist, &place->at, place->end, &wrong));
		if (wrong)
			return bad(place, wrong, "There is a row that does not fit its trigger");
	}
	return NULL;
}

static struct sonde_error *read_total(struct place *place, const char *name, uint64_t *ret)
{
	struct scan scan;

	TRY(expect(place, name, "The totals do not go on"));
	scan = scan_text(place->at);
	if (!scan_u64(&scan, ret))
		return bad(place, place->at, "There is no number");
	place->at = scan.at;
	return expect(place, "\n", "There is more than a number");
}

/* The snapshot, which may hold texts of programs, and the totals. */
static struct sonde_error *read_totals(struct place *place, struct hist_raw *hist)
{
	if (is_here(place, "\nSnapshot taken")) {
		const char *totals = memmem(place->at, (size_t)(place->end - place->at), TOTALS,
					    strlen(TOTALS));

		if (!totals)
			return bad(place, place->at, "There are no totals");
		place->at = totals;
	}
	TRY(expect(place, "\nTotals:\n", "There is neither a row nor the totals"));
	TRY(read_total(place, "    Hits: ", &hist->hits));
	TRY(read_total(place, "    Entries: ", &hist->entries));
	return read_total(place, "    Dropped: ", &hist->dropped);
}

static struct sonde_error *read_hist(struct place *place, struct hist_raw *ret)
{
	_cleanup_hist_raw_ struct hist_raw hist = {0};

	TRY(read_trigger(place, &hist));
	TRY(read_rows(place, &hist));
	TRY(read_totals(place, &hist));
	*ret = hist;
	hist = (struct hist_raw){0};
	return NULL;
}

struct sonde_error *hist_read(const char *text, size_t size, struct hist_raw_file *ret)
{
	_cleanup_hist_raw_file_ struct hist_raw_file file = HIST_RAW_FILE_INIT;
	_cleanup_str_ struct str copy = STR_INIT;
	struct place place;

	str_append_bytes(&copy, text, size);
	TRY(str_take(&copy, &file.text));
	place = (struct place){file.text, file.text, file.text + size};
	while (place.at < place.end) {
		if (file.hists.size > 0)
			TRY(expect(&place, "\n\n", "There is more than the totals"));
		TRY(vec_push(&file.hists, (struct hist_raw){0}));
		TRY(read_hist(&place, vec_last(&file.hists)));
	}
	*ret = file;
	file = (struct hist_raw_file)HIST_RAW_FILE_INIT;
	return NULL;
}
