/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "blacklist/boundary.h"

#include <capstone.h>
#include <dlfcn.h>
#include <errno.h>

#include "base/cleanup.h"

/* No function is as long: what claims to be would take seconds. */
#define DECODED_MAX ((size_t)1 << 20)

#define TEXT(macro)	TEXT_OF(macro)
#define TEXT_OF(number) #number

/* The one whose header this is compiled with. */
#define LIBRARY "libcapstone.so." TEXT(CS_API_MAJOR)

/* What is used of the library. */
struct capstone {
	__typeof__(cs_open) *open;
	__typeof__(cs_close) *close;
	__typeof__(cs_malloc) *malloc;
	__typeof__(cs_free) *free;
	__typeof__(cs_disasm_iter) *disasm;
};

struct decoder {
	struct capstone library;
	csh handle;
	cs_insn *insn;
};

/*
 * Linked to it, each start of sonde would take half as long again: its tables are 80,000 addresses
 * to be relocated. It stays loaded, and is found again at once. What dlopen() says of a lack of
 * memory is text for people; errno is left by malloc().
 */
static enum boundary_answer load(struct capstone *ret)
{
	void *library;

	errno = 0;
	library = dlopen(LIBRARY, RTLD_LAZY);
	if (!library)
		return errno == ENOMEM ? BOUNDARY_NO_MEMORY : BOUNDARY_NO_DECODER;
	*(void **)&ret->open = dlsym(library, "cs_open");
	*(void **)&ret->close = dlsym(library, "cs_close");
	*(void **)&ret->malloc = dlsym(library, "cs_malloc");
	*(void **)&ret->free = dlsym(library, "cs_free");
	*(void **)&ret->disasm = dlsym(library, "cs_disasm_iter");
	return ret->open && ret->close && ret->malloc && ret->free && ret->disasm
		       ? BOUNDARY_BEGINS
		       : BOUNDARY_NO_DECODER;
}

static void decoder_deinit(struct decoder *decoder)
{
	if (decoder->insn)
		decoder->library.free(decoder->insn, 1);
	if (decoder->handle)
		decoder->library.close(&decoder->handle);
}

/* BEGINS, or why there is none. */
static enum boundary_answer decoder_init(struct decoder *decoder)
{
	const enum boundary_answer answer = load(&decoder->library);
	cs_err error;

	if (answer != BOUNDARY_BEGINS)
		return answer;
	error = decoder->library.open(CS_ARCH_X86, CS_MODE_64, &decoder->handle);
	if (error != CS_ERR_OK)
		return error == CS_ERR_MEM ? BOUNDARY_NO_MEMORY : BOUNDARY_NO_DECODER;
	decoder->insn = decoder->library.malloc(decoder->handle);
	return decoder->insn ? BOUNDARY_BEGINS : BOUNDARY_NO_MEMORY;
}

/* The length of the instruction at `code`; 0 if it cannot be decoded. */
static size_t insn_length(const struct decoder *decoder, const uint8_t *code, size_t size)
{
	size_t prefix = boundary_is_emulated(code, size) ? BOUNDARY_EMULATE_PREFIX : 0;
	uint64_t address = 0;

	code += prefix;
	size -= prefix;
	return decoder->library.disasm(decoder->handle, &code, &size, &address, decoder->insn)
		       ? prefix + decoder->insn->size
		       : 0;
}

struct boundary boundary_find(const void *code, size_t size, size_t offset)
{
	_cleanup_(decoder_deinit) struct decoder decoder = {0};
	const enum boundary_answer is_there = decoder_init(&decoder);
	size_t at = 0, length;

	if (is_there != BOUNDARY_BEGINS)
		return (struct boundary){.answer = is_there};
	if (offset > size || offset > DECODED_MAX)
		return (struct boundary){
			.answer = BOUNDARY_UNDECODED,
			.start = offset > size ? size : DECODED_MAX,
		};
	for (; at < offset; at += length) {
		length = insn_length(&decoder, (const uint8_t *)code + at, size - at);
		if (!length)
			return (struct boundary){.answer = BOUNDARY_UNDECODED, .start = at};
		if (length > offset - at)
			return (struct boundary){
				.answer = BOUNDARY_MIDST, .start = at, .length = length};
	}
	return (struct boundary){.answer = BOUNDARY_BEGINS, .start = at};
}

struct sonde_error *boundary_has_decoder(bool *ret)
{
	struct capstone library;
	const enum boundary_answer answer = load(&library);

	*ret = answer == BOUNDARY_BEGINS;
	return answer == BOUNDARY_NO_MEMORY ? &sonde_error_no_memory : NULL;
}
