/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of an image's index, as it is, and with a header that fits: one that lies about
 * functions, files, addresses and symbols makes nothing be read outside of it, nor of the image.
 */
#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/str.h"
#include "image/index.h"
#include "image/index_format.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/expr_image.h"
#include "tests/fuzz/questions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Names, files and addresses that are looked up. */
#define ROWS_MAX 16

/* DW_OP_reg0. */
static const uint8_t location[] = {0x50};

static void make_image(struct image **ret)
{
	const struct expr_input input = {
		.place = EXPR_LOCATION,
		.type = EXPR_NODE_POINTER,
		.machine = EM_X86_64,
		.bytes = location,
		.size = sizeof(location),
	};
	_cleanup_str_ struct str bytes = STR_INIT;

	expr_image_write(&input, &bytes);
	questions_open(bytes.data, bytes.size, IMAGE_KERNEL, ret);
}

/* What nobody guesses: whose it is, how long, and its sum. */
static void repair(const struct image *image, unsigned char *bytes, size_t size)
{
	const size_t summed = offsetof(struct index_header, checksum) + sizeof(uint64_t);
	struct index_header header;

	memcpy(&header, bytes, sizeof(header));
	memcpy(header.magic, INDEX_MAGIC, sizeof(header.magic));
	header.version = INDEX_VERSION;
	header.byte_order = INDEX_BYTE_ORDER;
	header.size = size;
	memcpy(header.build_id, image->build_id.bytes, sizeof(header.build_id));
	header.build_id_size = image->build_id.size;
	memcpy(header.section_sizes, image->section_sizes, sizeof(header.section_sizes));
	memcpy(bytes, &header, sizeof(header));
	header.checksum = index_checksum(bytes + summed, size - summed);
	memcpy(bytes, &header, sizeof(header));
}

static void read_rows(const struct index *index)
{
	for (size_t i = 0; i < index_name_count(index) && i < ROWS_MAX; i++) {
		_cleanup_index_dies_ struct index_dies dies = VEC_INIT;

		check(!index_find_functions(index, index_name(index, i), false, &dies));
		check(!index_find_functions(index, "*", true, &dies));
	}
	for (size_t i = 0; i < index_file_count(index) && i < ROWS_MAX; i++) {
		_cleanup_index_dies_ struct index_dies dies = VEC_INIT;

		check(!index_find_file(index, index_file(index, i), &dies));
	}
}

static void read_symbols(const struct index *index)
{
	const uint32_t *order;
	uint64_t unit, sum = 0;
	size_t count;
	const struct symbol *symbols = index_symbols(index, &order, &count);

	for (size_t i = 0; i < count; i++)
		sum += symbols[i].address + order[i];
	index_unit_at(index, sum, &unit);
	index_unit_at(index, 0, &unit);
	index_unit_at(index, UINT64_MAX, &unit);
}

/* As cli/target/index.c has it: one that the image does not take is not asked. */
static void ask(struct index *index)
{
	static const char *const texts[] = {"f $vars", "f+4 v->value", "f%return $retval",
					    "* $params", "seed.c:1"};
	_cleanup_image_ struct image *image = NULL;

	make_image(&image);
	check(image != NULL);
	if (!succeeded_by_libraries(image_check_index(image, index))) {
		index_destroy(index);
		return;
	}
	if (!succeeded_by_libraries(image_use_index(image, index)))
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		questions_define(image, texts[i]);
	questions_list(image, "f", false);
	questions_lines(image, "*");
	questions_places(image);
}

static void take(struct sonde_error *error, struct index *index)
{
	if (error) {
		check(error->kind == SONDE_ERROR_FORMAT);
		succeeded_by_libraries(error);
		return;
	}
	read_rows(index);
	read_symbols(index);
	ask(index);
}

static void try_mapped(const struct image *image, const uint8_t *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("index", MFD_CLOEXEC);
	struct index *index = NULL;
	struct sonde_error *error;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		return;
	error = index_map(image, fd, "index", &index);
	take(error, index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_image_ struct image *image = NULL;
	struct sonde_error *error;
	struct index *index = NULL;
	unsigned char *bytes;

	make_image(&image);
	check(image != NULL);
	try_mapped(image, data, size);
	if (size < sizeof(struct index_header))
		return 0;
	bytes = malloc(size);
	if (!bytes)
		return 0;
	memcpy(bytes, data, size);
	repair(image, bytes, size);
	error = index_take(image, bytes, size, &index);
	take(error, index);
	return 0;
}
