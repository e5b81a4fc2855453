/* lead.c: the picture of an article: what the page names for those who share it, unless that is the
 * site's mark, and what the page shows with it says of it. */
#include "base/limits.h"
#include "base/url.h"
#include "parse/meta.h"

static const struct {
	int side;		/* pixels below which a picture is an icon */
	size_t stem;		/* bytes that names of files must share to be one picture */
	uint32_t behind;	/* elements behind the headline where a lead picture stands */
	uint32_t pictures;	/* looked at in the text */
} fit = {
	.side = 100, .stem = 6, .behind = 60, .pictures = 40,
};

static const char *http_url(const struct page *p, const char *ref)
{
	struct str s = str_trim(str_of(ref));
	size_t twice = str_find(str_sub(s, 1, SIZE_MAX), STR("http"));
	char *url;

	/* two addresses in one attribute */
	if (str_starts(s, STR("http")) && twice != SIZE_MAX && s.p[twice] != '=' &&
	    s.p[twice] != '/') {
		s = str_sub(s, 0, twice + 1);
		while (s.n && strchr(" ,;|", s.p[s.n - 1]))
			s.n--;
	}
	url = s.n ? url_resolve(p->arena, p->base, s) : NULL;
	return url && url_is_http(url) ? url : NULL;
}

/* The name of the file in an address. */
static struct str file_of(const char *url)
{
	struct str s = str_of(url);
	size_t at;

	s = str_sub(s, 0, MIN(str_chr(s, '?'), str_chr(s, '#')));
	while ((at = str_chr(s, '/')) != SIZE_MAX && at + 1 < s.n)
		s = str_sub(s, at + 1, SIZE_MAX);
	return s;
}

/* The site's own mark, or what its software shows where there is no picture. */
static bool is_mark(const char *url)
{
	static const char *const words[] = {
		"logo", "placeholder", "default", "fallback", "favicon", "avatar", "spacer",
		"pixel", "blank", "no-image", "noimage", "no_image", "dummy", "sprite",
		"apple-touch", "gravatar", "site-icon", "touch-icon", "share-image",
		"og-image.", "ogimage.",
	};
	struct str file = file_of(url);
	size_t i;

	if (str_iends(file, STR(".svg")) || str_iends(file, STR(".ico")))
		return true;
	for (i = 0; i < ARRAY_LEN(words); i++)
		if (str_ifind(file, str_of(words[i])) != SIZE_MAX)
			return true;
	return false;
}

static bool is_small(const char *width, const char *height)
{
	int64_t w = 0, h = 0;

	return (str_int(str_of(width), 0, 100000, &w) && w < fit.side) ||
	       (str_int(str_of(height), 0, 100000, &h) && h < fit.side);
}

/* What of a file's name sizes and endings leave: "lamp-1024x576.jpg" is "lamp". */
static struct str stem_of(const char *url)
{
	struct str s = file_of(url);
	size_t n = s.n;

	while (n && s.p[n - 1] != '.')
		n--;
	if (n > 1)
		s.n = n - 1;
	while (s.n && (ascii_digit(s.p[s.n - 1]) || strchr("-_x@", s.p[s.n - 1])))
		s.n--;
	return s;
}

static bool is_same_picture(const char *a, const char *b)
{
	struct str x = stem_of(a), y = stem_of(b);

	if (streq(a, b))
		return true;
	if (x.n < fit.stem || y.n < fit.stem)
		return str_eq(file_of(a), file_of(b));
	return str_starts(x, y) || str_starts(y, x);
}

static const xmlNode *figure_of(const xmlNode *img)
{
	return html_parent_named(img, "figure");
}

static const char *caption_of(const struct score *s, uint32_t img)
{
	const xmlNode *figure = figure_of(s->els[img].node);
	const xmlNode *caption = figure ? html_find(figure, "figcaption") : NULL;
	uint32_t up = s->els[img].parent, i, round;
	const char *text;

	if (caption) {
		text = html_text(s->page, caption);
		return str_blank(text) ? NULL : text;
	}
	/* a box of picture and caption that is no figure */
	for (round = 0; round < 3 && up != EL_NONE; round++, up = s->els[up].parent) {
		if (s->els[up].images > 1 || s->els[up].paras)
			return NULL;
		for (i = img + 1; i < s->els[up].end; i++)
			if (s->els[i].sign & SIGN_CAPTION || s->els[i].hint & SIGN_CAPTION)
				return html_text(s->page, s->els[i].node);
	}
	return NULL;
}

/* A picture in the article that is the one named, or stands where its lead picture does. */
static uint32_t find_shown(const struct score *s, uint32_t content, const struct meta *m,
			   const char *url)
{
	uint32_t h = score_index(s, m->h1), from, to, i, n = 0, lead = EL_NONE;

	from = h != EL_NONE ? h : content != EL_NONE ? content : 0;
	to = content != EL_NONE ? s->els[content].end : MIN(s->n, from + fit.behind);
	if (content != EL_NONE && content < from)
		from = content;
	for (i = from; i < to && i < s->n && n < fit.pictures; i++) {
		const xmlNode *img = s->els[i].node;
		const char *shown;

		if (!html_is(img, "img") || s->els[i].zone & (SIGN_CARD | SIGN_NAV | SIGN_COMMENT))
			continue;
		n++;
		shown = html_picture(s->page, img);
		if (!shown || html_is_pixel(img) || is_mark(shown) ||
		    is_small(html_attr(img, "width"), html_attr(img, "height")))
			continue;
		if (url && is_same_picture(shown, url))
			return i;
		/* authors, buttons and adverts have pictures there too, but no figures */
		if (lead == EL_NONE && m->first != EL_NONE && i < m->first &&
		    (h == EL_NONE || i > h) && (!url || figure_of(img)))
			lead = i;
	}
	return lead;
}

/* An alt that is the name of a file says nothing. */
static bool is_file_name(struct str alt)
{
	return str_chr(alt, ' ') == SIZE_MAX &&
	       (str_chr(alt, '_') != SIZE_MAX || str_chr(alt, '-') != SIZE_MAX ||
		str_chr(alt, '.') != SIZE_MAX);
}

static const char *named(const struct score *s, const struct meta *m)
{
	static const char *const images[] = { "og:image", "og:image:url", "og:image:secure_url",
					      "twitter:image", "twitter:image:src",
					      "parsely-image-url", "sailthru.image.full", NULL };
	static const char *const thumbs[] = { "thumbnail", "sailthru.image.thumb", NULL };
	static const char *const marks[] = { "contentUrl", "thumbnailUrl", "image", NULL };
	static const char *const width[] = { "og:image:width", NULL };
	static const char *const height[] = { "og:image:height", NULL };
	const struct page *p = s->page;
	const char *all[4], *mark;
	size_t i;

	all[0] = is_small(meta_content(p, width), meta_content(p, height)) ? NULL :
		 http_url(p, meta_content(p, images));
	all[1] = http_url(p, m->ld.image);
	/* an element marked as a picture may have but words */
	mark = meta_marked(s, marks);
	all[2] = mark && str_chr(str_of(mark), ' ') == SIZE_MAX ? http_url(p, mark) : NULL;
	all[3] = http_url(p, meta_content(p, thumbs));
	for (i = 0; i < ARRAY_LEN(all); i++)
		if (all[i] && !is_mark(all[i]))
			return all[i];
	return NULL;
}

void lead_read(const struct score *s, uint32_t content, const struct meta *m,
	       struct article *art)
{
	static const char *const alts[] = { "og:image:alt", "twitter:image:alt", NULL };
	const char *url = named(s, m), *alt;
	uint32_t i = find_shown(s, content, m, url);

	art->image.url = url;
	if (url && m->ld.image && is_same_picture(url, m->ld.image))
		art->image.caption = meta_plain(s->page, m->ld.image_caption);
	if (i != EL_NONE) {
		if (!url)
			art->image.url = html_picture(s->page, s->els[i].node);
		alt = html_attr(s->els[i].node, "alt");
		art->image.alt = meta_plain(s->page, alt);
		alt = caption_of(s, i);
		if (alt)
			art->image.caption = alt;
	}
	if (!art->image.alt && url)
		art->image.alt = meta_plain(s->page, meta_content(s->page, alts));
	if (art->image.alt && (is_file_name(str_of(art->image.alt)) ||
			       streq(art->image.alt, art->image.caption)))
		art->image.alt = NULL;
}
