/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/verdict.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>

#include "bpf/permission.h"

/* A packet that programs of sockets are run with: no less than an Ethernet header. */
#define PACKET_SIZE 64

/* The program keeps the address of the map's value there. */
static struct sonde_error *load(int map, int *ret)
{
	const struct bpf_insn insns[] = {
		/* r1 = the address of the value at offset 0 */
		{.code = BPF_LD | BPF_IMM | BPF_DW,
		 .dst_reg = BPF_REG_1,
		 .src_reg = BPF_PSEUDO_MAP_VALUE,
		 .imm = map},
		{0},
		/* *(u64 *)(r1 + 0) = r1 */
		{.code = BPF_STX | BPF_MEM | BPF_DW, .dst_reg = BPF_REG_1, .src_reg = BPF_REG_1},
		/* r0 = 0 */
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	const int fd = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "sonde_address", "GPL", insns,
				     sizeof(insns) / sizeof(*insns), NULL);

	if (fd < 0)
		return filter_refusal(-fd, "Cannot load the program that tells where verdicts are");
	*ret = fd;
	return NULL;
}

static struct sonde_error *run(int program)
{
	unsigned char packet[PACKET_SIZE] = {0};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet, .data_size_in = sizeof(packet),
		    .repeat = 1);
	const int result = bpf_prog_test_run_opts(program, &options);

	return result < 0 ? filter_refusal(-result,
					   "Cannot run the program that tells where verdicts are")
			  : NULL;
}

struct sonde_error *filter_verdict_address(struct filter_maps *maps, uint64_t *ret)
{
	const uint32_t key = 0;
	const uint64_t none = 0;
	_cleanup_close_ int program = -1;
	uint64_t address = 0;
	int map, result;

	TRY(filter_maps_get(maps, FILTER_MAP_VERDICTS, 0, &map));
	TRY(load(map, &program));
	TRY(run(program));
	result = bpf_map_lookup_elem(map, &key, &address);
	if (!result)
		result = bpf_map_update_elem(map, &key, &none, BPF_ANY);
	if (result)
		return filter_refusal(-result, "Cannot read the BPF map of verdicts");
	if (!address)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "This kernel does not tell where the value of a map is.");
	*ret = address;
	return NULL;
}
