"""Who is in one text: its entities by full name, and who any words of it stand for.

Reading order: `cast` (the whole, and the way in), then

- `entities`, spans that name something (`found`): the model's, cut and completed (`trimming`, `widening`), those it
  did not see (`unseen`, `gazetteer`, `datelines`, `bylines`), without photo `credits`, with little faith in
  `headlines`, each of one type (`entity_types`, `person_evidence`, `clubs`);
- `people` and `organisations`, each name brought to one full name, and `roles`, what the text says somebody is;
- for words that are no names, `candidates` (what they may stand for), `groups` (persons named together),
  `role_phrases`, `body_phrases`, `ages` (`the 34-year-old`), `papers` (`the letter`) and `coreference` (pronouns).

`names` treats names as strings, `columns` tokens by the column, `phrases` and `members` say what a phrase is about.
"""
