-- What is stored of quotes that count now is what history, resolved, gives: each current quote and speaker once.
with latest as (
    select version_id, extractor_version, model
    from extractions
    qualify row_number() over (partition by version_id order by extracted_at desc, extractor_version desc, model) = 1
),
defined as (
    select
        q.quote_id, s.position, s.entity_id, coalesce(n.name, s.name) as speaker, n.type as speaker_type, s.name,
        s.mention, s.mention_start, s.mention_end, s.confidence as speaker_confidence, s.reason as speaker_reason,
        s.unjudged_id,
        if(
            s.position > 0, null, (
                select list(coalesce(e.name, o.name) order by o.position)
                from quote_speakers as o
                left join entities as e on e.entity_id = o.entity_id
                where o.quote_id = q.quote_id and o.extractor_version = q.extractor_version and o.model = q.model
                and o.name is not null and o.position > 0
            )
        ) as other_speakers,
        if(
            s.position > 0, null, (
                select list(o.entity_id order by o.position)
                from quote_speakers as o
                where o.quote_id = q.quote_id and o.extractor_version = q.extractor_version and o.model = q.model
                and o.name is not null and o.position > 0
            )
        ) as other_speaker_ids,
        coalesce(r.to_statement_id, q.statement_id) as statement_id, t.first_seen_at, t.known_reason, q.kind,
        q.utterance, q.char_start, q.char_end, q.text, q.cue, q.cue_start, q.cue_end, q.via, q.via_kind, q.confidence,
        q.reason, q.seen_at, q.extractor_version, q.model, q.article_id, q.version_id, a.title as article,
        a.canonical_url as url, a.outlet_id, b.name as outlet, b.domain as outlet_domain, a.published_at,
        a.published_precision,
        coalesce(a.published_at, if(a.origin = 'import', null, q.seen_at)) as reported_at, v.event_id, i.title as event, c.story_id
    from quotes as q
    join articles as a on a.current_version_id = q.version_id
    join latest as l on l.version_id = q.version_id and l.extractor_version = q.extractor_version and l.model = q.model
    left join statement_redirects as r on r.statement_id = q.statement_id
    left join statements as t on t.statement_id = coalesce(r.to_statement_id, q.statement_id)
    left join quote_speakers as s
        on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
    left join entities as n on n.entity_id = s.entity_id
    left join outlets as b on b.outlet_id = a.outlet_id
    left join event_articles as v on v.article_id = q.article_id
    left join event_ids as i on i.event_id = v.event_id
    left join story_copies as c on c.article_id = q.article_id
)
(
    select 'missing' as is_wrong, * from (
        from defined
        except all
        select * exclude (extraction_number) from credited_quotes
    )
)
union all
(
    select 'too much' as is_wrong, * from (
        select * exclude (extraction_number) from credited_quotes
        except all
        from defined
    )
)
