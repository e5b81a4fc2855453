/* explain.c: the reasons stand in the elements, where score_kill left them; they are read once, at
 * the end, so that what was dropped and taken back is not told. */
#include "parse/explain.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"

enum {
	DROPPED_TEXT = 10,	/* letters of a block in the article that is told of ... */
	OUTSIDE_TEXT = 60,	/* ... and of one outside of it */
	RUNNERS_UP = 4,
	PATH_LEVELS = 3,	/* elements of a path, from the inside */
	PATH_CLASSES = 2,	/* of the innermost element */
	NAME_BYTES = 32,	/* of a class or an id */
	TEXT_BYTES = 90,
};

struct explain {
	struct arena *arena;
	struct verdict *list;
	size_t n;
};

static const char *const reasons[WHYS] = {
	[WHY_HEADLINE] = N_("the headline, shown as the title"),
	[WHY_DEK] = N_("the summary, shown under the title"),
	[WHY_AUTHOR] = N_("the author's note, shown apart"),
	[WHY_SIGN] = N_("no part of a text"),
	[WHY_FORM] = N_("a form, with the box around it"),
	[WHY_LINKS] = N_("mostly links"),
	[WHY_LABEL] = N_("a label"),
	[WHY_TWICE] = N_("it stands twice"),
	[WHY_CAPTION] = N_("a picture with its caption"),
	[WHY_BEFORE] = N_("it stands before the headline"),
	[WHY_TAIL] = N_("a short box at the end"),
	[WHY_TIME] = N_("a time"),
	[WHY_EDGE] = N_("a short line before the text or after it"),
	[WHY_CALL] = N_("a call to the reader, a credit or rights"),
	[WHY_HOLLOW] = N_("a heading over nothing"),
	[WHY_OUTSIDE] = N_("not in the element that holds the text"),
};

static const struct {
	uint32_t sign;
	const char *words;
} signs[] = {
	/* the surest first; all of SIGNS_INHERITED */
	{ SIGN_CARD, N_("headlines of other stories") }, { SIGN_NAV, N_("navigation") },
	{ SIGN_COMMENT, N_("comments") }, { SIGN_FOOT, N_("a footer") },
	{ SIGN_FORM, N_("a form") }, { SIGN_GALLERY, N_("a gallery") },
	{ SIGN_CAPTION, N_("a caption") }, { SIGN_BAD, N_("a box beside the text") },
	{ SIGN_ASIDE, N_("an aside") },
};

struct explain *explain_new(struct arena *a)
{
	struct explain *x = ARENA_NEW(a, struct explain);

	x->arena = a;
	return x;
}

static struct verdict *add(struct explain *x, enum verdict_kind kind, const char *reason)
{
	struct verdict *v;

	if (x->n >= LIMIT_VERDICTS)
		return NULL;
	v = ARENA_PUSH(x->arena, x->list, x->n);
	v->kind = kind;
	v->reason = reason;
	return v;
}

void explain_say(struct explain *x, const char *fmt, ...)
{
	char words[512];
	va_list ap;

	if (!x)
		return;
	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	add(x, VERDICT_SOURCE, clean_utf8(x->arena, str_of(words)));
}

static void add_rule(struct explain *x, enum verdict_kind kind, const struct rule *rule, size_t n,
		     const char *words)
{
	struct verdict *v = add(x, kind, words);

	if (!v)
		return;
	v->path = arena_strdup(x->arena, rule->where);
	v->times = (uint32_t)n;
	v->text = arena_printf(x->arena, "%s %s", rule_name(rule->kind), rule->selector);
}

void explain_rule(struct explain *x, const struct rule *rule, size_t n, const char *fmt, ...)
{
	char words[512];
	va_list ap;

	if (!x)
		return;
	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	add_rule(x, VERDICT_RULE, rule, n, clean_utf8(x->arena, str_of(words)));
}

void explain_wrong(struct explain *x, const struct rule *rule, const char *words)
{
	if (x)
		add_rule(x, VERDICT_WRONG_RULE, rule, 0, words);
}

/* The first bytes of a text, whole characters. */
static char *beginning(struct arena *a, const char *text, size_t most)
{
	size_t n = strlen(text);

	if (n <= most)
		return arena_strdup(a, text);
	for (n = most; n && ((unsigned char)text[n] & 0xc0) == 0x80; )
		n--;
	return arena_printf(a, "%.*s…", (int)n, text);
}

static void put_names(struct buf *b, struct arena *a, const char *value, char sign, int most)
{
	struct str rest = str_of(value), name;

	while (most-- > 0 && str_word(&rest, &name)) {
		buf_putc(b, sign);
		buf_puts(b, beginning(a, arena_str(a, name), NAME_BYTES));
	}
}

/* As a selector would name it; those around it shorter. */
static void put_element(struct buf *b, struct arena *a, const xmlNode *n, bool is_last)
{
	const char *id = html_attr(n, "id");

	buf_puts(b, (const char *)n->name);
	put_names(b, a, id, '#', 1);
	put_names(b, a, html_attr(n, "class"), '.', is_last ? PATH_CLASSES : str_blank(id));
}

static const char *path_of(struct explain *x, const xmlNode *node)
{
	const xmlNode *levels[PATH_LEVELS];
	struct buf b = BUF_INIT(KIB(4));
	size_t n = 0;
	char *path;

	for (; node && node->type == XML_ELEMENT_NODE && n < PATH_LEVELS; node = node->parent)
		levels[n++] = node;
	while (n--) {
		put_element(&b, x->arena, levels[n], n == 0);
		if (n)
			buf_puts(&b, " > ");
	}
	path = arena_str(x->arena, buf_str(&b));
	buf_free(&b);
	return path;
}

static uint32_t words_of(const char *text)
{
	const struct block b = { .text = text };

	return (uint32_t)blocks_words(&b, 1);
}

/* What a verdict tells of an element's text, which itself does not stay: elements in each other
 * have the same one again and again. */
static uint32_t look_at(struct explain *x, const struct page *page, const xmlNode *n,
			const char **begins)
{
	struct page p = *page;
	const char *text;
	uint32_t words;

	p.arena = arena_new(LIMIT_ARENA);
	text = html_text(&p, n);
	words = words_of(text);
	if (begins)
		*begins = beginning(x->arena, text, TEXT_BYTES);
	arena_free(p.arena);
	return words;
}

static struct verdict *add_block(struct explain *x, const struct score *s, uint32_t i,
				 enum verdict_kind kind, const char *reason)
{
	struct verdict *v = add(x, kind, reason);
	const struct el *el = &s->els[i];

	if (!v)
		return NULL;
	v->path = path_of(x, el->node);
	v->times = 1;
	v->words = look_at(x, s->page, el->node, &v->text);
	v->links = el->text ? (uint32_t)((uint64_t)el->link * 100 / el->text) : 0;
	v->score = el->gain;
	return v;
}

void explain_off(struct explain *x, const struct page *p, const xmlNode *n,
		 const struct rule *rule)
{
	struct verdict *v;

	if (!x || n->type != XML_ELEMENT_NODE)
		return;
	v = add(x, VERDICT_DROPPED, arena_printf(x->arena, _("the rule %s"), rule->where));
	if (!v)
		return;
	v->path = path_of(x, n);
	v->times = 1;
	v->words = look_at(x, p, n, &v->text);
}

/* What says that an element is no text: its own tag, role or class. */
static const char *sign_words(const struct score *s, uint32_t i)
{
	const struct el *el = &s->els[i];
	size_t k;

	for (k = 0; k < ARRAY_LEN(signs); k++)
		if (el->sign & signs[k].sign)
			return _(signs[k].words);
	for (k = 0; k < ARRAY_LEN(signs); k++)
		if (el->hint & signs[k].sign)
			return arena_printf(s->page->arena, _("%s by its class or id"),
					    _(signs[k].words));
	return NULL;
}

static const char *reason_of(const struct score *s, uint32_t i, enum el_why why)
{
	const char *words = NULL;

	if (why == WHY_SIGN || why == WHY_OUTSIDE)
		words = sign_words(s, i);
	return words ? words : _(reasons[why]);
}

/* --- the container --- */

static const char *place_of(const struct score *s, uint32_t i, uint32_t root)
{
	if (i < root && root < s->els[i].end)
		return _("it holds the chosen one, and too little more");
	if (i > root && i < s->els[root].end)
		return _("it lies in the chosen one");
	return _("another part of the page");
}

/* Keeps the best, the highest first. */
static void keep_best(const struct score *s, uint32_t *best, size_t *n, uint32_t i)
{
	double w = score_weight(s, i);
	size_t at = *n;

	while (at && score_weight(s, best[at - 1]) < w)
		at--;
	if (at >= RUNNERS_UP)
		return;
	if (*n < RUNNERS_UP)
		(*n)++;
	memmove(best + at + 1, best + at, (*n - at - 1) * sizeof(*best));
	best[at] = i;
}

void explain_container(struct explain *x, const struct score *s, uint32_t root)
{
	uint32_t i, best[RUNNERS_UP];
	struct verdict *v;
	size_t n = 0;

	if (!x || root == EL_NONE)
		return;
	for (i = 0; i < s->n; i++)
		if (i != root && s->els[i].block && s->els[i].paras)
			keep_best(s, best, &n, i);
	v = add_block(x, s, root, VERDICT_CHOSEN,
		      s->els[root].sign & SIGN_BODY ? _("it is marked as the article's body") :
		      _("the smallest element with the most running text"));
	if (v)
		v->score = (int64_t)score_weight(s, root);
	for (i = 0; i < n; i++) {
		v = add_block(x, s, best[i], VERDICT_RUNNER_UP, place_of(s, best[i], root));
		if (v)
			v->score = (int64_t)score_weight(s, best[i]);
	}
}

/* --- every block --- */

/* Blocks side by side that are kept, told as one. */
struct run {
	struct verdict *v;
	uint32_t parent;
};

static void keep(struct explain *x, const struct score *s, struct run *run, uint32_t i)
{
	const struct el *el = &s->els[i];
	struct verdict *v = run->v;
	uint32_t words;

	if (!el->block || !el->text)
		return;
	if (!v || run->parent != el->parent) {
		run->v = add_block(x, s, i, VERDICT_KEPT,
				   el->paras ? _("running text") : _("it stands in the text"));
		run->parent = el->parent;
		return;
	}
	words = look_at(x, s->page, el->node, NULL);
	if (v->words + words)
		v->links = (uint32_t)(((uint64_t)v->links * v->words +
			    (uint64_t)el->link * 100 / el->text * words) / (v->words + words));
	v->words += words;
	v->score += el->gain;
	v->times++;
}

/* Elements that are alive and hold dead ones. */
static bool *find_mixed(const struct explain *x, const struct score *s)
{
	bool *mixed = arena_array(x->arena, s->n, sizeof(*mixed));
	uint32_t i;

	for (i = s->n; i-- > 1; )
		if (mixed[i] || (s->els[i].dead && s->els[i].text >= DROPPED_TEXT))
			mixed[s->els[i].parent] = true;
	return mixed;
}

void explain_blocks(struct explain *x, const struct score *s)
{
	uint32_t i, root = s->root;
	struct run run = { 0 };
	const bool *mixed;

	if (!x || root == EL_NONE || !s->n)
		return;
	mixed = find_mixed(x, s);
	for (i = 0; i < s->n; ) {
		const struct el *el = &s->els[i];
		bool inside = i >= root && i < s->els[root].end;
		enum el_why why = el->dead ? (enum el_why)el->why : WHY_OUTSIDE;

		if (i < root && root < el->end) {
			i++;
		} else if (!inside || el->dead) {
			if (el->text >= (inside ? DROPPED_TEXT : OUTSIDE_TEXT)) {
				add_block(x, s, i, VERDICT_DROPPED, reason_of(s, i, why));
				run.v = NULL;
			}
			i = el->end;
		} else if (!mixed[i]) {
			keep(x, s, &run, i);
			i = el->end;
		} else {
			run.v = NULL;
			if (el->own >= DROPPED_TEXT && el->block)
				keep(x, s, &run, i);
			run.v = NULL;
			i++;
		}
	}
}

void explain_give(const struct explain *x, struct article *art)
{
	if (!x)
		return;
	art->verdicts = x->list;
	art->n_verdicts = x->n;
}
