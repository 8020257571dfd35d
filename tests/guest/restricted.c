/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * restricted CAPS COMMAND WORDS...: run a command of root's that has no capability but these, by
 * their numbers (include/uapi/linux/capability.h), with commas between them; `-` for none. It is
 * still root, and owns root's files.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	unsigned long kept = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: restricted CAPS COMMAND WORDS...\n");
		return 2;
	}
	for (char *at = argv[1]; *at && strcmp(at, "-") != 0;) {
		kept |= 1UL << strtoul(at, &at, 10);
		at += *at == ',';
	}
	/* A program of root's gets what is in the bounding set (capabilities(7)). */
	for (unsigned long i = 0; prctl(PR_CAPBSET_READ, i) >= 0; i++)
		if (!(kept >> i & 1) && prctl(PR_CAPBSET_DROP, i) < 0) {
			perror("restricted: PR_CAPBSET_DROP");
			return 2;
		}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
