//! Who signed electronically, as the certificate inside of a detached signature says (CMS, RFC 5652; X.509, RFC 5280).
//!
//! The signature itself is not verified here: that takes the state's cryptography and its chains of trust, and is done by the
//! program with which the paper was signed. What is read is printed as the mark of ГОСТ Р 7.0.97 (5.23).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use papers::ElectronicSignature;
use x509_cert::Certificate;
use x509_cert::name::Name;
use x509_cert::time::Time;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
const GIVEN_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.42");

/// Signs of a name; whatever is longer or not of letters is not printed.
const LONGEST_NAME: usize = 256;

/// The mark of a signature's file; `None`: it is not a CMS signature with its certificate in it, so nothing can be said of it.
pub fn mark_of(file: &[u8], zone: &TimeZone) -> Option<ElectronicSignature> {
    let certificate = signer_of(&bytes_of(file)?)?.tbs_certificate;
    let day = |time: &Time| -> Option<String> {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        Some(russian::date_short(
            Timestamp::from_second(seconds).ok()?.to_zoned_datetime(zone.clone()).date(),
        ))
    };
    let serial: Vec<String> =
        certificate.serial_number.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
    Some(ElectronicSignature {
        certificate: serial.concat(),
        owner: owner_of(&certificate.subject),
        valid_from: day(&certificate.validity.not_before)?,
        valid_to: day(&certificate.validity.not_after)?,
    })
}

/// DER as it is, or out of PEM or plain base64.
fn bytes_of(file: &[u8]) -> Option<Vec<u8>> {
    if file.first() == Some(&0x30) {
        return Some(file.to_vec());
    }
    let text = std::str::from_utf8(file).ok()?;
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    STANDARD.decode(body).ok()
}

/// The certificate of whoever signed, among those that come along.
fn signer_of(bytes: &[u8]) -> Option<Certificate> {
    let content = ContentInfo::from_der(bytes).ok()?;
    let signed = SignedData::from_der(&content.content.to_der().ok()?).ok()?;
    let signer = signed.signer_infos.0.iter().next()?;
    let certificates = signed.certificates.as_ref()?.0.iter().filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate),
        CertificateChoices::Other(_) => None,
    });
    let is_signers = |certificate: &&Certificate| match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            certificate.tbs_certificate.serial_number == id.serial_number
                && certificate.tbs_certificate.issuer == id.issuer
        }
        SignerIdentifier::SubjectKeyIdentifier(_) => true,
    };
    let mut certificates = certificates.filter(is_signers);
    // With its whole chain beside it, a key alone does not say which of them is the signer's.
    certificates.next().filter(|_| certificates.next().is_none()).cloned()
}

/// Surname and names of a person; of a certificate without them, its common name.
fn owner_of(subject: &Name) -> String {
    let value = |wanted: ObjectIdentifier| {
        let attributes = subject.0.iter().flat_map(|part| part.0.iter());
        let found = attributes.into_iter().find(|attribute| attribute.oid == wanted)?;
        // UTF8String, PrintableString and the like differ in their tags only; BMPString is not written any more.
        let text = std::str::from_utf8(found.value.value()).ok()?.trim();
        let is_name = text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control);
        is_name.then(|| text.to_owned())
    };
    match (value(SURNAME), value(GIVEN_NAME)) {
        (Some(surname), Some(names)) => format!("{surname} {names}"),
        _ => value(COMMON_NAME).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made by `openssl cms -sign -binary` with a certificate that signs itself; the same in both forms.
    const DETACHED: &[u8] = include_bytes!("../../fixtures/detached.sig");
    const IN_LETTERS: &[u8] = include_bytes!("../../fixtures/detached-pem.sig");

    #[test]
    fn the_mark_says_what_the_certificate_does() {
        let zone = TimeZone::get("Asia/Vladivostok").unwrap();
        let mark = mark_of(DETACHED, &zone).unwrap();
        assert_eq!(mark.certificate, "01A2B3C4D5E6F7");
        assert_eq!(mark.owner, "Демо-Премудрая Василиса Егоровна");
        assert_eq!((mark.valid_from.as_str(), mark.valid_to.as_str()), ("30.11.2026", "23.02.2028"));
        assert_eq!(mark_of(IN_LETTERS, &zone), Some(mark));
    }

    #[test]
    fn what_cannot_be_read_has_no_mark() {
        for file in [&b""[..], b"0", b"\x30\x03\x02\x01\x01", b"MAA=", "подпись".as_bytes(), &DETACHED[..900]]
        {
            assert_eq!(mark_of(file, &TimeZone::UTC), None);
        }
    }
}
