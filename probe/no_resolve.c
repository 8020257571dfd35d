/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of probe/resolve.c in a build without libdw. */
#include "probe/resolve.h"

struct sonde_error *probe_resolve(struct image *image, const struct probe_def *def,
				  const struct resolve_options *options, struct notes *notes,
				  struct probe_events *ret)
{
	(void)def;
	(void)options;
	(void)notes;
	(void)ret;
	/* Says that this build cannot. */
	return image_debuginfo_open(image);
}
