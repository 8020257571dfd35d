/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The helpers that programs call.
 */
#include "tests/unit/bpf_machine_own.h"

#include <string.h>

static bool fill(struct bpf_machine *machine, uint64_t address, size_t size)
{
	uint8_t bytes[MACHINE_RECORD_MOST];

	if (size > sizeof(bytes))
		return FAIL(machine, "a helper is given %zu bytes", size);
	/* Two texts do not end in the same. */
	memset(bytes, RUBBISH + (size > 8 ? (int)(machine->calls % 64) : 0), size);
	return machine_write(machine, address, bytes, size);
}

/* A byte that helpers can read. */
static bool peek(struct bpf_machine *machine, uint64_t address, bool user, bool kernel,
		 uint8_t *ret)
{
	const uint64_t stack = STACK_END - 512;

	for (size_t i = 0; i < machine->memory_count; i++) {
		const struct machine_memory *memory = &machine->memory[i];

		if (!machine_within(address, 1, memory->address, memory->size) ||
		    !(memory->is_user ? user : kernel))
			continue;
		*ret = ((const uint8_t *)memory->bytes)[address - memory->address];
		return true;
	}
	if (kernel && machine_within(address, 1, stack, 512) &&
	    machine->stack_written[address - stack]) {
		*ret = machine->stack[address - stack];
		return true;
	}
	return false;
}

/* r1, of r2 bytes, = what is at r3. */
static bool probe_read(struct bpf_machine *machine, bool user, bool kernel)
{
	const uint64_t to = machine->registers[1], from = machine->registers[3];
	const size_t size = (uint32_t)machine->registers[2];
	uint8_t byte;

	if (!size || !fill(machine, to, size))
		return FAIL(machine, "probe_read of %zu bytes", size);
	machine->registers[0] = (uint64_t)-14;
	for (size_t i = 0; i < size; i++) {
		if (!peek(machine, from + i, user, kernel, &byte))
			return true;
	}
	for (size_t i = 0; i < size; i++) {
		peek(machine, from + i, user, kernel, &byte);
		machine_write(machine, to + i, &byte, 1);
	}
	machine->registers[0] = 0;
	return true;
}

/* The same of a text: as far as its NUL, which is written in any case. */
static bool probe_read_str(struct bpf_machine *machine, bool user, bool kernel)
{
	const uint64_t to = machine->registers[1], from = machine->registers[3];
	const size_t size = (uint32_t)machine->registers[2];
	uint8_t byte;

	if (!size || !fill(machine, to, size))
		return FAIL(machine, "probe_read_str of %zu bytes", size);
	for (size_t i = 0; i < size; i++) {
		if (!peek(machine, from + i, user, kernel, &byte)) {
			machine->registers[0] = (uint64_t)-14;
			return true;
		}
		if (i == size - 1)
			byte = 0;
		machine_write(machine, to + i, &byte, 1);
		machine->registers[0] = i + 1;
		if (!byte)
			break;
	}
	/* A text of user space that is empty is no byte long, of the kernel one, the NUL
	 * (strncpy_from_user_nofault(), strncpy_from_kernel_nofault() of mm/maccess.c). */
	if (machine->registers[0] == 1 && size > 1 && peek(machine, from, true, false, &byte))
		machine->registers[0] = 0;
	return true;
}

static bool get_comm(struct bpf_machine *machine)
{
	if (machine->registers[2] != sizeof(machine->command))
		return FAIL(machine, "get_current_comm of %llu bytes",
			    (unsigned long long)machine->registers[2]);
	machine->registers[0] = 0;
	return machine_write(machine, machine->registers[1], machine->command,
			     sizeof(machine->command));
}

static bool get_stack(struct bpf_machine *machine)
{
	const bool is_user = machine->registers[4] & 256;
	const size_t size = (uint32_t)machine->registers[3];
	const uint64_t to = machine->registers[2];

	if (machine->registers[1] != CONTEXT_AT || machine->registers[4] & ~UINT64_C(256) ||
	    size < MACHINE_FRAMES * 8 || !fill(machine, to, size))
		return FAIL(machine, "get_stack of %zu bytes", size);
	machine->registers[0] = (uint64_t)-14;
	if (is_user && machine->has_no_user_stack)
		return true;
	for (uint64_t i = 0; i < MACHINE_FRAMES; i++) {
		const uint64_t frame = (is_user ? MACHINE_USER_FRAME : MACHINE_KERNEL_FRAME) + i;

		machine_write(machine, to + 8 * i, &frame, 8);
	}
	machine->registers[0] = MACHINE_FRAMES * 8;
	return true;
}

static bool lookup(struct bpf_machine *machine)
{
	uint64_t key;

	if (machine->registers[1] != THREADS_AT ||
	    !machine_read(machine, machine->registers[2], 4, &key))
		return FAIL(machine, "map_lookup_elem");
	machine->registers[0] = 0;
	for (size_t i = 0; i < machine->thread_count; i++) {
		if (machine->threads[i] == key)
			machine->registers[0] = FOUND_AT;
	}
	return true;
}

static bool update(struct bpf_machine *machine)
{
	uint64_t key, value;

	if (machine->registers[1] != THREADS_AT || machine->registers[4] != BPF_ANY ||
	    !machine_read(machine, machine->registers[2], 4, &key) ||
	    !machine_read(machine, machine->registers[3], 1, &value) || !value)
		return FAIL(machine, "map_update_elem");
	machine->registers[0] = machine->is_crowded ? (uint64_t)-7 : 0;
	if (!machine->is_crowded)
		machine->added = (uint32_t)key;
	return true;
}

static bool delete (struct bpf_machine *machine)
{
	uint64_t key;

	if (machine->registers[1] != THREADS_AT ||
	    !machine_read(machine, machine->registers[2], 4, &key))
		return FAIL(machine, "map_delete_elem");
	machine->removed = (uint32_t)key;
	machine->registers[0] = 0;
	return true;
}

static bool reserve(struct bpf_machine *machine)
{
	if (machine->registers[1] != RING_AT || machine->registers[3] || machine->record_size ||
	    machine->registers[2] > MACHINE_RECORD_MOST || machine->registers[2] % 8)
		return FAIL(machine, "ringbuf_reserve");
	machine->registers[0] = 0;
	if (machine->is_full)
		return true;
	machine->record_size = machine->registers[2];
	machine->registers[0] = RECORD_AT;
	return true;
}

static bool give_back(struct bpf_machine *machine, bool *how)
{
	if (machine->registers[1] != RECORD_AT || machine->registers[2] || !machine->record_size ||
	    machine->is_submitted || machine->is_discarded)
		return FAIL(machine, "ringbuf_submit or ringbuf_discard");
	*how = true;
	machine->registers[0] = 0;
	return true;
}

static bool give(struct bpf_machine *machine, uint64_t value)
{
	machine->registers[0] = value;
	return true;
}

/* How many arguments a helper takes; negative: it is not known. */
static int arguments_of(int32_t helper)
{
	switch (helper) {
	case BPF_FUNC_ktime_get_ns:
	case BPF_FUNC_get_smp_processor_id:
	case BPF_FUNC_get_current_pid_tgid:
	case BPF_FUNC_get_current_task:
		return 0;
	case BPF_FUNC_map_lookup_elem:
	case BPF_FUNC_map_delete_elem:
	case BPF_FUNC_get_current_comm:
	case BPF_FUNC_ringbuf_submit:
	case BPF_FUNC_ringbuf_discard:
		return 2;
	case BPF_FUNC_probe_read:
	case BPF_FUNC_probe_read_str:
	case BPF_FUNC_probe_read_user:
	case BPF_FUNC_probe_read_kernel:
	case BPF_FUNC_probe_read_user_str:
	case BPF_FUNC_probe_read_kernel_str:
	case BPF_FUNC_ringbuf_reserve:
		return 3;
	case BPF_FUNC_get_stack:
	case BPF_FUNC_map_update_elem:
		return 4;
	default:
		return -1;
	}
}

static bool call_helper(struct bpf_machine *machine, int32_t helper)
{
	switch (helper) {
	case BPF_FUNC_map_lookup_elem:
		return lookup(machine);
	case BPF_FUNC_map_update_elem:
		return update(machine);
	case BPF_FUNC_map_delete_elem:
		return delete (machine);
	case BPF_FUNC_probe_read:
		return probe_read(machine, true, true);
	case BPF_FUNC_probe_read_user:
		return probe_read(machine, true, false);
	case BPF_FUNC_probe_read_kernel:
		return probe_read(machine, false, true);
	case BPF_FUNC_probe_read_str:
		return probe_read_str(machine, true, true);
	case BPF_FUNC_probe_read_user_str:
		return probe_read_str(machine, true, false);
	case BPF_FUNC_probe_read_kernel_str:
		return probe_read_str(machine, false, true);
	case BPF_FUNC_ktime_get_ns:
		return give(machine, MACHINE_TIME);
	case BPF_FUNC_get_smp_processor_id:
		return give(machine, machine->cpu);
	case BPF_FUNC_get_current_pid_tgid:
		return give(machine, (uint64_t)machine->process << 32 | machine->thread);
	case BPF_FUNC_get_current_comm:
		return get_comm(machine);
	case BPF_FUNC_get_current_task:
		return give(machine, MACHINE_TASK);
	case BPF_FUNC_get_stack:
		return get_stack(machine);
	case BPF_FUNC_ringbuf_reserve:
		return reserve(machine);
	case BPF_FUNC_ringbuf_submit:
		return give_back(machine, &machine->is_submitted);
	default:
		return give_back(machine, &machine->is_discarded);
	}
}

bool machine_call(struct bpf_machine *machine, const struct bpf_insn *insn)
{
	const bool is_object = insn->src_reg == BPF_PSEUDO_CALL;
	const int count = is_object ? 1 : arguments_of(insn->imm);

	machine->calls++;
	if (count < 0)
		return FAIL(machine, "calls helper %d", insn->imm);
	for (int i = 1; i <= count; i++) {
		if (!machine->is_set[i])
			return FAIL(machine, "helper %d: r%d is not set", insn->imm, i);
	}
	if (is_object && machine->registers[1] != RECORD_AT)
		return FAIL(machine, "the user's function is not given the record");
	if (is_object)
		machine->registers[0] = machine->object_says;
	else if (!call_helper(machine, insn->imm))
		return false;
	machine->is_set[0] = true;
	for (int i = 1; i <= 5; i++)
		machine->is_set[i] = false;
	return true;
}
