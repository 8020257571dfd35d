/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fault/faults.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "tests/fault/judge.h"
#include "tests/fault/tree.h"

void faults_deinit(struct faults *faults)
{
	if (faults->trial.shared)
		munmap(faults->trial.shared, sizeof(*faults->trial.shared));
	if (faults->trial.shared_fd > 0)
		close(faults->trial.shared_fd);
	str_deinit(&faults->known);
	str_deinit(&faults->kept);
	str_deinit(&faults->before);
	outcome_deinit(&faults->good);
}

/* The folder as it was. */
static struct sonde_error *restore(const struct faults *faults, const struct str *picture)
{
	if (judge_is_same(picture, &faults->before))
		return NULL;
	TRY(tree_remove(faults->trial.folder));
	return tree_copy(str_text(&faults->kept), faults->trial.folder);
}

static uint64_t microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* Without a fault, twice: only what is the same both times can be compared. */
static struct sonde_error *run_good(struct faults *faults)
{
	_cleanup_outcome_ struct outcome again = OUTCOME_INIT;
	uint64_t start;

	TRY(tree_picture(faults->trial.folder, &faults->before));
	TRY(tree_copy(faults->trial.folder, str_text(&faults->kept)));
	TRY(trial_run(&faults->trial, &faults->good));
	TRY(restore(faults, &faults->good.picture));
	if (faults->mode == FAULT_MEMORY)
		faults->trial.shared->depth = 0;
	start = microseconds();
	TRY(trial_run(&faults->trial, &again));
	faults->took = microseconds() - start;
	TRY(restore(faults, &again.picture));
	if (again.status == faults->good.status && judge_is_same(&again.out, &faults->good.out) &&
	    judge_is_same(&again.err, &faults->good.err) &&
	    judge_is_same(&again.picture, &faults->good.picture) && WIFEXITED(again.status) &&
	    WEXITSTATUS(again.status) != SANITIZER_STATUS)
		return NULL;
	judge_show_difference(&again.out, &faults->good.out);
	judge_show_difference(&again.err, &faults->good.err);
	judge_show_difference(&again.picture, &faults->good.picture);
	return sonde_error_new(SONDE_ERROR_OS, "Without a fault it is not the same each time.");
}

/* After a signal: what is left does not hinder the next run, which leaves what a good one does. */
static struct sonde_error *run_after(struct faults *faults, uint64_t number)
{
	_cleanup_outcome_ struct outcome again = OUTCOME_INIT;
	_cleanup_str_ struct str left = STR_INIT;

	if (faults->trial.calls)
		faults->trial.calls->at = 0;
	TRY(trial_run(&faults->trial, &again));
	TRY(judge_without_kept(faults, &again.picture, &left));
	if ((again.status != faults->good.status || !judge_is_same(&left, &faults->good.picture)) &&
	    judge_begins(faults, number, "the next run does not leave what it should")) {
		judge_show(&again);
		judge_show_difference(&again.picture, &faults->good.picture);
	}
	return restore(faults, &again.picture);
}

static struct sonde_error *run_one(struct faults *faults, uint64_t number)
{
	_cleanup_outcome_ struct outcome outcome = OUTCOME_INIT;

	TRY(trial_run(&faults->trial, &outcome));
	faults->runs++;
	TRY(judge(faults, number, &outcome));
	if (faults->signal)
		return run_after(faults, number);
	return restore(faults, &outcome.picture);
}

/* An allocation that is not made any more when others fail before is none to try. */
static struct sonde_error *fail_memory(struct faults *faults)
{
	struct fault_shared *shared = faults->trial.shared;
	const uint64_t all = shared->made / 2;
	const uint32_t places = faults->depth ? shared->place_count : (uint32_t)all;

	for (uint32_t i = 0; i < places; i++) {
		shared->at = faults->depth ? shared->numbers[i] : i + 1;
		if (faults->only && faults->only != shared->at)
			continue;
		shared->goes_on = faults->goes_on;
		shared->made = 0;
		shared->struck = 0;
		shared->frame_count = 0;
		*shared->library = '\0';
		TRY(run_one(faults, shared->at));
		if (!shared->struck && judge_begins(faults, shared->at, "it did not come to that"))
			printf("#   there were %" PRIu64 " of %" PRIu64 "\n", shared->made, all);
	}
	printf("# %" PRIu64 " allocations, %u failed in turn", all, faults->runs);
	return NULL;
}

/* Whether the call that failed closes what it has answered. */
static bool is_answer_closed(const struct calls *calls)
{
	const char *name = calls->struck ? strrchr(calls->path, '/') : NULL;

	return name && !strcmp(calls->name, "close") && !strcmp(name, "/" TRIAL_STDOUT);
}

static struct sonde_error *fail_calls(struct faults *faults)
{
	struct calls *calls = faults->trial.calls;
	const unsigned long all = calls->made / 2;
	bool closes_answer = false;

	for (unsigned long i = 1; i <= all; i++) {
		if (faults->only && faults->only != i)
			continue;
		*calls = (struct calls){
			.at = i,
			.closes = true,
			.errnum = faults->errnum,
			.signal = faults->signal,
			.goes_on = faults->goes_on,
		};
		TRY(run_one(faults, i));
		closes_answer |= is_answer_closed(calls);
	}
	/* Else nobody would know that a server had no room for it. */
	if (faults->errnum && !faults->only && faults->good.out.size && !closes_answer)
		judge_begins(faults, 0, "it does not ask whether its answer was kept");
	printf("# %lu calls that change files, %u failed in turn", all, faults->runs);
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

static struct sonde_error *send_signals(struct faults *faults)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGKILL};
	uint64_t seed = faults->seed;

	printf("# SONDE_SEED=%" PRIu64 "\n", faults->seed);
	for (unsigned i = 1; i <= faults->rounds; i++) {
		_cleanup_outcome_ struct outcome outcome = OUTCOME_INIT;
		bool whole;

		faults->trial.signal = signals[draw(&seed) % 5];
		faults->trial.signal_after = (unsigned)(draw(&seed) % (faults->took + 1));
		TRY(trial_run(&faults->trial, &outcome));
		faults->runs++;
		/* Only a killed one may leave something beside. */
		TRY(judge_is_whole(faults, &outcome.picture, &whole));
		if (!whole && faults->trial.signal != SIGKILL &&
		    judge_begins(faults, i, "something is left half done")) {
			printf("#   after signal %d\n", faults->trial.signal);
			judge_show(&outcome);
			judge_show_difference(&outcome.picture, &faults->before);
		}
		if (WIFEXITED(outcome.status) && outcome.status != faults->good.status &&
		    judge_begins(faults, i, "it has another status"))
			judge_show(&outcome);
		faults->trial.signal = 0;
		TRY(run_after(faults, i));
	}
	printf("# %u signals", faults->runs);
	return NULL;
}

static struct sonde_error *share(struct faults *faults)
{
	struct trial *trial = &faults->trial;
	const char *name = strrchr(trial->words[0], '/');

	trial->shared_fd = memfd_create("fault", 0);
	if (trial->shared_fd < 0 || ftruncate(trial->shared_fd, sizeof(*trial->shared)) < 0)
		return sonde_error_os(errno, "Cannot make a shared file");
	trial->shared = mmap(NULL, sizeof(*trial->shared), PROT_READ | PROT_WRITE, MAP_SHARED,
			     trial->shared_fd, 0);
	if (trial->shared == MAP_FAILED) {
		trial->shared = NULL;
		return sonde_error_os(errno, "Cannot map a shared file");
	}
	snprintf(trial->shared->program, sizeof(trial->shared->program), "%s",
		 name ? name + 1 : trial->words[0]);
	trial->shared->whose = faults->whose;
	trial->shared->depth = faults->depth;
	return NULL;
}

struct sonde_error *faults_try(struct faults *faults)
{
	struct calls calls = {
		.closes = true,
		.errnum = faults->errnum,
		.signal = faults->signal,
	};
	uint64_t start = microseconds();

	str_appendf(&faults->kept, "%s/kept", faults->trial.aside);
	TRY(str_check(&faults->kept));
	if (faults->known_path)
		TRY(file_read(faults->known_path, 0, &faults->known));
	if (faults->mode == FAULT_MEMORY)
		TRY(share(faults));
	if (faults->mode == FAULT_CALLS)
		faults->trial.calls = &calls;
	TRY(run_good(faults));
	if (faults->mode == FAULT_MEMORY)
		TRY(fail_memory(faults));
	else if (faults->mode == FAULT_CALLS)
		TRY(fail_calls(faults));
	else
		TRY(send_signals(faults));
	if (faults->crashes)
		printf(", %u ended by a library", faults->crashes);
	printf(", %u wrong, %.1f s\n", faults->failures, (double)(microseconds() - start) / 1e6);
	return NULL;
}
