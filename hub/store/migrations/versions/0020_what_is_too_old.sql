-- As in 0014, with a name for the moment that no column has.
-- Removes at most so many of the oldest rows of one sort, older than so many months, of the school in hand. It runs as
-- its owner, whom the wall between schools holds too, because the serving role may not remove histories by itself.
CREATE OR REPLACE FUNCTION hub.expire_traces(sort text, months bigint, most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    school bigint := current_setting('hub.school')::bigint;
    cutoff timestamptz := now() - make_interval(months => months::integer);
    items bigint[];
    number bigint;
BEGIN
    IF months < 1 OR most < 1 THEN
        RAISE EXCEPTION 'a term is at least a month';
    END IF;
    IF sort = 'requests' THEN
        SELECT coalesce(array_agg(id), '{}') INTO items FROM (
            SELECT id FROM hub.change_item WHERE school_id = school
            AND state IN ('refused', 'withdrawn', 'confirmed') AND moved_at < cutoff ORDER BY id LIMIT most
        ) AS oldest;
        DELETE FROM hub.change_step WHERE school_id = school AND item_id = ANY (items);
        DELETE FROM hub.change_approval WHERE school_id = school AND item_id = ANY (items);
        DELETE FROM hub.change_attempt WHERE school_id = school AND item_id = ANY (items);
        DELETE FROM hub.change_item WHERE school_id = school AND id = ANY (items);
        GET DIAGNOSTICS number = ROW_COUNT;
        DELETE FROM hub.change_request r WHERE r.school_id = school AND r.asked_at < cutoff
        AND NOT EXISTS (SELECT FROM hub.change_item i WHERE i.school_id = school AND i.request_id = r.id);
    ELSIF sort = 'letters' THEN
        DELETE FROM hub.letter WHERE school_id = school AND id IN (
            SELECT id FROM hub.letter WHERE school_id = school AND state <> 'waiting' AND created_at < cutoff
            ORDER BY id LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'run_details' THEN
        DELETE FROM hub.run_step WHERE school_id = school AND (run_id, seq) IN (
            SELECT s.run_id, s.seq FROM hub.run_step s JOIN hub.run r ON r.school_id = school AND r.id = s.run_id
            WHERE s.school_id = school AND r.finished_at < cutoff
            AND r.state NOT IN ('waiting', 'running', 'planned', 'held') ORDER BY s.run_id, s.seq LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'quarantine' THEN
        DELETE FROM hub.run_rejected WHERE school_id = school AND (run_id, seq) IN (
            SELECT s.run_id, s.seq FROM hub.run_rejected s JOIN hub.run r ON r.school_id = school AND r.id = s.run_id
            WHERE s.school_id = school AND r.finished_at < cutoff
            AND r.state NOT IN ('waiting', 'running', 'planned', 'held') ORDER BY s.run_id, s.seq LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'looks' THEN
        DELETE FROM hub.look WHERE school_id = school AND id IN (
            SELECT id FROM hub.look WHERE school_id = school AND hour < cutoff ORDER BY hour LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'information' THEN
        DELETE FROM hub.information_request WHERE school_id = school AND id IN (
            SELECT id FROM hub.information_request WHERE school_id = school AND decided_at < cutoff ORDER BY id LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
        DELETE FROM hub.access_grant WHERE school_id = school AND (revoked_at < cutoff OR until < cutoff::date);
    ELSE
        RAISE EXCEPTION 'there is no sort %', sort;
    END IF;
    RETURN number;
END
$$;
