sampledir = $(pkgdatadir)/sample
dist_sample_DATA = \
	share/sample/feeds \
	share/sample/ferry-timetable.html \
	share/sample/fog-signal.html \
	share/sample/front.html \
	share/sample/harbour.xml \
	share/sample/lighthouse-keeper.html \
	share/sample/long-lines.html \
	share/sample/measure.html \
	share/sample/night-bus.html \
	share/sample/quotation-marks.html \
	share/sample/ropewalk-library.html \
	share/sample/small-caps.html \
	share/sample/type.xml

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
bashcompletion_DATA = share/completion/lede
zshcompletion_DATA = share/completion/_lede
fishcompletion_DATA = share/completion/lede.fish
EXTRA_DIST += share/completion/completion.awk
CLEANFILES += share/completion/lede share/completion/_lede share/completion/lede.fish

COMPLETION_GEN = $(AM_V_GEN)$(MKDIR_P) share/completion && $(AWK) -f $(top_srcdir)/man/def.awk \
	-f $(top_srcdir)/share/completion/completion.awk
COMPLETION_DEPS = man/def.awk share/completion/completion.awk src/cli/commands.def

share/completion/lede: $(COMPLETION_DEPS)
	$(COMPLETION_GEN) -v shell=bash $(top_srcdir)/src/cli/commands.def > $@.tmp && mv $@.tmp $@
share/completion/_lede: $(COMPLETION_DEPS)
	$(COMPLETION_GEN) -v shell=zsh $(top_srcdir)/src/cli/commands.def > $@.tmp && mv $@.tmp $@
share/completion/lede.fish: $(COMPLETION_DEPS)
	$(COMPLETION_GEN) -v shell=fish $(top_srcdir)/src/cli/commands.def > $@.tmp && mv $@.tmp $@
