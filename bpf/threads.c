/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/threads.h"

#include <bpf/bpf.h>
#include <errno.h>

#include "bpf/assemble.h"

/* Where on the stack the id is, and the value. */
#define ID_SLOT	   (-4)
#define VALUE_SLOT (-8)

/* The kernel takes no record that is larger (PERF_MAX_TRACE_SIZE of include/linux/trace_events.h).
 */
#define RECORD_MOST ((size_t)8192)

/* Where the record of the tracepoint is during the program. */
#define RECORD BPF_REG_6

/* The thread that runs this -> the id. */
static void put_own_id(struct assembly *assembly)
{
	assembly_call(assembly, BPF_FUNC_get_current_pid_tgid);
	assembly_store(assembly, 4, BPF_REG_10, ID_SLOT, BPF_REG_0);
}

/* A thread of the record -> the id. */
static void put_id(struct assembly *assembly, size_t offset)
{
	assembly_load(assembly, 4, BPF_REG_1, RECORD, (int16_t)offset);
	assembly_store(assembly, 4, BPF_REG_10, ID_SLOT, BPF_REG_1);
}

/* Call a helper with the map and the id. */
static void put_map_call(struct assembly *assembly, int32_t helper)
{
	assembly_map(assembly, BPF_REG_1, FILTER_MAP_THREADS);
	assembly_move(assembly, BPF_REG_2, BPF_REG_10);
	assembly_alu_imm(assembly, BPF_ADD, BPF_REG_2, ID_SLOT);
	assembly_call(assembly, helper);
}

/* Put the id into the map, or count that it has no room, and go on at the label. */
static void put_add(struct assembly *assembly, size_t end)
{
	assembly_store_imm(assembly, 4, BPF_REG_10, VALUE_SLOT, 1);
	assembly_move(assembly, BPF_REG_3, BPF_REG_10);
	assembly_alu_imm(assembly, BPF_ADD, BPF_REG_3, VALUE_SLOT);
	assembly_set(assembly, BPF_REG_4, BPF_ANY);
	put_map_call(assembly, BPF_FUNC_map_update_elem);
	assembly_jump_if_imm(assembly, BPF_JEQ, BPF_REG_0, 0, end);
	assembly_map_value(assembly, BPF_REG_1, FILTER_MAP_COUNTS,
			   offsetof(struct filter_counts, unfollowed));
	assembly_set(assembly, BPF_REG_2, 1);
	assembly_atomic(assembly, BPF_ADD, BPF_REG_1, BPF_REG_2);
}

static void put_end(struct assembly *assembly)
{
	assembly_set(assembly, BPF_REG_0, 1);
	assembly_exit(assembly);
}

static struct sonde_error *check_field(const char *event, const char *field, size_t offset)
{
	if (offset <= RECORD_MOST && offset % sizeof(uint32_t) == 0)
		return NULL;
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "sched:%s has its %s at %zu, where no number of 4 bytes can be.",
			       event, field, offset);
}

struct sonde_error *filter_threads_fork_code(size_t child, struct filter_code *ret)
{
	_cleanup_assembly_ struct assembly assembly = {0};
	const size_t end = assembly_label(&assembly);

	TRY(check_field("sched_process_fork", "child_pid", child));
	assembly_move(&assembly, RECORD, BPF_REG_1);
	put_own_id(&assembly);
	put_map_call(&assembly, BPF_FUNC_map_lookup_elem);
	assembly_jump_if_imm(&assembly, BPF_JEQ, BPF_REG_0, 0, end);
	put_id(&assembly, child);
	put_add(&assembly, end);
	assembly_place(&assembly, end);
	put_end(&assembly);
	return assembly_finish(&assembly, ret);
}

struct sonde_error *filter_threads_exec_code(size_t old, struct filter_code *ret)
{
	_cleanup_assembly_ struct assembly assembly = {0};
	const size_t end = assembly_label(&assembly);

	TRY(check_field("sched_process_exec", "old_pid", old));
	assembly_move(&assembly, RECORD, BPF_REG_1);
	assembly_call(&assembly, BPF_FUNC_get_current_pid_tgid);
	assembly_low_half(&assembly, BPF_REG_0);
	assembly_load(&assembly, 4, BPF_REG_1, RECORD, (int16_t)old);
	assembly_jump_if(&assembly, BPF_JEQ, BPF_REG_0, BPF_REG_1, end);
	put_id(&assembly, old);
	put_map_call(&assembly, BPF_FUNC_map_lookup_elem);
	assembly_jump_if_imm(&assembly, BPF_JEQ, BPF_REG_0, 0, end);
	put_map_call(&assembly, BPF_FUNC_map_delete_elem);
	put_own_id(&assembly);
	put_add(&assembly, end);
	assembly_place(&assembly, end);
	put_end(&assembly);
	return assembly_finish(&assembly, ret);
}

struct sonde_error *filter_threads_exit_code(struct filter_code *ret)
{
	_cleanup_assembly_ struct assembly assembly = {0};

	put_own_id(&assembly);
	put_map_call(&assembly, BPF_FUNC_map_delete_elem);
	put_end(&assembly);
	return assembly_finish(&assembly, ret);
}

static struct sonde_error *attach(struct filter_threads *threads, const struct filter_code *code,
				  uint64_t id, struct filter_maps *maps)
{
	const struct filter_load load = {.code = code, .type = BPF_PROG_TYPE_TRACEPOINT};
	struct filter_attachment attachment;
	int program;

	TRY(filter_programs_load(&threads->programs, &load, maps, &program));
	TRY(filter_attachment_open(id, program, &attachment));
	TRY(vec_push(&threads->attachments, attachment));
	return filter_attachment_start(vec_last(&threads->attachments));
}

struct sonde_error *filter_threads_follow(struct filter_threads *threads,
					  const struct filter_kin *kin, struct filter_maps *maps)
{
	_cleanup_filter_code_ struct filter_code fork_code = {.insns = VEC_INIT};
	_cleanup_filter_code_ struct filter_code exec_code = {.insns = VEC_INIT};
	_cleanup_filter_code_ struct filter_code exit_code = {.insns = VEC_INIT};

	TRY(filter_threads_fork_code(kin->fork_child, &fork_code));
	TRY(filter_threads_exec_code(kin->exec_old, &exec_code));
	TRY(filter_threads_exit_code(&exit_code));
	/* Nothing is in the map yet: the order is of no account. */
	TRY(attach(threads, &exit_code, kin->exit_id, maps));
	TRY(attach(threads, &exec_code, kin->exec_id, maps));
	return attach(threads, &fork_code, kin->fork_id, maps);
}

struct sonde_error *filter_threads_add(struct filter_maps *maps, pid_t tid)
{
	const uint32_t key = (uint32_t)tid;
	const uint8_t value = 1;
	int fd;

	TRY(filter_maps_get(maps, FILTER_MAP_THREADS, 0, &fd));
	if (bpf_map_update_elem(fd, &key, &value, BPF_ANY) == 0)
		return NULL;
	if (errno == E2BIG)
		return sonde_error_new(SONDE_ERROR_REFUSED,
				       "More than %d threads are too many to be told apart from "
				       "all others.",
				       FILTER_THREADS_MOST);
	return sonde_error_os(errno, "Cannot let the thread %ld count", (long)tid);
}

void filter_threads_deinit(struct filter_threads *threads)
{
	vec_for_each(&threads->attachments, attachment)
		filter_attachment_close(attachment);
	vec_deinit(&threads->attachments);
	filter_programs_deinit(&threads->programs);
}
