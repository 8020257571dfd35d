/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A location expression or what takes the place of one, in an image that is whole but for it. The
 * first byte of an input says where it is (enum expr_place), the second of what type the variable
 * is (enum expr_type), the third's lowest bit that the image is one of arm64.
 */
#include <elf.h>
#include <stdint.h>

#include "base/str.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/expr_image.h"
#include "tests/fuzz/questions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Longer ones say nothing new. */
#define BYTES_MAX 4096

static void ask(struct image *image)
{
	static const char *const texts[] = {
		"f $vars",    "f+4 $vars", "f v->value v->next->value v->bits",
		"f v.bits",   "f v[1]",	   "f%return $retval",
		"f v:string", "f v:x",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		questions_define(image, texts[i]);
	questions_list(image, "f", false);
	questions_list(image, "f+4", false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_image_ struct image *image = NULL;
	_cleanup_str_ struct str bytes = STR_INIT;
	struct expr_input input;

	if (size < 3 || size > BYTES_MAX)
		return 0;
	input = (struct expr_input){
		.place = data[0] % EXPR_PLACES,
		.type = data[1] % EXPR_TYPES,
		.machine = data[2] & 1 ? EM_AARCH64 : EM_X86_64,
		.bytes = data + 3,
		.size = size - 3,
	};
	expr_image_write(&input, &bytes);
	questions_open(bytes.data, bytes.size, IMAGE_KERNEL, &image);
	if (!image)
		return 0;
	succeeded_by_libraries(image_make_index(image, NULL));
	ask(image);
	return 0;
}
