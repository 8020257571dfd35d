/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/target/live.h"

#include "tracefs/dir.h"
#include "tracefs/dynevent.h"

#define BLACKLIST_PATH "/sys/kernel/debug/kprobes/blacklist"

void live_deinit(struct live *live)
{
	free(live->tracing_dir);
	free(live->no_tracing);
	blacklist_deinit(&live->blacklist);
	free(live->no_blacklist);
	*live = (struct live){0};
}

static struct sonde_error *read_names(const struct live *live, struct names *names)
{
	_cleanup_dynevents_ struct dynevents events = VEC_INIT;

	TRY(dynevent_list(live->tracing_dir, &events));
	vec_for_each(&events, event)
		TRY(names_take(names, event->group, event->event));
	return NULL;
}

/* Without the list the kernel itself refuses, later and in fewer words: no reason to stop. */
static struct sonde_error *read_blacklist(struct live *live)
{
	_cleanup_error_ struct sonde_error *error = blacklist_read(BLACKLIST_PATH,
								   &live->blacklist);

	live->has_blacklist = !error;
	return error ? sonde_strdup(error->message, &live->no_blacklist) : NULL;
}

struct sonde_error *live_init(struct names *names, struct live *ret)
{
	_cleanup_(live_deinit) struct live live = {0};

	TRY(tracing_dir_find(&live.tracing_dir));
	TRY(features_read(live.tracing_dir, &live.features));
	TRY(read_names(&live, names));
	TRY(read_blacklist(&live));
	*ret = live;
	live = (struct live){0};
	return NULL;
}

struct sonde_error *live_look(struct live *ret)
{
	_cleanup_(live_deinit) struct live live = {0};
	_cleanup_error_ struct sonde_error *error = tracing_dir_find(&live.tracing_dir);

	if (error)
		TRY(sonde_strdup(error->message, &live.no_tracing));
	TRY(read_blacklist(&live));
	*ret = live;
	live = (struct live){0};
	return NULL;
}
