/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/event.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/fetch_type.h"

/* MAX_EVENT_NAME_LEN of the kernel's trace_probe.h, without the NUL. */
#define NAME_MAX_LENGTH 63
/* KRETPROBE_MAXACTIVE_MAX of the kernel's trace_kprobe.c. */
#define MAXACTIVE_MAX 4096

void probe_event_arg_deinit(struct probe_event_arg *arg)
{
	free(arg->name);
	free(arg->type);
	fetch_deinit(&arg->fetch);
	enumeration_deinit(&arg->values);
	*arg = (struct probe_event_arg){0};
}

void probe_event_deinit(struct probe_event *event)
{
	vec_for_each(&event->args, arg)
		probe_event_arg_deinit(arg);
	vec_deinit(&event->args);
	free(event->group);
	free(event->event);
	free(event->module);
	free(event->symbol);
	free(event->path);
	position_deinit(&event->position);
	*event = (struct probe_event){0};
}

void probe_events_deinit(struct probe_events *events)
{
	vec_for_each(events, event)
		probe_event_deinit(event);
	vec_deinit(events);
}

void probe_event_print_place(const struct probe_event *event, struct str *out)
{
	if (event->is_user) {
		str_appendf(out, "%s:0x%" PRIx64, event->path, event->offset);
		if (event->ref_offset)
			str_appendf(out, "(0x%" PRIx64 ")", event->ref_offset);
		return;
	}
	if (!event->symbol) {
		str_appendf(out, "0x%" PRIx64, event->offset);
		return;
	}
	if (event->module)
		str_appendf(out, "%s:", event->module);
	str_appendf(out, "%s+%" PRIu64, event->symbol, event->offset);
}

void probe_event_arg_print(const struct probe_event_arg *arg, struct str *out)
{
	if (arg->name)
		str_appendf(out, "%s=", arg->name);
	fetch_print(&arg->fetch, out);
	if (arg->type)
		str_appendf(out, ":%s", arg->type);
}

void probe_event_print(const struct probe_event *event, struct str *out)
{
	str_append_char(out, event->is_return ? 'r' : 'p');
	if (event->is_return && event->maxactive)
		str_appendf(out, "%u", event->maxactive);
	if (event->group || event->event)
		str_append_char(out, ':');
	if (event->group)
		str_appendf(out, "%s/", event->group);
	if (event->event)
		str_append(out, event->event);
	str_append_char(out, ' ');
	probe_event_print_place(event, out);
	vec_for_each(&event->args, arg) {
		str_append_char(out, ' ');
		probe_event_arg_print(arg, out);
	}
}

bool probe_event_name_valid(const char *name)
{
	struct scan scan = scan_text(name);
	size_t size = scan_identifier(&scan);

	return size && scan_done(&scan) && size <= NAME_MAX_LENGTH;
}

static bool at_blank(const struct scan *scan)
{
	return scan_done(scan) || *scan->at == ' ' || *scan->at == '\t';
}

/* Bytes that no line can have: the kernel ends it at a newline and drops what follows a '#'. */
static struct sonde_error *check_bytes(const char *line)
{
	for (const char *at = line; *at; at++) {
		size_t column = (size_t)(at - line) + 1;

		if (*at == '#')
			return sonde_error_syntax(line, column,
						  "The kernel takes the rest of a line after a '#' "
						  "for a comment.");
		if (iscntrl((unsigned char)*at) && *at != '\t')
			return sonde_error_syntax(line, column,
						  "There is a control character (0x%02x) here.",
						  (unsigned char)*at);
	}
	return NULL;
}

static struct sonde_error *error_kind(const struct scan *scan)
{
	struct sonde_error *error;

	if (!*scan->at || !strchr("seft-", *scan->at))
		return scan_error(scan, "Expected 'p' or 'r' at the start of a probe event.");
	error = scan_error(scan, "A '%c' line is not a kprobe or uprobe event.", *scan->at);
	if (error != &sonde_error_no_memory)
		error->kind = SONDE_ERROR_UNSUPPORTED;
	return error;
}

/* `p`, `r` or `rMAXACTIVE` */
static struct sonde_error *parse_kind(struct scan *scan, struct probe_event *event)
{
	struct scan start = *scan;
	uint64_t maxactive;

	event->is_return = scan_char(scan, 'r');
	if (!event->is_return && !scan_char(scan, 'p'))
		return error_kind(scan);
	if (event->is_return && isdigit((unsigned char)*scan->at)) {
		start = *scan;
		TRY(scan_number(scan, "the number of instances", &maxactive));
		if (maxactive > MAXACTIVE_MAX)
			return scan_error(&start, "The kernel takes no more than %d instances.",
					  MAXACTIVE_MAX);
		event->maxactive = (unsigned)maxactive;
	}
	if (!at_blank(scan) && *scan->at != ':')
		return scan_error(scan, "Expected ':' or a blank here.");
	return NULL;
}

static struct sonde_error *parse_name(struct scan *scan, char **ret)
{
	_cleanup_free_ char *name = NULL;
	const char *start = scan->at;
	struct scan copy = *scan;

	scan_identifier(&copy);
	TRY(sonde_strndup(start, (size_t)(copy.at - start), &name));
	if (!probe_event_name_valid(name))
		return scan_error(scan, "Expected a name of 1 to %d letters, digits and '_'.",
				  NAME_MAX_LENGTH);
	*scan = copy;
	*ret = take_ptr(name);
	return NULL;
}

/* `:[GROUP/]EVENT`, or `:GROUP/` for a name that the kernel makes up. */
static struct sonde_error *parse_names(struct scan *scan, struct probe_event *event)
{
	if (!scan_char(scan, ':'))
		return NULL;
	TRY(parse_name(scan, &event->event));
	if (scan_char(scan, '/') || scan_char(scan, '.')) {
		event->group = take_ptr(event->event);
		if (!at_blank(scan))
			TRY(parse_name(scan, &event->event));
	}
	if (!at_blank(scan))
		return scan_error(scan, "Expected a blank after the event's name.");
	return NULL;
}

/* `%return`, which newer kernels take instead of `r`. */
static void parse_return(struct scan *scan, struct probe_event *event)
{
	if (scan_literal(scan, "%return"))
		event->is_return = true;
}

static bool is_symbol_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

bool probe_symbol_name_valid(const char *name)
{
	const char *end = name;

	while (is_symbol_byte(*end))
		end++;
	/* Digits at its start make it an address. */
	return end > name && !*end && !isdigit((unsigned char)*name);
}

static struct sonde_error *parse_symbol(struct scan *scan, char **ret)
{
	const char *start = scan->at;

	while (is_symbol_byte(*scan->at))
		scan->at++;
	if (scan->at == start)
		return scan_error(scan, "Expected a symbol here.");
	return sonde_strndup(start, (size_t)(scan->at - start), ret);
}

/* `[MODULE:]SYMBOL[+OFFSET]` or `0xADDR` */
static struct sonde_error *parse_kernel_place(struct scan *scan, struct probe_event *event)
{
	struct scan start;

	if (isdigit((unsigned char)*scan->at)) {
		TRY(scan_number(scan, "an address", &event->offset));
	} else {
		TRY(parse_symbol(scan, &event->symbol));
		if (scan_char(scan, ':')) {
			event->module = take_ptr(event->symbol);
			TRY(parse_symbol(scan, &event->symbol));
		}
		start = *scan;
		if (scan_char(scan, '+'))
			TRY(scan_number(scan, "an offset", &event->offset));
		if (event->offset > UINT32_MAX)
			return scan_error(&start, "The offset is too large for the kernel.");
	}
	parse_return(scan, event);
	return NULL;
}

static struct sonde_error *parse_ref_offset(struct scan *scan, struct probe_event *event)
{
	if (!scan_char(scan, '('))
		return NULL;
	TRY(scan_number(scan, "the semaphore's offset", &event->ref_offset));
	if (!scan_char(scan, ')'))
		return scan_error(scan, "Expected ')' here.");
	return NULL;
}

/* `PATH:0xOFFSET[(0xREF)]`; the path is up to the last `:` of the word. */
static struct sonde_error *parse_user_place(struct scan *scan, size_t size,
					    struct probe_event *event)
{
	const char *colon = memrchr(scan->at, ':', size);
	struct scan start = *scan;

	event->is_user = true;
	if (!colon || colon == scan->at)
		return sonde_error_hint(scan_error(scan, "Expected PATH:0xOFFSET here."),
					"The kernel takes no path with a blank.");
	TRY(sonde_strndup(scan->at, (size_t)(colon - scan->at), &event->path));
	if (!strchr(event->path, '/'))
		return scan_error(&start, "Expected a path before the last ':'.");
	scan->at = colon + 1;
	TRY(scan_number(scan, "an offset in the file", &event->offset));
	/* Which comes first has changed between kernels. */
	parse_return(scan, event);
	TRY(parse_ref_offset(scan, event));
	parse_return(scan, event);
	if (event->maxactive)
		return scan_error(&start,
				  "A return probe of a program has no number of instances.");
	return NULL;
}

static struct sonde_error *parse_place(struct scan *scan, struct probe_event *event)
{
	size_t size;

	if (!scan_space(scan) || scan_done(scan))
		return scan_error(scan, "Expected a blank and the place of the probe.");
	size = strcspn(scan->at, " \t");
	if (memchr(scan->at, '/', size))
		TRY(parse_user_place(scan, size, event));
	else
		TRY(parse_kernel_place(scan, event));
	if (!at_blank(scan))
		return scan_error(scan, "Expected a blank after the place of the probe.");
	return NULL;
}

/* `NAME=`, if there is one: like the kernel, whatever stands before the first '='. */
static struct sonde_error *parse_arg_name(struct scan *scan, struct probe_event_arg *arg)
{
	size_t size = strcspn(scan->at, "= \t");
	struct scan start = *scan;

	if (scan->at[size] != '=')
		return NULL;
	if (!size || scan_identifier(scan) != size)
		return scan_error(&start, "Expected an argument's name before the '='.");
	scan_char(scan, '=');
	return sonde_strndup(start.at, size, &arg->name);
}

/* Since 6.3 the kernel takes names of parameters, which it looks up in its BTF. */
static struct sonde_error *check_btf(const struct scan *scan)
{
	struct sonde_error *error;

	if (!isalpha((unsigned char)*scan->at) && *scan->at != '_')
		return NULL;
	error = scan_error(scan,
			   "Arguments by the kernel's own type information are not supported.");
	if (error != &sonde_error_no_memory)
		error->kind = SONDE_ERROR_UNSUPPORTED;
	return error;
}

static struct sonde_error *parse_arg_body(struct scan *scan, struct probe_event_arg *arg)
{
	struct scan start;

	TRY(parse_arg_name(scan, arg));
	TRY(check_btf(scan));
	TRY(fetch_parse(scan, &arg->fetch));
	if (scan_char(scan, ':')) {
		start = *scan;
		TRY(fetch_type_parse(scan, false));
		TRY(sonde_strndup(start.at, (size_t)(scan->at - start.at), &arg->type));
		TRY(fetch_check_type(&start, &arg->fetch, arg->type));
	}
	if (!at_blank(scan))
		return scan_error(scan, "Expected a blank after the argument.");
	return NULL;
}

/* The same error with its place in the line. */
static struct sonde_error *check_kind(const struct scan *start, const struct probe_event *event,
				      const struct probe_event_arg *arg)
{
	_cleanup_error_ struct sonde_error *reason = fetch_check_kind(&arg->fetch, arg->type,
								      event->is_user);

	if (!reason || reason->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(reason);
	if (!reason->hint)
		return scan_error(start, "%s", reason->message);
	return sonde_error_hint(scan_error(start, "%s", reason->message), "%s", reason->hint);
}

static struct sonde_error *parse_arg(struct scan *scan, struct probe_event *event)
{
	struct probe_event_arg arg = {0};
	struct scan start = *scan;
	struct sonde_error *error = parse_arg_body(scan, &arg);

	if (!error)
		error = check_kind(&start, event, &arg);
	if (!error)
		error = vec_push(&event->args, arg);
	if (error)
		probe_event_arg_deinit(&arg);
	return error;
}

struct sonde_error *probe_event_parse(const char *line, struct probe_event *ret)
{
	_cleanup_probe_event_ struct probe_event event = {0};
	struct scan scan = scan_text(line);

	TRY(check_bytes(line));
	scan_space(&scan);
	TRY(parse_kind(&scan, &event));
	TRY(parse_names(&scan, &event));
	TRY(parse_place(&scan, &event));
	for (scan_space(&scan); !scan_done(&scan); scan_space(&scan))
		TRY(parse_arg(&scan, &event));
	*ret = event;
	event = (struct probe_event){0};
	return NULL;
}

/* The type in the event's format; "" is the kernel's word. */
static const char *effective_type(const struct probe_event_arg *arg)
{
	const struct fetch *fetch = &arg->fetch;

	if (arg->type)
		return arg->type;
	if (fetch->base == FETCH_STRING ||
	    (fetch->base == FETCH_SPECIAL && strcasecmp(fetch->name, "comm") == 0))
		return "string";
	return "";
}

void probe_event_arg_print_type(const struct probe_event_arg *arg, struct str *out)
{
	const char *type = effective_type(arg);
	const char *holder = type[0] == 'b' ? strchr(type, '/') : NULL;

	if (holder)
		str_appendf(out, "u%s", holder + 1);
	else
		str_append(out, type);
}

void probe_event_print_likeness(const struct probe_event *event, struct str *out)
{
	str_append_char(out, event->is_return ? 'r' : 'p');
	for (size_t i = 0; i < event->args.size; i++) {
		const struct probe_event_arg *arg = &event->args.data[i];

		/* The kernel makes argN of none. */
		if (arg->name)
			str_appendf(out, " %s:", arg->name);
		else
			str_appendf(out, " arg%zu:", i + 1);
		probe_event_arg_print_type(arg, out);
	}
}

bool probe_event_is_relative(const struct probe_event *event)
{
	return event->symbol && !event->module &&
	       (strcmp(event->symbol, "_text") == 0 || strcmp(event->symbol, "_stext") == 0);
}

bool probe_arg_name_reserved(const char *name)
{
	static const char *const names[] = {
		"common_type", "common_flags", "common_preempt_count", "common_pid",
		"common_tgid", "__probe_ip",   "__probe_ret_ip",       "__probe_func",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}
