/* markdown.c: md4c makes HTML of it, and that is read as any other. */
#include "parse/markdown.h"

#include <md4c-html.h>

#include "base/limits.h"
#include "parse/blocks.h"
#include "parse/sanitize.h"

#define DIALECT (MD_FLAG_PERMISSIVEAUTOLINKS | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH)
#define SIGN_LINES 2000		/* that are looked at for signs of Markdown */
#define TITLE_BLOCKS 3		/* badges and the like may stand before the first heading */

static bool is_heading(struct str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == '#')
		n++;
	return n >= 1 && n <= 6 && n + 1 < line.n && line.p[n] == ' ' && line.p[n + 1] != '#';
}

bool markdown_is(struct str utf8)
{
	unsigned headings = 0, links = 0, fences = 0, strong = 0, lines = 0;
	struct str line;

	while (lines++ < SIGN_LINES && str_split(&utf8, '\n', &line)) {
		size_t at = str_find(line, STR("]("));

		headings += is_heading(line);
		links += at != SIZE_MAX && str_chr(str_sub(line, at, SIZE_MAX), ')') != SIZE_MAX;
		fences += str_starts(line, STR("```"));
		at = str_find(line, STR("**"));
		strong += at != SIZE_MAX &&
			  str_find(str_sub(line, at + 2, SIZE_MAX), STR("**")) != SIZE_MAX;
	}
	return headings && (links || fences > 1 || strong > 1);
}

static void take(const MD_CHAR *p, MD_SIZE n, void *ctx)
{
	buf_add(ctx, p, n);
}

/* "title: The lamp" (or =) of the lines before the text, without quotes. */
static void front_line(struct arena *a, struct str line, char sep, struct article *art)
{
	size_t at = str_chr(line, sep);
	struct str name = str_trim(str_sub(line, 0, at)), value;

	if (at == SIZE_MAX)
		return;
	value = str_trim(str_sub(line, at + 1, SIZE_MAX));
	if (value.n > 1 && (value.p[0] == '"' || value.p[0] == '\'') &&
	    value.p[value.n - 1] == value.p[0])
		value = str_sub(value, 1, value.n - 2);
	if (!value.n)
		return;
	if (str_ieq(name, STR("title")))
		art->title = sanitize_line(a, value, LIMIT_FIELD_BYTES);
	else if (str_ieq(name, STR("author")))
		art->byline = sanitize_line(a, value, LIMIT_FIELD_BYTES);
	else if (str_ieq(name, STR("description")) || str_ieq(name, STR("subtitle")))
		art->dek = sanitize_line(a, value, LIMIT_FIELD_BYTES);
	else if (str_ieq(name, STR("date")))
		art->published = date_parse(value);
}

/* What stands between "---" and "---" (or "+++") at the beginning; returns the text behind it. */
static struct str front_matter(struct arena *a, struct str s, struct article *art)
{
	struct str rest = s, line, mark, part;
	unsigned n;

	if (!str_split(&rest, '\n', &mark))
		return s;
	mark = str_trim(mark);
	if (!str_eq(mark, STR("---")) && !str_eq(mark, STR("+++")))
		return s;
	part = rest;
	for (n = 0; n < 200 && str_split(&rest, '\n', &line); n++) {
		if (!str_eq(str_trim(line), mark))
			continue;
		part.n -= rest.n;
		while (str_split(&part, '\n', &line))
			front_line(a, line, mark.p[0] == '+' ? '=' : ':', art);
		return rest;
	}
	return s;
}

/* The first heading is the title, where nothing else is. */
static void take_title(struct article *art)
{
	size_t i;

	for (i = 0; i < art->n_blocks && i < TITLE_BLOCKS; i++) {
		struct block *b = &art->blocks[i];

		if (b->kind != BLOCK_HEADING)
			continue;
		if (art->title && !streq(art->title, b->text))
			return;
		art->title = b->text;
		memmove(b, b + 1, (art->n_blocks - i - 1) * sizeof(*b));
		art->n_blocks--;
		return;
	}
}

void markdown_read(struct arena *a, struct str utf8, struct article *art)
{
	struct buf html = BUF_INIT(LIMIT_TIDY_BYTES);

	utf8 = front_matter(a, utf8, art);
	if (md_html(utf8.p, (MD_SIZE)utf8.n, take, &html, DIALECT, 0) == 0)
		blocks_from_html(a, buf_str(&html), art->url, &art->blocks, &art->n_blocks);
	buf_free(&html);
	take_title(art);
}
