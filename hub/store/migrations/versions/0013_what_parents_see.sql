-- What parents see of pupils' histories is the school's to decide; who looked is kept.

CREATE TABLE hub.publication (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    reports text[] DEFAULT '{}'::text[] NOT NULL,
    evenings date[] DEFAULT '{}'::date[] NOT NULL,
    CONSTRAINT publication_pkey PRIMARY KEY (school_id),
    CONSTRAINT publication_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.publication_kind (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    kind text NOT NULL,
    is_on boolean NOT NULL,
    visible_from date,
    year_groups text[] NOT NULL,
    average boolean NOT NULL,
    after_evening boolean NOT NULL,
    CONSTRAINT publication_kind_pkey PRIMARY KEY (school_id, kind),
    CONSTRAINT publication_kind_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.school_style (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    shown_name text,
    accent text,
    logo bytea,
    logo_type text,
    logo_mark text,
    CONSTRAINT school_style_pkey PRIMARY KEY (school_id),
    CONSTRAINT school_style_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT school_style_accent_check CHECK (accent ~ '^#[0-9a-f]{6}$'),
    CONSTRAINT school_style_logo_whole_check CHECK (num_nonnulls(logo, logo_type, logo_mark) IN (0, 3))
);

CREATE TABLE hub.access_grant (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    guardian text NOT NULL,
    pupil text NOT NULL,
    kinds text[] NOT NULL,
    until date,
    reason text NOT NULL,
    given_by text NOT NULL,
    given_at timestamptz DEFAULT now() NOT NULL,
    revoked_by text,
    revoked_at timestamptz,
    CONSTRAINT access_grant_pkey PRIMARY KEY (id),
    CONSTRAINT access_grant_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
CREATE UNIQUE INDEX access_grant_open_key ON hub.access_grant (school_id, guardian, pupil) WHERE revoked_at IS NULL;
CREATE INDEX access_grant_school_id_pupil_idx ON hub.access_grant (school_id, pupil);

CREATE TABLE hub.information_request (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    guardian text NOT NULL,
    pupil text NOT NULL,
    question text NOT NULL,
    state text DEFAULT 'asked'::text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz DEFAULT now() NOT NULL,
    decided_by text,
    decided_at timestamptz,
    answer text,
    grant_id bigint,
    CONSTRAINT information_request_pkey PRIMARY KEY (id),
    CONSTRAINT information_request_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT information_request_state_check CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')),
    CONSTRAINT information_request_decided_check CHECK ((decided_at IS NULL) = (state = 'asked'))
);
CREATE UNIQUE INDEX information_request_open_key ON hub.information_request (school_id, guardian, pupil)
WHERE state = 'asked';
CREATE INDEX information_request_school_id_pupil_idx ON hub.information_request (school_id, pupil);

CREATE TABLE hub.look (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    pupil_id bigint NOT NULL,
    who text NOT NULL,
    account_id bigint,
    seen_as text NOT NULL,
    what text NOT NULL,
    hour timestamptz DEFAULT date_trunc('hour'::text, now()) NOT NULL,
    CONSTRAINT look_pkey PRIMARY KEY (id),
    CONSTRAINT look_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
CREATE UNIQUE INDEX look_once_key ON hub.look (school_id, pupil_id, who, seen_as, what, hour);
CREATE INDEX look_school_id_hour_idx ON hub.look (school_id, hour);
