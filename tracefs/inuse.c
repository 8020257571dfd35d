/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/inuse.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "tracefs/dir.h"

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* The content of a file of the event; "" if there is none or it cannot be read. */
static struct sonde_error *read_quietly(const char *dir, const char *name, struct str *out)
{
	_cleanup_error_ struct sonde_error *error = tracing_read(dir, name, 0, out);

	if (error && error->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(error);
	return NULL;
}

/* "0" is off; "0*" and "1*" are held by a trigger of another event. */
static bool is_enabled(const char *text)
{
	return *text && strcmp(text, "0\n") != 0;
}

/* Lines that start with # only say what triggers there could be. */
static bool has_trigger(const char *text)
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

	str_appendf(&folder, "%s/events/%s/%s", dir, group, event);
	TRY(str_check(&folder));
	TRY(read_quietly(str_text(&folder), "enable", &enable));
	TRY(read_quietly(str_text(&folder), "trigger", &trigger));
	if (is_enabled(str_text(&enable)))
		str_appendf(out, "%sIt is enabled: echo 0 > %s/enable", out->size ? "\n" : "",
			    str_text(&folder));
	if (has_trigger(str_text(&trigger)))
		str_appendf(out, "%sIt has a trigger, see %s/trigger", out->size ? "\n" : "",
			    str_text(&folder));
	return str_check(out);
}

struct sonde_error *inuse_describe(const char *tracing_dir, const char *group, const char *event,
				   struct str *out)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_(close_dir) DIR *instances = NULL;
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
