/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/codegen.h"

#include <inttypes.h>

static const char *const maps[] = {"records", "counts", "threads", "verdicts"};

/* Names of the helpers that programs call. */
static const char *helper_name(int32_t helper)
{
	switch (helper) {
	case BPF_FUNC_map_lookup_elem:
		return "map_lookup_elem";
	case BPF_FUNC_probe_read:
		return "probe_read";
	case BPF_FUNC_ktime_get_ns:
		return "ktime_get_ns";
	case BPF_FUNC_get_smp_processor_id:
		return "get_smp_processor_id";
	case BPF_FUNC_get_current_pid_tgid:
		return "get_current_pid_tgid";
	case BPF_FUNC_get_current_comm:
		return "get_current_comm";
	case BPF_FUNC_get_current_task:
		return "get_current_task";
	case BPF_FUNC_probe_read_str:
		return "probe_read_str";
	case BPF_FUNC_get_stack:
		return "get_stack";
	case BPF_FUNC_probe_read_user:
		return "probe_read_user";
	case BPF_FUNC_probe_read_kernel:
		return "probe_read_kernel";
	case BPF_FUNC_probe_read_user_str:
		return "probe_read_user_str";
	case BPF_FUNC_probe_read_kernel_str:
		return "probe_read_kernel_str";
	case BPF_FUNC_ringbuf_reserve:
		return "ringbuf_reserve";
	case BPF_FUNC_ringbuf_submit:
		return "ringbuf_submit";
	case BPF_FUNC_ringbuf_discard:
		return "ringbuf_discard";
	default:
		return NULL;
	}
}

static const char *type_name(uint8_t code)
{
	switch (code & 0x18) {
	case BPF_B:
		return "u8";
	case BPF_H:
		return "u16";
	case BPF_W:
		return "u32";
	default:
		return "u64";
	}
}

static const char *alu_name(uint8_t code)
{
	static const char *const names[] = {"+",  "-",	 "*", "/", "|", "&",  "<<",
					    ">>", "neg", "%", "^", "",	"s>>"};
	const unsigned op = (code & 0xf0) >> 4;

	return op < sizeof(names) / sizeof(*names) ? names[op] : "?";
}

static const char *jump_name(uint8_t code)
{
	static const char *const names[] = {"",	   "==", ">", ">=", "&",  "!=", "s>",
					    "s>=", "",	 "",  "<",  "<=", "s<", "s<="};
	const unsigned op = (code & 0xf0) >> 4;

	return op < sizeof(names) / sizeof(*names) ? names[op] : "?";
}

/* A number of an instruction: small ones as such, others as the bits that they are. */
static void print_number(int64_t number, struct str *out)
{
	if (number > -4096 && number < 4096)
		str_appendf(out, "%" PRId64, number);
	else
		str_appendf(out, "0x%" PRIx64, (uint64_t)number);
}

static void print_source(const struct bpf_insn *insn, struct str *out)
{
	if (insn->code & BPF_X)
		str_appendf(out, "r%u", insn->src_reg);
	else
		print_number(insn->imm, out);
}

static void print_alu(const struct bpf_insn *insn, struct str *out)
{
	const bool is_half = (insn->code & 7) == BPF_ALU;
	const uint8_t op = insn->code & 0xf0;

	str_appendf(out, "%c%u = ", is_half ? 'w' : 'r', insn->dst_reg);
	if (op == BPF_NEG) {
		str_appendf(out, "-r%u", insn->dst_reg);
		return;
	}
	if (is_half && insn->code & BPF_X) {
		str_appendf(out, "w%u", insn->src_reg);
		return;
	}
	if (op != BPF_MOV)
		str_appendf(out, "r%u %s ", insn->dst_reg, alu_name(insn->code));
	print_source(insn, out);
}

static void print_place(const struct bpf_insn *insn, unsigned base, struct str *out)
{
	str_appendf(out, "*(%s *)(r%u %c %d)", type_name(insn->code), base,
		    insn->off < 0 ? '-' : '+', insn->off < 0 ? -insn->off : insn->off);
}

static void print_store(const struct bpf_insn *insn, struct str *out)
{
	const bool is_atomic = (insn->code & 0xe0) == BPF_ATOMIC;

	if (is_atomic)
		str_append(out, "lock ");
	print_place(insn, insn->dst_reg, out);
	if (is_atomic)
		str_appendf(out, " %s= ", alu_name((uint8_t)insn->imm));
	else
		str_append(out, " = ");
	if ((insn->code & 7) == BPF_STX)
		str_appendf(out, "r%u", insn->src_reg);
	else
		print_number(insn->imm, out);
}

static void print_jump(const struct bpf_insn *insn, size_t at, struct str *out)
{
	const uint8_t op = insn->code & 0xf0;
	const char *helper = op == BPF_CALL ? helper_name(insn->imm) : NULL;

	if (op == BPF_EXIT) {
		str_append(out, "exit");
	} else if (op == BPF_CALL && insn->src_reg == BPF_PSEUDO_CALL) {
		str_append(out, "call filter");
	} else if (op == BPF_CALL) {
		str_appendf(out, "call %s", helper ? helper : "?");
	} else {
		if (op != BPF_JA) {
			str_appendf(out, "if r%u %s ", insn->dst_reg, jump_name(insn->code));
			print_source(insn, out);
			str_append_char(out, ' ');
		}
		str_appendf(out, "goto %zu", (size_t)((int64_t)at + 1 + insn->off));
	}
}

/* The pair of instructions that has a number of 64 bits, or a map. */
static void print_wide(const struct filter_code *code, size_t at, struct str *out)
{
	const struct bpf_insn *insn = &code->insns.data[at];
	const uint64_t high = (uint32_t)insn[1].imm;

	str_appendf(out, "r%u = ", insn->dst_reg);
	vec_for_each(&code->references, reference) {
		if (reference->insn != at)
			continue;
		str_appendf(out, "map %s", maps[reference->map]);
		if (reference->is_value)
			str_appendf(out, ", value + %u", reference->offset);
		return;
	}
	print_number((int64_t)(high << 32 | (uint32_t)insn->imm), out);
}

static void print_insn(const struct filter_code *code, size_t at, struct str *out)
{
	const struct bpf_insn *insn = &code->insns.data[at];

	switch (insn->code & 7) {
	case BPF_LD:
		print_wide(code, at, out);
		break;
	case BPF_LDX:
		str_appendf(out, "r%u = ", insn->dst_reg);
		print_place(insn, insn->src_reg, out);
		break;
	case BPF_ST:
	case BPF_STX:
		print_store(insn, out);
		break;
	case BPF_JMP:
		print_jump(insn, at, out);
		break;
	default:
		print_alu(insn, out);
	}
}

void filter_code_print(const struct filter_code *code, struct str *out)
{
	for (size_t at = 0; at < code->insns.size; at++) {
		str_appendf(out, "%4zu: ", at);
		print_insn(code, at, out);
		str_append_char(out, '\n');
		if (code->insns.data[at].code == (BPF_LD | BPF_IMM | BPF_DW))
			at++;
	}
}
