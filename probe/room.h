/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Room for the arguments of one event: it has no more than probe/fits.h says.
 */
#ifndef PROBE_ROOM_H
#define PROBE_ROOM_H

#include "base/err.h"
#include "base/notes.h"
#include "probe/event.h"

/**
 * So many arguments have room however long they are: names of 32 bytes, FITS_TEXT_MAX bytes of
 * text, arrays of 64 numbers.
 */
#define ROOM_ARGS_FEW 6

/**
 * Take out of @p event what it has no room for: arguments of the highest rank first, and of
 * these the last ones first.
 *
 * @param place where the event is, for people
 * @param notes gets their names
 * @return REFUSED if those of rank PROBE_RANK_ASKED alone are too many, or fetch too much
 */
struct sonde_error *room_make(struct probe_event *event, const char *place, struct notes *notes);

#endif /* PROBE_ROOM_H */
