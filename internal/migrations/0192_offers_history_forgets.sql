-- +goose Up
-- What the history says of before goes with what it is about (decision 79). Offers that were deleted before that was so, and closed structures whose
-- people were taken out, are found by no rule any more: their lines keep that something was done, by whom and when.
UPDATE history_lines SET data = '{}'
WHERE object_kind = 'offers.offer' AND act = 'offers.offer.set_contact' AND data <> '{}'
    AND NOT EXISTS (SELECT 1 FROM offers_offers o WHERE o.id = history_lines.object_id);

UPDATE history_lines SET data = '{}'
WHERE object_kind = 'offers.structure' AND act = 'offers.structure.edit' AND data <> '{}'
    AND EXISTS (SELECT 1 FROM offers_structures s WHERE s.id = history_lines.object_id AND s.state = 'closed' AND s.signatory = '' AND s.email = '');
