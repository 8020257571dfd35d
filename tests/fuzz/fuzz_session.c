/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log of a session: whatever it has in it, nothing but what is the session's can be undone by
 * it. What is understood is printed, and understood again.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tracefs/session_log.h"

#define NAME "a-b"
#define BOOT "boot"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A name that stays below the directory that it is put behind. */
static void check_name(const char *name)
{
	if (!*name || *name == '.' || strpbrk(name, "/ \t\n"))
		abort();
}

static void check_entry(const struct session_entry *entry)
{
	static const char prefix[] = "sonde_a_b_";

	check_name(entry->system);
	check_name(entry->event);
	if (strchr(entry->text, '\n'))
		abort();
	switch (entry->kind) {
	case SESSION_KPROBE:
	case SESSION_UPROBE:
		if (strcmp(entry->system, "sonde_a_b") != 0)
			abort();
		break;
	case SESSION_SYNTHETIC:
		if (strcmp(entry->system, "synthetic") != 0 ||
		    strncmp(entry->event, prefix, strlen(prefix)) != 0)
			abort();
		break;
	case SESSION_TRIGGER:
		if (entry->text[0] != '!')
			abort();
		break;
	case SESSION_ENABLE:
		if (*entry->text)
			abort();
		break;
	case SESSION_FILTER:
		abort();
	}
}

static void check_again(const struct session_record *record)
{
	_cleanup_session_record_ struct session_record again = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT;

	if (session_log_head(record, BOOT, &text))
		return;
	vec_for_each(&record->entries, entry)
		session_log_entry(entry, &text);
	vec_for_each(&record->notes, note)
		session_log_note(*note, &text);
	if (str_check(&text))
		return;
	error = session_log_parse(str_text(&text), text.size, NAME, BOOT, &again);
	if (error || !again.is_valid || again.entries.size != record->entries.size ||
	    again.notes.size != record->notes.size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_session_record_ struct session_record record = {0};
	_cleanup_error_ struct sonde_error *error = NULL;

	error = session_log_parse((const char *)data, size, NAME, BOOT, &record);
	if (error || !record.is_valid)
		return 0;
	if (record.size > size)
		abort();
	vec_for_each(&record.entries, entry)
		check_entry(entry);
	check_again(&record);
	return 0;
}
