/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * judge_variables IMAGE entry|line PLACES EVENTS: hold events against DWARF.
 *
 * PLACES has lines `NUMBER EVENT 0xADDRESS ...`, fields with tabs between them, as
 * pick_variables prints them; EVENTS definitions of events as the kernel takes them, of which
 * those count whose name and address are a place's. For each place there is a line, then one for
 * each variable that is in scope there with a location, and one for each argument of another name:
 *
 *     place NUMBER answered|no-answer|refused
 *     var NUMBER NAME right|cut|unproven|wrong|absent REASON TYPE EXPRESSION ARGUMENTS
 *     extra NUMBER NAME
 *
 * A declaration of a variable outside, which has none, is no extra one if it is right.
 * The kernel refuses an event with a name twice, with too many arguments or a line that is too
 * long. REASON is why no fetch argument can have the variable, `-` if one can. With `entry`, only
 * parameters count. A verdict is the worst of those of the arguments that are members.
 */
#include <dwarf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/map.h"
#include "tests/bench/fetched.h"
#include "tests/bench/in_scope.h"

/* In a byte, a wrong argument is right by chance once in 256 states. */
#define STATES 6
/* MAX_TRACE_ARGS of kernel/trace/trace_probe.h, and a buffer of kernel/trace/trace.c. */
#define ARGUMENTS_MAX  128
#define EVENT_SIZE_MAX 4094

struct argument {
	char *name;
	char *fetch;
	/* A variable has it. */
	bool is_known;
};

struct event {
	/* Without the suffix for several places, which cannot be told from a name's end. */
	char *name;
	/* "SYMBOL+OFFSET". */
	char *place;
	VEC(struct argument) arguments;
	/* All of the line; the strings above are in it. */
	char *line;
	/* Bytes of it, without the newline. */
	size_t size;
};

struct judge {
	Dwarf *dwarf;
	struct machine machine;
	Dwarf_CFI *unwind;
	bool locals;
	VEC(struct event) events;
};

static void judge_deinit(struct judge *judge)
{
	vec_for_each(&judge->events, event) {
		vec_deinit(&event->arguments);
		free(event->line);
	}
	vec_deinit(&judge->events);
	if (judge->unwind)
		dwarf_cfi_end(judge->unwind);
	machine_deinit(&judge->machine);
	dwarf_end(judge->dwarf);
}

/* "p:GROUP/NAME PLACE NAME=FETCH..." */
static struct sonde_error *parse_event(char *line, struct event *event)
{
	char *rest = NULL, *word = strtok_r(line, " \n", &rest);

	event->name = word && strchr(word, '/') ? strchr(word, '/') + 1 : NULL;
	event->place = word ? strtok_r(NULL, " \n", &rest) : NULL;
	while (event->place && (word = strtok_r(NULL, " \n", &rest))) {
		struct argument argument = {.name = word, .fetch = strchr(word, '=')};

		if (!argument.fetch)
			continue;
		*argument.fetch++ = '\0';
		TRY(vec_push(&event->arguments, argument));
	}
	return NULL;
}

static struct sonde_error *read_events(struct judge *judge, const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "r");
	_cleanup_free_ char *line = NULL;
	size_t capacity = 0;

	if (!file)
		return sonde_error_new(SONDE_ERROR_OS, "%s: cannot be read", path);
	while (getline(&line, &capacity, file) > 0) {
		struct event event = {.line = line, .size = strcspn(line, "\n")};
		struct sonde_error *error = parse_event(line, &event);

		line = NULL;
		if (!error && event.name && event.place)
			error = vec_push(&judge->events, event);
		else
			free(event.line);
		TRY(error);
	}
	return NULL;
}

/* Whether the place can mean the address: a name may have several. */
static bool is_at(const struct judge *judge, const char *place, uint64_t pc)
{
	const size_t size = strcspn(place, "+");
	_cleanup_free_ char *name = NULL;
	struct addresses *addresses;
	uint64_t offset = place[size] ? strtoull(place + size, NULL, 0) : 0;

	if (sonde_strndup(place, size, &name))
		return false;
	addresses = map_get(&judge->machine.symbols, name);
	for (size_t i = 0; addresses && i < addresses->size; i++) {
		if (addresses->data[i] + offset == pc)
			return true;
	}
	return false;
}

/* NAME, or NAME_1 where there are several. */
static bool has_name(const struct event *event, const char *name)
{
	const size_t size = strlen(name);

	if (strncmp(event->name, name, size) != 0)
		return false;
	return !event->name[size] ||
	       (event->name[size] == '_' &&
		!event->name[size + 1 + strspn(event->name + size + 1, "0123456789")]);
}

static struct event *find_event(const struct judge *judge, const char *name, uint64_t pc)
{
	vec_for_each(&judge->events, event) {
		if (has_name(event, name) && is_at(judge, event->place, pc))
			return event;
	}
	return NULL;
}

/* Whether the argument has the name of a struct, `_` and more. */
static bool is_member(const struct argument *argument, Dwarf_Die *variable)
{
	const char *name = dwarf_diename(variable);
	const size_t size = strlen(name);
	struct object object;

	if (strncmp(argument->name, name, size) != 0 || argument->name[size] != '_')
		return false;
	object_of_variable(variable, &object);
	return object.kind == OBJECT_STRUCT;
}

/* Whether the rest of its name says which member it is. */
static bool is_clear(const struct argument *argument, Dwarf_Die *variable)
{
	struct object whole, object;

	object_of_variable(variable, &whole);
	return object_find(&whole, argument->name + strlen(dwarf_diename(variable)) + 1, &object);
}

/*
 * Of `x`; or of a member of it, and of none of another variable: one of that name, one whose
 * member it clearly is, or one whose name fits and is longer.
 */
static bool is_of(const struct argument *argument, Dwarf_Die *variable,
		  const struct variables *variables)
{
	const char *name = dwarf_diename(variable);
	bool is_found;

	if (strcmp(argument->name, name) == 0)
		return true;
	if (!is_member(argument, variable))
		return false;
	is_found = is_clear(argument, variable);
	vec_for_each(variables, other) {
		const char *other_name = dwarf_diename(other);
		bool is_other_found;

		if (strcmp(argument->name, other_name) == 0)
			return false;
		if (strcmp(name, other_name) == 0 || !is_member(argument, other))
			continue;
		is_other_found = is_clear(argument, other);
		if (is_found == is_other_found ? strlen(other_name) > strlen(name) : is_other_found)
			return false;
	}
	return true;
}

/* A place of PLACES, and what is known of it. */
struct site {
	const char *number;
	struct view view;
	struct variables variables;
	/* The event there, or NULL. */
	struct event *event;
};

/* In all states, as one object: the variable, or a member of it. */
static enum verdict judge_object(struct judge *judge, const struct site *site, Dwarf_Die *variable,
				 const struct object *object, const char *fetch)
{
	enum verdict worst = VERDICT_RIGHT;

	for (unsigned i = 0; i < STATES; i++) {
		struct meaning meaning = VEC_INIT;
		enum verdict verdict = VERDICT_UNPROVEN;

		machine_set_seed(&judge->machine, i + 1);
		if (!meaning_of(&site->view, variable, &meaning))
			verdict = fetched_judge(&site->view, &meaning, object, fetch);
		meaning_deinit(&meaning);
		if (verdict > worst)
			worst = verdict;
	}
	return worst;
}

/* A name that was made shorter has the first letters of a member, after the last `_` or before. */
static bool is_short_for(const char *argument, const char *member)
{
	const size_t size = strcspn(member, "_");

	for (const char *at = argument; (at = strchr(at, '_')); at++) {
		if (strncmp(at + 1, member, size > 4 ? 4 : size) == 0)
			return true;
	}
	return false;
}

/* A long name is made shorter, so that it is not said which member is meant. */
static enum verdict judge_short(struct judge *judge, const struct site *site, Dwarf_Die *variable,
				const struct argument *argument)
{
	enum verdict best = VERDICT_WRONG;
	struct object whole, object;
	const char *name;
	bool found = false;

	object_of_variable(variable, &whole);
	for (size_t i = 0; object_leaf(&whole, i, &object, &name); i++) {
		enum verdict verdict;

		if (!name || !is_short_for(argument->name, name))
			continue;
		found = true;
		verdict = judge_object(judge, site, variable, &object, argument->fetch);
		if (verdict < best)
			best = verdict;
	}
	return found ? best : VERDICT_UNPROVEN;
}

static enum verdict judge_argument(struct judge *judge, const struct site *site,
				   Dwarf_Die *variable, const struct argument *argument)
{
	const size_t size = strlen(dwarf_diename(variable));
	struct object object, whole;

	object_of_variable(variable, &whole);
	object = whole;
	if (argument->name[size] && !object_find(&whole, argument->name + size + 1, &object))
		return judge_short(judge, site, variable, argument);
	return judge_object(judge, site, variable, &object, argument->fetch);
}

/* An argument of this name stands before it. */
static bool is_repeated(const struct event *event, const struct argument *argument)
{
	for (const struct argument *other = event->arguments.data; other < argument; other++) {
		if (strcmp(other->name, argument->name) == 0)
			return true;
	}
	return false;
}

/* The worst verdict on the arguments of the variable, whose text is appended. */
static const char *judge_event(struct judge *judge, const struct site *site, Dwarf_Die *variable,
			       struct str *text)
{
	static const char *const names[] = {
		[VERDICT_RIGHT] = "right",
		[VERDICT_CUT] = "cut",
		[VERDICT_UNPROVEN] = "unproven",
		[VERDICT_WRONG] = "wrong",
	};
	enum verdict worst = VERDICT_RIGHT;
	bool is_there = false;

	if (!site->event)
		return "absent";
	vec_for_each(&site->event->arguments, argument) {
		enum verdict verdict;

		if (!is_of(argument, variable, &site->variables) ||
		    is_repeated(site->event, argument))
			continue;
		argument->is_known = true;
		is_there = true;
		verdict = judge_argument(judge, site, variable, argument);
		if (verdict > worst)
			worst = verdict;
		str_appendf(text, " %s=%s", argument->name, argument->fetch);
	}
	return is_there ? names[worst] : "absent";
}

static const char *kind_text(const struct object *object)
{
	static const char *const kinds[] = {
		[OBJECT_NUMBER] = "number", [OBJECT_FLOAT] = "float", [OBJECT_ARRAY] = "array",
		[OBJECT_STRUCT] = "struct", [OBJECT_VOID] = "void",
	};

	return kinds[object->kind];
}

/* `extern int x` within a function: the number at the one symbol of that name. */
static void judge_declared(const struct judge *judge, const struct site *site, Dwarf_Die *variable)
{
	const char *name = dwarf_diename(variable);
	const struct addresses *addresses = map_get(&judge->machine.symbols, name);
	char expected[256];
	struct object object;

	if (!site->event || !dwarf_hasattr(variable, DW_AT_declaration))
		return;
	object_of_variable(variable, &object);
	snprintf(expected, sizeof(expected), "@%s:%c%" PRIu64, name, object.is_signed ? 's' : 'u',
		 object.size * 8);
	vec_for_each(&site->event->arguments, argument) {
		if (strcmp(argument->name, name) != 0)
			continue;
		argument->is_known = addresses && addresses->size == 1 &&
				     strcmp(argument->fetch, expected) == 0;
	}
}

static struct sonde_error *judge_variable(struct judge *judge, const struct site *site,
					  Dwarf_Die *variable)
{
	_cleanup_str_ struct str expression = STR_INIT, arguments = STR_INIT;
	_cleanup_(meaning_deinit) struct meaning meaning = VEC_INIT;
	const char *verdict, *why;
	struct object object;

	TRY(meaning_of(&site->view, variable, &meaning));
	if (!meaning.size) {
		judge_declared(judge, site, variable);
		return NULL;
	}
	object_of_variable(variable, &object);
	why = object_why_not(&site->view, &meaning, &object);
	meaning_print(&site->view, variable, &expression);
	verdict = judge_event(judge, site, variable, &arguments);
	TRY(str_check(&expression));
	TRY(str_check(&arguments));
	printf("var\t%s\t%s\t%s\t%s\t%s %" PRIu64 "\t%s\t%s\n", site->number,
	       dwarf_diename(variable), verdict, why ? why : "-", kind_text(&object), object.size,
	       str_text(&expression), str_text(&arguments));
	return NULL;
}

/* Arguments that are of no variable with a location. */
static void print_extra(const struct site *site)
{
	if (!site->event)
		return;
	vec_for_each(&site->event->arguments, argument) {
		if (!argument->is_known)
			printf("extra\t%s\t%s=%s\n", site->number, argument->name, argument->fetch);
	}
}

/* By the limits of kernel/trace/: what it does not take can be known without it. */
static const char *state_of(const struct event *event)
{
	if (!event)
		return "no-answer";
	vec_for_each(&event->arguments, argument) {
		if (is_repeated(event, argument))
			return "refused";
	}
	return event->size > EVENT_SIZE_MAX || event->arguments.size > ARGUMENTS_MAX ? "refused"
										     : "answered";
}

static struct sonde_error *judge_site(struct judge *judge, struct site *site)
{
	Dwarf_Die function;

	if (!function_at(judge->dwarf, site->view.pc, &function))
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "no function at %#" PRIx64,
				       site->view.pc);
	site->view.function = &function;
	printf("place\t%s\t%s\n", site->number, state_of(site->event));
	TRY(variables_in_scope(&function, site->view.pc, judge->locals, &site->variables));
	vec_for_each(&site->variables, variable)
		TRY(judge_variable(judge, site, variable));
	print_extra(site);
	return NULL;
}

/* "NUMBER\tEVENT\t0xADDRESS..." */
static struct sonde_error *judge_line(struct judge *judge, char *line)
{
	char *rest = NULL, *number = strtok_r(line, "\t\n", &rest);
	char *name = number ? strtok_r(NULL, "\t\n", &rest) : NULL;
	char *address = name ? strtok_r(NULL, "\t\n", &rest) : NULL;
	struct site site = {
		.number = number,
		.view = {.machine = &judge->machine,
			 .frames = {dwarf_getcfi(judge->dwarf), judge->unwind}},
	};
	struct sonde_error *error;

	if (!address)
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "a place is not written as it should be");
	site.view.pc = strtoull(address, NULL, 0);
	site.event = find_event(judge, name, site.view.pc);
	error = judge_site(judge, &site);
	vec_deinit(&site.variables);
	return error;
}

static struct sonde_error *judge_all(struct judge *judge, char **argv)
{
	_cleanup_fclose_ FILE *file = fopen(argv[3], "r");
	_cleanup_free_ char *line = NULL;
	Elf *elf = dwarf_getelf(judge->dwarf);
	size_t capacity = 0;

	if (!file)
		return sonde_error_new(SONDE_ERROR_OS, "%s: cannot be read", argv[3]);
	judge->locals = strcmp(argv[2], "entry") != 0;
	judge->unwind = dwarf_getcfi_elf(elf);
	TRY(machine_init(&judge->machine, elf));
	TRY(read_events(judge, argv[4]));
	while (getline(&line, &capacity, file) > 0)
		TRY(judge_line(judge, line));
	return NULL;
}

int main(int argc, char **argv)
{
	_cleanup_(judge_deinit) struct judge judge = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_close_ int fd = -1;

	if (argc != 5) {
		fprintf(stderr, "usage: judge_variables IMAGE entry|line PLACES EVENTS\n");
		return 2;
	}
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	judge.dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);
	if (!judge.dwarf) {
		fprintf(stderr, "judge_variables: %s: cannot be opened, or has no DWARF\n",
			argv[1]);
		return 1;
	}
	error = judge_all(&judge, argv);
	if (!error && !fflush(stdout) && !ferror(stdout))
		return 0;
	fprintf(stderr, "judge_variables: %s\n", error ? error->message : "cannot write");
	return 1;
}
