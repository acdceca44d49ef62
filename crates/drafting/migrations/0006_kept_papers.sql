-- A registered paper in both formats, as it was made at registration: later templates and later programs do not change it.
-- Empty for papers registered before: those are printed anew from their fields, which do not change either.
alter table draft add column docx_file_hash text references file (hash);
alter table draft add column pdf_file_hash text references file (hash);
