/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/terminal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The value of a variable that is set to something, or NULL. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* A terminal knows best; COLUMNS is what its shell has found when it last looked. */
static unsigned find_width(int fd, bool is_terminal)
{
	const char *columns = variable("COLUMNS");
	struct winsize size;
	unsigned long number;

	if (is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	number = columns ? strtoul(columns, NULL, 10) : 0;
	return number && number <= USHRT_MAX ? (unsigned)number : TERMINAL_WIDTH;
}

/* The first of these that is set counts, see locale(7). */
static bool find_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = variable(names[i]);

		if (value)
			return strcasestr(value, "UTF-8") || strcasestr(value, "UTF8");
	}
	return false;
}

struct terminal terminal_look(FILE *stream)
{
	const int fd = fileno(stream);
	const char *kind = variable("TERM");
	struct terminal terminal = {.is_terminal = fd >= 0 && isatty(fd)};

	terminal.colour = terminal.is_terminal && !variable("NO_COLOR") && kind &&
			  strcmp(kind, "dumb") != 0;
	terminal.utf8 = find_utf8();
	terminal.width = find_width(fd, terminal.is_terminal);
	return terminal;
}
