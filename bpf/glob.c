/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bpf/glob.h"

void glob_deinit(struct glob *glob)
{
	vec_deinit(&glob->bytes);
	vec_deinit(&glob->runs);
}

static void include(struct glob_bytes *bytes, unsigned first, unsigned last)
{
	for (unsigned byte = first ? first : 1; byte <= last; byte++)
		bytes->bits[byte / 64] |= UINT64_C(1) << byte % 64;
}

/* All others but NUL. */
static void invert(struct glob_bytes *bytes)
{
	for (size_t i = 0; i < sizeof(bytes->bits) / sizeof(*bytes->bits); i++)
		bytes->bits[i] = ~bytes->bits[i];
	bytes->bits[0] &= ~UINT64_C(1);
}

/*
 * What is behind a `[`; its `]` is stepped over. The first byte may be a `]`, and a `-` before the
 * `]` is itself. False without a `]`.
 */
static bool take_class(const unsigned char **at, struct glob_bytes *bytes)
{
	const unsigned char *text = *at;
	const bool is_inverted = *text == '!';

	text += is_inverted;
	do {
		const unsigned char first = *text++;
		unsigned char last = first;

		if (!first)
			return false;
		if (text[0] == '-' && text[1] != ']') {
			last = text[1];
			if (!last)
				return false;
			text += 2;
		}
		include(bytes, first, last);
	} while (*text != ']');
	if (is_inverted)
		invert(bytes);
	*at = text + 1;
	return true;
}

/* The set that the pattern goes on with, which is no `*`; none for a `\` at the end. */
static bool take_bytes(const unsigned char **at, struct glob_bytes *bytes)
{
	unsigned char byte = *(*at)++;
	const unsigned char *behind = *at;

	*bytes = (struct glob_bytes){0};
	if (byte == '[' && take_class(&behind, bytes)) {
		*at = behind;
		return true;
	}
	*bytes = (struct glob_bytes){0};
	if (byte == '?') {
		include(bytes, 1, UINT8_MAX);
		return true;
	}
	if (byte == '\\') {
		byte = **at;
		*at += byte != '\0';
	}
	include(bytes, byte, byte);
	return byte != '\0';
}

static struct sonde_error *take_run(const unsigned char **at, struct glob *glob)
{
	struct glob_run run = {.first = glob->bytes.size};
	struct glob_bytes bytes;

	while (**at && **at != '*') {
		if (take_bytes(at, &bytes))
			TRY(vec_push(&glob->bytes, bytes));
	}
	run.count = glob->bytes.size - run.first;
	return vec_push(&glob->runs, run);
}

struct sonde_error *glob_parse(const char *pattern, struct glob *ret)
{
	_cleanup_glob_ struct glob glob = {.bytes = VEC_INIT};
	const unsigned char *at = (const unsigned char *)pattern;

	TRY(take_run(&at, &glob));
	while (*at) {
		while (*at == '*')
			at++;
		TRY(take_run(&at, &glob));
	}
	*ret = glob;
	glob = (struct glob){.bytes = VEC_INIT};
	return NULL;
}
