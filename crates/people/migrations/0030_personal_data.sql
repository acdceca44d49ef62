-- Hundredths of a whole post: 50 is «полставки». is_main: the place of work, not a second post beside it.
alter table post add column rate bigint not null default 100;
alter table post add column is_main boolean not null default true;

-- What a card tells besides name and posts. Phone and e-mail are those of the place of work.
-- is_public: shows name, post, phone and e-mail to everybody; only while a consent to distribution is in force.
create table person_card (
    person_id       text primary key references person (id),
    education       text not null,
    education_field text not null,
    category        text not null,
    category_on     text,
    phone           text not null,
    email           text not null,
    is_public       boolean not null,
    version         bigint not null,
    updated_at      bigint not null,
    updated_by      text not null
);

-- The restricted block: every field is sealed with a key that neither this database nor a backup holds
-- (access::SealingKeys). Shown on demand, with a reason; every reading is a line of the journal.
create table person_restricted (
    person_id  text primary key references person (id),
    snils      text,
    born_on    text,
    diploma    text,
    version    bigint not null,
    updated_at bigint not null,
    updated_by text not null
);

-- Consents, each a document of its own: to which version of which text, given when, by whom, how (a mark of one's own or a
-- paper with its scan), withdrawn when. person_id is no reference: the fact that there was a consent outlives the person.
-- child: for a parent's consent, whom it is about; then there is no person.
create table consent (
    id              text primary key,
    kind            text not null,
    text_version    text not null,
    text_hash       text not null,
    person_id       text,
    child           text not null,
    fold            text not null,
    given_by        text not null,
    given_on        text not null,
    mark            text not null,
    file_hash       text references file (hash),
    file_name       text,
    org_id          text not null,
    org_code        text not null,
    org_title       text not null,
    municipality_id text,
    recorded_by     text not null,
    recorded_at     bigint not null,
    withdrawn_on    text,
    withdrawn_by    text,
    withdrawn_at    bigint
);
create index consent_of_person on consent (person_id, kind);
create index consent_at_organisation on consent (org_id, kind, given_on);
-- Of a person, one consent of a kind is in force at most.
create unique index consent_in_force on consent (person_id, kind) where person_id is not null and withdrawn_on is null;

-- While a hold is in force, nothing of the person is erased: a court, an inspection, a labour dispute.
create table legal_hold (
    id        text primary key,
    person_id text not null,
    reason    text not null,
    set_by    text not null,
    set_at    bigint not null,
    lifted_by text,
    lifted_at bigint
);
create index hold_of_person on legal_hold (person_id);

-- Requests to erase a person and what became of them. cause: request (asked for), withdrawal (of the consent to
-- processing), retention (the term of keeping has run out). state: waiting, approved, refused, done.
create table erasure (
    id         text primary key,
    person_id  text not null,
    cause      text not null,
    words      text not null,
    asked_by   text,
    asked_at   bigint not null,
    due_on     text not null,
    state      text not null,
    decided_by text,
    decided_at bigint,
    reason     text not null,
    done_at    bigint,
    report     text not null
);
create index erasure_by_state on erasure (state, due_on);
create unique index erasure_open on erasure (person_id) where state in ('waiting', 'approved');
