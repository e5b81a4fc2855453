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
