/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names for addresses: of a made-up /proc, and of this process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/run/process_maps.h"
#include "cli/target/addresses.h"
#include "tests/unit/check.h"
#include "tests/unit/file_tree.h"

static const char kernel[] = "0000000000000000 A __per_cpu_start\n"
			     "ffffffff81000000 T _text\n"
			     "ffffffff81000010 T vfs_read\n"
			     "ffffffffc0000000 t nfs_open\t[nfs]\n";

static void put(const struct tree *tree, const char *name, const char *text)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/%s", tree->root, name);
	check_ok(file_replace(str_text(&path), text, strlen(text), 0644));
}

static void make_folder(const struct tree *tree, const char *name)
{
	_cleanup_str_ struct str path = STR_INIT;

	str_appendf(&path, "%s/%s", tree->root, name);
	assert_int_equal(mkdir(str_text(&path), 0755), 0);
}

static void kernel_addresses_have_names(void **state)
{
	const struct tree *tree = *state;
	_cleanup_addresses_ struct addresses *addresses = NULL;
	const struct hit_symbols *symbols;
	struct hit_symbol symbol;

	check_ok(addresses_create(tree->root, &addresses));
	symbols = addresses_symbols(addresses);
	assert_non_null(strstr(addresses_lack(addresses), "kallsyms"));
	put(tree, "kallsyms", kernel);
	assert_null(addresses_lack(addresses));
	symbols->kernel(symbols, 0xffffffff81000019, &symbol);
	assert_string_equal(symbol.name, "vfs_read");
	assert_int_equal(symbol.offset, 9);
	assert_string_equal(symbol.object, "[kernel.kallsyms]");
	symbols->kernel(symbols, 0xffffffffc0000000, &symbol);
	assert_string_equal(symbol.name, "nfs_open");
	assert_string_equal(symbol.object, "[nfs]");
	symbols->kernel(symbols, 0xffff888000000000, &symbol);
	assert_null(symbol.name);
	assert_null(symbol.object);
}

static void hidden_addresses_are_said_to_be(void **state)
{
	const struct tree *tree = *state;
	_cleanup_addresses_ struct addresses *addresses = NULL;
	struct hit_symbol symbol;

	check_ok(addresses_create(tree->root, &addresses));
	put(tree, "kallsyms",
	    "0000000000000000 T _text\n"
	    "0000000000000000 T vfs_read\n");
	assert_non_null(strstr(addresses_lack(addresses), "kptr_restrict"));
	addresses_symbols(addresses)->kernel(addresses_symbols(addresses), 0xffffffff81000000,
					     &symbol);
	assert_null(symbol.name);
}

static void maps_are_taken_apart(void **state)
{
	char text[] = "00400000-00401000 r-xp 00002000 fe:00 77 /bin/a  b (deleted)\n"
		      "00400800-00402000 r-xp 00000000 fe:00 77 /over\n"
		      "nonsense\n"
		      "00402000-00401000 r-xp 00000000 fe:00 77 /backwards\n"
		      "7f0000000000-7f0000001000 rw-p 00000000 00:00 0\n"
		      "7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0   [vdso]";
	_cleanup_process_maps_ struct process_maps maps = {0};
	const struct mapping *found;

	(void)state;
	check_ok(process_maps_parse(text, &maps));
	assert_int_equal(maps.list.size, 3);
	found = process_maps_find(&maps, 0x400fff);
	assert_non_null(found);
	assert_string_equal(found->path, "/bin/a  b (deleted)");
	assert_string_equal(found->device, "fe:00");
	assert_int_equal(found->offset, 0x2000);
	assert_int_equal(found->inode, 77);
	assert_null(process_maps_find(&maps, 0x401000));
	assert_null(process_maps_find(&maps, 0x3fffff));
	assert_null(process_maps_find(&maps, UINT64_MAX));
	assert_string_equal(process_maps_find(&maps, 0x7f0000000000)->path, "");
	assert_string_equal(process_maps_find(&maps, 0x7ffd00001fff)->path, "[vdso]");
}

/* Whatever a cut or changed text has, it is no error. */
static void odd_maps_are_left_out(void **state)
{
	static const char line[] = "00400000-00401000 r-xp 00002000 fe:00 77 /bin/a\n";

	(void)state;
	for (size_t size = 0; size < sizeof(line); size++) {
		for (unsigned byte = 0; byte < 128; byte += 9) {
			_cleanup_process_maps_ struct process_maps maps = {0};
			_cleanup_free_ char *text = NULL;

			check_ok(sonde_strndup(line, sizeof(line) - 1, &text));
			text[size < sizeof(line) - 1 ? size : 0] = (char)byte;
			check_ok(process_maps_parse(text, &maps));
			assert_true(maps.list.size <= 2);
		}
	}
}

/* Not inlined, and with an address of its own. */
__attribute__((noinline)) int function_of_this_program(int a);
int function_of_this_program(int a)
{
	return a * 3 + 1;
}

static void own_addresses_have_names(void **state)
{
	_cleanup_addresses_ struct addresses *addresses = NULL;
	const uint64_t address = (uint64_t)(uintptr_t)function_of_this_program;
	char path[PATH_MAX] = "";
	const struct hit_symbols *symbols;
	struct hit_symbol symbol;

	(void)state;
	check_ok(addresses_create("/proc", &addresses));
	symbols = addresses_symbols(addresses);
	assert_true(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0);
	/* Again out of what is remembered. */
	for (unsigned i = 0; i < 2; i++) {
		symbols->user(symbols, getpid(), address + 2, &symbol);
		assert_non_null(symbol.name);
		assert_string_equal(symbol.name, "function_of_this_program");
		assert_int_equal(symbol.offset, 2);
		assert_string_equal(symbol.object, path);
	}
	symbols->user(symbols, getpid(), 16, &symbol);
	assert_null(symbol.name);
	assert_null(symbol.object);
}

/* What comes later is found, too; and what is known of a process when it has ended. */
static void processes_change_and_end(void **state)
{
	_cleanup_addresses_ struct addresses *addresses = NULL;
	const uint64_t address = (uint64_t)(uintptr_t)function_of_this_program;
	const struct hit_symbols *symbols;
	struct hit_symbol symbol;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0) {
		pause();
		_exit(0);
	}
	check_ok(addresses_create("/proc", &addresses));
	symbols = addresses_symbols(addresses);
	symbols->user(symbols, child, address, &symbol);
	assert_non_null(symbol.name);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 100000000}, NULL);
	symbols->user(symbols, child, address, &symbol);
	assert_non_null(symbol.name);
	assert_string_equal(symbol.name, "function_of_this_program");
	/* Of one that was never seen nothing is known. */
	addresses_destroy(addresses);
	addresses = NULL;
	check_ok(addresses_create("/proc", &addresses));
	symbols = addresses_symbols(addresses);
	symbols->user(symbols, child, address, &symbol);
	assert_null(symbol.name);
	assert_null(symbol.object);
}

static void new_mappings_are_found(void **state)
{
	const struct tree *tree = *state;
	_cleanup_addresses_ struct addresses *addresses = NULL;
	const struct hit_symbols *symbols;
	struct hit_symbol symbol;

	make_folder(tree, "7");
	put(tree, "7/maps", "1000-2000 r-xp 00000000 00:00 0 [vdso]\n");
	check_ok(addresses_create(tree->root, &addresses));
	symbols = addresses_symbols(addresses);
	symbols->user(symbols, 7, 0x1010, &symbol);
	assert_string_equal(symbol.object, "[vdso]");
	assert_int_equal(symbol.offset, 0x10);
	put(tree, "7/maps",
	    "1000-2000 r-xp 00000000 00:00 0 [vdso]\n"
	    "5000-6000 r-xp 00001000 00:00 5 /not/there\n");
	usleep(60000);
	symbols->user(symbols, 7, 0x5010, &symbol);
	assert_string_equal(symbol.object, "/not/there");
	assert_null(symbol.name);
	assert_int_equal(symbol.offset, 0x1010);
}

/* More processes than are remembered. */
static void many_processes_are_forgotten(void **state)
{
	const struct tree *tree = *state;
	_cleanup_addresses_ struct addresses *addresses = NULL;
	const struct hit_symbols *symbols;
	struct hit_symbol symbol;

	make_folder(tree, "7");
	put(tree, "7/maps", "1000-2000 r-xp 00000000 00:00 0 [vdso]\n");
	check_ok(addresses_create(tree->root, &addresses));
	symbols = addresses_symbols(addresses);
	for (pid_t pid = 0; pid < 5000; pid++) {
		symbols->user(symbols, pid, 0x1010, &symbol);
		assert_int_equal(symbol.object != NULL, pid == 7);
	}
	symbols->user(symbols, 7, 0x1010, &symbol);
	assert_non_null(symbol.object);
}

static void processes_can_be_left_out(void **state)
{
	const struct tree *tree = *state;
	_cleanup_addresses_ struct addresses *addresses = NULL;
	const struct hit_symbols *symbols;
	struct hit_symbol symbol;

	put(tree, "kallsyms", kernel);
	make_folder(tree, "7");
	put(tree, "7/maps", "1000-2000 r-xp 00000000 00:00 0 [vdso]\n");
	check_ok(addresses_create(tree->root, &addresses));
	addresses_leave_processes_out(addresses);
	symbols = addresses_symbols(addresses);
	symbols->user(symbols, 7, 0x1010, &symbol);
	assert_null(symbol.object);
	symbols->kernel(symbols, 0xffffffff81000019, &symbol);
	assert_string_equal(symbol.name, "vfs_read");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kernel_addresses_have_names, tree_create,
						tree_destroy),
		cmocka_unit_test_setup_teardown(hidden_addresses_are_said_to_be, tree_create,
						tree_destroy),
		cmocka_unit_test(maps_are_taken_apart),
		cmocka_unit_test(odd_maps_are_left_out),
		cmocka_unit_test(own_addresses_have_names),
		cmocka_unit_test(processes_change_and_end),
		cmocka_unit_test_setup_teardown(new_mappings_are_found, tree_create, tree_destroy),
		cmocka_unit_test_setup_teardown(many_processes_are_forgotten, tree_create,
						tree_destroy),
		cmocka_unit_test_setup_teardown(processes_can_be_left_out, tree_create,
						tree_destroy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
