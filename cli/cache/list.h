/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * What is cached, listed: for `sonde cache list`, and for perf's form of it,
 * `sonde probe --cache -l`.
 */
#ifndef CLI_CACHE_LIST_H
#define CLI_CACHE_LIST_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/cache/pick.h"
#include "cli/cmd.h"
#include "cli/target/program_filter.h"

/** How the list is printed. */
enum cache_list_form {
	/** Under each build its definitions, as perf does. */
	CACHE_LIST_TEXT,
	/** A JSON object for each build. */
	CACHE_LIST_JSON,
	/** A JSON object for each definition. */
	CACHE_LIST_JSON_FLAT,
};

/** What to list. */
struct cache_list_request {
	/** Which builds and entries. */
	struct cache_pick pick;
	/** The program whose builds are meant, or one that has every build. */
	const struct program_filter *program;
	enum cache_list_form form;
	/** Leave the definitions out. */
	bool builds_only;
	/** With text, say more of each build; so does @p builds_only. */
	bool verbose;
};

/** Free the words of @p request. */
void cache_list_request_deinit(struct cache_list_request *request);

/** A `struct cache_list_request` that is released at the end of its scope. */
#define _cleanup_cache_list_request_ _cleanup_(cache_list_request_deinit)

/** Print the list to context->out, and what cannot be used to context->err. */
struct sonde_error *cache_list_print(const struct context *context,
				     const struct cache_list_request *request);

#endif /* CLI_CACHE_LIST_H */
