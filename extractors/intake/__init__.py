"""From outside to articles: whatever bytes come in, a record or a named Problem comes out.

Reading order:

- `feeds` and `sitemaps`, bytes to entries, by way of `markup`; `discovery`, which feeds a site has, and which one is
  the main one; `documents`, what is imported;
- `pages`, bytes to a text: what a page says of itself (`page_marks`), its text (`page_texts`, without `furniture`), and
  `page_kinds` for what is no article (`consent_walls`, `paywalls`, `video_pages`, `live_pages`, `link_lists`);
- `articles`, identity and facts decided: `publication` (when), `bylines`, `languages`, on `addresses` and `dates`;
- `polling`, when to ask a feed again, which of its entries are new, and what becomes of each: by its `rhythm`, what it
  asks for (`caching`, `skipped_hours`), `moves`, `twins` and `slowness`;
- `revisiting`, when to look at a page again, and `edited_pages`, what it then is.

Against a hostile web: `destinations` (where a request may go), `nesting` and `traps` (what a parser would choke on).
"""
