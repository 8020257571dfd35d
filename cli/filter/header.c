/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `sonde filter header`: the struct that a user's own filter is given (bpf/object.h). */
#include "base/scan.h"
#include "base/str.h"
#include "bpf/layout.h"
#include "cli/filter/ask.h"
#include "cli/filter/verbs.h"
#include "cli/out.h"
#include "probe/event.h"

enum option_id {
	OPTION_TEXT = 1,
};

static const struct option_spec options[] = {
	{OPTION_TEXT, 0, "text", "N", false, "bytes that texts have room for, as of trace (128)"},
	TARGET_OPTION_SPECS,
	COMMAND_HELP_SPEC,
	{0},
};

struct request {
	struct filter_asking filter;
	/** A multiple of 8. */
	size_t text_room;
};

/* Of the struct before the arguments, and of C: what an argument cannot be called. */
static bool is_taken(const char *name)
{
	static const char *const names[] = {
		"time",	     "lost",	     "faults",	      "pid",	      "tid",
		"place",     "cpu",	     "comm",	      "asm",	      "auto",
		"break",     "case",	     "char",	      "const",	      "continue",
		"default",   "do",	     "double",	      "else",	      "enum",
		"extern",    "float",	     "for",	      "goto",	      "if",
		"inline",    "int",	     "long",	      "register",     "restrict",
		"return",    "short",	     "signed",	      "sizeof",	      "static",
		"struct",    "switch",	     "typedef",	      "typeof",	      "union",
		"unsigned",  "void",	     "volatile",      "while",	      "u8",
		"s8",	     "u16",	     "s16",	      "u32",	      "s32",
		"u64",	     "s64",	     "bool",	      "kernel_stack", "nullptr",
		"constexpr", "true",	     "false",	      "alignas",      "user_stack",
		"alignof",   "thread_local", "static_assert",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static void print_name(const struct probe_event *probe, const struct filter_slot *slot,
		       struct str *out)
{
	const char *name = probe->args.data[slot->argument].name;

	if (name)
		str_appendf(out, "%s%s", name, is_taken(name) ? "_" : "");
	else
		str_appendf(out, "arg%zu", slot->argument + 1);
}

static void print_slot(const struct probe_event *probe, const struct filter_slot *slot,
		       struct str *out)
{
	const char *name = probe->args.data[slot->argument].name;

	if (slot->type.kind == FILTER_ARGUMENT_TEXT) {
		str_append(out, "\tchar ");
		print_name(probe, slot, out);
		str_appendf(out, "[%zu] __attribute__((aligned(8)));", slot->room);
	} else {
		str_appendf(out, "\t%c%u ", slot->type.is_signed ? 's' : 'u', slot->type.size * 8);
		print_name(probe, slot, out);
		if (slot->type.kind == FILTER_ARGUMENT_ARRAY)
			str_appendf(out, "[%u]", slot->type.count);
		str_append_char(out, ';');
	}
	if (name && is_taken(name))
		str_appendf(out, " /* %s */", name);
	str_append_char(out, '\n');
}

static void print_types(struct str *out)
{
	static const char *const types[][2] = {
		{"unsigned char", "u8"},       {"signed char", "s8"},
		{"unsigned short", "u16"},     {"short", "s16"},
		{"unsigned int", "u32"},       {"int", "s32"},
		{"unsigned long long", "u64"}, {"long long", "s64"},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		str_appendf(out, "typedef %s %s;\n", types[i][0], types[i][1]);
}

/* What struct filter_record has. */
static void print_record(struct str *out)
{
	str_append(out, "struct sonde_args {\n"
			"\tu64 time; /* nanoseconds since the machine was started */\n"
			"\tu64 lost;\n"
			"\tu64 faults; /* bit N: the Nth argument could not be read */\n"
			"\tu32 pid; /* the process */\n"
			"\tu32 tid; /* the thread */\n"
			"\tu32 place;\n"
			"\tu32 cpu;\n"
			"\tchar comm[16];\n"
			"\ts32 kernel_stack;\n"
			"\ts32 user_stack;\n");
}

/* The compiler is to see it, if it has another idea of where things are. */
static void print_checks(const struct probe_event *probe, const struct filter_layout *layout,
			 struct str *out)
{
	vec_for_each(&layout->slots, slot) {
		str_append(out, "_Static_assert(__builtin_offsetof(struct sonde_args, ");
		print_name(probe, slot, out);
		str_appendf(out, ") == %zu, \"as sonde has it\");\n", slot->offset);
	}
	str_appendf(out, "_Static_assert(sizeof(struct sonde_args) == %zu, \"as sonde has it\");\n",
		    layout->size);
}

static struct sonde_error *print_struct(const struct request *request,
					const struct hist_event *event, const char *line,
					struct str *out)
{
	_cleanup_filter_layout_ struct filter_layout layout = {0};
	_cleanup_probe_event_ struct probe_event probe = {0};

	TRY(probe_event_parse(line, &probe));
	TRY(filter_layout_make(&(struct filter_layout_request){.event = &probe,
							       .recorded = event->fields.size,
							       .text_room = request->text_room},
			       &layout));
	print_record(out);
	vec_for_each(&layout.slots, slot)
		print_slot(&probe, slot, out);
	str_append(out, "};\n\n");
	print_checks(&probe, &layout, out);
	return str_check(out);
}

/* One struct has to do for all places. */
static struct sonde_error *print_structs(const struct request *request, struct str *out)
{
	const struct hist_question *question = &request->filter.asking.question;

	vec_for_each(&question->events, event) {
		vec_for_each(&event->lines, line) {
			_cleanup_str_ struct str other = STR_INIT;

			TRY(print_struct(request, event, *line, out->size ? &other : out));
			if (other.size && strcmp(str_text(&other), str_text(out)) != 0)
				return sonde_error_hint(
					sonde_error_new(
						SONDE_ERROR_UNAVAILABLE,
						"The places do not have the same arguments, "
						"so that no one struct has them."),
					"Give a definition with one place, or arguments that are "
					"of the same types at all of them.");
		}
	}
	return NULL;
}

static struct sonde_error *print(struct request *request)
{
	const struct context *context = request->filter.context;
	_cleanup_str_ struct str structs = STR_INIT, out = STR_INIT, clean = STR_INIT;

	TRY(filter_ask(&request->filter));
	TRY(print_structs(request, &structs));
	str_append(&out, "/* What filters are given at ");
	vec_for_each(&request->filter.options.words, word)
		str_appendf(&out, "%s%s", word == request->filter.options.words.data ? "" : ", ",
			    *word);
	str_append(&out, " */\n#ifndef SONDE_ARGS\n#define SONDE_ARGS\n\n");
	print_types(&out);
	str_appendf(
		&out,
		"\n%s\n/* 0 drops the hit. */\n"
		"int filter(struct sonde_args *args) __attribute__((section(\"sonde\"), used));\n\n"
		"#endif\n",
		str_text(&structs));
	str_append_clean(&clean, str_text(&out), "\n\t");
	TRY(str_check(&out));
	TRY(str_check(&clean));
	fputs(str_text(&clean), context->out);
	return NULL;
}

static struct sonde_error *take_text(struct request *request, const char *value)
{
	struct scan scan = scan_text(value);
	uint64_t number;

	if (!scan_u64(&scan, &number) || !scan_done(&scan) || number < FILTER_TEXT_ROOM_LEAST ||
	    number > FILTER_TEXT_ROOM_MOST)
		return sonde_error_new(SONDE_ERROR_USAGE,
				       "Error: --text takes a number from %d to %d",
				       FILTER_TEXT_ROOM_LEAST, FILTER_TEXT_ROOM_MOST);
	request->text_room = ((size_t)number + 7) / 8 * 8;
	return NULL;
}

static struct sonde_error *take(void *data, int id, const char *value)
{
	struct request *request = data;

	if (id == OPTION_TEXT)
		return take_text(request, value);
	/* It would end the comment that it is quoted in. */
	if (id == OPTS_WORD && strstr(value, "*/"))
		return sonde_error_new(SONDE_ERROR_USAGE, "Error: '%s' is no definition", value);
	return filter_ask_take(&request->filter, id, value);
}

static struct sonde_error *check_request(const void *data)
{
	return filter_ask_check(&((const struct request *)data)->filter);
}

static enum exit_status run(const struct context *context, int argc, char **argv)
{
	struct request request = {
		.filter = {.context = context},
		.text_room = FILTER_ASK_TEXT_ROOM,
	};
	const struct command_reader reader = {take, check_request, &request};
	enum exit_status status;
	struct sonde_error *error;

	(void)argc;
	if (command_read(context, &command_filter_header, argv, &reader, &status)) {
		error = print(&request);
		status = error ? out_error(context, error) : STATUS_OK;
	}
	filter_asking_deinit(&request.filter);
	return status;
}

const struct command command_filter_header = {
	.name = "header",
	.of = "filter",
	.synopsis = "[OPTIONS] DEF ...",
	.summary = "the C struct that a filter of your own is given",
	.page = "sonde-filter(1)",
	.words = "DEF",
	.options = options,
	.run = run,
};
