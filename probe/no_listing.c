/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of probe/listing.c in a build without libdw. */
#include "probe/listing.h"

void listing_places_deinit(struct listing_places *listings)
{
	vec_deinit(listings);
}

struct sonde_error *listing_make(struct image *image, const struct probe_def *def,
				 const struct listing_options *options, struct notes *notes,
				 struct listing_places *ret)
{
	(void)def;
	(void)options;
	(void)notes;
	(void)ret;
	/* Says that this build cannot. */
	return image_debuginfo_open(image);
}
