/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Names of a question that cannot be looked for, as there is no debuginfo: they may be misspelled.
 */
#ifndef CLI_ASK_MISSPELLED_H
#define CLI_ASK_MISSPELLED_H

#include "base/err.h"
#include "hist/question.h"
#include "probe/def.h"

/**
 * Hold a name against what the definition itself fetches, and what every hit has.
 *
 * @param option the word of the command line that has the name, at its column
 * @return NOT_FOUND with what may be meant; NULL if nothing is near
 */
struct sonde_error *ask_misspelled(const struct probe_def *def, const struct hist_need *need,
				   const char *option);

#endif /* CLI_ASK_MISSPELLED_H */
