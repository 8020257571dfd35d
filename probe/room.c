/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/room.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "probe/fits.h"

/* For what the event's name may get behind it: _1, _2, ... */
#define SUFFIX_MAX 16
/* Nobody reads more names. */
#define NAMES_SHOWN 8

/* What an event takes. */
struct load {
	size_t args;
	size_t line;
	size_t data;
};

static struct sonde_error *load_of_arg(const struct probe_event_arg *arg, struct load *ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	probe_event_arg_print(arg, &text);
	TRY(str_check(&text));
	*ret = (struct load){.args = 1, .line = text.size + 1, .data = fits_data(arg->type)};
	return NULL;
}

static struct sonde_error *load_of_event(const struct probe_event *event, struct load *ret)
{
	struct probe_event bare = *event;
	_cleanup_str_ struct str text = STR_INIT;
	struct load all, one;

	bare.args.size = 0;
	probe_event_print(&bare, &text);
	TRY(str_check(&text));
	all = (struct load){.line = text.size + SUFFIX_MAX};
	vec_for_each(&event->args, arg) {
		TRY(load_of_arg(arg, &one));
		all.args += one.args;
		all.line += one.line;
		all.data += one.data;
	}
	*ret = all;
	return NULL;
}

static bool fits_line(const struct load *load)
{
	return load->args <= FITS_ARGS_MAX && load->line <= FITS_LINE_MAX;
}

/* The last one of the highest rank; false if all were asked for. */
static bool choose(const struct probe_event *event, size_t *ret)
{
	unsigned rank = PROBE_RANK_ASKED;

	for (size_t i = 0; i < event->args.size; i++) {
		if (event->args.data[i].rank > PROBE_RANK_ASKED &&
		    event->args.data[i].rank >= rank) {
			rank = event->args.data[i].rank;
			*ret = i;
		}
	}
	return rank > PROBE_RANK_ASKED;
}

static void take_out(struct probe_event *event, size_t which)
{
	struct probe_event_arg *args = event->args.data;

	probe_event_arg_deinit(&args[which]);
	event->args.size--;
	memmove(&args[which], &args[which + 1], (event->args.size - which) * sizeof(*args));
}

/* Names come in from the last one to the first. */
static void add_name(struct str *names, const struct probe_event_arg *arg, size_t count)
{
	if (count < NAMES_SHOWN)
		str_appendf(names, "%s%s", count ? ", " : "", arg->name ? arg->name : "?");
}

static struct sonde_error *say(const char *names, size_t count, const char *place,
			       struct notes *notes)
{
	_cleanup_str_ struct str more = STR_INIT;

	if (count > NAMES_SHOWN)
		str_appendf(&more, " and %zu more", count - NAMES_SHOWN);
	return notes_add(notes, NOTE_OMITTED,
			 "%s%s at %s: an event has room for %d arguments, %d bytes of text and %d "
			 "bytes of numbers.",
			 names, str_text(&more), place, FITS_ARGS_MAX, FITS_LINE_MAX,
			 FITS_DATA_MAX);
}

static struct sonde_error *refuse(const struct load *load)
{
	struct sonde_error *error;

	if (fits_line(load))
		error = sonde_error_new(
			SONDE_ERROR_REFUSED,
			"the kernel takes no event that fetches %zu bytes: %d are the "
			"most.",
			load->data, FITS_DATA_MAX);
	else
		error = sonde_error_new(
			SONDE_ERROR_REFUSED,
			"the kernel takes no event of %zu arguments and %zu bytes of "
			"text: %d and %d are the most.",
			load->args, load->line, FITS_ARGS_MAX, FITS_LINE_MAX);
	return sonde_error_hint(error, "Ask for less, or in two events.");
}

struct sonde_error *room_make(struct probe_event *event, const char *place, struct notes *notes)
{
	_cleanup_str_ struct str names = STR_INIT;
	struct load load, one;
	size_t count = 0, which = 0;

	if (event->args.size <= ROOM_ARGS_FEW)
		return NULL;
	TRY(load_of_event(event, &load));
	while ((!fits_line(&load) || load.data > FITS_DATA_MAX) && choose(event, &which)) {
		TRY(load_of_arg(&event->args.data[which], &one));
		load.args -= one.args;
		load.line -= one.line;
		load.data -= one.data;
		add_name(&names, &event->args.data[which], count++);
		take_out(event, which);
	}
	if (!fits_line(&load) || load.data > FITS_DATA_MAX)
		return refuse(&load);
	TRY(str_check(&names));
	return count ? say(str_text(&names), count, place, notes) : NULL;
}
