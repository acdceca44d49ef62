//! A paper is signed outside: on paper or in an office system. What comes back is kept: the scan and the signature's file.

use access::{House, Scope};
use documents::NewFile;
use jiff::civil::Date;
use roadmap::store::Author;
use store::Tx;

use crate::rules::State;
use crate::store::drafts::{self, DraftRow, Signing};
use crate::writing::note;
use crate::{DraftRefused, FieldFault};

/// What came back from the signature.
#[derive(Debug, Clone)]
pub struct Signed {
    /// «Подписано на бумаге»: there is no file of an electronic signature.
    pub by_hand: bool,
    pub on: Date,
    /// The signed paper.
    pub scan: Option<NewFile>,
    /// The detached signature.
    pub signature: Option<NewFile>,
}

/// A detached signature is a few kilobytes; with its whole chain of certificates some tens.
const MOST_SIGNATURE_BYTES: usize = 1024 * 1024;

/// Attaches the signed paper.
pub async fn attach_signed(
    tx: &mut Tx,
    house: &House,
    scope: &Scope,
    draft: &DraftRow,
    signed: Signed,
    author: &Author,
) -> Result<(), DraftRefused> {
    if !draft.is_handled_by(scope) {
        return Err(DraftRefused::NotFound);
    }
    if draft.state() != State::Signing {
        return Err(DraftRefused::not_now(
            format!(
                "Подписанный экземпляр прилагают к документу на подписании, а этот — {}.",
                draft.state().word()
            ),
            "Сначала отправьте документ на согласование или на подписание.",
        ));
    }
    let mut faults: Vec<FieldFault> = Vec::new();
    let mut wrong = |field: &str, text: String| faults.push(FieldFault { field: field.into(), text });
    if signed.on > house.clock.today() {
        wrong(
            "signed_on",
            "Дата подписания ещё не наступила. Укажите день, когда документ подписали.".into(),
        );
    }
    let scan = match &signed.scan {
        None => {
            wrong(
                "scan",
                "Подписанный документ не приложен. Выберите файл скана или электронного подлинника.".into(),
            );
            None
        }
        Some(file) => match documents::check_file(&file.name, &file.bytes) {
            Ok(checked) => Some((checked, file.bytes.clone())),
            Err(refused) => {
                wrong("scan", refused.to_string());
                None
            }
        },
    };
    match &signed.signature {
        None if !signed.by_hand => {
            let text =
                "Нет файла подписи. Приложите файл .sig или отметьте, что документ подписан на бумаге.";
            wrong("signature", text.into());
        }
        Some(file) => {
            if let Some(text) = wrong_signature(file) {
                wrong("signature", text.into());
            }
        }
        None => {}
    }
    if !faults.is_empty() {
        return Err(DraftRefused::Invalid(faults));
    }
    let now = house.clock.now();
    let mut kept_scan = None;
    if let Some((checked, bytes)) = scan {
        kept_scan = Some((house.files.put(tx, bytes, checked.media_type, now).await?, checked.name));
    }
    let mut kept_signature = None;
    if let Some(file) = signed.signature {
        let name = signature_name(&file.name);
        kept_signature =
            Some((house.files.put(tx, file.bytes, "application/octet-stream", now).await?, name));
    }
    if !drafts::move_on(tx, draft, State::Signed, now).await? {
        return Err(DraftRefused::Changed);
    }
    let signing = Signing {
        by_hand: signed.by_hand,
        on: signed.on,
        scan: kept_scan.as_ref().map(|(hash, name)| (hash, name.as_str())),
        signature: kept_signature.as_ref().map(|(hash, name)| (hash, name.as_str())),
    };
    drafts::note_signing(tx, &draft.id, &signing).await?;
    let how = if signed.by_hand { "на бумаге" } else { "электронной подписью" };
    let what = format!("Приложен подписанный документ: «{}», подписан {how}", draft.title);
    note(tx, house, author, "draft.signed", &draft.id, &what).await
}

/// A signature is kept as it came; what it cannot be is refused. It is DER, PEM or base64 of it, never a program or a page.
fn wrong_signature(file: &NewFile) -> Option<&'static str> {
    let name = file.name.to_lowercase();
    let is_named = [".sig", ".sgn", ".p7s"].iter().any(|ending| name.ends_with(ending));
    if !is_named {
        return Some(
            "Файл подписи должен оканчиваться на .sig, .sgn или .p7s. Выгрузите открепленную подпись из программы, которой подписывали.",
        );
    }
    if file.bytes.len() > MOST_SIGNATURE_BYTES {
        return Some(
            "Файл подписи больше 1\u{a0}МБ: похоже, это подпись вместе с документом. Выгрузите открепленную подпись.",
        );
    }
    // An ASN.1 SEQUENCE, or text that holds one.
    let is_der = file.bytes.first() == Some(&0x30);
    let is_text = file.bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-\r\n ".contains(byte));
    if is_der || is_text && !file.bytes.is_empty() {
        return None;
    }
    Some("Содержимое файла не похоже на электронную подпись. Выгрузите её снова и приложите.")
}

/// Without folders and signs that make trouble at a download.
fn signature_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String =
        last.chars().filter(|sign| sign.is_alphanumeric() || " .-_()№".contains(*sign)).collect();
    let extra = clean.chars().count().saturating_sub(150);
    clean.chars().skip(extra).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_its_bytes_say() {
        let file = |name: &str, bytes: &[u8]| NewFile { name: name.into(), bytes: bytes.to_vec() };
        assert_eq!(wrong_signature(&file("приказ.pdf.sig", &[0x30, 0x82, 1, 2])), None);
        assert_eq!(wrong_signature(&file("a.p7s", b"-----BEGIN PKCS7-----\nMIIB\n")), None);
        assert!(wrong_signature(&file("a.exe", &[0x30, 0x82])).is_some());
        assert!(wrong_signature(&file("a.sig", b"MZ\x90\0")).is_some());
        assert!(wrong_signature(&file("a.sig", b"<html>")).is_some());
        assert!(wrong_signature(&file("a.sig", b"")).is_some());
        assert!(wrong_signature(&file("a.sig", &vec![0x30; MOST_SIGNATURE_BYTES + 1])).is_some());
        assert_eq!(signature_name("C:\\docs\\при\u{202e}каз.sig"), "приказ.sig");
    }
}
