-- Who may enter. The login is kept folded (lower case, no spaces) so that it is unique however it is typed.
create table account (
    id            text primary key,
    login         text not null unique,
    name          text not null,
    password_hash text not null,
    is_closed     boolean not null default false,
    created_at    bigint not null
);

-- A role held at an organisation. What the organisation is called and where it lies is noted here
-- (network keeps it up to date), because a session must be read in one statement and access knows no room above it.
create table membership (
    id              text primary key,
    account_id      text not null references account (id),
    org_id          text not null,
    org_code        text not null,
    org_title       text not null,
    municipality_id text,
    role            text not null,
    state           text not null,
    position        bigint not null default 0,
    created_at      bigint not null
);
create index membership_of_account on membership (account_id);
create index membership_at_organisation on membership (org_id);

-- Only the hash of a session's token is kept: reading the table does not let anybody in.
create table session (
    token_hash    text primary key,
    account_id    text not null references account (id),
    membership_id text references membership (id),
    created_at    bigint not null,
    expires_at    bigint not null
);
create index session_of_account on session (account_id);
create index session_expiry on session (expires_at);

-- Bearer tokens of other programs, made by an administrator. They read and write as the membership they are made for.
create table api_token (
    id            text primary key,
    token_hash    text not null unique,
    title         text not null,
    membership_id text not null references membership (id),
    created_by    text not null references account (id),
    created_at    bigint not null,
    expires_at    bigint not null,
    revoked_at    bigint
);
