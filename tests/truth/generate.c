/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * generate SEED FOLDER [plain]: makes up a program, and writes into the folder
 *
 *     program.c      the program
 *     definitions    what is to be probed, for sonde probe -D @definitions
 *     truth          what each variable is there, by another way than a compiler
 *
 * A plain one has nothing that compilers for arm64 describe wrongly: no array whose length is not
 * known (gcc 12 counts the frame from elsewhere then), no record by value that is handed over by
 * its address (gcc gives the register that has it at the entry for all of the function, clang 14
 * takes the address on the stack for the record).
 *
 * Each variable is set once, so that it has one value at each place behind that, however late or
 * early the compiler computes it. What the program computes with comes from tables that no compiler
 * can know the content of.
 */
#include "shape.h"

#include <stdlib.h>
#include <string.h>

#define INLINES 4
#define NESTED	3
/** These, and one that calls itself. */
#define HELPERS	   (INLINES + NESTED + 1)
#define TOPS	   9
#define PARAMETERS 11

/* A function being made. */
struct maker {
	struct program *program;
	struct function *function;
	bool is_recursive;
	/** Variables that can be named here, innermost last. */
	int visible[VARIABLES_MAX];
	size_t visible_count;
};

static uint64_t draw(struct maker *maker, uint64_t limit)
{
	return program_random(maker->program, limit);
}

static bool has_room(const struct maker *maker)
{
	return maker->function->variable_count + 4 < VARIABLES_MAX &&
	       maker->function->statement_count + 8 < STATEMENTS_MAX;
}

static int add_variable(struct maker *maker, enum variable_kind kind)
{
	struct function *function = maker->function;
	const int index = (int)function->variable_count++;

	function->variables[index] = (struct variable){
		.kind = kind,
		.name = (unsigned)index,
		.qualifier = "",
	};
	if (kind == VARIABLE_NUMBER || kind == VARIABLE_ARRAY || kind == VARIABLE_VLA)
		function->variables[index].type = scalar_any(maker->program);
	return index;
}

static struct statement *add_statement(struct maker *maker, enum statement_kind kind, int variable)
{
	struct statement *statement =
		&maker->function->statements[maker->function->statement_count++];

	*statement = (struct statement){.kind = kind, .variable = variable};
	return statement;
}

/* What can be named from here on; a variable of that name cannot be any more. */
static void show(struct maker *maker, int variable)
{
	const struct variable *variables = maker->function->variables;
	size_t count = 0;

	for (size_t i = 0; i < maker->visible_count; i++) {
		if (variables[maker->visible[i]].name != variables[variable].name)
			maker->visible[count++] = maker->visible[i];
	}
	maker->visible[count++] = variable;
	maker->visible_count = count;
}

static bool is_text(const struct variable *variable, size_t part)
{
	return variable->record && !variable->record->members[part].type;
}

/* Some number at hand but of that name; a constant where none is found. */
static struct operand any_number(struct maker *maker, int but)
{
	const struct variable *variables = maker->function->variables;

	for (unsigned tries = 0; tries < 8 && maker->visible_count; tries++) {
		const int index = maker->visible[draw(maker, maker->visible_count)];
		const struct variable *variable = &variables[index];
		size_t parts = variable->record ? variable->record->count : variable->count;
		size_t part = parts ? draw(maker, parts) : 0;

		if (variable->kind == VARIABLE_TEXT || variable->kind == VARIABLE_DOUBLE ||
		    is_text(variable, part) || (but >= 0 && variables[but].name == variable->name))
			continue;
		return (struct operand){.variable = index, .part = part};
	}
	return (struct operand){.variable = -1, .constant = draw(maker, 1000)};
}

static struct expression any_expression(struct maker *maker, int but)
{
	struct expression expression = {
		.a = any_number(maker, but),
		.b = any_number(maker, but),
		.factor = 1 + draw(maker, 5),
		.op = draw(maker, 2) ? '+' : '^',
	};

	if (draw(maker, 3) == 0)
		expression.b = (struct operand){.variable = -1, .constant = draw(maker, 100000)};
	/* Now and then a constant, which is folded. */
	if (draw(maker, 8) == 0)
		expression.a = expression.b = (struct operand){
			.variable = -1, .constant = draw(maker, (uint64_t)1 << 40)};
	return expression;
}

/* A visible variable of that kind, or -1. */
static int find_kind(struct maker *maker, enum variable_kind kind)
{
	int found[VARIABLES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < maker->visible_count; i++) {
		if (maker->function->variables[maker->visible[i]].kind == kind)
			found[count++] = maker->visible[i];
	}
	return count ? found[draw(maker, count)] : -1;
}

static void make_number(struct maker *maker)
{
	static const char *const qualifiers[] = {"const ", "volatile ", "static volatile "};
	const int index = add_variable(maker, VARIABLE_NUMBER);
	const uint64_t which = draw(maker, 12);
	struct statement *statement = add_statement(maker, STATEMENT_DECLARE, index);

	/* Of a static one there is one for all that a recursion has begun. */
	if (which < (maker->is_recursive ? 2 : 3))
		maker->function->variables[index].qualifier = qualifiers[which];
	statement->values[0] = any_expression(maker, index);
	show(maker, index);
	/* It is in memory at any time: nothing behind it may be done before it is set. */
	if (which == 1 || which == 2)
		add_statement(maker, STATEMENT_TOUCH, index);
}

static void make_array(struct maker *maker)
{
	const bool is_vla = draw(maker, 4) == 0 && !maker->program->is_plain;
	const int index = add_variable(maker, is_vla ? VARIABLE_VLA : VARIABLE_ARRAY);
	struct variable *variable = &maker->function->variables[index];
	struct statement *statement = add_statement(maker, STATEMENT_DECLARE, index);

	variable->two_dimensions = variable->kind == VARIABLE_ARRAY && draw(maker, 3) == 0;
	variable->count = variable->two_dimensions ? 2 * (1 + draw(maker, 3))
						   : 1 + draw(maker, ELEMENTS_MAX);
	for (size_t i = 0; i < variable->count; i++)
		statement->values[i] = any_expression(maker, index);
	show(maker, index);
	if (variable->kind == VARIABLE_VLA || draw(maker, 2))
		add_statement(maker, STATEMENT_TOUCH, index);
}

/* A variable from a pointer: another one, a copy of what it points to, a text there. */
static void make_from_pointer(struct maker *maker)
{
	const int from = find_kind(maker, VARIABLE_POINTER);
	const struct record *record;
	enum variable_kind kind;
	size_t part = 0;
	int index;

	if (from < 0) {
		make_number(maker);
		return;
	}
	record = maker->function->variables[from].record;
	while (part < record->count && record->members[part].type)
		part++;
	kind = draw(maker, 3) ? VARIABLE_RECORD : VARIABLE_POINTER;
	if (part < record->count && draw(maker, 2))
		kind = VARIABLE_TEXT;
	index = add_variable(maker, kind);
	if (kind != VARIABLE_TEXT)
		maker->function->variables[index].record = record;
	add_statement(maker, STATEMENT_DECLARE, index)->values[0].a =
		(struct operand){.variable = from, .part = part};
	show(maker, index);
}

static void make_double(struct maker *maker)
{
	const int index = add_variable(maker, VARIABLE_DOUBLE);

	add_statement(maker, STATEMENT_DECLARE, index)->values[0].a = any_number(maker, index);
	show(maker, index);
}

static void make_mark(struct maker *maker)
{
	struct statement *mark = add_statement(maker, STATEMENT_MARK, 0);

	mark->id = maker->program->mark_count++;
	mark->is_call = draw(maker, 2);
	memcpy(mark->visible, maker->visible, sizeof(mark->visible));
	mark->visible_count = maker->visible_count;
}

static void make_use(struct maker *maker)
{
	if (maker->visible_count)
		add_statement(maker, STATEMENT_USE,
			      maker->visible[draw(maker, maker->visible_count)]);
}

static void make_call_of(struct maker *maker, const struct function *callee)
{
	const int index = add_variable(maker, VARIABLE_NUMBER);
	struct statement *statement = add_statement(maker, STATEMENT_CALL, index);

	statement->function = callee;
	for (size_t i = 0; i < callee->parameter_count; i++)
		statement->arguments[i] = any_expression(maker, index);
	/* How deep it goes. */
	if (callee->id == INLINES + NESTED)
		statement->arguments[0] = (struct expression){.a = {.variable = -1, .constant = 2},
							      .b = {.variable = -1},
							      .factor = 1,
							      .op = '+'};
	show(maker, index);
	/* Else a compiler that sees all callers may have it return nothing. */
	add_statement(maker, STATEMENT_USE, index);
}

/* Functions call those before them, so that only the recursive one comes back to itself. */
static void make_call(struct maker *maker)
{
	const uint64_t count = maker->function->is_top ? HELPERS : maker->function->id;

	if (count && !maker->is_recursive)
		make_call_of(maker, &maker->program->functions[draw(maker, count)]);
}

static void make_statements(struct maker *maker, unsigned depth, size_t count);

/* A block or loop; what it shows is hidden behind it. */
static void make_block(struct maker *maker, enum statement_kind kind, unsigned depth)
{
	struct maker saved = *maker;
	struct statement *block = add_statement(maker, kind, 0);
	const size_t start = maker->function->statement_count;

	if (kind == STATEMENT_LOOP) {
		block->variable = add_variable(maker, VARIABLE_NUMBER);
		block->count = 2 + (unsigned)draw(maker, 3);
		maker->function->variables[block->variable].type = scalar_count(maker->program);
		show(maker, block->variable);
	} else if (maker->visible_count && draw(maker, 2)) {
		const unsigned name =
			maker->function
				->variables[maker->visible[draw(maker, maker->visible_count)]]
				.name;
		const int index = add_variable(maker, VARIABLE_NUMBER);
		struct statement *statement = add_statement(maker, STATEMENT_DECLARE, index);

		maker->function->variables[index].name = name;
		statement->values[0] = any_expression(maker, index);
		show(maker, index);
	}
	make_statements(maker, depth + 1, 2 + draw(maker, 5));
	make_mark(maker);
	make_use(maker);
	block->length = maker->function->statement_count - start;
	memcpy(maker->visible, saved.visible, sizeof(saved.visible));
	maker->visible_count = saved.visible_count;
}

static void make_statement(struct maker *maker, unsigned depth)
{
	switch (draw(maker, 24)) {
	case 0 ... 8:
		make_number(maker);
		break;
	case 9:
	case 10:
		make_array(maker);
		break;
	case 11 ... 13:
		make_from_pointer(maker);
		break;
	case 14:
		make_double(maker);
		break;
	case 15 ... 17:
		make_mark(maker);
		break;
	case 18:
		if (depth < 2)
			make_block(maker, STATEMENT_BLOCK, depth);
		break;
	case 19:
		if (depth < 2)
			make_block(maker, STATEMENT_LOOP, depth);
		break;
	case 20:
	case 21:
		make_call(maker);
		break;
	default:
		make_use(maker);
	}
}

static void make_statements(struct maker *maker, unsigned depth, size_t count)
{
	for (size_t i = 0; i < count && has_room(maker); i++)
		make_statement(maker, depth);
}

/* Records by value are half of them small enough for registers. */
static void make_parameter(struct maker *maker)
{
	const uint64_t which = maker->function->is_top ? draw(maker, 10) : 0;
	struct program *program = maker->program;
	enum variable_kind kind = VARIABLE_NUMBER;
	int index;

	if (which >= 5)
		kind = which < 7 ? VARIABLE_POINTER : which < 9 ? VARIABLE_RECORD : VARIABLE_TEXT;
	/* Those of more than two registers are handed over by their address. */
	if (kind == VARIABLE_RECORD && program->is_plain)
		kind = VARIABLE_POINTER;
	index = add_variable(maker, kind);
	if (kind == VARIABLE_POINTER || kind == VARIABLE_RECORD)
		maker->function->variables[index].record =
			&program->records[draw(maker, program->record_count)];
	show(maker, index);
}

static void make_global(struct maker *maker)
{
	const int index = add_variable(maker, VARIABLE_NUMBER);

	maker->function->variables[index].is_global = true;
	maker->function->variables[index].qualifier = draw(maker, 2) ? "static " : "";
	show(maker, index);
}

/* What it is called with, each time. */
static void make_inputs(struct maker *maker)
{
	struct function *function = maker->function;

	for (size_t call = 0; call < CALLS; call++) {
		for (size_t i = 0; i < function->variable_count; i++) {
			const struct variable *variable = &function->variables[i];
			struct object *object = &function->objects[call][i];

			if (variable->record)
				object_make(maker->program, variable->record, object);
			else if (variable->kind == VARIABLE_TEXT)
				snprintf(object->texts[0], sizeof(object->texts[0]), "a%u",
					 (unsigned)draw(maker, 10000));
			else
				function->numbers[call][i] = scalar_value(
					maker->program, variable->type, variable->type->bits);
		}
	}
}

static void make_result(struct maker *maker)
{
	struct function *function = maker->function;

	function->result_type = scalar_any(maker->program);
	function->result = any_number(maker, -1);
	function->result_variable = -1;
	for (size_t i = 0; i < function->parameter_count && draw(maker, 2); i++) {
		if (function->variables[i].record)
			function->result_variable = (int)i;
	}
}

static void make_recursion(struct maker *maker)
{
	const int index = add_variable(maker, VARIABLE_NUMBER);
	struct statement *statement = add_statement(maker, STATEMENT_RECURSE, index);

	statement->function = maker->function;
	add_statement(maker, STATEMENT_USE, index);
	for (size_t i = 1; i < maker->function->parameter_count; i++)
		statement->arguments[i] = any_expression(maker, index);
	show(maker, index);
	make_mark(maker);
	make_use(maker);
}

static void make_function(struct program *program, unsigned id)
{
	struct function *function = &program->functions[program->function_count++];
	struct maker maker = {
		.program = program,
		.function = function,
		.is_recursive = id == INLINES + NESTED,
	};

	function->id = id;
	function->is_inline = id < INLINES;
	function->is_top = id >= HELPERS;
	function->entry = program->mark_count++;
	function->parameter_count = 1 + draw(&maker, function->is_top ? PARAMETERS : ARGUMENTS_MAX);
	for (size_t i = 0; i < function->parameter_count; i++)
		make_parameter(&maker);
	if (maker.is_recursive)
		function->variables[0].type = scalar_count(program);
	for (size_t i = draw(&maker, 3); function->is_top && i > 0; i--)
		make_global(&maker);
	if (function->is_top)
		make_inputs(&maker);
	/* So that each of the others is called. */
	if (function->is_top)
		make_call_of(&maker, &program->functions[id % HELPERS]);
	make_statements(&maker, 0, 4 + draw(&maker, function->is_top ? 24 : 6));
	make_mark(&maker);
	if (maker.is_recursive)
		make_recursion(&maker);
	for (size_t i = draw(&maker, 6); i > 0; i--)
		make_use(&maker);
	make_result(&maker);
}

static FILE *create(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "we");
	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static void finish(FILE *file)
{
	if (ferror(file) | fclose(file)) {
		perror("generate");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	struct program *program = calloc(1, sizeof(*program));
	FILE *file;

	if (argc < 3 || argc > 4 || !program) {
		fputs("usage: generate SEED FOLDER [plain]\n", stderr);
		return 2;
	}
	program->is_plain = argc == 4;
	program->random = strtoull(argv[1], NULL, 10) * 0x9e3779b97f4a7c15 + 1;
	for (unsigned i = 0; i < RECORDS; i++) {
		program->records[i].id = i;
		record_make(program, &program->records[i]);
		program->record_count++;
	}
	for (unsigned i = 0; i < HELPERS + TOPS; i++)
		make_function(program, i);
	file = create(argv[2], "program.c");
	program_print(program, file);
	finish(file);
	file = create(argv[2], "definitions");
	program_print_definitions(program, file);
	finish(file);
	file = create(argv[2], "truth");
	program_run(program, file);
	finish(file);
	for (size_t i = 0; i < program->record_count; i++)
		free(program->records[i].declaration);
	free(program);
	return 0;
}
