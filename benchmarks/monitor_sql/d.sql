-- A pledge of which nothing is delivered within 90 days.
WITH pledge AS (
    SELECT DISTINCT tp, ts, a0 AS i, a1 AS d, a2 AS a FROM log WHERE event = 'pledge'
),
deliver AS (SELECT tp, ts, a0 AS i FROM log WHERE event = 'deliver')
SELECT tp, ts, i, d, a
FROM pledge ANTI JOIN deliver ON deliver.i = pledge.i
    AND deliver.tp >= pledge.tp AND deliver.ts <= pledge.ts + 7776000
