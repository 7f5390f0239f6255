"""From outside to articles: whatever bytes come in, a record or a named Problem comes out.

Reading order: `feeds`, `sitemaps` and `pages` (bytes to entries and texts, by way of `markup`), `discovery` (which
feeds a site has, and which of them is its main one), `documents` (what is imported),
`articles` (identity, title, outlet and date decided), which rest on `addresses` and `dates`; and `polling`: when to
ask a feed again, which of its entries are new, and what becomes of an entry after each try.
"""
