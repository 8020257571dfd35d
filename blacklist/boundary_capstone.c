/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/boundary.h"

#include <capstone.h>

#include "base/cleanup.h"

/* No function is as long: what claims to be would take seconds. */
#define DECODED_MAX ((size_t)1 << 20)

static void close_decoder(csh *decoder)
{
	if (*decoder)
		cs_close(decoder);
}

static void free_insn(cs_insn **insn)
{
	if (*insn)
		cs_free(*insn, 1);
}

/* The length of the instruction at `code`; 0 if it cannot be decoded. */
static size_t insn_length(csh decoder, const uint8_t *code, size_t size, cs_insn *insn)
{
	size_t prefix = boundary_is_emulated(code, size) ? BOUNDARY_EMULATE_PREFIX : 0;
	uint64_t address = 0;

	code += prefix;
	size -= prefix;
	return cs_disasm_iter(decoder, &code, &size, &address, insn) ? prefix + insn->size : 0;
}

struct boundary boundary_find(const void *code, size_t size, size_t offset)
{
	_cleanup_(close_decoder) csh decoder = 0;
	_cleanup_(free_insn) cs_insn *insn = NULL;
	size_t at = 0, length;

	if (cs_open(CS_ARCH_X86, CS_MODE_64, &decoder) == CS_ERR_OK)
		insn = cs_malloc(decoder);
	if (!insn)
		return (struct boundary){.answer = BOUNDARY_NO_DECODER};
	if (offset > size || offset > DECODED_MAX)
		return (struct boundary){
			.answer = BOUNDARY_UNDECODED,
			.start = offset > size ? size : DECODED_MAX,
		};
	for (; at < offset; at += length) {
		length = insn_length(decoder, (const uint8_t *)code + at, size - at, insn);
		if (!length)
			return (struct boundary){.answer = BOUNDARY_UNDECODED, .start = at};
		if (length > offset - at)
			return (struct boundary){
				.answer = BOUNDARY_MIDST, .start = at, .length = length};
	}
	return (struct boundary){.answer = BOUNDARY_BEGINS, .start = at};
}

bool boundary_has_decoder(void)
{
	return true;
}
