/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The filter is that of the synthetic event. */
#include "base/suggest.h"
#include "hist/pair.h"

/* An error without a place gets that of the test. */
static struct sonde_error *place(const struct hist_pairs *pairs, const struct hist_test *test,
				 struct sonde_error *error)
{
	_cleanup_error_ struct sonde_error *bare = error;
	_cleanup_(suggest_deinit) struct suggest suggest = {0};

	suggest_init(&suggest, test->name);
	hist_operand_offer(pairs->list.data[0].start, &suggest);
	hist_operand_offer(pairs->list.data[0].end, &suggest);
	return suggest_hint(&suggest, hist_filter_error(&pairs->maker->words->filter, bare->kind,
							test->name_column, "%s", bare->message));
}

static struct sonde_error *find_at_pair(const struct hist_scope *scope,
					const struct hist_test *test, struct hist_operand *ret)
{
	struct hist_pairs *const *pairs = scope->context;
	struct sonde_error *error;

	if (!test->name_column) {
		hist_operand_find_special((*pairs)->list.data[0].end, test->name, ret);
		return NULL;
	}
	error = hist_pair_find(*pairs, &(*pairs)->list.data[0], test->name, ret);
	return error ? place(*pairs, test, error) : NULL;
}

struct sonde_error *hist_pair_print_filter(struct hist_pairs *pairs, struct str *out)
{
	const struct hist_scope scope = {.find = find_at_pair, .context = &pairs};
	const struct hist_filter *filter = &pairs->maker->words->filter;
	_cleanup_hist_nodes_ struct hist_nodes parts = VEC_INIT;

	TRY(hist_filter_parts(filter, &parts));
	vec_for_each(&parts, part)
		TRY(hist_filter_print(filter, *part, &scope, out));
	return NULL;
}
