-- Papers before their registration: what an organisation prepares, has agreed and signed.
create table draft (
    id text primary key,
    -- Code of the document kind in the region pack.
    kind text not null,
    title text not null,
    -- Whoever prepares it: the desk on which it lies.
    org_id text not null,
    org_title text not null,
    -- Whoever issues it: its letterhead and its journal of numbers.
    issuer_code text not null,
    issuer_title text not null,
    plan_year bigint,
    measure_key text,
    measure_number text,
    item_key text,
    slot_key text,
    -- Values of the kind's fields, JSON.
    fields text not null,
    state text not null,
    -- Raised by every change: of two editors the later one is told.
    version bigint not null,
    -- How many times it went to be agreed.
    round bigint not null,
    agree_by text,
    -- Why it went to be signed without agreement.
    unagreed_reason text not null,
    signed_by_hand boolean not null,
    signed_on text,
    scan_hash text references file (hash),
    scan_name text,
    signature_hash text references file (hash),
    signature_name text,
    document_id text references document (id),
    evidence_id text,
    prepared_by text not null,
    preparer text not null,
    created_at bigint not null,
    changed_at bigint not null
);
create index draft_of_org on draft (org_id, changed_at);
create index draft_of_document on draft (document_id);
create index draft_of_state on draft (state);

-- Who is asked for agreement. Those of one stage are asked together, the next stage when all of the one before have agreed.
create table agreement_step (
    id text primary key,
    draft_id text not null references draft (id),
    round bigint not null,
    stage bigint not null,
    account_id text not null,
    person text not null,
    post text not null,
    org_title text not null,
    -- Empty: has not decided. 'agreed', 'returned'.
    verdict text not null,
    reason text not null,
    decided_at bigint,
    unique (draft_id, round, account_id)
);
create index agreement_step_of_account on agreement_step (account_id);

create table agreement_remark (
    id text primary key,
    draft_id text not null references draft (id),
    round bigint not null,
    account_id text not null,
    person text not null,
    org_title text not null,
    -- Which field or paragraph: 'paragraphs.2.text'; empty: the paper as a whole.
    field text not null,
    field_title text not null,
    -- What stood there.
    quote text not null,
    words text not null,
    written_at bigint not null,
    settled_at bigint
);
create index agreement_remark_of_draft on agreement_remark (draft_id);
