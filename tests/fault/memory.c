/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A library for LD_PRELOAD: the allocation that tests/fault/faults.c asks for fails. What libc
 * allocates for a caller, in strdup() and the like, is one allocation of that caller.
 *
 * A caller is told from another by where it returns to. Sanitizers and valgrind, which have their
 * own functions for memory, come next and stay in charge.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "tests/fault/shared.h"

/* Callers that are looked at, at the most; those in this library and in others among them. */
#define DEPTH_MAX 48

/* Bytes for what is allocated while the real functions are looked for. */
#define EARLY_SIZE 65536

static struct fault_shared *shared;
/* Where the program's code lies, and what has to be taken off its addresses. */
static uintptr_t code_start, code_end, code_base;
/* This thread is in here already. */
static __thread bool is_inside __attribute__((tls_model("initial-exec")));

static char early[EARLY_SIZE] __attribute__((aligned(16)));
static size_t early_used;

static bool is_early(const void *pointer)
{
	return (const char *)pointer >= early && (const char *)pointer < early + EARLY_SIZE;
}

static void *take_early(size_t size)
{
	void *taken = early + early_used;

	size = (size + 15) & ~(size_t)15;
	if (size > EARLY_SIZE - early_used)
		abort();
	early_used += size;
	return taken;
}

static bool is_own(uintptr_t address)
{
	return address >= code_start && address < code_end;
}

static int find_code(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];

		if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
			continue;
		code_base = info->dlpi_addr;
		code_start = info->dlpi_addr + part->p_vaddr;
		code_end = code_start + part->p_memsz;
	}
	/* The first is the program. */
	return 1;
}

/*
 * Whose crash it is: of the library that the program's code has called last, whatever lies between.
 * The address where it happened says whether that code was left at all.
 */
static void find_crash(uintptr_t address)
{
	void *frames[DEPTH_MAX];
	const int depth = backtrace(frames, DEPTH_MAX);
	int own = 0;
	Dl_info info;

	while (own < depth && !is_own((uintptr_t)frames[own]))
		own++;
	if (is_own(address) || own == 0 || own == depth || !dladdr(frames[own - 1], &info) ||
	    !info.dli_sname)
		return;
	snprintf(shared->library, sizeof(shared->library), "%s", basename(info.dli_fname));
	snprintf(shared->function, sizeof(shared->function), "%s", info.dli_sname);
}

/* It ends by the signal all the same. */
static void crashed(int signal, siginfo_t *info, void *data)
{
	const ucontext_t *context = data;
	const int errnum = errno;

	(void)info;
	is_inside = true;
#if defined(__x86_64__)
	find_crash((uintptr_t)context->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
	find_crash((uintptr_t)context->uc_mcontext.pc);
#else
	(void)context;
#endif
	errno = errnum;
	raise(signal);
}

static void watch_for_crashes(void)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
	struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_SIGINFO | SA_RESETHAND};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
}

__attribute__((constructor)) static void begin(void)
{
	const char *fd = getenv(FAULT_VARIABLE);
	void *frames[1];
	void *mapped;

	if (!fd)
		return;
	mapped = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED,
		      (int)strtol(fd, NULL, 10), 0);
	if (mapped == MAP_FAILED)
		abort();
	if (strcmp(((struct fault_shared *)mapped)->program, program_invocation_short_name) != 0)
		return;
	dl_iterate_phdr(find_code, NULL);
	/* It allocates when it is called for the first time. */
	backtrace(frames, 1);
	shared = mapped;
	if (shared->whose == FAULT_ALL)
		watch_for_crashes();
}

/* The program's own callers, those of libraries left out. */
static uint32_t callers(uint64_t *own, uint32_t count)
{
	void *frames[DEPTH_MAX];
	const int depth = backtrace(frames, DEPTH_MAX);
	uint32_t found = 0;

	for (int i = 0; i < depth && found < count; i++) {
		if (is_own((uintptr_t)frames[i]))
			own[found++] = (uintptr_t)frames[i] - code_base;
	}
	return found;
}

/* Remember the place if it is a new one. */
static void gather(uintptr_t caller)
{
	uint64_t own[FAULT_FRAMES];
	const uint32_t depth = shared->depth < FAULT_FRAMES ? shared->depth : FAULT_FRAMES;
	const uint32_t count = callers(own, depth);
	uint64_t sum = is_own(caller) ? 14695981039346656037u : caller;

	for (uint32_t i = 0; i < count; i++)
		sum = (sum ^ own[i]) * 1099511628211u;
	for (uint32_t i = 0; i < shared->place_count; i++) {
		if (shared->sums[i] == sum)
			return;
	}
	if (shared->place_count == FAULT_PLACES)
		return;
	shared->numbers[shared->place_count] = shared->made;
	shared->sums[shared->place_count++] = sum;
}

/* Whether the allocation that is asked for by `caller` fails. */
static bool fails(const void *caller)
{
	bool is_hit;

	if (!shared || is_inside || (shared->whose == FAULT_OWN && !is_own((uintptr_t)caller)))
		return false;
	is_inside = true;
	shared->made++;
	if (shared->depth)
		gather((uintptr_t)caller);
	is_hit = shared->at &&
		 (shared->made == shared->at || (shared->goes_on && shared->made > shared->at));
	if (is_hit && !shared->struck) {
		shared->struck = 1;
		shared->frame_count = callers(shared->frames, FAULT_FRAMES);
	}
	is_inside = false;
	if (is_hit)
		errno = ENOMEM;
	return is_hit;
}

/* The function of libc, or of a sanitizer, that this library stands before. */
static void *real(const char *name)
{
	const bool was_inside = is_inside;
	void *function;

	is_inside = true;
	function = dlsym(RTLD_NEXT, name);
	is_inside = was_inside;
	if (!function)
		abort();
	return function;
}

/* dlsym() can ask for memory before it has said where malloc() is. */
#define FIND(name)                                                                  \
	static __typeof__(name) *next;                                              \
	static __thread bool is_looking __attribute__((tls_model("initial-exec"))); \
                                                                                    \
	if (!next && !is_looking) {                                                 \
		is_looking = true;                                                  \
		next = (__typeof__(name) *)real(#name);                             \
		is_looking = false;                                                 \
	}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size)
{
	FIND(malloc)
	if (!next)
		return take_early(size);
	return fails(CALLER) ? NULL : next(size);
}

void *calloc(size_t count, size_t size)
{
	FIND(calloc)
	if (!next)
		return take_early(count * size);
	return fails(CALLER) ? NULL : next(count, size);
}

void *realloc(void *pointer, size_t size)
{
	FIND(realloc)
	if (is_early(pointer) || !next)
		abort();
	return fails(CALLER) ? NULL : next(pointer, size);
}

void free(void *pointer)
{
	FIND(free)
	if (!is_early(pointer) && next)
		next(pointer);
}

/* One that gives NULL where memory is short. */
#define STAND_BEFORE(result, name, parameters, ...)                      \
	result name parameters                                           \
	{                                                                \
		FIND(name)                                               \
		/* In a library it is the malloc() in it that counts. */ \
		if (is_own((uintptr_t)CALLER) && fails(CALLER))          \
			return (result)0;                                \
		return next(__VA_ARGS__);                                \
	}

STAND_BEFORE(char *, strdup, (const char *text), text)
STAND_BEFORE(char *, strndup, (const char *text, size_t size), text, size)
STAND_BEFORE(FILE *, open_memstream, (char **text, size_t *size), text, size)
STAND_BEFORE(FILE *, fopen, (const char *path, const char *mode), path, mode)
STAND_BEFORE(FILE *, fdopen, (int fd, const char *mode), fd, mode)
STAND_BEFORE(DIR *, opendir, (const char *path), path)
STAND_BEFORE(DIR *, fdopendir, (int fd), fd)
STAND_BEFORE(char *, realpath, (const char *path, char *resolved), path, resolved)
STAND_BEFORE(void *, reallocarray, (void *pointer, size_t count, size_t size), pointer, count, size)

int vasprintf(char **text, const char *format, va_list arguments)
{
	FIND(vasprintf)
	if (is_own((uintptr_t)CALLER) && fails(CALLER))
		return -1;
	return next(text, format, arguments);
}

int asprintf(char **text, const char *format, ...)
{
	va_list arguments;
	int size;

	if (is_own((uintptr_t)CALLER) && fails(CALLER))
		return -1;
	va_start(arguments, format);
	size = vasprintf(text, format, arguments);
	va_end(arguments);
	return size;
}

ssize_t getdelim(char **line, size_t *size, int end, FILE *stream)
{
	FIND(getdelim)
	if (is_own((uintptr_t)CALLER) && !*line && fails(CALLER))
		return -1;
	return next(line, size, end, stream);
}

ssize_t getline(char **line, size_t *size, FILE *stream)
{
	FIND(getline)
	if (is_own((uintptr_t)CALLER) && !*line && fails(CALLER))
		return -1;
	return next(line, size, stream);
}
