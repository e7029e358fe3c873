-- A school asks its guardians to check what it knows of them: campaigns, who answered, and what was found right when.

CREATE TABLE hub.campaign (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    started_by text NOT NULL,
    started_at timestamptz DEFAULT now() NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_on date NOT NULL,
    groups text[],
    asks text[] NOT NULL,
    words text DEFAULT ''::text NOT NULL,
    reminds_itself boolean DEFAULT false NOT NULL,
    reminded_at timestamptz,
    reminders bigint DEFAULT 0 NOT NULL,
    ended_at timestamptz,
    ended_by text,
    undone boolean DEFAULT false NOT NULL,
    result jsonb,
    CONSTRAINT campaign_pkey PRIMARY KEY (id),
    CONSTRAINT campaign_school_id_id_key UNIQUE (school_id, id),
    CONSTRAINT campaign_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
CREATE UNIQUE INDEX campaign_open_key ON hub.campaign (school_id) WHERE ended_at IS NULL;

CREATE TABLE hub.campaign_answer (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    campaign_id bigint NOT NULL,
    guardian text NOT NULL,
    how text NOT NULL,
    answered_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT campaign_answer_pkey PRIMARY KEY (school_id, campaign_id, guardian),
    CONSTRAINT campaign_answer_school_id_campaign_id_fkey FOREIGN KEY(school_id, campaign_id)
        REFERENCES hub.campaign (school_id, id),
    CONSTRAINT campaign_answer_how_check CHECK (how IN ('right', 'changed'))
);
CREATE INDEX campaign_answer_school_id_guardian_idx ON hub.campaign_answer (school_id, guardian);

CREATE TABLE hub.campaign_checked (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    guardian text NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    field text NOT NULL,
    value_mark bytea NOT NULL,
    checked_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT campaign_checked_pkey PRIMARY KEY (school_id, guardian, kind, key, field)
);
CREATE INDEX campaign_checked_school_id_kind_key_idx ON hub.campaign_checked (school_id, kind, key);
