-- An attack that no notification answers within a day.
WITH attack AS (SELECT DISTINCT tp, ts, a0 AS p, a1 AS q FROM log WHERE event = 'attack'),
notify AS (SELECT DISTINCT tp, ts, a1 AS p FROM log WHERE event = 'notify')
SELECT attack.tp, attack.ts, attack.p, attack.q
FROM attack ASOF LEFT JOIN notify ON notify.p = attack.p AND notify.tp >= attack.tp
WHERE notify.ts IS NULL OR notify.ts > attack.ts + 86400
