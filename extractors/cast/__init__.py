"""Who is in one text: its entities by full name, and who any words of it stand for.

Reading order: `cast` (the whole, and the way in), `entities` (spans that name something: `found`, by `entity_types` and
without photo `credits`), `people` and `organisations` (each name brought to one full name), `roles` (what the text says
somebody is), and, for words that are no names, `candidates` (what they may stand for), `groups` (persons named
together), `role_phrases`, `body_phrases`, `ages` (`the 34-year-old`), `papers` (`the letter`) and `coreference`
(pronouns). `names` treats names as strings, `phrases` and `members` say what a phrase is about.
"""
