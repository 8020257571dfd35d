/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ELF file with debuginfo that may be damaged anywhere: the index, definitions, listings. */
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "image/index.h"
#include "image/symbols.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/mutate_image.h"
#include "tests/fuzz/questions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Functions and files of an image that are asked about; the seeds have fewer. */
#define NAMES_MAX 8

static void ask(struct image *image, void (*question)(struct image *, const char *),
		const char *name, const char *rest)
{
	_cleanup_str_ struct str text = STR_INIT;

	str_appendf(&text, "%s%s", name, rest);
	question(image, str_text(&text));
}

static void list_each(struct image *image, const char *text)
{
	questions_list(image, text, true);
}

static void ask_function(struct image *image, const char *name)
{
	ask(image, questions_define, name, " $vars");
	ask(image, questions_define, name, "+8 $params");
	ask(image, questions_define, name, ":2 $vars");
	ask(image, questions_define, name, "%return $retval");
	ask(image, list_each, name, "");
	ask(image, questions_lines, name, "");
}

/* What is not loaded is mostly DWARF; tables of symbols are the rest. */
bool mutate_image_wants(const Elf64_Shdr *section)
{
	return !(section->sh_flags & SHF_ALLOC);
}

/* ET_REL is how a module is told from a kernel. */
static enum image_kind kind_of(const uint8_t *data, size_t size)
{
	Elf64_Ehdr header;

	if (size < sizeof(header))
		return IMAGE_KERNEL;
	memcpy(&header, data, sizeof(header));
	return header.e_type == ET_REL ? IMAGE_MODULE : IMAGE_KERNEL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_str_ struct str release = STR_INIT;

	questions_open(data, size, kind_of(data, size), &image);
	if (!image)
		return 0;
	if (!succeeded_by_libraries(image_make_index(image, NULL)))
		return 0;
	image_print_release(image, &release);
	for (size_t i = 0; i < index_name_count(image->index) && i < NAMES_MAX; i++)
		ask_function(image, index_name(image->index, i));
	questions_define(image, "* $params");
	questions_define(image, "seed.c:12 $vars");
	questions_define(image, "*;return*");
	questions_lines(image, "seed.c:1-30");
	questions_lines(image, "*");
	questions_places(image);
	return 0;
}
