// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Says which BPF programs and maps the kernel has, for tests of what is left: `program ID`, `map
 * ID` and `link ID`, one a line.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int list(const char *what, int command)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	while (syscall(SYS_bpf, command, &attr, sizeof(attr)) == 0) {
		printf("%s %u\n", what, attr.next_id);
		attr.start_id = attr.next_id;
	}
	if (errno == ENOENT)
		return 0;
	perror(what);
	return 1;
}

int main(void)
{
	return list("program", BPF_PROG_GET_NEXT_ID) | list("map", BPF_MAP_GET_NEXT_ID) |
	       list("link", BPF_LINK_GET_NEXT_ID);
}
