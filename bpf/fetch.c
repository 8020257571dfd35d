/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/fetch.h"

#include <stdlib.h>
#include <string.h>

/* What fetching begins with, before memory is read. */
struct start {
	enum {
		START_REGISTER,
		START_VALUE,
		START_TASK
	} kind;
	/* Of REGISTER: where it is in the context. */
	int16_t offset;
	uint64_t value;
	/* Memory is read behind it even if the argument says no such thing: at this distance. */
	bool is_memory;
	int64_t distance;
};

static const struct probe_event_arg *arg_of(const struct program *program, size_t index)
{
	return &program->request->event->args.data[index];
}

struct sonde_error *program_argument_of(struct program *program, size_t index,
					const struct filter_typed_node *node,
					const struct program_argument **ret)
{
	struct program_argument *argument = &program->arguments.data[index];
	struct sonde_error *error = NULL;

	if (!argument->is_known)
		error = filter_argument_of(arg_of(program, index), program->request->event->is_user,
					   &argument->type);
	if (error && node) {
		_cleanup_error_ struct sonde_error *bare = error;

		error = program_error(program, node, bare->kind, "%s", bare->message);
		if (bare->hint)
			error = sonde_error_hint(error, "%s", bare->hint);
	}
	if (error)
		return error;
	argument->is_known = true;
	*ret = argument;
	return NULL;
}

static struct sonde_error *symbol_start(const struct program *program, const struct fetch *fetch,
					struct start *start)
{
	const struct filter_code_request *request = program->request;
	uint64_t address;

	if (!request->symbol)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "The address of '%s' is needed, and cannot be had here.",
				       fetch->name);
	TRY(request->symbol(request->data, fetch->name, &address));
	start->kind = START_VALUE;
	start->value = address + (uint64_t)fetch->value;
	start->is_memory = true;
	return NULL;
}

/* `$argN`, as the kernel's regs_get_kernel_argument() has them. */
static struct sonde_error *argument_start(const struct program *program, size_t number,
					  struct start *start)
{
	const struct filter_registers *registers = program->registers;

	if (program->request->event->is_return)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "$arg%zu is gone where the function returns: a BPF program "
				       "has registers only.",
				       number);
	start->kind = START_REGISTER;
	if (number <= registers->argument_count) {
		start->offset = registers->arguments[number - 1];
		return NULL;
	}
	if (!registers->stack_argument)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "$arg%zu is not in a register, and the kernel reads no "
				       "others on %s.",
				       number, registers->arch);
	start->offset = registers->stack_pointer;
	start->is_memory = true;
	start->distance =
		8 * (int64_t)(number - registers->argument_count - 1 + registers->stack_argument);
	return NULL;
}

static struct sonde_error *special_start(const struct program *program, const char *name,
					 struct start *start)
{
	const char *digits = name + strcspn(name, "0123456789");

	start->kind = START_REGISTER;
	if (strcmp(name, "retval") == 0) {
		start->offset = program->registers->return_value;
		return NULL;
	}
	if (strcmp(name, "current") == 0) {
		start->kind = START_TASK;
		return NULL;
	}
	if (strncmp(name, "arg", 3) == 0)
		return argument_start(program, strtoul(digits, NULL, 10), start);
	start->offset = program->registers->stack_pointer;
	start->is_memory = *digits != '\0';
	if (start->is_memory)
		start->distance = 8 * (int64_t)strtoul(digits, NULL, 10);
	return NULL;
}

static struct sonde_error *start_of(const struct program *program, const struct fetch *fetch,
				    struct start *start)
{
	*start = (struct start){.kind = START_VALUE, .value = (uint64_t)fetch->value};
	switch (fetch->base) {
	case FETCH_REGISTER:
		start->kind = START_REGISTER;
		if (!filter_register_find(program->registers, fetch->name, &start->offset))
			return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
					       "There is no register '%s' on %s.", fetch->name,
					       program->registers->arch);
		return NULL;
	case FETCH_SPECIAL:
		return special_start(program, fetch->name, start);
	case FETCH_SYMBOL:
		return symbol_start(program, fetch, start);
	case FETCH_ADDRESS:
		start->is_memory = true;
		return NULL;
	case FETCH_IMMEDIATE:
		return NULL;
	case FETCH_FILE_OFFSET:
	case FETCH_STRING:
		break;
	}
	return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
			       "This is nothing that a BPF program can read.");
}

bool program_is_costly(const struct probe_event_arg *arg)
{
	const struct fetch *fetch = &arg->fetch;

	return fetch->derefs.size || fetch->base == FETCH_SYMBOL || fetch->base == FETCH_ADDRESS ||
	       (fetch->base == FETCH_SPECIAL &&
		(strncmp(fetch->name, "arg", 3) == 0 ||
		 (strncmp(fetch->name, "stack", 5) == 0 && fetch->name[5])));
}

/* dst = the start, of which a register may be read in part. */
static void load_start(struct program *program, const struct start *start, unsigned size,
		       unsigned dst)
{
	struct assembly *assembly = &program->assembly;

	if (start->kind == START_REGISTER) {
		assembly_load(assembly, size, dst, CONTEXT, start->offset);
		return;
	}
	if (start->kind == START_VALUE) {
		assembly_set(assembly, dst, start->value);
		return;
	}
	assembly_call(assembly, BPF_FUNC_get_current_task);
	assembly_move(assembly, dst, R0);
}

static void add_offset(struct assembly *assembly, unsigned reg, int64_t offset)
{
	if (!offset)
		return;
	if (assembly_fits((uint64_t)offset)) {
		assembly_alu_imm(assembly, BPF_ADD, reg, (int32_t)offset);
		return;
	}
	assembly_set(assembly, R2, (uint64_t)offset);
	assembly_alu(assembly, BPF_ADD, reg, R2);
}

static void call_read(struct program *program, bool is_user, unsigned size)
{
	struct assembly *assembly = &program->assembly;

	assembly_set(assembly, R2, size);
	assembly_call(assembly, is_user ? BPF_FUNC_probe_read_user : BPF_FUNC_probe_read);
}

/* r3 = the word at r3. */
static void follow(struct program *program, bool is_user, size_t fault)
{
	struct assembly *assembly = &program->assembly;

	assembly_move(assembly, R1, FRAME);
	assembly_alu_imm(assembly, BPF_ADD, R1, STACK_SCRATCH);
	call_read(program, is_user, 8);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, fault);
	assembly_load(assembly, 8, R3, FRAME, STACK_SCRATCH);
}

static bool is_user_access(const struct program *program, const struct fetch *fetch, size_t deref)
{
	return program->request->event->is_user || fetch->derefs.data[deref].user;
}

struct sonde_error *program_address(struct program *program, size_t index, size_t fault)
{
	const struct fetch *fetch = &arg_of(program, index)->fetch;
	struct start start;

	TRY(start_of(program, fetch, &start));
	if (start.kind == START_VALUE)
		start.value += (uint64_t)start.distance;
	load_start(program, &start, 8, R3);
	if (start.kind != START_VALUE)
		add_offset(&program->assembly, R3, start.distance);
	for (size_t i = 0; i < fetch->derefs.size; i++) {
		if (i)
			follow(program, is_user_access(program, fetch, i - 1), fault);
		else if (start.is_memory)
			follow(program, program->request->event->is_user, fault);
		add_offset(&program->assembly, R3, fetch->derefs.data[i].offset);
	}
	return NULL;
}

/* Whether what is read in the end is user space. */
static bool is_user_at_last(const struct program *program, size_t index)
{
	const struct fetch *fetch = &arg_of(program, index)->fetch;

	if (fetch->derefs.size)
		return is_user_access(program, fetch, fetch->derefs.size - 1);
	return program->request->event->is_user;
}

void program_read(struct program *program, size_t index, unsigned size)
{
	call_read(program, is_user_at_last(program, index), size);
}

void program_read_text(struct program *program, size_t index, unsigned size)
{
	const bool is_user = program->arguments.data[index].type.is_user;
	struct assembly *assembly = &program->assembly;

	assembly_set(assembly, R2, size);
	assembly_call(assembly, is_user ? BPF_FUNC_probe_read_user_str : BPF_FUNC_probe_read_str);
}

static void extend(struct assembly *assembly, unsigned dst, const struct filter_argument *type)
{
	const unsigned width = type->bit_width ? type->bit_width : type->size * 8;
	const int32_t left = (int32_t)(64 - width - type->bit_offset);
	const int32_t right = (int32_t)(64 - width);

	if (type->bit_width ? right == 0 : !type->is_signed || right == 0)
		return;
	if (left)
		assembly_alu_imm(assembly, BPF_LSH, dst, left);
	assembly_alu_imm(assembly, type->is_signed ? BPF_ARSH : BPF_RSH, dst, right);
}

/* What of a number is left in its size, and extended: known already. */
static uint64_t extended(uint64_t value, const struct filter_argument *type)
{
	const unsigned width = type->bit_width ? type->bit_width : type->size * 8;
	const unsigned left = 64 - width - type->bit_offset;

	value <<= left;
	return type->is_signed ? (uint64_t)((int64_t)value >> (64 - width)) : value >> (64 - width);
}

/* dst = a number without any access. */
static void take_start(struct program *program, const struct start *start,
		       const struct filter_argument *type, unsigned dst)
{
	struct assembly *assembly = &program->assembly;

	if (start->kind == START_VALUE) {
		assembly_set(assembly, dst, extended(start->value, type));
		return;
	}
	load_start(program, start, type->size, dst);
	if (start->kind == START_TASK && type->size < 8 && !type->is_signed && !type->bit_width) {
		assembly_alu_imm(assembly, BPF_LSH, dst, (int32_t)(64 - type->size * 8));
		assembly_alu_imm(assembly, BPF_RSH, dst, (int32_t)(64 - type->size * 8));
	}
	extend(assembly, dst, type);
}

static struct sonde_error *fetch_number(struct program *program, size_t index, unsigned dst,
					size_t fault)
{
	const struct fetch *fetch = &arg_of(program, index)->fetch;
	const struct filter_argument *type = &program->arguments.data[index].type;
	struct assembly *assembly = &program->assembly;
	struct start start;

	TRY(start_of(program, fetch, &start));
	if (!start.is_memory && !fetch->derefs.size) {
		take_start(program, &start, type, dst);
		return NULL;
	}
	TRY(program_address(program, index, fault));
	assembly_move(assembly, R1, FRAME);
	assembly_alu_imm(assembly, BPF_ADD, R1, STACK_SCRATCH);
	program_read(program, index, type->size);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, fault);
	assembly_load(assembly, type->size, dst, FRAME, STACK_SCRATCH);
	extend(assembly, dst, type);
	return NULL;
}

struct sonde_error *program_number(struct program *program, size_t index, unsigned dst,
				   size_t fault)
{
	const struct program_argument *argument = &program->arguments.data[index];
	struct assembly *assembly = &program->assembly;
	const int16_t slot = (int16_t)(STACK_KEPT + 8 * argument->kept);

	if (argument->kept >= 0 && assembly->known >> argument->kept & 1) {
		assembly_load(assembly, 8, dst, FRAME, slot);
		return NULL;
	}
	TRY(fetch_number(program, index, dst, fault));
	if (argument->kept >= 0) {
		assembly_store(assembly, 8, FRAME, slot, dst);
		assembly->known |= UINT64_C(1) << argument->kept;
	}
	return NULL;
}
