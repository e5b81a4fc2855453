man_MANS = man/lede.1 man/lede-config.5 man/lede-feeds.5 man/lede-rules.5
EXTRA_DIST += man/def.awk man/man.awk man/lede.1.in man/lede-config.5.in man/lede-feeds.5.in \
	man/lede-rules.5.in
CLEANFILES += $(man_MANS)

# The frame is written by hand; its tables come from the .def files.
MAN_GEN = $(AM_V_GEN)$(MKDIR_P) man && $(AWK) -v src='$(top_srcdir)' -v version='$(VERSION)' \
	-f $(top_srcdir)/man/def.awk -f $(top_srcdir)/man/man.awk
MAN_DEPS = man/def.awk man/man.awk src/cli/commands.def src/config/options.def src/app/actions.def

man/lede.1: man/lede.1.in $(MAN_DEPS)
	$(MAN_GEN) $(top_srcdir)/man/lede.1.in > $@.tmp && mv $@.tmp $@
man/lede-config.5: man/lede-config.5.in $(MAN_DEPS)
	$(MAN_GEN) $(top_srcdir)/man/lede-config.5.in > $@.tmp && mv $@.tmp $@
man/lede-feeds.5: man/lede-feeds.5.in $(MAN_DEPS)
	$(MAN_GEN) $(top_srcdir)/man/lede-feeds.5.in > $@.tmp && mv $@.tmp $@
man/lede-rules.5: man/lede-rules.5.in $(MAN_DEPS)
	$(MAN_GEN) $(top_srcdir)/man/lede-rules.5.in > $@.tmp && mv $@.tmp $@
