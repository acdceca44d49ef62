-- Why a document was taken back; empty: it stands, or a newer one took its place.
alter table kit_upload add column withdrawn_why text not null default '';
-- Which one stood before: it stands again when this one is taken back.
alter table kit_upload add column took_place_of text;
