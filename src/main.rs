//! The program `inwriting`: all it does is in the library, so that tests reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    inwriting::cli::run()
}
