/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Where the arguments of filter_random.h lie at a hit: in registers, in memory, in memory that
 * memory points to; an event that fetches them there, and what is there for values that are made
 * up.
 */
#ifndef TESTS_UNIT_FILTER_PLACES_H
#define TESTS_UNIT_FILTER_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/event.h"
#include "tests/unit/filter_random.h"

/** Bytes of memory that an argument has, its texts included, and their distance. */
#define PLACE_SIZE 128

enum place_form {
	/** `%REG` */
	PLACE_REGISTER,
	/** `+8(%REG)` */
	PLACE_MEMORY,
	/** `+u8(%REG)` */
	PLACE_USER,
	/** `+8(+16(%REG))`, `-8(+16(%REG))` */
	PLACE_POINTED,
	/** `@ADDRESS` */
	PLACE_ADDRESS,
};

/** What is asked for. */
struct filter_places_request {
	const char *arch;
	/** Registers of it that may be used; as many as it is said. */
	const char *const *registers;
	size_t register_count;
	/** The event is of a program. */
	bool is_user;
	/** Addresses of the first argument's memory, in the kernel and in user space; those of the
	 * others follow. */
	uint64_t kernel, user;
	/** Where nothing can be read. */
	uint64_t nowhere;
};

struct filter_places {
	struct filter_places_request request;
	struct probe_event event;
	enum place_form forms[FILTER_RANDOM_ARGUMENTS];
	/** Added to what is in the register, or in memory behind that. */
	int64_t offsets[FILTER_RANDOM_ARGUMENTS];
};

/** What is there. */
struct filter_contents {
	/** In the order of the request. */
	uint64_t registers[FILTER_RANDOM_ARGUMENTS];
	/** The memory of each argument. */
	uint8_t memory[FILTER_RANDOM_ARGUMENTS][PLACE_SIZE];
};

/** Free what it holds. */
void filter_places_deinit(struct filter_places *places);

/** Make up places. @param ret the caller deinits it */
struct sonde_error *filter_places_make(struct filter_random *random,
				       const struct filter_places_request *request,
				       struct filter_places *ret);

/** Whether the memory of argument @p index is read as user space. */
bool filter_places_is_user(const struct filter_places *places, size_t index);

/** Its address. */
uint64_t filter_places_address(const struct filter_places *places, size_t index);

/**
 * Put the values of a hit where they belong. Of those that cannot be unreadable it is taken back.
 */
void filter_places_fill(const struct filter_places *places, struct filter_random_hit *hit,
			struct filter_contents *ret);

#endif /* TESTS_UNIT_FILTER_PLACES_H */
