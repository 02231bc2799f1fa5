-- +goose Up
-- When a group was opened: one that is abandoned before stays unknown to all but its coordinators.
ALTER TABLE needs_groups ADD COLUMN opened_at BIGINT;

UPDATE needs_groups SET opened_at = coalesce(
    (SELECT min(h.done_at) FROM history_lines h
        WHERE h.object_kind = 'needs.group' AND h.object_id = needs_groups.id AND h.act = 'needs.group.open'),
    created_at)
WHERE state = 'open'
    OR EXISTS (SELECT 1 FROM history_lines h
        WHERE h.object_kind = 'needs.group' AND h.object_id = needs_groups.id AND h.act = 'needs.group.open')
    OR EXISTS (SELECT 1 FROM needs_memberships m WHERE m.group_id = needs_groups.id);
