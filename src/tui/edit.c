#include "tui/screen.h"

#include <stdlib.h>
#include <sys/wait.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/spawn.h"
#include "config/feedsfile.h"
#include "tui/term.h"

/* --- a subscription, in three prompts --- */

static const struct feed_row *asked_feed(const struct tui *t)
{
	size_t i;

	for (i = 0; i < t->n_feeds; i++)
		if (t->feeds[i].id == t->asked_feed)
			return &t->feeds[i];
	return NULL;
}

static void keep(char **where, const char *line)
{
	free(*where);
	*where = mem_strdup(line);
}

static void got_tags(struct tui *t, const char *line)
{
	struct arena *a = arena_new(MIB(1));
	struct msg m = { .kind = MSG_EDIT, .id = t->asked_feed, .url = t->edited_url,
			 .text = str_blank(t->edited_title) ? NULL : t->edited_title };
	struct str rest = str_of(line), tag;

	while (str_split(&rest, ',', &tag)) {
		tag = str_trim(tag);
		if (tag.n && m.n_words < LIMIT_TAGS)
			*ARENA_PUSH(a, m.words, m.n_words) = arena_str(a, tag);
	}
	session_command(&t->session, &m);
	arena_free(a);
}

static void got_title(struct tui *t, const char *line)
{
	const struct feed_row *feed = asked_feed(t);
	struct buf tags = BUF_INIT(LIMIT_FIELD_BYTES);
	size_t i;

	keep(&t->edited_title, line);
	for (i = 0; feed && i < feed->n_tags; i++)
		buf_printf(&tags, "%s%s", i ? ", " : "", feed->tags[i]);
	prompt_open(&t->prompt, PROMPT_EDIT, _("tags, with commas:"), buf_cstr(&tags), got_tags);
	buf_free(&tags);
}

static void got_address(struct tui *t, const char *line)
{
	const struct feed_row *feed = asked_feed(t);

	if (str_blank(line) || !feed)
		return;
	keep(&t->edited_url, line);
	prompt_open(&t->prompt, PROMPT_EDIT, _("title (empty: its own):"), feed->user_title,
		    got_title);
}

static bool is_fixed(struct tui *t)
{
	if (t->options->keep_feeds)
		session_say(&t->session, false, "%s", _("the sample edition stays as it is"));
	return t->options->keep_feeds;
}

void edit_feed(struct tui *t, const struct feed_row *feed)
{
	if (!feed || feed->id == FEED_FOLLOWED) {
		session_say(&t->session, false, "%s", _("no subscription here"));
		return;
	}
	if (is_fixed(t))
		return;
	t->asked_feed = feed->id;
	prompt_open(&t->prompt, PROMPT_EDIT, _("address:"), feed->url, got_address);
}

/* --- the file, in the user's editor --- */

/* Editors that take "+LINE"; to others it would be one more file. */
static bool takes_line(const char *program)
{
	static const char *const names[] = { "emacs", "jed", "joe", "kak", "mg", "micro", "nano",
					     "ne", "nvi", "nvim", "vi", "view", "vim", "vis" };
	const char *slash = strrchr(program, '/');

	return STR_IN(slash ? slash + 1 : program, names);
}

static char **editor_words(struct arena *a, const char *path, int line, struct err *e)
{
	const char *command = getenv("VISUAL");
	char **words, **argv;
	size_t n = 0, i;

	if (str_blank(command))
		command = getenv("EDITOR");
	words = spawn_words(a, str_blank(command) ? "vi" : command, e);
	if (!words)
		return NULL;
	while (words[n])
		n++;
	argv = arena_array(a, n + 3, sizeof(*argv));
	for (i = 0; i < n; i++)
		argv[i] = words[i];
	if (n && line > 0 && takes_line(words[0]))
		argv[i++] = arena_printf(a, "+%d", line);
	argv[i] = arena_strdup(a, path);
	return argv;
}

static enum rc feeds_path(struct tui *t, struct arena *a, char **out, struct err *e)
{
	if (!t->options->feeds)
		return feedsfile_default_path(a, out, e);
	*out = arena_strdup(a, t->options->feeds);
	return OK;
}

void edit_file(struct tui *t, const struct feed_row *feed)
{
	struct arena *a = arena_new(MIB(1));
	struct msg m = { .kind = MSG_SYNC };
	int status = 0;
	char *path, **argv;
	struct err e;
	enum rc rc;

	if (is_fixed(t))
		goto out;
	rc = feeds_path(t, a, &path, &e);
	if (rc == OK) {
		argv = editor_words(a, path, feed ? feedsfile_line(path, feed->url) : 0, &e);
		rc = argv ? OK : E_USAGE;
	}
	if (rc == OK) {
		term_lend();
		rc = spawn_user(argv, true, &status, &e);
		term_take();
	}
	if (rc)
		session_say(&t->session, true, "%s", e.msg);
	else if (!WIFEXITED(status) || WEXITSTATUS(status))
		session_say(&t->session, true, _("%s ended with a failure; the feeds file is read "
						 "again all the same"), argv[0]);
	if (rc == OK)
		session_command(&t->session, &m);
out:
	arena_free(a);
}
