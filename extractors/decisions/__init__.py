"""What many texts come to: old state and a batch in, a decision out, the same whatever the order of the batch.

Reading order: `decide` (a batch, step by step), then the steps: `identities` (who is who, by `spellings`, with
`namesakes` kept apart by `callings`), `profiles` (an article boiled down), `copies` (with `agencies`), `events` (by
`likeness` and `linkage`, with `evidence` in words), `utterances` and `statements` (by `wording`), `alerts`; what a
person knows better: `judgements` (who is one) and `corrections` (who said it); and what follows when alerts go out:
`deliveries` (tried again, given up, told) and `silence` (when no news comes).
"""
