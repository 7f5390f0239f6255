-- Two who are quoted together are two, and were quoted in as many articles each as they share, at least.
select t.entity_id, t.other_entity_id, t.count_articles
from quoted_together_within(366, 'Asia/Kolkata') as t
left join (
    select entity_id, count(distinct article_id) as count_articles
    from said_within(366, 'Asia/Kolkata')
    group by entity_id
) as s on s.entity_id = t.entity_id
where t.entity_id >= t.other_entity_id or t.count_articles > s.count_articles or s.count_articles is null
