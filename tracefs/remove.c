/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/signals.h"
#include "base/str.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"
#include "tracefs/inuse.h"
#include "tracefs/writer.h"

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
static struct sonde_error *put_back(struct dynevent_writer *writer, const struct dynevents *before,
				    const struct dynevent *removed)
{
	_cleanup_dynevents_ struct dynevents after = VEC_INIT;

	TRY(dynevent_list(writer->tracing_dir, &after));
	vec_for_each(before, probe) {
		if (dynevent_same_event(probe, removed) && !dynevents_have_line(&after, probe))
			TRY(dynevent_add(writer, probe->kind, probe->line));
	}
	return NULL;
}

static struct sonde_error *check_unused(const struct dynevent_writer *writer,
					const struct dynevent *event)
{
	_cleanup_str_ struct str users = STR_INIT;

	TRY(inuse_describe(writer->tracing_dir, event->group, event->event, &users));
	return users.size ? in_use(event->group, event->event, str_text(&users)) : NULL;
}

/* The kernel refused: what it took away of several is put back, and the error says who uses it. */
static struct sonde_error *explain_busy(struct dynevent_writer *writer,
					const struct dynevents *list,
					const struct dynevent_named *named)
{
	const struct dynevent *event = named->first;
	struct sonde_error *error = NULL;

	if (named->count > 1)
		error = put_back(writer, list, event);

	if (error)
		return sonde_error_prefix(error,
					  "Failed to delete event: %s (%s:%s)\n"
					  "Some of its probes are gone, and one cannot be put "
					  "back: ",
					  strerror(EBUSY), event->group, event->event);
	TRY(check_unused(writer, event));
	return in_use(event->group, event->event,
		      "It is used by perf, by a BPF program or by a reader of an "
		      "instance; end that first.");
}

struct sonde_error *dynevent_remove(struct dynevent_writer *writer, const struct dynevents *list,
				    const struct dynevent_named *named)
{
	const struct dynevent *event = named->first;
	_cleanup_str_ struct str line = STR_INIT;
	/* What has been taken away must be put back. */
	_cleanup_signals_ struct signals held = signals_hold();
	int errnum = 0;

	TRY(check_name(event->group));
	TRY(check_name(event->event));
	if (named->count > 1)
		TRY(check_unused(writer, event));
	str_appendf(&line, "-:%s/%s", event->group, event->event);
	TRY(str_check(&line));
	TRY(dynevent_write(writer, event->kind, str_text(&line), &errnum));
	if (errnum == EBUSY)
		return explain_busy(writer, list, named);
	return errnum ? refused(event->group, event->event, errnum) : NULL;
}

/* Length of the first `count` words of the text; 0 if there are fewer. */
static size_t words_size(const char *text, size_t count)
{
	size_t at = 0;

	while (count--) {
		while (isspace((unsigned char)text[at]))
			at++;
		if (!text[at])
			return 0;
		while (text[at] && !isspace((unsigned char)text[at]))
			at++;
	}
	return at;
}

/* A listed line after its first word: the place and the arguments. */
static const char *place_and_args(const struct dynevent *probe)
{
	const char *at = probe->line + words_size(probe->line, 1);

	while (isspace((unsigned char)*at))
		at++;
	return at;
}

/* Whether another probe of the same event starts with the same `size` bytes after its name. */
static bool is_shared(const struct dynevents *list, const struct dynevent *probe, size_t size)
{
	const char *text = place_and_args(probe);

	vec_for_each(list, other) {
		const char *rest = place_and_args(other);

		if (other == probe || !dynevent_same_event(other, probe))
			continue;
		if (strncmp(rest, text, size) == 0 && (!rest[size] || rest[size] == ' '))
			return true;
	}
	return false;
}

/*
 * The command that removes one of the probes of an event. The kernel compares what follows
 * the name with the place and as many arguments as are given
 * (trace_kprobe_match_command_head() in kernel/trace/trace_kprobe.c), all as it lists them.
 * The shortest that fits no other probe is taken.
 *
 * Leaves `out` empty if no command fits this probe alone.
 */
static void removal_of_one(const struct dynevents *list, const struct dynevent *probe,
			   struct str *out)
{
	const char *text = place_and_args(probe);
	size_t size;

	for (size_t words = 1; (size = words_size(text, words)) != 0; words++) {
		if (is_shared(list, probe, size))
			continue;
		str_appendf(out, "-:%s/%s ", probe->group, probe->event);
		str_append_bytes(out, text, size);
		return;
	}
}

struct sonde_error *dynevent_remove_one(struct dynevent_writer *writer,
					const struct dynevents *list, const struct dynevent *probe,
					int *ret)
{
	_cleanup_str_ struct str line = STR_INIT;

	removal_of_one(list, probe, &line);
	TRY(str_check(&line));
	*ret = EINVAL;
	return line.size ? dynevent_write(writer, probe->kind, str_text(&line), ret) : NULL;
}
