/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a session has done, undone. The order matters:
 *
 *     instance/events/sched/sched_switch/enable       0
 *     instance/events/synthetic/sonde_7_lat/trigger   !hist:keys=lat.log2:sort=lat
 *     instance/events/sonde_7/vfs_read__return/...    !hist:keys=common_pid:lat=...
 *     instance/events/sonde_7/vfs_read/trigger        !hist:keys=common_pid:ts0=...
 *     instances/sonde-7                               rmdir
 *     dynamic_events                                  -:synthetic/sonde_7_lat
 *     kprobe_events                                   -:sonde_7/vfs_read__return
 *                                                     -:sonde_7/vfs_read
 *
 * - Events are switched off first: the removal of the instance would do it too, but where that is
 * in use and stays, no probe that is on could be removed.
 * - Triggers newest first: the kernel removes none whose variables another one uses.
 * - All of them before the instance: its removal would take a hist of a synthetic event away, but
 *   not the hist's reference to the event, which could never be removed any more.
 * - The instance before the events: what somebody has done in it by hand goes with it.
 *
 * A log can have more than was done, and less is left where somebody else has been at it. So each
 * thing is looked for, and what is not there is done with. That a trigger is gone is only known by
 * reading the file: the kernel takes `!hist:...` also where there is none.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"
#include "tracefs/inuse.h"
#include "tracefs/session_own.h"

/* Who looks at an instance holds it for moments. */
#define ATTEMPTS 15
#define PAUSE_NS 20000000

/* One attempt. */
struct undoing {
	struct session *session;
	/* NULL is {0}. */
	const struct session_ending *ending;
	/* What stays, a line each; and why. */
	struct str left, why;
};

static void undoing_deinit(struct undoing *undoing)
{
	str_deinit(&undoing->left);
	str_deinit(&undoing->why);
}

static struct sonde_error *say(struct undoing *undoing, const char *what, const char *why)
{
	str_appendf(&undoing->left, "\n  %s", what);
	if (*why)
		str_appendf(&undoing->why, "%s%s", undoing->why.size ? "\n" : "", why);
	TRY(str_check(&undoing->left));
	return str_check(&undoing->why);
}

/* What is written to take something away; whether it worked is seen afterwards. */
static struct sonde_error *write_quietly(const char *path, const char *text, int flags)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC | flags);
	int errnum = 0;

	return fd < 0 || !text ? NULL : tracing_write(fd, text, &errnum);
}

static struct sonde_error *trigger_path(const struct session *session,
					const struct session_entry *entry, struct str *out)
{
	session_event_path(session, entry->system, entry->event, "trigger", out);
	return str_check(out);
}

static struct sonde_error *undo_trigger(const struct session *session,
					const struct session_entry *entry)
{
	_cleanup_str_ struct str path = STR_INIT;

	TRY(trigger_path(session, entry, &path));
	return write_quietly(str_text(&path), entry->text, O_APPEND);
}

/* Whether an event of the instance has triggers. */
static struct sonde_error *has_triggers(const char *path, bool *ret)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	error = file_read(path, 0, &text);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	*ret = !error && inuse_has_trigger(str_text(&text));
	return NULL;
}

/*
 * Triggers that are left on an event of the session's instance are somebody's who has been there
 * by hand; or the text to undo was not quite that of the trigger. All triggers of the event go.
 */
static struct sonde_error *clear_triggers(struct undoing *undoing,
					  const struct session_entry *entry, bool *is_left)
{
	_cleanup_str_ struct str path = STR_INIT;
	bool has_some = false;

	TRY(trigger_path(undoing->session, entry, &path));
	TRY(has_triggers(str_text(&path), &has_some));
	if (!has_some)
		return NULL;
	TRY(write_quietly(str_text(&path), NULL, O_TRUNC));
	TRY(has_triggers(str_text(&path), &has_some));
	if (!has_some)
		return NULL;
	*is_left = true;
	return say(undoing, str_text(&path), "A trigger of it cannot be removed.");
}

/* Nothing is recorded any more. One that stays on stays with the instance, which is told of. */
static struct sonde_error *undo_enabled(const struct session *session)
{
	const struct session_entries *entries = &session->record.entries;

	for (size_t i = entries->size; i-- > 0;) {
		_cleanup_str_ struct str path = STR_INIT;

		if (entries->data[i].kind != SESSION_ENABLE)
			continue;
		session_event_path(session, entries->data[i].system, entries->data[i].event,
				   "enable", &path);
		TRY(str_check(&path));
		TRY(write_quietly(str_text(&path), "0", O_APPEND));
	}
	return NULL;
}

static struct sonde_error *undo_triggers(struct undoing *undoing, bool *is_left)
{
	const struct session_entries *entries = &undoing->session->record.entries;

	for (size_t i = entries->size; i-- > 0;) {
		if (entries->data[i].kind == SESSION_TRIGGER)
			TRY(undo_trigger(undoing->session, &entries->data[i]));
	}
	for (size_t i = entries->size; i-- > 0;)
		TRY(clear_triggers(undoing, &entries->data[i], is_left));
	return NULL;
}

static struct sonde_error *undo_instance(struct undoing *undoing)
{
	const char *instance = undoing->session->instance;
	_cleanup_str_ struct str why = STR_INIT;
	const int errnum = rmdir(instance) < 0 ? errno : 0;

	if (!errnum || errnum == ENOENT)
		return NULL;
	TRY(inuse_describe_files(instance, &why));
	if (!why.size)
		str_appendf(&why, "%s: %s", instance, strerror(errnum));
	TRY(str_check(&why));
	return say(undoing, instance, str_text(&why));
}

static struct sonde_error *say_event(struct undoing *undoing, const struct session_entry *entry,
				     const char *reason)
{
	_cleanup_str_ struct str event = STR_INIT;
	_cleanup_str_ struct str why = STR_INIT;

	str_appendf(&event, "%s:%s", entry->system, entry->event);
	TRY(str_check(&event));
	TRY(inuse_describe(undoing->session->tracing_dir, entry->system, entry->event, &why));
	if (!why.size)
		str_append(&why, reason);
	TRY(str_check(&why));
	return say(undoing, str_text(&event), str_text(&why));
}

static struct sonde_error *undo_synthetic(struct undoing *undoing,
					  const struct session_entry *entry)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str line = STR_INIT;
	bool stays = false;

	TRY(session_event_is_there(undoing->session, entry, &stays));
	if (!stays)
		return NULL;
	str_appendf(&path, "%s/dynamic_events", undoing->session->tracing_dir);
	str_appendf(&line, "-:synthetic/%s", entry->event);
	TRY(str_check(&path));
	TRY(str_check(&line));
	TRY(write_quietly(str_text(&path), str_text(&line), O_APPEND));
	TRY(session_event_is_there(undoing->session, entry, &stays));
	return stays ? say_event(undoing, entry,
				 "It is used by a trigger, by perf, by a BPF program or by a "
				 "reader of an instance; end that first.")
		     : NULL;
}

/* The event of the list that an entry is about; NULL if it has none. */
static const struct dynevent_named *find_listed(const struct dynevent_names *names,
						const struct session_entry *entry)
{
	const enum dynevent_kind kind = entry->kind == SESSION_UPROBE ? DYNEVENT_UPROBE
								      : DYNEVENT_KPROBE;

	vec_for_each(names, named) {
		if (named->first->kind == kind && strcmp(named->first->group, entry->system) == 0 &&
		    strcmp(named->first->event, entry->event) == 0)
			return named;
	}
	return NULL;
}

static struct sonde_error *undo_probe(struct undoing *undoing, const struct dynevents *list,
				      const struct dynevent_names *names,
				      const struct session_entry *entry)
{
	const struct dynevent_named *named = find_listed(names, entry);
	_cleanup_error_ struct sonde_error *error = NULL;
	bool stays = false;

	/* Several probes can be of one event. */
	TRY(session_event_is_there(undoing->session, entry, &stays));
	if (!stays || !named)
		return NULL;
	error = dynevent_remove(&undoing->session->writer, list, named);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	if (error && error->kind != SONDE_ERROR_NOT_FOUND)
		return say_event(undoing, entry, error->hint ? error->hint : error->message);
	return NULL;
}

static bool is_probe(const struct session_entry *entry)
{
	return entry->kind == SESSION_KPROBE || entry->kind == SESSION_UPROBE;
}

static size_t count_probes(const struct session_entries *entries)
{
	size_t count = 0;

	vec_for_each(entries, entry)
		count += is_probe(entry);
	return count;
}

static void tell(const struct undoing *undoing, size_t done, size_t count)
{
	const struct session_ending *ending = undoing->ending;

	if (ending && ending->step)
		ending->step(ending->data, done, count);
}

static struct sonde_error *undo_probes(struct undoing *undoing)
{
	const struct session_entries *entries = &undoing->session->record.entries;
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	struct dynevent_names names = VEC_INIT;
	const size_t count = count_probes(entries);
	struct sonde_error *error = NULL;
	size_t done = 0;

	TRY(dynevent_list(undoing->session->tracing_dir, &list));
	TRY(dynevent_names(&list, &names));
	tell(undoing, done, count);
	for (size_t i = entries->size; !error && i-- > 0;) {
		if (!is_probe(&entries->data[i]))
			continue;
		error = undo_probe(undoing, &list, &names, &entries->data[i]);
		tell(undoing, ++done, count);
	}
	vec_deinit(&names);
	return error;
}

static struct sonde_error *undo_all(struct undoing *undoing)
{
	const struct session_record *record = &undoing->session->record;
	bool is_left = false;

	if (record->has_instance && file_exists(undoing->session->instance)) {
		TRY(undo_enabled(undoing->session));
		TRY(undo_triggers(undoing, &is_left));
		TRY(is_left ? NULL : undo_instance(undoing));
	}
	for (size_t i = record->entries.size; i-- > 0;) {
		if (record->entries.data[i].kind == SESSION_SYNTHETIC)
			TRY(undo_synthetic(undoing, &record->entries.data[i]));
	}
	return record->entries.size ? undo_probes(undoing) : NULL;
}

struct sonde_error *session_undo(struct session *session, const struct session_ending *ending)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};

	for (int attempt = 1;; attempt++) {
		_cleanup_(undoing_deinit) struct undoing undoing = {.session = session,
								    .ending = ending};

		TRY(undo_all(&undoing));
		if (!undoing.left.size)
			return NULL;
		if (attempt == ATTEMPTS)
			return sonde_error_hint(
				sonde_error_new(SONDE_ERROR_REFUSED,
						"The session '%s' is not wholly removed, because "
						"it is in use. This stays:%s",
						session->record.name, str_text(&undoing.left)),
				"%s\n" SESSION_TRY_AGAIN, str_text(&undoing.why));
		nanosleep(&pause, NULL);
	}
}
