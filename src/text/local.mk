noinst_LIBRARIES += libtext.a
libtext_a_SOURCES = \
	src/text/cells.c src/text/cells.h \
	src/text/flow.c src/text/flow.h src/text/flow_priv.h \
	src/text/flow_block.c \
	src/text/flow_table.c \
	src/text/inline.c src/text/inline.h \
	src/text/markdown.c src/text/markdown.h \
	src/text/nest.c src/text/nest.h \
	src/text/render.c src/text/render.h src/text/render_priv.h \
	src/text/render_html.c \
	src/text/render_markdown.c
