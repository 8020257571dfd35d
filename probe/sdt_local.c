/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/sdt_local.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "probe/print.h"

struct sonde_error *sdt_local_init(const struct sdt_request *request, const struct sdt_note *note,
				   struct sdt_local *ret)
{
	ret->request = request;
	ret->note = note;
	ret->def = *request->def;
	memset(&ret->def.args, 0, sizeof(ret->def.args));
	ret->def.point.address = note->address;
	return sdt_arguments_of(request->image, note, &ret->arguments);
}

void sdt_local_deinit(struct sdt_local *local)
{
	vec_for_each(&local->texts, text)
		free(*text);
	vec_deinit(&local->texts);
	vec_deinit(&local->def.args);
	sdt_arguments_deinit(&local->arguments);
}

/* Hand a text over to `local`. */
static struct sonde_error *keep_text(struct sdt_local *local, struct str *text, char **ret)
{
	_cleanup_free_ char *taken = NULL;

	TRY(str_take(text, &taken));
	TRY(vec_push(&local->texts, taken));
	*ret = take_ptr(taken);
	return NULL;
}

/* `sdt_p:n at 0x401136` */
static void print_place(const struct sdt_note *note, struct str *out)
{
	sdt_print_name(note, out);
	str_appendf(out, " at 0x%" PRIx64, note->address);
}

/* N of argN; 0 for any other name. */
static size_t number_of(const char *name)
{
	static const char prefix[] = "arg";
	const char *digits = name + strlen(prefix);
	unsigned long number;
	char *end;

	if (strncmp(name, prefix, strlen(prefix)) != 0 || !isdigit((unsigned char)*digits) ||
	    *digits == '0')
		return 0;
	number = strtoul(digits, &end, 10);
	return *end ? 0 : number;
}

/* What is asked for is what the argument points to. */
static bool is_behind(const char *type)
{
	return strncmp(type, "string", 6) == 0 || strncmp(type, "ustring", 7) == 0 ||
	       strchr(type, '[');
}

/* Bits of a plain type, or 0. */
static unsigned long bits_of(const char *type)
{
	return strchr("usx", *type) ? strtoul(type + 1, NULL, 10) : 0;
}

/* Of perf's bare `u`, `s` and `x`, the size is the argument's own. */
static void print_type(const struct probe_event_arg *found, const char *wanted, struct str *out)
{
	str_append(out, wanted ? wanted : found->type);
	if (wanted && strchr("usx", *wanted) && !wanted[1])
		str_append(out, found->type + 1);
}

static struct sonde_error *check_type(const struct probe_event_arg *found, const char *wanted)
{
	if (!wanted || is_behind(wanted))
		return NULL;
	if (*found->type == 'b')
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is bits of a register, which can have no other type");
	if (bits_of(wanted) > bits_of(found->type))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "the marker hands over %lu bits, and %s has more",
				       bits_of(found->type), wanted);
	return NULL;
}

static struct sonde_error *check_fetch(const struct sdt_local *local,
				       const struct probe_event_arg *found)
{
	if (found->fetch.base == FETCH_IMMEDIATE && local->request->no_constants)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "it is a constant, which this kernel has not in events");
	return NULL;
}

/* `arg1`, or with the type behind it if that is another one's name already. */
static struct sonde_error *name_argument(struct sdt_local *local, struct probe_arg *arg)
{
	_cleanup_str_ struct str name = STR_INIT;
	bool is_taken = false;

	vec_for_each(&local->def.args, other)
		is_taken |= other->name && strcmp(other->name, arg->base) == 0;
	if (is_taken)
		probe_arg_print_default_name(arg, &name);
	else
		str_append(&name, arg->base);
	return keep_text(local, &name, &arg->name);
}

/* Make `arg` the raw argument that fetches what was found, and add it. */
static struct sonde_error *add_raw(struct sdt_local *local, const struct probe_event_arg *found,
				   struct probe_arg arg)
{
	_cleanup_str_ struct str base = STR_INIT, type = STR_INIT;
	const bool is_pointer = arg.type && is_behind(arg.type);

	if (is_pointer)
		str_append(&base, "+0(");
	fetch_print(&found->fetch, &base);
	if (is_pointer)
		str_append_char(&base, ')');
	print_type(found, arg.type, &type);
	if (!arg.name)
		TRY(name_argument(local, &arg));
	TRY(keep_text(local, &base, &arg.base));
	TRY(keep_text(local, &type, &arg.type));
	arg.kind = PROBE_ARG_RAW;
	/* All memory of a program is. */
	arg.user = false;
	return vec_push(&local->def.args, arg);
}

static struct sonde_error *no_such_argument(const struct sdt_local *local,
					    const struct probe_arg *arg)
{
	const size_t count = local->arguments.size;
	_cleanup_str_ struct str name = STR_INIT;
	struct sonde_error *error;

	sdt_print_name(local->note, &name);
	error = probe_def_error(local->request->def, SONDE_ERROR_NOT_FOUND, arg->column,
				"The marker %s has no %s.", str_text(&name), arg->base);
	if (count < 2)
		return sonde_error_hint(error, count ? "It has one argument: arg1."
						     : "It has no arguments.");
	return sonde_error_hint(error, "It has %zu arguments: arg1 to arg%zu.", count, count);
}

/* A reason, as a sentence about an argument. */
static struct sonde_error *lacks(const struct sdt_local *local, const struct probe_arg *arg,
				 const char *reason)
{
	const struct sdt_argument *argument = &local->arguments.data[number_of(arg->base) - 1];
	_cleanup_str_ struct str place = STR_INIT;

	print_place(local->note, &place);
	return probe_def_error(local->request->def, SONDE_ERROR_UNAVAILABLE, arg->column,
			       "%s of %s (%s) cannot be fetched: %s.", arg->base, str_text(&place),
			       argument->operand, reason);
}

/* One of the marker's arguments by its name. */
static struct sonde_error *add_argument(struct sdt_local *local, const struct probe_arg *arg)
{
	const size_t number = number_of(arg->base);
	_cleanup_error_ struct sonde_error *reason = NULL;
	const struct sdt_argument *argument;

	if (number > local->arguments.size)
		return no_such_argument(local, arg);
	argument = &local->arguments.data[number - 1];
	if (argument->reason)
		return lacks(local, arg, argument->reason->message);
	if (arg->steps.size || arg->cast)
		return sonde_error_hint(
			lacks(local, arg, "a marker's argument is a number without a type"),
			"Memory that it points to is +OFFSET(FETCH):TYPE, where FETCH is what "
			"-F with -v shows of it.");
	reason = check_fetch(local, &argument->arg);
	if (!reason)
		reason = check_type(&argument->arg, arg->type);
	if (reason && reason->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(reason);
	return reason ? lacks(local, arg, reason->message) : add_raw(local, &argument->arg, *arg);
}

struct sonde_error *sdt_local_add(struct sdt_local *local, const struct probe_arg *arg)
{
	if (arg->kind == PROBE_ARG_VARIABLE && number_of(arg->base))
		return add_argument(local, arg);
	return vec_push(&local->def.args, *arg);
}

struct sonde_error *sdt_local_add_all(struct sdt_local *local, struct notes *notes)
{
	for (size_t i = 0; i < local->arguments.size; i++) {
		const struct sdt_argument *argument = &local->arguments.data[i];
		_cleanup_error_ struct sonde_error *reason = NULL;
		_cleanup_str_ struct str text = STR_INIT;
		struct probe_arg arg = {.kind = PROBE_ARG_VARIABLE};

		str_appendf(&text, "arg%zu", i + 1);
		TRY(keep_text(local, &text, &arg.name));
		arg.base = arg.name;
		reason = argument->reason ? sonde_error_copy(argument->reason)
					  : check_fetch(local, &argument->arg);
		if (!reason) {
			TRY(add_raw(local, &argument->arg, arg));
			continue;
		}
		if (reason->kind == SONDE_ERROR_NO_MEMORY)
			return take_ptr(reason);
		print_place(local->note, &text);
		TRY(str_check(&text));
		TRY(notes_add(notes, NOTE_OMITTED, "arg%zu of %s (%s) cannot be fetched: %s.",
			      i + 1, str_text(&text), argument->operand, reason->message));
	}
	return NULL;
}
