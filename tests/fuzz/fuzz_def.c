/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A definition that parses is printed, and the print parses to the same definition and print. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/grammar.h"
#include "probe/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(const struct probe_def *def, struct str *out)
{
	_cleanup_str_ struct str names = STR_INIT;

	probe_def_print(def, out);
	vec_for_each(&def->args, arg)
		probe_arg_print_default_name(arg, &names);
}

static void check_error(const struct sonde_error *error, const char *text)
{
	_cleanup_str_ struct str out = STR_INIT;

	if (!error->text || !error->column || error->column > strlen(text) + 1)
		abort();
	sonde_error_format(error, &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_probe_def_ struct probe_def first = {0}, second = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *text = strndup((const char *)data, size);
	_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;

	if (!text)
		return 0;
	error = probe_def_parse(text, &first);
	if (error) {
		check_error(error, text);
		return 0;
	}
	print(&first, &printed);
	error = probe_def_parse(str_text(&printed), &second);
	if (error)
		abort();
	print(&second, &again);
	if (!probe_def_equal(&first, &second) || strcmp(str_text(&printed), str_text(&again)) != 0)
		abort();
	return 0;
}
