/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/session_log.h"

#include <ctype.h>
#include <string.h>

#include "base/scan.h"
#include "tracefs/dynevent.h"

#define FIRST_LINE "sonde session 1"
/* The words before a synthetic event, a trigger, and an event that is switched on. */
#define SYNTHETIC_WORD "synthetic"
#define TRIGGER_WORD   "trigger"
#define ENABLE_WORD    "enable"

void session_entry_deinit(struct session_entry *entry)
{
	free(entry->system);
	free(entry->event);
	free(entry->text);
	*entry = (struct session_entry){0};
}

void session_texts_deinit(struct session_texts *texts)
{
	vec_for_each(texts, text)
		free(*text);
	vec_deinit(texts);
}

void session_record_deinit(struct session_record *record)
{
	free(record->name);
	free(record->command);
	vec_for_each(&record->entries, entry)
		session_entry_deinit(entry);
	vec_deinit(&record->entries);
	session_texts_deinit(&record->notes);
	*record = (struct session_record){0};
}

struct sonde_error *session_check_name(const char *name)
{
	size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_-.");

	if (name[size] || !isalnum((unsigned char)*name))
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: '%s' cannot be the name of a session: it has "
				       "letters, digits, '_', '-' and '.', a letter or digit "
				       "first.",
				       name);
	if (size > SESSION_NAME_LIMIT)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: '%s' cannot be the name of a session: it has %zu "
				       "bytes, and %zu is the most.",
				       name, size, SESSION_NAME_LIMIT);
	return NULL;
}

void session_group_of(const char *name, struct str *out)
{
	str_append(out, "sonde_");
	for (; *name; name++)
		str_append_char(out, *name == '-' || *name == '.' ? '_' : *name);
}

/* What can be the name of an event or its group, and of a directory below another one. */
static bool is_name(const char *name, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!isalnum((unsigned char)name[i]) && !strchr("_-.", name[i]))
			return false;
	}
	return size && *name != '.';
}

/* Names that the kernel takes for its own events. */
static bool is_identifier(const char *name)
{
	size_t size = 0;

	while (isalnum((unsigned char)name[size]) || name[size] == '_')
		size++;
	return size && !name[size];
}

static struct sonde_error *make_probe(const char *group, const struct session_write *write,
				      struct session_entry *ret)
{
	_cleanup_dynevent_ struct dynevent probe = {0};
	const enum dynevent_kind kind = write->kind == SESSION_UPROBE ? DYNEVENT_UPROBE
								      : DYNEVENT_KPROBE;

	TRY(dynevent_parse(kind, write->text, &probe));
	if (strcmp(probe.group, group) != 0 || !is_identifier(probe.event))
		return sonde_error_syntax(write->text, 1, "The probe is not one of the group %s.",
					  group);
	ret->system = take_ptr(probe.group);
	ret->event = take_ptr(probe.event);
	return NULL;
}

static struct sonde_error *make_synthetic(const char *group, const struct session_write *write,
					  struct session_entry *ret)
{
	const char *name = strncmp(write->text, "s:", 2) == 0 ? write->text + 2 : "";
	const size_t prefix = strlen(group);

	TRY(sonde_strndup(name, strcspn(name, " \t;"), &ret->event));
	TRY(sonde_strdup("synthetic", &ret->system));
	if (strncmp(ret->event, group, prefix) != 0 || ret->event[prefix] != '_' ||
	    !is_identifier(ret->event))
		return sonde_error_syntax(write->text, 1,
					  "The synthetic event's name does not begin with %s_.",
					  group);
	return NULL;
}

/* An event of whomever, of which the session's instance has its own view. */
static struct sonde_error *make_event(const struct session_write *write, struct session_entry *ret)
{
	if (!is_name(write->system, strlen(write->system)) ||
	    !is_name(write->event, strlen(write->event)))
		return sonde_error_syntax(write->system, 1, "'%s:%s' cannot be an event.",
					  write->system, write->event);
	TRY(sonde_strdup(write->system, &ret->system));
	return sonde_strdup(write->event, &ret->event);
}

static struct sonde_error *make_trigger(const struct session_write *write, const char *text,
					struct session_entry *ret)
{
	if (*text != '!')
		return sonde_error_syntax(text, 1, "What takes a trigger away begins with !.");
	return make_event(write, ret);
}

struct sonde_error *session_entry_make(const char *name, const struct session_write *write,
				       const char *text, struct session_entry *ret)
{
	_cleanup_session_entry_ struct session_entry entry = {.kind = write->kind};
	_cleanup_str_ struct str group = STR_INIT;

	session_group_of(name, &group);
	TRY(str_check(&group));
	if (text[strcspn(text, "\n")])
		return sonde_error_syntax(text, strcspn(text, "\n") + 1,
					  "The kernel takes one line at a time.");
	switch (write->kind) {
	case SESSION_KPROBE:
	case SESSION_UPROBE:
		TRY(make_probe(str_text(&group), write, &entry));
		break;
	case SESSION_SYNTHETIC:
		TRY(make_synthetic(str_text(&group), write, &entry));
		break;
	case SESSION_TRIGGER:
		TRY(make_trigger(write, text, &entry));
		break;
	case SESSION_ENABLE:
		TRY(make_event(write, &entry));
		break;
	case SESSION_FILTER:
		return sonde_error_syntax(text, 1, "A filter goes with the instance.");
	}
	TRY(sonde_strdup(text, &entry.text));
	*ret = entry;
	entry = (struct session_entry){0};
	return NULL;
}

/* A text on one line. */
static void append_escaped(const char *text, struct str *out)
{
	for (; *text; text++) {
		if (*text == '\n')
			str_append(out, "\\n");
		else if (*text == '\\')
			str_append(out, "\\\\");
		else
			str_append_char(out, *text);
	}
	str_append_char(out, '\n');
}

static struct sonde_error *unescape(const struct scan *scan, char **ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	for (const char *at = scan->at; *at; at++) {
		if (*at != '\\') {
			str_append_char(&text, *at);
			continue;
		}
		at++;
		if (*at != 'n' && *at != '\\')
			return scan_error(scan, "There is nothing of this kind behind a \\.");
		str_append_char(&text, *at == 'n' ? '\n' : '\\');
	}
	return str_take(&text, ret);
}

struct sonde_error *session_log_head(const struct session_record *record, const char *boot_id,
				     struct str *out)
{
	str_appendf(out, FIRST_LINE "\nboot %s\nname %s\npid %ld %llu\nsince %lld\ncommand ",
		    boot_id, record->name, (long)record->pid,
		    (unsigned long long)record->process_start, (long long)record->since);
	append_escaped(record->command, out);
	return str_check(out);
}

void session_log_entry(const struct session_entry *entry, struct str *out)
{
	switch (entry->kind) {
	case SESSION_KPROBE:
	case SESSION_UPROBE:
		str_appendf(out, "%s %s\n",
			    dynevent_file(entry->kind == SESSION_UPROBE ? DYNEVENT_UPROBE
									: DYNEVENT_KPROBE),
			    entry->text);
		break;
	case SESSION_SYNTHETIC:
		str_appendf(out, SYNTHETIC_WORD " %s\n", entry->text);
		break;
	case SESSION_TRIGGER:
		str_appendf(out, TRIGGER_WORD " %s %s %s\n", entry->system, entry->event,
			    entry->text);
		break;
	case SESSION_ENABLE:
		str_appendf(out, ENABLE_WORD " %s %s\n", entry->system, entry->event);
		break;
	case SESSION_FILTER:
		break;
	}
}

void session_log_note(const char *text, struct str *out)
{
	str_append(out, "note ");
	append_escaped(text, out);
}

/* The next word of a line, and the blank behind it. */
static struct sonde_error *parse_word(struct scan *scan, char **ret)
{
	const char *word = scan->at;
	size_t size = strcspn(word, " ");

	if (!size || word[size] != ' ')
		return scan_error(scan, "A word and a blank are missing.");
	scan->at += size + 1;
	return sonde_strndup(word, size, ret);
}

static struct sonde_error *take_write(struct session_record *record,
				      const struct session_write *write)
{
	_cleanup_session_entry_ struct session_entry entry = {0};

	TRY(session_entry_make(record->name, write, write->text, &entry));
	TRY(vec_push(&record->entries, entry));
	entry = (struct session_entry){0};
	return NULL;
}

static struct sonde_error *parse_trigger(struct scan *scan, struct session_record *record)
{
	_cleanup_free_ char *system = NULL;
	_cleanup_free_ char *event = NULL;

	TRY(parse_word(scan, &system));
	TRY(parse_word(scan, &event));
	return take_write(record, &(struct session_write){.kind = SESSION_TRIGGER,
							  .system = system,
							  .event = event,
							  .text = scan->at});
}

static struct sonde_error *parse_enable(struct scan *scan, struct session_record *record)
{
	_cleanup_free_ char *system = NULL;

	TRY(parse_word(scan, &system));
	return take_write(record, &(struct session_write){.kind = SESSION_ENABLE,
							  .system = system,
							  .event = scan->at,
							  .text = ""});
}

static struct sonde_error *parse_note(struct scan *scan, struct session_record *record)
{
	_cleanup_free_ char *text = NULL;

	TRY(unescape(scan, &text));
	TRY(vec_push(&record->notes, text));
	text = NULL;
	return NULL;
}

/* A line that has no more than a word. */
static struct sonde_error *parse_mark(struct scan *scan, struct session_record *record)
{
	if (scan_literal(scan, "instance") && scan_done(scan))
		record->has_instance = true;
	else if (scan_literal(scan, "kept") && scan_done(scan))
		record->is_kept = true;
	else if (scan_literal(scan, "ending") && scan_done(scan))
		record->is_kept = false;
	else
		return scan_error(scan, "A log has no such line.");
	return NULL;
}

/* A line behind the first six. */
static struct sonde_error *parse_line(struct scan *scan, struct session_record *record)
{
	static const struct {
		const char *word;
		enum session_write_kind kind;
	} events[] = {
		{"kprobe_events ", SESSION_KPROBE},
		{"uprobe_events ", SESSION_UPROBE},
		{SYNTHETIC_WORD " ", SESSION_SYNTHETIC},
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (scan_literal(scan, events[i].word))
			return take_write(record, &(struct session_write){.kind = events[i].kind,
									  .text = scan->at});
	}
	if (scan_literal(scan, TRIGGER_WORD " "))
		return parse_trigger(scan, record);
	if (scan_literal(scan, ENABLE_WORD " "))
		return parse_enable(scan, record);
	if (scan_literal(scan, "note "))
		return parse_note(scan, record);
	return parse_mark(scan, record);
}

static struct sonde_error *parse_pid(struct scan *scan, struct session_record *record)
{
	uint64_t pid;

	if (!scan_u64(scan, &pid) || !pid || pid > INT32_MAX || !scan_char(scan, ' ') ||
	    !scan_u64(scan, &record->process_start) || !scan_done(scan))
		return scan_error(scan, "It is no process.");
	record->pid = (pid_t)pid;
	return NULL;
}

/* What comes in a log before all else, line by line. */
struct head {
	const char *name;
	const char *boot_id;
};

#define HEAD_LINES 6

static struct sonde_error *parse_head_line(struct scan *scan, const struct head *head,
					   size_t number, struct session_record *record)
{
	static const char *const words[HEAD_LINES] = {FIRST_LINE, "boot ",  "name ",
						      "pid ",	  "since ", "command "};

	if (!scan_literal(scan, words[number]))
		return scan_error(scan, "A log has another line here.");
	switch (number) {
	case 1:
		record->is_valid = strcmp(scan->at, head->boot_id) == 0;
		return NULL;
	case 2:
		return strcmp(scan->at, head->name) == 0
			       ? sonde_strdup(scan->at, &record->name)
			       : scan_error(scan, "The file is called otherwise.");
	case 3:
		return parse_pid(scan, record);
	case 4:
		return scan_s64(scan, &record->since) && scan_done(scan)
			       ? NULL
			       : scan_error(scan, "It is no time.");
	case 5:
		return unescape(scan, &record->command);
	default:
		return scan_done(scan) ? NULL : scan_error(scan, "It is of another version.");
	}
}

static struct sonde_error *bad_line(const char *line, size_t number)
{
	return sonde_error_syntax(
		line, 1, "Line %zu is none of a session of this version of sonde.", number);
}

/* The next whole line; NULL at the end. */
static struct sonde_error *next_line(const char *text, size_t size, size_t *at, char **ret)
{
	const char *start = text + *at;
	const char *end = memchr(start, '\n', size - *at);

	if (!end)
		return NULL;
	TRY(sonde_strndup(start, (size_t)(end - start), ret));
	*at += (size_t)(end - start) + 1;
	return NULL;
}

/* All lines; *ret is incomplete where the text is. */
static struct sonde_error *parse_lines(const char *text, size_t size, const struct head *head,
				       struct session_record *ret)
{
	size_t number = 0;

	for (;; number++) {
		_cleanup_error_ struct sonde_error *error = NULL;
		_cleanup_free_ char *line = NULL;
		struct scan scan;

		TRY(next_line(text, size, &ret->size, &line));
		if (!line)
			break;
		scan = scan_text(line);
		error = number < HEAD_LINES ? parse_head_line(&scan, head, number, ret)
					    : parse_line(&scan, ret);
		if (error)
			return error->kind == SONDE_ERROR_NO_MEMORY ? take_ptr(error)
								    : bad_line(line, number + 1);
		/* Of another boot nothing is left. */
		if (number && !ret->is_valid)
			return NULL;
	}
	ret->is_valid = number >= HEAD_LINES;
	return NULL;
}

struct sonde_error *session_log_parse(const char *text, size_t size, const char *name,
				      const char *boot_id, struct session_record *ret)
{
	_cleanup_session_record_ struct session_record record = {0};
	const struct head head = {.name = name, .boot_id = boot_id};

	TRY(session_check_name(name));
	if (memchr(text, '\0', size))
		return bad_line("", 1);
	TRY(parse_lines(text, size, &head, &record));
	if (!record.is_valid)
		return NULL;
	*ret = record;
	record = (struct session_record){0};
	return NULL;
}
