/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A probe event's line that parses is printed, and the print parses to the same print. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(const struct sonde_error *error, const char *text)
{
	_cleanup_str_ struct str out = STR_INIT;

	if (!error->text || !error->column || error->column > strlen(text) + 1)
		abort();
	sonde_error_format(error, &out);
}

static bool are_alike(const struct probe_event *a, const struct probe_event *b)
{
	_cleanup_str_ struct str x = STR_INIT, y = STR_INIT;

	probe_event_print_likeness(a, &x);
	probe_event_print_likeness(b, &y);
	return strcmp(str_text(&x), str_text(&y)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_probe_event_ struct probe_event first = {0}, second = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *text = strndup((const char *)data, size);
	_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;

	if (!text)
		return 0;
	error = probe_event_parse(text, &first);
	if (error) {
		check_error(error, text);
		return 0;
	}
	probe_event_print(&first, &printed);
	error = probe_event_parse(str_text(&printed), &second);
	if (error)
		abort();
	probe_event_print(&second, &again);
	if (!are_alike(&first, &second) || strcmp(str_text(&printed), str_text(&again)) != 0)
		abort();
	return 0;
}
