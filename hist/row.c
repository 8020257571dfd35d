/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows look like this:
 *
 *     { comm: cat                                               , count:      65536 } hitcount: 2
 * count:     131072 max:      65536  ret: 18446744073709551614  comm: cat { common_stacktrace:
 *              vfs_open+0x9/0xf0
 *              do_sys_openat2+0xab/0xe0
 *     , comm: sh                                                } hitcount:          1
 *
 * A text in it is as it was: it may have braces, commas, the names of keys, line ends and whole
 * rows. But the kernel fills it up with blanks, keys to 50 bytes and saved fields to 32. So a text
 * of less ends where that is full, whatever is in it. A longer one ends where the rest of the row
 * is as it must be, up to the line's end and the beginning of what comes behind; it neither
 * ends with a blank nor goes over lines, unless there is no other way to read the row.
 *
 * Of numbers and texts the trigger says the same. A number has at least ten bytes, blanks in
 * front, and nothing behind; a text of ten bytes has forty blanks behind it.
 */
#include "hist/row.h"

#include <string.h>

#include "hist/reading.h"

/* Bytes that a text is filled up to: of a key, of a saved field, of a command, of a system call. */
#define KEY_WIDTH     50
#define SAVED_WIDTH   32
#define COMMAND_WIDTH 16
#define SYSCALL_WIDTH 30
/* Bytes that a bar has, "#" and blanks. */
#define BAR_WIDTH 20
/* Bytes of the longest text: a key has 384 at most (HIST_KEY_SIZE_MAX), a saved field 256. */
#define TEXT_SIZE 512
/* Keys that are tried to read one row; a row that is not made for it takes one for each key. */
#define MOST_TRIES 4096
/* Bytes of the longest symbol with offset, size and module (KSYM_SYMBOL_LEN). */
#define SYMBOL_SIZE 1024

static bool has_modifier(const struct hist_raw_field *field, const char *modifier)
{
	return strcmp(field->modifier, modifier) == 0;
}

static const char *read_value(struct hist_reading *reading, const struct hist_raw_field *field,
			      const char *at, struct hist_raw_value *ret)
{
	uint64_t whole, part = 0;

	if (has_modifier(field, "graph")) {
		for (size_t i = 0; i < BAR_WIDTH; i++, at++) {
			if (*at != '#' && *at != ' ')
				return reading_fail(reading, at);
		}
		ret->kind = HIST_RAW_BAR;
		return at;
	}
	if (has_modifier(field, "percent")) {
		const char *wrong = reading_step(reading, at, "[ERROR]");

		if (wrong)
			return wrong;
		at = reading_number(reading, at, 10, &whole);
		if (at)
			at = reading_step(reading, at, ".");
		if (at)
			at = reading_number(reading, at, 10, &part);
		ret->kind = HIST_RAW_PERCENT;
		ret->number = at && whole <= 100 && part < 100 ? whole * 100 + part : 0;
		return at;
	}
	ret->kind = HIST_RAW_INTEGER;
	return reading_number(reading, at, has_modifier(field, "hex") ? 16 : 10, &ret->number);
}

/* The values behind the keys. The kernel does not print those that are expressions. */
static const char *read_values(struct hist_reading *reading, const char *at,
			       struct hist_raw_value *values)
{
	for (size_t i = 0; i < reading->hist->values.size; i++) {
		const struct hist_raw_field *field = &reading->hist->values.data[i];
		const char *from = reading_step(reading, reading_blanks(at), field->name);

		if (from && has_modifier(field, "percent"))
			from = reading_step(reading, from, " (%)");
		if (from)
			from = reading_step(reading, from, ": ");
		if (values)
			values[i] = (struct hist_raw_value){0};
		if (from) {
			struct hist_raw_value value = {0};

			at = read_value(reading, field, from, &value);
			if (!at)
				return NULL;
			if (values)
				values[i] = value;
		} else if (!strpbrk(field->name, "+-*/")) {
			return NULL;
		}
	}
	return at;
}

/* Whether a row can end before @p at: what comes is a row, an action's line, or an empty line. */
static bool is_border(const char *at)
{
	return *at == '\n' || (at[0] == '{' && at[1] == ' ') || (at[0] == '\t' && at[1] != '\t');
}

/* What is behind the last key, to the end of the line. */
static const char *read_tail(struct hist_reading *reading, const char *at)
{
	const char *tail;

	at = reading_step(reading, *at == ' ' ? at + 1 : at, "}");
	tail = at;
	if (at)
		at = read_values(reading, at, NULL);
	if (at)
		at = reading_step(reading, at, "\n");
	if (!at)
		return NULL;
	if (!is_border(at))
		return reading_fail(reading, at);
	reading->tail = tail;
	return at;
}

static const char *read_key(struct hist_reading *reading, size_t index, const char *at);

/* What is behind the key @p index: the next one, or the tail. */
static const char *read_rest(struct hist_reading *reading, size_t index, const char *at)
{
	if (index + 1 == reading->hist->keys.size)
		return read_tail(reading, at);
	at = reading_step(reading, at, ", ");
	return at ? read_key(reading, index + 1, at) : NULL;
}

/* Whether a key can end here: with `, `, the last one with ` }`, or with `}` if it is a stack's. */
static bool is_end(const char *at, bool is_last)
{
	if (!is_last)
		return at[0] == ',' && at[1] == ' ';
	return at[0] == '}' || (at[0] == ' ' && at[1] == '}');
}

static const char *read_string(struct hist_reading *reading, size_t index, const char *at)
{
	const bool is_last = index + 1 == reading->hist->keys.size;
	const size_t most = reading_reach(reading, at, TEXT_SIZE);

	for (size_t size = reading->trust == HIST_TRUST_ANYWHERE ? 0 : KEY_WIDTH; size < most;
	     size++) {
		const char *to = at + size;
		const char *end;

		if (size > KEY_WIDTH && reading->trust == HIST_TRUST_IN_LINE && to[-1] == '\n')
			break;
		if (!is_end(to, is_last))
			continue;
		if (size > KEY_WIDTH && reading->trust != HIST_TRUST_ANYWHERE && to[-1] == ' ')
			continue;
		end = read_rest(reading, index, to);
		if (!end)
			continue;
		reading->cells[index] = (struct hist_raw_cell){.kind = HIST_RAW_STRING,
							       .text = reading_trimmed(at, to)};
		if (size > KEY_WIDTH)
			reading->cells[index].text.size = size;
		return end;
	}
	return reading_fail(reading, at);
}

/* A number, or else a text: the trigger does not say it. */
static const char *read_plain(struct hist_reading *reading, size_t index, const char *at)
{
	struct hist_raw_cell cell = {.kind = HIST_RAW_NUMBER};
	const char *to = reading_number(reading, at, 10, &cell.number);
	const char *end = to && to - at >= 10 ? read_rest(reading, index, to) : NULL;

	if (!end)
		return read_string(reading, index, at);
	reading->cells[index] = cell;
	return end;
}

/* `~ 2^10 ` or `~ 100-199`. */
static const char *read_bucket(struct hist_reading *reading, size_t index, const char *at)
{
	struct hist_raw_cell *cell = &reading->cells[index];
	const bool is_log2 = has_modifier(&reading->hist->keys.data[index], "log2");

	cell->kind = is_log2 ? HIST_RAW_LOG2 : HIST_RAW_RANGE;
	at = reading_step(reading, at, is_log2 ? "~ 2^" : "~ ");
	if (at)
		at = reading_number(reading, at, 10, &cell->number);
	if (at && !is_log2)
		at = reading_step(reading, at, "-");
	if (at && !is_log2)
		at = reading_number(reading, at, 10, &cell->high);
	/* An exponent is filled up to two bytes. */
	if (at && is_log2 && cell->number < 10)
		at = reading_step(reading, at, " ");
	return at ? read_rest(reading, index, at) : NULL;
}

static const char *read_hex(struct hist_reading *reading, size_t index, const char *at)
{
	struct hist_raw_cell *cell = &reading->cells[index];

	cell->kind = HIST_RAW_NUMBER;
	at = reading_number(reading, at, 16, &cell->number);
	return at ? read_rest(reading, index, at) : NULL;
}

/* `[ffffffff81441bf4] vfs_open+0x4/0xf0 [module]    `. */
static const char *read_symbol(struct hist_reading *reading, size_t index, const char *at)
{
	struct hist_raw_cell *cell = &reading->cells[index];
	const char *to, *limit;

	cell->kind = HIST_RAW_SYMBOL;
	at = reading_step(reading, at, "[");
	if (at)
		at = reading_number(reading, at, 16, &cell->number);
	if (at)
		at = reading_step(reading, at, "] ");
	if (!at)
		return NULL;
	limit = at + reading_reach(reading, at, SYMBOL_SIZE);
	for (to = at; to < limit && *to != '}' && *to != '\n'; to++) {
		if (to[0] == ',' && to[1] == ' ')
			break;
	}
	if (to == limit)
		return reading_fail(reading, to);
	cell->text = reading_trimmed(at, to);
	/* The blank before the brace is not the symbol's. */
	return read_rest(reading, index, *to == '}' && to[-1] == ' ' ? to - 1 : to);
}

/* `cat             [       933]` or `sys_openat                    [257]`. */
static const char *read_named(struct hist_reading *reading, size_t index, const char *at)
{
	struct hist_raw_cell *cell = &reading->cells[index];
	const bool is_call = has_modifier(&reading->hist->keys.data[index], "syscall");
	const size_t most = reading_reach(reading, at, SYMBOL_SIZE);
	size_t size = is_call ? SYSCALL_WIDTH : COMMAND_WIDTH;
	const char *to;

	while (size < most && at[size] != '[' && at[size] != '\n')
		size++;
	if (size >= most)
		return reading_fail(reading, at);
	cell->kind = HIST_RAW_NAMED;
	cell->text = reading_trimmed(at, at + size);
	to = reading_step(reading, at + size, "[");
	if (to)
		to = reading_number(reading, to, 10, &cell->number);
	if (to)
		to = reading_step(reading, to, "]");
	return to ? read_rest(reading, index, to) : NULL;
}

/* The lines of a stack, each with nine blanks in front. */
static const char *read_stack(struct hist_reading *reading, size_t index, const char *at)
{
	struct hist_raw_cell *cell = &reading->cells[index];
	const char *from = at;

	while (*at == ' ') {
		const char *line = memchr(at, '\n', (size_t)(reading->end - at));

		if (!line)
			return reading_fail(reading, at);
		at = line + 1;
	}
	cell->kind = HIST_RAW_STACK;
	cell->text = (struct hist_piece){from, (size_t)(at - from)};
	return read_rest(reading, index, at);
}

/* `common_stacktrace:` and a line end; of a field that has a stack, `FIELD.stacktrace`. */
static const char *read_stack_label(struct hist_reading *reading, const struct hist_raw_field *key,
				    const char *at)
{
	at = reading_step(reading, at, key->name);
	if (at && has_modifier(key, "stacktrace")) {
		at = reading_step(reading, at, ".stacktrace");
		return at && *at == ':' ? reading_step(reading, at, ":\n") : at;
	}
	return at ? reading_step(reading, at, ":\n") : NULL;
}

static bool is_stack(const struct hist_raw_field *key)
{
	return has_modifier(key, "stacktrace") || strcmp(key->name, "stacktrace") == 0 ||
	       strcmp(key->name, "common_stacktrace") == 0;
}

static const char *read_label(struct hist_reading *reading, const struct hist_raw_field *key,
			      const char *at)
{
	const char *behind = reading_step(reading, at, key->name);

	/* Asked for as `cpu`, it is `common_cpu` in the trigger and `cpu` in the rows. */
	if (!behind && strcmp(key->name, "common_cpu") == 0)
		behind = reading_step(reading, at, "cpu");
	return behind ? reading_step(reading, behind, ": ") : NULL;
}

static const char *read_key(struct hist_reading *reading, size_t index, const char *at)
{
	const struct hist_raw_field *key = &reading->hist->keys.data[index];

	if (reading->tries == 0)
		return NULL;
	reading->tries--;
	if (is_stack(key)) {
		at = read_stack_label(reading, key, at);
		return at ? read_stack(reading, index, at) : NULL;
	}
	at = read_label(reading, key, at);
	if (!at)
		return NULL;
	if (has_modifier(key, "log2") || strncmp(key->modifier, "buckets=", 8) == 0)
		return read_bucket(reading, index, at);
	if (has_modifier(key, "hex"))
		return read_hex(reading, index, at);
	if (has_modifier(key, "sym") || has_modifier(key, "sym-offset"))
		return read_symbol(reading, index, at);
	if (has_modifier(key, "syscall") || has_modifier(key, "execname"))
		return read_named(reading, index, at);
	return read_plain(reading, index, at);
}

/* Whether the saved field @p index can begin at @p at, or for the one behind the last, the next
 * line. */
static bool is_saved_here(const struct hist_raw_fields *saves, size_t index, const char *at)
{
	size_t size;

	if (index == saves->size)
		return at[0] == '\n' && is_border(at + 1);
	size = strlen(saves->data[index].name);
	return at[0] == ' ' && at[1] == ' ' &&
	       strncmp(at + 2, saves->data[index].name, size) == 0 && at[2 + size] == ':' &&
	       at[3 + size] == ' ';
}

/* The value of the saved field @p index. */
static const char *read_saved(struct hist_reading *reading, size_t index, const char *at,
			      struct hist_raw_saved *ret)
{
	const struct hist_raw_fields *saves = &reading->hist->saves;
	const char *to = reading_number(reading, at, 10, &ret->number);
	const size_t most = reading_reach(reading, at, TEXT_SIZE);
	size_t size = SAVED_WIDTH;

	if (to && to - at >= 10 && is_saved_here(saves, index + 1, to))
		return to;
	while (size < most && !is_saved_here(saves, index + 1, at + size))
		size++;
	if (size >= most)
		return reading_fail(reading, at);
	ret->is_text = true;
	ret->text = size > SAVED_WIDTH ? (struct hist_piece){at, size}
				       : reading_trimmed(at, at + size);
	return at + size;
}

/* `	max:         10  FIELD: ...`: what an action has kept. */
static struct sonde_error *read_action(struct hist_reading *reading, struct hist_raw *hist,
				       const char **at)
{
	const char *name = *at + 1;
	const char *to = reading_step(reading, name, *name == 'm' ? "max" : "changed");
	struct hist_raw_saved saved = {.name = {name, to ? (size_t)(to - name) : 0}};

	if (to)
		to = reading_step(reading, to, ": ");
	*at = to ? reading_number(reading, to, 10, &saved.number) : NULL;
	if (!*at)
		return NULL;
	TRY(vec_push(&hist->saved, saved));
	for (size_t i = 0; **at != '\n' && i < hist->saves.size; i++) {
		const char *field = hist->saves.data[i].name;

		if (!is_saved_here(&hist->saves, i, *at)) {
			*at = reading_fail(reading, *at);
			return NULL;
		}
		saved = (struct hist_raw_saved){.name = {field, strlen(field)}};
		*at = read_saved(reading, i, *at + strlen(field) + 4, &saved);
		if (!*at)
			return NULL;
		TRY(vec_push(&hist->saved, saved));
	}
	*at = reading_step(reading, *at, "\n");
	return NULL;
}

/* Append the row that was read to the hist. */
static struct sonde_error *keep(struct hist_reading *reading, struct hist_raw *hist)
{
	struct hist_raw_value values[HIST_RAW_VALUES];

	read_values(reading, reading->tail, values);
	TRY(vec_push(&hist->rows, (struct hist_raw_row){.saved = hist->saved.size}));
	for (size_t i = 0; i < hist->keys.size; i++)
		TRY(vec_push(&hist->cells, reading->cells[i]));
	for (size_t i = 0; i < hist->values.size; i++)
		TRY(vec_push(&hist->figures, values[i]));
	return NULL;
}

struct sonde_error *hist_row_read(struct hist_raw *hist, const char **at, const char *end,
				  const char **ret_bad)
{
	struct hist_reading reading = {.hist = hist, .end = end, .bad = *at, .tries = MOST_TRIES};
	const char *from = reading_step(&reading, *at, "{ ");
	const char *to = from ? read_key(&reading, 0, from) : NULL;

	while (from && !to && reading.trust < HIST_TRUST_ANYWHERE) {
		reading.trust++;
		to = read_key(&reading, 0, from);
	}
	if (to)
		TRY(keep(&reading, hist));
	while (to && *to == '\t') {
		TRY(read_action(&reading, hist, &to));
		vec_last(&hist->rows)->saved_count = hist->saved.size -
						     vec_last(&hist->rows)->saved;
	}
	if (to)
		*at = to;
	else
		*ret_bad = reading.bad;
	return NULL;
}
