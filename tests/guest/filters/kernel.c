/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RING_SIZE 65536

static long call(enum bpf_cmd command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static int make_map(enum bpf_map_type type, uint32_t key, uint32_t value, uint32_t entries,
		    uint32_t flags)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = type;
	attr.key_size = key;
	attr.value_size = value;
	attr.max_entries = entries;
	attr.map_flags = flags;
	fd = (int)call(BPF_MAP_CREATE, &attr);
	if (fd < 0)
		die("a map");
	return fd;
}

void kernel_maps_make(struct kernel_maps *ret)
{
	void *counts;

	ret->fds[FILTER_MAP_RECORDS] = make_map(BPF_MAP_TYPE_RINGBUF, 0, 0, RING_SIZE, 0);
	ret->fds[FILTER_MAP_COUNTS] = make_map(BPF_MAP_TYPE_ARRAY, 4, sizeof(struct filter_counts),
					       1, BPF_F_MMAPABLE);
	ret->fds[FILTER_MAP_THREADS] = make_map(BPF_MAP_TYPE_HASH, 4, 1, 64, 0);
	ret->fds[FILTER_MAP_VERDICTS] = make_map(BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0);
	counts = mmap(NULL, (size_t)getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED,
		      ret->fds[FILTER_MAP_COUNTS], 0);
	if (counts == MAP_FAILED)
		die("the counts");
	ret->counts = counts;
}

static void put_maps(const struct kernel_maps *maps, const struct filter_code *code,
		     struct bpf_insn *insns)
{
	vec_for_each(&code->references, reference) {
		struct bpf_insn *insn = insns + reference->insn;

		insn[0].src_reg = reference->is_value ? BPF_PSEUDO_MAP_VALUE : BPF_PSEUDO_MAP_FD;
		insn[0].imm = maps->fds[reference->map];
		insn[1].imm = reference->is_value ? (int32_t)reference->offset : 0;
	}
}

int kernel_load(const struct kernel_maps *maps, const struct filter_code *code,
		enum bpf_prog_type type, char log[KERNEL_LOG_SIZE])
{
	const size_t size = code->insns.size * sizeof(*code->insns.data);
	struct bpf_insn *insns = malloc(size);
	union bpf_attr attr;
	int fd;

	if (!insns)
		die("memory");
	memcpy(insns, code->insns.data, size);
	put_maps(maps, code, insns);
	memset(&attr, 0, sizeof(attr));
	attr.prog_type = type;
	attr.insns = (uintptr_t)insns;
	attr.insn_cnt = (uint32_t)code->insns.size;
	attr.license = (uintptr_t) "GPL";
	/* The figures alone. */
	attr.log_level = 4;
	attr.log_buf = (uintptr_t)log;
	attr.log_size = KERNEL_LOG_SIZE;
	log[0] = '\0';
	fd = (int)call(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		fd = -errno;
	free(insns);
	return fd;
}

uint32_t kernel_run(int program, const uint64_t words[12])
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (uint32_t)program;
	attr.test.ctx_in = (uintptr_t)words;
	attr.test.ctx_size_in = 12 * sizeof(*words);
	if (call(BPF_PROG_TEST_RUN, &attr) < 0)
		die("BPF_PROG_TEST_RUN");
	return attr.test.retval;
}
