"""Messages: alerts and notices in words, for every kind of place they can go to.

The words of an alert come from pages of the web, so each target gets them escaped in its own way, and none gets what
could deceive or take over a reader's screen: terminal escapes, control characters, characters that are not seen or turn
the text around, and words that would call everybody in a chat. A template says what stands where; what it is given is
escaped when it is put out, whatever the template does with it.

Reading order: `messages` (a message for a form), `templates` (the built-in ones and the user's), `fields` (what they
are given), `escaping` (by target), `cleaning` (for all of them), `evidence` (the exact words, as a line of JSON).
"""
