-- +goose Up
-- Orders that were on their way, or to be sent again, before it was kept that they may have arrived, and of which a mail may be there: whoever
-- ends them is told so, and their supplier is (decision 72).
UPDATE ordering_orders SET perhaps = (
    SELECT string_agg(x.address, ' ') FROM (
        SELECT DISTINCT m.address FROM notify_mails m
        WHERE m.kind = 'ordering.order_supplier' AND m.object_kind = 'ordering.order' AND m.object_id = ordering_orders.id AND m.repeated
    ) x
)
WHERE state IN ('sending', 'to_resend') AND perhaps = '' AND EXISTS (
    SELECT 1 FROM notify_mails m
    WHERE m.kind = 'ordering.order_supplier' AND m.object_kind = 'ordering.order' AND m.object_id = ordering_orders.id AND m.repeated
);
