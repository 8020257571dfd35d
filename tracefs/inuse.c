/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/inuse.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "tracefs/dir.h"

/* The content of a file of the event; "" if there is none or it cannot be read. */
static struct sonde_error *read_quietly(const char *dir, const char *name, struct str *out)
{
	_cleanup_error_ struct sonde_error *error = tracing_read(dir, name, 0, out);

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	return NULL;
}

/* "0" is off; "0*" and "1*" are held by a trigger, of this event or of another one. */
static bool is_enabled(const char *text, bool has_trigger)
{
	return *text && strcmp(text, "0\n") != 0 && !(has_trigger && strcmp(text, "0*\n") == 0);
}

/* Those lines only say what triggers there could be. */
bool inuse_has_trigger(const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");

		if (size && *text != '#')
			return true;
		text += size + (text[size] == '\n');
	}
	return false;
}

/* One tracing directory: the top one, or that of an instance. */
static struct sonde_error *describe_in(const char *dir, const char *group, const char *event,
				       struct str *out)
{
	_cleanup_str_ struct str folder = STR_INIT;
	_cleanup_str_ struct str enable = STR_INIT;
	_cleanup_str_ struct str trigger = STR_INIT;
	bool has_trigger;

	str_appendf(&folder, "%s/events/%s/%s", dir, group, event);
	TRY(str_check(&folder));
	TRY(read_quietly(str_text(&folder), "enable", &enable));
	TRY(read_quietly(str_text(&folder), "trigger", &trigger));
	has_trigger = inuse_has_trigger(str_text(&trigger));
	if (is_enabled(str_text(&enable), has_trigger))
		str_appendf(out, "%sIt is enabled: echo 0 > %s/enable", out->size ? "\n" : "",
			    str_text(&folder));
	if (has_trigger)
		str_appendf(out, "%sIt has a trigger, see %s/trigger", out->size ? "\n" : "",
			    str_text(&folder));
	return str_check(out);
}

struct sonde_error *inuse_describe(const char *tracing_dir, const char *group, const char *event,
				   struct str *out)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_closedir_ DIR *instances = NULL;
	struct dirent *entry;
	size_t parent;

	TRY(describe_in(tracing_dir, group, event, out));
	str_appendf(&path, "%s/instances", tracing_dir);
	TRY(str_check(&path));
	parent = path.size;
	instances = opendir(str_text(&path));
	while (instances && (entry = readdir(instances))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		str_truncate(&path, parent);
		str_appendf(&path, "/%s", entry->d_name);
		TRY(str_check(&path));
		TRY(describe_in(str_text(&path), group, event, out));
	}
	return NULL;
}

/* Sentences about processes in one answer. */
#define PROCESSES_SHOWN 10

/* Whether the process with this directory below /proc has a file below `dir` open. */
static struct sonde_error *has_open(const char *process, const char *dir, bool *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_closedir_ DIR *files = NULL;
	const size_t size = strlen(dir);
	struct dirent *entry;

	str_appendf(&path, "/proc/%s/fd", process);
	TRY(str_check(&path));
	files = opendir(str_text(&path));
	while (files && (entry = readdir(files))) {
		char link[PATH_MAX];
		ssize_t length = readlinkat(dirfd(files), entry->d_name, link, sizeof(link));

		*ret = length > (ssize_t)size && memcmp(link, dir, size) == 0 && link[size] == '/';
		if (*ret)
			return NULL;
	}
	return NULL;
}

static struct sonde_error *describe_process(const char *process, struct str *out)
{
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&path, "/proc/%s/comm", process);
	TRY(str_check(&path));
	error = file_read(str_text(&path), 0, &name);
	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	str_truncate(&name, strcspn(str_text(&name), "\n"));
	str_appendf(out, "%sProcess %s (%s) has a file of it open.", out->size ? "\n" : "", process,
		    str_text(&name));
	return str_check(out);
}

struct sonde_error *inuse_describe_files(const char *dir, struct str *out)
{
	_cleanup_closedir_ DIR *processes = opendir("/proc");
	_cleanup_str_ struct str own = STR_INIT;
	struct dirent *entry;
	int shown = 0;

	str_appendf(&own, "%ld", (long)getpid());
	TRY(str_check(&own));
	while (processes && shown < PROCESSES_SHOWN && (entry = readdir(processes))) {
		bool has = false;

		if (!isdigit((unsigned char)*entry->d_name) ||
		    strcmp(entry->d_name, str_text(&own)) == 0)
			continue;
		TRY(has_open(entry->d_name, dir, &has));
		if (!has)
			continue;
		TRY(describe_process(entry->d_name, out));
		shown++;
	}
	return NULL;
}
