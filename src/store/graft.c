/* A store whose first pages are damaged has lost the list of its tables, not the tables. They lie
 * where they lie in every store of its version, because one migration made them all in one order;
 * so the list can come from a new store. File format: "Database File Format" of SQLite, 1.3
 * (header) and 1.6 (b-tree pages). */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/i18n.h"
#include "store/db_priv.h"

#define PAGE 4096		/* of every store of lede's */
#define SCHEMA_PAGES_MAX 64
#define HEADER 100
#define INTERIOR 5		/* type of an interior page of a table */

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_be32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 24);
	p[1] = (unsigned char)(v >> 16);
	p[2] = (unsigned char)(v >> 8);
	p[3] = (unsigned char)v;
}

static bool read_page(int fd, uint32_t number, unsigned char *page)
{
	return pread(fd, page, PAGE, (off_t)(number - 1) * PAGE) == PAGE;
}

/* What SQLite keeps at byte 68 of the file. */
static bool has_our_id(const unsigned char *page)
{
	return memcmp(page, "SQLite format 3", 16) == 0 &&
	       be32(page + 68) == STORE_APPLICATION_ID;
}

bool graft_is_ours(const char *path)
{
	unsigned char page[PAGE];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool found = false;
	uint32_t i;

	for (i = 1; fd >= 0 && !found && i <= SCHEMA_PAGES_MAX && read_page(fd, i, page); i++)
		found = (i == 1 && has_our_id(page)) ||
			memmem(page, PAGE, "CREATE TABLE page_url (",
			       strlen("CREATE TABLE page_url (")) != NULL;
	if (fd >= 0)
		close(fd);
	return found;
}

/* The pages of the schema's b-tree: page 1 and the leaves it names. *n is 0 when it is not as
 * expected. */
static void schema_pages(int fd, uint32_t *pages, size_t *n)
{
	unsigned char page[PAGE];
	size_t i, cells, at;

	*n = 0;
	if (!read_page(fd, 1, page))
		return;
	pages[(*n)++] = 1;
	if (page[HEADER] != INTERIOR)
		return;
	cells = (size_t)page[HEADER + 3] << 8 | page[HEADER + 4];
	pages[(*n)++] = be32(page + HEADER + 8);
	for (i = 0; i < cells && *n < SCHEMA_PAGES_MAX; i++) {
		at = HEADER + 12 + 2 * i;
		if (at + 2 > PAGE)
			break;
		at = (size_t)page[at] << 8 | page[at + 1];
		if (at + 4 > PAGE)
			break;
		pages[(*n)++] = be32(page + at);
	}
}

static bool copy_bytes(int from, int to, off_t *size)
{
	unsigned char page[PAGE];
	ssize_t got;

	for (*size = 0; (got = pread(from, page, PAGE, *size)) > 0; *size += PAGE) {
		if (got < PAGE)
			memset(page + got, 0, (size_t)(PAGE - got));
		if (pwrite(to, page, PAGE, *size) != PAGE)
			return false;
	}
	return got == 0;
}

static bool copy_schema(int fresh, int to, off_t size)
{
	uint32_t pages[SCHEMA_PAGES_MAX + 2];
	unsigned char page[PAGE];
	size_t i, n;

	schema_pages(fresh, pages, &n);
	for (i = 0; i < n; i++) {
		if (pages[i] == 0 || !read_page(fresh, pages[i], page))
			return false;
		if (pages[i] == 1) {
			put_be32(page + 28, (uint32_t)(size / PAGE));	/* pages of the file */
			memset(page + 32, 0, 8);			/* no free pages */
		}
		if (pwrite(to, page, PAGE, (off_t)(pages[i] - 1) * PAGE) != PAGE)
			return false;
	}
	return n > 0;
}

enum rc graft_schema(const char *damaged, const char *fresh, const char *out, struct err *e)
{
	int from = open(damaged, O_RDONLY | O_CLOEXEC);
	int sound = open(fresh, O_RDONLY | O_CLOEXEC);
	int to = open(out, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	enum rc rc = OK;
	off_t size;

	errno = 0;
	if (from < 0 || sound < 0 || to < 0 || !copy_bytes(from, to, &size) ||
	    !copy_schema(sound, to, size))
		rc = err_sys(e, errno ? errno : EIO, _("cannot copy the damaged store"));
	if (from >= 0)
		close(from);
	if (sound >= 0)
		close(sound);
	if (to >= 0)
		close(to);
	return rc;
}
