-- One row per quote of an article's current text, as the latest extraction has it; its statement resolved.
create or replace view current_quotes as
select
    quote_id, article_id, version_id, statement_id, kind, utterance, char_start, char_end, text, cue, cue_start,
    cue_end, via, via_kind, confidence, reason, seen_at, extractor_version, model
from credited_quotes
where position = 0;
comment on view current_quotes is 'One row per quote of an article''s current text, as the latest extraction has it; its statement resolved.';

-- One row per speaker of a current quote.
create or replace view current_quote_speakers as
select
    quote_id, position, entity_id, name, mention, mention_start, mention_end, speaker_confidence as confidence,
    speaker_reason as reason, extractor_version, model, unjudged_id
from credited_quotes
where speaker_reason is not null;
comment on view current_quote_speakers is 'One row per speaker of a current quote.';

-- One row per mention of an article's current text, as the latest extraction has it.
create or replace view current_mentions as
select
    mention_id, article_id, version_id, entity_id, char_start, char_end, text, type, name, extractor_version, model,
    unjudged_id
from mentions
where is_current;
comment on view current_mentions is 'One row per mention of an article''s current text, as the latest extraction has it.';
