/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/record.h"

#include "bpf/fetch.h"

static int16_t at(const struct filter_slot *slot)
{
	return (int16_t)slot->offset;
}

/* r1 = the place of a slot. */
static void point_to(struct assembly *assembly, size_t offset)
{
	assembly_move(assembly, R1, RECORD);
	assembly_alu_imm(assembly, BPF_ADD, R1, (int32_t)offset);
}

static void write_header(struct program *program)
{
	struct assembly *assembly = &program->assembly;

	assembly_call(assembly, BPF_FUNC_ktime_get_ns);
	assembly_store(assembly, 8, RECORD, offsetof(struct filter_record, time), R0);
	assembly_map_value(assembly, R1, FILTER_MAP_COUNTS, offsetof(struct filter_counts, lost));
	assembly_load(assembly, 8, R1, R1, 0);
	assembly_store(assembly, 8, RECORD, offsetof(struct filter_record, lost), R1);
	assembly_call(assembly, BPF_FUNC_get_current_pid_tgid);
	assembly_store(assembly, 4, RECORD, offsetof(struct filter_record, tid), R0);
	assembly_alu_imm(assembly, BPF_RSH, R0, 32);
	assembly_store(assembly, 4, RECORD, offsetof(struct filter_record, pid), R0);
	assembly_store_imm(assembly, 4, RECORD, offsetof(struct filter_record, place),
			   (int32_t)program->request->place);
	assembly_call(assembly, BPF_FUNC_get_smp_processor_id);
	assembly_store(assembly, 4, RECORD, offsetof(struct filter_record, cpu), R0);
	point_to(assembly, offsetof(struct filter_record, comm));
	assembly_set(assembly, R2, sizeof(((struct filter_record *)NULL)->comm));
	assembly_call(assembly, BPF_FUNC_get_current_comm);
}

/* The Nth argument has faulted. */
static void note_fault(struct assembly *assembly, size_t slot)
{
	assembly_set(assembly, R1, UINT64_C(1) << slot);
	assembly_alu(assembly, BPF_OR, FAULTS, R1);
}

static void write_zeros(struct assembly *assembly, const struct filter_slot *slot)
{
	const unsigned step = slot->type.kind == FILTER_ARGUMENT_TEXT ? 1 : slot->type.size;
	const size_t size = slot->type.kind == FILTER_ARGUMENT_TEXT ? 1 : slot->room;

	for (size_t done = 0; done < size; done += step)
		assembly_store_imm(assembly, step, RECORD, (int16_t)(at(slot) + (int)done), 0);
}

static struct sonde_error *write_number(struct program *program, const struct filter_slot *slot,
					size_t fault)
{
	TRY(program_number(program, slot->argument, ADDRESS, fault));
	assembly_store(&program->assembly, slot->type.size, RECORD, at(slot), ADDRESS);
	return NULL;
}

static struct sonde_error *write_array(struct program *program, const struct filter_slot *slot,
				       size_t fault)
{
	struct assembly *assembly = &program->assembly;

	TRY(program_address(program, slot->argument, fault));
	point_to(assembly, slot->offset);
	program_read(program, slot->argument, (unsigned)slot->room);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, fault);
	return NULL;
}

static void write_known(struct assembly *assembly, const struct filter_slot *slot, const char *text)
{
	size_t i = 0;

	do {
		assembly_store_imm(assembly, 1, RECORD, (int16_t)(at(slot) + (int)i), text[i]);
	} while (text[i++]);
}

/*
 * The helper ends a text in any case. One that fills its room is asked for the byte that the last
 * should have been: with that in place of the NUL it can be told that it goes on.
 */
static struct sonde_error *write_read(struct program *program, const struct filter_slot *slot,
				      size_t fault)
{
	struct assembly *assembly = &program->assembly;
	const size_t whole = assembly_label(assembly);
	const int16_t last = (int16_t)(at(slot) + (int)slot->room - 1);

	TRY(program_address(program, slot->argument, fault));
	assembly_move(assembly, ADDRESS, R3);
	point_to(assembly, slot->offset);
	program_read_text(program, slot->argument, (unsigned)slot->room);
	assembly_jump_if_imm(assembly, BPF_JSLT, R0, 0, fault);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, (int32_t)slot->room, whole);
	point_to(assembly, slot->offset + slot->room - 1);
	assembly_move(assembly, R3, ADDRESS);
	assembly_alu_imm(assembly, BPF_ADD, R3, (int32_t)slot->room - 1);
	program_read(program, slot->argument, 1);
	assembly_jump_if_imm(assembly, BPF_JEQ, R0, 0, whole);
	assembly_store_imm(assembly, 1, RECORD, last, 0);
	assembly_place(assembly, whole);
	return NULL;
}

static struct sonde_error *write_text(struct program *program, const struct filter_slot *slot,
				      size_t fault)
{
	const struct fetch *fetch = &program->request->event->args.data[slot->argument].fetch;
	struct assembly *assembly = &program->assembly;

	if (fetch->base == FETCH_STRING) {
		write_known(assembly, slot, fetch->name);
		return NULL;
	}
	if (!slot->type.is_command)
		return write_read(program, slot, fault);
	point_to(assembly, slot->offset);
	assembly_set(assembly, R2, (uint64_t)slot->room);
	assembly_call(assembly, BPF_FUNC_get_current_comm);
	return NULL;
}

static struct sonde_error *write_value(struct program *program, const struct filter_slot *slot,
				       size_t fault)
{
	switch (slot->type.kind) {
	case FILTER_ARGUMENT_NUMBER:
		return write_number(program, slot, fault);
	case FILTER_ARGUMENT_ARRAY:
		return write_array(program, slot, fault);
	case FILTER_ARGUMENT_TEXT:
		break;
	}
	return write_text(program, slot, fault);
}

static struct sonde_error *write_slot(struct program *program, size_t index)
{
	const struct filter_slot *slot = &program->request->layout->slots.data[index];
	struct assembly *assembly = &program->assembly;
	const size_t fault = assembly_label(assembly);
	const size_t done = assembly_label(assembly);
	const struct program_argument *argument;

	TRY(program_argument_of(program, slot->argument, NULL, &argument));
	TRY(write_value(program, slot, fault));
	/* Without an access there is nothing that could fail. */
	if (!assembly->error && !assembly->labels.data[fault].is_used)
		return NULL;
	assembly_jump(assembly, done);
	assembly_place(assembly, fault);
	note_fault(assembly, index);
	write_zeros(assembly, slot);
	assembly_place(assembly, done);
	return NULL;
}

static void write_stack(struct assembly *assembly, size_t offset, size_t length, int32_t flags)
{
	if (!offset) {
		assembly_store_imm(assembly, 4, RECORD, (int16_t)length, 0);
		return;
	}
	assembly_move(assembly, R1, CONTEXT);
	assembly_move(assembly, R2, RECORD);
	assembly_alu_imm(assembly, BPF_ADD, R2, (int32_t)offset);
	assembly_set(assembly, R3, FILTER_STACK_MOST * 8);
	assembly_set(assembly, R4, (uint64_t)flags);
	assembly_call(assembly, BPF_FUNC_get_stack);
	assembly_store(assembly, 4, RECORD, (int16_t)length, R0);
}

/* What the user's function rejects has not passed. */
static void ask_object(struct program *program, size_t done)
{
	struct assembly *assembly = &program->assembly;
	const size_t passes = assembly_label(assembly);

	assembly_move(assembly, R1, RECORD);
	assembly_call_object(assembly);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, passes);
	assembly_move(assembly, R1, RECORD);
	assembly_set(assembly, R2, 0);
	assembly_call(assembly, BPF_FUNC_ringbuf_discard);
	assembly_jump(assembly, done);
	assembly_place(assembly, passes);
}

struct sonde_error *program_record(struct program *program)
{
	const struct filter_layout *layout = program->request->layout;
	struct assembly *assembly = &program->assembly;
	const size_t reserved = assembly_label(assembly);
	const size_t done = assembly_label(assembly);

	assembly_map(assembly, R1, FILTER_MAP_RECORDS);
	assembly_set(assembly, R2, layout->size);
	assembly_set(assembly, R3, 0);
	assembly_call(assembly, BPF_FUNC_ringbuf_reserve);
	assembly_jump_if_imm(assembly, BPF_JNE, R0, 0, reserved);
	program_count(program, offsetof(struct filter_counts, passed));
	program_count(program, offsetof(struct filter_counts, lost));
	assembly_jump(assembly, done);
	assembly_place(assembly, reserved);
	assembly_move(assembly, RECORD, R0);
	assembly_set(assembly, FAULTS, 0);
	write_header(program);
	for (size_t i = 0; i < layout->slots.size; i++)
		TRY(write_slot(program, i));
	assembly_store(assembly, 8, RECORD, offsetof(struct filter_record, faults), FAULTS);
	write_stack(assembly, layout->kernel_stack, offsetof(struct filter_record, kernel_stack),
		    0);
	write_stack(assembly, layout->user_stack, offsetof(struct filter_record, user_stack),
		    BPF_F_USER_STACK);
	if (program->request->calls_object)
		ask_object(program, done);
	program_count(program, offsetof(struct filter_counts, passed));
	assembly_move(assembly, R1, RECORD);
	assembly_set(assembly, R2, 0);
	assembly_call(assembly, BPF_FUNC_ringbuf_submit);
	assembly_place(assembly, done);
	return NULL;
}
