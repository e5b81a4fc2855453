noinst_LIBRARIES += libparse.a
libparse_a_CFLAGS = $(AM_CFLAGS) $(XML_CFLAGS) $(JANSSON_CFLAGS) $(UCHARDET_CFLAGS) \
	$(MARKDOWN_CFLAGS) $(XXHASH_CFLAGS) $(ZLIB_CFLAGS)
libparse_a_SOURCES = \
	src/parse/address.c src/parse/address.h \
	src/parse/ago.c src/parse/ago.h \
	src/parse/apparatus.c src/parse/apparatus.h \
	src/parse/atom.c \
	src/parse/bio.c src/parse/bio.h \
	src/parse/blocks.h src/parse/blocks.c src/parse/blocks_priv.h \
	src/parse/boilerplate.c src/parse/boilerplate.h \
	src/parse/byline.c \
	src/parse/call.c src/parse/call.h \
	src/parse/card.c \
	src/parse/cdf.c \
	src/parse/charset.c \
	src/parse/cluster.c src/parse/cluster.h \
	src/parse/discover.c src/parse/discover.h \
	src/parse/edges.c src/parse/edges.h \
	src/parse/entity.c src/parse/entity.h \
	src/parse/explain.c src/parse/explain.h \
	src/parse/ext.c \
	src/parse/extract.c src/parse/extract.h \
	src/parse/feed.c \
	src/parse/feedutil.c src/parse/feedutil.h \
	src/parse/feedxml.c \
	src/parse/fragment.c src/parse/fragment.h \
	src/parse/frontpage.c \
	src/parse/gunzip.c src/parse/gunzip.h \
	src/parse/headline.c \
	src/parse/html.c src/parse/html.h \
	src/parse/json.c src/parse/json.h \
	src/parse/jsonfeed.c \
	src/parse/jsonld.c src/parse/jsonld.h \
	src/parse/jsonlist.c src/parse/jsonlist.h \
	src/parse/jsonmend.c src/parse/jsonmend.h \
	src/parse/label.c src/parse/label.h \
	src/parse/language.c src/parse/language.h \
	src/parse/lead.c \
	src/parse/mailtext.c \
	src/parse/markdown.c src/parse/markdown.h \
	src/parse/mend.c src/parse/mend.h \
	src/parse/mend_entity.c src/parse/mend_priv.h \
	src/parse/mend_tag.c \
	src/parse/mend_text.c \
	src/parse/meta.c src/parse/meta.h \
	src/parse/module.c \
	src/parse/names.c src/parse/names.h \
	src/parse/nextpage.c src/parse/nextpage.h \
	src/parse/notice.c src/parse/notice.h \
	src/parse/opml.c \
	src/parse/page.c \
	src/parse/parse.h \
	src/parse/related.c src/parse/related.h \
	src/parse/rss.c \
	src/parse/rules.c src/parse/rules.h \
	src/parse/sanitize.c src/parse/sanitize.h \
	src/parse/score.c src/parse/score.h \
	src/parse/segment.c src/parse/segment.h \
	src/parse/sign.c src/parse/sign.h \
	src/parse/sitemap.c src/parse/sitemap.h \
	src/parse/sniff.c src/parse/sniff.h \
	src/parse/storyfinish.c \
	src/parse/table.c \
	src/parse/textpage.c src/parse/textpage.h \
	src/parse/thread.c src/parse/thread.h \
	src/parse/tidy.c src/parse/tidy.h \
	src/parse/title.c \
	src/parse/treemem.c src/parse/treemem.h \
	src/parse/verse.c src/parse/verse.h \
	src/parse/when.c \
	src/parse/xml.c src/parse/xml.h \
	src/parse/zone.c
