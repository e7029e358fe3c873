-- An existing portal at a school's door: its tokens, what it asked, and where it wants to hear what happened.

CREATE TABLE hub.api_token (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    hash bytea NOT NULL,
    scopes text[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz DEFAULT now() NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    counted bigint DEFAULT 0 NOT NULL,
    counted_from timestamptz,
    CONSTRAINT api_token_pkey PRIMARY KEY (id),
    CONSTRAINT api_token_school_id_hash_key UNIQUE (school_id, hash),
    CONSTRAINT api_token_school_id_id_key UNIQUE (school_id, id),
    CONSTRAINT api_token_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.api_asked (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    token_id bigint NOT NULL,
    key_mark bytea NOT NULL,
    body_mark bytea NOT NULL,
    request_id bigint,
    at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT api_asked_pkey PRIMARY KEY (id),
    CONSTRAINT api_asked_school_id_token_id_key_mark_key UNIQUE (school_id, token_id, key_mark),
    CONSTRAINT api_asked_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT api_asked_token_fkey FOREIGN KEY(school_id, token_id) REFERENCES hub.api_token (school_id, id),
    CONSTRAINT api_asked_request_fkey FOREIGN KEY(school_id, request_id)
        REFERENCES hub.change_request (school_id, id) ON DELETE CASCADE
);
CREATE INDEX api_asked_school_id_request_id_idx ON hub.api_asked (school_id, request_id);

CREATE TABLE hub.webhook (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    address text NOT NULL,
    events text[] NOT NULL,
    sealed_secret text NOT NULL,
    sealed_before text,
    before_until timestamptz,
    made_by text NOT NULL,
    made_at timestamptz DEFAULT now() NOT NULL,
    state text DEFAULT 'on' NOT NULL,
    failing_since timestamptz,
    sentence jsonb,
    busy_until timestamptz,
    CONSTRAINT webhook_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_school_id_id_key UNIQUE (school_id, id),
    CONSTRAINT webhook_state_known_check CHECK (state IN ('on', 'off', 'paused')),
    CONSTRAINT webhook_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.webhook_message (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    webhook_id bigint NOT NULL,
    event text NOT NULL,
    at timestamptz DEFAULT now() NOT NULL,
    pupil text,
    guardian text,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    message_key uuid DEFAULT gen_random_uuid() NOT NULL,
    state text DEFAULT 'waiting' NOT NULL,
    tries bigint DEFAULT 0 NOT NULL,
    look_at timestamptz DEFAULT now(),
    status smallint,
    sentence jsonb,
    tried_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT webhook_message_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_message_state_known_check CHECK (state IN ('waiting', 'delivered', 'given_up')),
    CONSTRAINT webhook_message_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT webhook_message_webhook_fkey FOREIGN KEY(school_id, webhook_id)
        REFERENCES hub.webhook (school_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_message_due_idx ON hub.webhook_message (school_id, webhook_id, look_at) WHERE look_at IS NOT NULL;
CREATE INDEX webhook_message_list_idx ON hub.webhook_message (school_id, webhook_id, id);
