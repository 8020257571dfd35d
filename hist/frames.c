/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kernels show at the top of stacks depends on how the probe is made. On x86, of a probe at a
 * function's entry (ftrace), of one within a function (a breakpoint; optimised, a jump), of a
 * return:
 *
 *     aggr_pre_handler+0x44/0x80       aggr_pre_handler+0x44/0x80      opt_pre_handler+0x44/0x70
 *     kprobe_ftrace_handler+0x13b/...  kprobe_int3_handler+0x152/...   optimized_callback+0x7f/0xa0
 *     0xffffffffc03e00de               exc_int3+0x48/0x130             0xffffffffc03de034
 *     vfs_open+0x9/0xf0                asm_exc_int3+0x39/0x40          path_openat+0x7f0/0x12f0
 *                                      vfs_open+0x13/0xf0
 *
 *     kretprobe_rethook_handler+0x45/0x60
 *     rethook_trampoline_handler+0x8e/0x140
 *     arch_rethook_trampoline_callback+0x3b/0x50
 *     arch_rethook_trampoline+0x2c/0x60
 *     path_openat+0x7f0/0x12f0
 *
 * and on arm64, of a probe and of a return:
 *
 *     kprobe_breakpoint_handler+...    __kretprobe_trampoline_handler+0xac/0x210
 *     call_break_hook+0x74/0x90        trampoline_probe_handler+0x30/0x4c
 *     brk_handler+0x24/0x6c            __kretprobe_trampoline+0x74/0xcc
 *     do_debug_exception+0x60/0x110    path_openat+0xa4c/0x1030
 *     el1_dbg+0x70/0x90
 *     el1h_64_sync_handler+0xc8/0xe4
 *     el1h_64_sync+0x64/0x68
 *     vfs_open+0x0/0x40
 *
 * Since 6.12 they are kprobe_brk_handler, do_el1_brk64, el1_brk64, el1h_64_sync_handler and
 * el1h_64_sync, of a return with kretprobe_brk_handler. A function that arm64 has just entered has
 * no frame of its own as yet: its caller is missing there, and nothing in the file says so.
 *
 * aggr_pre_handler is there where several probes are at one place. Addresses without a name are
 * code that the kernel has made for the probe.
 */
#include "hist/frames.h"

#include <string.h>

/* Frames of a probe that a stack has at most; the list above has nine. */
#define MOST_OWN 14

/* A line without blanks around it. */
static struct hist_piece line_of(struct hist_piece *lines)
{
	const char *end = memchr(lines->data, '\n', lines->size);
	struct hist_piece line = {lines->data, end ? (size_t)(end - lines->data) : lines->size};

	lines->data += line.size + (end != NULL);
	lines->size -= line.size + (end != NULL);
	while (line.size > 0 && *line.data == ' ') {
		line.data++;
		line.size--;
	}
	while (line.size > 0 && line.data[line.size - 1] == ' ')
		line.size--;
	return line;
}

/* The function's name in a line. */
static size_t name_size(struct hist_piece line)
{
	const char *plus = memchr(line.data, '+', line.size);

	return plus ? (size_t)(plus - line.data) : line.size;
}

/* Whether @p names, which ends with a NULL, has the function of @p line. */
static bool has(const char *const *names, struct hist_piece line)
{
	const size_t size = name_size(line);

	for (; *names; names++) {
		if (strlen(*names) == size && memcmp(*names, line.data, size) == 0)
			return true;
	}
	return false;
}

/* What calls the histogram when it is not inlined, and what calls that. */
static bool is_handler(struct hist_piece line)
{
	static const char *const names[] = {"aggr_pre_handler",
					    "opt_pre_handler",
					    "optimized_callback",
					    "kprobe_ftrace_handler",
					    "kprobe_int3_handler",
					    "kprobe_breakpoint_handler",
					    "kprobe_brk_handler",
					    "kprobe_dispatcher",
					    "kretprobe_dispatcher",
					    "kretprobe_rethook_handler",
					    "rethook_trampoline_handler",
					    "arch_rethook_trampoline_callback",
					    "__kretprobe_trampoline_handler",
					    "kretprobe_trampoline_handler",
					    "trampoline_handler",
					    "trampoline_probe_handler",
					    "kretprobe_brk_handler",
					    "kretprobe_breakpoint_handler",
					    "kprobe_handler",
					    "kprobe_trace_func",
					    "__kprobe_trace_func",
					    "kretprobe_trace_func",
					    "__kretprobe_trace_func",
					    "ftrace_regs_call",
					    "ftrace_call",
					    "arch_ftrace_ops_list_func",
					    "fentry_dispatcher",
					    "fexit_dispatcher",
					    "fprobe_handler",
					    "fprobe_exit_handler",
					    "trace_event_buffer_commit",
					    "event_triggers_call",
					    "event_hist_trigger",
					    "stack_trace_save",
					    NULL};

	return has(names, line);
}

/* Where the kernel comes from, when it comes to a handler: the last of the probe's own frames. */
static bool is_entry(struct hist_piece line)
{
	static const char *const names[] = {
		"asm_exc_int3",		  "el1h_64_sync",	  "arch_rethook_trampoline",
		"__kretprobe_trampoline", "kretprobe_trampoline", NULL};

	return has(names, line);
}

static bool is_address(struct hist_piece line)
{
	return line.size > 2 && line.data[0] == '0' && line.data[1] == 'x';
}

/* Handlers that are entered by a breakpoint: the rest of its way follows. */
static bool is_trap(struct hist_piece line)
{
	static const char *const names[] = {
		"kprobe_int3_handler",	 "kprobe_breakpoint_handler",	 "kprobe_brk_handler",
		"kretprobe_brk_handler", "kretprobe_breakpoint_handler", NULL};

	return has(names, line);
}

/* The lines behind those of the probe. */
static struct hist_piece without_own(struct hist_piece lines)
{
	struct hist_piece rest = lines, behind = lines;
	bool is_trapped = false;

	for (size_t i = 0; i < MOST_OWN && rest.size > 0; i++) {
		const struct hist_piece line = line_of(&rest);
		const bool is_own = is_handler(line) || (i > 0 && is_address(line));

		if (i > 0 && is_entry(line))
			return rest;
		if (!is_own && !is_trapped)
			return behind;
		is_trapped = is_trapped || is_trap(line);
		if (is_own)
			behind = rest;
	}
	return behind;
}

/* `vfs_open+0x9 [module]` of `vfs_open+0x9/0xf0 [module]`. */
static struct sonde_error *add_frame(struct hist_piece line, struct hist_texts *frames)
{
	const char *slash = memchr(line.data, '/', line.size);
	const size_t size = slash ? (size_t)(slash - line.data) : line.size;
	const char *module = slash ? memchr(slash, ' ', line.size - size) : NULL;
	_cleanup_str_ struct str frame = STR_INIT;
	_cleanup_free_ char *text = NULL;

	str_append_bytes(&frame, line.data, size);
	if (module)
		str_append_bytes(&frame, module, (size_t)(line.data + line.size - module));
	TRY(str_take(&frame, &text));
	TRY(vec_push(frames, text));
	take_ptr(text);
	return NULL;
}

bool hist_frames_are_cut(struct hist_piece lines)
{
	size_t count = 0;

	while (lines.size > 0)
		count += line_of(&lines).size > 0;
	return count >= HIST_FRAMES_MOST;
}

struct sonde_error *hist_frames_read(struct hist_piece lines, struct hist_texts *ret)
{
	_cleanup_hist_texts_ struct hist_texts frames = VEC_INIT;

	lines = without_own(lines);
	while (lines.size > 0)
		TRY(add_frame(line_of(&lines), &frames));
	*ret = frames;
	frames = (struct hist_texts)VEC_INIT;
	return NULL;
}
