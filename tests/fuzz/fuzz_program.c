/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program or library that may be damaged anywhere: where its code lies in the file, functions by
 * their names, markers, versions of symbols, and whether its places can be probed.
 */
#include <elf.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "blacklist/program.h"
#include "image/program.h"
#include "image/sdt_notes.h"
#include "image/symbols.h"
#include "image/versions.h"
#include "probe/grammar.h"
#include "probe/sdt_resolve.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/mutate_image.h"
#include "tests/fuzz/questions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Symbols and markers that are asked about; the seeds have fewer. */
#define SYMBOLS_MAX 16
#define MARKERS_MAX 16

/* DWARF is fuzz_image.c's: what else a program has is all that is asked for here. */
bool mutate_image_wants(const Elf64_Shdr *section)
{
	return section->sh_flags & SHF_ALLOC || section->sh_type != SHT_PROGBITS;
}

/* The way to the file and back. */
static void ask_address(const struct image *image, uint64_t address)
{
	uint64_t offset, back;

	if (program_code_offset(image, address, &offset))
		check(program_code_address(image, offset, &back));
	program_data_offset(image, address, &offset);
	program_data_may_move(image, address);
	program_has_function_at(image, address);
	program_has_data_at(image, 0, address);
	program_starts_at(image, address);
}

static void ask_place(const struct image *image, uint64_t address, bool begins)
{
	const struct blacklist_place place = {.address = address, .begins = begins};
	_cleanup_blacklist_answer_ struct blacklist_answer answer = {0};

	if (succeeded_by_libraries(blacklist_program_check(image, &place, &answer)))
		check(answer.verdict == BLACKLIST_ALLOWED || *answer.reason);
}

static void ask_symbol(struct image *image, const struct symbol *symbol)
{
	const char *name = symbols_name(&image->symbols, symbol);
	_cleanup_versions_ struct versions versions = VEC_INIT;

	ask_address(image, symbol->address);
	ask_place(image, symbol->address, true);
	ask_place(image, symbol->address + 3, false);
	if (succeeded_by_libraries(versions_of(image->elf, name, &versions)))
		versions_is_chosen(image->elf, name, symbol->address);
	questions_define(image, name);
}

static void ask_marker(struct image *image, const struct sdt_notes *markers,
		       const struct sdt_note *marker)
{
	const struct resolve_options options = {.max_probes = MARKERS_MAX};
	_cleanup_str_ struct str text = STR_INIT;
	_cleanup_probe_def_ struct probe_def def = {0};
	_cleanup_notes_ struct notes notes = NOTES_INIT;
	const struct sdt_request request = {.image = image,
					    .markers = markers,
					    .def = &def,
					    .options = &options,
					    .notes = &notes};
	const struct resolve_sink sink = {.take = questions_take};

	str_appendf(&text, "%%%s:%s", marker->provider, marker->name);
	if (succeeded_by_libraries(probe_def_parse(str_text(&text), &def)) &&
	    def.point.kind == PROBE_POINT_MARKER)
		succeeded_by_libraries(sdt_resolve(&request, &sink));
}

static void ask_markers(struct image *image)
{
	_cleanup_sdt_notes_ struct sdt_notes markers = VEC_INIT;
	_cleanup_notes_ struct notes notes = NOTES_INIT;

	if (!succeeded_by_libraries(sdt_notes_read(image, &notes, &markers)))
		return;
	for (size_t i = 0; i < markers.size && i < MARKERS_MAX; i++)
		ask_marker(image, &markers, &markers.data[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_image_ struct image *image = NULL;
	uint64_t bias;

	questions_open(data, size, IMAGE_USER, &image);
	if (!image)
		return 0;
	if (!succeeded_by_libraries(image_make_index(image, NULL)))
		return 0;
	succeeded_by_libraries(program_code_bias(image, &bias));
	for (size_t i = 0; i < image->symbols.count && i < SYMBOLS_MAX; i++)
		ask_symbol(image, &image->symbols.sorted[i]);
	questions_define(image, "ns::Klass::get");
	questions_define(image, "*get*");
	ask_markers(image);
	return 0;
}
