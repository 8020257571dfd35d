/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * The images of tests/dwarf/build with the lines of their unit lines.c. Included after cmocka.h.
 */
#ifndef TESTS_UNIT_LINES_H
#define TESTS_UNIT_LINES_H

#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "probe/die.h"
#include "probe/line.h"
#include "probe/search.h"
#include "tests/unit/images.h"

/** What is the same for all compilers is tested with each of these. */
static const char *const image_names[] = {"mini-gcc-4", "mini-gcc-5", "mini-clang-4",
					  "mini-clang-5", "mini-arm64"};
#define IMAGE_COUNT (sizeof(image_names) / sizeof(*image_names))

/** An image, and the lines of its unit lines.c. */
struct fixture {
	const char *name;
	struct image *image;
	Dwarf_Die unit;
	struct line_table *table;
};

/** Close it. */
static inline void fixture_deinit(struct fixture *fixture)
{
	line_table_destroy(fixture->table);
	image_destroy(fixture->image);
}

/** The DIE of the unit whose path ends with the name. */
static inline Dwarf_Die find_unit(const struct image *image, const char *name)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit = {0};

	while (dwarf_get_units(image->dwarf, cu, &cu, NULL, NULL, &unit, NULL) == 0) {
		if (path_ends_with(die_name(&unit), name))
			return unit;
	}
	fail_msg("no unit %s in %s", name, image->path);
	return unit;
}

/** Open an image by its name. */
static inline struct fixture open_fixture(const char *name)
{
	struct fixture fixture = {.name = name, .image = open_image(name)};

	check_ok(image_debuginfo_open(fixture.image));
	fixture.unit = find_unit(fixture.image, "lines.c");
	check_ok(line_table_create(&fixture.unit, &fixture.table));
	return fixture;
}

/** The line of a file beside tests/dwarf/build that has the word. */
static inline uint32_t line_of(const char *file, const char *word)
{
	_cleanup_str_ struct str path = STR_INIT, text = STR_INIT;
	const char *found;
	uint32_t line = 1;

	str_appendf(&path, "%s/tests/dwarf/%s", check_env("SRCDIR"), file);
	check_ok(file_read(str_text(&path), 0, &text));
	found = strstr(str_text(&text), word);
	if (!found) {
		fail_msg("%s is not in %s", word, file);
		return 0;
	}
	for (const char *at = str_text(&text); at < found; at++)
		line += *at == '\n';
	return line;
}

/** The address of a symbol that there is one of. */
static inline uint64_t address_of(const struct image *image, const char *name)
{
	const struct symbol *symbol = symbols_unique(&image->symbols, name);

	assert_non_null(symbol);
	return symbol->address;
}

/** All copies of a function; the caller deinits them. */
static inline struct func_instances find_func(const struct fixture *fixture, const char *name)
{
	struct func_result found = {0};

	check_ok(func_find(fixture->image, &(struct func_query){.name = name}, &found));
	return found.instances;
}

/** One line. */
static inline struct line_span only(uint32_t line)
{
	return (struct line_span){line, line};
}

/** Two copies are the same one. */
static inline void check_same_die(const struct func_instance *a, const struct func_instance *b)
{
	Dwarf_Die x = a->die, y = b->die;

	assert_int_equal(dwarf_dieoffset(&x), dwarf_dieoffset(&y));
}

#endif /* TESTS_UNIT_LINES_H */
