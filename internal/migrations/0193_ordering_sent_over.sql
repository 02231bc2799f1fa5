-- +goose Up
-- Whether an order exceeded the maximum amount of its establishment when it was sent: what only a superacheteur could send, only they have cancelled.
-- Of those that were sent before, it is so where they exceeded it while they waited.
ALTER TABLE ordering_orders ADD COLUMN sent_over BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE ordering_orders SET sent_over = exceeded WHERE state <> 'created' AND exceeded;
