"""Files in: what the house starts with, what people import, and what they only want looked at.

Reading order: `seeds` (seed documents, listed feeds), `figures` (tracked figures), `opml` and `opml_editing` (the list
of feeds changed by commands, by way of `replacing`), `figures_editing` (the same for figures), `importing` (articles
from JSON Lines, texts, pages and, in `webarchives`, WARC), `taking_in` (an import from end to end), `documents` (what
`extract` reads), and `reading` (bytes and encodings, for all of them).
"""
