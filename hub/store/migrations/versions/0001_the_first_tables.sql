-- The tables of the hub. Walls and rights are set in the migration of the same name.

CREATE TABLE hub.board (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT board_pkey PRIMARY KEY (id),
    CONSTRAINT board_name_key UNIQUE (name)
);

CREATE TABLE hub.school (
    id bigint GENERATED ALWAYS AS IDENTITY,
    code text NOT NULL,
    name text NOT NULL,
    board_id bigint,
    version bigint DEFAULT 0 NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT school_pkey PRIMARY KEY (id),
    CONSTRAINT school_code_key UNIQUE (code),
    CONSTRAINT school_board_id_fkey FOREIGN KEY(board_id) REFERENCES hub.board (id)
);
CREATE INDEX school_board_id_idx ON hub.school (board_id);

CREATE TABLE hub.account (
    id bigint GENERATED ALWAYS AS IDENTITY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text,
    created_at timestamptz DEFAULT now() NOT NULL,
    disabled_at timestamptz,
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_email_lower_check CHECK (email = lower(email)),
    CONSTRAINT account_email_key UNIQUE (email)
);

CREATE TABLE hub.membership (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    role text NOT NULL,
    at_school bigint,
    at_board bigint,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT membership_pkey PRIMARY KEY (id),
    CONSTRAINT membership_account_id_role_at_school_at_board_key UNIQUE NULLS NOT DISTINCT (account_id, role, at_school, at_board),
    CONSTRAINT membership_reach_check CHECK ((role IN ('parent', 'staff', 'school_admin') AND at_school IS NOT NULL AND at_board IS NULL) OR (role = 'board' AND at_school IS NULL AND at_board IS NOT NULL) OR (role = 'operator' AND at_school IS NULL AND at_board IS NULL)),
    CONSTRAINT membership_account_id_fkey FOREIGN KEY(account_id) REFERENCES hub.account (id) ON DELETE CASCADE,
    CONSTRAINT membership_at_school_fkey FOREIGN KEY(at_school) REFERENCES hub.school (id),
    CONSTRAINT membership_at_board_fkey FOREIGN KEY(at_board) REFERENCES hub.board (id)
);
CREATE INDEX membership_at_board_idx ON hub.membership (at_board);
CREATE INDEX membership_at_school_idx ON hub.membership (at_school);

CREATE TABLE hub.web_session (
    id_hash bytea NOT NULL,
    account_id bigint,
    content bytea NOT NULL,
    expires_at timestamptz,
    CONSTRAINT web_session_pkey PRIMARY KEY (id_hash),
    CONSTRAINT web_session_account_id_fkey FOREIGN KEY(account_id) REFERENCES hub.account (id) ON DELETE CASCADE
);
CREATE INDEX web_session_account_id_idx ON hub.web_session (account_id);
CREATE INDEX web_session_expires_at_idx ON hub.web_session (expires_at);

CREATE TABLE hub.login_attempt (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    email_hash bytea NOT NULL,
    address_hash bytea NOT NULL,
    CONSTRAINT login_attempt_pkey PRIMARY KEY (id)
);
CREATE INDEX login_attempt_address_hash_at_idx ON hub.login_attempt (address_hash, at);
CREATE INDEX login_attempt_at_idx ON hub.login_attempt (at);
CREATE INDEX login_attempt_email_hash_at_idx ON hub.login_attempt (email_hash, at);

CREATE TABLE hub.schedule (
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    at_school bigint,
    every_seconds bigint NOT NULL,
    next_due timestamptz NOT NULL,
    last_claimed timestamptz,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT schedule_pkey PRIMARY KEY (id),
    CONSTRAINT schedule_name_at_school_key UNIQUE NULLS NOT DISTINCT (name, at_school),
    CONSTRAINT schedule_every_check CHECK (every_seconds > 0),
    CONSTRAINT schedule_at_school_fkey FOREIGN KEY(at_school) REFERENCES hub.school (id)
);
CREATE INDEX schedule_at_school_idx ON hub.schedule (at_school);
CREATE INDEX schedule_next_due_idx ON hub.schedule (next_due);

CREATE TABLE hub.hub_audit_head (
    id smallint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT hub_audit_head_pkey PRIMARY KEY (id),
    CONSTRAINT hub_audit_head_single_check CHECK (id = 1)
);

CREATE TABLE hub.hub_audit_entry (
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    who text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    plan_hash text,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT hub_audit_entry_pkey PRIMARY KEY (seq)
);

CREATE TABLE hub.audit_head (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_head_pkey PRIMARY KEY (school_id),
    CONSTRAINT audit_head_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.audit_entry (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    who text NOT NULL,
    act text NOT NULL,
    subject text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    plan_hash text,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_entry_pkey PRIMARY KEY (school_id, seq),
    CONSTRAINT audit_entry_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.school_plugin (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    key text NOT NULL,
    is_on boolean DEFAULT false NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    secrets jsonb DEFAULT '{}'::jsonb NOT NULL,
    since timestamptz DEFAULT now() NOT NULL,
    by text NOT NULL,
    CONSTRAINT school_plugin_pkey PRIMARY KEY (school_id, key),
    CONSTRAINT school_plugin_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.plugin_fault (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    hook text NOT NULL,
    error_class text NOT NULL,
    sentence jsonb NOT NULL,
    times bigint DEFAULT 1 NOT NULL,
    first_at timestamptz DEFAULT now() NOT NULL,
    last_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT plugin_fault_pkey PRIMARY KEY (id),
    CONSTRAINT plugin_fault_school_id_key_hook_key UNIQUE (school_id, key, hook),
    CONSTRAINT plugin_fault_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.run (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    state text NOT NULL,
    plugin text NOT NULL,
    dry_run boolean DEFAULT false NOT NULL,
    rollover boolean DEFAULT false NOT NULL,
    source jsonb DEFAULT '{}'::jsonb NOT NULL,
    school_year text,
    made_at timestamptz,
    started_by text NOT NULL,
    started_at timestamptz DEFAULT now() NOT NULL,
    finished_at timestamptz,
    decided_by text,
    decided_at timestamptz,
    undoes bigint,
    plan_hash text,
    base_version bigint,
    applied_version bigint,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    rejected_count bigint DEFAULT 0 NOT NULL,
    sentences jsonb DEFAULT '[]'::jsonb NOT NULL,
    progress_done bigint DEFAULT 0 NOT NULL,
    progress_total bigint,
    seconds DOUBLE PRECISION,
    CONSTRAINT run_pkey PRIMARY KEY (id),
    CONSTRAINT run_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
CREATE UNIQUE INDEX run_school_id_id_idx ON hub.run (school_id, id);

CREATE TABLE hub.run_step (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    run_id bigint NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    action text NOT NULL,
    key text NOT NULL,
    record_id bigint,
    "old" jsonb,
    "new" jsonb,
    said_print bytea,
    CONSTRAINT run_step_pkey PRIMARY KEY (school_id, run_id, seq)
);
CREATE INDEX run_step_record_idx ON hub.run_step (school_id, kind, record_id) WHERE record_id IS NOT NULL;

CREATE TABLE hub.run_rejected (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    run_id bigint NOT NULL,
    seq bigint NOT NULL,
    kind text,
    key text,
    where_ text NOT NULL,
    what jsonb NOT NULL,
    why jsonb NOT NULL,
    rule text NOT NULL,
    cost text NOT NULL,
    field text,
    value text,
    CONSTRAINT run_rejected_pkey PRIMARY KEY (school_id, run_id, seq)
);

CREATE TABLE hub.location (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    name text,
    description text,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    changed_at timestamptz,
    said_print bytea,
    departed_at timestamptz,
    added_run bigint,
    changed_run bigint,
    CONSTRAINT location_pkey PRIMARY KEY (id),
    CONSTRAINT location_school_id_key_key UNIQUE (school_id, key) DEFERRABLE
);

CREATE TABLE hub.class_group (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    name text,
    year_group text,
    description text,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    changed_at timestamptz,
    said_print bytea,
    departed_at timestamptz,
    added_run bigint,
    changed_run bigint,
    CONSTRAINT class_group_pkey PRIMARY KEY (id),
    CONSTRAINT class_group_school_id_key_key UNIQUE (school_id, key) DEFERRABLE
);

CREATE TABLE hub.combined_group (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    name text,
    description text,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    changed_at timestamptz,
    said_print bytea,
    departed_at timestamptz,
    added_run bigint,
    changed_run bigint,
    CONSTRAINT combined_group_pkey PRIMARY KEY (id),
    CONSTRAINT combined_group_school_id_key_key UNIQUE (school_id, key) DEFERRABLE
);

CREATE TABLE hub.pupil (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    eck_id text,
    first_name text,
    prefix text,
    last_name text,
    given_names text,
    initials text,
    birth_date date,
    gender text,
    year_group text,
    "group" text,
    combined_groups text[],
    location text,
    username text,
    email text,
    photo_url text,
    postcode text,
    started_year_3 date,
    enrolled_on date,
    left_on date,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    changed_at timestamptz,
    said_print bytea,
    departed_at timestamptz,
    added_run bigint,
    changed_run bigint,
    CONSTRAINT pupil_pkey PRIMARY KEY (id),
    CONSTRAINT pupil_school_id_key_key UNIQUE (school_id, key) DEFERRABLE
);
CREATE INDEX pupil_roll_idx ON hub.pupil (school_id, last_name, first_name, id) WHERE departed_at IS NULL;
CREATE INDEX pupil_school_id_eck_id_idx ON hub.pupil (school_id, eck_id) WHERE eck_id IS NOT NULL;

CREATE TABLE hub.teacher (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    eck_id text,
    first_name text,
    prefix text,
    last_name text,
    given_names text,
    initials text,
    username text,
    email text,
    roles text[],
    assignments jsonb,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    changed_at timestamptz,
    said_print bytea,
    departed_at timestamptz,
    added_run bigint,
    changed_run bigint,
    CONSTRAINT teacher_pkey PRIMARY KEY (id),
    CONSTRAINT teacher_school_id_key_key UNIQUE (school_id, key) DEFERRABLE
);
CREATE INDEX teacher_school_id_eck_id_idx ON hub.teacher (school_id, eck_id) WHERE eck_id IS NOT NULL;

CREATE TABLE hub.guardian (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    salutation text,
    first_name text,
    initials text,
    prefix text,
    last_name text,
    email text,
    mobile text,
    phone text,
    work_phone text,
    street text,
    house_number text,
    postcode text,
    city text,
    country text,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    changed_at timestamptz,
    said_print bytea,
    departed_at timestamptz,
    added_run bigint,
    changed_run bigint,
    CONSTRAINT guardian_pkey PRIMARY KEY (id),
    CONSTRAINT guardian_school_id_key_key UNIQUE (school_id, key) DEFERRABLE
);

CREATE TABLE hub.guardianship (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    pupil text NOT NULL,
    guardian text NOT NULL,
    relation text,
    authority boolean,
    lives_with boolean,
    contact_order smallint,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    changed_at timestamptz,
    said_print bytea,
    departed_at timestamptz,
    added_run bigint,
    changed_run bigint,
    CONSTRAINT guardianship_pkey PRIMARY KEY (id),
    CONSTRAINT guardianship_school_id_key_key UNIQUE (school_id, key) DEFERRABLE
);
CREATE INDEX guardianship_school_id_guardian_idx ON hub.guardianship (school_id, guardian);
CREATE INDEX guardianship_school_id_pupil_idx ON hub.guardianship (school_id, pupil);

-- The audit trail only grows. The trigger refuses even the owner of the tables, who has no rights to lose.
CREATE FUNCTION hub.refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail only grows: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON hub.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change_of_history();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON hub.hub_audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION hub.refuse_change_of_history();

-- The wall between schools around a table with a column school_id; plugins call it in their own migrations.
CREATE FUNCTION hub.build_wall(walled regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format(
        'CREATE POLICY school_in_hand ON %s'
        ' USING (school_id = current_setting(''hub.school''::text)::bigint)'
        ' WITH CHECK (school_id = current_setting(''hub.school''::text)::bigint)',
        walled
    );
END
$$;
