/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal of a definition: whatever it has in it, each of its probes has a name by which it can
 * be removed, and one without an end, or of another boot, is not valid.
 */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/check.h"
#include "tracefs/journal.h"

#define BOOT "boot"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_probes(const struct dynevents *probes)
{
	vec_for_each(probes, probe)
		check(*probe->group && *probe->event && !strchr(probe->line, '\n'));
}

static bool ends_with(const uint8_t *data, size_t size, const char *end)
{
	return size >= strlen(end) && memcmp(data + size - strlen(end), end, strlen(end)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char head[] = "sonde journal 1\nboot " BOOT "\n";
	_cleanup_journal_record_ struct journal_record record = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	error = journal_parse((const char *)data, size, "journal", BOOT, &record);
	if (error) {
		check(error->kind == SONDE_ERROR_FORMAT || error->kind == SONDE_ERROR_NO_MEMORY);
		return 0;
	}
	check_probes(&record.before);
	check_probes(&record.lines);
	if (record.is_valid)
		check(size > strlen(head) && memcmp(data, head, strlen(head)) == 0 &&
		      ends_with(data, size, "\nend\n"));
	return 0;
}
