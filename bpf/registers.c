/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/registers.h"

#include <string.h>

static const struct filter_register x86_64_all[] = {
	{"r15", 0},	{"r14", 8},  {"r13", 16}, {"r12", 24}, {"bp", 32},	 {"bx", 40},
	{"r11", 48},	{"r10", 56}, {"r9", 64},  {"r8", 72},  {"ax", 80},	 {"cx", 88},
	{"dx", 96},	{"si", 104}, {"di", 112}, {"ip", 128}, {"orig_ax", 120}, {"cs", 136},
	{"flags", 144}, {"sp", 152}, {"ss", 160}, {NULL, 0},
};

/* regs_get_kernel_argument(): di, si, dx, cx, r8, r9, then the stack behind the return address. */
static const int16_t x86_64_arguments[] = {112, 104, 96, 88, 72, 64};

static const struct filter_register aarch64_all[] = {
	{"x0", 0},    {"x1", 8},    {"x2", 16},	  {"x3", 24},	{"x4", 32},	 {"x5", 40},
	{"x6", 48},   {"x7", 56},   {"x8", 64},	  {"x9", 72},	{"x10", 80},	 {"x11", 88},
	{"x12", 96},  {"x13", 104}, {"x14", 112}, {"x15", 120}, {"x16", 128},	 {"x17", 136},
	{"x18", 144}, {"x19", 152}, {"x20", 160}, {"x21", 168}, {"x22", 176},	 {"x23", 184},
	{"x24", 192}, {"x25", 200}, {"x26", 208}, {"x27", 216}, {"x28", 224},	 {"x29", 232},
	{"x30", 240}, {"lr", 240},  {"sp", 248},  {"pc", 256},	{"pstate", 264}, {NULL, 0},
};

static const int16_t aarch64_arguments[] = {0, 8, 16, 24, 32, 40, 48, 56};

static const struct filter_registers tables[] = {
	{
		.arch = "x86_64",
		.all = x86_64_all,
		.arguments = x86_64_arguments,
		.argument_count = 6,
		.stack_argument = 1,
		.stack_pointer = 152,
		.return_value = 80,
	},
	{
		.arch = "aarch64",
		.all = aarch64_all,
		.arguments = aarch64_arguments,
		.argument_count = 8,
		.stack_pointer = 248,
		.return_value = 0,
	},
};

struct sonde_error *filter_registers_of(const char *arch, const struct filter_registers **ret)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		if (strcmp(tables[i].arch, arch) == 0) {
			*ret = &tables[i];
			return NULL;
		}
	}
	return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
			       "A filter cannot be compiled for '%s': it is not known where its "
			       "registers lie.",
			       arch);
}

bool filter_register_find(const struct filter_registers *registers, const char *name, int16_t *ret)
{
	for (const struct filter_register *at = registers->all; at->name; at++) {
		if (strcmp(at->name, name) == 0) {
			*ret = at->offset;
			return true;
		}
	}
	return false;
}
