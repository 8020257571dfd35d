/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is wrong with what a command with a fault has left and said, and showing it.
 */
#ifndef TESTS_FAULT_JUDGE_H
#define TESTS_FAULT_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "tests/fault/faults.h"

/** What a process ends with in which a sanitizer finds something: see run.sh. */
#define SANITIZER_STATUS 99

/** Print and count what is wrong with @p outcome of the fault with this number. */
struct sonde_error *judge(struct faults *faults, uint64_t number, const struct outcome *outcome);

/**
 * Whether the folder is as it was before, or as after a run without a fault. @p all is a picture of
 * it.
 */
struct sonde_error *judge_is_whole(const struct faults *faults, const struct str *all, bool *ret);

/**
 * Append the picture without what the failed call was to remove: nobody else can remove it then.
 * So is an empty lock file, which the next writer takes, where a signal came before there was the
 * lock.
 */
struct sonde_error *judge_without_kept(const struct faults *faults, const struct str *picture,
				       struct str *out);

/** Whether both texts are the same. */
bool judge_is_same(const struct str *a, const struct str *b);

/** Count a failure, and begin to show it. Returns whether to go on: only the first are shown. */
bool judge_begins(struct faults *faults, uint64_t number, const char *what);

/** Show how it ended, and what it said. */
void judge_show(const struct outcome *outcome);

/** Show lines of @p is that @p was does not have, and the other way round. */
void judge_show_difference(const struct str *is, const struct str *was);

#endif /* TESTS_FAULT_JUDGE_H */
