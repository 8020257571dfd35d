/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * faulty FAULT: one thing wrong of each kind that tests/valgrind/memcheck is to find, so that a run
 * which finds nothing says something; and what is not to be found.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES 10

/* What the compiler does not see through. */
static char *volatile kept;

static void fault(const char *kind)
{
	if (strcmp(kind, "leak") == 0)
		kept = NULL;
	else if (strcmp(kind, "descriptor") == 0)
		(void)!open("/dev/null", O_RDONLY);
	else if (strcmp(kind, "read") == 0)
		*kept = kept[BYTES];
	else if (strcmp(kind, "ended") == 0) {
		(void)!open("/dev/null", O_RDONLY);
		kept = NULL;
		raise(SIGPIPE);
	} else if (strcmp(kind, "freed") == 0) {
		free(kept);
		*kept = 0;
		kept = NULL;
	} else if (strcmp(kind, "unset") == 0 && *kept)
		(void)!write(STDERR_FILENO, "", 0);
}

/* In a child, which ends with what its parent has. */
static void fault_of_child(const char *kind)
{
	if (fork() == 0) {
		fault(kind);
		_exit(0);
	}
	wait(NULL);
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";

	kept = malloc(BYTES);
	if (strncmp(kind, "child-", strlen("child-")) == 0)
		fault_of_child(kind + strlen("child-"));
	else
		fault(kind);
	free(kept);
	return 0;
}
