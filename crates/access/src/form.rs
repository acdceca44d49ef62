//! What a form brought: read once, by the middleware that checks the form's token, then handed to the handler.

use std::sync::Arc;

use axum::extract::multipart::Field;
use axum::extract::{FromRequestParts, Multipart, Request};
use axum::http::{header, request::Parts};

use crate::{House, PageError};

/// Text fields and files of a posted form, in the order sent. Cloning shares the bytes.
#[derive(Debug, Clone, Default)]
pub struct FormData {
    fields: Arc<Vec<(String, String)>>,
    files: Arc<Vec<UploadedFile>>,
    /// A file was longer than a file may be: it and what stood behind it were not read.
    is_cut: bool,
}

/// A form whose handler tells itself of a file that was too large and keeps everything typed. For all the others such
/// a form is refused before they see it.
#[derive(Debug, Clone, Default)]
pub struct UploadForm(FormData);

impl UploadForm {
    /// Whether a file was left out because of its size.
    pub fn was_too_large(&self) -> bool {
        self.0.is_cut
    }
}

impl std::ops::Deref for UploadForm {
    type Target = FormData;

    fn deref(&self) -> &FormData {
        &self.0
    }
}

#[derive(Debug, Clone)]
pub struct UploadedFile {
    pub field: String,
    /// Name on the sender's machine: shown, never used as a path.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A form without files; long comments fit many times over.
const MAX_FORM_BYTES: usize = 512 * 1024;
/// A form with a scan; a little over the 20 MB that a file may have.
pub const MAX_UPLOAD_BYTES: usize = 21 * 1024 * 1024;
/// So much of a form that is too large is read all the same, so that its sender hears why it was refused.
const MAX_READ_BYTES: usize = 64 * 1024 * 1024;
const MAX_FIELDS: usize = 2000;

impl FormData {
    /// The field's text without surrounding spaces; empty when the field is absent.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// The field's text as it was typed: spaces around a password may belong to it.
    pub fn as_typed(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The form without some fields.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        let fields =
            self.fields.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect();
        Self { fields: Arc::new(fields), files: self.files.clone(), is_cut: self.is_cut }
    }

    /// Every value of a repeated field (check boxes).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Every text field, for keeping a form whose session has expired.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// A file that was really chosen (browsers send an empty part for an empty file field).
    pub fn file(&self, name: &str) -> Option<&UploadedFile> {
        self.files.iter().find(|file| file.field == name && !file.bytes.is_empty())
    }

    /// Every file part, the empty ones too.
    pub fn files(&self) -> &[UploadedFile] {
        &self.files
    }

    /// Whether any file came with it.
    pub(crate) fn has_files(&self) -> bool {
        self.is_cut || self.files.iter().any(|file| !file.bytes.is_empty())
    }

    pub(crate) async fn read(request: Request, house: &House) -> Result<Self, PageError> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if content_type.starts_with("multipart/form-data") {
            return Self::read_multipart(request, house).await;
        }
        let bytes = axum::body::to_bytes(request.into_body(), MAX_FORM_BYTES)
            .await
            .map_err(|_| PageError::TooLarge { limit: "512 КБ".into() })?;
        let fields: Vec<(String, String)> =
            form_urlencoded::parse(&bytes).into_owned().take(MAX_FIELDS).collect();
        Ok(Self { fields: Arc::new(fields), files: Arc::default(), is_cut: false })
    }

    async fn read_multipart(request: Request, house: &House) -> Result<Self, PageError> {
        use axum::extract::FromRequest;
        let mut request = request;
        axum::extract::DefaultBodyLimit::max(MAX_READ_BYTES).apply(&mut request);
        let mut multipart =
            Multipart::from_request(request, house).await.map_err(|_| PageError::NotOurForm)?;
        let (mut fields, mut files) = (Vec::new(), Vec::new());
        let (mut text_room, mut file_room) = (MAX_FORM_BYTES, MAX_UPLOAD_BYTES);
        let mut is_cut = false;
        loop {
            let part = match multipart.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => break,
                // Longer than anything that is read; what came before it, the text of the form, is kept.
                Err(_) => {
                    is_cut = true;
                    break;
                }
            };
            let field = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let room = if file_name.is_some() { &mut file_room } else { &mut text_room };
            match (read_part(part, room).await, file_name) {
                (Some(bytes), Some(name)) => files.push(UploadedFile { field, name, bytes }),
                (Some(bytes), None) => fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
                (None, _) => is_cut = true,
            }
            if fields.len() + files.len() > MAX_FIELDS {
                return Err(PageError::too_large_upload());
            }
        }
        Ok(Self { fields: Arc::new(fields), files: Arc::new(files), is_cut })
    }
}

/// One part of a form; nothing when it is longer than the room that is left. It is read to its end all the same:
/// a browser shows an answer only after it has sent everything.
async fn read_part(mut part: Field<'_>, room: &mut usize) -> Option<Vec<u8>> {
    let mut kept = Some(Vec::new());
    loop {
        let Some(chunk) = part.chunk().await.ok()? else { return kept };
        match &mut kept {
            Some(bytes) if chunk.len() <= *room => {
                *room -= chunk.len();
                bytes.extend_from_slice(&chunk);
            }
            _ => kept = None,
        }
    }
}

impl FromRequestParts<House> for UploadForm {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &House) -> Result<Self, PageError> {
        parts.extensions.get::<FormData>().cloned().map(Self).ok_or(PageError::NotOurForm)
    }
}

impl FromRequestParts<House> for FormData {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &House) -> Result<Self, PageError> {
        let form = parts.extensions.get::<Self>().ok_or(PageError::NotOurForm)?;
        if form.is_cut { Err(PageError::too_large_upload()) } else { Ok(form.clone()) }
    }
}
