/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By liblzma. image/no_xz.c stands in where there is none. */
#include "image/xz.h"

#include <lzma.h>

/* Bytes at a time. */
#define BLOCK 65536

bool xz_is_there(void)
{
	return true;
}

struct sonde_error *xz_unpack(const void *packed, size_t size, size_t limit, struct str *out,
			      bool *ret_whole)
{
	lzma_stream stream = LZMA_STREAM_INIT;
	const size_t before = out->size;
	lzma_ret result = lzma_stream_decoder(&stream, limit, 0);

	stream.next_in = packed;
	stream.avail_in = size;
	while (result == LZMA_OK && out->size - before <= limit) {
		char *room = str_room(out, BLOCK);

		if (!room)
			break;
		stream.next_out = (uint8_t *)room;
		stream.avail_out = BLOCK;
		result = lzma_code(&stream, LZMA_FINISH);
		str_extend(out, BLOCK - stream.avail_out);
	}
	lzma_end(&stream);
	*ret_whole = result == LZMA_STREAM_END && out->size - before <= limit;
	return result == LZMA_MEM_ERROR ? &sonde_error_no_memory : str_check(out);
}
