/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of probe/line_list.c in a build without libdw. */
#include "probe/line_list.h"

void line_lists_deinit(struct line_lists *lists)
{
	vec_deinit(lists);
}

struct sonde_error *line_lists_find(struct image *image, const struct line_range *range,
				    bool no_inlines, struct line_lists *ret)
{
	(void)range;
	(void)no_inlines;
	(void)ret;
	/* Says that this build cannot. */
	return image_debuginfo_open(image);
}
