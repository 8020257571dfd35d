/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In the place of probe/resolve.c in a build without libdw. The symbols of a module's file, or of a
 * program, are all that is needed for a definition without variables; what needs more is refused.
 */
#include "probe/resolve.h"

#include <stdlib.h>

#include "probe/name.h"
#include "probe/place.h"
#include "probe/symbolic.h"

struct resolve_batch {
	struct image *image;
	const struct probe_def *const *defs;
};

struct sonde_error *resolve_batch_create(struct image *image, const struct probe_def *const *defs,
					 size_t count, const struct resolve_options *options,
					 struct resolve_batch **ret)
{
	struct resolve_batch *batch;

	(void)count;
	(void)options;
	/* Says that this build cannot. */
	if (image->kind != IMAGE_MODULE && image->kind != IMAGE_USER)
		return image_debuginfo_open(image);
	batch = calloc(1, sizeof(*batch));
	if (!batch)
		return &sonde_error_no_memory;
	*batch = (struct resolve_batch){.image = image, .defs = defs};
	*ret = batch;
	return NULL;
}

void resolve_batch_destroy(struct resolve_batch *batch)
{
	free(batch);
}

/* The only symbol of the definition's name. */
static struct sonde_error *find_symbol(const struct image *image, const struct probe_def *def,
				       const struct symbol **ret)
{
	const char *name = def->point.function;
	size_t first;

	*ret = symbols_unique(&image->symbols, name);
	if (!*ret && symbols_named(&image->symbols, name, &first))
		return probe_def_error(def, SONDE_ERROR_REFUSED, PROBE_AT_POINT,
				       "%s has several symbols '%s': without debuginfo they cannot "
				       "be told apart.",
				       image->path, name);
	if (!*ret)
		return probe_def_error(def, SONDE_ERROR_NOT_FOUND, PROBE_AT_POINT,
				       "Probe point '%s' not found in %s.", name, image->path);
	if (def->point.offset && def->point.offset >= (*ret)->size)
		return probe_def_error(def, SONDE_ERROR_UNAVAILABLE, PROBE_AT_POINT,
				       "The offset is not within the function.");
	return NULL;
}

static struct sonde_error *name_place(const struct image *image, const struct probe_def *def,
				      uint64_t address, const struct resolve_sink *sink,
				      struct probe_event *event)
{
	struct sonde_error *error = place_of_code(image, address, event);
	_cleanup_error_ struct sonde_error *reason = NULL;

	if (!error || error->kind != SONDE_ERROR_UNAVAILABLE)
		return error;
	reason = error;
	if (sink->lose) {
		const struct resolve_loss loss = {def->point.function, address, reason->message};

		TRY(sink->lose(sink->data, &loss));
	}
	return sonde_error_new(reason->kind, "%s cannot be probed: %s.", def->point.function,
			       reason->message);
}

/* The path gives the group its name. */
static struct sonde_error *name_after_path(const struct probe_def *def, struct probe_event *event)
{
	free(take_ptr(event->group));
	free(take_ptr(event->event));
	return name_event(def, def->point.function, event);
}

struct sonde_error *probe_resolve(const struct resolve_batch *batch, size_t position,
				  struct notes *notes, const struct resolve_sink *sink)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	const struct probe_def *def = batch->defs[position];
	const struct symbol *symbol;

	(void)notes;
	TRY(symbolic_check(def, batch->image->kind == IMAGE_USER));
	if (!symbolic_suffices(def) || def->point.kind != PROBE_POINT_FUNCTION)
		return image_debuginfo_open(batch->image);
	TRY(find_symbol(batch->image, def, &symbol));
	TRY(symbolic_resolve(def, def->point.function, &event));
	free(take_ptr(event.symbol));
	TRY(name_place(batch->image, def, symbol->address + def->point.offset, sink, &event));
	if (event.is_user)
		TRY(name_after_path(def, &event));
	return sink->take(sink->data, &event);
}
