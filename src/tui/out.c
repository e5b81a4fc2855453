#include "tui/screen.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/limits.h"
#include "base/osfile.h"
#include "base/spawn.h"
#include "base/url.h"

#define COPY_BYTES KIB(8)

/* Whether a program of that name is in PATH. */
static bool is_installed(struct arena *a, const char *name)
{
	struct str rest = str_of(getenv("PATH")), dir;

	while (str_split(&rest, ':', &dir)) {
		if (dir.n && access(arena_printf(a, "%.*s/%s", (int)dir.n, dir.p, name), X_OK) == 0)
			return true;
	}
	return false;
}

static const char *browser_command(struct tui *t, struct arena *a)
{
	const char *own = config_string(&t->config, OPT_BROWSER), *env = getenv("BROWSER");

	if (!str_blank(own))
		return own;
	if (!str_blank(env)) {
		/* a list, as other programs read it: the first */
		struct str rest = str_of(env), first;

		if (str_split(&rest, ':', &first) && first.n)
			return arena_str(a, first);
	}
	return is_installed(a, "xdg-open") ? "xdg-open" : NULL;
}

/* The words with the address where it belongs, or behind them. */
static char **with_url(struct arena *a, char **words, const char *url)
{
	size_t n = 0, i;
	bool placed = false;
	char **argv;

	while (words[n])
		n++;
	argv = arena_array(a, n + 2, sizeof(*argv));
	for (i = 0; i < n; i++) {
		argv[i] = words[i];
		if (streq(words[i], "%u") || streq(words[i], "%s")) {
			argv[i] = arena_strdup(a, url);
			placed = true;
		}
	}
	if (!placed)
		argv[n] = arena_strdup(a, url);
	return argv;
}

void out_browse(struct tui *t, const char *url)
{
	struct arena *a = arena_new(MIB(1));
	const char *command;
	char **words;
	struct err e;

	if (!url || !url_is_http(url)) {
		session_say(&t->session, true, "%s", _("this has no web address"));
		goto out;
	}
	command = browser_command(t, a);
	if (!command) {
		session_say(&t->session, true, "%s",
			    _("no browser found; set \"browser\" in the config file"));
		goto out;
	}
	words = spawn_words(a, command, &e);
	if (!words || !words[0])
		session_say(&t->session, true, _("the option \"browser\": %s"),
			    words ? _("empty") : e.msg);
	else if (spawn_user(with_url(a, words, url), false, NULL, &e))
		session_say(&t->session, true, "%s", e.msg);
	else
		session_say(&t->session, false, _("opened in the browser: %s"), url);
out:
	arena_free(a);
}

static const char *copy_command(struct tui *t, struct arena *a)
{
	const char *own = config_string(&t->config, OPT_COPY_COMMAND);

	if (!str_blank(own))
		return own;
	if (getenv("WAYLAND_DISPLAY") && is_installed(a, "wl-copy"))
		return "wl-copy";
	if (getenv("DISPLAY") && is_installed(a, "xclip"))
		return "xclip -selection clipboard";
	if (getenv("DISPLAY") && is_installed(a, "xsel"))
		return "xsel --input --clipboard";
	return is_installed(a, "pbcopy") ? "pbcopy" : NULL;
}

void out_copy(struct tui *t, const char *text)
{
	struct arena *a = arena_new(MIB(1));
	const char *command;
	char **words;
	struct err e;
	pid_t pid;
	int fd;

	if (str_blank(text) || strlen(text) > COPY_BYTES) {
		session_say(&t->session, true, "%s", _("this has no address"));
		goto out;
	}
	command = copy_command(t, a);
	if (!command) {
		session_say(&t->session, true, "%s", _("no program to copy with found; set "
						       "\"copy-command\" in the config file"));
		goto out;
	}
	words = spawn_words(a, command, &e);
	if (words && !words[0])
		err_set(&e, E_USAGE, "%s", _("the option \"copy-command\" is empty"));
	if (!words || !words[0] || spawn_pipe(words, &fd, &pid, &e)) {
		session_say(&t->session, true, _("cannot copy: %s"), e.msg);
		goto out;
	}
	if (osfile_write_all(fd, str_of(text)) == OK)
		session_say(&t->session, false, _("copied: %s"), text);
	else
		session_say(&t->session, true, "%s", _("cannot copy: the program does not read"));
	close(fd);
out:
	arena_free(a);
}
