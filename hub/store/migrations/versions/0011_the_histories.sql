-- What a pupil collects over the years. Rows of a pupil who left stay; what changed or was withdrawn is kept.

CREATE TABLE hub.assessment (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    type text NOT NULL,
    code text,
    version text,
    name text,
    subject text,
    year_group text,
    scale_from integer,
    scale_to integer,
    average numeric,
    norms jsonb DEFAULT '[]'::jsonb NOT NULL,
    parts jsonb DEFAULT '[]'::jsonb NOT NULL,
    said_print bytea NOT NULL,
    CONSTRAINT assessment_pkey PRIMARY KEY (id),
    CONSTRAINT assessment_school_id_key_key UNIQUE (school_id, key)
);

CREATE TABLE hub.result (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    pupil_id bigint NOT NULL,
    assessment text NOT NULL,
    part text,
    taken_on date NOT NULL,
    score integer,
    skill_score numeric,
    level text,
    functioning_level text,
    reference_level text,
    mark numeric,
    changed_at timestamptz,
    said_print bytea NOT NULL,
    withdrawn_at timestamptz,
    added_run bigint NOT NULL,
    changed_run bigint NOT NULL,
    CONSTRAINT result_pkey PRIMARY KEY (id),
    CONSTRAINT result_school_id_key_key UNIQUE (school_id, key)
);
CREATE INDEX result_of_pupil_idx ON hub.result (school_id, pupil_id, taken_on);

CREATE TABLE hub.report_card (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    key text NOT NULL,
    pupil_id bigint NOT NULL,
    title text NOT NULL,
    school_year text,
    period text,
    issued_on date,
    size bigint,
    changed_at timestamptz,
    said_print bytea NOT NULL,
    withdrawn_at timestamptz,
    added_run bigint NOT NULL,
    changed_run bigint NOT NULL,
    document_id bigint,
    fetched_print bytea,
    refused jsonb,
    CONSTRAINT report_card_pkey PRIMARY KEY (id),
    CONSTRAINT report_card_school_id_key_key UNIQUE (school_id, key)
);
CREATE INDEX report_card_of_pupil_idx ON hub.report_card (school_id, pupil_id, issued_on);

CREATE TABLE hub.history_change (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    record_id bigint NOT NULL,
    run_id bigint NOT NULL,
    act text NOT NULL,
    at timestamptz DEFAULT now() NOT NULL,
    was jsonb NOT NULL,
    CONSTRAINT history_change_pkey PRIMARY KEY (id)
);
CREATE INDEX history_change_school_id_kind_record_id_idx ON hub.history_change (school_id, kind, record_id);

CREATE TABLE hub.history_pull (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    kind text NOT NULL,
    plugin text NOT NULL,
    made_at timestamptz NOT NULL,
    whole_at timestamptz NOT NULL,
    CONSTRAINT history_pull_pkey PRIMARY KEY (school_id, kind),
    CONSTRAINT history_pull_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.document (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    pupil_id bigint NOT NULL,
    name text NOT NULL,
    sealed_key text NOT NULL,
    size bigint NOT NULL,
    pages integer NOT NULL,
    kept_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT document_pkey PRIMARY KEY (id),
    CONSTRAINT document_school_id_name_key UNIQUE (school_id, name),
    CONSTRAINT document_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
CREATE INDEX document_school_id_pupil_id_idx ON hub.document (school_id, pupil_id);
