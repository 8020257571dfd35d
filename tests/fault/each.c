/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tries a command over and over, and lets something else go wrong each time: see usage() below.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "tests/fault/faults.h"

static void usage(void)
{
	fputs("usage: each [OPTION...] memory|calls|signals FOLDER ASIDE PROGRAM [ARGUMENT...]\n"
	      "\n"
	      "Runs PROGRAM in FOLDER, first as it is, then with one fault after another. FOLDER "
	      "is\n"
	      "what it was before each run. Whatever goes wrong, the program ends by itself, with\n"
	      "status 0 and the same answer, or with status 1 and a message; and FOLDER is as "
	      "before,\n"
	      "or as after a run without a fault.\n"
	      "\n"
	      "  memory   an allocation fails\n"
	      "  calls    a system call that changes files fails\n"
	      "  signals  a signal comes, and then the program is run again\n"
	      "\n"
	      "  -l FILE  the library memory.so\n"
	      "  -a       allocations of its libraries as well\n"
	      "  -K FILE  crashes of libraries that are known: tests/fault/known\n"
	      "  -d N     one allocation of each place, told apart by N callers; default: all\n"
	      "  -c       all that come after the first fail as well\n"
	      "  -e N     the error number that calls fail with; 0: a write is half; default: "
	      "ENOSPC\n"
	      "  -k N     calls are made, but this signal comes\n"
	      "  -n N     so many signals; default: 40\n"
	      "  -s N     what makes them the same as in another run; default: the time\n"
	      "  -o N     only the fault with this number\n"
	      "  -f FILE  where stdout goes\n",
	      stderr);
}

static bool parse_mode(const char *text, enum fault_mode *ret)
{
	static const char *const names[] = {"memory", "calls", "signals"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(names[i], text)) {
			*ret = (enum fault_mode)i;
			return true;
		}
	}
	return false;
}

/* What an option says. Returns whether there is one of that name. */
static bool take_option(struct faults *faults, int option)
{
	switch (option) {
	case 'l':
		faults->trial.library = optarg;
		return true;
	case 'a':
		faults->whose = FAULT_ALL;
		return true;
	case 'K':
		faults->known_path = optarg;
		return true;
	case 'd':
		faults->depth = (uint32_t)strtoul(optarg, NULL, 10);
		return true;
	case 'c':
		faults->goes_on = true;
		return true;
	case 'e':
		faults->errnum = (int)strtol(optarg, NULL, 10);
		return true;
	case 'k':
		faults->signal = (int)strtol(optarg, NULL, 10);
		return true;
	case 'n':
		faults->rounds = (unsigned)strtoul(optarg, NULL, 10);
		return true;
	case 's':
		faults->seed = strtoull(optarg, NULL, 10);
		return true;
	case 'o':
		faults->only = strtoull(optarg, NULL, 10);
		return true;
	case 'f':
		faults->trial.sink = optarg;
		return true;
	default:
		return false;
	}
}

int main(int argc, char **argv)
{
	_cleanup_faults_ struct faults faults = FAULTS_INIT;
	_cleanup_error_ struct sonde_error *error = NULL;
	int option;

	faults.errnum = ENOSPC;
	faults.rounds = 40;
	faults.seed = (uint64_t)time(NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt(argc, argv, "+l:aK:d:ce:k:n:s:o:f:")) >= 0) {
		if (!take_option(&faults, option)) {
			usage();
			return 2;
		}
	}
	if (argc - optind < 4 || !parse_mode(argv[optind], &faults.mode)) {
		usage();
		return 2;
	}
	faults.trial.folder = argv[optind + 1];
	faults.trial.aside = argv[optind + 2];
	faults.trial.words = argv + optind + 3;
	error = faults_try(&faults);
	if (error)
		printf("# %s\n", error->message);
	return error || faults.failures ? 1 : 0;
}
