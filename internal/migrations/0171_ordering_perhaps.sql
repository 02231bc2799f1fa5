-- +goose Up
-- The addresses, one a line, at which an order may have arrived though its mail was given up, or came back for one reader alone: whoever ends
-- it, or sends it again, has the supplier told (decision 72). They stay, whatever becomes of later sendings.
ALTER TABLE ordering_orders ADD COLUMN perhaps TEXT NOT NULL DEFAULT '';
