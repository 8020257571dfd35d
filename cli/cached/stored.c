/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cached/stored.h"

#include "cli/cache/bulk.h"

struct sonde_error *stored_init(const struct stored_options *options, struct stored *ret)
{
	ret->options = *options;
	return options->json ? json_create_list(&ret->json) : NULL;
}

void stored_deinit(struct stored *stored)
{
	staged_deinit(&stored->staged);
	json_destroy(stored->json);
}

struct sonde_error *stored_add(struct stored *stored, struct target *target,
			       const struct words *words)
{
	const struct stored_options *options = &stored->options;
	_cleanup_json_ struct json_object *definitions = NULL;
	struct bulk_result result = {.tally = stored->tally};
	struct bulk_request request = {
		.context = options->context,
		.target = target,
		.max_probes = options->max_probes,
		.filtered = options->filtered,
		.strict = options->strict,
		.quiet = options->quiet,
		.verbose = options->verbose,
	};

	if (stored->json)
		TRY(json_create_list(&definitions));
	request.json = definitions;
	TRY(bulk_stage(&request, words, &stored->staged, &result));
	stored->failed |= result.failed || (options->strict && result.tally.failed);
	stored->tally = result.tally;
	return stored->json ? json_add_stored(stored->json, target, &definitions) : NULL;
}

static size_t count_entries(const struct staged *staged, size_t build)
{
	size_t count = 0;

	vec_for_each(&staged->entries, each)
		count += each->build == build;
	return count;
}

static void print_build(const struct stored *stored, size_t position)
{
	const struct staged_build *build = &stored->staged.builds.data[position];
	const size_t count = count_entries(&stored->staged, position);
	const char *release = build->meta.release ? build->meta.release : "";

	if (!count)
		return;
	fprintf(stored->options.context->err,
		"%s for build id %s (%s%s%s) in %s: %zu definition%s.\n",
		stored->options.dry_run ? "To be cached" : "Cached", build->key.build_id, release,
		*release ? ", " : "", build->meta.arch ? build->meta.arch : "unknown architecture",
		build->key.root, count, count == 1 ? "" : "s");
}

static void print(const struct stored *stored, const struct cache_applied *applied)
{
	FILE *stream = stored->options.context->err;

	tally_print(&stored->tally, stream);
	for (size_t i = 0; i < stored->staged.builds.size; i++)
		print_build(stored, i);
	if (applied->replaced)
		fprintf(stream, "%zu took the place of what was cached before.\n",
			applied->replaced);
}

struct sonde_error *stored_finish(struct stored *stored)
{
	const struct stored_options *options = &stored->options;
	struct cache_applied applied = {0};

	if (!options->dry_run) {
		staged_wait(&stored->staged, options->quiet ? NULL : options->context->err);
		TRY(staged_store(&stored->staged, &applied));
	}
	if (stored->json)
		json_print(stored->json, options->context);
	if (!options->quiet)
		print(stored, &applied);
	return NULL;
}
