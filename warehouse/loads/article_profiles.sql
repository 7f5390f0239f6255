-- What copies and events are decided by, of each article's current text.
merge into article_profiles as p
using (
    select
        r.profile.article_id, r.version_id, r.profile.lead, r.profile.terms, r.profile.names, r.profile.signature,
        r.profile.bands, r.profile.keys, r.profile.count_words, r.profile.agency,
        coalesce(r.profile.published_at, r.profile.first_seen_at) as happened_at, r.profile.first_seen_at as seen_at,
        r.profile.published_at is not null as is_dated
    from (
        select unnest(from_json_strict((select $rows), '[{
            "version_id": "varchar",
            "profile": {
                "article_id": "varchar", "lead": "varchar", "terms": [{"lemma": "varchar", "count": "integer"}],
                "names": [{"lemma": "varchar", "count": "integer"}], "signature": ["ubigint"], "bands": ["ubigint"],
                "keys": ["ubigint"], "count_words": "integer", "agency": "varchar",
                "published_at": "timestamptz", "first_seen_at": "timestamptz"
            }
        }]')) as r
    )
) as n
on n.article_id = p.article_id
when matched and (
    p.version_id <> n.version_id or p.lead <> n.lead or p.terms <> n.terms or p.names <> n.names
    or p.signature <> n.signature or p.bands <> n.bands or p.keys <> n.keys
    or p.agency is distinct from n.agency or p.count_words <> n.count_words
    or p.happened_at <> n.happened_at or p.is_dated <> n.is_dated
) then update set
    version_id = n.version_id, lead = n.lead, terms = n.terms, names = n.names, signature = n.signature,
    bands = n.bands, keys = n.keys, count_words = n.count_words, agency = n.agency, happened_at = n.happened_at,
    seen_at = n.seen_at, is_dated = n.is_dated
when not matched then insert by name;
