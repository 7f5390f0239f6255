"""The records that pass between the rooms: frozen, typed, no behaviour beyond what follows from their own fields.

`intake` holds what comes from outside, `feeds` what is remembered of feeds, `language` what is found in a text,
`decisions` what is concluded from many texts, `batches` all of it for one load, `rules` what alerts wait for, `alerts`
what is decided by them, `deliveries` how it goes out, `judgements` what a person decided against it, `reprocessing`
what a newer extractor finds otherwise; `revisits` pages that are visited again and what was edited; `ids` mints their
ids. Every datetime is aware and UTC; every character offset is a Python string offset into the stored text, so that
`text[start:end]` is what was found.
"""

from extractors.records.alerts import *  # noqa: F403
from extractors.records.batches import *  # noqa: F403
from extractors.records.decisions import *  # noqa: F403
from extractors.records.deliveries import *  # noqa: F403
from extractors.records.feeds import *  # noqa: F403
from extractors.records.intake import *  # noqa: F403
from extractors.records.judgements import *  # noqa: F403
from extractors.records.language import *  # noqa: F403
from extractors.records.reprocessing import *  # noqa: F403
from extractors.records.revisits import *  # noqa: F403
from extractors.records.rules import *  # noqa: F403
