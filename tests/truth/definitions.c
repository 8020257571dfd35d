/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to be probed. Each definition asks for one thing, since one that cannot be had would fail
 * the others: `P7_0` for all variables of place 7, `P7_1` and so on for members of them. `now` says
 * which call it is.
 */
#include "shape.h"

/* The definitions of one place. */
struct place {
	FILE *out;
	const struct function *function;
	char event[16];
	char point[32];
	/** The number of the place, by which members are chosen. */
	unsigned id;
	unsigned count;
};

static void begin(struct place *place)
{
	fprintf(place->out, "%s_%u=%s ", place->event, place->count++, place->point);
}

static void print_part(struct place *place, const struct variable *variable, size_t part)
{
	begin(place);
	fprintf(place->out, "p%u_%zu=v%u", variable->name, part, variable->name);
	if (variable->record)
		fprintf(place->out, "%s%s%s", variable->kind == VARIABLE_POINTER ? "->" : ".",
			variable->record->members[part].path,
			variable->record->members[part].type ? "" : ":string");
	else if (variable->two_dimensions)
		fprintf(place->out, "[%zu][%zu]", part / (variable->count / 2),
			part % (variable->count / 2));
	else
		fprintf(place->out, "[%zu]", part);
	fputc('\n', place->out);
}

static void print_variable(struct place *place, const struct variable *variable)
{
	size_t part;

	for (size_t i = 0; part_at(variable, place->id, i, &part); i++)
		print_part(place, variable, part);
	if (variable->kind == VARIABLE_TEXT) {
		begin(place);
		fprintf(place->out, "t%u=v%u:string\n", variable->name, variable->name);
	}
	if (variable->is_global) {
		begin(place);
		fprintf(place->out, "v%u=g%u_%u\n", variable->name, place->function->id,
			variable->name);
	}
}

static void print_mark(const struct function *function, const struct statement *mark, FILE *out)
{
	struct place place = {.out = out, .function = function, .id = mark->id};

	snprintf(place.event, sizeof(place.event), "P%u", mark->id);
	snprintf(place.point, sizeof(place.point), "f%u:%u", function->id, mark->line);
	begin(&place);
	fputs("now=truth_now $vars\n", out);
	for (size_t i = 0; i < mark->visible_count; i++)
		print_variable(&place, &function->variables[mark->visible[i]]);
}

static void print_entry(const struct function *function, FILE *out)
{
	struct place place = {.out = out, .function = function, .id = function->entry};

	snprintf(place.event, sizeof(place.event), "P%u", function->entry);
	snprintf(place.point, sizeof(place.point), "f%u", function->id);
	begin(&place);
	fputs("now=truth_now $params\n", out);
	for (size_t i = 0; i < function->variable_count; i++) {
		const struct variable *variable = &function->variables[i];

		if (i < function->parameter_count || variable->is_global)
			print_variable(&place, variable);
		/* The table that it is called with, in the row of the second call. */
		if (i < function->parameter_count && function->is_top &&
		    variable->kind == VARIABLE_NUMBER) {
			begin(&place);
			fprintf(out, "i%u=in%u[1].v%u\n", variable->name, function->id,
				variable->name);
		}
	}
}

static void print_return(const struct function *function, FILE *out)
{
	struct place place = {.out = out, .function = function, .id = function->entry};
	size_t part;

	if (function->is_inline)
		return;
	snprintf(place.event, sizeof(place.event), "R%u", function->entry);
	snprintf(place.point, sizeof(place.point), "f%u%%return", function->id);
	begin(&place);
	fputs("ret=$retval now=truth_now\n", out);
	if (function->result_variable < 0)
		return;
	for (size_t i = 0;
	     part_at(&function->variables[function->result_variable], place.id, i, &part); i++) {
		const struct variable *variable = &function->variables[function->result_variable];

		begin(&place);
		fprintf(out, "p_%zu=$retval%s%s%s now=truth_now\n", part,
			variable->kind == VARIABLE_POINTER ? "->" : ".",
			variable->record->members[part].path,
			variable->record->members[part].type ? "" : ":string");
	}
}

void program_print_definitions(struct program *program, FILE *out)
{
	for (size_t i = 0; i < program->function_count; i++) {
		const struct function *function = &program->functions[i];

		print_entry(function, out);
		print_return(function, out);
		for (size_t j = 0; j < function->statement_count; j++) {
			if (function->statements[j].kind == STATEMENT_MARK)
				print_mark(function, &function->statements[j], out);
		}
	}
}
