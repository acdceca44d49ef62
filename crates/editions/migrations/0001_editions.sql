-- A text that lives in editions: the Concept, a methodical document.
create table edited_text (
    id         text primary key,
    code       text not null unique,
    kind       text not null,
    title      text not null,
    org_id     text not null,
    org_code   text not null,
    org_title  text not null,
    last_id    bigint not null,
    created_at bigint not null
);

-- An edition is open until a registered document approves it; after that its text does not change.
-- structure: rises with every change of the text.
create table edition (
    id                 text primary key,
    text_id            text not null references edited_text (id),
    number             bigint not null,
    title              text not null,
    structure          bigint not null default 1,
    based_on           text references edition (id),
    approved_by        text,
    approved_reference text,
    approved_at        bigint,
    created_by         text not null,
    created_at         bigint not null,
    unique (text_id, number)
);

-- rationale: why the paragraph differs from the edition before, for the table «было — стало — обоснование».
create table edition_paragraph (
    edition_id   text not null references edition (id),
    paragraph_id text not null,
    position     bigint not null,
    kind         text not null,
    level        bigint not null,
    body         text not null,
    rationale    text not null default '',
    version      bigint not null default 1,
    changed_by   text not null,
    changed_at   bigint not null,
    primary key (edition_id, paragraph_id)
);
create index edition_paragraph_order on edition_paragraph (edition_id, position);

-- Asking the network about an edition. audience: codes of roles between bars, or '|public|'.
create table consultation (
    id         text primary key,
    edition_id text not null references edition (id),
    purpose    text not null,
    opens_on   text not null,
    deadline   text not null,
    audience   text not null,
    opened_by  text not null,
    opened_at  bigint not null
);
create index consultation_of_edition on consultation (edition_id);

-- A comment holds on to the wording that it was written about. decision: accepted, partly, declined.
create table consultation_comment (
    id              text primary key,
    consultation_id text not null references consultation (id),
    paragraph_id    text not null,
    about           text not null,
    remark          text not null,
    proposed        text not null,
    account_id      text not null,
    author          text not null,
    org_id          text not null,
    org_title       text not null,
    written_at      bigint not null,
    decision        text,
    reason          text not null default '',
    decided_by      text,
    decider         text,
    decided_at      bigint,
    version         bigint not null default 1
);
create index comment_of_consultation on consultation_comment (consultation_id, written_at);
create index comment_of_account on consultation_comment (account_id);
