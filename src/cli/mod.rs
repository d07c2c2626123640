//! In charge of: the command line: what may be asked, one file a subcommand, and how the answer is shown.
//!
//! Promises: what was asked for goes to standard output, as a table for people or as JSON for programs; all else goes to standard
//! error. Exit status 0: done; 1: it could not be done, and the message says what to mend; 2: the command was not understood.
//! Leaves to: the stages the work itself.

mod agreements;
mod archive;
mod check;
mod conversation;
mod demo;
mod digest;
mod extract;
mod inspect_mail;
mod inspect_time;
mod letters;
mod log;
mod login;
mod opening;
mod parts;
mod report;
mod run;
mod show;
mod showing;
mod table;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand, ValueEnum};

/// What the program was asked to do.
#[derive(Debug, Parser)]
#[command(name = "inwriting", version, about, long_about = ABOUT, after_help = AFTER, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const ABOUT: &str = "Cc it, and it is in writing.\n\n\
    A person of your team puts the bot's address in Cc on a client mail. inwriting reads the thread, records who owes what to \
    whom, until when, and what happens otherwise, writes it back into the thread for both sides to see, reminds, states the \
    agreed consequence when a date has passed, and sends the team a digest every working morning.";

const AFTER: &str = "Exit status: 0 done, 1 it could not be done (the message says what to mend), 2 the command was not \
    understood.";

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Run(run::Run),
    Check(check::Check),
    Login(login::Login),
    Agreements(agreements::Agreements),
    Show(show::Show),
    Report(report::Report),
    Digest(digest::Digest),
    Extract(extract::Extract),
    /// Look at letters before anybody gets them
    #[command(subcommand)]
    Letters(letters::Letters),
    /// Look into one stage: how a mail is taken apart, how a date is read
    #[command(subcommand)]
    Inspect(Inspect),
}

#[derive(Debug, Subcommand)]
enum Inspect {
    Mail(inspect_mail::InspectMail),
    Time(inspect_time::InspectTime),
}

/// For whom the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people, as wide as the terminal
    Table,
    /// One JSON object a line, for programs
    Json,
}

/// Reads the arguments, does what they ask for, and says how it went.
#[must_use]
pub fn run() -> ExitCode {
    // clap itself answers --help with status 0 and a wrong command with status 2.
    let cli = Cli::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = cli.command.run(&mut out).and_then(|()| Ok(out.flush()?));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        match self {
            Self::Demo(asked) => asked.run(out),
            Self::Run(asked) => asked.run(),
            Self::Check(asked) => asked.run(out),
            Self::Login(asked) => asked.run(out),
            Self::Agreements(asked) => asked.run(out),
            Self::Show(asked) => asked.run(out),
            Self::Report(asked) => asked.run(out),
            Self::Digest(asked) => asked.run(out),
            Self::Extract(asked) => asked.run(out),
            Self::Letters(asked) => asked.run(out),
            Self::Inspect(Inspect::Mail(asked)) => asked.run(out),
            Self::Inspect(Inspect::Time(asked)) => asked.run(out),
        }
    }
}

/// Writes an error with its causes, one a line.
fn tell(error: &anyhow::Error) {
    let mut text = format!("error: {error}\n");
    for cause in error.chain().skip(1) {
        text.push_str(&format!("  because: {cause}\n"));
    }
    // Nobody is left to tell if standard error is closed.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Whether whoever read our output (`head`, say) has had enough: no failure of ours.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe))
}
