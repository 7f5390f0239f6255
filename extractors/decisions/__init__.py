"""What many texts come to: old state and a batch in, a decision out, the same whatever the order of the batch.

Reading order: `decide` (a batch, step by step), then the steps: `identities` (who is who, by `spellings`, with
`namesakes` kept apart by `callings`), `profiles` (an article boiled down), `copies` (with `agencies`), `events` (by
`likeness` and `linkage`, with `evidence` in words), `utterances` and `statements` (by `wording`), `alerts` (by `rules`,
at their `timing`; `replaying` tells what they would have sent); what was changed after publication: `edits` and
`edit_alerts`; what a person knows better: `judgements` (who is one) and `corrections` (who said it); and what the user
is told: `deliveries` (tried again, given up, told), `feed_troubles`, `page_drops` and `silence` (when no news comes).
"""
