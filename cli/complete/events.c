/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events that the running kernel has, as far as they may be read, and sessions. */
#include <string.h>

#include "cli/complete/complete.h"
#include "tracefs/dir.h"
#include "tracefs/dynevent.h"
#include "tracefs/runfile.h"
#include "tracefs/session.h"

/* Far more than there are. */
#define LIST_LIMIT ((size_t)16 << 20)

/* `GROUP:EVENT`; without a colon typed, the groups. */
static struct sonde_error *add_event(struct completion *completion, const char *group,
				     const char *event, const char *remark)
{
	_cleanup_str_ struct str word = STR_INIT;

	str_appendf(&word, "%s:%s", group, event);
	TRY(str_check(&word));
	return completion_add(completion, str_text(&word), remark);
}

/* -l and -d: those of probes. With --cache, those that are cached. */
struct sonde_error *complete_probe_event(struct completion *completion)
{
	_cleanup_dynevents_ struct dynevents list = VEC_INIT;
	struct dynevent_names names = VEC_INIT;
	_cleanup_free_ char *tracing_dir = NULL;
	struct sonde_error *error = NULL;

	if (completion_has(completion, "cache"))
		return complete_cached_event(completion);
	TRY(tracing_dir_find(&tracing_dir));
	TRY(dynevent_list(tracing_dir, &list));
	TRY(dynevent_names(&list, &names));
	for (size_t i = 0; i < names.size && !error; i++)
		error = add_event(completion, names.data[i].first->group,
				  names.data[i].first->event, names.data[i].first->line);
	vec_deinit(&names);
	return error;
}

/* A line of available_events. Until the group is there, only groups are offered. */
static struct sonde_error *add_line(struct completion *completion, const char *line, size_t size,
				    char *group, size_t room)
{
	const size_t head = strcspn(line, ":\n");
	_cleanup_free_ char *word = NULL;
	const bool names_group = !strchr(completion->text, ':');

	if (head >= size || head + 2 > room)
		return NULL;
	if (names_group && strncmp(group, line, head) == 0 && group[head] == ':')
		return NULL;
	memcpy(group, line, head + 1);
	group[head + 1] = '\0';
	TRY(sonde_strndup(line, names_group ? head + 1 : size, &word));
	return completion_add(completion, word, names_group ? "events" : "");
}

struct sonde_error *complete_any_event(struct completion *completion)
{
	_cleanup_error_ struct sonde_error *missing = NULL;
	_cleanup_free_ char *tracing_dir = NULL;
	_cleanup_str_ struct str list = STR_INIT;
	char group[256] = "";

	missing = tracing_dir_find(&tracing_dir);
	if (!missing)
		missing = tracing_read(tracing_dir, "available_events", LIST_LIMIT, &list);
	if (missing)
		return missing->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(missing) : NULL;
	for (const char *line = str_text(&list); *line;) {
		const size_t size = strcspn(line, "\n");

		TRY(add_line(completion, line, size, group, sizeof(group)));
		line += size + (line[size] == '\n');
	}
	completion->goes_on |= completion->choices.size && !strchr(completion->text, ':');
	return NULL;
}

struct sonde_error *complete_session(struct completion *completion)
{
	const struct session_place place = {.tracing_dir = "", .run_dir = RUNFILE_DIR};
	_cleanup_session_infos_ struct session_infos infos = VEC_INIT;

	TRY(session_list(&place, &infos));
	vec_for_each(&infos, info)
		TRY(completion_add(completion, info->name, info->command ? info->command : ""));
	return NULL;
}
