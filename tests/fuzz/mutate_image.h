/* SPDX-License-Identifier: GPL-2.0-or-later */
/**
 * @file
 * libFuzzer's mutations for ELF files: mostly within one section, since those of whole files damage
 * the tables of ELF, and then nothing behind them is reached.
 */
#ifndef TESTS_FUZZ_MUTATE_IMAGE_H
#define TESTS_FUZZ_MUTATE_IMAGE_H

#include <elf.h>
#include <stdbool.h>

/** Each target has its own: whether what the section holds is to be changed. Its bytes are there.
 */
bool mutate_image_wants(const Elf64_Shdr *section);

#endif /* TESTS_FUZZ_MUTATE_IMAGE_H */
