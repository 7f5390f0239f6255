"""Fixtures that all tests share, and how Hypothesis looks for counter-examples."""

import os

from hypothesis import settings

pytest_plugins = ["news_site", "prefect_server", "readings", "seeded"]

# A busy machine is no counter-example, so there is no deadline. In CI (and wherever else `CI` is set) the examples are
# the same each time: what fails there fails again at home; at home new ones are tried each time.
settings.register_profile("home", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "home")
