/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * Location lists before libdw walks them. An entry of DWARF 5 (7.7.3) says how long its expression
 * is, in up to 64 bits; libdw 0.188 takes a length of 2^63 and more for a
 * negative one, which no section is too short for, and goes on reading before or behind it.
 */
#ifndef PROBE_LOC_LIST_H
#define PROBE_LOC_LIST_H

#include <stdbool.h>

#include <elfutils/libdw.h>

/**
 * Whether libdw can be asked for the locations of an attribute: its expressions end where their
 * section does, or before. True for what is no list; all else that is wrong libdw finds itself.
 */
bool loc_list_fits(Dwarf_Attribute *attr);

#endif /* PROBE_LOC_LIST_H */
