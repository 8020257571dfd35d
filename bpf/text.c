/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/text.h"

#include <string.h>

#include "bpf/fetch.h"

/* Bytes of a known text that are compared at a time: those on the stack, less two. */
#define CHUNK 256

struct sonde_error *text_operand_of(struct program *program, const struct filter_typed_node *node,
				    struct text_operand *ret)
{
	struct text_operand operand = {.kind = TEXT_COMMAND};
	const struct program_argument *argument;
	const struct probe_event_arg *arg;

	if (node->kind == FILTER_LITERAL) {
		operand = (struct text_operand){.kind = TEXT_LITERAL, .text = node->text};
	} else if (node->variable.meaning == FILTER_IS_ARGUMENT) {
		arg = &program->request->event->args.data[node->variable.argument];
		TRY(program_argument_of(program, node->variable.argument, node, &argument));
		if (argument->type.kind != FILTER_ARGUMENT_TEXT)
			return program_error(program, node, SONDE_ERROR_UNAVAILABLE,
					     "This is no text.");
		operand.kind = TEXT_ARGUMENT;
		operand.argument = node->variable.argument;
		if (argument->type.is_command)
			operand.kind = TEXT_COMMAND;
		else if (arg->fetch.base == FETCH_STRING)
			operand = (struct text_operand){.kind = TEXT_LITERAL,
							.text = arg->fetch.name};
	}
	*ret = operand;
	return NULL;
}

/* reg = the address of the stack at @p offset. */
static void point_to(struct assembly *assembly, unsigned reg, int offset)
{
	assembly_move(assembly, reg, FRAME);
	assembly_alu_imm(assembly, BPF_ADD, reg, offset);
}

void text_read_from(struct program *program, const struct text_operand *operand, int offset,
		    unsigned size)
{
	point_to(&program->assembly, R1, offset);
	program_read_text(program, operand->argument, size);
	assembly_jump_if_imm(&program->assembly, BPF_JSLT, R0, 0, program->fault);
}

struct sonde_error *text_read(struct program *program, const struct text_operand *operand,
			      int offset, unsigned size)
{
	TRY(program_address(program, operand->argument, program->fault));
	text_read_from(program, operand, offset, size);
	return NULL;
}

static void read_command(struct program *program, int offset)
{
	point_to(&program->assembly, R1, offset);
	assembly_set(&program->assembly, R2, COMMAND_SIZE);
	assembly_call(&program->assembly, BPF_FUNC_get_current_comm);
}

/* Up to eight bytes as a number. */
static uint64_t word_of(const char *bytes, size_t size)
{
	uint64_t word = 0;

	for (size_t i = size; i-- > 0;)
		word = word << 8 | (unsigned char)bytes[i];
	return word;
}

/* Put a known text, cut to @p size, on the stack. */
static unsigned load_literal(struct program *program, const char *text, int offset, unsigned size)
{
	struct assembly *assembly = &program->assembly;
	const size_t length = strnlen(text, size - 1);
	const unsigned written = (unsigned)(length + 8) / 8 * 8;

	for (unsigned at = 0; at < written; at += 8) {
		const size_t left = at < length ? length - at : 0;

		assembly_set(assembly, R1, word_of(text + at, left < 8 ? left : 8));
		assembly_store(assembly, 8, FRAME, (int16_t)(offset + (int)at), R1);
	}
	assembly_set(assembly, R0, length + 1);
	return written;
}

struct sonde_error *text_load(struct program *program, const struct text_operand *operand,
			      int offset, unsigned size, unsigned *ret)
{
	struct assembly *assembly = &program->assembly;
	size_t whole, some;

	if (operand->kind == TEXT_LITERAL) {
		*ret = load_literal(program, operand->text, offset, size);
		return NULL;
	}
	if (operand->kind == TEXT_COMMAND) {
		read_command(program, STACK_POSITION_COPY);
		point_to(assembly, R1, offset);
		assembly_set(assembly, R2, COMMAND_SIZE);
		point_to(assembly, R3, STACK_POSITION_COPY);
		assembly_call(assembly, BPF_FUNC_probe_read_kernel_str);
		assembly_jump_if_imm(assembly, BPF_JSLT, R0, 0, program->fault);
		*ret = COMMAND_SIZE;
		return NULL;
	}
	whole = assembly_label(assembly);
	some = assembly_label(assembly);
	TRY(text_read(program, operand, offset, size));
	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, some);
	assembly_set(assembly, R0, 1);
	assembly_place(assembly, some);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, (int32_t)size, whole);
	program_count(program, offsetof(struct filter_counts, cut));
	assembly_set(assembly, R0, size);
	assembly_place(assembly, whole);
	*ret = size;
	return NULL;
}

/* The most bytes that are compared at once when so many are left. */
static unsigned step_of(size_t left)
{
	return left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/* If the bytes on the stack at @p offset are not these, go to @p label. */
static void expect_bytes(struct program *program, int offset, const char *bytes, size_t size,
			 size_t label)
{
	struct assembly *assembly = &program->assembly;

	for (size_t at = 0; at < size;) {
		const unsigned step = step_of(size - at);

		assembly_load(assembly, step, R1, FRAME, (int16_t)(offset + (int)at));
		assembly_jump_if_value(assembly, BPF_JNE, R1, word_of(bytes + at, step), R2, label);
		at += step;
	}
}

/* The first of several parts, or one behind it, whose address is kept. */
static struct sonde_error *read_part(struct program *program, const struct text_operand *operand,
				     bool is_first, unsigned size)
{
	struct assembly *assembly = &program->assembly;

	if (!is_first) {
		assembly_load(assembly, 8, R3, FRAME, STACK_POSITION);
		assembly_alu_imm(assembly, BPF_ADD, R3, CHUNK);
	} else {
		TRY(program_address(program, operand->argument, program->fault));
	}
	assembly_store(assembly, 8, FRAME, STACK_POSITION, R3);
	text_read_from(program, operand, text_at(CHUNK + 2), size);
	return NULL;
}

/* A text of more bytes than are compared at a time. */
static struct sonde_error *equals_long(struct program *program, const struct text_operand *operand,
				       const char *text, const struct branch *branch)
{
	const int offset = text_at(CHUNK + 2);
	size_t left = strlen(text);
	bool is_first = true;

	for (; left > CHUNK; left -= CHUNK, text += CHUNK, is_first = false) {
		TRY(read_part(program, operand, is_first, CHUNK + 1));
		assembly_jump_if_imm(&program->assembly, BPF_JNE, R0, CHUNK + 1, branch->no);
		expect_bytes(program, offset, text, CHUNK, branch->no);
	}
	TRY(read_part(program, operand, false, (unsigned)left + 2));
	assembly_jump_if_imm(&program->assembly, BPF_JNE, R0, (int32_t)left + 1, branch->no);
	expect_bytes(program, offset, text, left, branch->no);
	program_decide(program, true, branch);
	return NULL;
}

struct sonde_error *text_equals(struct program *program, const struct text_operand *operand,
				const char *text, const struct branch *branch)
{
	const size_t size = strlen(text);
	const int offset = text_at((unsigned)size + 2);

	if (operand->kind == TEXT_COMMAND) {
		if (size >= COMMAND_SIZE) {
			program_decide(program, false, branch);
			return NULL;
		}
		read_command(program, text_at(COMMAND_SIZE));
		expect_bytes(program, text_at(COMMAND_SIZE), text, size + 1, branch->no);
		program_decide(program, true, branch);
		return NULL;
	}
	if (size > CHUNK)
		return equals_long(program, operand, text, branch);
	TRY(text_read(program, operand, offset, (unsigned)size + 2));
	/* Of user space it is 0 for an empty text, and not 1 (strncpy_from_user_nofault()). */
	if (size)
		assembly_jump_if_imm(&program->assembly, BPF_JNE, R0, (int32_t)size + 1,
				     branch->no);
	else
		assembly_jump_if_imm(&program->assembly, BPF_JGT, R0, 1, branch->no);
	expect_bytes(program, offset, text, size, branch->no);
	program_decide(program, true, branch);
	return NULL;
}

/*
 * Two texts on the stack, of one length, which is in r0: word by word. Where two words differ, r1
 * and r2, the bytes behind the end do not count.
 */
static void compare_words(struct program *program, int left, int right, unsigned size,
			  const struct branch *branch)
{
	struct assembly *assembly = &program->assembly;
	const size_t differs = assembly_label(assembly);
	const size_t equal = assembly_label(assembly);

	for (unsigned at = 0; at < size; at += 8) {
		if (at)
			assembly_jump_if_imm(assembly, BPF_JLE, R0, (int32_t)at, equal);
		assembly_load(assembly, 8, R1, FRAME, (int16_t)(left + (int)at));
		assembly_load(assembly, 8, R2, FRAME, (int16_t)(right + (int)at));
		assembly_set(assembly, R3, at + 8);
		assembly_jump_if(assembly, BPF_JNE, R1, R2, differs);
	}
	assembly_jump(assembly, equal);
	assembly_place(assembly, differs);
	assembly_jump_if(assembly, BPF_JGE, R0, R3, branch->no);
	assembly_alu(assembly, BPF_XOR, R1, R2);
	assembly_alu(assembly, BPF_SUB, R3, R0);
	assembly_alu_imm(assembly, BPF_LSH, R3, 3);
	assembly_alu_imm(assembly, BPF_AND, R3, 63);
	assembly_alu(assembly, BPF_LSH, R1, R3);
	assembly_jump_if_imm(assembly, BPF_JNE, R1, 0, branch->no);
	assembly_place(assembly, equal);
	program_decide(program, true, branch);
}

/* Two texts of which none is known. */
static struct sonde_error *compare(struct program *program, const struct text_operand *left,
				   const struct text_operand *right, const struct branch *branch)
{
	struct assembly *assembly = &program->assembly;
	const unsigned room = FILTER_TEXT_COMPARED;
	const int first = text_at(room);
	const int second = text_at(2 * room);
	unsigned left_size, right_size;

	TRY(text_load(program, left, first, room, &left_size));
	assembly_store(assembly, 8, FRAME, STACK_LENGTH, R0);
	TRY(text_load(program, right, second, room, &right_size));
	assembly_load(assembly, 8, R1, FRAME, STACK_LENGTH);
	assembly_jump_if(assembly, BPF_JNE, R0, R1, branch->no);
	compare_words(program, first, second, left_size < right_size ? left_size : right_size,
		      branch);
	return NULL;
}

struct sonde_error *program_compare_texts(struct program *program,
					  const struct filter_typed_node *node,
					  const struct branch *branch)
{
	const struct filter_typed *filter = program->request->filter;
	struct branch to = *branch;
	struct text_operand left, right;

	TRY(text_operand_of(program, &filter->nodes.data[node->left], &left));
	TRY(text_operand_of(program, &filter->nodes.data[node->right], &right));
	if (node->op == FILTER_UNEQUAL)
		to = (struct branch){.yes = branch->no, .no = branch->yes, .next = branch->next};
	if (left.kind == TEXT_LITERAL && right.kind == TEXT_LITERAL)
		program_decide(program, strcmp(left.text, right.text) == 0, &to);
	else if (left.kind == TEXT_LITERAL)
		return text_equals(program, &right, left.text, &to);
	else if (right.kind == TEXT_LITERAL)
		return text_equals(program, &left, right.text, &to);
	else
		return compare(program, &left, &right, &to);
	return NULL;
}
