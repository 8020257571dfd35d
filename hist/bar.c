/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/bar.h"

void hist_bar_print(double share, unsigned width, bool utf8, struct str *out)
{
	/* U+2588 is a whole block, and those behind it have an eighth less each. */
	static const unsigned char block[] = {0xe2, 0x96, 0x88};
	const unsigned steps = utf8 ? 8 : 1;
	unsigned parts;

	if (!(share > 0))
		return;
	if (share > 1)
		share = 1;
	parts = (unsigned)(share * width * steps + 0.5);
	if (!parts && !utf8) {
		str_append_char(out, '.');
		return;
	}
	if (!parts)
		parts = 1;
	for (; parts >= steps; parts -= steps)
		str_append(out, utf8 ? "\xe2\x96\x88" : "#");
	if (parts) {
		str_append_bytes(out, (const char *)block, 2);
		str_append_char(out, (char)(block[2] + (steps - parts)));
	}
}
