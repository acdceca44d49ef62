//! Scans of consents on paper: a PDF or a picture, checked by content.

/// The largest scan; the form as a whole is bounded by `access`.
const MAX_BYTES: usize = 20 * 1024 * 1024;
const MAX_NAME: usize = 120;

/// What a scan may be: endings and the media type that its bytes must show.
const KINDS: &[(&[&str], &str)] =
    &[(&["pdf"], "application/pdf"), (&["jpg", "jpeg"], "image/jpeg"), (&["png"], "image/png")];

/// The media type of a scan and the name to keep it under.
///
/// # Errors
/// A Russian text for the reader.
pub fn check_scan(name: &str, bytes: &[u8]) -> Result<(&'static str, String), &'static str> {
    const WRONG: &str = "Скан: приложите PDF, JPEG или PNG.";
    if bytes.len() > MAX_BYTES {
        return Err("Скан: не больше 20\u{a0}МБ. Сохраните его с меньшим разрешением.");
    }
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let (_, media_type) =
        KINDS.iter().find(|(endings, _)| endings.contains(&ending.as_str())).ok_or(WRONG)?;
    if infer::get(bytes).is_none_or(|found| found.mime_type() != *media_type) {
        return Err(
            "Скан: содержимое не похоже на PDF, JPEG или PNG. Сохраните файл заново и приложите снова.",
        );
    }
    let kept: String = name.chars().filter(|sign| !sign.is_control()).collect();
    let shortened: String = kept.chars().rev().take(MAX_NAME).collect::<Vec<_>>().into_iter().rev().collect();
    Ok((media_type, shortened))
}

#[cfg(test)]
mod tests {
    use super::check_scan;

    #[test]
    fn a_scan_is_what_its_name_says() {
        assert_eq!(
            check_scan("согласие.PDF", b"%PDF-1.4\n").unwrap(),
            ("application/pdf", "согласие.PDF".into())
        );
        assert_eq!(check_scan("C:\\сканы\\a.pdf", b"%PDF-1.4\n").unwrap().1, "a.pdf");
        assert!(check_scan("согласие.pdf", b"MZ\x90\0").is_err());
        assert!(check_scan("согласие.exe", b"%PDF-1.4\n").is_err());
        assert!(check_scan("a.svg", b"<svg/>").is_err());
    }
}
