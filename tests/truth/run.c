/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program's shape, and writes what its variables are at each place. */
#include "shape.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct value {
	bool is_set;
	uint64_t number;
	const struct object *object;
	const char *text;
	uint64_t elements[ELEMENTS_MAX];
};

struct run {
	FILE *out;
	unsigned key;
	/** How often each place was passed in this call. */
	unsigned *turns;
};

/* A call of a function. */
struct frame {
	struct run *run;
	const struct function *function;
	struct value values[VARIABLES_MAX];
};

static uint64_t operand_value(const struct frame *frame, const struct operand *operand)
{
	const struct variable *variable;
	const struct value *value;

	if (operand->variable < 0)
		return operand->constant;
	variable = &frame->function->variables[operand->variable];
	value = &frame->values[operand->variable];
	if (variable->record)
		return value->object->numbers[operand->part];
	if (variable->kind == VARIABLE_ARRAY || variable->kind == VARIABLE_VLA)
		return value->elements[operand->part];
	return value->number;
}

static uint64_t cut(uint64_t value, const struct scalar *type)
{
	if (type->used_bits < type->bits)
		return value * SPREAD >> (64 - type->used_bits);
	return scalar_cut(value, type->bits, type->is_signed);
}

static uint64_t evaluate(const struct frame *frame, const struct expression *expression,
			 const struct scalar *type)
{
	const uint64_t a = operand_value(frame, &expression->a) * expression->factor;
	const uint64_t b = operand_value(frame, &expression->b);

	return cut(expression->op == '+' ? a + b : a ^ b, type);
}

static void begin_row(const struct frame *frame, const char *event, unsigned id, unsigned turn)
{
	fprintf(frame->run->out, "%s%u %u %u ", event, id, frame->run->key, turn);
}

/* `u32 `; c8 where the sign is the architecture's. */
static void print_type(const struct frame *frame, const struct scalar *type, unsigned bits)
{
	const char sign = type->either_sign ? 'c' : type->is_signed ? 's' : 'u';

	fprintf(frame->run->out, "%c%u ", sign, bits);
}

/* `u32 0x5` */
static void print_number(const struct frame *frame, const struct scalar *type, unsigned bits,
			 uint64_t number)
{
	print_type(frame, type, bits);
	fprintf(frame->run->out, "0x%" PRIx64 "\n", scalar_cut(number, bits, false));
}

static void print_part(const struct frame *frame, const struct variable *variable,
		       const struct value *value, size_t part)
{
	const struct member *member = variable->record ? &variable->record->members[part] : NULL;

	if (!member)
		print_number(frame, variable->type, variable->type->bits, value->elements[part]);
	else if (member->type)
		print_number(frame, member->type, member->bits, value->object->numbers[part]);
	else
		fprintf(frame->run->out, "text %s\n", value->object->texts[part]);
}

static void print_whole(const struct frame *frame, const struct variable *variable,
			const struct value *value)
{
	fprintf(frame->run->out, "v%u ", variable->name);
	print_type(frame, variable->type, variable->type->bits);
	if (variable->kind == VARIABLE_NUMBER)
		fprintf(frame->run->out, "0x%" PRIx64,
			scalar_cut(value->number, variable->type->bits, false));
	for (size_t i = 0; variable->kind == VARIABLE_ARRAY && i < variable->count; i++)
		fprintf(frame->run->out, "%s0x%" PRIx64, i ? "," : "",
			scalar_cut(value->elements[i], variable->type->bits, false));
	fputc('\n', frame->run->out);
}

/* `m0` of `m0[1]`, as an argument's name spells it. */
static size_t stem(const struct member *member, char *ret, size_t size)
{
	const size_t length = strcspn(member->path, "[");

	snprintf(ret, size, "%.*s", (int)length, member->path);
	for (char *at = ret; (at = strchr(at, '.'));)
		*at = '_';
	return length;
}

/* A member, an array as a whole, as one of a record that is fetched by all of its members. */
static size_t print_member(const struct frame *frame, const struct variable *variable,
			   const struct object *object, size_t first)
{
	const struct member *member = &variable->record->members[first];
	char name[sizeof(member->path)];
	const size_t length = stem(member, name, sizeof(name));
	size_t i = first;

	fprintf(frame->run->out, "v%u_%s ", variable->name, name);
	if (!member->type) {
		fputs("c8 ", frame->run->out);
		for (size_t n = 0; n < sizeof(object->texts[first]); n++)
			fprintf(frame->run->out, "%s0x%x", n ? "," : "", object->texts[first][n]);
		fputc('\n', frame->run->out);
		return first + 1;
	}
	print_type(frame, member->type, member->bits);
	do {
		fprintf(frame->run->out, "%s0x%" PRIx64, i == first ? "" : ",",
			scalar_cut(object->numbers[i], member->bits, false));
	} while (++i < variable->record->count && member->path[length] == '[' &&
		 strncmp(member->path, variable->record->members[i].path, length + 1) == 0);
	fputc('\n', frame->run->out);
	return i;
}

/* All rows of one variable at a place. */
static void print_variable(const struct frame *frame, size_t i, unsigned id, unsigned turn)
{
	const struct variable *variable = &frame->function->variables[i];
	const struct value *value = &frame->values[i];
	size_t part;

	if (!value->is_set)
		return;
	if (variable->kind == VARIABLE_NUMBER || variable->kind == VARIABLE_ARRAY) {
		begin_row(frame, "P", id, turn);
		print_whole(frame, variable, value);
	}
	if (variable->kind == VARIABLE_TEXT) {
		begin_row(frame, "P", id, turn);
		fprintf(frame->run->out, "t%u text %s\n", variable->name, value->text);
	}
	for (size_t n = 0; variable->kind == VARIABLE_RECORD && n < variable->record->count;) {
		begin_row(frame, "P", id, turn);
		n = print_member(frame, variable, value->object, n);
	}
	for (size_t n = 0; part_at(variable, id, n, &part); n++) {
		begin_row(frame, "P", id, turn);
		fprintf(frame->run->out, "p%u_%zu ", variable->name, part);
		print_part(frame, variable, value, part);
	}
}

static void set(struct frame *frame, const struct statement *statement)
{
	const struct variable *variable = &frame->function->variables[statement->variable];
	const struct operand *from = &statement->values[0].a;
	struct value *value = &frame->values[statement->variable];
	const struct value *other = from->variable < 0 ? NULL : &frame->values[from->variable];

	value->is_set = true;
	switch (variable->kind) {
	case VARIABLE_NUMBER:
		value->number = evaluate(frame, &statement->values[0], variable->type);
		break;
	case VARIABLE_POINTER:
	case VARIABLE_RECORD:
		value->object = other->object;
		break;
	case VARIABLE_TEXT:
		value->text = other->object->texts[from->part];
		break;
	case VARIABLE_ARRAY:
	case VARIABLE_VLA:
		for (size_t i = 0; i < variable->count; i++)
			value->elements[i] = evaluate(frame, &statement->values[i], variable->type);
		break;
	case VARIABLE_DOUBLE:
		break;
	}
}

static uint64_t call(struct run *run, const struct function *function,
		     const struct value *arguments);

static void set_by_call(struct frame *frame, const struct statement *statement)
{
	const struct function *callee = statement->function;
	const bool recurses = statement->kind == STATEMENT_RECURSE;
	struct value arguments[VARIABLES_MAX] = {0};
	struct value *value = &frame->values[statement->variable];

	value->is_set = true;
	value->number = 0;
	if (recurses && frame->values[0].number == 0)
		return;
	for (size_t i = 0; i < callee->parameter_count; i++) {
		arguments[i].is_set = true;
		arguments[i].number = recurses && i == 0 ? frame->values[0].number - 1
							 : evaluate(frame, &statement->arguments[i],
								    callee->variables[i].type);
	}
	value->number = cut(call(frame->run, callee, arguments),
			    frame->function->variables[statement->variable].type);
}

static void pass(const struct frame *frame, const struct statement *mark)
{
	const unsigned turn = frame->run->turns[mark->id]++;

	begin_row(frame, "P", mark->id, turn);
	fputs("now u32 ", frame->run->out);
	fprintf(frame->run->out, "0x%x\n", frame->run->key);
	for (size_t i = 0; i < mark->visible_count; i++)
		print_variable(frame, (size_t)mark->visible[i], mark->id, turn);
}

static void run_statements(struct frame *frame, const struct statement *statements, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct statement *statement = &statements[i];
		const bool loops = statement->kind == STATEMENT_LOOP;

		if (statement->kind == STATEMENT_DECLARE)
			set(frame, statement);
		if (statement->kind == STATEMENT_CALL || statement->kind == STATEMENT_RECURSE)
			set_by_call(frame, statement);
		if (statement->kind == STATEMENT_MARK)
			pass(frame, statement);
		if (!loops && statement->kind != STATEMENT_BLOCK)
			continue;
		for (unsigned turn = 0; turn < (loops ? statement->count : 1); turn++) {
			if (loops)
				frame->values[statement->variable] = (struct value){.is_set = true,
										    .number = turn};
			run_statements(frame, statement + 1, statement->length);
		}
		i += statement->length;
	}
}

static void enter(struct frame *frame)
{
	const struct function *function = frame->function;
	const unsigned turn = frame->run->turns[function->entry]++;

	begin_row(frame, "P", function->entry, turn);
	fprintf(frame->run->out, "now u32 0x%x\n", frame->run->key);
	for (size_t i = 0; i < function->variable_count; i++) {
		const struct variable *variable = &function->variables[i];

		print_variable(frame, i, function->entry, turn);
		if (i >= function->parameter_count || !function->is_top ||
		    variable->kind != VARIABLE_NUMBER)
			continue;
		begin_row(frame, "P", function->entry, turn);
		fprintf(frame->run->out, "i%u ", variable->name);
		print_number(frame, variable->type, variable->type->bits, function->numbers[1][i]);
	}
}

/* `turn` is that of the entry: the returns of a recursion come the other way round. */
static void leave(const struct frame *frame, uint64_t result, unsigned turn)
{
	const struct function *function = frame->function;
	const struct variable *variable;
	size_t part;

	begin_row(frame, "R", function->entry, turn);
	fprintf(frame->run->out, "now u32 0x%x\n", frame->run->key);
	if (function->result_variable < 0) {
		begin_row(frame, "R", function->entry, turn);
		fputs("ret ", frame->run->out);
		print_number(frame, function->result_type, function->result_type->bits, result);
		return;
	}
	variable = &function->variables[function->result_variable];
	for (size_t n = 0; part_at(variable, function->entry, n, &part); n++) {
		begin_row(frame, "R", function->entry, turn);
		fprintf(frame->run->out, "p_%zu ", part);
		print_part(frame, variable, &frame->values[function->result_variable], part);
	}
}

static uint64_t call(struct run *run, const struct function *function,
		     const struct value *arguments)
{
	struct frame frame = {.run = run, .function = function};
	const unsigned turn = run->turns[function->entry];
	uint64_t result = 0;

	memcpy(frame.values, arguments, sizeof(frame.values));
	enter(&frame);
	run_statements(&frame, function->statements, function->statement_count);
	if (function->result_variable < 0)
		result = cut(operand_value(&frame, &function->result), function->result_type);
	if (!function->is_inline)
		leave(&frame, result, turn);
	return result;
}

static void run_top(struct run *run, const struct function *function, size_t number)
{
	struct value arguments[VARIABLES_MAX] = {0};

	for (size_t i = 0; i < function->variable_count; i++) {
		const struct variable *variable = &function->variables[i];

		if (i >= function->parameter_count && !variable->is_global)
			continue;
		arguments[i] = (struct value){
			.is_set = true,
			.number = function->numbers[number][i],
			.object = &function->objects[number][i],
			.text = function->objects[number][i].texts[0],
		};
	}
	run->key = program_key(function, number);
	call(run, function, arguments);
}

void program_run(const struct program *program, FILE *out)
{
	struct run run = {.out = out};

	for (size_t i = 0; i < program->function_count; i++) {
		for (size_t j = 0; program->functions[i].is_top && j < CALLS; j++) {
			free(run.turns);
			run.turns = calloc(program->mark_count + 1, sizeof(*run.turns));
			if (!run.turns)
				abort();
			run_top(&run, &program->functions[i], j);
		}
	}
	free(run.turns);
}
