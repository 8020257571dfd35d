/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The main() of a fuzz target in `make check`: every file of its corpus once, as TAP. The corpus of
 * the program fuzz_NAME is $SRCDIR/tests/fuzz/corpus/NAME; files on the command line take its
 * place. libFuzzer has a main() of its own.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/file.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Processor time for one input: the slowest one takes a tenth of it, sanitizers and all. */
#define SECONDS_MAX 2
#define INPUT_MAX   (1024 * 1024)

/* Memory that an input can have at once, as in tests/fuzz/run. AddressSanitizer needs more itself,
 * and limits what is asked of it. */
#define MEMORY_MAX ((rlim_t)256 << 20)

#ifdef __SANITIZE_ADDRESS__
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "max_allocation_size_mb=256:allocator_may_return_null=1";
}
#endif

static void limit_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
	const struct rlimit limit = {MEMORY_MAX, MEMORY_MAX};

	setrlimit(RLIMIT_DATA, &limit);
#endif
}

/* What was done so far. */
struct replay {
	unsigned count;
	unsigned failed;
};

static double processor_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* A copy of its very size, so that reading past its end is seen. */
static bool run_input(const struct str *input)
{
	_cleanup_free_ uint8_t *copy = malloc(input->size ? input->size : 1);

	if (!copy)
		return false;
	if (input->size)
		memcpy(copy, input->data, input->size);
	LLVMFuzzerTestOneInput(copy, input->size);
	return true;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void replay_file(struct replay *replay, const char *path)
{
	_cleanup_str_ struct str input = STR_INIT;
	_cleanup_error_ struct sonde_error *error = file_read(path, INPUT_MAX, &input);
	const double start = processor_seconds();
	bool good = !error;
	double seconds;

	/* Whoever does not come back is the last one named. */
	printf("# %s\n", path);
	fflush(stdout);
	if (error)
		printf("# %s\n", error->message);
	else
		good = run_input(&input);
	seconds = processor_seconds() - start;
	if (seconds > SECONDS_MAX) {
		printf("# it took %.1f s\n", seconds);
		good = false;
	}
	replay->failed += !good;
	printf("%s %u - %s\n", good ? "ok" : "not ok", ++replay->count, base_name(path));
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void replay_folder(struct replay *replay, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);

	if (count < 0) {
		printf("# %s cannot be read\n", folder);
		return;
	}
	for (int i = 0; i < count; i++) {
		_cleanup_str_ struct str path = STR_INIT;

		str_appendf(&path, "%s/%s", folder, entries[i]->d_name);
		replay_file(replay, str_text(&path));
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	static const char prefix[] = "fuzz_";
	const char *srcdir = getenv("SRCDIR"), *name = base_name(argv[0]);
	_cleanup_str_ struct str folder = STR_INIT;
	struct replay replay = {0};

	limit_memory();
	for (int i = 1; i < argc; i++)
		replay_file(&replay, argv[i]);
	if (argc <= 1) {
		if (!srcdir || strncmp(name, prefix, strlen(prefix)) != 0) {
			fputs("SRCDIR is not set, or this is no fuzz_NAME: run this by make "
			      "check\n",
			      stderr);
			return 2;
		}
		str_appendf(&folder, "%s/tests/fuzz/corpus/%s", srcdir, name + strlen(prefix));
		replay_folder(&replay, str_text(&folder));
	}
	/* An empty corpus tests nothing: a plan without tests would be a skip. */
	if (replay.count == 0)
		printf("not ok %u - there is a corpus\n", ++replay.count);
	printf("1..%u\n", replay.count);
	return replay.failed || replay.count == 0;
}
