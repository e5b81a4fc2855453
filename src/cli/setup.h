/* setup.h: the config, the store and the engine for the commands that need them, opened at first
 * use. Each function reports its failure itself (cli_fail), so that callers only return. */
#ifndef LEDE_CLI_SETUP_H
#define LEDE_CLI_SETUP_H

#include "app/keymap.h"
#include "cli/cli.h"
#include "config/rules.h"
#include "store/feeds.h"
#include "store/stories.h"

/* Fills c->config_path, c->store and c->feeds from the options, the environment, the defaults. */
enum rc setup_paths(struct cli *c);
/* Reads the config into c->config; wrong lines are told on standard error. */
enum rc setup_config(struct cli *c);
/* The site rules; wrong lines are told on standard error when they are read. */
const struct ruleset *setup_rules(struct cli *c);
/* Applies the config's "bind" lines to the default keys. Wrong ones are told on standard error;
 * returns their number. */
size_t setup_keys(struct cli *c, struct keymap *km);
/* Starts the engine and waits until the store can be opened. */
enum rc setup_engine(struct cli *c);
/* Opens the store for reading; the engine makes or migrates it first where needed. */
enum rc setup_store(struct cli *c);
/* The engine indexes what waits when that is more than a search looks through itself. Where it
 * cannot (a store that may only be read), says that not all is searched. */
void setup_index(struct cli *c);
/* Sends m to the engine and waits for its acknowledgement, which lives in a. */
enum rc setup_call(struct cli *c, struct arena *a, struct msg *m, struct msg *answer,
		     client_event on_event, void *ctx, struct err *e);
/* As cli_fail, for what all inputs share and one line is enough for. */
enum rc setup_fail(struct cli *c, const char *name, enum rc rc, const struct err *e);
/* Whether the store is at fault, not what was asked of it. */
bool setup_is_store_error(enum rc rc);
/* What a failed command counts as for the exit code: the store's, the disk's and the engine's
 * failures as they are, all else as a bad input. */
enum rc setup_blame(const struct cli *c, enum rc rc);
/* The feed that a person means by an id or an address. */
enum rc setup_feed(struct cli *c, const char *arg, struct feed_row *out, struct err *e);
/* With the store open: tells, where nothing is subscribed yet, how to begin. */
void setup_hint(struct cli *c);
/* Ends what was started. */
void setup_close(struct cli *c);

#endif
