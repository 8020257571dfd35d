/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Patterns (bpf/text.h). What stands between two `*` is looked for from where the one before ended,
 * the first place being as good as any; what stands behind the last is compared with the end.
 *
 * A verifier walks each round of such a loop, and goes on from each of its ends, unless it has been
 * there with a state that allows for all of the new one. So where a part was found is written to
 * the stack, and copied by a helper: what it reads of the copy could be any number, and all ends of
 * the loop are one.
 */
#include "bpf/text.h"

#include <string.h>

#include "bpf/fetch.h"
#include "bpf/glob.h"

/* Bytes of a text that the kernel's tracer fetches (kernel/trace/trace_probe.h). */
#define MAX_STRING_SIZE 4096

/* A match that is being made. */
struct match {
	struct program *program;
	const struct glob *glob;
	const struct branch *branch;
	/* Where the text is on the stack, and how many bytes of it may be looked at. */
	int offset;
	unsigned size;
};

static unsigned first_of(const struct glob_bytes *bytes, unsigned from)
{
	while (from <= UINT8_MAX && !glob_has(bytes, from))
		from++;
	return from;
}

static unsigned behind_of(const struct glob_bytes *bytes, unsigned from)
{
	while (from <= UINT8_MAX && glob_has(bytes, from))
		from++;
	return from;
}

/* To @p label unless r2 is from @p first on, and before @p behind. */
static void expect_range(struct assembly *assembly, unsigned first, unsigned behind, size_t label)
{
	if (behind - first == 1) {
		assembly_jump_if_imm(assembly, BPF_JNE, R2, (int32_t)first, label);
		return;
	}
	if (first == 1)
		assembly_jump_if_imm(assembly, BPF_JEQ, R2, 0, label);
	else
		assembly_jump_if_imm(assembly, BPF_JLT, R2, (int32_t)first, label);
	if (behind <= UINT8_MAX)
		assembly_jump_if_imm(assembly, BPF_JGE, R2, (int32_t)behind, label);
}

/* To @p label unless the byte in r2 is one of these. */
static void expect_byte(struct assembly *assembly, const struct glob_bytes *bytes, size_t label)
{
	const size_t found = assembly_label(assembly);
	unsigned first = first_of(bytes, 0);

	if (first > UINT8_MAX) {
		assembly_jump(assembly, label);
		return;
	}
	for (;;) {
		const unsigned behind = behind_of(bytes, first);
		const unsigned next = first_of(bytes, behind);
		size_t other;

		if (next > UINT8_MAX) {
			expect_range(assembly, first, behind, label);
			break;
		}
		other = assembly_label(assembly);
		expect_range(assembly, first, behind, other);
		assembly_jump(assembly, found);
		assembly_place(assembly, other);
		first = next;
	}
	assembly_place(assembly, found);
}

/* To @p label unless the bytes from @p base plus @p offset on are those of a run. */
static void expect_run(const struct match *match, const struct glob_run *run, unsigned base,
		       int offset, size_t label)
{
	struct assembly *assembly = &match->program->assembly;

	for (size_t i = 0; i < run->count; i++) {
		assembly_load(assembly, 1, R2, base, (int16_t)(offset + (int)i));
		expect_byte(assembly, &match->glob->bytes.data[run->first + i], label);
	}
}

/* r5 = what is at STACK_POSITION, of which nothing is known but that it is no more than the size.
 */
static void reload_position(const struct match *match)
{
	struct assembly *assembly = &match->program->assembly;

	assembly_move(assembly, R1, FRAME);
	assembly_alu_imm(assembly, BPF_ADD, R1, STACK_POSITION_COPY);
	assembly_set(assembly, R2, 8);
	assembly_move(assembly, R3, FRAME);
	assembly_alu_imm(assembly, BPF_ADD, R3, STACK_POSITION);
	assembly_call(assembly, BPF_FUNC_probe_read_kernel);
	assembly_load(assembly, 8, R5, FRAME, STACK_POSITION_COPY);
}

/* Look for a run from r5 on; r5 is behind it then. */
static void find_run(const struct match *match, const struct glob_run *run)
{
	struct assembly *assembly = &match->program->assembly;
	const size_t again = assembly_label(assembly);
	const size_t next = assembly_label(assembly);
	const size_t found = assembly_label(assembly);

	assembly_place(assembly, again);
	assembly_jump_if_imm(assembly, BPF_JGT, R5, (int32_t)(match->size - run->count),
			     match->branch->no);
	assembly_move(assembly, R1, FRAME);
	assembly_alu(assembly, BPF_ADD, R1, R5);
	assembly_load(assembly, 1, R2, R1, (int16_t)match->offset);
	assembly_jump_if_imm(assembly, BPF_JEQ, R2, 0, match->branch->no);
	expect_run(match, run, R1, match->offset, next);
	assembly_jump(assembly, found);
	assembly_place(assembly, next);
	assembly_alu_imm(assembly, BPF_ADD, R5, 1);
	assembly_jump(assembly, again);
	assembly_place(assembly, found);
	assembly_alu_imm(assembly, BPF_ADD, R5, (int32_t)run->count);
	assembly_store(assembly, 8, FRAME, STACK_POSITION, R5);
	reload_position(match);
}

/* The last run, at the end of the text, but not before r5. */
static void expect_end(const struct match *match, const struct glob_run *run)
{
	struct assembly *assembly = &match->program->assembly;

	assembly_load(assembly, 8, R4, FRAME, STACK_LENGTH);
	assembly_alu_imm(assembly, BPF_SUB, R4, (int32_t)run->count + 1);
	assembly_jump_if(assembly, BPF_JSGT, R5, R4, match->branch->no);
	assembly_jump_if_imm(assembly, BPF_JGT, R4, (int32_t)(match->size - run->count),
			     match->branch->no);
	assembly_move(assembly, R1, FRAME);
	assembly_alu(assembly, BPF_ADD, R1, R4);
	expect_run(match, run, R1, match->offset, match->branch->no);
}

/* A text that is on the stack, its length in r0. */
static void match_loaded(const struct match *match)
{
	struct assembly *assembly = &match->program->assembly;
	const size_t count = match->glob->runs.size;
	const struct glob_run *runs = match->glob->runs.data;

	assembly_store(assembly, 8, FRAME, STACK_LENGTH, R0);
	expect_run(match, &runs[0], FRAME, match->offset, match->branch->no);
	assembly_set(assembly, R5, runs[0].count);
	for (size_t i = 1; i + 1 < count; i++)
		find_run(match, &runs[i]);
	if (count > 1 && runs[count - 1].count)
		expect_end(match, &runs[count - 1]);
	program_decide(match->program, true, match->branch);
}

/* Without a `*`, or with one at the end: so many bytes are read as it has. */
static struct sonde_error *match_beginning(struct match *match, const struct text_operand *operand)
{
	struct program *program = match->program;
	const struct glob_run *run = &match->glob->runs.data[0];
	const bool is_whole = match->glob->runs.size == 1;
	const unsigned size = (unsigned)run->count + (is_whole || !run->count ? 2 : 1);

	match->offset = text_at(size);
	TRY(text_read(program, operand, match->offset, size));
	if (is_whole || run->count)
		assembly_jump_if_imm(&program->assembly, BPF_JNE, R0, (int32_t)run->count + 1,
				     match->branch->no);
	expect_run(match, run, FRAME, match->offset, match->branch->no);
	program_decide(program, true, match->branch);
	return NULL;
}

/* The last byte that the kernel's tracer would fetch is in this one of the pieces of a text. */
#define PIECES (MAX_STRING_SIZE / (FILTER_TEXT_MATCHED - 1) + 1)

/* To @p ended if the text ends within a piece of it, the first behind the one that was read. */
static void find_end(const struct match *match, const struct text_operand *operand, size_t ended)
{
	struct assembly *assembly = &match->program->assembly;

	for (unsigned i = 1; i < PIECES; i++) {
		assembly_load(assembly, 8, R3, FRAME, STACK_POSITION);
		assembly_alu_imm(assembly, BPF_ADD, R3, FILTER_TEXT_MATCHED - 1);
		assembly_store(assembly, 8, FRAME, STACK_POSITION, R3);
		text_read_from(match->program, operand, match->offset, FILTER_TEXT_MATCHED);
		assembly_jump_if_imm(assembly, BPF_JNE, R0, FILTER_TEXT_MATCHED, ended);
	}
	program_count(match->program, offsetof(struct filter_counts, cut));
	assembly_jump(assembly, match->branch->no);
}

/* The last bytes of a text that ends in the piece at STACK_POSITION, r0 bytes from there. */
static void expect_last(const struct match *match, const struct text_operand *operand,
			const struct glob_run *run)
{
	struct assembly *assembly = &match->program->assembly;
	const int offset = text_at((unsigned)run->count + 1);
	const size_t some = assembly_label(assembly);

	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, some);
	assembly_set(assembly, R0, 1);
	assembly_place(assembly, some);
	assembly_load(assembly, 8, R3, FRAME, STACK_POSITION);
	assembly_alu(assembly, BPF_ADD, R3, R0);
	assembly_alu_imm(assembly, BPF_SUB, R3, (int32_t)run->count + 1);
	text_read_from(match->program, operand, offset, (unsigned)run->count + 1);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, (int32_t)run->count + 1, match->branch->no);
	expect_run(match, run, FRAME, offset, match->branch->no);
	program_decide(match->program, true, match->branch);
}

/* With one `*`, which begins it: a text that does not fit is read on until it ends. */
static struct sonde_error *match_ending(struct match *match, const struct text_operand *operand)
{
	struct program *program = match->program;
	struct assembly *assembly = &program->assembly;
	const size_t is_long = assembly_label(assembly);
	const size_t ended = assembly_label(assembly);
	const size_t some = assembly_label(assembly);
	const struct branch *last = match->branch;
	const struct branch first = {.yes = last->yes, .no = last->no, .next = is_long};

	match->size = FILTER_TEXT_MATCHED;
	match->offset = text_at(match->size);
	TRY(program_address(program, operand->argument, program->fault));
	assembly_store(assembly, 8, FRAME, STACK_POSITION, R3);
	text_read_from(program, operand, match->offset, match->size);
	assembly_jump_if_imm(assembly, BPF_JEQ, R0, (int32_t)match->size, is_long);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, some);
	assembly_set(assembly, R0, 1);
	assembly_place(assembly, some);
	match->branch = &first;
	match_loaded(match);
	match->branch = last;
	assembly_place(assembly, is_long);
	find_end(match, operand, ended);
	assembly_place(assembly, ended);
	expect_last(match, operand, &match->glob->runs.data[1]);
	return NULL;
}

/* The text that a pattern without `*`, `?` and `[` is; false for another. */
static bool is_text(const struct glob *glob, char *text)
{
	if (glob->runs.size > 1)
		return false;
	for (size_t i = 0; i < glob->bytes.size; i++) {
		const struct glob_bytes *bytes = &glob->bytes.data[i];
		const unsigned first = first_of(bytes, 0);

		if (first > UINT8_MAX || first_of(bytes, first + 1) <= UINT8_MAX)
			return false;
		text[i] = (char)first;
	}
	text[glob->bytes.size] = '\0';
	return true;
}

static struct sonde_error *check_size(const struct match *match,
				      const struct filter_typed_node *node, size_t room)
{
	if (match->glob->bytes.size < room)
		return NULL;
	return program_error(
		match->program, node, SONDE_ERROR_REFUSED,
		"The pattern is too much for a program: it stands for %zu bytes at the "
		"least, and of a text %zu are seen.",
		match->glob->bytes.size, room - 1);
}

/* Of `*`, and of what must end the text. */
static bool is_ending(const struct glob *glob)
{
	return glob->runs.size == 2 && !glob->runs.data[0].count && glob->runs.data[1].count;
}

static struct sonde_error *match_by(struct match *match, const struct filter_typed_node *node,
				    const struct text_operand *operand)
{
	struct program *program = match->program;
	const struct glob *glob = match->glob;
	const bool is_beginning = glob->runs.size == 1 ||
				  (glob->runs.size == 2 && !glob->runs.data[1].count);

	if (operand->kind == TEXT_ARGUMENT && is_beginning) {
		TRY(check_size(match, node, STACK_TEXT_SIZE - 1));
		return match_beginning(match, operand);
	}
	TRY(check_size(match, node, FILTER_TEXT_MATCHED));
	if (operand->kind == TEXT_ARGUMENT && is_ending(glob))
		return match_ending(match, operand);
	match->offset = text_at(operand->kind == TEXT_COMMAND ? COMMAND_SIZE : FILTER_TEXT_MATCHED);
	TRY(text_load(program, operand, match->offset, FILTER_TEXT_MATCHED, &match->size));
	if (glob->bytes.size >= match->size) {
		program_decide(program, false, match->branch);
		return NULL;
	}
	if (glob->runs.size == 1)
		assembly_jump_if_imm(&program->assembly, BPF_JNE, R0, (int32_t)glob->bytes.size + 1,
				     match->branch->no);
	match_loaded(match);
	return NULL;
}

struct sonde_error *program_match(struct program *program, const struct filter_typed_node *node,
				  const struct branch *branch)
{
	const struct filter_typed_node *nodes = program->request->filter->nodes.data;
	const char *pattern = nodes[node->right].text;
	_cleanup_glob_ struct glob glob = {.bytes = VEC_INIT};
	_cleanup_free_ char *text = NULL;
	struct branch to = *branch;
	struct match match = {.program = program, .glob = &glob, .branch = &to};
	struct text_operand operand;

	if (node->op == FILTER_MATCHES_NOT)
		to = (struct branch){.yes = branch->no, .no = branch->yes, .next = branch->next};
	TRY(text_operand_of(program, &nodes[node->left], &operand));
	TRY(glob_parse(pattern, &glob));
	TRY(sonde_strdup(pattern, &text));
	if (operand.kind != TEXT_LITERAL && is_text(&glob, text))
		return text_equals(program, &operand, text, &to);
	return match_by(&match, node, &operand);
}
