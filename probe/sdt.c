/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/sdt.h"

#include <elf.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/program.h"
#include "probe/arch.h"
#include "probe/fits.h"
#include "probe/place.h"
#include "probe/sdt_operand.h"

/* More than the names of any group that a pattern is meant for. */
#define GROUP_SIZE 256

void sdt_arguments_deinit(struct sdt_arguments *arguments)
{
	vec_for_each(arguments, argument) {
		free(argument->operand);
		probe_event_arg_deinit(&argument->arg);
		sonde_error_destroy(argument->reason);
	}
	vec_deinit(arguments);
}

static struct sonde_error *name_argument(struct sdt_argument *argument, size_t number)
{
	_cleanup_str_ struct str name = STR_INIT;

	str_appendf(&name, "arg%zu", number);
	return str_take(&name, &argument->arg.name);
}

/* One operand, which is there even if it cannot be read. */
static struct sonde_error *add_argument(const struct image *image, const struct arch *arch,
					const char *text, size_t size, struct sdt_arguments *ret)
{
	struct sdt_argument *added;

	TRY(vec_push(ret, (struct sdt_argument){0}));
	added = vec_last(ret);
	TRY(sonde_strndup(text, size, &added->operand));
	added->reason = sdt_operand_parse(image, arch, added->operand, &added->arg);
	if (added->reason && added->reason->kind == SONDE_ERROR_NO_MEMORY)
		return take_ptr(added->reason);
	return added->reason ? NULL : name_argument(added, ret->size);
}

struct sonde_error *sdt_arguments_of(const struct image *image, const struct sdt_note *note,
				     struct sdt_arguments *ret)
{
	const struct arch *arch = NULL;
	const char *at = note->operands;
	size_t size;

	TRY(arch_of_image(image, &arch));
	while ((size = sdt_operand_next(&at))) {
		TRY(add_argument(image, arch, at - size, size, ret));
		if (!vec_last(ret)->reason)
			TRY(place_from_pc(image, arch, note->address, &vec_last(ret)->arg.fetch));
	}
	return NULL;
}

/* Whether the bytes begin with these. */
static bool begins_with(const struct image_section *code, const void *bytes, size_t size)
{
	return code->size >= size && memcmp(code->data, bytes, size) == 0;
}

/* NOP of x86 (with or without 66), its longer forms, or that of arm64. */
static bool is_no_operation(const struct image *image, uint64_t address)
{
	static const unsigned char nop[] = {0x90}, wide[] = {0x66, 0x90}, long_nop[] = {0x0f, 0x1f};
	static const unsigned char arm64[] = {0x1f, 0x20, 0x03, 0xd5};
	struct image_section code;

	if (!image_section_at(image, address, &code) || !code.is_code || !code.data)
		return false;
	if (image->machine == EM_AARCH64)
		return address % sizeof(arm64) == 0 && begins_with(&code, arm64, sizeof(arm64));
	while (code.size && *(const unsigned char *)code.data == 0x66 &&
	       !begins_with(&code, wide, sizeof(wide))) {
		code.data = (const char *)code.data + 1;
		code.size--;
	}
	return begins_with(&code, nop, sizeof(nop)) || begins_with(&code, wide, sizeof(wide)) ||
	       begins_with(&code, long_nop, sizeof(long_nop));
}

struct sonde_error *sdt_place(const struct image *image, const struct sdt_note *note,
			      struct probe_event *event)
{
	TRY(place_of_code(image, note->address, event));
	if (!is_no_operation(image, note->address))
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "there is no nop at its address 0x%" PRIx64 ", and in the "
				       "midst of an instruction a probe breaks the program",
				       note->address);
	if (!note->semaphore)
		return NULL;
	/* uprobe_register() of kernel/events/uprobes.c wants it to be even. */
	if (!program_data_offset(image, note->semaphore, &event->ref_offset) ||
	    event->ref_offset % 2)
		return sonde_error_new(SONDE_ERROR_UNAVAILABLE,
				       "its semaphore at 0x%" PRIx64 " is not where the kernel can "
				       "count it up, and without that the program passes it by",
				       note->semaphore);
	return NULL;
}

/* The name of the group of a provider's events; false for one that nobody can mean. */
static bool name_group(const char *provider, char group[GROUP_SIZE])
{
	const int size = snprintf(group, GROUP_SIZE, SDT_GROUP "%s", provider);

	return size > 0 && size < GROUP_SIZE;
}

static bool matches_group(const char *pattern, const char *provider)
{
	const size_t size = strlen(SDT_GROUP);
	char group[GROUP_SIZE];

	if (strncmp(pattern, SDT_GROUP, size) == 0 && fnmatch(pattern + size, provider, 0) == 0)
		return true;
	if (fnmatch(pattern, provider, 0) == 0)
		return true;
	/* `sd*:n` */
	return name_group(provider, group) && fnmatch(pattern, group, 0) == 0;
}

bool sdt_matches(const struct probe_point *point, const struct sdt_note *note)
{
	return (!point->marker_group || matches_group(point->marker_group, note->provider)) &&
	       fnmatch(point->marker_event, note->name, 0) == 0;
}

bool sdt_has_event_name(const struct sdt_note *note)
{
	char group[GROUP_SIZE];

	return name_group(note->provider, group) && probe_event_name_valid(group) &&
	       probe_event_name_valid(note->name);
}

void sdt_print_name(const struct sdt_note *note, struct str *out)
{
	str_appendf(out, SDT_GROUP "%s:%s", note->provider, note->name);
}

bool sdt_same_marker(const struct sdt_note *a, const struct sdt_note *b)
{
	return strcmp(a->provider, b->provider) == 0 && strcmp(a->name, b->name) == 0;
}
