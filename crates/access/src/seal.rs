//! Secrets that the program must read back, sealed with a key that lies in a file beside the data: whoever steals the
//! database or a backup has none of them.

use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

const FILE: &str = "seal.key";
const NONCE_BYTES: usize = 24;

/// The key. Cloning shares it.
#[derive(Clone)]
pub struct Seal(Arc<XChaCha20Poly1305>);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// A new key that lives as long as the process: tests and temporary demonstrations.
    ///
    /// # Panics
    /// When the system gives no random bytes: nothing can be safe then.
    pub fn ephemeral() -> Self {
        Self::of(&random::<32>())
    }

    fn of(key: &[u8; 32]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(&(*key).into())))
    }

    /// The key of a data folder, made at the first start.
    ///
    /// # Errors
    /// The folder cannot be written, or the key file is damaged.
    pub fn of_folder(folder: &Path) -> std::io::Result<Self> {
        let file = folder.join(FILE);
        if let Ok(text) = std::fs::read_to_string(&file) {
            let mut key = [0_u8; 32];
            hex::decode_to_slice(text.trim(), &mut key)
                .map_err(|_| std::io::Error::other(format!("файл ключа {} повреждён", file.display())))?;
            return Ok(Self::of(&key));
        }
        std::fs::create_dir_all(folder)?;
        let key = random::<32>();
        crate::audit::key::write_private(&file, &hex::encode(key))?;
        Ok(Self::of(&key))
    }

    /// Seals a secret. `whose` is not hidden but bound to it: moved to another row, it does not open.
    pub fn close(&self, whose: &str, secret: &[u8]) -> Result<String, String> {
        let nonce = random::<NONCE_BYTES>();
        let payload = Payload { msg: secret, aad: whose.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|error| error.to_string())?;
        Ok(BASE64_STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// The secret again; `None` when the key is another one, or the text was touched or belongs to somebody else.
    pub fn open(&self, whose: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = BASE64_STANDARD_NO_PAD.decode(sealed).ok()?;
        let (nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        self.0.decrypt(&XNonce::from(*nonce), Payload { msg, aad: whose.as_bytes() }).ok()
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).expect("random bytes of the system");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_and_the_owner_open_a_secret() {
        let seal = Seal::ephemeral();
        let sealed = seal.close("anna", b"secret").unwrap();
        assert_eq!(seal.open("anna", &sealed).as_deref(), Some(b"secret".as_slice()));
        assert_ne!(sealed, seal.close("anna", b"secret").unwrap());
        assert_eq!(seal.open("boris", &sealed), None);
        assert_eq!(Seal::ephemeral().open("anna", &sealed), None);
        let touched = sealed.replacen(&sealed[40..41], if &sealed[40..41] == "A" { "B" } else { "A" }, 1);
        assert_eq!(seal.open("anna", &touched), None);
        assert_eq!(seal.open("anna", "Zm9v"), None);
    }

    #[test]
    fn the_key_of_a_folder_stays_and_is_its_owners_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let sealed = Seal::of_folder(folder.path()).unwrap().close("anna", b"secret").unwrap();
        assert!(Seal::of_folder(folder.path()).unwrap().open("anna", &sealed).is_some());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(folder.path().join(FILE), "nonsense").unwrap();
        assert!(Seal::of_folder(folder.path()).is_err(), "a damaged key is not replaced in silence");
    }
}
