// SPDX-License-Identifier: GPL-2.0-or-later
#include "truth.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Kept until the end: no call may be made for it between those that are traced. */
static struct {
	char text[1 << 16];
	size_t size;
} kept;

static void keep(const char *format, va_list args)
{
	const size_t room = sizeof(kept.text) - kept.size;
	const int size = vsnprintf(kept.text + kept.size, room, format, args);

	if (size < 0 || (size_t)size >= room)
		fail("too much truth");
	kept.size += (size_t)size;
}

void truth(const char *event, const char *fields, ...)
{
	va_list args;

	if (kept.size + strlen(event) + 3 > sizeof(kept.text))
		fail("too much truth");
	kept.size += (size_t)sprintf(kept.text + kept.size, "%s ", event);
	va_start(args, fields);
	keep(fields, args);
	va_end(args);
	if (kept.size + 1 >= sizeof(kept.text))
		fail("too much truth");
	kept.text[kept.size++] = '\n';
}

void fail(const char *message, ...)
{
	va_list args;

	fputs("values: ", stderr);
	va_start(args, message);
	vfprintf(stderr, message, args);
	va_end(args);
	fputc('\n', stderr);
	_exit(1);
}

long must(const char *call, long result)
{
	if (result == -1)
		fail("%s: %s", call, strerror(errno));
	return result;
}

long must_not(const char *call, long result)
{
	if (result != -1)
		fail("%s did not fail", call);
	return -errno;
}

void begin(void)
{
	must("prctl", prctl(PR_SET_NAME, "truth"));
}

void end(void)
{
	must("prctl", prctl(PR_SET_NAME, "values"));
}

void first_line(const char *path, char *line, size_t size)
{
	FILE *file = fopen(path, "re");

	if (!file || !fgets(line, (int)size, file))
		fail("%s: cannot be read", path);
	line[strcspn(line, "\n")] = 0;
	fclose(file);
}

unsigned int large_file(void)
{
	const int fd = (int)must("open", open(".", O_RDONLY));
	const long flags = must("fcntl", fcntl(fd, F_GETFL));

	must("close", close(fd));
	return (unsigned int)flags;
}

long long number_in(const char *path)
{
	char line[64];

	first_line(path, line, sizeof(line));
	return strtoll(line, NULL, 10);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} sections[] = {
		{"files", files},
		{"refusals", refusals},
		{"metadata", metadata},
		{"size", size},
		{"mode", mode},
		{"owner", owner},
		{"channels", channels},
		{"process", process},
		{"members", members},
		{"pointers", pointers},
		{"children", children},
		{"rights", rights},
		{"scheduling", scheduling},
		{"signals", signals},
		{"memory", memory},
		{"messages", messages},
		{"times", times},
		{"futexes", futexes},
		{"tcp", tcp},
		{"peers", peers},
		{"udp", udp},
		{"globals", globals},
		{"control", control},
		{"commitment", commitment},
	};

	/* What is run by a child of a section. */
	if (argc > 1 && strcmp(argv[1], "nothing") == 0)
		return 0;
	if (argc != 3)
		fail("usage: values SECTION FOLDER");
	must(argv[2], chdir(argv[2]));
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (strcmp(argv[1], sections[i].name) != 0)
			continue;
		sections[i].run();
		end();
		return write(STDOUT_FILENO, kept.text, kept.size) == (ssize_t)kept.size ? 0 : 1;
	}
	fail("%s: no such section", argv[1]);
}
