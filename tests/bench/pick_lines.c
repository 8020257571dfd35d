/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pick_lines IMAGE FUNCTIONS SOURCES SEED: draw lines with code from the line table of IMAGE.
 *
 * A function is drawn, each with the same chance, inlined ones included; then one of the lines
 * in it that begin a statement. So many as FUNCTIONS says are printed as `FUNC:N`, and as
 * many as SOURCES says as `DIR/FILE:LINE`; none is printed twice. The same SEED draws the same.
 *
 * The output is fields with tabs between them; first all that was drawn, then all rows of the
 * line table that are about any of it, in any function of that name or file of that path:
 *
 *     def NUMBER func|src DEFINITION FILE LINE FUNCTION
 *     row NUMBER 0xADDRESS stmt|- first|-
 *
 * `stmt` is is_stmt, and `first` says that the row before, by address, is of another line.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dwarf.h>
#include <elfutils/libdw.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

/* A function of the source. The strings are libdw's. */
struct function {
	const char *name;
	const char *file;
	int line;
	/* Lines that begin a statement; sorted, each once, after collect(). */
	VEC(int) lines;
};

/* Where a function begins, among those that one unit knows. */
struct start {
	const char *file;
	int line;
	/* In functions. */
	size_t function;
};

struct starts VEC_BODY(struct start);

/* A line that was drawn, in one of the files that it may be in. */
struct target {
	int line;
	/* The whole path, or the end of it. */
	const char *file;
	bool is_end;
	/* Number of what was drawn. */
	size_t number;
};

struct picker {
	Dwarf *dwarf;
	VEC(struct function) functions;
	/* "FILE:LINE:NAME" -> index in functions, plus 1. */
	struct map known;
	/* What was drawn, by its text. */
	struct map drawn;
	/* Sorted by line and number before the rows are printed. */
	VEC(struct target) targets;
	uint64_t random;
};

static void picker_deinit(struct picker *picker)
{
	vec_for_each(&picker->functions, function)
		vec_deinit(&function->lines);
	vec_deinit(&picker->functions);
	vec_deinit(&picker->targets);
	map_deinit(&picker->known);
	map_deinit(&picker->drawn);
	dwarf_end(picker->dwarf);
}

/* splitmix64: a number below the limit. */
static size_t draw(struct picker *picker, size_t limit)
{
	uint64_t x = picker->random += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (x ^ x >> 31) % limit;
}

static struct sonde_error *add_function(struct picker *picker, Dwarf_Die *die,
					struct starts *starts)
{
	_cleanup_str_ struct str key = STR_INIT;
	struct function function = {.name = dwarf_diename(die), .file = dwarf_decl_file(die)};
	size_t index;

	if (dwarf_hasattr(die, DW_AT_declaration) || !function.name || !function.file ||
	    dwarf_decl_line(die, &function.line))
		return NULL;
	str_appendf(&key, "%s:%d:%s", function.file, function.line, function.name);
	TRY(str_check(&key));
	index = (size_t)map_get(&picker->known, str_text(&key));
	if (!index) {
		TRY(vec_push(&picker->functions, function));
		index = picker->functions.size;
		TRY(map_put(&picker->known, str_text(&key), (void *)index));
	}
	return vec_push(starts, (struct start){function.file, function.line, index - 1});
}

static int by_place(const void *a, const void *b)
{
	const struct start *left = a, *right = b;
	int order = strcmp(left->file, right->file);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

/* The starts of all functions of a unit, sorted, each function once. */
static struct sonde_error *find_starts(struct picker *picker, Dwarf_Die *unit,
				       struct starts *starts)
{
	size_t count = 0;
	Dwarf_Die die;

	if (dwarf_child(unit, &die))
		return NULL;
	do {
		if (dwarf_tag(&die) == DW_TAG_subprogram)
			TRY(add_function(picker, &die, starts));
	} while (dwarf_siblingof(&die, &die) == 0);
	if (starts->size)
		qsort(starts->data, starts->size, sizeof(*starts->data), by_place);
	vec_for_each(starts, start) {
		if (count && starts->data[count - 1].function == start->function)
			continue;
		starts->data[count++] = *start;
	}
	starts->size = count;
	return NULL;
}

/* The number of starts at or before the place. */
static size_t starts_until(const struct starts *starts, const struct start *place)
{
	size_t low = 0, high = starts->size;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_place(&starts->data[middle], place) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * A line belongs to the last function that begins at or before it in its file. Of functions
 * that a macro defines on the same line, it is counted to each.
 */
static struct sonde_error *add_line(struct picker *picker, const struct starts *starts,
				    const struct start *place)
{
	size_t end = starts_until(starts, place);
	const struct start *last = end ? &starts->data[end - 1] : NULL;

	if (!last || strcmp(last->file, place->file) != 0)
		return NULL;
	for (const struct start *start = last; start >= starts->data; start--) {
		struct function *function = &picker->functions.data[start->function];

		if (by_place(start, last) != 0)
			break;
		if (function->lines.size && *vec_last(&function->lines) == place->line)
			continue;
		TRY(vec_push(&function->lines, place->line));
	}
	return NULL;
}

/* A row of the line table. */
struct row {
	/* NULL for the end of a sequence, and where it is not known. */
	const char *file;
	int line;
	Dwarf_Addr address;
	bool is_statement;
};

static struct row read_row(Dwarf_Lines *lines, size_t index)
{
	Dwarf_Line *line = dwarf_onesrcline(lines, index);
	struct row row = {0};
	bool is_end = true;

	if (!line || dwarf_lineendsequence(line, &is_end) || is_end)
		return row;
	if (dwarf_lineno(line, &row.line) || dwarf_lineaddr(line, &row.address) ||
	    dwarf_linebeginstatement(line, &row.is_statement))
		return row;
	row.file = dwarf_linesrc(line, NULL, NULL);
	return row;
}

static struct sonde_error *collect_unit(struct picker *picker, Dwarf_Die *unit)
{
	struct starts starts = VEC_INIT;
	struct sonde_error *error = find_starts(picker, unit, &starts);
	Dwarf_Lines *lines;
	size_t count = 0;

	if (dwarf_getsrclines(unit, &lines, &count))
		count = 0;
	for (size_t i = 0; i < count && !error; i++) {
		struct row row = read_row(lines, i);

		if (row.file && row.is_statement && row.address)
			error = add_line(picker, &starts, &(struct start){row.file, row.line, 0});
	}
	vec_deinit(&starts);
	return error;
}

static int by_number(const void *a, const void *b)
{
	const int *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Sort the lines of each function, and leave out functions without any. */
static void tidy(struct picker *picker)
{
	size_t count = 0;

	vec_for_each(&picker->functions, function) {
		size_t kept = 0;

		if (!function->lines.size)
			continue;
		qsort(function->lines.data, function->lines.size, sizeof(int), by_number);
		vec_for_each(&function->lines, line) {
			if (!kept || function->lines.data[kept - 1] != *line)
				function->lines.data[kept++] = *line;
		}
		function->lines.size = kept;
		picker->functions.data[count++] = *function;
	}
	picker->functions.size = count;
}

static struct sonde_error *each_unit(struct picker *picker,
				     struct sonde_error *(*visit)(struct picker *, Dwarf_Die *))
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;

	while (dwarf_get_units(picker->dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0) {
		if (dwarf_tag(&die) == DW_TAG_compile_unit)
			TRY(visit(picker, &die));
	}
	return NULL;
}

/* The last two parts of a path: enough for most files to be told from others. */
static const char *path_end(const char *path)
{
	const char *end = path + strlen(path);
	unsigned parts = 0;

	while (end > path && (end[-1] != '/' || ++parts < 2))
		end--;
	return end;
}

/* Where the rows for a definition may be: every function of that name counts. */
static struct sonde_error *add_targets(struct picker *picker, const struct function *drawn,
				       int line, bool is_function)
{
	struct target target = {.number = picker->drawn.size};

	if (!is_function) {
		target.line = line;
		target.file = path_end(drawn->file);
		target.is_end = true;
		return vec_push(&picker->targets, target);
	}
	vec_for_each(&picker->functions, function) {
		if (strcmp(function->name, drawn->name) != 0)
			continue;
		target.line = function->line + line - drawn->line;
		target.file = function->file;
		TRY(vec_push(&picker->targets, target));
	}
	return NULL;
}

static struct sonde_error *draw_one(struct picker *picker, bool is_function)
{
	const struct function *function =
		&picker->functions.data[draw(picker, picker->functions.size)];
	int line = function->lines.data[draw(picker, function->lines.size)];
	_cleanup_str_ struct str text = STR_INIT;

	if (is_function)
		str_appendf(&text, "%s:%d", function->name, line - function->line);
	else
		str_appendf(&text, "%s:%d", path_end(function->file), line);
	TRY(str_check(&text));
	if (map_has(&picker->drawn, str_text(&text)))
		return NULL;
	TRY(map_put(&picker->drawn, str_text(&text), NULL));
	printf("def\t%zu\t%s\t%s\t%s\t%d\t%s\n", picker->drawn.size, is_function ? "func" : "src",
	       str_text(&text), function->file, line, function->name);
	return add_targets(picker, function, line, is_function);
}

static struct sonde_error *draw_all(struct picker *picker, size_t count, bool is_function)
{
	const size_t end = picker->drawn.size + count;
	size_t tries = 0;

	if (!picker->functions.size)
		return sonde_error_new(SONDE_ERROR_NOT_FOUND, "no function has a line table");
	while (picker->drawn.size < end) {
		if (tries++ > 100 * count)
			return sonde_error_new(SONDE_ERROR_NOT_FOUND, "too few lines for %zu",
					       count);
		TRY(draw_one(picker, is_function));
	}
	return NULL;
}

static int by_line(const void *a, const void *b)
{
	const struct target *left = a, *right = b;

	return (left->line > right->line) - (left->line < right->line);
}

static int by_line_and_number(const void *a, const void *b)
{
	const struct target *left = a, *right = b;
	int order = by_line(a, b);

	return order ? order : (left->number > right->number) - (left->number < right->number);
}

static bool is_in(const struct target *target, const char *file)
{
	size_t size = strlen(file), end_size = strlen(target->file);

	if (!target->is_end)
		return strcmp(target->file, file) == 0;
	return size >= end_size && strcmp(file + size - end_size, target->file) == 0 &&
	       (size == end_size || file[size - end_size - 1] == '/');
}

static void print_row(const struct picker *picker, const struct row *row, bool is_first)
{
	const struct target *end = picker->targets.data + picker->targets.size;
	const struct target key = {.line = row->line};
	/* bsearch() may not be given NULL. */
	const struct target *target = picker->targets.size
					      ? bsearch(&key, picker->targets.data,
							picker->targets.size, sizeof(key), by_line)
					      : NULL;
	size_t last = 0;

	while (target && target > picker->targets.data && target[-1].line == row->line)
		target--;
	for (; target && target < end && target->line == row->line; target++) {
		/* Two functions of one name may begin on one line. */
		if (target->number == last || !is_in(target, row->file))
			continue;
		last = target->number;
		printf("row\t%zu\t%#llx\t%s\t%s\n", target->number,
		       (unsigned long long)row->address, row->is_statement ? "stmt" : "-",
		       is_first ? "first" : "-");
	}
}

static struct sonde_error *print_unit(struct picker *picker, Dwarf_Die *unit)
{
	struct row before = {0};
	Dwarf_Lines *lines;
	size_t count = 0;

	if (dwarf_getsrclines(unit, &lines, &count))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct row row = read_row(lines, i);

		if (row.file && row.address)
			print_row(picker, &row,
				  !before.file || before.line != row.line ||
					  strcmp(before.file, row.file) != 0);
		before = row;
	}
	return NULL;
}

static struct sonde_error *pick(struct picker *picker, size_t functions, size_t sources)
{
	TRY(each_unit(picker, collect_unit));
	tidy(picker);
	TRY(draw_all(picker, functions, true));
	TRY(draw_all(picker, sources, false));
	if (picker->targets.size)
		qsort(picker->targets.data, picker->targets.size, sizeof(struct target),
		      by_line_and_number);
	return each_unit(picker, print_unit);
}

int main(int argc, char **argv)
{
	_cleanup_(picker_deinit) struct picker picker = {0};
	_cleanup_error_ struct sonde_error *error = NULL;
	_cleanup_close_ int fd = -1;

	if (argc != 5) {
		fprintf(stderr, "usage: pick_lines IMAGE FUNCTIONS SOURCES SEED\n");
		return 2;
	}
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	picker.dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);
	if (!picker.dwarf) {
		fprintf(stderr, "pick_lines: %s: cannot be opened, or has no DWARF\n", argv[1]);
		return 1;
	}
	picker.random = strtoull(argv[4], NULL, 10);
	error = pick(&picker, strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
	if (!error && !fflush(stdout) && !ferror(stdout))
		return 0;
	fprintf(stderr, "pick_lines: %s\n", error ? error->message : "cannot write");
	return 1;
}
