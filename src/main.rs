//! Arguments → run → exit status.

use std::process::ExitCode;

use escalate::cli::Surroundings;
use escalate::run;

fn main() -> ExitCode {
    ExitCode::from(run(&std::env::args_os().collect::<Vec<_>>(), &mut Surroundings::of_process()))
}
