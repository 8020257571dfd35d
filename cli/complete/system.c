/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Processes and modules of this machine. */
#include <ctype.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/file.h"
#include "cli/complete/complete.h"

/* Far more than there are. */
#define LIST_LIMIT ((size_t)16 << 20)

/* Bytes of /proc/PID/comm, with its newline. */
#define COMMAND_LIMIT 64

static struct sonde_error *add_process(struct completion *completion, const char *pid)
{
	_cleanup_str_ struct str path = STR_INIT, command = STR_INIT;
	_cleanup_error_ struct sonde_error *gone = NULL;

	if (strncmp(pid, completion->text, strlen(completion->text)) != 0)
		return NULL;
	str_appendf(&path, "/proc/%s/comm", pid);
	TRY(str_check(&path));
	gone = file_read(str_text(&path), COMMAND_LIMIT, &command);
	if (gone)
		return gone->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(gone) : NULL;
	str_truncate(&command, strcspn(str_text(&command), "\n"));
	return completion_add(completion, pid, str_text(&command));
}

struct sonde_error *complete_process(struct completion *completion)
{
	_cleanup_closedir_ DIR *folder = opendir("/proc");
	const struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			TRY(add_process(completion, entry->d_name));
	}
	return NULL;
}

struct sonde_error *complete_processes(struct completion *completion)
{
	completion_settle_list(completion, ",");
	return complete_process(completion);
}

/* `kernel/fs/ext4/ext4.ko.xz: ...`, or `ext4 1060864 1 - Live 0x...`: its name. */
static struct sonde_error *add_module(struct completion *completion, const char *line,
				      const char *remark)
{
	const size_t size = strcspn(line, ": \n");
	_cleanup_free_ char *path = NULL;
	char *name, *end;

	TRY(sonde_strndup(line, size, &path));
	name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	end = strstr(name, ".ko");
	if (end)
		*end = '\0';
	for (char *at = name; *at; at++) {
		if (*at == '-')
			*at = '_';
	}
	return completion_add(completion, name, remark);
}

static struct sonde_error *add_modules(struct completion *completion, const char *path,
				       const char *remark)
{
	_cleanup_error_ struct sonde_error *missing = NULL;
	_cleanup_str_ struct str list = STR_INIT;

	missing = file_read(path, LIST_LIMIT, &list);
	for (const char *line = str_text(&list); *line && !missing;) {
		TRY(add_module(completion, line, remark));
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return NULL;
}

struct sonde_error *complete_module(struct completion *completion)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct utsname names;
	size_t loaded;

	completion->has_files = true;
	if (strchr(completion->text, '/') || completion->target.modules_dir)
		return NULL;
	TRY(add_modules(completion, "/proc/modules", "loaded"));
	loaded = completion->choices.size;
	if (uname(&names) < 0 || loaded > COMPLETE_MOST / 2)
		return NULL;
	str_appendf(&path, "/lib/modules/%s/modules.dep", names.release);
	TRY(str_check(&path));
	return *completion->text ? add_modules(completion, str_text(&path), "") : NULL;
}
