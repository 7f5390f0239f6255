-- Every quote has speakers numbered from zero, each once, and every speaker a quote.
select q.quote_id, q.extractor_version, q.model, count(s.position) as count_speakers, max(s.position) as highest
from quotes as q
full join quote_speakers as s
    on s.quote_id = q.quote_id and s.extractor_version = q.extractor_version and s.model = q.model
group by all
having
    count(s.position) = 0
    or count(q.quote_id) = 0
    or max(s.position) <> count(s.position) - 1
    or count(distinct s.position) <> count(s.position)
