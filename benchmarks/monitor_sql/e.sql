-- An attack on a place that saw more than three in a sliding week.
WITH attack AS (SELECT DISTINCT tp, ts, a0 AS p, a1 AS q FROM log WHERE event = 'attack'),
placed AS (
    SELECT tp, p, ts, row_number() OVER (PARTITION BY p ORDER BY tp) AS n
    FROM (SELECT DISTINCT tp, ts, p FROM attack)
),
counted AS (
    SELECT tp, p, n - min(n) OVER (
        PARTITION BY p ORDER BY ts RANGE BETWEEN 604800 PRECEDING AND CURRENT ROW
    ) + 1 AS c
    FROM placed
)
SELECT attack.tp, attack.ts, attack.p, attack.q
FROM attack JOIN counted ON counted.tp = attack.tp AND counted.p = attack.p
WHERE counted.c > 3
