/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check/text.h"

#include "base/file.h"
#include "image/buildid.h"

#define TEXT_LIMIT ((size_t)1 << 12)

struct sonde_error *check_text(const char *root, const char *path, struct str *ret)
{
	_cleanup_str_ struct str whole = STR_INIT;

	str_appendf(&whole, "%s%s", root, path);
	TRY(str_check(&whole));
	TRY(file_read(str_text(&whole), TEXT_LIMIT, ret));
	if (ret->size && str_text(ret)[ret->size - 1] == '\n')
		str_truncate(ret, ret->size - 1);
	return NULL;
}

struct sonde_error *check_running_id(const char *root, struct build_id *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *error;

	str_appendf(&path, "%s/sys/kernel/notes", root);
	TRY(str_check(&path));
	error = build_id_read_notes(str_text(&path), ret);
	if (!error || error->kind != SONDE_ERROR_NOT_FOUND)
		return error;
	return sonde_error_hint(error, "The build id of the running kernel is in it: mount sysfs "
				       "(mount -t sysfs nodev /sys), or name an image with -k.");
}
