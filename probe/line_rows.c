/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/line_rows.h"

#include <inttypes.h>
#include <stdlib.h>

#include <dwarf.h>

void line_rows_deinit(struct line_rows *rows)
{
	vec_deinit(rows);
}

/* The numbers that the paths of a table have here, by their numbers there. */
struct numbers VEC_BODY(uint32_t);

static void numbers_deinit(struct numbers *numbers)
{
	vec_deinit(numbers);
}

static struct sonde_error *read_files(Dwarf_Die *unit, struct paths *paths, struct numbers *ret)
{
	Dwarf_Files *files;
	size_t count;

	if (dwarf_getsrcfiles(unit, &files, &count) != 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		uint32_t number;

		TRY(paths_number(paths, dwarf_filesrc(files, i, NULL, NULL), &number));
		TRY(vec_push(ret, number));
	}
	return NULL;
}

/* False for what is no row of code: the end of a sequence, a damaged row. */
static bool read_row(Dwarf_Line *line, const struct numbers *numbers, struct line_row *ret)
{
	Dwarf_Files *files;
	Dwarf_Addr address;
	bool is_end, is_statement;
	size_t file;
	int number;

	if (!line || dwarf_lineendsequence(line, &is_end) != 0 || is_end)
		return false;
	if (dwarf_lineaddr(line, &address) != 0 || dwarf_lineno(line, &number) != 0 ||
	    dwarf_linebeginstatement(line, &is_statement) != 0)
		return false;
	if (dwarf_line_file(line, &files, &file) != 0 || file >= numbers->size)
		return false;
	*ret = (struct line_row){
		.address = address,
		.source = {.file = numbers->data[file], .line = number > 0 ? (uint32_t)number : 0},
		.is_statement = is_statement,
	};
	return true;
}

struct sonde_error *line_rows_read(Dwarf_Die *unit, struct paths *paths, struct line_rows *ret)
{
	_cleanup_(numbers_deinit) struct numbers numbers = VEC_INIT;
	Dwarf_Lines *lines;
	size_t count;

	if (!dwarf_hasattr(unit, DW_AT_stmt_list))
		return NULL;
	if (dwarf_getsrclines(unit, &lines, &count) != 0) {
		const char *reason = dwarf_errmsg(-1);

		if (sonde_error_is_short(reason))
			return &sonde_error_no_memory;
		return sonde_error_new(SONDE_ERROR_FORMAT,
				       "The line table of the unit at offset 0x%" PRIx64
				       " of .debug_info cannot be read: %s.",
				       (uint64_t)dwarf_dieoffset(unit), reason);
	}
	TRY(read_files(unit, paths, &numbers));
	/* dwarf_getsrclines() sorts by address, and keeps the order of rows of one address. */
	for (size_t i = 0; i < count; i++) {
		struct line_row row;

		if (read_row(dwarf_onesrcline(lines, i), &numbers, &row))
			TRY(vec_push(ret, row));
	}
	return NULL;
}

size_t line_rows_from(const struct line_rows *rows, uint64_t address)
{
	size_t low = 0, high = rows->size;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (rows->data[middle].address < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
