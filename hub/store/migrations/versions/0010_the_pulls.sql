-- What a run asked the LAS for, how the coupling of a school goes, and a clock that can let things rest.

ALTER TABLE hub.run ADD COLUMN asked text;
ALTER TABLE hub.run ADD COLUMN since timestamptz;
ALTER TABLE hub.run ADD COLUMN complete boolean DEFAULT false NOT NULL;

ALTER TABLE hub.schedule ALTER COLUMN next_due DROP NOT NULL;

CREATE TABLE hub.coupling (
    school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
    plugin text,
    fresh_at timestamptz,
    failing_since timestamptz,
    failures bigint DEFAULT 0 NOT NULL,
    error text,
    sentence jsonb,
    waits_for_person boolean DEFAULT false NOT NULL,
    told boolean DEFAULT false NOT NULL,
    not_before_run bigint DEFAULT 0 NOT NULL,
    CONSTRAINT coupling_pkey PRIMARY KEY (school_id),
    CONSTRAINT coupling_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
);
