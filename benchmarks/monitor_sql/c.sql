-- An audit whose donor delivered less than x on pledges of its own in 30 days.
WITH audit AS (SELECT DISTINCT tp, ts, a0 AS d, a1 AS x FROM log WHERE event = 'audit'),
deliver AS (SELECT DISTINCT tp, ts, a0 AS i, a1 AS v FROM log WHERE event = 'deliver'),
pledge AS (
    SELECT min(tp) AS tp, a0 AS i, a1 AS d FROM log WHERE event = 'pledge' GROUP BY a0, a1
),
delivered AS (
    SELECT deliver.tp, deliver.ts, pledge.d, deliver.v
    FROM deliver JOIN pledge ON pledge.i = deliver.i AND pledge.tp <= deliver.tp
),
summed AS (
    SELECT audit.tp, audit.d, sum(delivered.v) AS s
    FROM audit JOIN delivered ON delivered.d = audit.d
        AND delivered.tp <= audit.tp AND delivered.ts >= audit.ts - 2592000
    GROUP BY audit.tp, audit.d
)
SELECT audit.tp, audit.ts, audit.d, audit.x
FROM audit LEFT JOIN summed ON summed.tp = audit.tp AND summed.d = audit.d
WHERE summed.s IS NULL OR summed.s < audit.x
