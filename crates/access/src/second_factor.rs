//! The second factor: a code of six digits that an application on a telephone shows for thirty seconds (TOTP, RFC 6238),
//! and recovery codes on paper for the day when the telephone is lost.

use qrcodegen::{QrCode, QrCodeEcc};
use store::{Db, Moment, Tx};
use totp_rs::{Builder, Totp};

use crate::sessions::token_hash;
use crate::{House, PageError, SealError, SealingKeys, store as sql};

/// 160 bits, as RFC 4226 advises.
const SECRET_BYTES: usize = 20;
/// The name under which the application on the telephone shows the code. In Latin letters: Russian ones would make the
/// drawing twice as dense, and not every application shows them.
const ISSUER: &str = "Biblioset";

/// A new secret.
pub(crate) fn new_secret() -> Result<[u8; SECRET_BYTES], String> {
    let mut secret = [0_u8; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(secret)
}

/// The secret as it lies in the database: sealed, bound to its owner.
pub(crate) fn seal_secret(keys: &SealingKeys, account_id: &str, secret: &[u8]) -> Result<String, SealError> {
    keys.seal(&place(account_id), &hex::encode(secret))
}

/// The secret again.
pub(crate) fn secret_of(house: &House, account_id: &str, sealed: &str) -> Result<Vec<u8>, PageError> {
    let text = house.settings.sealing_keys.open(&place(account_id), sealed)?;
    hex::decode(text).map_err(|error| PageError::Internal(error.to_string()))
}

fn place(account_id: &str) -> String {
    format!("second_factor/secret/{account_id}")
}

/// Seals every secret anew with the newest key; answers how many. All or none.
pub async fn seal_anew(tx: &mut Tx, keys: &SealingKeys) -> store::Result<Result<u64, SealError>> {
    let mut resealed = 0;
    for (account_id, sealed) in sql::sealed_secrets(&mut *tx).await? {
        let place = place(&account_id);
        let anew = match keys.open(&place, &sealed).and_then(|text| keys.seal(&place, &text)) {
            Ok(anew) => anew,
            Err(error) => return Ok(Err(error)),
        };
        sql::replace_secret(tx, &account_id, &anew).await?;
        resealed += 1;
    }
    Ok(Ok(resealed))
}

/// How many secrets there are, and which faults keep some from being opened: each is told once.
pub async fn check_sealed(db: &Db, keys: &SealingKeys) -> store::Result<(usize, Vec<SealError>)> {
    let secrets = sql::sealed_secrets(db).await?;
    let mut faults: Vec<SealError> = Vec::new();
    for (account_id, sealed) in &secrets {
        if let Err(error) = keys.open(&place(account_id), sealed)
            && !faults.contains(&error)
        {
            faults.push(error);
        }
    }
    Ok((secrets.len(), faults))
}

fn totp(secret: &[u8], login: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(secret)
        .with_skew(1)
        .with_issuer(Some(ISSUER))
        .with_account_name(login.replace(':', " "))
        .build()
        .ok()
}

/// What the application on the telephone is told: as a drawing and in letters.
pub(crate) struct Enrolment {
    /// `otpauth://totp/…`
    pub link: String,
    /// The secret in groups of four letters.
    pub letters: String,
    /// The drawing's dark squares as one SVG path, and its width in squares.
    pub path: String,
    pub width: i32,
}

pub(crate) fn enrolment(secret: &[u8], login: &str) -> Option<Enrolment> {
    let totp = totp(secret, login)?;
    let link = totp.to_url().ok()?;
    let drawing = QrCode::encode_text(&link, QrCodeEcc::Medium).ok()?;
    let width = drawing.size();
    let places = (0..width).flat_map(|row| (0..width).map(move |column| (column, row)));
    let dark = places.filter(|(column, row)| drawing.get_module(*column, *row));
    let path: String = dark.map(|(column, row)| format!("M{column} {row}h1v1h-1z")).collect();
    let letters: Vec<char> = totp.secret().to_base32().chars().collect();
    let letters = letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ");
    Some(Enrolment { link, letters, path, width })
}

/// The time step whose code this is: the one of now, the one before or the one after.
fn step_of(secret: &[u8], login: &str, typed: &str, now: Moment) -> Option<i64> {
    let digits: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = u64::try_from(now / 1_000_000).ok()?;
    totp(secret, login)?.check(&digits, seconds).and_then(|step| i64::try_from(step).ok())
}

/// Whether a typed code is right, now and for the first time. Takes what it was: the time step or the recovery code.
pub(crate) async fn takes_code(
    tx: &mut Tx,
    house: &House,
    (account_id, login): (&str, &str),
    typed: &str,
) -> Result<bool, PageError> {
    let now = house.clock.now();
    if let Some(code) = RecoveryCode::typed(typed) {
        return Ok(sql::take_recovery_code(tx, account_id, &code.hash(), now).await?);
    }
    takes_step(tx, house, (account_id, login), typed).await
}

/// The same without recovery codes: to prove that the telephone shows the right thing.
pub(crate) async fn takes_step(
    tx: &mut Tx,
    house: &House,
    (account_id, login): (&str, &str),
    typed: &str,
) -> Result<bool, PageError> {
    let Some(stored) = sql::second_factor(&mut *tx, account_id).await? else { return Ok(false) };
    let secret = secret_of(house, account_id, &stored.secret)?;
    match step_of(&secret, login, typed, house.clock.now()) {
        Some(step) => Ok(sql::take_step(tx, account_id, step).await?),
        None => Ok(false),
    }
}

pub(crate) const RECOVERY_CODES: usize = 10;
/// Six groups of four letters of 32: 120 bits, so a plain hash is enough (ASVS 5.0, 6.5.2).
const RECOVERY_GROUPS: usize = 6;
/// Without 0, 1, I and O, which are mistaken for each other on paper.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A code that opens the account once without the telephone.
pub(crate) struct RecoveryCode(String);

impl RecoveryCode {
    pub fn random() -> Result<Self, String> {
        let mut bytes = [0_u8; RECOVERY_GROUPS * 4];
        getrandom::fill(&mut bytes).map_err(|error| format!("no random numbers: {error}"))?;
        Ok(Self(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()))
    }

    /// What somebody has typed, if it may be one: case, dashes and spaces do not matter.
    pub fn typed(text: &str) -> Option<Self> {
        let code: String = text
            .chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '-')
            .collect::<String>()
            .to_uppercase();
        let fits = code.len() == RECOVERY_GROUPS * 4 && code.bytes().all(|byte| LETTERS.contains(&byte));
        fits.then_some(Self(code))
    }

    pub fn hash(&self) -> String {
        token_hash(&self.0)
    }

    /// «ABCD-EFGH-…»
    pub fn shown(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    }
}

/// New recovery codes in the place of the old ones: shown once, kept as hashes.
pub(crate) async fn renew_recovery_codes(tx: &mut Tx, account_id: &str) -> store::Result<Vec<String>> {
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::random())
        .collect::<Result<_, _>>()
        .map_err(::store::Error::Invalid)?;
    let hashes: Vec<String> = codes.iter().map(RecoveryCode::hash).collect();
    sql::set_recovery_codes(tx, account_id, &hashes).await?;
    Ok(codes.iter().map(RecoveryCode::shown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8; 20] = b"12345678901234567890";
    const SECOND: Moment = 1_000_000;

    /// The vectors of RFC 6238, appendix B, for SHA-1; of their eight digits an application shows the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(
                step_of(SECRET, "anna", &code[2..], seconds * SECOND),
                Some(seconds / 30),
                "{seconds}"
            );
        }
    }

    #[test]
    fn a_clock_may_be_one_step_wrong_and_no_more() {
        let at = |steps: i64| (1_111_111_109 + 30 * steps) * SECOND;
        let step = 1_111_111_109 / 30;
        for off in [-1, 0, 1] {
            assert_eq!(step_of(SECRET, "anna", "081804", at(off)), Some(step), "{off}");
        }
        for off in [-2, 2] {
            assert_eq!(step_of(SECRET, "anna", "081804", at(off)), None, "{off}");
        }
    }

    #[test]
    fn digits_are_taken_with_spaces_and_nothing_else_is() {
        let now = 1_111_111_109 * SECOND;
        assert!(step_of(SECRET, "anna", " 081 804 ", now).is_some());
        for wrong in ["", "81804", "0818040", "08180a", "٠٨١٨٠٤", "081804\0"] {
            assert_eq!(step_of(SECRET, "anna", wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn the_telephone_is_told_the_secret_and_whose_it_is() {
        let told = enrolment(SECRET, "anna").unwrap();
        assert_eq!(told.letters, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(told.link.starts_with("otpauth://totp/") && told.link.contains("secret=GEZDGNBVGY3TQOJQ"));
        assert!(
            told.link.ends_with(":anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Biblioset"),
            "{}",
            told.link
        );
        assert!(told.width > 20 && told.path.len() > 1000);
        assert!(enrolment(SECRET, "an:na").is_some(), "a colon in a login does not break the link");
    }

    #[test]
    fn recovery_codes_are_read_as_people_type_them() {
        let code = RecoveryCode::random().unwrap();
        let shown = code.shown();
        assert_eq!(shown.len(), RECOVERY_GROUPS * 5 - 1);
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), format!(" {shown} ")] {
            assert_eq!(RecoveryCode::typed(&typed).unwrap().hash(), code.hash());
        }
        assert_ne!(RecoveryCode::random().unwrap().hash(), code.hash());
        for wrong in ["081804", "ABCD-EFGH", &shown.replace('-', "0")] {
            assert!(RecoveryCode::typed(wrong).is_none(), "{wrong}");
        }
    }
}
