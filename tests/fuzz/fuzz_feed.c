/* Feeds of every format, and front pages. The length says what is known of where they came from. */
#include "base/limits.h"
#include "model/wire.h"
#include "parse/parse.h"
#include "tests/fuzz/fuzz.h"

static void check_lines(struct arena *a, const struct author *authors, size_t n_authors,
			const char *const *tags, size_t n_tags)
{
	FUZZ_MUST("authors and tags are not many", n_authors <= LIMIT_AUTHORS &&
						   n_tags <= LIMIT_TAGS);
	for (size_t i = 0; i < n_authors; i++) {
		fuzz_line(authors[i].name);
		fuzz_line(authors[i].email);
		fuzz_url(a, authors[i].url);
		FUZZ_MUST("an author is someone",
			  authors[i].name || authors[i].email || authors[i].url);
	}
	for (size_t i = 0; i < n_tags; i++) {
		fuzz_line(tags[i]);
		FUZZ_MUST("a tag is not blank", *tags[i]);
	}
}

static void check_story(struct arena *a, const struct story *s, const char *base)
{
	FUZZ_MUST("a story has an identity", !str_blank(s->guid));
	fuzz_line(s->guid);
	fuzz_link(a, base, s->url);
	fuzz_link(a, base, s->external_url);
	fuzz_link(a, base, s->comments_url);
	fuzz_link(a, base, s->image.url);
	fuzz_line(s->title);
	FUZZ_MUST("a title is not long", !s->title || strlen(s->title) <= LIMIT_TITLE_BYTES);
	FUZZ_MUST("a title is not blank", !s->title || *s->title);
	fuzz_line(s->dek);
	fuzz_line(s->summary);
	fuzz_line(s->language);
	check_lines(a, s->authors, s->n_authors, s->tags, s->n_tags);
	fuzz_date(a, s->published);
	fuzz_date(a, s->modified);
	FUZZ_MUST("enclosures are not many", s->n_enclosures <= LIMIT_ENCLOSURES);
	for (size_t i = 0; i < s->n_enclosures; i++) {
		fuzz_link(a, base, s->enclosures[i].url);
		FUZZ_MUST("an enclosure is somewhere", s->enclosures[i].url);
		fuzz_line(s->enclosures[i].type);
		fuzz_line(s->enclosures[i].title);
		FUZZ_MUST("numbers are not below zero",
			  s->enclosures[i].bytes >= 0 && s->enclosures[i].seconds >= 0);
	}
	fuzz_text(s->content_text);
	if (s->content_html)
		fuzz_safe_html(a, s->content_html);
	fuzz_blocks(a, s->blocks, s->n_blocks);
}

static void check_feed(struct arena *a, const struct feed *f, const char *base)
{
	FUZZ_MUST("a feed is of some kind", f->kind >= FEED_RSS && f->kind <= FEED_SITEMAP);
	fuzz_line(f->version);
	fuzz_link(a, base, f->url);
	fuzz_link(a, base, f->site_url);
	fuzz_link(a, base, f->icon);
	fuzz_link(a, base, f->image);
	fuzz_link(a, base, f->next_url);
	fuzz_link(a, base, f->hub_url);
	fuzz_line(f->title);
	fuzz_line(f->description);
	fuzz_line(f->language);
	fuzz_line(f->rights);
	fuzz_line(f->generator);
	check_lines(a, f->authors, f->n_authors, f->tags, f->n_tags);
	fuzz_date(a, f->published);
	fuzz_date(a, f->modified);
	FUZZ_MUST("stories are not many", f->n_stories <= LIMIT_STORIES);
	for (size_t i = 0; i < f->n_stories; i++)
		check_story(a, &f->stories[i], base);
	for (size_t i = 0; i < f->n_warnings; i++)
		fuzz_line(f->warnings[i]);
	for (size_t i = 0; i < f->n_alternates; i++) {
		fuzz_link(a, base, f->alternates[i].url);
		fuzz_line(f->alternates[i].text);
	}
}

/* What a story is must not depend on what of it was asked for. */
static void check_bare(struct arena *a, struct input in, const struct feed *f)
{
	struct feed bare;

	in.flags &= PARSE_LOOK;
	FUZZ_MUST("a feed is one without its texts", parse_feed(a, &in, &bare, NULL) == OK &&
						     bare.n_stories == f->n_stories);
	for (size_t i = 0; i < bare.n_stories; i++)
		FUZZ_MUST("a story is the same without its text",
			  bare.stories[i].hash == f->stories[i].hash &&
			  streq(bare.stories[i].guid, f->stories[i].guid));
}

struct parts {
	const struct feed *whole;
	size_t n;
	bool ended;
};

static enum rc take_part(const struct feed *part, bool more, void *ctx)
{
	struct parts *p = ctx;

	FUZZ_MUST("the last part is the last", !p->ended);
	FUZZ_MUST("each part has the feed's own facts",
		  streq(part->title, p->whole->title) && part->kind == p->whole->kind);
	for (size_t i = 0; i < part->n_stories; i++, p->n++)
		FUZZ_MUST("parts have the stories of the whole, in their order",
			  p->n < p->whole->n_stories &&
			  part->stories[i].hash == p->whole->stories[p->n].hash);
	p->ended = !more;
	return OK;
}

static void check_parts(struct arena *a, const struct input *in, const struct feed *f)
{
	struct parts p = { .whole = f };

	FUZZ_MUST("a feed can be read in parts",
		  parse_feed_parts(a, in, take_part, &p, NULL) == OK);
	FUZZ_MUST("the parts make the whole", p.ended && p.n == f->n_stories);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const urls[] = { "https://e.example/dir/doc", NULL, "file:///dir/doc" };
	static const char *const types[] = { NULL, "application/rss+xml", "text/html; charset=utf-8",
					     "text/plain", "application/json; charset=latin1" };
	struct input in = { .bytes = str_mem(data, size), .url = urls[size % ARRAY_LEN(urls)],
			    .content_type = types[size % ARRAY_LEN(types)],
			    .flags = PARSE_BLOCKS | PARSE_HTML | (size % 2 ? PARSE_LOOK : 0) };
	struct arena *a = arena_new(2 * LIMIT_ARENA);
	struct feed feed;
	struct err e = { 0 };

	if (parse_feed(a, &in, &feed, &e) == OK) {
		check_feed(a, &feed, in.url);
		fuzz_record(a, &shape_feed, &feed, sizeof(feed));
		check_bare(a, in, &feed);
		check_parts(a, &in, &feed);
	} else {
		FUZZ_MUST("a failure has words", e.msg[0]);
		fuzz_line(e.msg);
	}
	arena_free(a);
	return 0;
}
