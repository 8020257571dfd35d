/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record.h"

#include <stdlib.h>
#include <string.h>

static int compare(const struct row *a, const char *event, unsigned key, unsigned turn,
		   const char *name)
{
	int order = strcmp(a->event, event);

	if (!order)
		order = (a->key > key) - (a->key < key);
	if (!order)
		order = (a->turn > turn) - (a->turn < turn);
	return order ? order : strcmp(a->name, name);
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return compare(x, y->event, y->key, y->turn, y->name);
}

struct row *truth_find(const struct truth *truth, const struct hit *hit, unsigned turn,
		       const char *name)
{
	size_t first = 0, last = truth->count;

	while (first < last) {
		const size_t middle = first + (last - first) / 2;
		struct row *row = &truth->rows[middle];
		const int order = compare(row, hit->event, hit->key, turn, name);

		if (order == 0)
			return row;
		if (order < 0)
			first = middle + 1;
		else
			last = middle;
	}
	return NULL;
}

static void *allocate(void *memory, size_t count, size_t size)
{
	memory = reallocarray(memory, count, size);
	if (!memory) {
		perror("check");
		exit(2);
	}
	return memory;
}

FILE *record_open(const char *path)
{
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(2);
	}
	return file;
}

void truth_read(const char *path, struct truth *truth)
{
	FILE *file = record_open(path);
	char *line = NULL;
	size_t size = 0, room = 0;
	ssize_t length;

	while ((length = getline(&line, &size, file)) > 0) {
		struct row row = {0};
		char *at, *key, *turn;

		line[length - 1] = '\0';
		at = allocate(NULL, (size_t)length, 1);
		memcpy(at, line, (size_t)length);
		row.event = strsep(&at, " ");
		key = strsep(&at, " ");
		turn = strsep(&at, " ");
		row.name = strsep(&at, " ");
		row.type = strsep(&at, " ");
		row.value = at;
		if (!row.value) {
			fprintf(stderr, "%s: bad line: %s\n", path, line);
			exit(2);
		}
		row.key = (unsigned)strtoul(key, NULL, 10);
		row.turn = (unsigned)strtoul(turn, NULL, 10);
		if (truth->count == room)
			truth->rows = allocate(truth->rows, room = 2 * room + 1024, sizeof(row));
		truth->rows[truth->count++] = row;
	}
	free(line);
	fclose(file);
	qsort(truth->rows, truth->count, sizeof(*truth->rows), compare_rows);
}

/* The end of a value: of a text its quote, of a list its brace. */
static char *value_end(char *value)
{
	char *end = NULL;

	if (*value == '"')
		end = strchr(value + 1, '"');
	else if (*value == '{')
		end = strstr(value, "} ") ? strstr(value, "} ") : strchr(value, '}');
	else if (*value == '<')
		end = strchr(value, '>');
	return end ? end + 1 : value + strcspn(value, " \n");
}

bool hit_parse_arguments(char *line, struct hit *hit)
{
	bool has_key = false;

	for (hit->count = 0; hit->count < ARGS_MAX; hit->count++) {
		struct argument *arg = &hit->args[hit->count];
		char *equals;

		line += strspn(line, ") \n");
		equals = strchr(line, '=');
		if (!equals)
			break;
		*equals = '\0';
		*arg = (struct argument){line, equals + 1};
		line = value_end(arg->value);
		if (*line)
			*line++ = '\0';
		if (strcmp(arg->name, "now") == 0) {
			hit->key = (unsigned)strtoul(arg->value, NULL, 0);
			has_key = true;
		}
	}
	return has_key;
}

bool hit_parse(char *line, struct hit *hit)
{
	char *end = strstr(line, ": (");
	char *number;

	if (!end)
		return false;
	*end = '\0';
	hit->event = strrchr(line, ' ');
	hit->event = hit->event ? hit->event + 1 : line;
	number = strstr(hit->event, "__");
	if (number)
		*number = '\0';
	line = strchr(end + 1, ')');
	return line && hit_parse_arguments(line, hit);
}
