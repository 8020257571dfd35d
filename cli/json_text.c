/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all JSON is made with, whatever it is about; declared in cli/json.h and cli/json_give.h. */
#include "base/str.h"
#include "cli/json.h"
#include "cli/json_give.h"

#define REPLACEMENT "\xef\xbf\xbd"

struct json_object *json_text(const char *text, size_t size)
{
	_cleanup_str_ struct str clean = STR_INIT;

	for (size_t i = 0; i < size;) {
		uint32_t code;
		const size_t step = str_character(text + i, size - i, &code);

		if (step)
			str_append_bytes(&clean, text + i, step);
		else
			str_append(&clean, REPLACEMENT);
		i += step ? step : 1;
	}
	return clean.failed ? NULL : json_object_new_string_len(str_text(&clean), (int)clean.size);
}

void json_destroy(struct json_object *json)
{
	json_object_put(json);
}
