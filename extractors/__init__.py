"""Text in, records out: feeds, pages, names, quotes, speakers, copies, events, statements, alerts.

The rule of this room: pure. No network, no database, no clock, no randomness; `now`, thresholds, old state and the
loaded language model are arguments. So every decision can be tested and replayed.

Reading order: `records` (the words everything is said in); `intake` (bytes from outside to articles, and when to ask
again); `extraction` (one text to mentions, quotes and terms; `version` is what rows carry), which is `pieces` (the text
as the model gets it), `cast` (who is in it) and `quotes` (who said what); `decisions` (what many texts come to:
identities, copies, events, statements, edits, alerts); `messages` (alerts in words, by templates). Word lists are data,
in `words`, read by `wordlists`.
"""
