-- +goose Up
-- That an order exceeds, or exceeded once, the maximum amount of its establishment: who heads its authority keeps the right to look at it (R138).
ALTER TABLE ordering_orders ADD COLUMN exceeded BOOLEAN NOT NULL DEFAULT FALSE;

-- Of those of before: as they cost now, and as they were ordered, at the prices of that day. VAT is of the sum of each rate, as it is computed.
UPDATE ordering_orders SET exceeded = TRUE WHERE id IN (
    SELECT d.id FROM ordering_orders d
    JOIN ordering_limits x ON x.org_id = d.org_id AND x.amount IS NOT NULL
    JOIN (
        SELECT r.order_id, CAST(SUM(r.net) AS BIGINT) AS net, CAST(SUM(r.net + (r.net * r.vat + 5000) / 10000) AS BIGINT) AS gross
        FROM (
            SELECT u.order_id, u.vat, CAST(SUM(u.net) AS BIGINT) AS net
            FROM (
                SELECT l.order_id, v.vat, (COALESCE(v.price, 0) * l.quantity + 50) / 100 AS net
                FROM ordering_order_lines l
                JOIN catalog_versions v ON v.article = l.article AND v.from_edition = l.edition
                UNION ALL
                SELECT o.id, o.delivery_vat, o.delivery FROM ordering_orders o
            ) u
            GROUP BY u.order_id, u.vat
        ) r
        GROUP BY r.order_id
    ) t ON t.order_id = d.id
    WHERE x.amount = 0
    OR d.gross > x.amount AND (d.net > x.amount OR NOT COALESCE((
        SELECT b.without_vat FROM org_closure c
        JOIN org_organisations h ON h.id = c.ancestor AND (c.depth = 0 OR h.closed_at IS NULL AND h.kind IN ('authority', 'school'))
        LEFT JOIN ordering_bases b ON b.org_id = h.id
        WHERE c.descendant = d.org_id ORDER BY c.depth DESC LIMIT 1
    ), FALSE))
    OR t.gross > x.amount AND (t.net > x.amount OR NOT COALESCE((
        SELECT b.without_vat FROM org_closure c
        JOIN org_organisations h ON h.id = c.ancestor AND (c.depth = 0 OR h.closed_at IS NULL AND h.kind IN ('authority', 'school'))
        LEFT JOIN ordering_bases b ON b.org_id = h.id
        WHERE c.descendant = d.org_id ORDER BY c.depth DESC LIMIT 1
    ), FALSE))
);
