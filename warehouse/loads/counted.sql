-- What is counted over all history, and since when all that is known is as it is now. Without its state nobody believes
-- it: that goes first and comes last.
delete from counted_state;
truncate counted_speakers;
truncate counted_pairs;
truncate counted_mentions;
truncate counted_events;
truncate settled_articles;
truncate settled_events;
truncate numbered_reports;
truncate numbered_voices;
insert into counted_speakers by name from speakers_counted order by entity_id;
insert into counted_pairs by name from pairs_counted order by entity_id, other_entity_id;
insert into counted_mentions by name from mentions_counted order by entity_id;
insert into counted_events by name from events_counted order by event_id;
insert into settled_articles by name from articles_settled order by settled_at, article_id;
insert into settled_events by name from events_settled order by event_id;
insert into numbered_reports by name from reports_numbered order by reported_at, place;
insert into numbered_voices by name from voices_numbered order by reported_at, place;
insert into counted_state (generation) select generation from warehouse_state;
