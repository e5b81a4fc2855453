#include "base/i18n.h"
#include "parse/parse.h"

enum rc parse_feed(struct arena *a, const struct input *in, struct feed *out, struct err *e)
{
	return err_set(e, E_PARSE, _("not a feed"));
}

enum rc parse_opml(struct arena *a, const struct input *in, struct outlines *out, struct err *e)
{
	return err_set(e, E_PARSE, _("not an OPML file"));
}
