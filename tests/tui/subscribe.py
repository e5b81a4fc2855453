#!/usr/bin/env python3
"""Subscribing in the screen where a site has several feeds: they are offered, one is chosen."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["abs_top_srcdir"], "tests/lib"))
from tap import *  # noqa: E402,F403
from screen import Screen  # noqa: E402
from site_of_pages import *  # noqa: E402,F403

os.environ["LEDE_NOW"] = "1700000000"
site = Site({"/": page(alternate("/main.xml", "Main") + alternate("/sport.xml", "Sport") +
                       alternate("/evil.xml", "Evil"), HEADLINES),
             "/main.xml": rss("Main"), "/sport.xml": rss("Sport", 7), "/one": page(alternate("/main.xml")),
             "/evil.xml": rss("Evil &#x9b;31m &#x202e;live" + "e" * 300)})


def subscriptions():
    path = os.environ["XDG_CONFIG_HOME"] + "/lede/feeds"
    return open(path, encoding="utf-8").read().split() if os.path.exists(path) else []


s = Screen("choosing", size="80x24")
s.do("key +", "type " + site.url, "key Enter", "wait", "expect several feeds were found",
     "expect Main (RSS, 3 stories)", "expect Sport (RSS, 7 stories)", "expect The Quay (headlines")
equal(subscriptions(), [], "nothing is subscribed to before the choice")
s.do("key D", "wait", "expect no subscription here", "expect Sport (RSS")     # keys of the feed picker
s.do("key j", "wait", "expect " + site.url[7:] + "/sport.xml")
s.do("key Enter", "wait", "expect “Sport”, 7 stories", "expect unread 7", "reject Main (RSS")
equal(subscriptions(), [site.url + "/sport.xml"], "the chosen one alone")
s.do("key +", "type " + site.url, "key Enter", "wait", "expect Sport (RSS, 7 stories, subs")
s.do("key q", "wait", "reject Sport (RSS", "expect unread 7")
equal(subscriptions(), [site.url + "/sport.xml"], "leaving subscribes to nothing")
s.do("key +", "type " + site.url, "key Enter", "wait", "key 4", "key Enter", "wait", "expect the headlines of “The Quay”, 12")
s.do("key +", "type %s/one" % site.url, "key Enter", "wait", "expect “Main”, 3 stories", "reject several feeds")
equal(subscriptions(), [site.url + "/sport.xml", site.url + "/", site.url + "/main.xml"], "by headlines; one feed at once")
s.end()
done()
