/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * JSON as text. json-c's own json_object_to_json_string() leaves out what it finds no memory for,
 * without a word.
 */
#ifndef BASE_JSON_TEXT_H
#define BASE_JSON_TEXT_H

#include <stdbool.h>

#include "base/str.h"

struct json_object;

/**
 * Append @p json as json-c 0.16 spells it with JSON_C_TO_STRING_NOSLASHESCAPE, and a newline.
 *
 * @param json made by json-c; NULL is `null`
 * @param in_lines a line for each value (JSON_C_TO_STRING_PRETTY); else all is one
 * @param out fails if memory is short
 */
void json_text_append(struct json_object *json, bool in_lines, struct str *out);

#endif /* BASE_JSON_TEXT_H */
