// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "truth.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

struct row {
	/* The table and the key, or a whole line if it is a time. */
	char *text;
	unsigned long count;
	long long sum;
	bool is_time;
};

static struct row *rows;
static size_t row_count;

void fail(const char *message, ...)
{
	const int error = errno;
	va_list args;

	fputs("app: ", stderr);
	va_start(args, message);
	vfprintf(stderr, message, args);
	va_end(args);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(1);
}

long must(const char *call, long result)
{
	if (result < 0)
		fail("%s", call);
	return result;
}

long must_not(const char *call, long result, int wanted)
{
	if (result >= 0)
		errno = 0;
	if (errno != wanted)
		fail("%s: not the error %d", call, wanted);
	return -errno;
}

uint64_t now(void)
{
	struct timespec time;

	must("clock_gettime", clock_gettime(CLOCK_MONOTONIC, &time));
	return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

void take_name(const char *name)
{
	must("prctl", prctl(PR_SET_NAME, name));
}

const char *truth_text(const char *text)
{
	static char texts[4][1024];
	static unsigned int next;
	char *const start = texts[next++ % 4], *at = start;

	for (; *text && at < start + sizeof(texts[0]) - 3; text++) {
		if (*text == '\\' || *text == '\n' || *text == '\t')
			*at++ = '\\';
		*at++ = *text == '\n' ? 'n' : *text == '\t' ? 't' : *text;
	}
	*at = '\0';
	return start;
}

/* A row of this text, which it takes: the one that is there, or a new one. */
static struct row *row_of(char *text, bool is_time)
{
	for (size_t i = 0; !is_time && i < row_count; i++) {
		if (rows[i].is_time || strcmp(rows[i].text, text) != 0)
			continue;
		free(text);
		return &rows[i];
	}
	rows = realloc(rows, (row_count + 1) * sizeof(*rows));
	if (!rows)
		fail("memory");
	rows[row_count] = (struct row){.text = text, .is_time = is_time};
	return &rows[row_count++];
}

static char *table_and_key(const char *table, const char *format, va_list args)
{
	char *key, *text;

	if (vasprintf(&key, format, args) < 0 || asprintf(&text, "%s\t%s", table, key) < 0)
		fail("memory");
	free(key);
	return text;
}

void truth_hits(const char *table, unsigned long count, long long value, const char *format, ...)
{
	va_list args;
	struct row *row;

	va_start(args, format);
	row = row_of(table_and_key(table, format, args), false);
	va_end(args);
	row->count += count;
	row->sum += value * (long long)count;
}

void truth_hit(const char *table, long long value, const char *format, ...)
{
	va_list args;
	struct row *row;

	va_start(args, format);
	row = row_of(table_and_key(table, format, args), false);
	va_end(args);
	row->count++;
	row->sum += value;
}

static void count_log2(const char *name, unsigned long count, long long value)
{
	unsigned long long high = 1;
	char table[64];

	while (high < (unsigned long long)value)
		high *= 2;
	snprintf(table, sizeof(table), "%s.log2", name);
	if (high == 1)
		truth_hits(table, count, value, "0\t1");
	else
		truth_hits(table, count, value, "%llu\t%llu", high / 2 + 1, high);
}

void truth_number(const char *name, unsigned long count, long long value, long long step)
{
	const long long low = value / step * step - (value % step < 0 ? step : 0);
	char table[64];

	truth_hits(name, count, value, "%lld", value);
	snprintf(table, sizeof(table), "%s.linear", name);
	truth_hits(table, count, value, "%lld\t%lld", low, low + step - 1);
	if (value >= 0)
		count_log2(name, count, value);
}

void truth_time(const char *table, uint64_t inner, uint64_t outer, const char *format, ...)
{
	va_list args;
	char *start, *line;

	va_start(args, format);
	start = table_and_key(table, format, args);
	va_end(args);
	if (asprintf(&line, "%s\tat\t%llu\t%llu", start, (unsigned long long)inner,
		     (unsigned long long)outer) < 0)
		fail("memory");
	free(start);
	row_of(line, true);
}

static int compare_rows(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->text, ((const struct row *)b)->text);
}

void truth_write(const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file)
		fail("%s", path);
	if (row_count)
		qsort(rows, row_count, sizeof(*rows), compare_rows);
	for (size_t i = 0; i < row_count; i++) {
		fputs(rows[i].text, file);
		if (!rows[i].is_time)
			fprintf(file, "\t%lu\t%lld", rows[i].count, rows[i].sum);
		fputc('\n', file);
	}
	if (fclose(file) != 0)
		fail("%s", path);
}
