/* How a story's scope becomes a struct story. */
#include <xxhash.h>

#include "base/limits.h"
#include "base/url.h"
#include "model/wire.h"
#include "parse/blocks.h"
#include "parse/feedutil.h"
#include "parse/sanitize.h"

#define DEK_BYTES 600
#define FULL_TEXT_BYTES 1200	/* a teaser is shorter */
#define ICON_SIZE 64		/* CSS pixels: what stands beside words is no larger */
#define PART_STORIES 200	/* handed on at once, or earlier, when they take ... */
#define PART_BYTES KIB(512)

static bool ends_like_teaser(const char *text)
{
	static const char *const ends[] = {
		"…", "...", "[…]", "[...]", "[&hellip;]", "more", "more »", "more →", "more>",
		"continue reading", "weiterlesen", "mehr", "suite", "más", "mais", "»", "→",
	};
	struct str s = str_trim(str_of(text));
	size_t i;

	for (i = 0; i < ARRAY_LEN(ends); i++)
		if (str_iends(s, str_of(ends[i])))
			return true;
	return false;
}

/* Long, longer than the summary beside it, and not broken off. */
static bool is_full_text(const struct story *st)
{
	const char *end = NULL;
	size_t i, n = 0;

	for (i = 0; i < st->n_blocks; i++) {
		if (!str_blank(st->blocks[i].text))
			end = st->blocks[i].text;
		n += str_of(st->blocks[i].text).n;
	}
	return n >= FULL_TEXT_BYTES && !ends_like_teaser(end) &&
	       (!st->summary || n > 2 * strlen(st->summary));
}

/* The hash so far goes on as the seed; the NUL parts the fields, and an absent one is not an
 * empty one. */
static void hash_str(uint64_t *h, const char *s)
{
	*h = XXH3_64bits_withSeed(s ? s : "\1", s ? strlen(s) + 1 : 1, *h);
}

static void hash_int(uint64_t *h, int64_t v)
{
	*h = XXH3_64bits_withSeed(&v, sizeof(v), *h);
}

void story_set_hash(struct story *st, const char *content)
{
	uint64_t h = 0;
	size_t i;

	hash_str(&h, st->guid);
	hash_str(&h, st->url);
	hash_str(&h, st->external_url);
	hash_str(&h, st->comments_url);
	hash_str(&h, st->title);
	hash_str(&h, st->dek);
	hash_str(&h, st->summary);
	hash_str(&h, st->language);
	/* not content_html and blocks: the hash must not depend on what was asked for */
	hash_str(&h, content);
	hash_str(&h, st->kicker);
	hash_str(&h, st->image.url);
	for (i = 0; i < st->n_authors; i++) {
		hash_str(&h, st->authors[i].name);
		hash_str(&h, st->authors[i].email);
		hash_str(&h, st->authors[i].url);
	}
	for (i = 0; i < st->n_tags; i++)
		hash_str(&h, st->tags[i]);
	for (i = 0; i < st->n_enclosures; i++) {
		hash_str(&h, st->enclosures[i].url);
		hash_str(&h, st->enclosures[i].type);
	}
	hash_int(&h, st->published);
	hash_int(&h, st->modified);
	st->hash = h;
}

/* Identity: what the feed says, else the link, else what the story says. */
static const char *story_guid(const struct scope *s, const struct story *st)
{
	struct arena *a = s->c->a;
	struct str guid = str_trim(str_of(s->guid.s));
	uint64_t h = 0;

	if (guid.n && guid.n <= LIMIT_URL_BYTES)
		return sanitize_line(a, guid, LIMIT_URL_BYTES);
	if (st->url)
		return st->url;
	hash_str(&h, st->title);
	if (st->published != DATE_NONE)
		hash_int(&h, st->published);
	else if (!st->title)
		hash_str(&h, s->content.s ? s->content.s : s->summary.s);
	return arena_printf(a, "lede:%016llx", (unsigned long long)h);
}

/* Whether an attribute says that it is no larger than what stands between words. */
static bool is_small(const xmlNode *img, const char *attr)
{
	struct str s = str_trim(str_of(html_attr(img, attr)));
	int64_t size;

	if (str_iends(s, STR("px")))
		s.n -= 2;
	return s.n && str_int(s, 0, ICON_SIZE, &size);
}

static bool is_icon(const xmlNode *img)
{
	static const char *const words[] = { "avatar", "emoji", "icon", "smiley", NULL };

	return is_small(img, "width") || is_small(img, "height") || html_class_has(img, words);
}

/* The first picture that shows something: no pixel, no emoji, no icon by its size or class. */
static void find_picture(const struct page *p, struct image *out)
{
	const xmlNode *n = p->root;
	const char *alt, *url;

	while (n) {
		if (html_is_invisible(n)) {
			n = html_skip(p->root, n);
			continue;
		}
		alt = html_attr(n, "alt");
		if (html_is(n, "img") && !html_is_pixel(n) && !is_icon(n) &&
		    !html_is_emoji(alt ? alt : "") && (url = html_picture(p, n)) != NULL) {
			out->url = url;
			out->alt = str_blank(alt) ? NULL :
				   sanitize_line(p->arena, str_of(alt), LIMIT_TITLE_BYTES);
			return;
		}
		n = html_next(p->root, n);
	}
}

/* Parsed once for all that is made of it. */
static void read_html(struct scope *s, struct story *st, const struct ftext *body,
		      struct image *picture)
{
	struct str html = str_sub(str_trim(str_of(body->s)), 0, LIMIT_STORY_BYTES);
	struct page p;
	const char *safe;

	if (html_open_fragment(s->c->a, html, body->base, &p, NULL) != OK)
		return;
	if (s->c->flags & PARSE_HTML) {
		safe = sanitize_tree(&p);
		st->content_html = str_blank(safe) ? NULL : safe;
	}
	if (s->c->flags & PARSE_BLOCKS)
		blocks_from_tree(&p, p.body ? p.body : p.root, NULL, NULL, &st->blocks,
				 &st->n_blocks);
	find_picture(&p, picture);
	html_close(&p);
}

static void read_text(struct scope *s, struct story *st, const struct ftext *body)
{
	struct arena *a = s->c->a;

	if (s->c->flags & PARSE_HTML)
		st->content_text = sanitize_lines(a, str_of(body->s), LIMIT_STORY_BYTES);
	if (s->c->flags & PARSE_BLOCKS)
		blocks_from_text(a, str_of(body->s), &st->blocks, &st->n_blocks);
}

static void finish_content(struct scope *s, struct story *st, struct image *picture)
{
	struct arena *a = s->c->a;
	const struct ftext *body = s->content.s ? &s->content : &s->summary;

	if (!body->s)
		return;
	st->dek = feed_plain(a, s->summary.s ? &s->summary : body, DEK_BYTES);
	if (s->content.s && s->summary.s)
		st->summary = feed_plain(a, &s->summary, LIMIT_FIELD_BYTES);
	if (body->kind == TEXT_HTML)
		read_html(s, st, body, picture);
	else
		read_text(s, st, body);
	st->has_full_text = is_full_text(st);
}

static bool has_names(const struct author *authors, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (authors[i].name || authors[i].email)
			return true;
	return false;
}

/* A story of an aggregate has its authors' names in its source, else it has the feed's, which
 * are not repeated. An address alone names no one who is named there. */
static void finish_authors(struct scope *s, struct story *st)
{
	const struct scope *from = s;

	if (!has_names(s->authors, s->n_authors)) {
		if (s->source && has_names(s->source->authors, s->source->n_authors))
			from = s->source;
		else if (has_names(s->c->feed->authors, s->c->feed->n_authors))
			return;
	}
	st->authors = from->authors;
	st->n_authors = from->n_authors;
}

static void finish_enclosures(struct scope *s, struct story *st)
{
	size_t i;

	st->enclosures = s->enclosures;
	st->n_enclosures = s->n_enclosures;
	if (s->seconds && st->n_enclosures && !st->enclosures[0].seconds)
		st->enclosures[0].seconds = s->seconds;
	/* A picture that comes along as a file is the story's picture. */
	for (i = 0; i < st->n_enclosures && !st->image.url; i++)
		if (str_istarts(str_of(st->enclosures[i].type), STR("image/")))
			st->image.url = st->enclosures[i].url;
}

/* Hands on what has gathered, once that is worth a message; then its memory serves again. */
static enum rc hand_on(struct ctx *c)
{
	struct feed *f = c->feed;
	enum rc rc;

	if (!c->part || (f->n_stories < PART_STORIES && arena_used(c->a) < PART_BYTES))
		return OK;
	rc = c->part(f, true, c->part_ctx);
	f->stories = NULL;
	f->n_stories = 0;
	arena_reset(c->a);
	return rc;
}

enum rc scope_finish_story(struct scope *s)
{
	struct arena *a = s->c->a;
	struct feed *f = s->c->feed;
	struct story st = { 0 };
	struct image picture = { 0 };

	/* The caps of a document's size bound one story, not thousands of them. */
	if (s->c->n_stories == LIMIT_STORIES || arena_used(a) > LIMIT_ARENA / 2) {
		s->c->full = true;
		return OK;
	}
	s->c->n_stories++;
	st.title = feed_plain(a, &s->title, LIMIT_TITLE_BYTES);
	st.url = s->url.s;
	if (!st.url && s->guid.s && s->guid_is_link && url_is_http(str_trim(str_of(s->guid.s)).p))
		st.url = feed_link(a, NULL, s->guid.s);
	st.external_url = s->external;
	st.comments_url = s->comments;
	st.comments_feed = s->comments_feed;
	st.n_comments = s->n_comments;
	st.language = feed_language(a, s->language.s ? s->language.s : s->lang);
	if (streq(st.language, f->language))
		st.language = NULL;
	st.tags = s->tags;
	st.n_tags = s->n_tags;
	st.published = s->published;
	st.modified = s->modified;
	st.image.url = s->image.s;
	finish_authors(s, &st);
	finish_enclosures(s, &st);
	finish_content(s, &st, &picture);
	st.guid = story_guid(s, &st);
	story_set_hash(&st, s->content.s ? s->content.s : s->summary.s);
	/* Behind the hash, which has the content: it is no news of the feed's. */
	if (!st.image.url)
		st.image = picture;
	*ARENA_PUSH(a, f->stories, f->n_stories) = st;
	return hand_on(s->c);
}
