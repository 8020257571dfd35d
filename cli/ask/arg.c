/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/ask/arg.h"

#include <string.h>

#include "base/str.h"
#include "probe/name.h"
#include "probe/print.h"

/* With one spelling for `.` and `->`. */
static void print_plain(const char *text, struct str *out)
{
	for (; *text; text++) {
		if (text[0] == '-' && text[1] == '>') {
			text++;
			str_append_char(out, '.');
		} else if (*text != ' ') {
			str_append_char(out, *text);
		}
	}
}

/* Whether the argument, without its name and type, is written like this. */
static bool is_expression(const struct probe_arg *arg, const char *name)
{
	struct probe_arg bare = *arg;
	_cleanup_str_ struct str text = STR_INIT, plain = STR_INIT, wanted = STR_INIT;

	bare.name = bare.type = NULL;
	bare.user = false;
	probe_arg_print(&bare, &text);
	print_plain(str_text(&text), &plain);
	print_plain(name, &wanted);
	return strcmp(str_text(&plain), str_text(&wanted)) == 0;
}

bool ask_is_retval(const char *name)
{
	return strcmp(name, "$retval") == 0 || strcmp(name, "ret") == 0;
}

bool ask_arg_is(const struct probe_arg *arg, const char *name)
{
	_cleanup_free_ char *own = NULL;
	_cleanup_error_ struct sonde_error *error = NULL;

	if (arg->kind == PROBE_ARG_PARAMS || arg->kind == PROBE_ARG_VARS)
		return false;
	if (arg->name && strcmp(arg->name, name) == 0)
		return true;
	if (arg->kind == PROBE_ARG_RETVAL && !arg->steps.size && ask_is_retval(name))
		return true;
	if (is_expression(arg, name))
		return true;
	error = name_of_arg(arg, &own);
	return !error && own && strcmp(own, name) == 0;
}

bool ask_def_fetches(const struct probe_def *def, const char *name)
{
	vec_for_each(&def->args, arg) {
		if (ask_arg_is(arg, name))
			return true;
	}
	return false;
}
