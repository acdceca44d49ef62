-- An invitation is a membership that nobody has taken up yet. Only the hash of its link is kept.
create table invitation (
    id              text primary key,
    token_hash      text not null unique,
    surname         text not null,
    name            text not null,
    patronymic      text not null,
    post            text not null,
    email           text,
    role            text not null,
    org_id          text not null,
    org_code        text not null,
    org_title       text not null,
    municipality_id text,
    valid_from      text not null,
    valid_to        text not null,
    deputy_of       text references membership (id),
    invited_by      text not null references account (id),
    created_at      bigint not null,
    expires_at      bigint not null,
    accepted_at     bigint,
    membership_id   text references membership (id),
    withdrawn_at    bigint
);
create index invitation_to_organisation on invitation (org_id);
