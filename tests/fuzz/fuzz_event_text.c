/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records of events whose formats are known: whatever they hold, their text is made or refused. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tracefs/event_text.h"

#define COMMON                                                                          \
	"format:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"          \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"  \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Texts in the record, before and behind; an array; a text of a fixed size; a bit mask. */
static const char *const formats[] = {
	"name: a\nID: 1\n" COMMON "\tfield:__data_loc char[] x;\toffset:8;\tsize:4;\tsigned:0;\n"
	"\tfield:__rel_loc char[] y;\toffset:12;\tsize:4;\tsigned:0;\n\n"
	"print fmt: \"%s %s\", __get_str(x), __get_rel_str(y)\n",
	"name: b\nID: 2\n" COMMON "\tfield:__data_loc u8[] x;\toffset:8;\tsize:4;\tsigned:0;\n\n"
	"print fmt: \"%s\", __print_hex(__get_dynamic_array(x), __get_dynamic_array_len(x))\n",
	"name: c\nID: 3\n" COMMON "\tfield:char x[16];\toffset:8;\tsize:16;\tsigned:0;\n"
	"\tfield:u32 y;\toffset:24;\tsize:4;\tsigned:0;\n\n"
	"print fmt: \"%s %d %s\", REC->x, REC->y / 3, __print_symbolic(REC->y, {1, "
	"\"a\"}, {2, \"b\"})\n",
	"name: d\nID: 4\n" COMMON "\tfield:__data_loc unsigned long[] x;\toffset:8;\tsize:4;"
	"\tsigned:0;\n\nprint fmt: \"%s\", __get_bitmask(x)\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_event_texts_ struct event_texts *texts = NULL;
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_str_ struct str text = STR_INIT;
	unsigned id;

	if (event_texts_create(NULL, NULL, &texts))
		return 0;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (event_texts_add(texts, "x", formats[i], &id) || id != i + 1)
			abort();
	}
	error = event_texts_write(texts, data, size, &text);
	if (error && text.size)
		abort();
	return 0;
}
