CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT 'backer',
    token TEXT NOT NULL UNIQUE
);

CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    organiser_id INTEGER NOT NULL REFERENCES accounts (id),
    title TEXT NOT NULL,
    goal_cents INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'open'
);

CREATE TABLE pledges (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
    backer_id INTEGER NOT NULL REFERENCES accounts (id),
    amount_cents INTEGER NOT NULL,
    paid BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE INDEX pledges_campaign ON pledges (campaign_id);
