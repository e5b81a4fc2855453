#include "parse/feedutil.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/url.h"
#include "parse/sanitize.h"

void scope_init(struct scope *s, struct ctx *c, const char *base, const char *lang)
{
	memset(s, 0, sizeof(*s));
	s->c = c;
	s->base = base;
	s->lang = lang;
	s->published = s->modified = DATE_NONE;
	s->guid_is_link = true;
}

static bool is_blank(const char *s)
{
	return !s || str_trim(str_of(s)).n == 0;
}

void scope_text(struct ftext *t, const char *text, enum text_kind kind, const char *base, int rank)
{
	if (is_blank(text) || (t->s && t->rank >= rank))
		return;
	*t = (struct ftext){ text, kind, base, rank };
}

void scope_any_text(struct scope *s, struct ftext *t, const xmlNode *n, int rank)
{
	struct arena *a = s->c->a;
	const char *base = xml_base(a, n, s->base);
	char *text;

	if (xml_has_elements(n)) {
		scope_text(t, xml_markup(a, n, base), TEXT_HTML, base, rank);
		return;
	}
	text = xml_text(a, n);
	scope_text(t, text, sanitize_looks_html(str_of(text)) ? TEXT_HTML : TEXT_PLAIN, base, rank);
}

void scope_string(struct ranked *r, const char *s, int rank)
{
	if (is_blank(s) || (r->s && r->rank >= rank))
		return;
	*r = (struct ranked){ s, rank };
}

char *feed_link(struct arena *a, const char *base, const char *ref)
{
	char *url;

	if (!ref)
		return NULL;
	url = url_resolve(a, base, str_trim(str_of(ref)));
	return url && url_may_link(base, url) ? url : NULL;
}

void scope_link(struct scope *s, struct ranked *r, const char *ref, const char *base, int rank)
{
	if (r->s && r->rank >= rank)
		return;
	if (!is_blank(ref))
		scope_string(r, feed_link(s->c->a, base, ref), rank);
}

void scope_date(int64_t *when, int *have, const char *text, int rank)
{
	int64_t t;

	if (*when != DATE_NONE && *have >= rank)
		return;
	t = date_parse(str_trim(str_of(text)));
	if (t == DATE_NONE)
		return;
	*when = t;
	*have = rank;
}

void scope_tag(struct scope *s, const char *tag)
{
	char *line;
	size_t i;

	if (is_blank(tag) || s->n_tags == LIMIT_TAGS)
		return;
	line = sanitize_text(s->c->a, str_of(tag), LIMIT_TITLE_BYTES);
	for (i = 0; i < s->n_tags; i++)
		if (streq(s->tags[i], line))
			return;
	if (*line)
		*ARENA_PUSH(s->c->a, s->tags, s->n_tags) = line;
}

void scope_tag_list(struct scope *s, const char *text)
{
	struct str rest = str_of(text), part;

	while (s->n_tags < LIMIT_TAGS && str_split(&rest, ',', &part))
		scope_tag(s, arena_str(s->c->a, str_trim(part)));
}

static const char *line_or_null(struct arena *a, const char *s)
{
	char *line = is_blank(s) ? NULL : sanitize_text(a, str_of(s), LIMIT_TITLE_BYTES);

	return str_blank(line) ? NULL : line;
}

void scope_author(struct scope *s, struct author who, int rank)
{
	struct arena *a = s->c->a;
	size_t i;

	who.name = line_or_null(a, who.name);
	who.email = line_or_null(a, who.email);
	if (!who.name && !who.email && !who.url)
		return;
	if (s->n_authors && rank < s->authors_rank)
		return;
	if (rank > s->authors_rank)
		s->n_authors = 0, s->authors = NULL;
	s->authors_rank = rank;
	for (i = 0; i < s->n_authors; i++)
		if (streq(s->authors[i].name, who.name) &&
		    streq(s->authors[i].email, who.email) &&
		    (who.name || who.email || streq(s->authors[i].url, who.url)))
			return;
	if (s->n_authors < LIMIT_AUTHORS)
		*ARENA_PUSH(a, s->authors, s->n_authors) = who;
}

static bool is_mail(struct str s)
{
	size_t at = str_chr(s, '@');

	return at != SIZE_MAX && at > 0 && at + 1 < s.n && str_chr(s, ' ') == SIZE_MAX;
}

void scope_author_text(struct scope *s, const char *text, int rank)
{
	struct arena *a = s->c->a;
	struct str t = str_trim(str_of(text)), outer, inner;
	struct author who = { 0 };
	size_t open;

	if (t.n > LIMIT_FIELD_BYTES)
		t.n = LIMIT_FIELD_BYTES;
	open = str_chr(t, '(');
	if (open == SIZE_MAX)
		open = str_chr(t, '<');
	if (open != SIZE_MAX && t.n && (t.p[t.n - 1] == ')' || t.p[t.n - 1] == '>')) {
		outer = str_trim(str_sub(t, 0, open));
		inner = str_trim(str_sub(t, open + 1, t.n - open - 2));
		if (str_istarts(inner, STR("mailto:")))
			inner = str_sub(inner, 7, SIZE_MAX);
		if (is_mail(inner) || is_mail(outer)) {
			struct str mail = is_mail(inner) ? inner : outer;
			struct str name = is_mail(inner) ? outer : inner;

			who.email = arena_str(a, mail);
			who.name = name.n ? arena_str(a, name) : NULL;
			scope_author(s, who, rank);
			return;
		}
	}
	if (is_mail(t))
		who.email = arena_str(a, t);
	else
		who.name = arena_str(a, t);
	scope_author(s, who, rank);
}

struct enclosure *scope_enclosure(struct scope *s, const char *url, const char *base)
{
	struct enclosure *enc;
	const char *link = is_blank(url) ? NULL : feed_link(s->c->a, base, url);
	size_t i;

	if (!link)
		return NULL;
	for (i = 0; i < s->n_enclosures; i++)
		if (streq(s->enclosures[i].url, link))
			return &s->enclosures[i];
	if (s->n_enclosures == LIMIT_ENCLOSURES)
		return NULL;
	enc = ARENA_PUSH(s->c->a, s->enclosures, s->n_enclosures);
	enc->url = link;
	return enc;
}

int64_t feed_count(const char *text)
{
	int64_t v;

	return text && str_int(str_trim(str_of(text)), 0, INT64_C(1) << 53, &v) ? v : 0;
}

int64_t feed_seconds(const char *text)
{
	struct str rest = str_trim(str_of(text)), part;
	int64_t total = 0, v;
	int parts = 0;

	if (!rest.n)
		return 0;
	while (str_split(&rest, ':', &part)) {
		part = str_sub(part, 0, str_chr(part, '.'));
		if (++parts > 3 || !str_int(str_trim(part), 0, 10000000, &v))
			return 0;
		total = total * 60 + v;
	}
	return total;
}

char *feed_plain(struct arena *a, const struct ftext *t, size_t max)
{
	struct str s = str_of(t->s);
	char *line;

	if (!t->s)
		return NULL;
	if (t->kind == TEXT_HTML)
		line = sanitize_text(a, s, max);
	else
		line = sanitize_line(a, s, max);
	return *line ? line : NULL;
}

void feed_warn(struct ctx *c, const char *words)
{
	if (c->feed->n_warnings < LIMIT_WARNINGS)
		*ARENA_PUSH(c->kept, c->feed->warnings, c->feed->n_warnings) =
			arena_strdup(c->kept, words);
}

const char *feed_language(struct arena *a, const char *s)
{
	struct str t = str_trim(str_of(s));
	char *out;
	size_t i;

	if (t.n == 0 || t.n > 35)
		return NULL;
	out = arena_str(a, t);
	for (i = 0; i < t.n; i++) {
		if (out[i] == '_')
			out[i] = '-';
		if (!ascii_alpha((unsigned char)out[i]) && !ascii_digit((unsigned char)out[i]) &&
		    out[i] != '-')
			return NULL;
	}
	return out;
}

static uint32_t ttl_of(const struct scope *s)
{
	uint32_t frequency = s->sy_frequency ? s->sy_frequency : 1;

	return s->ttl ? s->ttl : s->sy_period / frequency;
}

void scope_finish_feed(struct scope *s)
{
	struct arena *a = s->c->a;
	struct feed *f = s->c->feed;

	f->title = feed_plain(a, &s->title, LIMIT_TITLE_BYTES);
	f->description = feed_plain(a, &s->summary, LIMIT_FIELD_BYTES);
	f->rights = feed_plain(a, &s->rights, LIMIT_FIELD_BYTES);
	f->site_url = s->url.s;
	f->url = s->self;
	f->next_url = s->next;
	f->hub_url = s->hub;
	f->image = s->image.s;
	f->icon = s->icon;
	f->language = feed_language(a, s->language.s ? s->language.s : s->lang);
	f->generator = line_or_null(a, s->generator);
	f->authors = s->authors;
	f->n_authors = s->n_authors;
	f->tags = s->tags;
	f->n_tags = s->n_tags;
	f->published = s->published;
	f->modified = s->modified;
	f->ttl_minutes = ttl_of(s);
	f->skip_hours = s->skip_hours;
	f->skip_days = s->skip_days;
}

void feed_begin_stories(struct ctx *c)
{
	if (c->stories)
		c->a = c->stories;
}
