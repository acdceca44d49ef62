//! The key that signs the journal. It lies in a file beside the data, never in the database and never in a backup.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

const PRIVATE_FILE: &str = "audit.key";

/// Signs lines of the journal. Cloning shares the key.
#[derive(Clone)]
pub struct AuditKey {
    signing: Arc<SigningKey>,
    id: String,
}

impl std::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AuditKey({})", self.id)
    }
}

impl AuditKey {
    /// A new key that lives as long as the process: tests and temporary demonstrations.
    ///
    /// # Panics
    /// When the system gives no random bytes: nothing can be safe then.
    pub fn ephemeral() -> Self {
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret).expect("random bytes of the system");
        Self::of(&secret)
    }

    fn of(secret: &[u8; 32]) -> Self {
        let signing = SigningKey::from_bytes(secret);
        let id = key_id(&signing.verifying_key());
        Self { signing: Arc::new(signing), id }
    }

    /// The key of a data folder, made at the first start. Beside it lies the public half, `audit-<id>.pub`: a copy of it
    /// kept elsewhere checks the journal without the power to sign it.
    ///
    /// # Errors
    /// The folder cannot be written, or the key file is damaged.
    pub fn of_folder(folder: &Path) -> std::io::Result<Self> {
        let file = folder.join(PRIVATE_FILE);
        if let Ok(text) = std::fs::read_to_string(&file) {
            let mut secret = [0_u8; 32];
            hex::decode_to_slice(text.trim(), &mut secret)
                .map_err(|_| std::io::Error::other(format!("файл ключа {} повреждён", file.display())))?;
            return Ok(Self::of(&secret));
        }
        std::fs::create_dir_all(folder)?;
        let key = Self::ephemeral();
        write_private(&file, &hex::encode(key.signing.to_bytes()))?;
        let public = folder.join(format!("audit-{}.pub", key.id));
        std::fs::write(public, hex::encode(key.signing.verifying_key().to_bytes()))?;
        Ok(key)
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// Hexadecimal Ed25519 signature of a message.
    pub(super) fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.signing.sign(message).to_bytes())
    }
}

/// Writes a file that nobody but its owner may read; an existing one is an error.
#[cfg(unix)]
pub(crate) fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(file, text)
}

/// First eight bytes of the public key's SHA-256: names a key without telling it.
fn key_id(key: &VerifyingKey) -> String {
    hex::encode(&Sha256::digest(key.to_bytes())[..8])
}

/// The public keys that signatures are checked with.
#[derive(Debug, Clone, Default)]
pub struct TrustedKeys(BTreeMap<String, VerifyingKey>);

impl TrustedKeys {
    pub fn only(key: &AuditKey) -> Self {
        Self(BTreeMap::from([(key.id.clone(), key.signing.verifying_key())]))
    }

    /// Every `audit-*.pub` of a folder: keys of earlier machines stay good for their part of the journal.
    pub fn of_folder(folder: &Path) -> Self {
        let mut keys = BTreeMap::new();
        for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if !(name.starts_with("audit-") && Path::new(&name).extension().is_some_and(|one| one == "pub")) {
                continue;
            }
            let mut bytes = [0_u8; 32];
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            if hex::decode_to_slice(text.trim(), &mut bytes).is_ok()
                && let Ok(key) = VerifyingKey::from_bytes(&bytes)
            {
                keys.insert(key_id(&key), key);
            }
        }
        Self(keys)
    }

    pub fn knows(&self, key_id: &str) -> bool {
        self.0.contains_key(key_id)
    }

    /// One of the keys, whichever.
    pub(super) fn any(&self) -> String {
        self.0.keys().next().cloned().unwrap_or_default()
    }

    /// Whether the signature is this key's over this message.
    pub(super) fn confirms(&self, key_id: &str, message: &[u8], signature: &str) -> bool {
        let mut bytes = [0_u8; 64];
        let Some(key) = self.0.get(key_id) else { return false };
        hex::decode_to_slice(signature, &mut bytes).is_ok()
            && key.verify_strict(message, &Signature::from_bytes(&bytes)).is_ok()
    }
}
