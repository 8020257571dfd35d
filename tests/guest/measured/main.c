// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sections.h"
#include "truth.h"

static const struct {
	const char *name;
	void (*run)(void);
} sections[] = {
	{"reads", reads},
	{"names", names},
	{"comms", comms},
	{"opens", opens},
	{"signals", signals},
	{"calls", calls},
	{"cpus", cpus},
	{"family", family},
	{"flood", flood},
	{"steady", steady},
	{"crowd", crowd},
	{"waits", waits},
	{"user", user},
	{"times", times_of_work},
	{"numbers", filtered_numbers},
	{"narrow", filtered_narrow},
	{"texts", filtered_texts},
	{"falls", falls},
	{"names_opened", names_opened},
	{"files_read", files_read},
	{"sends", sends},
	{"results_of_all_sizes", results_of_all_sizes},
	{"sums", sums},
	{"storm", storm},
};

static void run_section(const char *name)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (strcmp(sections[i].name, name) != 0)
			continue;
		sections[i].run();
		take_name("app");
		return;
	}
	fprintf(stderr, "app: %s: no such section\n", name);
	exit(2);
}

/* Looking for a file is no read. */
static void wait_for_go(const char *path)
{
	char go[4096];
	FILE *file = fopen(path, "w");

	if (!file || fprintf(file, "%d\n", getpid()) < 0 || fclose(file) != 0)
		fail("%s", path);
	snprintf(go, sizeof(go), "%s.go", path);
	while (access(go, F_OK) != 0)
		usleep(10000);
}

int main(int argc, char **argv)
{
	const char *output = NULL, *gate = NULL;
	int option;

	while ((option = getopt(argc, argv, "+g:o:")) != -1) {
		if (option == 'g')
			gate = optarg;
		else if (option == 'o')
			output = optarg;
		else
			return 2;
	}
	if (!output || output[0] != '/' || argc - optind < 2) {
		fputs("usage: app [-g FILE] -o /FILE FOLDER SECTION...\n", stderr);
		return 2;
	}
	must(argv[optind], chdir(argv[optind]));
	if (gate)
		wait_for_go(gate);
	for (int i = optind + 1; i < argc; i++)
		run_section(argv[i]);
	truth_write(output);
	return 0;
}
