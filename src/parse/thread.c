/* thread.c: from the texts of the posts outwards. What holds one text and no other is its post, and
 * in that, outside the text, stand the author and the time. */
#include "parse/thread.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "parse/blocks.h"
#include "parse/explain.h"
#include "parse/sanitize.h"

#define DAYS (2 * 24 * 3600)	/* more than two clocks can differ by */
#define POSTS (LIMIT_BLOCKS / 2)	/* of one page: each has a heading */

static const struct {
	uint32_t name;		/* letters of a name, or a time */
	uint32_t line;		/* letters of a line that has both */
	double others;		/* running text outside posts, as a share of that in them */
	double named;		/* share of posts whose author is known */
	uint32_t authors;	/* elements of one post that are looked at for its author */
} fit = {
	.name = 40, .line = 120, .others = 0.4, .named = 0.6, .authors = 40,
};

struct post {
	uint32_t body, scope;
	const char *author, *time;
};

struct thread {
	struct score *s;
	struct arena *a;
	struct post *posts;
	size_t n_posts;
	bool is_sure;		/* names that only forums use, or types of schema.org */
};

/* --- texts --- */

static bool has_token(const xmlNode *n, const char *const tokens[])
{
	return html_attr_has_one(n, "class", tokens);
}

/* Classes of the text of a post, as forums and their kin call it. */
static const char *const sure_names[] = {
	"postbody", "post_body", "post-message", "post_message", "postmessage", "message-body",
	"bbWrapper", "js-post-body", "cooked", "bbp-reply-content", "bbp-topic-content",
	"answer-body", "answer-text", "answer-content", "question-body", "question-text",
	"question-content", "msgbody", "forum-post-content", "topic-post-content", NULL,
};

/* Those that blogs have too. */
static const char *const names[] = {
	"post-body", "postcontent", "post-content", "post_content", "post-text", "posttext",
	"post_text", "message-content", "message-text", "messagetext", "messagecontent",
	"post__content", "post__body", "post__text", "message__content", "message__text",
	"message__body", "topic-content", "reply-content", "reply-body", NULL,
};

static const char *const signatures[] = {
	"signature", "sig", "message-signature", "post-signature", "user-signature",
	"bbp-signature", "signature-container", NULL,
};

static bool is_type(const xmlNode *n)
{
	static const char *const types[] = { "DiscussionForumPosting", "Question", "Answer",
					     "QAPage", NULL };
	const char *type = html_attr(n, "itemtype");
	size_t i;

	for (i = 0; type && types[i]; i++)
		if (str_iends(str_of(type), str_of(types[i])))
			return true;
	return false;
}

static bool is_signature(const xmlNode *n)
{
	return has_token(n, signatures);
}

static bool is_post(const xmlNode *n)
{
	static const char *const posts[] = { "postbody", "post", "forumpost", NULL };

	return has_token(n, posts);
}

/* Ends of the elements of these kinds that the walk is in. */
struct inside {
	uint32_t signature, post, type;
};

static void enter(struct inside *in, const struct el *el)
{
	if (!el->node->properties)
		return;
	if (el->end > in->signature && is_signature(el->node))
		in->signature = el->end;
	if (el->end > in->post && is_post(el->node))
		in->post = el->end;
	if (el->end > in->type && is_type(el->node))
		in->type = el->end;
}

/* Whether an element is called a post's text; *sure where no blog calls its own so. */
static bool is_body(const struct el *el, uint32_t i, const struct inside *in, bool *sure)
{
	const xmlNode *n = el->node;
	const char *id = html_attr(n, "id");

	if (!el->text || !n->properties || i < in->signature)
		return false;
	*sure = has_token(n, sure_names) ||
		(id && str_starts(str_of(id), STR("post_message_"))) ||
		(id && str_starts(str_of(id), STR("msg_")) && html_attr_has(n, "class", "inner")) ||
		(html_attr_has(n, "itemprop", "text") && i < in->type);
	return *sure || has_token(n, names) ||
	       (html_attr_has(n, "class", "content") && i < in->post);
}

/* The innermost of names in each other is the text alone. */
static void find_bodies(struct thread *t)
{
	const struct score *s = t->s;
	struct inside in = { 0 };
	struct post *p;
	uint32_t i, last = EL_NONE;
	bool sure;

	for (i = 0; i < s->n && t->n_posts < POSTS; i++) {
		enter(&in, &s->els[i]);
		if (!is_body(&s->els[i], i, &in, &sure))
			continue;
		t->is_sure |= sure;
		if (last == EL_NONE || i >= s->els[last].end) {
			last = i;
			ARENA_PUSH(t->a, t->posts, t->n_posts)->body = i;
			continue;
		}
		/* the first one in it: a second one there is a quotation */
		p = &t->posts[t->n_posts - 1];
		if (i < s->els[p->body].end)
			p->body = i;
	}
}

/* --- posts --- */

static void find_scopes(struct thread *t)
{
	const struct score *s = t->s;
	size_t k;

	for (k = 0; k < t->n_posts; k++) {
		uint32_t up = t->posts[k].body;
		uint32_t before = k ? t->posts[k - 1].body : EL_NONE;
		uint32_t after = k + 1 < t->n_posts ? t->posts[k + 1].body : EL_NONE;

		while (s->els[up].parent != EL_NONE) {
			uint32_t p = s->els[up].parent;

			if ((before != EL_NONE && before > p) ||
			    (after != EL_NONE && after < s->els[p].end))
				break;
			up = p;
		}
		t->posts[k].scope = up;
	}
}

static const char *short_text(struct thread *t, uint32_t i)
{
	const struct el *el = &t->s->els[i];

	return el->text && el->text <= fit.line ? html_text(t->s->page, el->node) : NULL;
}

static bool is_author(const xmlNode *n)
{
	static const char *const authors[] = {
		"username", "author", "postauthor", "post-author", "author-name",
		"message-name", "poster", "creator", "nickname", "nick", "display-name",
		"user-name", "user_name", "postername", "bbp-author-name", "user-details",
		"post-username", "fn", "name", "author_information", NULL,
	};

	return html_attr_has(n, "itemprop", "author") || html_attr_has(n, "rel", "author") ||
	       has_token(n, authors);
}

static bool is_time(const xmlNode *n)
{
	static const char *const times[] = {
		"date", "postdate", "post-date", "post_date", "posttime", "post-time",
		"timestamp", "message-date", "dateline", "relativetime", "user-action-time",
		"bbp-reply-post-date",
		NULL,
	};

	return html_is(n, "time") || html_attr_has(n, "itemprop", "datePublished") ||
	       html_attr_has(n, "itemprop", "dateCreated") || has_token(n, times);
}

static bool has_digit(const char *s)
{
	return s && strpbrk(s, "0123456789");
}

/* Of an element with more than the name: the first link or name in it. */
static const char *name_in(struct thread *t, uint32_t i)
{
	const struct score *s = t->s;
	uint32_t k;

	for (k = i; k < s->els[i].end; k++)
		if ((html_is(s->els[k].node, "a") ||
		     html_attr_has(s->els[k].node, "itemprop", "name")) && s->els[k].text &&
		    s->els[k].text <= fit.name)
			return short_text(t, k);
	return s->els[i].text <= fit.name ? short_text(t, i) : NULL;
}

/* A year or an hour, and no label: "Posts: 48 Joined: 2019" is about the author. */
static bool is_moment(struct str s)
{
	bool found = false;
	size_t i, digits = 0;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == ':' && !(digits && i + 1 < s.n && ascii_digit(s.p[i + 1])))
			return false;
		found |= s.p[i] == ':';
		digits = ascii_digit(s.p[i]) ? digits + 1 : 0;
		found |= digits == 4;
	}
	return found;
}

static bool has_year(struct str s)
{
	size_t i, digits = 0;

	for (i = 0; i < s.n; i++) {
		digits = ascii_digit(s.p[i]) ? digits + 1 : 0;
		if (digits == 4)
			return true;
	}
	return false;
}

/* "by oldskipper » 03 Apr 2022, 18:20": what stands behind the name. */
static const char *time_behind(struct thread *t, uint32_t i, const char *author)
{
	uint32_t up = t->s->els[i].parent, k;
	size_t at;

	for (k = 0; k < 3 && up != EL_NONE; k++, up = t->s->els[up].parent) {
		const char *line = short_text(t, up);
		struct str rest;

		if (!line)
			return NULL;
		at = str_find(str_of(line), str_of(author));
		if (at == SIZE_MAX)
			return NULL;
		rest = str_trim(str_of(line + at + strlen(author)));
		while (rest.n && !ascii_alpha(rest.p[0]) && !ascii_digit(rest.p[0]))
			rest = str_sub(rest, 1, SIZE_MAX);
		if (rest.n <= fit.name && is_moment(rest))
			return arena_str(t->a, rest);
	}
	return NULL;
}

/* "Posted: Sun Jan 04, 2004 6:10 pm   Post subject: ...": from behind the label to the end of the
 * hour. */
static const char *moment_in(struct thread *t, uint32_t i)
{
	const char *text = short_text(t, i), *end = NULL, *from, *p;
	struct str s;

	for (p = text; p && *p; p++)	/* the first hour */
		if (p[0] == ':' && p > text && ascii_digit(p[-1]) && ascii_digit(p[1])) {
			end = p + 1;
			break;
		}
	if (!end)
		return NULL;
	for (from = end; from > text && !(from[-1] == ' ' && from - 1 > text && from[-2] == ':') &&
			 !(from[-1] & 0x80); from--)
		;
	while (ascii_digit(*end) || (*end == ':' && ascii_digit(end[1])))
		end++;
	if (end[0] == ' ' && strchr("aApP", end[1]) && end[1] && strchr("mM", end[2]) && end[2])
		end += 3;
	s = str_trim(str_mem(from, (size_t)(end - from)));
	return s.n <= fit.name && is_moment(s) && has_year(s) ? arena_str(t->a, s) : NULL;
}

static void read_post(struct thread *t, struct post *p)
{
	const struct score *s = t->s;
	const char *data = NULL, *behind = NULL, *name;
	uint32_t i, named = EL_NONE, authors = 0;

	for (i = p->scope; i < s->els[p->scope].end; i++) {
		const xmlNode *n = s->els[i].node;

		if (i == p->body) {
			i = s->els[i].end - 1;
			continue;
		}
		if (!data)
			data = html_attr(n, "data-author");
		if (is_author(n) && authors++ < fit.authors && (name = name_in(t, i)) != NULL) {
			if (!p->author || (html_attr_has(n, "itemprop", "author") &&
					   !html_attr_has(s->els[named].node, "itemprop",
							  "author"))) {
				p->author = name;
				named = i;
			}
			if (!behind && streq(name, p->author))
				behind = time_behind(t, i, name);
		}
		if (!p->time && is_time(n) && has_digit(short_text(t, i)) &&
		    s->els[i].text <= fit.name)
			p->time = short_text(t, i);
	}
	if (!str_blank(data) && strlen(data) <= fit.line)
		p->author = sanitize_line(t->a, str_of(data), LIMIT_FIELD_BYTES);
	if (!p->time)
		p->time = behind;
	for (i = p->scope; !p->time && i < s->els[p->scope].end; i++) {
		/* what holds but one element says the same as that */
		if (i == p->body)
			i = s->els[i].end - 1;
		else if (s->els[i].text <= fit.line &&
			 (s->els[i].end == i + 1 || s->els[i + 1].text < s->els[i].text))
			p->time = moment_in(t, i);
	}
}

/* --- whether it is one --- */

static bool says_thread(const struct page *p)
{
	static const char *const words[] = { "forum", "forums", "topic", "thread", "viewtopic",
					     "showthread", "phpbb", "vbulletin", "board", NULL };
	static const char *const paths[] = { "/thread", "/topic", "viewtopic", "showthread",
					     "/question", "/forum", "/discussion", NULL };
	struct str url = str_of(p->url);
	size_t i;

	if (html_class_has(p->root, words) || (p->body && html_class_has(p->body, words)))
		return true;
	for (i = 0; paths[i]; i++)
		if (str_ifind(url, str_of(paths[i])) != SIZE_MAX)
			return true;
	return false;
}

static bool ld_says_thread(const struct page *p)
{
	static const char *const types[] = { "\"DiscussionForumPosting\"", "\"QAPage\"", NULL };
	const xmlNode *n;
	size_t i;

	for (n = p->root; n; n = html_next(p->root, n))
		for (i = 0; html_is(n, "script") && n->children && n->children->content &&
			    types[i]; i++)
			if (strstr((const char *)n->children->content, types[i]))
				return true;
	return false;
}

/* Running text outside of the posts must be little: else it is an article, and these comments. */
static bool is_all(const struct thread *t)
{
	const uint32_t bad = SIGN_NAV | SIGN_FOOT | SIGN_FORM | SIGN_ASIDE | SIGN_POPUP;
	const struct score *s = t->s;
	uint64_t in = 0, out = 0, named = 0;
	size_t k = 0;
	uint32_t i;

	for (i = 0; i < t->n_posts; i++) {
		in += s->els[t->posts[i].body].text;
		named += !str_blank(t->posts[i].author);
	}
	for (i = 0; i < s->n; i++) {
		const struct el *el = &s->els[i];

		while (k < t->n_posts && i >= s->els[t->posts[k].scope].end)
			k++;
		if (k < t->n_posts && t->n_posts > 1 && i >= t->posts[k].scope)
			continue;
		if (score_is_para(el) && !(el->sign & bad) && !(el->zone & bad))
			out += el->own - el->own_link;
	}
	return (double)named >= fit.named * (double)t->n_posts &&
	       (double)out <= fit.others * (double)in;
}

/* --- the article --- */

static bool is_no_text(const xmlNode *n, void *ctx)
{
	static const char *const others[] = {
		"post-buttons", "avatar", "reactionsBar", "likes", "post-menu",
		"js-voting-container", "bbCodeBlock-expandLink", NULL,
	};

	return n->type == XML_ELEMENT_NODE && (is_signature(n) || has_token(n, others));
}

/* What old boards put below a line of its own at the end of a post. */
static void cut_signature(struct thread *t, struct block *blocks, size_t *n)
{
	size_t i, k;

	for (i = 0; i < *n; i++) {
		struct block *b = &blocks[i];
		const char *at = b->text ? strstr(b->text, "__________") : NULL;
		uint32_t end;

		if (!at || (at > b->text && at[-1] != '\n'))
			continue;
		end = at > b->text ? (uint32_t)(at - b->text - 1) : 0;
		*n = end ? i + 1 : i;
		b->text = arena_str(t->a, str_mem(b->text, end));
		for (k = 0; k < b->n_spans && b->spans[k].end <= end; k++)
			;
		b->n_spans = k;
		return;
	}
}

static void put_posts(struct thread *t, struct article *art)
{
	struct block *all = NULL, *some, *head;
	size_t k, i, n = 0, n_some;

	for (k = 0; k < t->n_posts && n + 1 < LIMIT_BLOCKS; k++) {
		const struct post *p = &t->posts[k];

		blocks_from_tree(t->s->page, t->s->els[p->body].node, is_no_text, NULL, &some,
				 &n_some);
		cut_signature(t, some, &n_some);
		if (!n_some)
			continue;
		if (p->author || p->time) {
			head = ARENA_PUSH(t->a, all, n);
			head->kind = BLOCK_HEADING;
			head->level = 3;
			head->text = p->author && p->time ?
				     arena_printf(t->a, "%s, %s", p->author, p->time) :
				     p->author ? p->author : p->time;
		}
		for (i = 0; i < n_some && n < LIMIT_BLOCKS; i++)
			*ARENA_PUSH(t->a, all, n) = some[i];
	}
	art->blocks = all;
	art->n_blocks = n;
}

/* The heading that the document's title begins with, where the article's is the forum's name. */
static void mend_title(const struct thread *t, struct article *art)
{
	const struct score *s = t->s;
	const xmlNode *node = html_find(s->page->root, "title");
	struct str doc = str_of(node ? html_text(s->page, node) : NULL);
	uint32_t i, seen = 0;

	if (art->title && str_starts(doc, str_of(art->title)))
		return;
	for (i = 0; i < s->n && seen < 20; i++) {
		const char *text;

		if (!s->els[i].heading)
			continue;
		seen++;
		text = html_text(s->page, s->els[i].node);
		if (strlen(text) >= 8 && str_starts(doc, str_of(text))) {
			art->title = text;
			return;
		}
	}
}

/* DATE_NONE where it has no name of a month: the figures could be read in two ways. */
static int64_t time_of(const struct post *p)
{
	const char *c;

	for (c = p->time; c && *c && !ascii_alpha(*c); c++)
		;
	return c && *c ? date_parse(str_of(p->time)) : DATE_NONE;
}

/* Who began it, and when: where a page has many names and times, another's may have been taken. */
static void take_first(const struct thread *t, struct article *art)
{
	int64_t when = time_of(&t->posts[0]);
	bool is_others = art->published == DATE_NONE || (when != DATE_NONE &&
			 (art->published < when - DAYS || art->published > when + DAYS));
	size_t k;

	art->dek = NULL;	/* what stands below the question counts its readers */
	if (!str_blank(t->posts[0].author))
		art->byline = t->posts[0].author;
	for (k = 1; k < t->n_posts && !is_others && when != DATE_NONE; k++)
		is_others = time_of(&t->posts[k]) == art->published;
	if (is_others && when != DATE_NONE)
		art->published = when;
}

const xmlNode *thread_read(struct score *s, struct article *art)
{
	struct thread t = { .s = s, .a = s->page->arena };
	uint32_t root;
	size_t k;

	find_bodies(&t);
	if (t.n_posts < 2 || !(t.is_sure || says_thread(s->page) || ld_says_thread(s->page)))
		return NULL;
	find_scopes(&t);
	for (k = 0; k < t.n_posts; k++)
		read_post(&t, &t.posts[k]);
	if (!is_all(&t))
		return NULL;
	put_posts(&t, art);
	if (!art->n_blocks)
		return NULL;
	mend_title(&t, art);
	take_first(&t, art);
	root = t.posts[0].scope;
	while (root && s->els[root].end < t.posts[t.n_posts - 1].body)
		root = s->els[root].parent;
	s->root = root;
	explain_say(s->page->explain, _("the page is a thread of %zu posts"), t.n_posts);
	return s->els[root].node;
}
