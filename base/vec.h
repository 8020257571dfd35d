/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A growing array of any element type.
 *
 *     VEC(uint64_t) addresses = VEC_INIT;
 *
 *     TRY(vec_push(&addresses, address));
 *     vec_for_each(&addresses, a)
 *             use(*a);
 *     vec_deinit(&addresses);
 *
 * A name for such a type, where functions pass it on: `struct foo_vec VEC_BODY(struct foo);`.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"

/** The body of a vector's struct. */
#define VEC_BODY(type)           \
	{                        \
		type *data;      \
		size_t size;     \
		size_t capacity; \
	}

/** An unnamed vector type. */
#define VEC(type) struct VEC_BODY(type)

/** An empty vector. */
#define VEC_INIT  \
	{         \
		0 \
	}

/** Append a copy of the value. Evaluates to an error or NULL. */
#define vec_push(vec, ...)                                                                      \
	({                                                                                      \
		__auto_type vec_ = (vec);                                                       \
		void *vec_data_ = vec_->data;                                                   \
		struct sonde_error *vec_error_ = vec_grow(&vec_data_, &vec_->capacity,          \
							  vec_->size + 1, sizeof(*vec_->data)); \
		vec_->data = vec_data_;                                                         \
		if (!vec_error_)                                                                \
			vec_->data[vec_->size++] = (__VA_ARGS__);                               \
		vec_error_;                                                                     \
	})

/** Run the statement with @p item pointing to each element in turn. */
#define vec_for_each(vec, item)                              \
	for (__typeof__((vec)->data + 0) item = (vec)->data; \
	     (vec)->size && item < (vec)->data + (vec)->size; item++)

/** The last element; the vector must not be empty. */
#define vec_last(vec) (&(vec)->data[(vec)->size - 1])

/** Free the array (not what its elements own) and make the vector empty. */
#define vec_deinit(vec)                   \
	do {                              \
		__auto_type vec_ = (vec); \
		free(vec_->data);         \
		vec_->data = NULL;        \
		vec_->size = 0;           \
		vec_->capacity = 0;       \
	} while (0)

/**
 * Make room for @p count elements of @p size bytes in *@p data, at least doubling. The only
 * caller of realloc() in sonde.
 *
 * @param data the array, replaced when it moves; untouched on failure
 * @param capacity elements there is room for; updated
 */
struct sonde_error *vec_grow(void **data, size_t *capacity, size_t count, size_t size);

#endif /* BASE_VEC_H */
