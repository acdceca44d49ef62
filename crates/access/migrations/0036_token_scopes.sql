-- What a program may do with its token; how a token is recognised when it is met somewhere; when it was last used.
-- Tokens made before this step keep what they could do.
alter table api_token add column scopes text not null default '';
alter table api_token add column prefix text not null default '';
alter table api_token add column used_at bigint;
update api_token set scopes = 'read_roadmap write_evidence decide_evidence read_registry';
