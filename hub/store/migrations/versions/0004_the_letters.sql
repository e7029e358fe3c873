-- Letters that wait to be sent or were sent, and who wants which.

CREATE TABLE hub.letter (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    letter text NOT NULL,
    subject bigint,
    state text DEFAULT 'waiting' NOT NULL,
    tries bigint DEFAULT 0 NOT NULL,
    look_at timestamptz DEFAULT now(),
    covers bigint[],
    sentence jsonb,
    message_key uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    tried_at timestamptz,
    sent_at timestamptz,
    to_account bigint,
    guardian text,
    CONSTRAINT letter_pkey PRIMARY KEY (id),
    CONSTRAINT letter_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id),
    CONSTRAINT letter_state_known_check
        CHECK (state IN ('waiting', 'sent', 'failed', 'given_up', 'no_address', 'needless')),
    CONSTRAINT letter_one_reader_check CHECK (num_nonnulls(to_account, guardian) = 1)
);
CREATE UNIQUE INDEX letter_untried_key ON hub.letter (school_id, letter, to_account, guardian, subject)
    NULLS NOT DISTINCT WHERE state = 'waiting' AND tried_at IS NULL;
CREATE INDEX letter_due_idx ON hub.letter (school_id, look_at) WHERE look_at IS NOT NULL;
CREATE INDEX letter_told_idx ON hub.letter (school_id, letter, subject);

CREATE TABLE hub.hub_letter (
    id bigint GENERATED ALWAYS AS IDENTITY,
    letter text NOT NULL,
    subject bigint,
    state text DEFAULT 'waiting' NOT NULL,
    tries bigint DEFAULT 0 NOT NULL,
    look_at timestamptz DEFAULT now(),
    covers bigint[],
    sentence jsonb,
    message_key uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    tried_at timestamptz,
    sent_at timestamptz,
    to_account bigint NOT NULL,
    CONSTRAINT hub_letter_pkey PRIMARY KEY (id),
    CONSTRAINT hub_letter_state_known_check
        CHECK (state IN ('waiting', 'sent', 'failed', 'given_up', 'no_address', 'needless'))
);
CREATE UNIQUE INDEX hub_letter_untried_key ON hub.hub_letter (letter, to_account, subject)
    NULLS NOT DISTINCT WHERE state = 'waiting' AND tried_at IS NULL;
CREATE INDEX hub_letter_due_idx ON hub.hub_letter (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE hub.letter_off (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    letter text NOT NULL,
    CONSTRAINT letter_off_pkey PRIMARY KEY (school_id, letter),
    CONSTRAINT letter_off_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);

CREATE TABLE hub.letter_declined (
    account_id bigint NOT NULL,
    letter text NOT NULL,
    CONSTRAINT letter_declined_pkey PRIMARY KEY (account_id, letter),
    CONSTRAINT letter_declined_account_id_fkey FOREIGN KEY(account_id) REFERENCES hub.account (id) ON DELETE CASCADE
);

ALTER TABLE hub.account ADD COLUMN language text;
