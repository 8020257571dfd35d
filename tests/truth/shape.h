/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The shape of a made-up program: what is printed as C (print.c), and run here as well (run.c) for
 * what each of its variables is at each place.
 */
#ifndef TRUTH_SHAPE_H
#define TRUTH_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** How often each function that the program begins with is called, each time with other values. */
#define CALLS 3

/** Numbers are multiplied by this before their upper bits are taken. */
#define SPREAD ((uint64_t)0x9e3779b97f4a7c15)

#define MEMBERS_MAX    24
#define VARIABLES_MAX  40
#define STATEMENTS_MAX 80
#define ELEMENTS_MAX   6
/** Of functions that others than the program's beginning call. */
#define ARGUMENTS_MAX 4
#define RECORDS	      8
#define FUNCTIONS     30

/** A type of numbers. */
struct scalar {
	/** In C. */
	const char *name;
	unsigned bits;
	bool is_signed;
	/** Whether that differs between architectures (char). */
	bool either_sign;
	/** Only so many low bits of a value are given to it. */
	unsigned used_bits;
};

/** A member of a record that is a number or a text, at the end of a path. */
struct member {
	/** As written behind the record and a dot: `in.a[1]`. */
	char path[64];
	/** NULL: an array of char with a text. */
	const struct scalar *type;
	/** Of a bit field its width, else that of the type. */
	unsigned bits;
};

/** A struct type. */
struct record {
	unsigned id;
	/** The members' declarations in C. */
	char *declaration;
	struct member members[MEMBERS_MAX];
	size_t count;
};

/** The values of a record's members, in order. */
struct object {
	uint64_t numbers[MEMBERS_MAX];
	char texts[MEMBERS_MAX][8];
};

enum variable_kind {
	VARIABLE_NUMBER,
	/** A pointer to a record. */
	VARIABLE_POINTER,
	/** A record by value. */
	VARIABLE_RECORD,
	/** A pointer to a text. */
	VARIABLE_TEXT,
	/** `type v[count]`, or `type v[2][count / 2]`. */
	VARIABLE_ARRAY,
	/** The same, its length not known when compiled. */
	VARIABLE_VLA,
	/** A floating-point number, which cannot be fetched. */
	VARIABLE_DOUBLE,
};

struct variable {
	enum variable_kind kind;
	/** Of a number or the elements of an array. */
	const struct scalar *type;
	const struct record *record;
	/** Elements of an array. */
	size_t count;
	bool two_dimensions;
	/** The C name is `v<name>`; that of one it hides may be the same. */
	unsigned name;
	/** `const `, `volatile `, `static volatile ` or "". */
	const char *qualifier;
	/** It is set by the caller's caller: a variable of the file. */
	bool is_global;
};

/** A number that is at hand: a variable, or a member or element of one. */
struct operand {
	/** Index of the variable, or -1 for a constant. */
	int variable;
	/** Of a member or element. */
	size_t part;
	uint64_t constant;
};

/** `(a * factor) OP b`, in 64 bits without sign. */
struct expression {
	struct operand a, b;
	uint64_t factor;
	/** `+` or `^`. */
	char op;
};

enum statement_kind {
	/** Declare and set a variable; of arrays all elements. */
	STATEMENT_DECLARE,
	/** A line to probe: a volatile store, or a call. */
	STATEMENT_MARK,
	/** Use the variable, so that it has to be kept until here. */
	STATEMENT_USE,
	/** Give the variable's address away, so that it is in memory. */
	STATEMENT_TOUCH,
	/** A block of the next `length` statements. */
	STATEMENT_BLOCK,
	/** The same, run `count` times, with the number of the turn in `variable`. */
	STATEMENT_LOOP,
	/** `variable` becomes what the function returns. */
	STATEMENT_CALL,
	/** The same, while the first parameter is not 0. */
	STATEMENT_RECURSE,
};

struct statement {
	enum statement_kind kind;
	int variable;
	struct expression values[ELEMENTS_MAX];
	size_t length;
	unsigned count;
	bool is_call;
	/** Of a mark its number, its line after the function's, and what is visible. */
	unsigned id;
	unsigned line;
	int visible[VARIABLES_MAX];
	size_t visible_count;
	const struct function *function;
	struct expression arguments[ARGUMENTS_MAX];
};

struct function {
	unsigned id;
	/** Called by the program's beginning, with an object and a text. */
	bool is_top;
	bool is_inline;
	/** Number of the probe at its entry. */
	unsigned entry;
	struct variable variables[VARIABLES_MAX];
	size_t variable_count;
	/** The first of them. */
	size_t parameter_count;
	struct statement statements[STATEMENTS_MAX];
	size_t statement_count;
	/** What it returns: the operand, in a variable's type or that of a record. */
	struct operand result;
	const struct scalar *result_type;
	/** It returns this parameter, a pointer or record, instead; or -1. */
	int result_variable;
	/** Of a top function: for each call and parameter. */
	uint64_t numbers[CALLS][VARIABLES_MAX];
	struct object objects[CALLS][VARIABLES_MAX];
};

struct program {
	uint64_t random;
	/** Without what compilers for arm64 describe wrongly. */
	bool is_plain;
	struct record records[RECORDS];
	size_t record_count;
	struct function functions[FUNCTIONS];
	size_t function_count;
	unsigned mark_count;
};

/** Cut a value to what a number of the type has: sign or zeros above. */
uint64_t scalar_cut(uint64_t value, unsigned bits, bool is_signed);

/** The next random number below @p limit. */
uint64_t program_random(struct program *program, uint64_t limit);

/** Make up a record's members. */
void record_make(struct program *program, struct record *record);

/** One of the scalar types. */
const struct scalar *scalar_any(struct program *program);

/** One to count with. */
const struct scalar *scalar_count(struct program *program);

/** Values for the members of a record. */
void object_make(struct program *program, const struct record *record, struct object *object);

/** A value that the type can have. */
uint64_t scalar_value(struct program *program, const struct scalar *type, unsigned bits);

/** Write the program as C, and number the lines of its marks. */
void program_print(struct program *program, FILE *out);

/** Write what is to be probed: a definition on each line. */
void program_print_definitions(struct program *program, FILE *out);

/**
 * Run the program, and write what each variable is at each mark, entry and return:
 * `EVENT KEY TURN NAME TYPE VALUE`, KEY being the value of truth_now there.
 */
void program_run(const struct program *program, FILE *out);

/** The value of truth_now in a call. */
unsigned program_key(const struct function *function, size_t call);

/**
 * Names and members by which parts of variables are asked for at a place: the part of the
 * variable's that has this number, from 0 on. Both print.c and run.c go through all of them.
 */
bool part_at(const struct variable *variable, unsigned place, size_t number, size_t *part);

#endif /* TRUTH_SHAPE_H */
