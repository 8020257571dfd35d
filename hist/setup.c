/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/setup.h"

#include <stdlib.h>

#include "hist/parts.h"

void hist_write_deinit(struct hist_write *write)
{
	free(write->system);
	free(write->event);
	free(write->text);
	free(write->undo);
}

void hist_source_deinit(struct hist_source *source)
{
	free(source->system);
	free(source->event);
	hist_layout_deinit(&source->layout);
}

void hist_setup_deinit(struct hist_setup *setup)
{
	vec_for_each(&setup->writes, write)
		hist_write_deinit(write);
	vec_deinit(&setup->writes);
	vec_for_each(&setup->sources, source)
		hist_source_deinit(source);
	vec_deinit(&setup->sources);
	vec_for_each(&setup->pairings, pairing)
		hist_source_deinit(pairing);
	vec_deinit(&setup->pairings);
}

/* What the question needs of the kernel. */
static struct sonde_error *check_kernel(const struct hist_question *question)
{
	if (!question->kernel.triggers)
		return sonde_error_hint(sonde_error_new(SONDE_ERROR_UNSUPPORTED,
							"This kernel has no hist triggers."),
					"It has to be configured with CONFIG_HIST_TRIGGERS.");
	if (question->ask == HIST_ASK_TABLE)
		return NULL;
	if (!question->kernel.actions || !question->kernel.synthetic)
		return sonde_error_hint(
			sonde_error_new(SONDE_ERROR_UNSUPPORTED,
					"This kernel cannot measure latencies: it has no "
					"%s.",
					question->kernel.actions ? "synthetic events"
								 : "variables in hist triggers"),
			"Linux 5.12 and later can.");
	return NULL;
}

struct sonde_error *hist_setup_make(const struct hist_question *question, struct hist_setup *ret)
{
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	_cleanup_hist_words_ struct hist_words words = HIST_WORDS_INIT;
	struct hist_maker maker = {.question = question, .words = &words, .setup = &setup};

	TRY(check_kernel(question));
	TRY(hist_size_check(question->size));
	if (question->events.size == 0)
		return sonde_error_new(SONDE_ERROR_USAGE, "There is no event to count.");
	TRY(hist_words_parse(question, &words));
	if (question->ask == HIST_ASK_LATENCY)
		TRY(hist_pair_make(&maker));
	else
		TRY(hist_count_make(&maker));
	*ret = setup;
	setup = (struct hist_setup)HIST_SETUP_INIT;
	return NULL;
}
