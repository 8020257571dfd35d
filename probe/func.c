/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/func.h"

#include <fnmatch.h>
#include <string.h>

#include "probe/die.h"

/* Blocks and inlined calls nested deeper than this come from no compiler. */
#define DEPTH_MAX 512

/* One walk over one unit. */
struct walk {
	const struct func_query *query;
	bool is_glob;
	/** How many instances there were before this unit; code is in one unit only. */
	size_t before;
	/** Offsets of the DIEs of the unit that stand for the function itself. */
	VEC(Dwarf_Off) origins;
	struct func_instances *found;
};

void func_instances_deinit(struct func_instances *instances)
{
	vec_deinit(instances);
}

bool func_entry(Dwarf_Die *die, uint64_t *ret)
{
	Dwarf_Addr address, base, end;

	if (dwarf_entrypc(die, &address) == 0) {
		*ret = address;
		return true;
	}
	/* Split into pieces, without an entry_pc: the first piece has the entry. */
	if (dwarf_ranges(die, 0, &base, &address, &end) <= 0)
		return false;
	*ret = address;
	return true;
}

bool func_is_noreturn(Dwarf_Die *die)
{
	return die_flag(die, DW_AT_noreturn);
}

static bool name_matches(const struct walk *walk, const char *name)
{
	if (!name)
		return false;
	if (walk->is_glob)
		return fnmatch(walk->query->name, name, 0) == 0;
	return strcmp(walk->query->name, name) == 0;
}

static const char *linkage_name(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	if (!dwarf_attr_integrate(die, DW_AT_linkage_name, &attr))
		return NULL;
	return dwarf_formstring(&attr);
}

/* Whether `path` ends with the path that was asked for, at a component's start. */
static bool file_matches(const char *path, const char *wanted)
{
	size_t size, wanted_size = strlen(wanted);

	if (!path)
		return false;
	size = strlen(path);
	if (size < wanted_size || strcmp(path + size - wanted_size, wanted) != 0)
		return false;
	return size == wanted_size || wanted[0] == '/' || path[size - wanted_size - 1] == '/';
}

/*
 * The file that declares the function. In DWARF 5 file 0 is the unit's own, which clang makes use
 * of and dwarf_decl_file() takes for none.
 */
static const char *declaring_file(Dwarf_Die *die)
{
	uint64_t number;
	Dwarf_Files *files;
	Dwarf_Die unit;
	size_t count;

	if (!die_unsigned(die, DW_AT_decl_file, &number) || number > 0)
		return dwarf_decl_file(die);
	if (!dwarf_diecu(die, &unit, NULL, NULL) || dwarf_getsrcfiles(&unit, &files, &count) != 0)
		return NULL;
	return count ? dwarf_filesrc(files, 0, NULL, NULL) : NULL;
}

static bool is_match(const struct walk *walk, Dwarf_Die *die)
{
	const char *name = die_name(die);

	if (!name_matches(walk, name) && !name_matches(walk, linkage_name(die))) {
		if (name && walk->query->suggest)
			suggest_offer(walk->query->suggest, name);
		return false;
	}
	return !walk->query->file || file_matches(declaring_file(die), walk->query->file);
}

static bool is_known(const struct walk *walk, uint64_t entry)
{
	for (size_t i = walk->before; i < walk->found->size; i++) {
		if (walk->found->data[i].entry == entry)
			return true;
	}
	return false;
}

/*
 * The top-level subprograms of a unit that match: those with code are instances, all are
 * origins that inlined calls may refer to.
 */
static struct sonde_error *find_subprograms(struct walk *walk, Dwarf_Die *unit)
{
	Dwarf_Die child;

	if (dwarf_child(unit, &child) != 0)
		return NULL;
	do {
		struct func_instance instance = {.die = child, .outer = child};

		if (dwarf_tag(&child) != DW_TAG_subprogram || !is_match(walk, &child))
			continue;
		TRY(vec_push(&walk->origins, dwarf_dieoffset(&child)));
		if (func_entry(&child, &instance.entry) && !is_known(walk, instance.entry))
			TRY(vec_push(walk->found, instance));
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

/* The DIE that stands for the function of which `die` is a copy: its abstract origin, or itself. */
static Dwarf_Off origin_of(Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die origin;

	if (dwarf_attr(die, DW_AT_abstract_origin, &attr) && dwarf_formref_die(&attr, &origin))
		return dwarf_dieoffset(&origin);
	return dwarf_dieoffset(die);
}

static bool is_wanted(const struct walk *walk, Dwarf_Off origin)
{
	vec_for_each(&walk->origins, known) {
		if (*known == origin)
			return true;
	}
	return false;
}

/* The functions whose code a DIE lies in, innermost first. */
struct enclosing {
	Dwarf_Off origin;
	const struct enclosing *outer;
};

/*
 * A function within itself is the rest of one that the compiler split and put together again
 * (gcc's .part): the same call, not another one.
 */
static bool is_within_itself(Dwarf_Off origin, const struct enclosing *enclosing)
{
	for (; enclosing; enclosing = enclosing->outer) {
		if (enclosing->origin == origin)
			return true;
	}
	return false;
}

static struct sonde_error *add_inlined(struct walk *walk, Dwarf_Die *die, Dwarf_Die *outer)
{
	struct func_instance instance = {.die = *die, .outer = *outer, .is_inlined = true};

	if (!func_entry(die, &instance.entry) || is_known(walk, instance.entry))
		return NULL;
	return vec_push(walk->found, instance);
}

/* The inlined calls of the matching functions below `die`, which is code of `outer`. */
static struct sonde_error *find_inlined(struct walk *walk, Dwarf_Die *die, Dwarf_Die *outer,
					const struct enclosing *enclosing, unsigned depth)
{
	Dwarf_Die child;

	if (depth > DEPTH_MAX || dwarf_child(die, &child) != 0)
		return NULL;
	do {
		int tag = dwarf_tag(&child);

		if (tag == DW_TAG_inlined_subroutine) {
			const struct enclosing inner = {origin_of(&child), enclosing};

			if (is_wanted(walk, inner.origin) &&
			    !is_within_itself(inner.origin, enclosing))
				TRY(add_inlined(walk, &child, outer));
			TRY(find_inlined(walk, &child, outer, &inner, depth + 1));
		} else if (tag == DW_TAG_lexical_block) {
			TRY(find_inlined(walk, &child, outer, enclosing, depth + 1));
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

static struct sonde_error *find_all_inlined(struct walk *walk, Dwarf_Die *unit)
{
	Dwarf_Die child;

	if (dwarf_child(unit, &child) != 0)
		return NULL;
	do {
		uint64_t entry;

		if (dwarf_tag(&child) == DW_TAG_subprogram && func_entry(&child, &entry)) {
			const struct enclosing function = {origin_of(&child), NULL};

			TRY(find_inlined(walk, &child, &child, &function, 0));
		}
	} while (dwarf_siblingof(&child, &child) == 0);
	return NULL;
}

struct sonde_error *func_find(struct image *image, const struct func_query *query,
			      bool *only_inlined, struct func_instances *ret)
{
	struct walk walk = {
		.query = query,
		.is_glob = strpbrk(query->name, "*?["),
		.found = ret,
	};
	bool any_match = false, any_copy = false;
	struct sonde_error *error = NULL;
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;

	while (!error && dwarf_get_units(image->dwarf, cu, &cu, NULL, NULL, &unit, NULL) == 0) {
		walk.before = ret->size;
		walk.origins.size = 0;
		error = find_subprograms(&walk, &unit);
		any_match |= walk.origins.size > 0;
		any_copy |= ret->size > walk.before;
		if (!error && walk.origins.size && !query->no_inlines)
			error = find_all_inlined(&walk, &unit);
	}
	vec_deinit(&walk.origins);
	if (!error)
		*only_inlined = any_match && !any_copy;
	return error;
}
