"""The extractor's version, which every extracted row carries. A module of its own: asking for it loads no model."""

EXTRACTOR_VERSION = "1"  # goes up with every change of what is found, once a version has been released
