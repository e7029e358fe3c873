-- Which account is which guardian, who was invited, and the links that let somebody choose a password.

CREATE TABLE hub.guardian_account (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    guardian text NOT NULL,
    account_id bigint NOT NULL,
    given_mark bytea,
    last_mark bytea,
    linked_by text NOT NULL,
    linked_at timestamptz DEFAULT now() NOT NULL,
    seen_at timestamptz,
    blocked_by text,
    blocked_at timestamptz,
    CONSTRAINT guardian_account_pkey PRIMARY KEY (id),
    CONSTRAINT guardian_account_school_id_guardian_key UNIQUE (school_id, guardian),
    CONSTRAINT guardian_account_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT guardian_account_account_id_fkey FOREIGN KEY(account_id) REFERENCES hub.account (id) ON DELETE CASCADE
);
CREATE INDEX guardian_account_school_id_account_id_idx ON hub.guardian_account (school_id, account_id);

CREATE TABLE hub.invitation (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    guardian text NOT NULL,
    email_mark bytea NOT NULL,
    nonce text NOT NULL,
    invited_by text NOT NULL,
    invited_at timestamptz DEFAULT now() NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by bigint,
    revoked_at timestamptz,
    CONSTRAINT invitation_pkey PRIMARY KEY (id),
    CONSTRAINT invitation_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
CREATE INDEX invitation_school_id_guardian_idx ON hub.invitation (school_id, guardian);
CREATE UNIQUE INDEX invitation_open_key ON hub.invitation (school_id, guardian)
    WHERE used_at IS NULL AND revoked_at IS NULL;

CREATE TABLE hub.account_link (
    id bigint GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL,
    purpose text NOT NULL,
    nonce text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz DEFAULT now() NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT account_link_pkey PRIMARY KEY (id),
    CONSTRAINT account_link_purpose_check CHECK (purpose IN ('welcome', 'password')),
    CONSTRAINT account_link_account_id_fkey FOREIGN KEY(account_id) REFERENCES hub.account (id) ON DELETE CASCADE
);
CREATE INDEX account_link_account_id_idx ON hub.account_link (account_id);
