/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/own_frames.h"

#include <string.h>

/* Bytes of an address. */
#define FRAME ((size_t)8)

/* What the macros of include/trace/trace_events.h and include/linux/tracepoint.h make, and
 * kernel/trace/trace_syscalls.c has. */
static bool is_own(const char *name)
{
	static const char *const prefixes[] = {"trace_event_raw_event_", "__traceiter_",
					       "do_trace_event_raw_event_"};
	static const char *const names[] = {"ftrace_syscall_enter", "ftrace_syscall_exit",
					    "trace_event_buffer_commit"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	/* The compiler's copies have a suffix: `ftrace_syscall_enter.constprop.0`. */
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const size_t size = strlen(names[i]);

		if (strncmp(name, names[i], size) == 0 && (!name[size] || name[size] == '.'))
			return true;
	}
	return false;
}

struct hit_frames hit_frames_without_own(struct hit_frames frames,
					 const struct hit_symbols *symbols)
{
	while (frames.count) {
		struct hit_symbol symbol = {0};
		uint64_t address;

		memcpy(&address, frames.bytes, sizeof(address));
		symbols->kernel(symbols, address, &symbol);
		if (!symbol.name || !is_own(symbol.name))
			break;
		frames.bytes = (const char *)frames.bytes + FRAME;
		frames.count--;
	}
	return frames;
}
