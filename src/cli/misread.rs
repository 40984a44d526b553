//! Arguments that cannot be read: clap's errors, in the program's own form.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::failure::Failure;

/// Arguments that cannot be read, in the program's own form.
pub fn of_clap(error: &clap::Error) -> Failure {
    let strings = |kind| match error.get(kind) {
        Some(ContextValue::Strings(list)) => list.clone(),
        Some(ContextValue::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    };
    if error.kind() == ErrorKind::MissingRequiredArgument {
        let missing = strings(ContextKind::InvalidArg);
        let missing: Vec<String> =
            missing.iter().map(|flag| flag.split(" <").next().unwrap_or(flag).to_owned()).collect();
        return Failure::missing(missing).hint(usage(error));
    }
    let rendered = error.render().to_string();
    let mut lines = rendered.lines().filter(|line| !line.trim().is_empty());
    let message = lines.next().unwrap_or("The arguments cannot be read").trim_start_matches("error: ");
    let tips: Vec<&str> = lines
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:"))
        .map(|line| line.trim_start_matches("tip: "))
        .collect();
    let hint = if tips.is_empty() { usage(error) } else { tips.join("; ") };
    Failure::arguments(first_upper(message)).hint(hint)
}

fn usage(error: &clap::Error) -> String {
    match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string().replace("Usage:", "usage:"),
        _ => "see escalate --help".into(),
    }
}

fn first_upper(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
