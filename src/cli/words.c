#include "cli/words.h"

#include "base/i18n.h"
#include "base/limits.h"

enum rc words_join(struct cli *c, const char **out)
{
	struct buf b = BUF_INIT(LIMIT_QUERY_BYTES);
	enum rc rc = OK;
	size_t i;

	*out = NULL;
	for (i = 0; i < c->n_args; i++) {
		if (i)
			buf_putc(&b, ' ');
		buf_puts(&b, c->args[i]);
	}
	if (b.failed)
		rc = cli_error(c, c->command->name, E_USAGE, _("more than %d bytes of query"),
			       LIMIT_QUERY_BYTES);
	else if (c->n_args)
		*out = arena_str(c->arena, buf_str(&b));
	buf_free(&b);
	return rc;
}
