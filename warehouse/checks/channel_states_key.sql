-- A channel has one state, and one that fails says since when and why.
select channel, count(*) as count_rows
from channel_states
group by channel
having count(*) > 1 or bool_or(count_failures > 0 and (failing_since is null or error is null))
