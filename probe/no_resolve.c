/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the place of probe/resolve.c in a build without libdw. */
#include "probe/resolve.h"

struct sonde_error *resolve_batch_create(struct image *image, const struct probe_def *const *defs,
					 size_t count, const struct resolve_options *options,
					 struct resolve_batch **ret)
{
	(void)defs;
	(void)count;
	(void)options;
	(void)ret;
	/* Says that this build cannot. */
	return image_debuginfo_open(image);
}

void resolve_batch_destroy(struct resolve_batch *batch)
{
	(void)batch;
}

struct sonde_error *probe_resolve(const struct resolve_batch *batch, size_t position,
				  struct notes *notes, const struct resolve_sink *sink)
{
	(void)batch;
	(void)position;
	(void)notes;
	(void)sink;
	/* There is no batch that one could have made. */
	return &sonde_error_no_memory;
}
