-- An attack while a truce is on: begun, and not ended since.
WITH attack AS (SELECT DISTINCT tp, ts, a0 AS p, a1 AS q FROM log WHERE event = 'attack'),
truce_start AS (SELECT tp, a0 AS p FROM log WHERE event = 'truce_start'),
truce_end AS (SELECT tp, a0 AS p FROM log WHERE event = 'truce_end'),
truce AS (
    SELECT truce_start.p, truce_start.tp AS first_tp, truce_end.tp AS end_tp
    FROM truce_start ASOF LEFT JOIN truce_end
    ON truce_end.p = truce_start.p AND truce_end.tp > truce_start.tp
)
SELECT attack.tp, attack.ts, attack.p, attack.q
FROM attack ASOF JOIN truce ON truce.p = attack.p AND truce.first_tp <= attack.tp
WHERE truce.end_tp IS NULL OR attack.tp < truce.end_tp
