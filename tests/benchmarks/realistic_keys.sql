-- As many keys and fingerprints as real articles have. An article has half of its keys from its event.
update article_profiles
set
    keys = list_transform(
        range(64),
        lambda k: hash(floor($keys::integer * pow(
            (if(k < 32, hash(article_profiles.article_id, k), hash(e.event_id, k)) % 1000003)::double / 1000003, 2
        )))
    ),
    bands = list_transform(range(52), lambda k: hash(article_profiles.article_id, k)),
    terms = list_transform(
        range(200), lambda k: {'lemma': 'word' || hash(article_profiles.article_id, 'term', k) % 20000, 'count': 1}
    )
from event_articles as e
where e.article_id = article_profiles.article_id
