//! Restricted fields at rest: sealed with a key that neither the database nor a backup holds.
//!
//! XChaCha20-Poly1305 under a random nonce. The place of a field (table, column, whose) is sealed in with it: a text moved
//! to another row or column does not open. The keys lie in `keys/personal.key`, the newest first; each sealed text names
//! the key that it was sealed with, so a new key can be put in front while old texts are still being sealed anew.

use std::io::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};

use crate::audit::key::write_private;

const FILE: &str = "personal.key";
const NONCE: usize = 24;

/// Why a field does not open. The texts are for an administrator; none tells anything of the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("нет ключа {0}: верните файл keys/personal.key, с которым записаны сведения")]
    KeyMissing(String),
    #[error("запись повреждена или перенесена с другого места")]
    Damaged,
    #[error("файл ключей: {0}")]
    KeyFile(String),
}

impl From<SealError> for crate::PageError {
    fn from(error: SealError) -> Self {
        Self::Internal(error.to_string())
    }
}

/// The keys, read anew for every use: it is rare, and a running server then follows a change of keys at once.
#[derive(Clone)]
pub struct SealingKeys(Source);

#[derive(Clone)]
enum Source {
    Memory(Arc<[Key]>),
    File(PathBuf),
}

#[derive(Clone)]
struct Key([u8; 32]);

impl std::fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKeys")
    }
}

impl Key {
    fn random() -> std::io::Result<Self> {
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret).map_err(|error| Error::other(error.to_string()))?;
        Ok(Self(secret))
    }

    /// First eight bytes of the hash: names a key without telling it.
    fn id(&self) -> String {
        hex::encode(&Sha256::digest(self.0)[..8])
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl SealingKeys {
    /// A key that lives as long as the process: tests and temporary demonstrations.
    ///
    /// # Panics
    /// When the system gives no random bytes: nothing can be safe then.
    pub fn ephemeral() -> Self {
        Self(Source::Memory([Key::random().expect("random bytes of the system")].into()))
    }

    /// The keys of a folder; the first is made when there is none.
    ///
    /// # Errors
    /// The folder cannot be written, or the file is damaged.
    pub fn of_folder(folder: &Path) -> std::io::Result<Self> {
        let file = folder.join(FILE);
        if file.exists() {
            read(&file)?;
        } else {
            std::fs::create_dir_all(folder)?;
            write_private(&file, &format!("{}\n", hex::encode(Key::random()?.0)))?;
        }
        Ok(Self(Source::File(file)))
    }

    /// The keys of a folder as they are: nothing is made. Where there are none, what comes back opens nothing.
    ///
    /// # Errors
    /// The file is damaged.
    pub fn found_in(folder: &Path) -> std::io::Result<Self> {
        if folder.join(FILE).exists() { Self::of_folder(folder) } else { Ok(Self::ephemeral()) }
    }

    fn keys(&self) -> Result<Vec<Key>, SealError> {
        match &self.0 {
            Source::Memory(keys) => Ok(keys.to_vec()),
            Source::File(file) => read(file).map_err(|error| SealError::KeyFile(error.to_string())),
        }
    }

    /// Name of the key that new texts are sealed with.
    pub fn current(&self) -> Result<String, SealError> {
        Ok(self.keys()?.first().map(Key::id).unwrap_or_default())
    }

    /// Seals the text of a place: `<form>.<key>.<nonce and sealed text>`.
    pub fn seal(&self, place: &str, text: &str) -> Result<String, SealError> {
        let keys = self.keys()?;
        let key = keys.first().ok_or_else(|| SealError::KeyFile("в нём нет ни одного ключа".into()))?;
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| SealError::KeyFile(error.to_string()))?;
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = key.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Damaged)?;
        Ok(format!("1.{}.{}", key.id(), BASE64.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// Opens what [`SealingKeys::seal`] made for the same place.
    pub fn open(&self, place: &str, sealed: &str) -> Result<String, SealError> {
        let mut parts = sealed.splitn(3, '.');
        let (Some("1"), Some(key_id), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(SealError::Damaged);
        };
        let keys = self.keys()?;
        let key = keys.iter().find(|key| key.id() == key_id);
        let key = key.ok_or_else(|| SealError::KeyMissing(key_id.to_owned()))?;
        let bytes = BASE64.decode(body).map_err(|_| SealError::Damaged)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(SealError::Damaged)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let text = key.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Damaged)?;
        String::from_utf8(text).map_err(|_| SealError::Damaged)
    }

    /// Puts a new key in front. What was sealed before still opens.
    ///
    /// # Errors
    /// The file cannot be replaced; keys that live in memory are not changed.
    pub fn add_key(&self) -> std::io::Result<()> {
        let new = Key::random()?;
        self.replace(|keys| keys.insert(0, new))
    }

    /// Forgets every key but the newest: whatever was sealed with another opens nowhere any more.
    pub fn forget_older(&self) -> std::io::Result<()> {
        self.replace(|keys| keys.truncate(1))
    }

    fn replace(&self, change: impl FnOnce(&mut Vec<Key>)) -> std::io::Result<()> {
        let Source::File(file) = &self.0 else { return Err(Error::other("ключи не в файле")) };
        let mut keys = read(file)?;
        change(&mut keys);
        let text: String = keys.iter().map(|key| hex::encode(key.0) + "\n").collect();
        let beside = file.with_extension("new");
        let _ = std::fs::remove_file(&beside);
        write_private(&beside, &text)?;
        std::fs::rename(&beside, file)?;
        // The new name is on the disk before anything is sealed with what it names.
        if let Some(folder) = file.parent() {
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

fn read(file: &Path) -> std::io::Result<Vec<Key>> {
    let damaged = || Error::other(format!("файл ключей {} повреждён", file.display()));
    let text = std::fs::read_to_string(file)?;
    let keys: Vec<Key> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut secret = [0_u8; 32];
            hex::decode_to_slice(line.trim(), &mut secret).map_err(|_| damaged())?;
            Ok(Key(secret))
        })
        .collect::<std::io::Result<_>>()?;
    if keys.is_empty() { Err(damaged()) } else { Ok(keys) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_opens_only_at_its_place_and_with_its_key() {
        let keys = SealingKeys::ephemeral();
        let sealed = keys.seal("person_restricted/snils/a", "112-233-445 95").unwrap();
        assert!(!sealed.contains("112"));
        assert_ne!(
            sealed,
            keys.seal("person_restricted/snils/a", "112-233-445 95").unwrap(),
            "nonces differ"
        );
        assert_eq!(keys.open("person_restricted/snils/a", &sealed).unwrap(), "112-233-445 95");
        assert_eq!(keys.open("person_restricted/snils/b", &sealed), Err(SealError::Damaged));
        let stranger = SealingKeys::ephemeral().open("person_restricted/snils/a", &sealed);
        assert!(matches!(stranger, Err(SealError::KeyMissing(_))));
    }

    #[test]
    fn keys_are_changed_while_others_use_them() {
        let folder = tempfile::tempdir().unwrap();
        let keys = SealingKeys::of_folder(folder.path()).unwrap();
        let server = SealingKeys::of_folder(folder.path()).unwrap();
        let old = server.seal("p", "до смены").unwrap();
        keys.add_key().unwrap();
        assert_ne!(keys.current().unwrap(), old.split('.').nth(1).unwrap());
        assert_eq!(server.open("p", &old).unwrap(), "до смены");
        let new = server.seal("p", "после смены").unwrap();
        keys.forget_older().unwrap();
        assert_eq!(server.open("p", &new).unwrap(), "после смены");
        assert!(matches!(server.open("p", &old), Err(SealError::KeyMissing(_))));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_of_keys_is_its_owners() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        SealingKeys::of_folder(folder.path()).unwrap().add_key().unwrap();
        let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    proptest! {
        /// Any sign of a sealed text changed, and it does not open.
        #[test]
        fn a_changed_sign_is_noticed(text in ".{0,40}", at in 0_usize..1000, by in 1_u8..60) {
            let keys = SealingKeys::ephemeral();
            let sealed = keys.seal("p", &text).unwrap();
            prop_assert_eq!(&keys.open("p", &sealed).unwrap(), &text);
            let mut bytes = sealed.into_bytes();
            let at = at % bytes.len();
            bytes[at] = b'0' + (bytes[at].wrapping_add(by)) % 75;
            let changed = String::from_utf8(bytes).unwrap();
            if let Ok(opened) = keys.open("p", &changed) {
                // Only a change that is none, or the unused bits of the last sign.
                prop_assert!(opened == text, "{changed}");
            }
        }
    }
}
