-- An attack by whoever took control in the last 30 days, soon after notified fighting there.
WITH attack AS (SELECT DISTINCT tp, ts, a0 AS p, a1 AS q FROM log WHERE event = 'attack'),
notify AS (SELECT DISTINCT tp, ts, a1 AS p FROM log WHERE event = 'notify'),
control AS (SELECT DISTINCT tp, ts, a0 AS p, a1 AS q FROM log WHERE event = 'control'),
truce_start AS (SELECT tp, a0 AS p FROM log WHERE event = 'truce_start'),
notified AS (
    SELECT notify.tp, notify.ts, notify.p
    FROM notify ASOF JOIN attack ON attack.p = notify.p AND attack.tp <= notify.tp
    WHERE attack.ts >= notify.ts - 86400
),
taken AS (
    SELECT control.tp, control.ts, control.p, control.q
    FROM control ASOF JOIN notified ON notified.p = control.p AND notified.tp <= control.tp
    WHERE notified.ts >= control.ts - 604800
),
held AS (
    SELECT taken.tp, taken.ts, taken.p, taken.q, truce_start.tp AS end_tp
    FROM taken ASOF LEFT JOIN truce_start
    ON truce_start.p = taken.p AND truce_start.tp > taken.tp
)
SELECT attack.tp, attack.ts, attack.p, attack.q
FROM attack ASOF JOIN held
    ON held.p = attack.p AND held.q = attack.q AND held.tp <= attack.tp
WHERE attack.ts <= held.ts + 2592000 AND (held.end_tp IS NULL OR attack.tp < held.end_tp)
