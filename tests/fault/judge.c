/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fault/judge.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/cleanup.h"

/* Failures that are shown. */
#define SHOWN_MAX 12

/* Lines that are shown of a difference. */
#define LINES_MAX 12

bool judge_begins(struct faults *faults, uint64_t number, const char *what)
{
	faults->failures++;
	if (faults->failures > SHOWN_MAX)
		return false;
	printf("# fault %" PRIu64 ": %s\n", number, what);
	if (faults->mode == FAULT_CALLS && faults->trial.calls->name)
		printf("#   it was %s of %s\n", faults->trial.calls->name,
		       faults->trial.calls->path);
	if (faults->mode == FAULT_MEMORY) {
		printf("#   addr2line -pfie %s", faults->trial.words[0]);
		for (uint32_t i = 0; i < faults->trial.shared->frame_count; i++)
			printf(" %" PRIx64, faults->trial.shared->frames[i] - 1);
		printf("\n");
		if (*faults->trial.shared->library)
			printf("#   %s crashed, in %s()\n", faults->trial.shared->library,
			       faults->trial.shared->function);
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

void judge_show(const struct outcome *outcome)
{
	if (WIFSIGNALED(outcome->status))
		printf("#   signal %d\n", WTERMSIG(outcome->status));
	else
		printf("#   status %d\n", WEXITSTATUS(outcome->status));
	show_text("stderr", &outcome->err);
}

bool judge_is_same(const struct str *a, const struct str *b)
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

void judge_show_difference(const struct str *is, const struct str *was)
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
static bool is_beside(const struct faults *faults, const char *line, size_t size)
{
	const char *mode = memchr(line, ' ', size);

	/* An index is kept or not, whatever becomes of the rest. */
	if (memmem(line, size, "/.sonde-index", strlen("/.sonde-index")))
		return true;
	/* Empty directories, and the links to them, stay where one cannot be removed. */
	return is_removal(faults->trial.calls) && mode &&
	       (!strncmp(mode, " 40", 3) || !strncmp(mode, " 120", 4));
}

static struct sonde_error *of_interest(const struct faults *faults, const struct str *picture,
				       struct str *out)
{
	for (const char *line = str_text(picture); *line; line += strcspn(line, "\n") + 1) {
		const size_t size = strcspn(line, "\n");

		if (!is_beside(faults, line, size))
			str_append_bytes(out, line, size + 1);
	}
	return str_check(out);
}

struct sonde_error *judge_without_kept(const struct faults *faults, const struct str *picture,
				       struct str *out)
{
	const struct calls *calls = faults->trial.calls;
	const char *last = is_removal(calls) ? strrchr(calls->path, '/') : NULL;
	_cleanup_str_ struct str name = STR_INIT;

	if (faults->signal || faults->trial.signal || faults->mode == FAULT_SIGNALS)
		last = "/.sonde.lock";
	str_appendf(&name, "%s ", last ? last : "");
	TRY(str_check(&name));
	for (const char *line = str_text(picture); *line; line += strcspn(line, "\n") + 1) {
		const size_t size = strcspn(line, "\n");

		if (!last || !memmem(line, size, name.data, name.size) ||
		    has_line(&faults->before, line, size) ||
		    has_line(&faults->good.picture, line, size))
			str_append_bytes(out, line, size + 1);
	}
	return str_check(out);
}

struct sonde_error *judge_is_whole(const struct faults *faults, const struct str *all, bool *ret)
{
	_cleanup_str_ struct str is = STR_INIT, before = STR_INIT, after = STR_INIT;
	_cleanup_str_ struct str left = STR_INIT;
	const struct str *picture = &left;

	TRY(judge_without_kept(faults, all, &left));
	*ret = judge_is_same(picture, &faults->before) ||
	       judge_is_same(picture, &faults->good.picture);
	if (*ret)
		return NULL;
	for (const char *line = str_text(picture); *line; line += strcspn(line, "\n") + 1) {
		const size_t size = strcspn(line, "\n");

		if (!has_line(&faults->before, line, size) &&
		    !has_line(&faults->good.picture, line, size))
			return NULL;
	}
	TRY(of_interest(faults, picture, &is));
	TRY(of_interest(faults, &faults->before, &before));
	TRY(of_interest(faults, &faults->good.picture, &after));
	*ret = judge_is_same(&is, &before) || judge_is_same(&is, &after);
	return NULL;
}

/* Whether a library ended it, in a way that is known. */
static bool is_known_crash(const struct faults *faults, const struct outcome *outcome)
{
	const struct fault_shared *shared = faults->trial.shared;
	char begin[sizeof(shared->library) + sizeof(shared->function) + 4];
	const char *at = str_text(&faults->known);

	if (!WIFSIGNALED(outcome->status) || faults->mode != FAULT_MEMORY || !*shared->library)
		return false;
	snprintf(begin, sizeof(begin), "\n%s %s: ", shared->library, shared->function);
	return strstr(at, begin + 1) == at || strstr(at, begin);
}

/* Each line of `a` that `b` does not have names what the failed call was to remove. */
static bool adds_removed(const struct faults *faults, const struct str *a, const struct str *b)
{
	for (const char *line = str_text(a); *line; line += strcspn(line, "\n") + 1) {
		const size_t size = strcspn(line, "\n");

		if (!has_line(b, line, size) && !memmem(line, size, faults->trial.calls->path,
							strlen(faults->trial.calls->path)))
			return false;
	}
	return true;
}

/* Whether what it says is what it says without a fault. What could not be removed at first can be
 * found and removed later on, and said then. */
static bool is_good_answer(const struct faults *faults, const struct str *out)
{
	const struct str *good = &faults->good.out;

	if (judge_is_same(out, good))
		return true;
	return is_removal(faults->trial.calls) && adds_removed(faults, out, good) &&
	       adds_removed(faults, good, out);
}

/* What is wrong with how it ended; NULL: nothing. */
static const char *judge_end(const struct faults *faults, const struct outcome *outcome)
{
	const int status = WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1;
	const int good = WEXITSTATUS(faults->good.status);

	if (outcome->hung)
		return "it hangs";
	if (faults->signal && WIFSIGNALED(outcome->status) &&
	    WTERMSIG(outcome->status) == faults->signal)
		return NULL;
	if (is_known_crash(faults, outcome))
		return NULL;
	if (status < 0)
		return "it was ended by a signal";
	if (status == SANITIZER_STATUS)
		return "a sanitizer found something";
	if (status != good && status != 1)
		return "it has another status";
	/* Status 1 can be the answer itself; then it has to be all of the answer. */
	if (status == good && is_good_answer(faults, &outcome->out) &&
	    judge_is_same(&outcome->err, &faults->good.err))
		return NULL;
	if (status == 0)
		return is_good_answer(faults, &outcome->out)
			       ? "status 0, but it says something else"
			       : "status 0, but another answer";
	if (!outcome->err.size)
		return "it failed without a word";
	if (faults->mode == FAULT_MEMORY && faults->trial.shared->whose == FAULT_OWN &&
	    !strstr(str_text(&outcome->err), "Out of memory") && good == 0)
		return "it failed, but not for lack of memory";
	return NULL;
}

struct sonde_error *judge(struct faults *faults, uint64_t number, const struct outcome *outcome)
{
	const char *wrong = judge_end(faults, outcome);
	bool whole;

	TRY(judge_is_whole(faults, &outcome->picture, &whole));
	/* Nobody can tidy up any more. */
	whole |= faults->signal == SIGKILL;
	if (is_known_crash(faults, outcome)) {
		whole = true;
		faults->crashes++;
		printf("# known: %s %s\n", faults->trial.shared->library,
		       faults->trial.shared->function);
	}
	if (wrong && judge_begins(faults, number, wrong)) {
		judge_show(outcome);
		if (!judge_is_same(&outcome->out, &faults->good.out))
			judge_show_difference(&outcome->out, &faults->good.out);
	}
	if (!whole && judge_begins(faults, number, "something is left half done")) {
		judge_show(outcome);
		judge_show_difference(&outcome->picture, &faults->before);
	}
	if (outcome->status == 0 && !wrong && whole && faults->good.status == 0) {
		_cleanup_str_ struct str left = STR_INIT, is = STR_INIT, after = STR_INIT;

		TRY(judge_without_kept(faults, &outcome->picture, &left));
		TRY(of_interest(faults, &left, &is));
		TRY(of_interest(faults, &faults->good.picture, &after));
		if (!judge_is_same(&is, &after) &&
		    judge_begins(faults, number, "status 0, but what was asked for is not there"))
			judge_show_difference(&outcome->picture, &faults->good.picture);
	}
	return NULL;
}
