#include "model/record.h"

#include <limits.h>

#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "model/wire.h"

#define RECORD_VERSION 1

enum type {
	T_STR,		/* const char *, NULL is left out */
	T_BYTES,	/* struct str, decoded to where it lies */
	T_U32,
	T_U64,
	T_I64,
	T_DATE,		/* int64_t, DATE_NONE is left out */
	T_BOOL,
	T_STRUCT,	/* embedded */
	T_LIST,		/* array of structs and its count */
	T_STRS,		/* array of strings and its count */
	T_I64S,		/* array of int64_t and its count */
};

struct field {
	uint8_t tag;	/* never used again for something else */
	uint8_t type;
	size_t offset, count_offset;
	const struct shape *shape;
	size_t max;	/* elements of a list */
};

struct shape {
	size_t size;
	const struct field *fields;
	size_t n_fields;
};

#define F(tag, type, s, member) { tag, type, offsetof(struct s, member), 0, NULL, 0 }
#define SUB(tag, s, member, shape) { tag, T_STRUCT, offsetof(struct s, member), 0, &shape, 0 }
#define LIST(tag, s, member, shape, max) \
	{ tag, T_LIST, offsetof(struct s, member), offsetof(struct s, n_##member), &shape, max }
#define ARRAY(tag, type, s, member, max) \
	{ tag, type, offsetof(struct s, member), offsetof(struct s, n_##member), NULL, max }
#define SHAPE(name, s) \
	const struct shape name = { sizeof(struct s), name##_fields, ARRAY_LEN(name##_fields) }

static const struct field shape_span_fields[] = {
	F(1, T_U32, span, kind),
	F(2, T_U32, span, start),
	F(3, T_U32, span, end),
	F(4, T_STR, span, url),
};
static SHAPE(shape_span, span);

static const struct field shape_cell_fields[] = {
	F(1, T_STR, cell, text),
	F(2, T_BOOL, cell, is_header),
};
static SHAPE(shape_cell, cell);

static const struct field shape_block_fields[] = {
	F(1, T_U32, block, kind),
	F(2, T_U32, block, level),
	F(3, T_U32, block, quote),
	F(4, T_U32, block, number),
	F(5, T_U32, block, columns),
	F(6, T_STR, block, text),
	F(7, T_STR, block, url),
	F(8, T_STR, block, alt),
	LIST(9, block, spans, shape_span, LIMIT_SPANS),
	LIST(10, block, cells, shape_cell, LIMIT_TABLE_CELLS),
};
static SHAPE(shape_block, block);

static const struct field shape_blocks_fields[] = {
	LIST(1, blocks, blocks, shape_block, LIMIT_BLOCKS),
};
SHAPE(shape_blocks, blocks);

static const struct field shape_related_fields[] = {
	F(1, T_STR, related, url),
	F(2, T_STR, related, title),
	F(3, T_STR, related, kicker),
	F(4, T_STR, related, summary),
	F(5, T_STR, related, module),
	F(6, T_U32, related, kind),
};
static SHAPE(shape_related, related);

static const struct field shape_link_fields[] = {
	F(1, T_STR, link, url),
	F(2, T_STR, link, text),
};
static SHAPE(shape_link, link);

static const struct field shape_image_fields[] = {
	F(1, T_STR, image, url),
	F(2, T_STR, image, alt),
	F(3, T_STR, image, caption),
};
static SHAPE(shape_image, image);

static const struct field shape_verdict_fields[] = {
	F(1, T_U32, verdict, kind),
	F(2, T_STR, verdict, path),
	F(3, T_U32, verdict, times),
	F(4, T_U32, verdict, words),
	F(5, T_U32, verdict, links),
	F(6, T_I64, verdict, score),
	F(7, T_STR, verdict, reason),
	F(8, T_STR, verdict, text),
};
static SHAPE(shape_verdict, verdict);

static const struct field shape_article_fields[] = {
	F(1, T_STR, article, url),
	F(2, T_STR, article, canonical_url),
	F(3, T_STR, article, title),
	F(4, T_STR, article, kicker),
	F(5, T_STR, article, dek),
	F(6, T_STR, article, byline),
	F(7, T_DATE, article, published),
	F(8, T_DATE, article, modified),
	F(9, T_STR, article, site),
	F(10, T_STR, article, language),
	SUB(11, article, image, shape_image),
	F(12, T_STR, article, author_note),
	F(13, T_STR, article, notice),
	F(14, T_U32, article, minutes),
	LIST(15, article, blocks, shape_block, LIMIT_BLOCKS),
	LIST(16, article, related, shape_related, LIMIT_RELATED),
	LIST(17, article, links, shape_link, LIMIT_URLS_PER_STORY),
	LIST(18, article, verdicts, shape_verdict, LIMIT_VERDICTS),
	F(19, T_STR, article, next_url),
	F(20, T_STR, article, simple_url),
	F(21, T_I64, article, published_zone),
	F(22, T_I64, article, modified_zone),
};
SHAPE(shape_article, article);

static const struct field shape_author_fields[] = {
	F(1, T_STR, author, name),
	F(2, T_STR, author, email),
	F(3, T_STR, author, url),
};
static SHAPE(shape_author, author);

static const struct field shape_enclosure_fields[] = {
	F(1, T_STR, enclosure, url),
	F(2, T_STR, enclosure, type),
	F(3, T_STR, enclosure, title),
	F(4, T_I64, enclosure, bytes),
	F(5, T_I64, enclosure, seconds),
};
static SHAPE(shape_enclosure, enclosure);

static const struct field shape_story_fields[] = {
	F(1, T_STR, story, guid),
	F(2, T_STR, story, url),
	F(3, T_STR, story, external_url),
	F(4, T_STR, story, comments_url),
	F(5, T_STR, story, title),
	F(6, T_STR, story, kicker),
	F(7, T_STR, story, dek),
	F(8, T_STR, story, summary),
	F(9, T_STR, story, language),
	LIST(10, story, authors, shape_author, LIMIT_AUTHORS),
	ARRAY(11, T_STRS, story, tags, LIMIT_TAGS),
	F(12, T_DATE, story, published),
	F(13, T_DATE, story, modified),
	SUB(14, story, image, shape_image),
	LIST(15, story, enclosures, shape_enclosure, LIMIT_ENCLOSURES),
	F(16, T_STR, story, content_html),
	F(17, T_STR, story, content_text),
	LIST(18, story, blocks, shape_block, LIMIT_BLOCKS),
	F(19, T_BOOL, story, has_full_text),
	F(20, T_U64, story, hash),
	F(21, T_STR, story, comments_feed),
	F(22, T_I64, story, n_comments),
	F(23, T_BYTES, story, body),
};
SHAPE(shape_story, story);

static const struct field shape_feed_fields[] = {
	F(1, T_U32, feed, kind),
	F(2, T_STR, feed, version),
	F(3, T_STR, feed, url),
	F(4, T_STR, feed, site_url),
	F(5, T_STR, feed, title),
	F(6, T_STR, feed, description),
	F(7, T_STR, feed, language),
	F(8, T_STR, feed, icon),
	F(9, T_STR, feed, image),
	F(10, T_STR, feed, next_url),
	F(11, T_STR, feed, hub_url),
	LIST(12, feed, authors, shape_author, LIMIT_AUTHORS),
	ARRAY(13, T_STRS, feed, tags, LIMIT_TAGS),
	F(14, T_DATE, feed, published),
	F(15, T_DATE, feed, modified),
	F(16, T_STR, feed, rights),
	F(17, T_STR, feed, generator),
	F(18, T_U32, feed, ttl_minutes),
	F(19, T_BOOL, feed, expired),
	LIST(20, feed, stories, shape_story, LIMIT_STORIES),
	ARRAY(21, T_STRS, feed, warnings, LIMIT_WARNINGS),
	LIST(22, feed, alternates, shape_link, LIMIT_ALTERNATES),
	F(23, T_U32, feed, skip_hours),
	F(24, T_U32, feed, skip_days),
	F(25, T_BOOL, feed, is_cut),
};
SHAPE(shape_feed, feed);

static const struct field shape_found_feed_fields[] = {
	F(1, T_STR, found_feed, url),
	F(2, T_STR, found_feed, title),
	F(3, T_U32, found_feed, kind),
	F(4, T_I64, found_feed, stories),
	F(5, T_BOOL, found_feed, is_subscribed),
};
static SHAPE(shape_found_feed, found_feed);

static const struct field shape_found_feeds_fields[] = {
	LIST(1, found_feeds, items, shape_found_feed, LIMIT_ALTERNATES),
};
SHAPE(shape_found_feeds, found_feeds);

static const struct field shape_outline_fields[] = {
	F(1, T_STR, outline, url),
	F(2, T_STR, outline, title),
	F(3, T_STR, outline, site_url),
	ARRAY(4, T_STRS, outline, tags, LIMIT_TAGS),
	F(5, T_STR, outline, opml),
};
static SHAPE(shape_outline, outline);

static const struct field shape_outlines_fields[] = {
	F(1, T_STR, outlines, title),
	LIST(2, outlines, items, shape_outline, LIMIT_OUTLINES),
	ARRAY(3, T_STRS, outlines, warnings, LIMIT_WARNINGS),
	F(4, T_U32, outlines, n_left_out),
	F(5, T_U32, outlines, n_doubled),
};
SHAPE(shape_outlines, outlines);

static const struct field shape_rule_fields[] = {
	F(1, T_U32, rule, kind),
	F(2, T_STR, rule, selector),
	F(3, T_STR, rule, xpath),
	F(4, T_STR, rule, where),
};
static SHAPE(shape_rule, rule);

static const struct field shape_rules_fields[] = {
	LIST(1, rules, items, shape_rule, LIMIT_SITE_RULES),
};
SHAPE(shape_rules, rules);

static const struct field shape_msg_fields[] = {
	F(1, T_U32, msg, kind),
	F(2, T_U32, msg, rc),
	F(3, T_I64, msg, seq),
	F(4, T_I64, msg, id),
	F(5, T_I64, msg, n),
	F(6, T_I64, msg, m),
	F(7, T_STR, msg, url),
	F(8, T_STR, msg, text),
	ARRAY(9, T_STRS, msg, words, LIMIT_TAGS),
	ARRAY(10, T_I64S, msg, ids, LIMIT_MARK_IDS),
	F(11, T_BYTES, msg, body),
	F(12, T_BYTES, msg, rules),
};
SHAPE(shape_msg, msg);

/* --- encoding --- */

static void put_uint(struct buf *b, uint64_t v)
{
	while (v >= 0x80) {
		buf_putc(b, (char)(v | 0x80));
		v >>= 7;
	}
	buf_putc(b, (char)v);
}

static uint64_t zigzag(int64_t v)
{
	return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1 ^ (v & 1 ? UINT64_MAX : 0));
}

static void put_bytes(struct buf *b, struct str s)
{
	put_uint(b, s.n);
	buf_add_str(b, s);
}

static const void *at(const void *object, size_t offset)
{
	return (const char *)object + offset;
}

#define GET(type, object, offset) (*(type const *)at((object), (offset)))

static void encode(struct buf *b, const struct shape *shape, const void *object);

static void encode_field(struct buf *b, const struct field *f, const void *o)
{
	size_t i, n = 0;

	if (f->count_offset)
		n = GET(size_t, o, f->count_offset);
	if (n > f->max)
		n = f->max;
	switch ((enum type)f->type) {
	case T_STR:
		put_bytes(b, str_of(GET(const char *, o, f->offset)));
		break;
	case T_BYTES:
		put_bytes(b, GET(struct str, o, f->offset));
		break;
	case T_U32:
		put_uint(b, GET(uint32_t, o, f->offset));
		break;
	case T_U64:
		put_uint(b, GET(uint64_t, o, f->offset));
		break;
	case T_I64:
	case T_DATE:
		put_uint(b, zigzag(GET(int64_t, o, f->offset)));
		break;
	case T_BOOL:
		break;
	case T_STRUCT:
		encode(b, f->shape, at(o, f->offset));
		break;
	case T_LIST:
		put_uint(b, n);
		for (i = 0; i < n; i++)
			encode(b, f->shape, GET(const char *, o, f->offset) + i * f->shape->size);
		break;
	case T_STRS:
		put_uint(b, n);
		for (i = 0; i < n; i++)
			put_bytes(b, str_of(GET(const char **, o, f->offset)[i]));
		break;
	case T_I64S:
		put_uint(b, n);
		for (i = 0; i < n; i++)
			put_uint(b, zigzag(GET(int64_t *, o, f->offset)[i]));
		break;
	}
}

/* A field that says nothing is left out. */
static bool is_absent(const struct field *f, const void *o)
{
	switch ((enum type)f->type) {
	case T_STR:
		return GET(const char *, o, f->offset) == NULL;
	case T_BYTES:
		return GET(struct str, o, f->offset).n == 0;
	case T_U32:
		return GET(uint32_t, o, f->offset) == 0;
	case T_U64:
		return GET(uint64_t, o, f->offset) == 0;
	case T_I64:
		return GET(int64_t, o, f->offset) == 0;
	case T_DATE:
		return GET(int64_t, o, f->offset) == DATE_NONE;
	case T_BOOL:
		return !GET(bool, o, f->offset);
	case T_STRUCT:
		return false;
	case T_LIST:
	case T_STRS:
	case T_I64S:
		return GET(size_t, o, f->count_offset) == 0;
	}
	return true;
}

static void encode(struct buf *b, const struct shape *shape, const void *object)
{
	size_t i;

	for (i = 0; i < shape->n_fields; i++) {
		const struct field *f = &shape->fields[i];

		if (is_absent(f, object))
			continue;
		buf_putc(b, (char)f->tag);
		encode_field(b, f, object);
	}
	buf_putc(b, 0);
}

enum rc record_encode(struct buf *b, const struct shape *shape, const void *object)
{
	buf_putc(b, RECORD_VERSION);
	encode(b, shape, object);
	return b->failed ? E_LIMIT : OK;
}

void record_pack_stories(struct buf *b, struct story *stories, size_t n)
{
	const char *p;
	size_t i;

	buf_reset(b);
	for (i = 0; i < n; i++) {
		struct story *s = &stories[i];
		const struct blocks blocks = { s->blocks, s->n_blocks };
		size_t start = b->len;

		if (s->n_blocks && (record_encode(b, &shape_blocks, &blocks) != OK ||
				    b->len - start > LIMIT_RECORD_BYTES)) {
			b->failed = false;
			buf_truncate(b, start);
		}
		s->body.n = b->len - start;
		s->blocks = NULL;
		s->n_blocks = 0;
	}
	/* not before: the buffer moved as it grew */
	p = buf_cstr(b);
	for (i = 0; i < n; i++) {
		stories[i].body.p = p;
		p += stories[i].body.n;
	}
}

/* --- decoding --- */

struct reader {
	struct arena *arena;
	struct str rest;
};

static bool get_byte(struct reader *r, uint8_t *out)
{
	if (r->rest.n == 0)
		return false;
	*out = (uint8_t)r->rest.p[0];
	r->rest = str_sub(r->rest, 1, SIZE_MAX);
	return true;
}

static bool get_uint(struct reader *r, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;
	unsigned int shift;
	uint8_t byte;

	for (shift = 0; shift < 64; shift += 7) {
		if (!get_byte(r, &byte) || (shift == 63 && byte > 1))
			return false;
		v |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*out = v;
			return v <= max;
		}
	}
	return false;
}

static bool get_bytes(struct reader *r, struct str *out)
{
	uint64_t n;

	if (!get_uint(r, r->rest.n, &n) || n > r->rest.n)
		return false;
	*out = str_sub(r->rest, 0, n);
	r->rest = str_sub(r->rest, n, SIZE_MAX);
	return true;
}

/* A few bytes can stand for a large array: what the arena cannot hold is refused, because going
 * over its maximum would end the program. */
static bool has_room(const struct reader *r, size_t bytes)
{
	return bytes < arena_left(r->arena);
}

static bool get_string(struct reader *r, const char **out)
{
	struct str s;

	if (!get_bytes(r, &s) || !has_room(r, s.n + 1) || !clean_is_utf8(s) ||
	    str_chr(s, '\0') != SIZE_MAX)
		return false;
	*out = arena_str(r->arena, s);
	return true;
}

#define PUT(type, object, offset) (*(type *)((char *)(object) + (offset)))

static bool decode(struct reader *r, const struct shape *shape, void *object);

/* An element takes at least one byte, so a count beyond the rest of the input is a lie and
 * allocates nothing. */
static bool get_count(struct reader *r, const struct field *f, uint64_t *n)
{
	size_t size = f->type == T_LIST ? f->shape->size : sizeof(int64_t);

	_Static_assert(sizeof(int64_t) >= sizeof(char *), "room for an array of strings");
	return get_uint(r, MIN(f->max, r->rest.n), n) && has_room(r, *n * size);
}

static bool decode_list(struct reader *r, const struct field *f, void *o)
{
	const char **strings;
	int64_t *numbers;
	uint64_t i, n, v;
	char *items;

	if (!get_count(r, f, &n))
		return false;
	switch ((enum type)f->type) {
	case T_LIST:
		items = arena_array(r->arena, n, f->shape->size);
		PUT(char *, o, f->offset) = items;
		for (i = 0; i < n; i++)
			if (!decode(r, f->shape, items + i * f->shape->size))
				return false;
		break;
	case T_STRS:
		strings = arena_array(r->arena, n, sizeof(*strings));
		PUT(const char **, o, f->offset) = strings;
		for (i = 0; i < n; i++)
			if (!get_string(r, &strings[i]))
				return false;
		break;
	default:
		numbers = arena_array(r->arena, n, sizeof(*numbers));
		PUT(int64_t *, o, f->offset) = numbers;
		for (i = 0; i < n; i++) {
			if (!get_uint(r, UINT64_MAX, &v))
				return false;
			numbers[i] = unzigzag(v);
		}
		break;
	}
	PUT(size_t, o, f->count_offset) = n;
	return true;
}

static bool decode_field(struct reader *r, const struct field *f, void *o)
{
	uint64_t v;

	switch ((enum type)f->type) {
	case T_STR:
		return get_string(r, &PUT(const char *, o, f->offset));
	case T_BYTES:
		return get_bytes(r, &PUT(struct str, o, f->offset));
	case T_U32:
		if (!get_uint(r, UINT32_MAX, &v))
			return false;
		PUT(uint32_t, o, f->offset) = (uint32_t)v;
		return true;
	case T_U64:
		return get_uint(r, UINT64_MAX, &PUT(uint64_t, o, f->offset));
	case T_I64:
	case T_DATE:
		if (!get_uint(r, UINT64_MAX, &v))
			return false;
		PUT(int64_t, o, f->offset) = unzigzag(v);
		return true;
	case T_BOOL:
		PUT(bool, o, f->offset) = true;
		return true;
	case T_STRUCT:
		return decode(r, f->shape, (char *)o + f->offset);
	case T_LIST:
	case T_STRS:
	case T_I64S:
		return decode_list(r, f, o);
	}
	return false;
}

/* A span that does not lie in its block's text would lead the screen astray. */
static bool block_is_sound(const struct block *b)
{
	size_t i, len = b->text ? strlen(b->text) : 0;

	if (b->kind >= BLOCK_KINDS)
		return false;
	for (i = 0; i < b->n_spans; i++)
		if (b->spans[i].kind >= SPAN_KINDS || b->spans[i].start >= b->spans[i].end ||
		    b->spans[i].end > len ||
		    (b->spans[i].kind == SPAN_LINK && !b->spans[i].url))
			return false;
	return b->kind != BLOCK_TABLE || b->n_cells == 0 || b->columns > 0;
}

/* Fields come in the table's order, so one walk over both finds a repeated or unknown tag. The
 * recursion is as deep as the shapes are nested, whatever the input. */
static bool decode(struct reader *r, const struct shape *shape, void *object)
{
	uint8_t tag, last = 0;
	size_t i = 0;

	for (i = 0; i < shape->n_fields; i++)
		if (shape->fields[i].type == T_DATE)
			PUT(int64_t, object, shape->fields[i].offset) = DATE_NONE;
	for (i = 0;;) {
		if (!get_byte(r, &tag))
			return false;
		if (tag == 0)
			return shape != &shape_block || block_is_sound(object);
		if (tag <= last)
			return false;
		while (i < shape->n_fields && shape->fields[i].tag < tag)
			i++;
		if (i == shape->n_fields || shape->fields[i].tag != tag ||
		    !decode_field(r, &shape->fields[i], object))
			return false;
		last = tag;
	}
}

enum rc record_decode(struct arena *a, const struct shape *shape, struct str bytes,
		      void *object, struct err *e)
{
	struct reader r = { a, bytes };
	uint8_t version;

	memset(object, 0, shape->size);
	if (get_byte(&r, &version) && version == RECORD_VERSION && decode(&r, shape, object) &&
	    r.rest.n == 0)
		return OK;
	memset(object, 0, shape->size);
	return err_set(e, E_PROTO, _("a damaged record"));
}
