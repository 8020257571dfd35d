/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions how long, and the triggers that answer them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/hist_question.h"

#define A     "p:G/a do_sys_openat2 file=+0(%si):ustring"
#define B     "p:G/b vfs_open"
#define START "G/vfs_read hist:keys=common_pid:ts0=common_timestamp.usecs"
#define END   "G/vfs_read__return hist:keys=common_pid:lat=common_timestamp.usecs-$ts0"
/* All CPUs have a thread 0. */
#define IDLE   " if common_pid != 0"
#define PROBES "k " CALL_ENTRY "\nk " CALL_RETURN "\n"

/* The synthetic event takes the text itself, so that it is a key there, and in filters a text. */
static void test_pointed(void **state)
{
	_cleanup_hist_question_ struct hist_question q = ask_points(
		"syscalls/sys_enter_openat", "filename:uat", "syscalls/sys_exit_openat", "ret:s64");

	(void)state;
	q.by = "filename";
	q.filter = "filename ~ \"/etc/*\"";
	check_last(&q,
		   "hist:keys=filename,lat.log2:sort=hitcount.descending if filename ~ \"/etc/*\"");
}

/* What was found to answer these questions on kernels. */
static void test_recipes(void **state)
{
	_cleanup_hist_question_ struct hist_question q = ask_call();
	_cleanup_hist_question_ struct hist_question between = ask_points(A, "filename=file:str", B,
									  NULL);
	_cleanup_hist_question_ struct hist_question user =
		ask_points("p:G/work /bin/app:0x1720 n=%si:s32", "n:s32",
			   "r:G/work__return /bin/app:0x1720", NULL);

	(void)state;
	check_writes(&q, PROBES "s s:G_lat u64 lat\n" START IDLE "\n" END
				":onmatch(G.vfs_read).trace(G_lat,$lat)" IDLE "\n"
				"synthetic/G_lat hist:keys=lat.log2:sort=lat\n");
	q.by = "comm";
	q.stats = true;
	check_writes(&q, PROBES "s s:G_lat u64 lat; char comm[]\n" START ",c0=comm" IDLE "\n" END
				",c1=$c0:onmatch(G.vfs_read).trace(G_lat,$lat,$c1)" IDLE "\n"
				"synthetic/G_lat hist:keys=comm:vals=lat:m=lat:sort=lat.descending:"
				"onmax($m).save(common_pid)\n");
	between.by = "filename,latency.linear=20";
	between.sort = "latency.desc";
	check_writes(&between,
		     "k " A "\nk " B "\ns s:G_lat u64 lat; char file[]\n"
		     "G/a hist:keys=common_pid:ts0=common_timestamp.usecs,f0=file" IDLE "\n"
		     "G/b hist:keys=common_pid:lat=common_timestamp.usecs-$ts0,f1=$f0:"
		     "onmatch(G.a).trace(G_lat,$lat,$f1)" IDLE "\n"
		     "synthetic/G_lat hist:keys=file,lat.buckets=20:sort=lat.descending\n");
	user.by = "n.linear=4";
	user.is_call = true;
	check_writes(&user,
		     "u p:G/work /bin/app:0x1720 n=%si:s32\nu r:G/work__return /bin/app:0x1720\n"
		     "s s:G_lat u64 lat; s32 n\n"
		     "G/work hist:keys=common_pid:ts0=common_timestamp.usecs,n0=n\n"
		     "G/work__return hist:keys=common_pid:lat=common_timestamp.usecs-$ts0,n1=$n0:"
		     "onmatch(G.work).trace(G_lat,$lat,$n1)\n"
		     "synthetic/G_lat hist:keys=n.buckets=4,lat.log2:sort=n,lat\n");
	/* The end itself has the table of threads and of what the end knows. */
	q.stats = false;
	q.by = "tid";
	q.worst = "ret,comm";
	check_writes(&q, PROBES START IDLE "\n" END ":onmax($lat).save(ret,comm)" IDLE "\n");
}

struct option_test {
	const char *by, *sum, *worst, *filter, *cpus;
	bool stats;
	enum hist_unit unit;
	uint64_t size;
	/* Behind START and END, and the last write. */
	const char *synthetic, *start, *end, *table;
};

static const char *or_none(const char *text)
{
	return text ? text : "";
}

static const struct option_test option_rows[] = {
	{.by = "comm",
	 .synthetic = "; char comm[]",
	 .start = ",c0=comm",
	 .end = ",c1=$c0",
	 .table = "keys=comm,lat.log2:sort=hitcount.descending"},
	{.by = "comm,$retval.errno",
	 .synthetic = "; char comm[]; s64 ret",
	 .start = ",c0=comm",
	 .end = ",c1=$c0,r3=ret",
	 .table = "keys=comm,ret,lat.log2:sort=hitcount.descending"},
	{.by = "tid,cpu", .table = "keys=common_pid,common_cpu,lat.log2:sort=hitcount.descending"},
	{.by = "latency.linear=5", .table = "keys=lat.buckets=5:sort=lat"},
	{.by = "stack,latency", .table = "keys=stacktrace,lat.log2:sort=hitcount.descending"},
	{.stats = true,
	 .table = "keys=lat.log2:vals=lat:m=lat:sort=lat:onmax($m).save(common_pid)"},
	{.by = "comm",
	 .stats = true,
	 .worst = "ret.errno,count,tid",
	 .synthetic = "; s64 ret; u64 count; char comm[]",
	 .start = ",c2=count,c4=comm",
	 .end = ",r1=ret,c3=$c2,c5=$c4",
	 .table = "keys=comm:vals=lat:m=lat:sort=lat.descending:"
		  "onmax($m).save(ret,count,common_pid)"},
	/* Names of one letter cannot be saved. */
	{.by = "cpu",
	 .worst = "n,count",
	 .synthetic = "; s32 n_; u64 count",
	 .start = ",c2=count",
	 .end = ",n1=n,c3=$c2",
	 .table = "keys=common_cpu:m=lat:sort=common_cpu:onmax($m).save(n_,count)"},
	{.by = "n",
	 .worst = "n",
	 .synthetic = "; s32 n_",
	 .end = ",n1=n",
	 .table = "keys=n_:m=lat:sort=n_:onmax($m).save(n_)"},
	{.by = "tid",
	 .worst = "count",
	 .synthetic = "; u64 count",
	 .start = ",c0=count",
	 .end = ",c1=$c0",
	 .table = "keys=common_pid:m=lat:onmax($m).save(count)"},
	{.sum = "count",
	 .synthetic = "; u64 count",
	 .start = ",c0=count",
	 .end = ",c1=$c0",
	 .table = "keys=lat.log2:vals=count:sort=lat"},
	/* Milliseconds are made by who reads the file. */
	{.unit = HIST_UNIT_MS,
	 .filter = "latency > 3",
	 .table = "keys=lat.buckets=1000:sort=lat if lat > 3000"},
	/* A filter picks pairs: what it compares goes to the synthetic event, at calls too. */
	{.filter = "$retval > 0",
	 .synthetic = "; s64 ret",
	 .end = ",r1=ret",
	 .table = "keys=lat.log2:sort=lat if ret > 0"},
	{.filter = "count > 1 && count < 9",
	 .synthetic = "; u64 count",
	 .start = ",c0=count",
	 .end = ",c1=$c0",
	 .table = "keys=lat.log2:sort=lat if count > 1 && count < 9"},
	{.by = "tid",
	 .worst = "$retval",
	 .filter = "count > 1 && $retval > 0",
	 .synthetic = "; s64 ret; u64 count",
	 .start = ",c2=count",
	 .end = ",r1=ret,c3=$c2",
	 .table = "keys=common_pid:m=lat:onmax($m).save(ret) if count > 1 && ret > 0"},
	{.filter = "count > 1 || $retval > 0",
	 .synthetic = "; u64 count; s64 ret",
	 .start = ",c0=count",
	 .end = ",c1=$c0,r3=ret",
	 .table = "keys=lat.log2:sort=lat if (count > 1 || ret > 0)"},
	{.filter = "latency >= 10 && latency != 11",
	 .table = "keys=lat.log2:sort=lat if lat >= 10 && lat != 11"},
	{.cpus = "0-1", .table = "keys=lat.log2:sort=lat if CPU >= 0 && CPU <= 1"},
	{.filter = "comm ~ \"d*\" && tid != 1",
	 .synthetic = "; char comm[]",
	 .start = ",c0=comm",
	 .end = ",c1=$c0",
	 .table = "keys=lat.log2:sort=lat if comm ~ \"d*\" && common_pid != 1"},
	{.filter = "latency > 1",
	 .cpus = "3",
	 .table = "keys=lat.log2:sort=lat if lat > 1 && CPU == 3"},
	{.size = 512, .start = ":size=512", .end = "", .table = "keys=lat.log2:sort=lat:size=512"},
};

static void test_options(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(option_rows) / sizeof(*option_rows); i++) {
		const struct option_test *row = &option_rows[i];
		_cleanup_hist_question_ struct hist_question q = ask_call();
		_cleanup_str_ struct str want = STR_INIT;
		const char *end = or_none(row->end);
		const size_t variables = strlen(end);
		const char *parameter = end;

		q.by = row->by;
		q.sum = row->sum;
		q.worst = row->worst;
		q.filter = row->filter;
		q.cpus = row->cpus;
		q.stats = row->stats;
		q.unit = row->unit;
		q.size = row->size;
		str_append(&want, PROBES);
		str_appendf(&want, "s s:G_lat u64 lat%s\n" START "%s" IDLE "\n",
			    or_none(row->synthetic), or_none(row->start));
		str_appendf(&want, END "%.*s%s:onmatch(G.vfs_read).trace(G_lat,$lat",
			    (int)variables, end, row->size ? ":size=512" : "");
		/* Its parameters are the end's variables. */
		while (parameter < end + variables) {
			str_appendf(&want, ",$%.*s", (int)strcspn(parameter + 1, "="),
				    parameter + 1);
			parameter += 1 + strcspn(parameter + 1, ",");
			if (parameter > end + variables)
				break;
		}
		str_appendf(&want, ")" IDLE "\nsynthetic/G_lat hist:%s\n", row->table);
		check_writes(&q, str_text(&want));
	}
}

/* Other than with calls, an end can follow a start that a filter would have hidden. */
static void test_points(void **state)
{
	_cleanup_hist_question_ struct hist_question q =
		ask_points(A, "filename=file:str count:u64", B, "flags:u32");

	(void)state;
	q.filter = "filename ~ '*.so' && flags & 4";
	check_writes(
		&q,
		"k " A "\nk " B "\ns s:G_lat u64 lat; char file[]; u32 flags\n"
		"G/a hist:keys=common_pid:ts0=common_timestamp.usecs,f0=file" IDLE "\n"
		"G/b hist:keys=common_pid:lat=common_timestamp.usecs-$ts0,f1=$f0,f3=flags:"
		"onmatch(G.a).trace(G_lat,$lat,$f1,$f3)" IDLE "\n"
		"synthetic/G_lat hist:keys=lat.log2:sort=lat if file ~ \"*.so\" && flags & 4\n");
}

static void test_match(void **state)
{
	_cleanup_hist_question_ struct hist_question q = ask_points(
		"block/block_rq_issue", "dev:u32 sector:u64 comm:str16 lat:u32",
		"block/block_rq_complete", "dev:u32 sec=sector_nr:u64 error:s32 half:u16");

	(void)state;
	q.match = "dev,sector=sec";
	q.unit = HIST_UNIT_NS;
	q.by = "comm,lat";
	check_writes(
		&q,
		"s s:G_lat u64 lat; char comm[]; u32 lat_\n"
		"block/block_rq_issue hist:keys=dev,sector:ts0=common_timestamp,c0=comm,l2=lat\n"
		"block/block_rq_complete hist:keys=dev,sector_nr:lat=common_timestamp-$ts0,c1=$c0,"
		"l3=$l2:onmatch(block.block_rq_issue).trace(G_lat,$lat,$c1,$l3)\n"
		"synthetic/G_lat hist:keys=comm,lat_,lat.log2:sort=hitcount.descending\n");
	q.by = NULL;
	q.match = "sectr";
	check_refused(&q, SONDE_ERROR_NOT_FOUND, 1,
		      "--match: 'block_rq_issue' has no field 'sectr'.");
	check_refused(&q, SONDE_ERROR_NOT_FOUND, 1, "Did you mean 'sector'?");
	q.match = "dev,sector";
	check_refused(&q, SONDE_ERROR_NOT_FOUND, 5, "'block_rq_complete' has no field 'sector'.");
	q.match = "dev=half";
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "not of the same type");
	q.match = "comm=error";
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "not of the same type");
	q.match = "stack";
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 1, "cannot match by 'stack'");
	q.match = "dev,sector=sec,tid,cpu";
	check_refused(&q, SONDE_ERROR_UNAVAILABLE, 0, "at most 3 keys");
}

/* Several calls at once: each has a time of its own; with `func` a table of its own. */
static void test_several(void **state)
{
	_cleanup_hist_question_ struct hist_question q = {.ask = HIST_ASK_LATENCY,
							  .group = "G",
							  .kernel = KERNEL,
							  .starts = 2,
							  .is_call = true};
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

	(void)state;
	add_event(&q, "p:G/f f", "n:u32");
	add_event(&q, "p:G/g g", "n:u32");
	add_event(&q, "r:G/f__return f", NULL);
	add_event(&q, "r:G/g__return g", NULL);
	q.by = "n";
#define SEVERAL_PROBES "k p:G/f f\nk p:G/g g\nk r:G/f__return f\nk r:G/g__return g\n"
	check_writes(&q, SEVERAL_PROBES
		     "s s:G_lat u64 lat; u32 n\n"
		     "G/f hist:keys=common_pid:ts0=common_timestamp.usecs,n0=n" IDLE "\n"
		     "G/g hist:keys=common_pid:ts1=common_timestamp.usecs,n0=n" IDLE "\n"
		     "G/f__return hist:keys=common_pid:lat=common_timestamp.usecs-$ts0,n1=$n0:"
		     "onmatch(G.f).trace(G_lat,$lat,$n1)" IDLE "\n"
		     "G/g__return hist:keys=common_pid:lat1=common_timestamp.usecs-$ts1,n1=$n0:"
		     "onmatch(G.g).trace(G_lat,$lat1,$n1)" IDLE "\n"
		     "synthetic/G_lat hist:keys=n,lat.log2:sort=n,lat\n");
	q.by = "func";
	check_writes(&q, SEVERAL_PROBES
		     "s s:G_lat u64 lat\ns s:G_lat2 u64 lat\n"
		     "G/f hist:keys=common_pid:ts0=common_timestamp.usecs" IDLE "\n"
		     "G/g hist:keys=common_pid:ts1=common_timestamp.usecs" IDLE "\n"
		     "G/f__return hist:keys=common_pid:lat=common_timestamp.usecs-$ts0:"
		     "onmatch(G.f).trace(G_lat,$lat)" IDLE "\n"
		     "G/g__return hist:keys=common_pid:lat1=common_timestamp.usecs-$ts1:"
		     "onmatch(G.g).trace(G_lat2,$lat1)" IDLE "\n"
		     "synthetic/G_lat hist:keys=lat.log2:sort=hitcount.descending\n"
		     "synthetic/G_lat2 hist:keys=lat.log2:sort=hitcount.descending\n");
	check_ok(hist_setup_make(&q, &setup));
	assert_string_equal(setup.writes.data[5].undo, "-:synthetic/G_lat2");
	assert_int_equal(setup.sources.size, 2);
	assert_string_equal(setup.sources.data[1].event, "G_lat2");
	assert_string_equal(setup.sources.data[1].layout.keys.data[0].constant, "g");
	assert_string_equal(setup.sources.data[1].layout.title, "f and 1 more: func, latency");
	assert_int_equal(setup.pairings.size, 4);
	assert_string_equal(setup.pairings.data[3].event, "g__return");
	/* Every end can follow every start: times that are taken out twice are kept twice. */
	q.is_call = false;
	q.by = NULL;
	hist_setup_deinit(&setup);
	check_ok(hist_setup_make(&q, &setup));
	assert_string_equal(setup.writes.data[5].text,
			    "hist:keys=common_pid:ts0=common_timestamp.usecs,"
			    "ts1=common_timestamp.usecs" IDLE);
	assert_string_equal(setup.writes.data[10].text,
			    "hist:keys=common_pid:lat3=common_timestamp.usecs-$ts3:"
			    "onmatch(G.g).trace(G_lat,$lat3)" IDLE);
	assert_int_equal(setup.pairings.data[2].position, 0);
	assert_string_equal(setup.pairings.data[4].event, "f__return");
	assert_int_equal(setup.pairings.data[4].position, 1);
}

/* Threads are told apart by their numbers, but for those of idle CPUs. */
static void test_idle(void **state)
{
	_cleanup_hist_question_ struct hist_question q = ask_points(A, NULL, B, NULL);

	(void)state;
	q.match = "cpu";
	check_writes(&q, "k " A "\nk " B "\ns s:G_lat u64 lat\n"
			 "G/a hist:keys=common_cpu:ts0=common_timestamp.usecs\n"
			 "G/b hist:keys=common_cpu:lat=common_timestamp.usecs-$ts0:"
			 "onmatch(G.a).trace(G_lat,$lat)\n"
			 "synthetic/G_lat hist:keys=lat.log2:sort=lat\n");
	q.match = "tid";
	check_writes(&q, "k " A "\nk " B "\ns s:G_lat u64 lat\n"
			 "G/a hist:keys=common_pid:ts0=common_timestamp.usecs" IDLE "\n"
			 "G/b hist:keys=common_pid:lat=common_timestamp.usecs-$ts0:"
			 "onmatch(G.a).trace(G_lat,$lat)" IDLE "\n"
			 "synthetic/G_lat hist:keys=lat.log2:sort=lat\n");
}

static void test_layout(void **state)
{
	_cleanup_hist_question_ struct hist_question q = ask_call();
	_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;
	const struct hist_layout *layout;

	(void)state;
	q.stats = true;
	q.worst = "$retval.errno,comm";
	q.by = "latency.linear=2,tid";
	q.unit = HIST_UNIT_MS;
	check_ok(hist_setup_make(&q, &setup));
	assert_string_equal(
		vec_last(&setup.writes)->text,
		"hist:keys=lat.buckets=2000,common_pid:vals=lat:m=lat:sort=lat.descending:"
		"onmax($m).save(ret,comm)");
	layout = &setup.sources.data[0].layout;
	assert_string_equal(layout->title, "vfs_read: latency, tid");
	assert_string_equal(layout->keys.data[0].field, "lat");
	assert_string_equal(layout->keys.data[0].unit, "ms");
	assert_int_equal(layout->keys.data[0].shape, HIST_SHAPE_LINEAR);
	assert_int_equal(layout->keys.data[0].width, 2);
	assert_true(layout->keys.data[0].is_folded);
	assert_int_equal(layout->keys.data[0].scale, 1000);
	assert_int_equal(layout->values.size, 6);
	assert_string_equal(layout->values.data[1].title, "sum");
	assert_string_equal(layout->values.data[1].field, "lat");
	assert_string_equal(layout->values.data[1].unit, "ms");
	assert_int_equal(layout->values.data[1].scale, 1000);
	assert_string_equal(layout->values.data[2].title, "mean");
	assert_string_equal(layout->values.data[3].title, "max");
	assert_string_equal(layout->values.data[3].field, "max");
	assert_string_equal(layout->values.data[4].title, "$retval at max");
	assert_string_equal(layout->values.data[4].field, "ret");
	assert_int_equal(layout->values.data[4].shape, HIST_SHAPE_ERRNO);
	assert_true(layout->values.data[4].is_signed);
	assert_true(layout->values.data[5].is_string);
	assert_string_equal(layout->sort, "sum.desc");
}

/* A name of the latency's sum that a key has, ways to sort by it, and the sum of the key itself. */
static void test_latency_names(void **state)
{
	static const char *const sorts[] = {"sum", "sum(latency)", "latency", "sum.desc"};
	_cleanup_hist_question_ struct hist_question q = ask_call();

	(void)state;
	q.stats = true;
	q.by = "count";
	for (size_t i = 0; i < sizeof(sorts) / sizeof(*sorts); i++) {
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

		q.sort = sorts[i];
		check_ok(hist_setup_make(&q, &setup));
		assert_memory_equal(setup.sources.data[0].layout.sort, "sum", 3);
		assert_non_null(strstr(vec_last(&setup.writes)->text, ":sort=lat"));
	}
	for (size_t i = 0; i < 2; i++) {
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

		q.sort = i ? "max(latency)" : "mean";
		check_ok(hist_setup_make(&q, &setup));
		assert_string_equal(setup.sources.data[0].layout.sort, i ? "max" : "mean");
	}
	q.sort = NULL;
	free(q.events.data[0].fields.data[0].name);
	check_ok(sonde_strdup("sum", &q.events.data[0].fields.data[0].name));
	q.by = "sum";
	for (size_t i = 0; i < 2; i++) {
		_cleanup_hist_setup_ struct hist_setup setup = HIST_SETUP_INIT;

		q.sort = i ? "sum" : "sum(latency)";
		check_ok(hist_setup_make(&q, &setup));
		assert_string_equal(setup.sources.data[0].layout.values.data[1].title,
				    "sum(latency)");
		assert_string_equal(setup.sources.data[0].layout.sort, q.sort);
	}
}

static void test_key_sum(void **state)
{
	static const struct {
		const char *by, *sum, *text;
		enum hist_unit unit;
		bool stats;
	} rows[] = {
		{NULL, NULL, "hist:keys=lat.log2:vals=lat:sort=lat", HIST_UNIT_US, false},
		{NULL, NULL, "hist:keys=lat.buckets=1000:vals=lat:sort=lat", HIST_UNIT_MS, false},
		{"comm", NULL, "hist:keys=comm,lat.log2:vals=lat:sort=hitcount.descending",
		 HIST_UNIT_US, false},
		{"count", "count", "hist:keys=count,lat.log2:vals=count,lat:sort=count,lat",
		 HIST_UNIT_US, false},
		/* It is there already, or there is none. */
		{"latency", NULL,
		 "hist:keys=lat.log2:vals=lat:m=lat:sort=lat:onmax($m).save(common_pid)",
		 HIST_UNIT_US, true},
		{"tid", NULL,
		 "hist:keys=common_pid:vals=lat:m=lat:sort=lat.descending:"
		 "onmax($m).save(common_pid)",
		 HIST_UNIT_US, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		_cleanup_hist_question_ struct hist_question q = ask_call();

		q.sums_key = true;
		q.by = rows[i].by;
		q.sum = rows[i].sum;
		q.unit = rows[i].unit;
		q.stats = rows[i].stats;
		check_last(&q, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recipes),	      cmocka_unit_test(test_pointed),
		cmocka_unit_test(test_options),	      cmocka_unit_test(test_points),
		cmocka_unit_test(test_match),	      cmocka_unit_test(test_several),
		cmocka_unit_test(test_idle),	      cmocka_unit_test(test_layout),
		cmocka_unit_test(test_latency_names), cmocka_unit_test(test_key_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
