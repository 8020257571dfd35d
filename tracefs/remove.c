/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "base/str.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"
#include "tracefs/inuse.h"
#include "tracefs/write.h"

/* perf says "Failed to delete event: REASON" too. */
static struct sonde_error *refused(const char *group, const char *event, int errnum)
{
	struct sonde_error *error;
	enum sonde_error_kind kind = SONDE_ERROR_REFUSED;

	if (errnum == ENOENT)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "There is no event %s:%s.", group,
				       event);
	if (errnum == EACCES || errnum == EPERM || errnum == EROFS)
		kind = SONDE_ERROR_PERMISSION;
	error = sonde_error_new(kind, "Failed to delete event: %s (%s:%s)", strerror(errnum), group,
				event);
	if (error->kind != SONDE_ERROR_NO_MEMORY)
		error->errnum = errnum;
	return tracing_hint(error);
}

static struct sonde_error *in_use(const char *group, const char *event, const char *by)
{
	return sonde_error_hint(refused(group, event, EBUSY), "%s", by);
}

/* A name that stands for one event: the kernel takes `-:GROUP/` for the whole group. */
static struct sonde_error *check_name(const char *name)
{
	if (*name && !strpbrk(name, "/# \t\n"))
		return NULL;
	return sonde_error_syntax(name, strcspn(name, "/# \t\n") + 1,
				  "'%s' cannot be the name of an event or its group.", name);
}

/*
 * Put back the probes of one event that a refused removal took away: the kernel removes the
 * probes of an event one by one, and only the last one is refused.
 */
static struct sonde_error *put_back(const char *tracing_dir, const struct dynevents *before,
				    const struct dynevent *removed)
{
	_cleanup_dynevents_ struct dynevents after = VEC_INIT;

	TRY(dynevent_list(tracing_dir, &after));
	vec_for_each(before, probe) {
		if (dynevent_same_event(probe, removed) && !dynevents_have_line(&after, probe))
			TRY(dynevent_add(tracing_dir, probe->kind, probe->line));
	}
	return NULL;
}

struct sonde_error *dynevent_remove(const char *tracing_dir, enum dynevent_kind kind,
				    const char *group, const char *event)
{
	_cleanup_dynevents_ struct dynevents before = VEC_INIT;
	_cleanup_str_ struct str users = STR_INIT;
	_cleanup_str_ struct str line = STR_INIT;
	const struct dynevent removed = {
		.kind = kind, .group = (char *)group, .event = (char *)event};
	struct sonde_error *error;
	int errnum = 0;

	TRY(check_name(group));
	TRY(check_name(event));
	TRY(inuse_describe(tracing_dir, group, event, &users));
	if (users.size)
		return in_use(group, event, str_text(&users));
	str_appendf(&line, "-:%s/%s", group, event);
	TRY(str_check(&line));
	TRY(dynevent_list(tracing_dir, &before));
	TRY(dynevent_write(tracing_dir, kind, str_text(&line), &errnum));
	if (errnum != EBUSY)
		return errnum ? refused(group, event, errnum) : NULL;
	error = put_back(tracing_dir, &before, &removed);
	if (error)
		return sonde_error_prefix(error,
					  "Failed to delete event: %s (%s:%s)\n"
					  "Some of its probes are gone, and one cannot be put "
					  "back: ",
					  strerror(errnum), group, event);
	return in_use(group, event,
		      "It is used by perf, by a BPF program or by a reader of an "
		      "instance; end that first.");
}
