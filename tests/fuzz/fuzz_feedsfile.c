/* The feeds file. The first line is the title, the second the tags of a subscription that is added,
 * edited, moved and removed again; what follows is the file. Other lines must stay byte for byte. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/url.h"
#include "config/feedsfile.h"
#include "config/source.h"
#include "tests/fuzz/fuzz.h"

#define BOM STR("\xef\xbb\xbf")
#define NEW_URL "https://new.example/feed"
#define MOVED_URL "https://moved.example/feed"

static char path[256];

static void remove_folder(void)
{
	char *slash = strrchr(path, '/');

	unlink(path);
	*slash = '\0';
	rmdir(path);
}

/* A folder of its own; on a tmpfs where there is one, since each run writes a file to the disk. */
static void make_folder(void)
{
	static const char shm[] = "/dev/shm";
	const char *tmp = getenv("TMPDIR");

	if (path[0])
		return;
	snprintf(path, sizeof(path), "%s/lede-fuzz.XXXXXX",
		 access(shm, W_OK) == 0 ? shm : tmp ? tmp : "/tmp");
	FUZZ_MUST("there is a folder", mkdtemp(path) && strlen(path) < 200);
	strcat(path, "/feeds");
	atexit(remove_folder);
}

static void write_file(struct str s)
{
	FILE *f = fopen(path, "wb");

	FUZZ_MUST("the file can be written", f && fwrite(s.p, 1, s.n, f) == s.n && !fclose(f));
}

static struct str read_back(struct arena *a)
{
	struct buf b = BUF_INIT(LIMIT_FEEDSFILE_BYTES);
	struct str s;

	FUZZ_MUST("the file can be read", osfile_read(path, &b, NULL) == OK);
	s = str_mem(arena_memdup(a, buf_cstr(&b), b.len + 1), b.len);
	buf_free(&b);
	return s;
}

/* The user's own file. */
static struct outlines read_own(struct arena *a)
{
	struct outlines out;

	FUZZ_MUST("the list can be read", feedsfile_read(a, path, &out, NULL) == OK);
	for (size_t i = 0; i < out.n_items; i++) {
		const char *url = out.items[i].url;

		FUZZ_MUST("a subscription is of the web, a file or a program",
			  url_is_http(url) || url_is_file(url) || source_is_program(url));
		if (!source_is_program(url))
			fuzz_url(a, url);
		FUZZ_MUST("tags are not many", out.items[i].n_tags <= LIMIT_TAGS);
	}
	for (size_t i = 0; i < out.n_warnings; i++)
		fuzz_text(out.warnings[i]);
	fuzz_record(a, &shape_outlines, &out, sizeof(out));
	return out;
}

/* The same bytes as a list from elsewhere. */
static void check_foreign(struct arena *a, struct str bytes)
{
	struct outlines out = { 0 };

	feedsfile_parse(a, path, bytes, &out);
	for (size_t i = 0; i < out.n_items; i++) {
		fuzz_url(a, out.items[i].url);
		FUZZ_MUST("what comes from elsewhere is of the web",
			  url_is_http(out.items[i].url));
	}
	for (size_t i = 0; i < out.n_warnings; i++)
		fuzz_text(out.warnings[i]);
}

static const struct outline *find(const struct outlines *list, const char *url)
{
	for (size_t i = 0; i < list->n_items; i++)
		if (streq(list->items[i].url, url))
			return &list->items[i];
	return NULL;
}

static void same_words(const struct outline *x, const struct outline *y)
{
	FUZZ_MUST("a title comes back", streq(x->title, y->title));
	FUZZ_MUST("as many tags come back", x->n_tags == y->n_tags);
	for (size_t i = 0; i < x->n_tags; i++)
		FUZZ_MUST("a tag comes back", streq(x->tags[i], y->tags[i]));
}

/* The file without the lines that, each read alone, subscribe to url. What is at path is lost. */
static struct str without(struct arena *a, struct str file, const char *url)
{
	char *out = arena_alloc(a, file.n + 1);
	size_t n = str_starts(file, BOM) ? 3 : 0, at;

	memcpy(out, file.p, n);
	file = str_sub(file, n, SIZE_MAX);
	while (file.n) {
		struct outlines one = { 0 };
		struct str line;

		at = str_chr(file, '\n');
		line = str_sub(file, 0, at == SIZE_MAX ? SIZE_MAX : at + 1);
		file = str_sub(file, line.n, SIZE_MAX);
		/* A mark means something only at the start of a file. */
		if (!str_starts(line, BOM)) {
			write_file(line);
			one = read_own(a);
		}
		if (!find(&one, url)) {
			memcpy(out + n, line.p, line.n);
			n += line.n;
		}
	}
	return str_mem(out, n);
}

static struct str with_line_end(struct arena *a, struct str s)
{
	char *out;

	if (!s.n || s.p[s.n - 1] == '\n')
		return s;
	out = arena_alloc(a, s.n + 1);
	memcpy(out, s.p, s.n);
	out[s.n] = '\n';
	return str_mem(out, s.n + 1);
}

/* As parsers give a title: UTF-8 on one line. */
static struct str as_line(struct arena *a, struct str s)
{
	char *line = clean_utf8(a, s);

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	return str_trim(str_of(line));
}

static struct outline new_one(struct arena *a, struct str title, struct str tags)
{
	struct outline o = { .url = NEW_URL };
	struct str word;

	title = as_line(a, title);
	o.title = title.n ? arena_str(a, title) : NULL;
	tags = as_line(a, tags);
	while (str_word(&tags, &word) && o.n_tags < LIMIT_TAGS)
		*ARENA_PUSH(a, o.tags, o.n_tags) = arena_str(a, word);
	return o;
}

/* What is no address changes nothing. */
static void check_bad(struct arena *a, struct str file)
{
	const struct outline bad = { .url = "exec:x" };
	struct err e = { 0 };

	FUZZ_MUST("what is no address is not added",
		  feedsfile_add(path, &bad, 1, NULL, &e) == E_USAGE && e.msg[0]);
	FUZZ_MUST("nothing moves to what is no address",
		  feedsfile_move(path, NEW_URL, "exec:x", &e) == E_USAGE);
	FUZZ_MUST("the file is as it was", !file.n || str_eq(read_back(a), file));
}

static void check_add(struct arena *a, struct str file, const struct outline *o)
{
	struct str whole = with_line_end(a, file), now;
	size_t added = 9;
	struct outlines list;
	struct err e = { 0 };

	FUZZ_MUST("a subscription is added", feedsfile_add(path, o, 1, &added, &e) == OK &&
					     added == 1);
	now = read_back(a);
	FUZZ_MUST("adding keeps every line", str_starts(now, whole));
	list = read_own(a);
	FUZZ_MUST("what was added is there", find(&list, o->url));
	same_words(find(&list, o->url), o);
	FUZZ_MUST("its line is told", feedsfile_line(path, o->url) > 0);
	FUZZ_MUST("it is not added twice",
		  feedsfile_add(path, o, 1, &added, &e) == OK && added == 0 &&
		  str_eq(read_back(a), now));
	FUZZ_MUST("it moves", feedsfile_move(path, o->url, MOVED_URL, &e) == OK);
	now = read_back(a);
	FUZZ_MUST("moving keeps every other line", str_starts(now, whole));
	list = read_own(a);
	FUZZ_MUST("what moved is there", find(&list, MOVED_URL) && !find(&list, o->url));
	same_words(find(&list, MOVED_URL), o);
	FUZZ_MUST("it is removed", feedsfile_remove(path, MOVED_URL, &e) == OK);
	FUZZ_MUST("removing keeps every other line", str_eq(read_back(a), whole));
	FUZZ_MUST("it is not removed twice",
		  feedsfile_remove(path, MOVED_URL, &e) == E_NOTFOUND && e.msg[0] &&
		  str_eq(read_back(a), whole));
}

/* One of the file's own subscriptions. */
static void check_own(struct arena *a, struct str file, const struct outline *o,
		      const struct outline *words)
{
	struct outline edited = *words;
	struct outlines list;
	struct str now;
	struct err e = { 0 };

	edited.url = o->url;
	write_file(file);
	FUZZ_MUST("a subscription that is listed is edited",
		  feedsfile_edit(path, o->url, &edited, &e) == OK);
	list = read_own(a);
	FUZZ_MUST("it keeps its address", find(&list, o->url));
	same_words(find(&list, o->url), words);
	now = read_back(a);
	FUZZ_MUST("every other line is as it was",
		  str_eq(without(a, now, o->url), without(a, file, o->url)));
	write_file(file);
	if (source_is_program(o->url)) {
		FUZZ_MUST("a program does not move",
			  feedsfile_move(path, o->url, MOVED_URL, &e) == E_USAGE);
	} else {
		FUZZ_MUST("a subscription that is listed moves",
			  feedsfile_move(path, o->url, MOVED_URL, &e) == OK);
		list = read_own(a);
		FUZZ_MUST("it has the new address alone",
			  find(&list, MOVED_URL) && !find(&list, o->url));
		same_words(find(&list, MOVED_URL), o);
	}
	write_file(file);
	FUZZ_MUST("a subscription that is listed is removed",
		  feedsfile_remove(path, o->url, &e) == OK);
	now = read_back(a);
	FUZZ_MUST("every other line stays", str_eq(now, without(a, file, o->url)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str file = str_mem(data, size), title, tags;
	struct arena *a = arena_new(LIMIT_ARENA);
	struct outlines list;
	struct outline o;

	make_folder();
	title = fuzz_part(&file, STR("\n"));
	tags = fuzz_part(&file, STR("\n"));
	if (file.n)
		write_file(file);
	else
		unlink(path);	/* a new user's */
	list = read_own(a);
	check_bad(a, file);
	check_foreign(a, file);
	o = new_one(a, title, tags);
	if (!find(&list, NEW_URL) && !find(&list, MOVED_URL) && list.n_items < LIMIT_OUTLINES) {
		check_add(a, file, &o);
		if (list.n_items)
			check_own(a, file, find(&list, list.items[data[0] % list.n_items].url), &o);
	}
	arena_free(a);
	return 0;
}
