/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of a hist trigger.
 *
 * Appended to `events/sonde_41/vfs_read__return/trigger` of an instance, this makes the kernel
 * measure how long calls of vfs_read() take:
 *
 *     hist:keys=common_pid:lat=common_timestamp.usecs-$ts0,c1=$c0:
 *          onmatch(sonde_41.vfs_read).trace(sonde_41_lat,$lat,$c1) if common_pid != 0
 *
 * (in one line). Read it as a function that runs at each hit: find or make the row of the key,
 * here of the thread; set the variables of that row; then do the action. `$ts0` and `$c0` are
 * variables of another trigger, the one at the function's entry, in its row of the same key:
 *
 *     hist:keys=common_pid:ts0=common_timestamp.usecs,c0=comm if common_pid != 0
 *
 * The action makes an event out of variables, which has a trigger too, and that one is the table:
 *
 *     hist:keys=comm:vals=lat:m=lat:sort=lat.descending:onmax($m).save(common_pid)
 *
 *     { comm: cat   } hitcount:          6  lat:        984
 *             max:        418  common_pid:        566
 *
 * What the text has to keep to, most of which the kernel does not say:
 *
 * - A row whose `$ts0` is not set does nothing, and is not counted. In a subtraction a variable is
 *   taken out of its row, once: so each consumer of a time gets a variable of its own. A variable
 * that is only passed on (`c1=$c0`) stays.
 * - A trigger cannot use its own variables in the expressions of others. What is to be passed on is
 * a variable too, never the bare name of a field: `save()` and `trace()` refuse names of one
 * letter.
 * - Times are of two kinds, `common_timestamp` and `common_timestamp.usecs`, and they do not mix.
 *   There are no parentheses, so no way to divide a difference; and a quotient is rounded up if it
 * is small. So there are no milliseconds.
 * - A name that stands alone is a field of the event; there is no quoting. `comm` is none: it has
 * to be fetched. `if` ends all of this, and begins the filter (hist/filter_print.c).
 * - What is left out of it is what the kernel would make up: `vals=hitcount`, `size=2048`. What
 * reads back has all of that, and is not always what the kernel takes again. So a trigger is
 * removed by the very text that made it, behind a `!`.
 * - A 17th variable is dropped in silence, and what is too large is refused in silence: see
 *   hist/limits.h.
 */
#include "hist/trigger.h"

#include <inttypes.h>

#include "hist/limits.h"

void hist_trigger_deinit(struct hist_trigger *trigger)
{
	hist_texts_deinit(&trigger->keys);
	hist_texts_deinit(&trigger->values);
	hist_texts_deinit(&trigger->variables);
	hist_texts_deinit(&trigger->sort);
	str_deinit(&trigger->action);
	str_deinit(&trigger->filter);
}

struct sonde_error *hist_size_check(uint64_t size)
{
	if (size && (size < HIST_SIZE_MIN || size > HIST_SIZE_MAX))
		return sonde_error_new(SONDE_ERROR_SYNTAX,
				       "--size: %" PRIu64 ": a table has room for %d to %d rows.",
				       size, HIST_SIZE_MIN, HIST_SIZE_MAX);
	return NULL;
}

static struct sonde_error *check_count(const struct hist_texts *texts, size_t most,
				       const char *what)
{
	if (texts->size > most)
		return sonde_error_new(
			SONDE_ERROR_UNAVAILABLE,
			"The kernel's triggers have at most %zu %s; this one would have "
			"%zu.",
			most, what, texts->size);
	return NULL;
}

static struct sonde_error *check(const struct hist_trigger *trigger)
{
	TRY(hist_size_check(trigger->size));
	TRY(check_count(&trigger->keys, HIST_KEYS_MAX, "keys"));
	TRY(check_count(&trigger->values, HIST_VALUES_MAX, "sums"));
	TRY(check_count(&trigger->variables, HIST_VARIABLES_MAX, "variables"));
	if (trigger->key_bytes > HIST_KEY_BYTES_MAX)
		return sonde_error_hint(
			sonde_error_new(
				SONDE_ERROR_UNAVAILABLE,
				"The keys take %u bytes together; the kernel has room for %d.",
				trigger->key_bytes, HIST_KEY_BYTES_MAX),
			"A text takes %d bytes, a stack %d, a number 8.", HIST_TEXT_BYTES,
			HIST_STACK_BYTES);
	return NULL;
}

/* `:NAME=a,b`, or nothing for an empty list. */
static void print_list(const struct hist_texts *texts, const char *name, struct str *out)
{
	for (size_t i = 0; i < texts->size; i++)
		str_appendf(out, "%s%s", i ? "," : name, texts->data[i]);
}

struct sonde_error *hist_trigger_print(const struct hist_trigger *trigger, char **ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	TRY(check(trigger));
	TRY(str_check(&trigger->action));
	TRY(str_check(&trigger->filter));
	print_list(&trigger->keys, "hist:keys=", &text);
	print_list(&trigger->values, ":vals=", &text);
	print_list(&trigger->variables, ":", &text);
	print_list(&trigger->sort, ":sort=", &text);
	if (trigger->size)
		str_appendf(&text, ":size=%" PRIu64, trigger->size);
	if (trigger->action.size)
		str_appendf(&text, ":%s", str_text(&trigger->action));
	if (trigger->filter.size)
		str_appendf(&text, " if %s", str_text(&trigger->filter));
	TRY(str_check(&text));
	/* What removes it is longer by one byte. */
	if (text.size + 1 > HIST_LINE_MAX)
		return sonde_error_hint(
			sonde_error_new(
				SONDE_ERROR_UNAVAILABLE,
				"The text of a trigger would have %zu bytes; the kernel takes %d.",
				text.size + 1, HIST_LINE_MAX),
			"Shorten the filter, or name fewer fields.");
	return str_take(&text, ret);
}
