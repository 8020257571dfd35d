/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/raw.h"

#include <stdlib.h>

static void deinit_fields(struct hist_raw_fields *fields)
{
	vec_for_each(fields, field) {
		free(field->name);
		free(field->modifier);
	}
	vec_deinit(fields);
}

void hist_raw_deinit(struct hist_raw *hist)
{
	free(hist->trigger);
	deinit_fields(&hist->keys);
	deinit_fields(&hist->values);
	deinit_fields(&hist->saves);
	vec_deinit(&hist->rows);
	vec_deinit(&hist->cells);
	vec_deinit(&hist->figures);
	vec_deinit(&hist->saved);
	*hist = (struct hist_raw){0};
}

void hist_raw_file_deinit(struct hist_raw_file *file)
{
	vec_for_each(&file->hists, hist)
		hist_raw_deinit(hist);
	vec_deinit(&file->hists);
	free(file->text);
	file->text = NULL;
}
