/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of traceable functions: of one that is understood, questions have answers that agree; the
 * error of another says where. The first byte says whether there are addresses: `a` if so.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "blacklist/traceable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_list(const struct traceable *list)
{
	bool has_addresses = traceable_has_addresses(list);

	if (traceable_in_range(list, 0, 1) || traceable_in_range(list, 2, 1) ||
	    (!has_addresses && traceable_in_range(list, 0, UINT64_MAX)) ||
	    traceable_count(list, NULL, "") || traceable_count(list, "", "f"))
		abort();
	traceable_count(list, NULL, "f");
	traceable_count(list, "m", "f");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_traceable_ struct traceable *list = NULL;
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_free_ char *text = NULL;

	if (!size)
		return 0;
	text = strndup((const char *)data + 1, size - 1);
	if (!text)
		return 0;
	error = traceable_parse(text, data[0] == 'a', &list);
	if (!error)
		check_list(list);
	else if (!error->text || !error->column || error->column > strlen(error->text) + 1)
		abort();
	return 0;
}
