-- Write an event for the webhooks of who manages a place, or moderates its territory, at this time.
CREATE OR REPLACE FUNCTION tell_webhooks(
  event text, event_kind text, place text, event_content text, at timestamptz
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_delivery (webhook_id, event_id, content, created_at, due_at)
  SELECT webhook.id, event, event_content, at, at FROM webhook
  WHERE ended_at IS NULL AND event_kind = ANY (events) AND (
    EXISTS (
      SELECT FROM place_manager AS manager
      WHERE manager.person_id = webhook.person_id AND manager.status = 'active'
        AND third_place_id IN (
          -- The records that are one place.
          SELECT member.id FROM third_place AS member
          WHERE coalesce(member.merged_into, member.id) IN (
            SELECT coalesce(told.merged_into, told.id) FROM third_place AS told WHERE told.public_id = place
          )
        )
    )
    OR EXISTS (
      SELECT FROM moderator JOIN third_place ON third_place.public_id = place
      WHERE moderator.person_id = webhook.person_id
        AND code = CASE level WHEN 'region' THEN third_place.region_code ELSE third_place.department_code END
    )
  );
  IF FOUND THEN
    NOTIFY webhooks;
  END IF;
END
$$;
