/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/terminal.h"

static int forget(void **state)
{
	static const char *const names[] = {"COLUMNS",	"LANG",	    "LC_ALL",
					    "LC_CTYPE", "NO_COLOR", "TERM"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	return 0;
}

static void test_file(void **state)
{
	FILE *file = fopen("/dev/null", "w");
	struct terminal terminal;

	(void)state;
	setenv("TERM", "xterm", 1);
	terminal = terminal_look(file);
	assert_false(terminal.is_terminal);
	assert_false(terminal.colour);
	assert_int_equal(terminal.width, TERMINAL_WIDTH);
	setenv("COLUMNS", "132", 1);
	assert_int_equal(terminal_look(file).width, 132);
	setenv("COLUMNS", "0", 1);
	assert_int_equal(terminal_look(file).width, TERMINAL_WIDTH);
	setenv("COLUMNS", "many", 1);
	assert_int_equal(terminal_look(file).width, TERMINAL_WIDTH);
	setenv("COLUMNS", "99999999999999999999", 1);
	assert_int_equal(terminal_look(file).width, TERMINAL_WIDTH);
	fclose(file);
}

static void test_locale(void **state)
{
	(void)state;
	assert_false(terminal_look(stdout).utf8);
	setenv("LANG", "de_DE.UTF-8", 1);
	assert_true(terminal_look(stdout).utf8);
	setenv("LC_CTYPE", "de_DE.ISO-8859-1", 1);
	assert_false(terminal_look(stdout).utf8);
	/* Empty is as if it was not there. */
	setenv("LC_ALL", "", 1);
	assert_false(terminal_look(stdout).utf8);
	setenv("LC_ALL", "C.utf8", 1);
	assert_true(terminal_look(stdout).utf8);
}

static void test_terminal(void **state)
{
	const struct winsize size = {.ws_row = 24, .ws_col = 61};
	const int master = posix_openpt(O_RDWR | O_NOCTTY);
	const char *name;
	FILE *file;

	(void)state;
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		skip();
	name = ptsname(master);
	file = name ? fopen(name, "w") : NULL;
	if (!file)
		skip();
	assert_int_equal(ioctl(master, TIOCSWINSZ, &size), 0);
	setenv("COLUMNS", "132", 1);
	assert_true(terminal_look(file).is_terminal);
	assert_int_equal(terminal_look(file).width, 61);
	/* Nothing is known of what it can do. */
	assert_false(terminal_look(file).colour);
	setenv("TERM", "dumb", 1);
	assert_false(terminal_look(file).colour);
	setenv("TERM", "xterm", 1);
	assert_true(terminal_look(file).colour);
	setenv("NO_COLOR", "1", 1);
	assert_false(terminal_look(file).colour);
	setenv("NO_COLOR", "", 1);
	assert_true(terminal_look(file).colour);
	fclose(file);
	close(master);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_file, forget),
		cmocka_unit_test_setup(test_locale, forget),
		cmocka_unit_test_setup(test_terminal, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
