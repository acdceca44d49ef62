-- Why a paragraph is not in an edition any more, for the table «было — стало — обоснование».
create table edition_removal (
    edition_id   text not null references edition (id),
    paragraph_id text not null,
    rationale    text not null,
    primary key (edition_id, paragraph_id)
);

-- What an edition wants: goals, priorities under them, tools under those, indicators under any of them.
-- aim_id: the same from edition to edition, so that values of an indicator go on. paragraph_id: where the text says it.
-- source: the code of the indicator in monitoring, by which surveys will feed it. base, target: thousandths.
create table edition_aim (
    edition_id   text not null references edition (id),
    aim_id       text not null,
    parent_id    text,
    position     bigint not null,
    kind         text not null,
    title        text not null,
    paragraph_id text not null default '',
    unit         text not null default '',
    base         bigint,
    target       bigint,
    due_year     bigint,
    source       text not null default '',
    version      bigint not null default 1,
    changed_by   text not null,
    changed_at   bigint not null,
    primary key (edition_id, aim_id)
);

-- What an indicator came to in a year; value: thousandths. proof: the page or the words by which it is known.
create table aim_value (
    text_id     text not null references edited_text (id),
    aim_id      text not null,
    year        bigint not null,
    value       bigint not null,
    proof       text not null,
    recorded_by text not null,
    recorded_at bigint not null,
    primary key (text_id, aim_id, year)
);

-- Ids of aims of a text, never given twice.
alter table edited_text add column last_aim bigint not null default 0;
