/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/arch.h"

#include <string.h>

static const struct arch *const archs[] = {&arch_x86_64, &arch_aarch64};

const struct arch *arch_of_machine(uint16_t machine)
{
	for (size_t i = 0; i < sizeof(archs) / sizeof(*archs); i++) {
		if (archs[i]->machine == machine)
			return archs[i];
	}
	return NULL;
}

struct sonde_error *arch_of_image(const struct image *image, const struct arch **ret)
{
	const struct arch *arch = arch_of_machine(image->machine);

	if (!arch)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "%s is of an architecture that sonde has no register names "
				       "for (ELF machine %u).",
				       image->path, image->machine);
	*ret = arch;
	return NULL;
}

const char *arch_register(const struct arch *arch, uint64_t reg)
{
	return reg < arch->register_count ? arch->registers[reg] : NULL;
}

bool arch_has_register(const struct arch *arch, const char *name)
{
	for (size_t i = 0; i < arch->register_count; i++) {
		if (arch->registers[i] && strcmp(arch->registers[i], name) == 0)
			return true;
	}
	for (const char *const *other = arch->others; *other; other++) {
		if (strcmp(*other, name) == 0)
			return true;
	}
	return false;
}

unsigned arch_argument(const struct arch *arch, uint64_t reg)
{
	for (size_t i = 0; i < arch->argument_count; i++) {
		if (arch->arguments[i] == reg)
			return (unsigned)i + 1;
	}
	return 0;
}

bool arch_keeps(const struct arch *arch, uint64_t reg)
{
	for (size_t i = 0; i < arch->kept_count; i++) {
		if (arch->kept[i] == reg)
			return true;
	}
	return false;
}
