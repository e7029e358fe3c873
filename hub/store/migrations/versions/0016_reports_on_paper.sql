-- Runs that put reports on paper: who asked for what, how far it is, and the PDF outside the rows, sealed with a key of
-- its own. A run goes with everything of it; its pupils stand beside it, so that who is erased takes the PDF along.

CREATE TABLE hub.paper_run (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    asked_by text NOT NULL,
    who text NOT NULL,
    guardian text,
    class_key text,
    pupil text,
    language text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempt bigint DEFAULT 0 NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    total bigint,
    version text,
    mark text,
    sentence jsonb,
    asked_at timestamptz DEFAULT now() NOT NULL,
    ended_at timestamptz,
    name text,
    sealed_key text,
    size bigint,
    pages bigint,
    CONSTRAINT paper_run_pkey PRIMARY KEY (id),
    CONSTRAINT paper_run_school_id_name_key UNIQUE (school_id, name),
    CONSTRAINT paper_run_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT paper_run_state_check CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT paper_run_of_check CHECK (num_nonnulls(class_key, pupil) = 1 AND (guardian IS NULL OR pupil IS NOT NULL)),
    CONSTRAINT paper_run_ended_check CHECK ((ended_at IS NULL) = (state IN ('waiting', 'running'))),
    CONSTRAINT paper_run_file_check CHECK (num_nonnulls(name, sealed_key, size, pages) = CASE state WHEN 'done' THEN 4 ELSE 0 END)
);
CREATE UNIQUE INDEX paper_run_open_key ON hub.paper_run (school_id, account_id) WHERE state IN ('waiting', 'running');
CREATE INDEX paper_run_school_id_account_id_idx ON hub.paper_run (school_id, account_id);

CREATE TABLE hub.paper_pupil (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    run_id bigint NOT NULL,
    pupil_id bigint NOT NULL,
    outcome text NOT NULL,
    CONSTRAINT paper_pupil_pkey PRIMARY KEY (school_id, run_id, pupil_id),
    CONSTRAINT paper_pupil_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT paper_pupil_run_id_fkey FOREIGN KEY(run_id) REFERENCES hub.paper_run (id) ON DELETE CASCADE,
    CONSTRAINT paper_pupil_outcome_check CHECK (outcome IN ('printed', 'empty', 'failed'))
);
CREATE INDEX paper_pupil_school_id_pupil_id_idx ON hub.paper_pupil (school_id, pupil_id);
