//! In charge of: secrets: where they come from, and that they go nowhere else.
//!
//! Promises: a secret is never in the configuration file, never in an error, never in a log; it is read when it is needed,
//! so that a new one needs no restart.
//! Leaves to: `secrecy` to wipe it from memory and to keep it out of `Debug`.

use std::{
    io,
    path::PathBuf,
    process::{Command, Stdio},
};

use secrecy::SecretString;

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// The first line of this file.
    File(PathBuf),
    /// The first line that this program writes, given with its arguments; no shell is between.
    Command(Vec<String>),
    /// The first line of this systemd credential (`LoadCredential=` in the service file).
    Credential(String),
}

/// Why a secret cannot be had. The texts name the source, never what came from it.
#[derive(Debug, thiserror::Error)]
pub enum NoSecret {
    /// The file cannot be read.
    #[error("the secret in {path} cannot be read: {error}; see that the daemon's user may read the file")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The program cannot be started or failed.
    #[error("the command `{program}` gave no secret: {why}; try it by hand as the daemon's user")]
    Command {
        /// Its name, without its arguments.
        program: String,
        /// What happened.
        why: String,
    },
    /// Not started by systemd, or without such a credential.
    #[error(
        "there is no systemd credential `{0}`: add `LoadCredential={0}:/path/to/file` to the service, \
         or use a file or a command instead"
    )]
    Credential(String),
    /// There is nothing in it.
    #[error("{0} is empty: put the secret into its first line")]
    Empty(String),
}

impl SecretSource {
    /// Reads the secret.
    ///
    /// # Errors
    /// Where the source cannot be read or is empty.
    pub fn read(&self) -> Result<SecretString, NoSecret> {
        let (name, text) = match self {
            Self::File(path) => {
                let text = std::fs::read_to_string(path);
                (path.display().to_string(), text.map_err(|error| NoSecret::File { path: path.clone(), error })?)
            }
            Self::Command(words) => {
                (format!("what `{}` writes", words.first().map_or("", String::as_str)), run(words)?)
            }
            Self::Credential(name) => {
                let folder = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
                let text = folder.and_then(|folder| std::fs::read_to_string(folder.join(name)).ok());
                (format!("the credential `{name}`"), text.ok_or_else(|| NoSecret::Credential(name.clone()))?)
            }
        };
        match text.lines().next().map(str::trim_end).filter(|line| !line.is_empty()) {
            Some(line) => Ok(SecretString::from(line)),
            None => Err(NoSecret::Empty(name)),
        }
    }
}

fn run(words: &[String]) -> Result<String, NoSecret> {
    let (program, arguments) = words.split_first().map_or(("", &[] as &[String]), |(first, rest)| (first, rest));
    let failed = |why: String| NoSecret::Command { program: program.to_owned(), why };
    // Nobody sits before a daemon: a program that asks gets no answer, and what it complains of goes to our standard error.
    let ended = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let ended = ended.map_err(|error| failed(error.to_string()))?;
    if !ended.status.success() {
        return Err(failed(format!("it ended with {}", ended.status)));
    }
    String::from_utf8(ended.stdout).map_err(|_| failed("what it wrote is no text".to_owned()))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_secret_is_the_first_line_and_debug_does_not_hold_it() -> Result<(), NoSecret> {
        let source = SecretSource::Command(["printf", "opensesame\nlogin: bot\n"].map(String::from).to_vec());
        let secret = source.read()?;
        assert_eq!(secret.expose_secret(), "opensesame");
        assert!(!format!("{secret:?}").contains("opensesame"));
        Ok(())
    }

    #[test]
    fn a_command_that_fails_is_told_without_its_arguments_and_output() {
        let source = SecretSource::Command(["sh", "-c", "echo opensesame; exit 3"].map(String::from).to_vec());
        let error = source.read().map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("the command `sh` gave no secret: it ended with exit status: 3; try it by hand as the daemon's user"
                .into())
        );
    }

    #[test]
    fn an_empty_file_is_told() {
        let source = SecretSource::File("/dev/null".into());
        assert!(matches!(source.read(), Err(NoSecret::Empty(name)) if name == "/dev/null"));
    }
}
