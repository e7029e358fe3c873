-- What people ask to change, what the school decides, and what became of it in the LAS.

CREATE TABLE hub.change_move (
    from_state text NOT NULL,
    to_state text NOT NULL,
    CONSTRAINT change_move_pkey PRIMARY KEY (from_state, to_state)
);

CREATE TABLE hub.change_request (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    asked_by text NOT NULL,
    guardian text,
    asked_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT change_request_pkey PRIMARY KEY (id),
    CONSTRAINT change_request_school_id_id_key UNIQUE (school_id, id),
    CONSTRAINT change_request_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
CREATE INDEX change_request_school_id_guardian_idx ON hub.change_request (school_id, guardian);

CREATE TABLE hub.change_item (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    request_id bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    field text NOT NULL,
    base jsonb,
    wanted jsonb,
    correction jsonb,
    state text DEFAULT 'requested' NOT NULL,
    moved_at timestamptz DEFAULT now() NOT NULL,
    self_asked boolean NOT NULL,
    has_authority boolean NOT NULL,
    verdict smallint NOT NULL,
    verdict_reason jsonb NOT NULL,
    write_key uuid DEFAULT gen_random_uuid() NOT NULL,
    look_at timestamptz,
    tries bigint DEFAULT 0 NOT NULL,
    remind_at timestamptz,
    reminders bigint DEFAULT 0 NOT NULL,
    undoes bigint,
    CONSTRAINT change_item_pkey PRIMARY KEY (id),
    CONSTRAINT change_item_school_id_id_key UNIQUE (school_id, id),
    CONSTRAINT change_item_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT change_item_school_id_request_id_fkey FOREIGN KEY(school_id, request_id)
        REFERENCES hub.change_request (school_id, id)
);
CREATE UNIQUE INDEX change_item_open_key ON hub.change_item (school_id, kind, key, field)
    WHERE state NOT IN ('refused', 'withdrawn', 'confirmed');
CREATE INDEX change_item_school_id_state_id_idx ON hub.change_item (school_id, state, id);
CREATE INDEX change_item_school_id_request_id_idx ON hub.change_item (school_id, request_id);
CREATE INDEX change_item_look_at_idx ON hub.change_item (school_id, look_at) WHERE look_at IS NOT NULL;

CREATE TABLE hub.change_step (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    item_id bigint NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    by text NOT NULL,
    at timestamptz DEFAULT clock_timestamp() NOT NULL,
    reason jsonb,
    known jsonb,
    run_id bigint,
    CONSTRAINT change_step_pkey PRIMARY KEY (id),
    CONSTRAINT change_step_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT change_step_school_id_item_id_fkey FOREIGN KEY(school_id, item_id)
        REFERENCES hub.change_item (school_id, id),
    CONSTRAINT change_step_from_state_fkey FOREIGN KEY(from_state, to_state)
        REFERENCES hub.change_move (from_state, to_state)
);
CREATE INDEX change_step_school_id_item_id_idx ON hub.change_step (school_id, item_id);

CREATE TABLE hub.change_approval (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    item_id bigint NOT NULL,
    by text NOT NULL,
    value jsonb,
    at timestamptz DEFAULT clock_timestamp() NOT NULL,
    withdrawn boolean DEFAULT false NOT NULL,
    CONSTRAINT change_approval_pkey PRIMARY KEY (id),
    CONSTRAINT change_approval_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT change_approval_school_id_item_id_fkey FOREIGN KEY(school_id, item_id)
        REFERENCES hub.change_item (school_id, id)
);
CREATE UNIQUE INDEX change_approval_standing_key ON hub.change_approval (school_id, item_id, by) WHERE NOT withdrawn;

CREATE TABLE hub.change_attempt (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    item_id bigint NOT NULL,
    act text NOT NULL,
    write_key uuid NOT NULL,
    began_at timestamptz DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamptz,
    outcome text,
    correlation text,
    reason jsonb,
    CONSTRAINT change_attempt_pkey PRIMARY KEY (id),
    CONSTRAINT change_attempt_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT change_attempt_school_id_item_id_fkey FOREIGN KEY(school_id, item_id)
        REFERENCES hub.change_item (school_id, id)
);
CREATE INDEX change_attempt_school_id_item_id_idx ON hub.change_attempt (school_id, item_id);

-- An item's state changes in one way: by a step, which must be a move that exists and start where the item stands.
CREATE FUNCTION hub.take_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_temp AS $$
BEGIN
    UPDATE hub.change_item SET state = NEW.to_state, moved_at = NEW.at
    WHERE school_id = NEW.school_id AND id = NEW.item_id AND state = NEW.from_state;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'item % is not %', NEW.item_id, NEW.from_state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER take_step BEFORE INSERT ON hub.change_step FOR EACH ROW EXECUTE FUNCTION hub.take_step();
REVOKE ALL ON FUNCTION hub.take_step() FROM PUBLIC;

ALTER TABLE hub.school_plugin ADD COLUMN is_las boolean DEFAULT false NOT NULL;
CREATE UNIQUE INDEX school_plugin_las_key ON hub.school_plugin (school_id) WHERE is_las;
