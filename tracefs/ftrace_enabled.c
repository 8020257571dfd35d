/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/ftrace_enabled.h"

#include <string.h>

#include "base/file.h"

bool ftrace_is_off(const char *path)
{
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_error_ struct sonde_error *error = file_read(path, 64, &text);

	return !error && strcmp(str_text(&text), "0\n") == 0;
}
