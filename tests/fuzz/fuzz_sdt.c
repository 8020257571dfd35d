/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A section of markers' notes, and the operands in them. The first byte says for which machine they
 * are, and whether the rest is operands (`x`, `a`) or the section (`X`, `A`). An operand that is
 * read makes an argument that a line for the kernel can have.
 */
#include <ctype.h>
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/sdt_notes.h"
#include "probe/event.h"
#include "probe/sdt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const struct probe_event_arg *arg)
{
	_cleanup_str_ struct str line = STR_INIT, again = STR_INIT;
	_cleanup_probe_event_ struct probe_event event = {0};

	str_append(&line, "p:g/e /p:0x10 ");
	probe_event_arg_print(arg, &line);
	if (probe_event_parse(str_text(&line), &event) || event.args.size != 1)
		abort();
	probe_event_print(&event, &again);
	if (strcmp(str_text(&line), str_text(&again)) != 0)
		abort();
}

static void check_note(uint16_t machine, const struct sdt_note *note)
{
	const struct image image = {.kind = IMAGE_USER, .machine = machine, .path = "image"};
	_cleanup_sdt_arguments_ struct sdt_arguments arguments = VEC_INIT;

	if (sdt_arguments_of(&image, note, &arguments))
		abort();
	vec_for_each(&arguments, argument) {
		if (argument->reason && argument->reason->kind != SONDE_ERROR_UNAVAILABLE)
			abort();
		if (!argument->reason)
			check_line(&argument->arg);
	}
}

static void check_notes(uint16_t machine, const uint8_t *data, size_t size)
{
	_cleanup_sdt_notes_ struct sdt_notes list = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	if (sdt_notes_parse(data, size, &notes, &list))
		abort();
	vec_for_each(&list, note)
		check_note(machine, note);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = NULL;
	uint16_t machine;

	if (!size)
		return 0;
	machine = tolower(*data) == 'a' ? EM_AARCH64 : EM_X86_64;
	if (isupper(*data)) {
		check_notes(machine, data + 1, size - 1);
		return 0;
	}
	text = strndup((const char *)data + 1, size - 1);
	if (text)
		check_note(machine,
			   &(struct sdt_note){.provider = "p", .name = "n", .operands = text});
	return 0;
}
