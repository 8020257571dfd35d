/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A heat map as a drawing; for hist/heat.c.
 */
#ifndef HIST_HEAT_DRAW_H
#define HIST_HEAT_DRAW_H

#include "base/err.h"
#include "base/str.h"
#include "hist/heat.h"

/** Append the map as a whole SVG file. */
struct sonde_error *heat_draw(const struct hist_heat *heat, struct str *out);

/**
 * Append the colour (`#rrggbb`) of @p part, from 0 for the least that is shown, to 1.
 */
void heat_colour(double part, struct str *out);

/** Where @p number is between @p least and @p most, all positive, by their logarithms: 0 to 1. */
double heat_part(double number, double least, double most);

#endif /* HIST_HEAT_DRAW_H */
