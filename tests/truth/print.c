/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program's shape -> C, and the definitions of what is to be probed in it. */
#include "shape.h"

#include <inttypes.h>
#include <string.h>

/* The function being printed, and the line it is at, its first one being 0. */
struct printer {
	FILE *out;
	struct function *function;
	unsigned line;
	unsigned depth;
};

static void print_name(const struct function *function, const struct variable *variable, FILE *out)
{
	if (variable->is_global)
		fprintf(out, "g%u_%u", function->id, variable->name);
	else
		fprintf(out, "v%u", variable->name);
}

static void print_part(const struct function *function, const struct variable *variable,
		       size_t part, FILE *out)
{
	print_name(function, variable, out);
	if (variable->kind == VARIABLE_POINTER || variable->kind == VARIABLE_RECORD)
		fprintf(out, "%s%s", variable->kind == VARIABLE_POINTER ? "->" : ".",
			variable->record->members[part].path);
	else if (variable->two_dimensions)
		fprintf(out, "[%zu][%zu]", part / (variable->count / 2),
			part % (variable->count / 2));
	else if (variable->kind == VARIABLE_ARRAY || variable->kind == VARIABLE_VLA)
		fprintf(out, "[%zu]", part);
}

static void print_operand(const struct printer *printer, const struct operand *operand)
{
	if (operand->variable < 0) {
		fprintf(printer->out, "0x%" PRIx64 "ul", operand->constant);
		return;
	}
	fputs("(unsigned long)", printer->out);
	print_part(printer->function, &printer->function->variables[operand->variable],
		   operand->part, printer->out);
}

/* Of types that take few of the bits, the upper ones: what is masked, compilers mask late. */
static void print_end(const struct scalar *type, FILE *out)
{
	if (type->used_bits < type->bits)
		fprintf(out, ") * 0x%" PRIx64 "ul >> %u)", SPREAD, 64 - type->used_bits);
	else
		fputs("))", out);
}

static void print_expression(const struct printer *printer, const struct expression *expression,
			     const struct scalar *type)
{
	fprintf(printer->out, "(%s)((", type->name);
	print_operand(printer, &expression->a);
	fprintf(printer->out, " * %" PRIu64 "ul %c ", expression->factor, expression->op);
	print_operand(printer, &expression->b);
	print_end(type, printer->out);
}

static void end_line(struct printer *printer)
{
	fputc('\n', printer->out);
	printer->line++;
}

static void print_elements(const struct printer *printer, const struct statement *statement,
			   const struct variable *variable)
{
	for (size_t i = 0; i < variable->count; i++) {
		if (variable->two_dimensions && i == variable->count / 2)
			fputs("}, {", printer->out);
		else if (i)
			fputs(", ", printer->out);
		print_expression(printer, &statement->values[i], variable->type);
	}
}

static void print_vla(const struct printer *printer, const struct statement *statement,
		      const struct variable *variable)
{
	fprintf(printer->out, "%s v%u[truth_length];", variable->type->name, variable->name);
	for (size_t i = 0; i < variable->count; i++) {
		fprintf(printer->out, " v%u[%zu] = ", variable->name, i);
		print_expression(printer, &statement->values[i], variable->type);
		fputc(';', printer->out);
	}
}

static void print_declaration(const struct printer *printer, const struct statement *statement)
{
	const struct variable *variable = &printer->function->variables[statement->variable];
	const struct operand *from = &statement->values[0].a;
	FILE *out = printer->out;

	switch (variable->kind) {
	case VARIABLE_NUMBER:
		fprintf(out, "%s%s v%u", variable->qualifier, variable->type->name, variable->name);
		/* One that is static is set each time, after it was declared. */
		if (strncmp(variable->qualifier, "static", 6) == 0)
			fprintf(out, "; v%u", variable->name);
		fputs(" = ", out);
		print_expression(printer, &statement->values[0], variable->type);
		break;
	case VARIABLE_DOUBLE:
		fprintf(out, "double v%u = (double)", variable->name);
		print_operand(printer, from);
		break;
	case VARIABLE_POINTER:
		fprintf(out, "struct r%u *v%u = v%u", variable->record->id, variable->name,
			printer->function->variables[from->variable].name);
		break;
	case VARIABLE_RECORD:
		fprintf(out, "struct r%u v%u = *v%u", variable->record->id, variable->name,
			printer->function->variables[from->variable].name);
		break;
	case VARIABLE_TEXT:
		fprintf(out, "const char *v%u = ", variable->name);
		print_part(printer->function, &printer->function->variables[from->variable],
			   from->part, out);
		break;
	case VARIABLE_VLA:
		print_vla(printer, statement, variable);
		return;
	case VARIABLE_ARRAY:
		fprintf(out, "%s v%u", variable->type->name, variable->name);
		if (variable->two_dimensions)
			fprintf(out, "[2][%zu] = {{", variable->count / 2);
		else
			fprintf(out, "[%zu] = {", variable->count);
		print_elements(printer, statement, variable);
		fputs(variable->two_dimensions ? "}}" : "}", out);
		break;
	}
	fputc(';', out);
}

/* A number of the variable, for what uses it. */
static void print_any(const struct printer *printer, const struct variable *variable)
{
	size_t part = 0;

	if (variable->kind == VARIABLE_TEXT)
		fputc('*', printer->out);
	while (variable->record && !variable->record->members[part].type &&
	       part + 1 < variable->record->count)
		part++;
	if (variable->record && !variable->record->members[part].type)
		fputc('*', printer->out);
	print_part(printer->function, variable, part, printer->out);
}

static void print_call(const struct printer *printer, const struct statement *statement)
{
	const struct function *callee = statement->function;
	const struct variable *variable = &printer->function->variables[statement->variable];

	fprintf(printer->out, "%s v%u = ", variable->type->name, variable->name);
	if (statement->kind == STATEMENT_RECURSE)
		fprintf(printer->out, "v%u == 0 ? 0 : ", printer->function->variables[0].name);
	fprintf(printer->out, "(%s)((unsigned long)f%u(", variable->type->name, callee->id);
	for (size_t i = 0; i < callee->parameter_count; i++) {
		if (i)
			fputs(", ", printer->out);
		if (i == 0 && statement->kind == STATEMENT_RECURSE)
			fprintf(printer->out, "v%u - 1", printer->function->variables[0].name);
		else
			print_expression(printer, &statement->arguments[i],
					 callee->variables[i].type);
	}
	print_end(variable->type, printer->out);
	fputc(';', printer->out);
}

static void indent(const struct printer *printer)
{
	for (unsigned i = 0; i < printer->depth; i++)
		fputc('\t', printer->out);
}

static void print_statement(struct printer *printer, struct statement *statement)
{
	const struct variable *variable = &printer->function->variables[statement->variable];
	FILE *out = printer->out;

	indent(printer);
	switch (statement->kind) {
	case STATEMENT_DECLARE:
		print_declaration(printer, statement);
		break;
	case STATEMENT_MARK:
		statement->line = printer->line;
		fprintf(out, statement->is_call ? "truth_tick(%u);" : "truth_line = %u;",
			statement->id);
		break;
	case STATEMENT_USE:
		fputs("truth_sink += (unsigned long)", out);
		print_any(printer, variable);
		fputc(';', out);
		break;
	case STATEMENT_TOUCH:
		fprintf(out, "truth_touch((void *)&v%u);", variable->name);
		break;
	case STATEMENT_BLOCK:
		fputc('{', out);
		break;
	case STATEMENT_LOOP:
		fprintf(out, "for (%s v%u = 0; v%u < %u; v%u++) {", variable->type->name,
			variable->name, variable->name, statement->count, variable->name);
		break;
	case STATEMENT_CALL:
	case STATEMENT_RECURSE:
		print_call(printer, statement);
		break;
	}
	end_line(printer);
}

static void print_statements(struct printer *printer, struct statement *statements, size_t count)
{
	printer->depth++;
	for (size_t i = 0; i < count; i++) {
		struct statement *statement = &statements[i];

		print_statement(printer, statement);
		if (statement->kind != STATEMENT_BLOCK && statement->kind != STATEMENT_LOOP)
			continue;
		print_statements(printer, statement + 1, statement->length);
		indent(printer);
		fputc('}', printer->out);
		end_line(printer);
		i += statement->length;
	}
	printer->depth--;
}

static void print_type(const struct variable *variable, FILE *out)
{
	switch (variable->kind) {
	case VARIABLE_POINTER:
		fprintf(out, "struct r%u *", variable->record->id);
		break;
	case VARIABLE_RECORD:
		fprintf(out, "struct r%u ", variable->record->id);
		break;
	case VARIABLE_TEXT:
		fputs("const char *", out);
		break;
	case VARIABLE_DOUBLE:
		fputs("double ", out);
		break;
	default:
		fprintf(out, "%s%s ", variable->qualifier, variable->type->name);
	}
}

static void print_result(const struct printer *printer)
{
	const struct function *function = printer->function;

	fputs("\treturn ", printer->out);
	if (function->result_variable >= 0) {
		fprintf(printer->out, "v%u", function->variables[function->result_variable].name);
	} else {
		fprintf(printer->out, "(%s)((", function->result_type->name);
		print_operand(printer, &function->result);
		print_end(function->result_type, printer->out);
	}
	fputc(';', printer->out);
}

static void print_function(struct function *function, FILE *out)
{
	struct printer printer = {.out = out, .function = function};

	fprintf(out, "%s\n",
		function->is_inline ? "__attribute__((always_inline))"
				    : "__attribute__((noinline))");
	fputs(function->is_top ? "" : "static ", out);
	fputs(function->is_inline ? "inline " : "", out);
	if (function->result_variable >= 0)
		print_type(&function->variables[function->result_variable], out);
	else
		fprintf(out, "%s ", function->result_type->name);
	fprintf(out, "f%u(", function->id);
	for (size_t i = 0; i < function->parameter_count; i++) {
		fputs(i ? ", " : "", out);
		print_type(&function->variables[i], out);
		fprintf(out, "v%u", function->variables[i].name);
	}
	fputs(")\n{\n", out);
	printer.line = 2;
	print_statements(&printer, function->statements, function->statement_count);
	print_result(&printer);
	fputs("\n}\n\n", out);
}

static void print_number(uint64_t value, bool is_signed, FILE *out)
{
	/* The least number has no literal. */
	if (is_signed && (int64_t)value == INT64_MIN)
		fputs("-0x7fffffffffffffffl - 1", out);
	else if (is_signed)
		fprintf(out, "%" PRId64 "l", (int64_t)value);
	else
		fprintf(out, "0x%" PRIx64 "ul", value);
}

static void print_object(const struct record *record, const struct object *object, FILE *out)
{
	fputs("{", out);
	for (size_t i = 0; i < record->count; i++) {
		const struct member *member = &record->members[i];

		fprintf(out, ".%s = ", member->path);
		if (!member->type) {
			fprintf(out, "\"%s\", ", object->texts[i]);
			continue;
		}
		if (strchr(member->type->name, '*'))
			fputs("(void *)", out);
		fputc('(', out);
		print_number(object->numbers[i], member->type->is_signed, out);
		fputs("), ", out);
	}
	fputs("}", out);
}

/* What the function is called with, and its variables of the file: a table, one row for a call. */
static void print_inputs(const struct function *function, FILE *out)
{
	const struct variable *variables = function->variables;

	fprintf(out, "struct a%u {\n", function->id);
	for (size_t i = 0; i < function->variable_count; i++) {
		const struct variable *variable = &variables[i];

		if (i >= function->parameter_count && !variable->is_global)
			continue;
		if (variable->record)
			fprintf(out, "\tstruct r%u v%u;\n", variable->record->id, variable->name);
		else if (variable->kind == VARIABLE_TEXT)
			fprintf(out, "\tchar v%u[8];\n", variable->name);
		else
			fprintf(out, "\t%s v%u;\n", variable->type->name, variable->name);
	}
	fprintf(out, "} in%u[%d] = {\n", function->id, CALLS);
	for (size_t call = 0; call < CALLS; call++) {
		fputs("\t{", out);
		for (size_t i = 0; i < function->variable_count; i++) {
			const struct variable *variable = &variables[i];

			if (i >= function->parameter_count && !variable->is_global)
				continue;
			fprintf(out, ".v%u = ", variable->name);
			if (variable->record) {
				print_object(variable->record, &function->objects[call][i], out);
			} else if (variable->kind == VARIABLE_TEXT) {
				fprintf(out, "\"%s\"", function->objects[call][i].texts[0]);
			} else {
				if (strchr(variable->type->name, '*'))
					fputs("(void *)", out);
				fputc('(', out);
				print_number(function->numbers[call][i], variable->type->is_signed,
					     out);
				fputc(')', out);
			}
			fputs(", ", out);
		}
		fputs("},\n", out);
	}
	fputs("};\n", out);
}

static void print_globals(const struct function *function, FILE *out)
{
	for (size_t i = function->parameter_count; i < function->variable_count; i++) {
		const struct variable *variable = &function->variables[i];

		if (variable->is_global)
			fprintf(out, "%s%s g%u_%u;\n", variable->qualifier, variable->type->name,
				function->id, variable->name);
	}
}

static void print_top_calls(const struct function *function, FILE *out)
{
	fprintf(out, "\tfor (int i = 0; i < %d; i++) {\n\t\ttruth_now = %u + i;\n", CALLS,
		program_key(function, 0));
	for (size_t i = function->parameter_count; i < function->variable_count; i++) {
		const struct variable *variable = &function->variables[i];

		if (variable->is_global)
			fprintf(out, "\t\tg%u_%u = in%u[i].v%u;\n", function->id, variable->name,
				function->id, variable->name);
	}
	fprintf(out, "\t\t%scall%u(",
		function->result_variable >= 0 ? "" : "truth_sink += (unsigned long)",
		function->id);
	for (size_t i = 0; i < function->parameter_count; i++) {
		const struct variable *variable = &function->variables[i];

		fprintf(out, "%s%sin%u[i].v%u", i ? ", " : "",
			variable->kind == VARIABLE_POINTER ? "&" : "", function->id,
			variable->name);
	}
	fputs(");\n\t}\n", out);
}

void program_print(struct program *program, FILE *out)
{
	fputs("typedef unsigned short word_t;\ntypedef long offset_t;\n"
	      "enum color { RED, GREEN, BLUE = 15 };\nenum side { LEFT = -1, RIGHT, BOTH = 15 };\n"
	      "void truth_tick(int mark);\nvoid truth_touch(void *object);\nint truth_main(void);\n"
	      "volatile unsigned int truth_now, truth_line, truth_length = 6;\n"
	      "volatile unsigned long truth_sink;\n\n",
	      out);
	for (size_t i = 0; i < program->record_count; i++)
		fputs(program->records[i].declaration, out);
	for (size_t i = 0; i < program->function_count; i++) {
		if (program->functions[i].is_top)
			print_inputs(&program->functions[i], out);
		print_globals(&program->functions[i], out);
	}
	for (size_t i = 0; i < program->function_count; i++)
		print_function(&program->functions[i], out);
	/* So that compilers do not see who calls: they leave out arguments that nobody needs. */
	for (size_t i = 0; i < program->function_count; i++) {
		if (program->functions[i].is_top)
			fprintf(out, "__typeof__(f%zu) *volatile call%zu = f%zu;\n", i, i, i);
	}
	fputs("int truth_main(void)\n{\n", out);
	for (size_t i = 0; i < program->function_count; i++) {
		if (program->functions[i].is_top)
			print_top_calls(&program->functions[i], out);
	}
	fputs("\treturn 0;\n}\n", out);
}
