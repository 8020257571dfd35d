/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/misspelled.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/suggest.h"
#include "cli/filter/scope.h"
#include "probe/name.h"
#include "probe/print.h"

/* What the argument is called, and what it is without that. */
static struct sonde_error *offer_argument(const struct probe_arg *arg, struct suggest *suggest)
{
	struct probe_arg bare = *arg;
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_free_ char *own = NULL;

	if (arg->kind == PROBE_ARG_PARAMS || arg->kind == PROBE_ARG_VARS)
		return NULL;
	bare.name = bare.type = NULL;
	bare.user = false;
	probe_arg_print(&bare, &text);
	TRY(str_check(&text));
	suggest_offer(suggest, str_text(&text));
	/* One without a name has none to be meant by. */
	sonde_error_destroy(name_of_arg(arg, &own));
	if (own)
		suggest_offer(suggest, own);
	return NULL;
}

static struct sonde_error *offer_all(const struct probe_def *def, struct suggest *suggest)
{
	vec_for_each(&def->args, arg)
		TRY(offer_argument(arg, suggest));
	if (def->point.place == PROBE_PLACE_RETURN)
		suggest_offer(suggest, "$retval");
	for (size_t i = 0; filter_scope_common(i); i++)
		suggest_offer(suggest, filter_scope_common(i));
	return NULL;
}

struct sonde_error *ask_misspelled(const struct probe_def *def, const struct hist_need *need,
				   const char *option)
{
	_cleanup_(suggest_deinit) struct suggest suggest = {0};
	struct sonde_error *error;

	suggest_init(&suggest, need->name);
	TRY(offer_all(def, &suggest));
	if (!suggest.nearest)
		return NULL;
	error = sonde_error_syntax(option, need->column,
				   "'%s' does not fetch '%s', and there is no debuginfo in which "
				   "it could be looked for.",
				   def->text, need->name);
	if (error->kind != SONDE_ERROR_NO_MEMORY)
		error->kind = SONDE_ERROR_NOT_FOUND;
	return suggest_hint(&suggest,
			    sonde_error_prefix(error, "%s: ", hist_word_option(need->word)));
}
