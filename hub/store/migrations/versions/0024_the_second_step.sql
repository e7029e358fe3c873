CREATE TABLE hub.second_step (
    account_id bigint NOT NULL,
    secret text NOT NULL,
    begun_at timestamptz DEFAULT now() NOT NULL,
    since timestamptz,
    counter bigint,
    CONSTRAINT second_step_pkey PRIMARY KEY (account_id),
    CONSTRAINT second_step_account_id_fkey FOREIGN KEY(account_id) REFERENCES hub.account (id) ON DELETE CASCADE
);

CREATE TABLE hub.recovery_code (
    account_id bigint NOT NULL,
    mark bytea NOT NULL,
    CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, mark),
    CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY(account_id) REFERENCES hub.account (id) ON DELETE CASCADE
);

ALTER TABLE hub.school ADD COLUMN staff_step boolean DEFAULT false NOT NULL;
