-- The terms of a school, who is held, who was announced, what each night removed, and files for a person.

CREATE TABLE hub.retention (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    terms jsonb DEFAULT '{}'::jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT retention_pkey PRIMARY KEY (school_id),
    CONSTRAINT retention_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.retention_hold (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    reason text NOT NULL,
    held_by text NOT NULL,
    held_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT retention_hold_pkey PRIMARY KEY (school_id, kind, key),
    CONSTRAINT retention_hold_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT retention_hold_kind_check CHECK (kind IN ('pupils', 'guardians'))
);

CREATE TABLE hub.retention_notice (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    announced_on date NOT NULL,
    goes_on date NOT NULL,
    CONSTRAINT retention_notice_pkey PRIMARY KEY (school_id, kind, key),
    CONSTRAINT retention_notice_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT retention_notice_kind_check CHECK (kind IN ('pupils', 'guardians'))
);
CREATE INDEX retention_notice_school_id_goes_on_idx ON hub.retention_notice (school_id, goes_on);

CREATE TABLE hub.retention_run (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    state text NOT NULL,
    as_of date NOT NULL,
    began_at timestamptz DEFAULT now() NOT NULL,
    ended_at timestamptz,
    started_by text NOT NULL,
    decided_by text,
    decided_at timestamptz,
    due jsonb DEFAULT '{}'::jsonb NOT NULL,
    gone jsonb DEFAULT '{}'::jsonb NOT NULL,
    sentence jsonb,
    CONSTRAINT retention_run_pkey PRIMARY KEY (id),
    CONSTRAINT retention_run_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT retention_run_state_check CHECK (state IN ('running', 'held', 'done', 'discarded'))
);
CREATE UNIQUE INDEX retention_run_open_key ON hub.retention_run (school_id) WHERE state IN ('running', 'held');
CREATE INDEX retention_run_school_id_id_idx ON hub.retention_run (school_id, id);

CREATE TABLE hub.takeout (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    key text NOT NULL,
    own boolean NOT NULL,
    language text NOT NULL,
    asked_account bigint NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz DEFAULT now() NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    total bigint,
    name text,
    sealed_key text,
    size bigint,
    contents jsonb DEFAULT '{}'::jsonb NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT takeout_pkey PRIMARY KEY (id),
    CONSTRAINT takeout_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT takeout_state_check CHECK (state IN ('waiting', 'making', 'ready', 'failed'))
);
CREATE INDEX takeout_school_id_asked_account_idx ON hub.takeout (school_id, asked_account);
CREATE INDEX takeout_school_id_kind_key_idx ON hub.takeout (school_id, kind, key);

-- Removes at most so many of the oldest rows of one sort, older than so many months, of the school in hand. It runs as
-- its owner, whom the wall between schools holds too, because the serving role may not remove histories by itself.
CREATE FUNCTION hub.expire_traces(sort text, months bigint, most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    school bigint := current_setting('hub.school')::bigint;
    old timestamptz := now() - make_interval(months => months::integer);
    items bigint[];
    number bigint;
BEGIN
    IF months < 1 OR most < 1 THEN
        RAISE EXCEPTION 'a term is at least a month';
    END IF;
    IF sort = 'requests' THEN
        SELECT coalesce(array_agg(id), '{}') INTO items FROM (
            SELECT id FROM hub.change_item WHERE school_id = school
            AND state IN ('refused', 'withdrawn', 'confirmed') AND moved_at < old ORDER BY id LIMIT most
        ) AS oldest;
        DELETE FROM hub.change_step WHERE school_id = school AND item_id = ANY (items);
        DELETE FROM hub.change_approval WHERE school_id = school AND item_id = ANY (items);
        DELETE FROM hub.change_attempt WHERE school_id = school AND item_id = ANY (items);
        DELETE FROM hub.change_item WHERE school_id = school AND id = ANY (items);
        GET DIAGNOSTICS number = ROW_COUNT;
        DELETE FROM hub.change_request r WHERE r.school_id = school AND r.asked_at < old
        AND NOT EXISTS (SELECT FROM hub.change_item i WHERE i.school_id = school AND i.request_id = r.id);
    ELSIF sort = 'letters' THEN
        DELETE FROM hub.letter WHERE school_id = school AND id IN (
            SELECT id FROM hub.letter WHERE school_id = school AND state <> 'waiting' AND created_at < old
            ORDER BY id LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'run_details' THEN
        DELETE FROM hub.run_step WHERE school_id = school AND (run_id, seq) IN (
            SELECT s.run_id, s.seq FROM hub.run_step s JOIN hub.run r ON r.school_id = school AND r.id = s.run_id
            WHERE s.school_id = school AND r.finished_at < old
            AND r.state NOT IN ('waiting', 'running', 'planned', 'held') ORDER BY s.run_id, s.seq LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'quarantine' THEN
        DELETE FROM hub.run_rejected WHERE school_id = school AND (run_id, seq) IN (
            SELECT s.run_id, s.seq FROM hub.run_rejected s JOIN hub.run r ON r.school_id = school AND r.id = s.run_id
            WHERE s.school_id = school AND r.finished_at < old
            AND r.state NOT IN ('waiting', 'running', 'planned', 'held') ORDER BY s.run_id, s.seq LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'looks' THEN
        DELETE FROM hub.look WHERE school_id = school AND id IN (
            SELECT id FROM hub.look WHERE school_id = school AND hour < old ORDER BY hour LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
    ELSIF sort = 'information' THEN
        DELETE FROM hub.information_request WHERE school_id = school AND id IN (
            SELECT id FROM hub.information_request WHERE school_id = school AND decided_at < old ORDER BY id LIMIT most
        );
        GET DIAGNOSTICS number = ROW_COUNT;
        DELETE FROM hub.access_grant WHERE school_id = school AND (revoked_at < old OR until < old::date);
    ELSE
        RAISE EXCEPTION 'there is no sort %', sort;
    END IF;
    RETURN number;
END
$$;

-- Removes the letters of the school in hand to an account that goes.
CREATE FUNCTION hub.erase_letters_to(account bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number bigint;
BEGIN
    DELETE FROM hub.letter WHERE school_id = current_setting('hub.school')::bigint AND to_account = account;
    GET DIAGNOSTICS number = ROW_COUNT;
    RETURN number;
END
$$;
