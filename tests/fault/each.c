/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tries a command over and over, and lets something else go wrong each time: see usage() below.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "tests/fault/tree.h"
#include "tests/fault/trial.h"

/* Failures that are shown. */
#define SHOWN_MAX 12

/* Lines that are shown of a difference. */
#define LINES_MAX 12

/* What ends a process in the sanitizers' way: see run.sh. */
#define SANITIZER_STATUS 99

enum mode {
	MODE_MEMORY,
	MODE_CALLS,
	MODE_SIGNALS,
};

struct each {
	enum mode mode;
	struct trial trial;
	/* Every allocation, or one of each place. */
	uint32_t depth;
	int errnum;
	/* Calls do not fail, but this signal comes. */
	int signal;
	bool goes_on;
	unsigned rounds;
	uint64_t seed;
	/* Only this one; 0: all. */
	uint64_t only;
	/* The folder as it is before a run, kept. */
	struct str kept;
	struct str before;
	/* Without a fault. */
	struct outcome good;
	/* Microseconds that it took. */
	uint64_t took;
	unsigned runs, failures;
};

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

/* A failure is shown; only the first are. */
static bool begins_failure(struct each *each, uint64_t number, const char *what)
{
	each->failures++;
	if (each->failures > SHOWN_MAX)
		return false;
	printf("# fault %" PRIu64 ": %s\n", number, what);
	if (each->mode == MODE_CALLS && each->trial.calls->name)
		printf("#   it was %s of %s\n", each->trial.calls->name, each->trial.calls->path);
	if (each->mode == MODE_MEMORY) {
		printf("#   addr2line -pfie %s", each->trial.words[0]);
		for (uint32_t i = 0; i < each->trial.shared->frame_count; i++)
			printf(" %" PRIx64, each->trial.shared->frames[i] - 1);
		printf("\n");
	}
	return true;
}

static void show_text(const char *name, const struct str *text)
{
	const char *line = str_text(text);

	for (int i = 0; *line && i < 40; i++) {
		const size_t size = strcspn(line, "\n");

		printf("#   %s: %.*s\n", name, (int)size, line);
		line += size + (line[size] == '\n');
	}
}

static void show_outcome(const struct outcome *outcome)
{
	if (WIFSIGNALED(outcome->status))
		printf("#   signal %d\n", WTERMSIG(outcome->status));
	else
		printf("#   status %d\n", WEXITSTATUS(outcome->status));
	show_text("stderr", &outcome->err);
}

static bool is_same(const struct str *a, const struct str *b)
{
	return a->size == b->size && (!a->size || !memcmp(a->data, b->data, a->size));
}

/* Whether a line is in a text, as it is. */
static bool has_line(const struct str *text, const char *line, size_t size)
{
	const char *at = str_text(text);

	while (*at) {
		const size_t length = strcspn(at, "\n");

		if (length == size && !memcmp(at, line, size))
			return true;
		at += length + (at[length] == '\n');
	}
	return false;
}

static void show_difference(const struct str *is, const struct str *was)
{
	unsigned left = LINES_MAX;

	for (const char *line = str_text(is); *line; line += strcspn(line, "\n") + 1) {
		if (left && !has_line(was, line, strcspn(line, "\n")) && left--)
			printf("#   + %.*s\n", (int)strcspn(line, "\n"), line);
	}
	for (const char *line = str_text(was); *line; line += strcspn(line, "\n") + 1) {
		if (left && !has_line(is, line, strcspn(line, "\n")) && left--)
			printf("#   - %.*s\n", (int)strcspn(line, "\n"), line);
	}
}

/* Whether the call that failed was to remove something. */
static bool is_removal(const struct calls *calls)
{
	return calls && calls->name &&
	       (!strncmp(calls->name, "unlink", strlen("unlink")) || !strcmp(calls->name, "rmdir"));
}

/* Whether the line is about an index, or about nothing that anybody asked for. */
static bool is_beside(const struct each *each, const char *line, size_t size)
{
	const char *mode = memchr(line, ' ', size);

	/* An index is kept or not, whatever becomes of the rest. */
	if (memmem(line, size, "/.sonde-index", strlen("/.sonde-index")))
		return true;
	/* Empty directories, and the links to them, stay where one cannot be removed. */
	return is_removal(each->trial.calls) && mode &&
	       (!strncmp(mode, " 40", 3) || !strncmp(mode, " 120", 4));
}

static struct sonde_error *of_interest(const struct each *each, const struct str *picture,
				       struct str *out)
{
	for (const char *line = str_text(picture); *line; line += strcspn(line, "\n") + 1) {
		const size_t size = strcspn(line, "\n");

		if (!is_beside(each, line, size))
			str_append_bytes(out, line, size + 1);
	}
	return str_check(out);
}

/*
 * What the failed call was to remove is there: nobody else can remove it then. So is an empty lock
 * file, which the next writer takes, where a signal came before there was the lock.
 */
static struct sonde_error *without_kept(const struct each *each, const struct str *picture,
					struct str *out)
{
	const struct calls *calls = each->trial.calls;
	const char *last = is_removal(calls) ? strrchr(calls->path, '/') : NULL;
	_cleanup_str_ struct str name = STR_INIT;

	if (each->signal || each->trial.signal || each->mode == MODE_SIGNALS)
		last = "/.sonde.lock";
	str_appendf(&name, "%s ", last ? last : "");
	TRY(str_check(&name));
	for (const char *line = str_text(picture); *line; line += strcspn(line, "\n") + 1) {
		const size_t size = strcspn(line, "\n");

		if (!last || !memmem(line, size, name.data, name.size) ||
		    has_line(&each->before, line, size) ||
		    has_line(&each->good.picture, line, size))
			str_append_bytes(out, line, size + 1);
	}
	return str_check(out);
}

static struct sonde_error *is_whole(const struct each *each, const struct str *all, bool *ret)
{
	_cleanup_str_ struct str is = STR_INIT, before = STR_INIT, after = STR_INIT;
	_cleanup_str_ struct str left = STR_INIT;
	const struct str *picture = &left;

	TRY(without_kept(each, all, &left));
	*ret = is_same(picture, &each->before) || is_same(picture, &each->good.picture);
	if (*ret)
		return NULL;
	for (const char *line = str_text(picture); *line; line += strcspn(line, "\n") + 1) {
		const size_t size = strcspn(line, "\n");

		if (!has_line(&each->before, line, size) &&
		    !has_line(&each->good.picture, line, size))
			return NULL;
	}
	TRY(of_interest(each, picture, &is));
	TRY(of_interest(each, &each->before, &before));
	TRY(of_interest(each, &each->good.picture, &after));
	*ret = is_same(&is, &before) || is_same(&is, &after);
	return NULL;
}

/* What is wrong with how it ended; NULL: nothing. */
static const char *judge_end(const struct each *each, const struct outcome *outcome)
{
	const int status = WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1;
	const int good = WEXITSTATUS(each->good.status);

	if (outcome->hung)
		return "it hangs";
	if (each->signal && WIFSIGNALED(outcome->status) &&
	    WTERMSIG(outcome->status) == each->signal)
		return NULL;
	if (status < 0)
		return "it was ended by a signal";
	if (status == SANITIZER_STATUS)
		return "a sanitizer found something";
	if (status != good && status != 1)
		return "it has another status";
	/* Status 1 can be the answer itself; then it has to be all of the answer. */
	if (status == good && is_same(&outcome->out, &each->good.out) &&
	    is_same(&outcome->err, &each->good.err))
		return NULL;
	if (status == 0)
		return is_same(&outcome->out, &each->good.out)
			       ? "status 0, but it says something else"
			       : "status 0, but another answer";
	if (!outcome->err.size)
		return "it failed without a word";
	if (each->mode == MODE_MEMORY && each->trial.shared->whose == FAULT_OWN &&
	    !strstr(str_text(&outcome->err), "Out of memory") && good == 0)
		return "it failed, but not for lack of memory";
	return NULL;
}

static struct sonde_error *judge(struct each *each, uint64_t number, const struct outcome *outcome)
{
	const char *wrong = judge_end(each, outcome);
	bool whole;

	TRY(is_whole(each, &outcome->picture, &whole));
	/* Nobody can tidy up any more. */
	whole |= each->signal == SIGKILL;
	if (wrong && begins_failure(each, number, wrong)) {
		show_outcome(outcome);
		if (!is_same(&outcome->out, &each->good.out))
			show_difference(&outcome->out, &each->good.out);
	}
	if (!whole && begins_failure(each, number, "something is left half done")) {
		show_outcome(outcome);
		show_difference(&outcome->picture, &each->before);
	}
	if (outcome->status == 0 && !wrong && whole && each->good.status == 0) {
		_cleanup_str_ struct str left = STR_INIT, is = STR_INIT, after = STR_INIT;

		TRY(without_kept(each, &outcome->picture, &left));
		TRY(of_interest(each, &left, &is));
		TRY(of_interest(each, &each->good.picture, &after));
		if (!is_same(&is, &after) &&
		    begins_failure(each, number, "status 0, but what was asked for is not there"))
			show_difference(&outcome->picture, &each->good.picture);
	}
	return NULL;
}

/* The folder as it was. */
static struct sonde_error *restore(const struct each *each, const struct str *picture)
{
	if (is_same(picture, &each->before))
		return NULL;
	TRY(tree_remove(each->trial.folder));
	return tree_copy(str_text(&each->kept), each->trial.folder);
}

static uint64_t microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Without a fault, twice: only what is the same both times can be compared. */
static struct sonde_error *run_good(struct each *each)
{
	_cleanup_outcome_ struct outcome again = OUTCOME_INIT;
	uint64_t start;

	TRY(tree_picture(each->trial.folder, &each->before));
	TRY(tree_copy(each->trial.folder, str_text(&each->kept)));
	TRY(trial_run(&each->trial, &each->good));
	TRY(restore(each, &each->good.picture));
	if (each->mode == MODE_MEMORY)
		each->trial.shared->depth = 0;
	start = microseconds();
	TRY(trial_run(&each->trial, &again));
	each->took = microseconds() - start;
	TRY(restore(each, &again.picture));
	if (again.status == each->good.status && is_same(&again.out, &each->good.out) &&
	    is_same(&again.err, &each->good.err) && is_same(&again.picture, &each->good.picture) &&
	    WIFEXITED(again.status) && WEXITSTATUS(again.status) != SANITIZER_STATUS)
		return NULL;
	show_difference(&again.out, &each->good.out);
	show_difference(&again.err, &each->good.err);
	show_difference(&again.picture, &each->good.picture);
	return sonde_error_new(SONDE_ERROR_OS, "Without a fault it is not the same each time.");
}

/* After a signal: what is left does not hinder the next run, which leaves what a good one does. */
static struct sonde_error *run_after(struct each *each, uint64_t number)
{
	_cleanup_outcome_ struct outcome again = OUTCOME_INIT;
	_cleanup_str_ struct str left = STR_INIT;

	if (each->trial.calls)
		each->trial.calls->at = 0;
	TRY(trial_run(&each->trial, &again));
	TRY(without_kept(each, &again.picture, &left));
	if ((again.status != each->good.status || !is_same(&left, &each->good.picture)) &&
	    begins_failure(each, number, "the next run does not leave what it should")) {
		show_outcome(&again);
		show_difference(&again.picture, &each->good.picture);
	}
	return restore(each, &again.picture);
}

static struct sonde_error *run_one(struct each *each, uint64_t number)
{
	_cleanup_outcome_ struct outcome outcome = OUTCOME_INIT;

	TRY(trial_run(&each->trial, &outcome));
	each->runs++;
	TRY(judge(each, number, &outcome));
	if (each->signal)
		return run_after(each, number);
	return restore(each, &outcome.picture);
}

/* An allocation that is not made any more when others fail before is none to try. */
static struct sonde_error *fail_memory(struct each *each)
{
	struct fault_shared *shared = each->trial.shared;
	const uint64_t all = shared->made / 2;
	const uint32_t places = each->depth ? shared->place_count : (uint32_t)all;

	for (uint32_t i = 0; i < places; i++) {
		shared->at = each->depth ? shared->numbers[i] : i + 1;
		if (each->only && each->only != shared->at)
			continue;
		shared->goes_on = each->goes_on;
		shared->made = 0;
		shared->struck = 0;
		shared->frame_count = 0;
		TRY(run_one(each, shared->at));
		if (!shared->struck && begins_failure(each, shared->at, "it did not come to that"))
			printf("#   there were %" PRIu64 " of %" PRIu64 "\n", shared->made, all);
	}
	printf("# %" PRIu64 " allocations, %u failed in turn", all, each->runs);
	return NULL;
}

static struct sonde_error *fail_calls(struct each *each)
{
	struct calls *calls = each->trial.calls;
	const unsigned long all = calls->made / 2;

	for (unsigned long i = 1; i <= all; i++) {
		if (each->only && each->only != i)
			continue;
		*calls = (struct calls){
			.at = i,
			.errnum = each->errnum,
			.signal = each->signal,
			.goes_on = each->goes_on,
		};
		TRY(run_one(each, i));
	}
	printf("# %lu calls that change files, %u failed in turn", all, each->runs);
	return NULL;
}

/* xorshift64*. */
static uint64_t draw(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 2685821657736338717u;
}

static struct sonde_error *send_signals(struct each *each)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGKILL};
	uint64_t seed = each->seed;

	printf("# SONDE_SEED=%" PRIu64 "\n", each->seed);
	for (unsigned i = 1; i <= each->rounds; i++) {
		_cleanup_outcome_ struct outcome outcome = OUTCOME_INIT;
		bool whole;

		each->trial.signal = signals[draw(&seed) % 5];
		each->trial.signal_after = (unsigned)(draw(&seed) % (each->took + 1));
		TRY(trial_run(&each->trial, &outcome));
		each->runs++;
		/* Only a killed one may leave something beside. */
		TRY(is_whole(each, &outcome.picture, &whole));
		if (!whole && each->trial.signal != SIGKILL &&
		    begins_failure(each, i, "something is left half done")) {
			printf("#   after signal %d\n", each->trial.signal);
			show_outcome(&outcome);
			show_difference(&outcome.picture, &each->before);
		}
		if (WIFEXITED(outcome.status) && outcome.status != each->good.status &&
		    begins_failure(each, i, "it has another status"))
			show_outcome(&outcome);
		each->trial.signal = 0;
		TRY(run_after(each, i));
	}
	printf("# %u signals", each->runs);
	return NULL;
}

static struct sonde_error *share(struct each *each)
{
	struct trial *trial = &each->trial;
	enum fault_whose whose = trial->shared ? FAULT_ALL : FAULT_OWN;
	const char *name = strrchr(trial->words[0], '/');

	trial->shared_fd = memfd_create("fault", 0);
	if (trial->shared_fd < 0 || ftruncate(trial->shared_fd, sizeof(*trial->shared)) < 0)
		return sonde_error_os(errno, "Cannot make a shared file");
	trial->shared = mmap(NULL, sizeof(*trial->shared), PROT_READ | PROT_WRITE, MAP_SHARED,
			     trial->shared_fd, 0);
	if (trial->shared == MAP_FAILED)
		return sonde_error_os(errno, "Cannot map a shared file");
	snprintf(trial->shared->program, sizeof(trial->shared->program), "%s",
		 name ? name + 1 : trial->words[0]);
	trial->shared->whose = whose;
	trial->shared->depth = each->depth;
	return NULL;
}

static struct sonde_error *run_all(struct each *each)
{
	struct calls calls = {0};
	uint64_t start = microseconds();

	str_appendf(&each->kept, "%s/kept", each->trial.aside);
	TRY(str_check(&each->kept));
	if (each->mode == MODE_MEMORY)
		TRY(share(each));
	if (each->mode == MODE_CALLS)
		each->trial.calls = &calls;
	TRY(run_good(each));
	if (each->mode == MODE_MEMORY)
		TRY(fail_memory(each));
	else if (each->mode == MODE_CALLS)
		TRY(fail_calls(each));
	else
		TRY(send_signals(each));
	printf(", %u wrong, %.1f s\n", each->failures, (double)(microseconds() - start) / 1e6);
	return NULL;
}

static bool parse_mode(const char *text, enum mode *ret)
{
	static const char *const names[] = {"memory", "calls", "signals"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(names[i], text)) {
			*ret = (enum mode)i;
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	struct fault_shared all;
	struct each each = {
		.errnum = ENOSPC,
		.rounds = 40,
		.seed = (uint64_t)time(NULL),
		.kept = STR_INIT,
		.before = STR_INIT,
		.good = OUTCOME_INIT,
	};
	struct sonde_error *error;
	int option;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt(argc, argv, "+l:ad:ce:k:n:s:o:f:")) >= 0) {
		switch (option) {
		case 'l':
			each.trial.library = optarg;
			break;
		case 'a':
			each.trial.shared = &all;
			break;
		case 'd':
			each.depth = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'c':
			each.goes_on = true;
			break;
		case 'e':
			each.errnum = (int)strtol(optarg, NULL, 10);
			break;
		case 'k':
			each.signal = (int)strtol(optarg, NULL, 10);
			break;
		case 'n':
			each.rounds = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 's':
			each.seed = strtoull(optarg, NULL, 10);
			break;
		case 'o':
			each.only = strtoull(optarg, NULL, 10);
			break;
		case 'f':
			each.trial.sink = optarg;
			break;
		default:
			usage();
			return 2;
		}
	}
	if (argc - optind < 4 || !parse_mode(argv[optind], &each.mode)) {
		usage();
		return 2;
	}
	each.trial.folder = argv[optind + 1];
	each.trial.aside = argv[optind + 2];
	each.trial.words = argv + optind + 3;
	error = run_all(&each);
	if (error)
		printf("# %s\n", error->message);
	return error || each.failures ? 1 : 0;
}
