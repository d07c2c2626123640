//! In charge of: the file that tokens are kept in.
//!
//! Promises: mode 0600 from its first byte on; replaced as a whole, so that a crash leaves the old one or the new one.

use std::{
    fs, io,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

/// What a provider has given.
pub(super) struct Tokens {
    pub(super) access: SecretString,
    pub(super) refresh: SecretString,
    /// When the access token ends.
    pub(super) ends: Timestamp,
}

#[derive(Deserialize)]
struct Written {
    access: String,
    refresh: String,
    ends: Timestamp,
}

impl Tokens {
    /// Reads them; what is wrong is told with the file's name.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read(path).map_err(|error| format!("{}: no tokens: {error}", path.display()))?;
        let written: Written =
            serde_json::from_slice(&text).map_err(|_| format!("{}: this is no file of tokens", path.display()))?;
        Ok(Self { access: written.access.into(), refresh: written.refresh.into(), ends: written.ends })
    }

    /// Writes them.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let text = json!({
            "access": self.access.expose_secret(),
            "refresh": self.refresh.expose_secret(),
            "ends": self.ends,
        });
        let draft = PathBuf::from(format!("{}.new", path.display()));
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(text.to_string().as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)
    }
}
