/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/vec.h"

struct sonde_error *vec_grow(void **data, size_t *capacity, size_t count, size_t size)
{
	size_t wanted = *capacity < 8 ? 8 : *capacity;
	void *grown;

	if (count <= *capacity)
		return NULL;
	while (wanted < count) {
		if (wanted > SIZE_MAX / 2)
			return &sonde_error_no_memory;
		wanted *= 2;
	}
	if (wanted > SIZE_MAX / size)
		return &sonde_error_no_memory;
	grown = realloc(*data, wanted * size);
	if (!grown)
		return &sonde_error_no_memory;
	*data = grown;
	*capacity = wanted;
	return NULL;
}
