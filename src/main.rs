//! Arguments → run → exit status.

use std::process::ExitCode;

use escalate::cli::Surroundings;
use escalate::run;

fn main() -> ExitCode {
    Surroundings::forbid_core_dumps();
    Surroundings::outlive_file_size_limit();
    ExitCode::from(run(&std::env::args_os().collect::<Vec<_>>(), &mut Surroundings::of_process()))
}
