//! Passwords: long rather than complicated (ASVS 5.0, 6.2): at least 12 characters, not a common one, no composition rules.

use std::sync::atomic::Ordering;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::{PasswordCost, Settings};

pub const MIN_CHARACTERS: usize = 12;
/// A longer text is refused: hashing it would be somebody's way to keep the processor busy.
pub const MAX_CHARACTERS: usize = 256;

/// Two hashes at a time: a flood of logins must not take every core from those who work.
static HASHING: Semaphore = Semaphore::const_new(2);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    #[error("В пароле меньше {MIN_CHARACTERS} знаков. Удобно взять несколько слов подряд.")]
    TooShort,
    #[error("В пароле больше {MAX_CHARACTERS} знаков. Сократите его.")]
    TooLong,
    #[error(
        "Такой пароль встречается слишком часто, его подберут первым. Придумайте другой, например из нескольких слов."
    )]
    Common,
}

/// Russian common passwords as typed on either keyboard layout; English ones come from zxcvbn's frequency lists.
const COMMON_RUSSIAN: [&str; 12] = [
    "йцукенгшщзхъ",
    "парольпароль",
    "пароль123456",
    "привет123456",
    "библиотека123",
    "любовьлюбовь",
    "яяяяяяяяяяяя",
    "администратор",
    "qwertyйцукен",
    "gfhjkmgfhjkm",
    "ghbdtn123456",
    "njkmrjljcneg",
];

/// Whether a new password may be taken. `about_the_person` (login, name, organisation) must not be most of it.
pub fn check_password(password: &str, about_the_person: &[&str]) -> Result<(), PasswordRefused> {
    let characters = password.chars().count();
    if characters < MIN_CHARACTERS {
        return Err(PasswordRefused::TooShort);
    }
    if characters > MAX_CHARACTERS {
        return Err(PasswordRefused::TooLong);
    }
    let folded = password.to_lowercase();
    let is_common_russian = COMMON_RUSSIAN.contains(&folded.as_str());
    // Fewer than a hundred million guesses: a listed password, a keyboard row, a repeat, the person's own name.
    let is_guessed_fast = zxcvbn::zxcvbn(password, about_the_person).guesses_log10() < 8.0;
    if is_common_russian || is_guessed_fast { Err(PasswordRefused::Common) } else { Ok(()) }
}

fn argon2(cost: PasswordCost) -> Argon2<'static> {
    let (kibibytes, passes) = match cost {
        PasswordCost::Production => (19 * 1024, 2),
        PasswordCost::Test => (8, 1),
    };
    let params = Params::new(kibibytes, passes, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash to store.
pub(crate) async fn hash(password: String, settings: &Settings) -> Result<String, String> {
    settings.hashes_made.fetch_add(1, Ordering::Relaxed);
    hash_at(password, settings.password_cost).await
}

/// The same at a cost. Runs on a thread of its own: it takes tens of milliseconds on purpose.
pub(crate) async fn hash_at(password: String, cost: PasswordCost) -> Result<String, String> {
    let _permit = HASHING.acquire().await.map_err(|error| error.to_string())?;
    let hashed = tokio::task::spawn_blocking(move || {
        argon2(cost).hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    hashed.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// Whether the password is the one that was hashed. An unknown account is compared too (with a hash of nothing), and so is
/// a password longer than any (by its beginning), so that the time of the answer does not tell who has an account.
pub(crate) async fn verify(password: &str, stored: Option<String>, settings: &Settings) -> bool {
    settings.hashes_made.fetch_add(1, Ordering::Relaxed);
    let cost = settings.password_cost;
    let is_possible = password.chars().count() <= MAX_CHARACTERS;
    let password: String = password.chars().take(MAX_CHARACTERS).collect();
    let Ok(_permit) = HASHING.acquire().await else { return false };
    let verified = tokio::task::spawn_blocking(move || {
        let Some(stored) = stored else {
            let _ = argon2(cost).hash_password(password.as_bytes());
            return false;
        };
        PasswordHash::new(&stored)
            .is_ok_and(|hash| argon2(cost).verify_password(password.as_bytes(), &hash).is_ok())
    });
    verified.await.unwrap_or(false) && is_possible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_personal_passwords_are_refused() {
        assert_eq!(check_password("короткий", &[]), Err(PasswordRefused::TooShort));
        assert_eq!(check_password(&"а".repeat(257), &[]), Err(PasswordRefused::TooLong));
        for common in
            ["password1234", "123456789012", "qwertyuiop12", "aaaaaaaaaaaa", "Парольпароль", "йцукенгшщзхъ"]
        {
            assert_eq!(check_password(common, &[]), Err(PasswordRefused::Common), "{common}");
        }
        assert_eq!(check_password("metodist2024", &["metodist"]), Err(PasswordRefused::Common));
    }

    #[test]
    fn a_few_words_make_a_password() {
        for good in ["четыре тихих ежа", "Амур-разлился-в-августе", "correct horse battery staple"]
        {
            assert_eq!(check_password(good, &["institute"]), Ok(()), "{good}");
        }
    }

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only_and_every_answer_costs_one() {
        let settings = Settings { password_cost: PasswordCost::Test, ..Settings::default() };
        let hash = hash("четыре тихих ежа".into(), &settings).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("четыре тихих ежа", Some(hash.clone()), &settings).await);
        assert!(!verify("четыре тихих лося", Some(hash.clone()), &settings).await);
        assert!(!verify("четыре тихих ежа", None, &settings).await);
        assert!(!verify(&"ё".repeat(100_000), Some(hash), &settings).await);
        assert_eq!(settings.hashes_made.load(Ordering::Relaxed), 5);
    }
}
