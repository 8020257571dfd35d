/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/filter/cost.h"

#include "base/vec.h"

/* For each instruction the longest way from it to the end. */
struct ways VEC_BODY(size_t);

static void ways_deinit(struct ways *ways)
{
	vec_deinit(ways);
}

static bool is_jump(const struct bpf_insn *insn)
{
	const unsigned class = BPF_CLASS(insn->code);

	return (class == BPF_JMP || class == BPF_JMP32) && BPF_OP(insn->code) != BPF_CALL;
}

static bool is_wide(const struct bpf_insn *insn)
{
	return insn->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/* Ways are known from behind; one that leads back is a loop's, which is counted apart. */
static size_t way_from(const struct filter_code *code, const struct ways *ways, size_t at)
{
	const struct bpf_insn *insn = &code->insns.data[at];
	const size_t next = at + (is_wide(insn) ? 2 : 1);
	const size_t target = at + 1 + (size_t)(ptrdiff_t)insn->off;
	const size_t straight = next < ways->size ? ways->data[next] : 0;
	const size_t jumped = is_jump(insn) && target > at && target < ways->size
				      ? ways->data[target]
				      : 0;

	if (is_jump(insn) && BPF_OP(insn->code) == BPF_EXIT)
		return 1;
	if (is_jump(insn) && BPF_OP(insn->code) == BPF_JA)
		return 1 + jumped;
	return 1 + (straight > jumped ? straight : jumped);
}

struct sonde_error *filter_cost(const struct filter_code *code, size_t *ret)
{
	_cleanup_(ways_deinit) struct ways ways = VEC_INIT;
	size_t rounds = 0;

	vec_for_each(&code->insns, insn) {
		const bool is_back = is_jump(insn) && BPF_OP(insn->code) != BPF_EXIT &&
				     insn->off < 0;

		TRY(vec_push(&ways, 0));
		if (is_back)
			rounds += (size_t)-insn->off * (FILTER_TEXT_MATCHED - 1);
	}
	for (size_t at = ways.size; at-- > 0;)
		ways.data[at] = way_from(code, &ways, at);
	*ret = (ways.size ? ways.data[0] : 0) + rounds;
	return NULL;
}
