/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * A machine's files below a folder of their own, for as long as a test runs.
 */
#ifndef TESTS_UNIT_FILE_TREE_H
#define TESTS_UNIT_FILE_TREE_H

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

struct tree {
	char root[32];
};

/** Make an empty one, for a setup function. */
static inline int tree_create(void **state)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return -1;
	memcpy(tree->root, "/tmp/sonde-tree.XXXXXX", sizeof("/tmp/sonde-tree.XXXXXX"));
	*state = tree;
	return mkdtemp(tree->root) ? 0 : -1;
}

/** Remove it with all that is in it: a teardown function. */
static inline int tree_destroy(void **state)
{
	struct tree *tree = *state;
	_cleanup_str_ struct str command = STR_INIT;
	int status;

	str_appendf(&command, "rm -rf '%s'", tree->root);
	status = system(str_text(&command));
	free(tree);
	return status;
}

#endif /* TESTS_UNIT_FILE_TREE_H */
