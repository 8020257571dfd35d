/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/expedite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "tracefs/runfile.h"

/* Far more than either file has. */
#define TEXT_LIMIT 4096

static struct sonde_error *path_of_record(const struct expedite_place *place, struct str *out)
{
	str_appendf(out, "%s/" EXPEDITE_FILE, place->dir);
	return str_check(out);
}

/* What the file says; another boot gives another text. */
static struct sonde_error *compose(struct str *out)
{
	_cleanup_str_ struct str boot = STR_INIT;

	TRY(runfile_boot_id(&boot));
	str_appendf(out, "sonde expedite 1\nboot %s\nwas 0\nend\n", str_text(&boot));
	return str_check(out);
}

/* One at a time: until the descriptor is closed. */
static struct sonde_error *lock_dir(const char *dir, int *ret)
{
	_cleanup_close_ int fd = -1;

	TRY(runfile_check_dir(dir));
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return sonde_error_os(errno, "Cannot lock %s", dir);
	*ret = fd;
	fd = -1;
	return NULL;
}

static struct sonde_error *open_setting(const char *setting, int *ret)
{
	struct sonde_error *error;
	int fd = open(setting, O_RDWR | O_CLOEXEC);

	if (fd >= 0) {
		*ret = fd;
		return NULL;
	}
	if (errno == ENOENT)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "This kernel has no %s: --expedite cannot be had.", setting);
	error = sonde_error_os(errno, "Cannot write %s", setting);
	return sonde_error_hint(error, "It takes root. Without --expedite the events are removed "
				       "too, only slower.");
}

/* Whether waits are short now. */
static struct sonde_error *read_setting(const char *setting, bool *ret)
{
	_cleanup_str_ struct str text = STR_INIT;

	TRY(file_read(setting, TEXT_LIMIT, &text));
	*ret = strtol(str_text(&text), NULL, 10) != 0;
	return NULL;
}

static struct sonde_error *say_how(const struct expedite_place *place, struct sonde_error *error)
{
	return sonde_error_hint(error,
				"Unless another sonde still uses it, put back 0, which is for the "
				"whole system: echo 0 > %s",
				place->setting);
}

static struct sonde_error *write_setting(const struct expedite_place *place, int fd, bool on)
{
	struct sonde_error *error;

	if (lseek(fd, 0, SEEK_SET) == 0 && write(fd, on ? "1\n" : "0\n", 2) == 2)
		return NULL;
	error = sonde_error_os(errno, "Cannot write %s", place->setting);
	return on ? error : say_how(place, error);
}

/* An open file that nobody else could have written: whether it says what it has to. */
static struct sonde_error *check_record(const struct expedite_place *place, int fd, bool *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str want = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;
	struct stat status;

	TRY(path_of_record(place, &path));
	if (fstat(fd, &status) < 0)
		return sonde_error_os(errno, "Cannot read %s", str_text(&path));
	if (!S_ISREG(status.st_mode))
		return sonde_error_new(SONDE_ERROR_FORMAT, "%s is no file. Remove it.",
				       str_text(&path));
	TRY(runfile_check_owner(str_text(&path), &status));
	TRY(compose(&want));
	TRY(file_read(str_text(&path), TEXT_LIMIT, &text));
	*ret = strcmp(str_text(&text), str_text(&want)) == 0;
	return NULL;
}

static struct sonde_error *open_record(const struct expedite_place *place, int flags, int *ret)
{
	_cleanup_str_ struct str path = STR_INIT;
	int fd;

	TRY(path_of_record(place, &path));
	fd = open(str_text(&path), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags, 0600);
	if (fd < 0)
		return sonde_error_os(errno, "Cannot use %s", str_text(&path));
	*ret = fd;
	return NULL;
}

static struct sonde_error *remove_record(const struct expedite_place *place)
{
	_cleanup_str_ struct str path = STR_INIT;

	TRY(path_of_record(place, &path));
	if (unlink(str_text(&path)) < 0 && errno != ENOENT)
		return sonde_error_hint(sonde_error_os(errno, "Cannot remove %s", str_text(&path)),
					"Remove it by hand. %s needs nothing more.",
					place->setting);
	return NULL;
}

static struct sonde_error *write_record(const struct expedite_place *place, int fd)
{
	_cleanup_str_ struct str path = STR_INIT;
	_cleanup_str_ struct str text = STR_INIT;

	TRY(path_of_record(place, &path));
	TRY(compose(&text));
	if (ftruncate(fd, 0) < 0)
		return sonde_error_os(errno, "Cannot write %s", str_text(&path));
	return file_write_all(fd, str_text(&path), text.data, text.size);
}

/* Whether no other sonde uses what the file tells of. An exclusive lock is held then. */
static bool is_alone(int record)
{
	return flock(record, LOCK_EX | LOCK_NB) == 0;
}

/*
 * Whether the setting is ours to put back: it is when others of us use it, or were killed while
 * they did, and when it is 0.
 */
static struct sonde_error *settle_record(struct expedite *expedite, bool *ret)
{
	const struct expedite_place *place = &expedite->place;
	const bool is_first = is_alone(expedite->record);
	bool is_valid, is_on;

	TRY(check_record(place, expedite->record, &is_valid));
	TRY(read_setting(place->setting, &is_on));
	*ret = !is_first || is_valid || !is_on;
	if (!is_first || is_valid)
		return is_on ? NULL : write_setting(place, expedite->setting, true);
	if (is_on)
		return remove_record(place);
	TRY(write_record(place, expedite->record));
	return write_setting(place, expedite->setting, true);
}

static void let_go(struct expedite *expedite)
{
	if (expedite->record >= 0)
		close(expedite->record);
	if (expedite->setting >= 0)
		close(expedite->setting);
	*expedite = (struct expedite)EXPEDITE_INIT;
}

struct sonde_error *expedite_begin(const struct expedite_place *place, struct expedite *ret)
{
	/* Released after the other. */
	_cleanup_close_ int lock = -1;
	_cleanup_(let_go) struct expedite expedite = EXPEDITE_INIT;
	struct sonde_error *error;
	bool is_ours = false;

	expedite.place = *place;
	TRY(open_setting(place->setting, &expedite.setting));
	TRY(runfile_make_dir(place->dir));
	TRY(lock_dir(place->dir, &lock));
	TRY(open_record(place, O_CREAT, &expedite.record));
	error = settle_record(&expedite, &is_ours);
	if (!error && is_ours && flock(expedite.record, LOCK_SH) < 0)
		error = sonde_error_os(errno, "Cannot lock a file of %s", place->dir);
	/* A file that tells of nothing is removed by the next sonde. */
	TRY(error);
	if (!is_ours)
		return NULL;
	*ret = expedite;
	expedite = (struct expedite)EXPEDITE_INIT;
	return NULL;
}

/* Under the lock of the directory, and with nobody using it. */
static struct sonde_error *put_back(const struct expedite_place *place, int setting)
{
	TRY(write_setting(place, setting, false));
	return remove_record(place);
}

/*
 * Without the directory, or with one that is not to be trusted, the setting is put back all the
 * same: it is open. The file is gone, or for the next sonde to find.
 */
static struct sonde_error *end_unlocked(const struct expedite *ended, struct sonde_error *reason)
{
	_cleanup_error_ struct sonde_error *error = reason;

	if (!is_alone(ended->record))
		return say_how(&ended->place, take_ptr(error));
	TRY(write_setting(&ended->place, ended->setting, false));
	if (error->kind == SONDE_ERROR_NOT_FOUND)
		return NULL;
	return sonde_error_hint(take_ptr(error), "%s is at 0 again.", ended->place.setting);
}

struct sonde_error *expedite_end(struct expedite *expedite)
{
	/* Released after the other: who comes next finds that this one is gone. */
	_cleanup_close_ int lock = -1;
	_cleanup_(let_go) struct expedite ended = *expedite;
	struct sonde_error *error;

	*expedite = (struct expedite)EXPEDITE_INIT;
	if (ended.record < 0)
		return NULL;
	error = lock_dir(ended.place.dir, &lock);
	if (error)
		return end_unlocked(&ended, error);
	/* This gives up the shared lock; the last one to do so gets the other. */
	return is_alone(ended.record) ? put_back(&ended.place, ended.setting) : NULL;
}

static struct sonde_error *note_left(const struct expedite_place *place, bool only_look,
				     struct notes *notes)
{
	if (only_look)
		return notes_add(notes, NOTE_CHANGED,
				 "An interrupted sonde left %s at 1; the next sonde probe that "
				 "adds or deletes events puts back 0.",
				 place->setting);
	return notes_add(notes, NOTE_CHANGED,
			 "Put back 0 into %s, which an interrupted sonde had left at 1.",
			 place->setting);
}

struct sonde_error *expedite_recover(const struct expedite_place *place, bool only_look,
				     struct notes *notes)
{
	_cleanup_close_ int lock = -1;
	_cleanup_(let_go) struct expedite left = EXPEDITE_INIT;
	_cleanup_str_ struct str path = STR_INIT;
	struct sonde_error *error;
	bool is_valid, is_on;

	TRY(path_of_record(place, &path));
	if (!file_exists(str_text(&path)))
		return NULL;
	TRY(lock_dir(place->dir, &lock));
	/* Its users may have ended while this waited. */
	if (!file_exists(str_text(&path)))
		return NULL;
	TRY(open_record(place, 0, &left.record));
	if (!is_alone(left.record))
		return NULL;
	TRY(check_record(place, left.record, &is_valid));
	if (!is_valid)
		return only_look ? NULL : remove_record(place);
	TRY(read_setting(place->setting, &is_on));
	if (!only_look) {
		error = open_setting(place->setting, &left.setting);
		if (error)
			return say_how(place, error);
		TRY(put_back(place, left.setting));
	}
	return is_on ? note_left(place, only_look, notes) : NULL;
}
