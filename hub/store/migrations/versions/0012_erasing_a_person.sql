-- Removes what histories hold of one person of the school in hand, who must be off the roll: wishes and what came of
-- them, steps and faults of runs, relations, invitations and letters. Returns how many rows of each table went.
-- It runs as its owner, whom the wall between schools holds too: forced row-level security.
CREATE FUNCTION hub.erase_traces(of_kind text, of_key text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    school bigint := current_setting('hub.school')::bigint;
    person bigint;
    relations text[];
    histories text[];
    items bigint[];
    requests bigint[];
    gone jsonb := '{}';
    number bigint;
BEGIN
    IF of_kind = 'pupils' THEN
        SELECT id INTO person FROM hub.pupil
        WHERE school_id = school AND key = of_key AND departed_at IS NOT NULL;
    ELSIF of_kind = 'guardians' THEN
        SELECT id INTO person FROM hub.guardian
        WHERE school_id = school AND key = of_key AND departed_at IS NOT NULL;
    END IF;
    IF person IS NULL THEN
        RAISE EXCEPTION 'only a pupil or guardian who is off the roll can be erased';
    END IF;

    SELECT coalesce(array_agg(key), '{}') INTO relations FROM hub.guardianship
    WHERE school_id = school AND CASE of_kind WHEN 'pupils' THEN pupil ELSE guardian END = of_key;
    SELECT coalesce(array_agg(key), '{}') INTO histories FROM (
        SELECT key FROM hub.result WHERE school_id = school AND of_kind = 'pupils' AND pupil_id = person
        UNION ALL
        SELECT key FROM hub.report_card WHERE school_id = school AND of_kind = 'pupils' AND pupil_id = person
    ) AS kept;
    SELECT coalesce(array_agg(id), '{}') INTO requests FROM hub.change_request
    WHERE school_id = school AND of_kind = 'guardians' AND guardian = of_key;
    SELECT coalesce(array_agg(id), '{}'), requests || coalesce(array_agg(request_id), '{}') INTO items, requests
    FROM hub.change_item WHERE school_id = school AND (
        (kind = of_kind AND key = of_key) OR (kind = 'guardianships' AND key = ANY (relations)) OR request_id = ANY (requests)
    );

    DELETE FROM hub.change_step WHERE school_id = school AND item_id = ANY (items);
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('change_step', number);
    DELETE FROM hub.change_approval WHERE school_id = school AND item_id = ANY (items);
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('change_approval', number);
    DELETE FROM hub.change_attempt WHERE school_id = school AND item_id = ANY (items);
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('change_attempt', number);
    DELETE FROM hub.change_item WHERE school_id = school AND id = ANY (items);
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('change_item', number);
    DELETE FROM hub.change_request r WHERE r.school_id = school AND r.id = ANY (requests)
    AND NOT EXISTS (SELECT FROM hub.change_item i WHERE i.school_id = school AND i.request_id = r.id);
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('change_request', number);

    DELETE FROM hub.run_step WHERE school_id = school AND (
        (kind = of_kind AND (key = of_key OR record_id = person)) OR (kind = 'guardianships' AND key = ANY (relations))
    );
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('run_step', number);
    DELETE FROM hub.run_rejected WHERE school_id = school AND (
        (kind = of_kind AND key = of_key) OR (kind = 'guardianships' AND key = ANY (relations))
        OR (kind IN ('results', 'report_cards') AND key = ANY (histories))
    );
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('run_rejected', number);
    DELETE FROM hub.letter WHERE school_id = school AND of_kind = 'guardians' AND guardian = of_key;
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('letter', number);
    DELETE FROM hub.invitation WHERE school_id = school AND of_kind = 'guardians' AND guardian = of_key;
    GET DIAGNOSTICS number = ROW_COUNT;
    gone := gone || jsonb_build_object('invitation', number);
    DELETE FROM hub.guardianship WHERE school_id = school AND key = ANY (relations);
    GET DIAGNOSTICS number = ROW_COUNT;
    RETURN gone || jsonb_build_object('guardianship', number);
END
$$;
