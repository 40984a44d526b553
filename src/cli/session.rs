//! One run of the program: what commands share.

use std::cell::OnceCell;

use chrono::{DateTime, Datelike, Utc};

use super::args::{Common, GivenPerson, Global, complete};
use super::case_files::{CaseFiles, DEFAULT_CALENDAR, no_case};
use super::config::Config;
use super::failure::{Failure, Status};
use super::output::Output;
use super::places::Places;
use super::prompt::Asker;
use super::shelf::OwnShelf;
use super::surroundings::Surroundings;
use super::when::{BadWhen, Clock};
use crate::key::{DataKey, Wrappings};
use crate::model::{Agency, CaseRef, Id, Instant, LogId, Moment, Person};
use crate::protocol::{Calendar, Resolved};
use crate::render::{Line, Show};
use crate::rules::CaseFile;
use crate::store::Reading;
use crate::store::sqlite::SqliteLog;

/// One run of the program.
#[derive(Debug)]
pub struct Session<'a> {
    /// What is around the program.
    pub around: &'a mut Surroundings,
    /// The arguments of every command.
    pub global: Global,
    /// How results are printed.
    pub output: Output,
    /// What `config.toml` says.
    pub config: Config,
    /// Where things lie.
    pub places: Places,
    /// The definitions and calendars that there are.
    pub shelf: OwnShelf,
    /// What puts cases together.
    pub files: CaseFiles,
    /// Whether the logbook is encrypted, once that was looked at.
    pub(super) encrypted: OnceCell<bool>,
    /// The key of the logbook's data, once it was unlocked.
    pub(super) unlocked: OnceCell<DataKey>,
    /// The wrappings that gave it.
    pub(super) unlocked_by: OnceCell<Wrappings>,
}

impl<'a> Session<'a> {
    /// A run with these arguments.
    pub fn new(global: Global, output: Output, around: &'a mut Surroundings) -> anyhow::Result<Self> {
        check_clock((around.clock)())?;
        let mut places = Places::find(around)?;
        let config = Config::read(&places.config)?;
        if let Some(logbook) = &global.logbook {
            places.logbook.clone_from(logbook);
        } else if let Some(logbook) =
            config.logbook.as_ref().filter(|_| around.variable("ESCALATE_LOGBOOK").is_none())
        {
            places.logbook.clone_from(logbook);
        }
        let shelf = OwnShelf::at(&places);
        let files = CaseFiles::with(shelf.clone());
        Ok(Self {
            around,
            global,
            output,
            config,
            places,
            shelf,
            files,
            encrypted: OnceCell::new(),
            unlocked: OnceCell::new(),
            unlocked_by: OnceCell::new(),
        })
    }

    /// The system's clock.
    pub fn now(&self) -> DateTime<Utc> {
        (self.around.clock)()
    }

    /// Bytes at random.
    pub fn random<const N: usize>(&self) -> anyhow::Result<[u8; N]> {
        let mut bytes = [0; N];
        (self.around.random)(&mut bytes)?;
        Ok(bytes)
    }

    /// The logbook, unlocked.
    pub fn logbook(&self) -> anyhow::Result<SqliteLog> {
        let path = &self.places.logbook;
        // Asked before anything is connected: to open the file beside a connection, and close it,
        // would drop the locks that this process holds on it.
        if self.is_encrypted()? {
            self.data_key()?;
            return self.open_unlocked(path);
        }
        let store = SqliteLog::open(path, None)?;
        self.refuse_plain_log(store.log())?;
        Ok(store)
    }

    /// Another connection to a logbook that is open, to read by at the same time, where it can be had.
    pub fn beside(&self, store: &SqliteLog) -> anyhow::Result<Option<SqliteLog>> {
        Ok(store.beside(self.unlocked())?)
    }

    /// Somebody to ask, where there is a terminal and asking is wanted.
    pub fn asker(&self) -> Option<Asker> {
        let terminals = self.around.terminals;
        (terminals.input && terminals.error && !self.global.no_input)
            .then(|| Asker::new(self.output.error_color()))
    }

    /// The owner of the logbook, as far as the configuration names one.
    pub fn owner(&self) -> Option<Person> {
        let me = self.config.me.as_ref()?;
        let agency = Agency::new(self.config.agency.as_deref().unwrap_or_default());
        Some(Person { name: me.name.clone(), role: me.role.clone(), agency })
    }

    /// Who records: the owner, or whoever the system says is at work.
    pub fn author(&self) -> Person {
        self.owner().unwrap_or_else(|| {
            let name = ["USER", "LOGNAME", "USERNAME"]
                .iter()
                .find_map(|name| self.around.variable(name)?.to_str().filter(|name| !name.trim().is_empty()));
            Person {
                name: name.unwrap_or("(unknown)").to_owned(),
                role: String::new(),
                agency: Agency::new(self.config.agency.as_deref().unwrap_or_default()),
            }
        })
    }

    /// People as given, completed with what is known of the owner.
    pub fn people(&self, given: &[GivenPerson]) -> Result<Vec<Person>, Failure> {
        complete(given, self.owner().as_ref())
    }

    /// The definition of an id, as it holds now.
    pub fn protocol(&self, id: &str) -> anyhow::Result<Resolved> {
        self.shelf.protocol(id)
    }

    /// A calendar by its id.
    pub fn calendar(&self, id: &Id) -> anyhow::Result<Calendar> {
        self.shelf.calendar(id)
    }

    /// The calendar where no case names one.
    pub fn default_calendar(&self) -> anyhow::Result<Calendar> {
        let id = DEFAULT_CALENDAR.parse::<Id>()?;
        self.calendar(&id)
    }

    /// The case that a CASE argument names.
    pub fn reference(&self, store: &dyn Reading, given: &str) -> anyhow::Result<CaseRef> {
        let given = given.trim();
        if let Ok(reference) = given.parse::<CaseRef>() {
            return Ok(reference);
        }
        let is_number = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit());
        let serial = given.parse::<u32>().ok().filter(|_| is_number).ok_or_else(|| no_case(given))?;
        match store.cases_numbered(serial)?[..] {
            [] => Err(no_case(given).into()),
            [one] => Ok(one),
            ref several => {
                let references: Vec<String> = several.iter().map(ToString::to_string).collect();
                Err(Failure::arguments(format!(
                    "Several years have a case {serial}: {}.",
                    references.join(", ")
                ))
                .hint("name it with its year")
                .into())
            }
        }
    }

    /// A case with its definition and calendar.
    pub fn load(&self, store: &dyn Reading, reference: CaseRef) -> anyhow::Result<CaseFile> {
        self.files.of(store, reference, store.entries_of(reference)?)
    }

    /// A case that a CASE argument names.
    pub fn case(&self, store: &dyn Reading, given: &str) -> anyhow::Result<CaseFile> {
        let reference = self.reference(store, given)?;
        self.load(store, reference)
    }

    /// Reads times on a calendar's clocks.
    pub fn clock<'c>(&self, calendar: &'c Calendar) -> Clock<'c> {
        Clock { calendar, now: self.now() }
    }

    /// When something happened, by `--at`, or now.
    pub fn moment(&self, common: &Common, calendar: &Calendar) -> Result<Moment, Failure> {
        let clock = self.clock(calendar);
        match &common.at {
            None => Ok(Moment::exact(clock.now())),
            Some(text) => clock.moment(text).map_err(|bad| bad_when("--at", &bad)),
        }
    }

    /// The end of a limit, as an argument gives it.
    pub fn end(
        &self,
        flag: &str,
        text: Option<&String>,
        calendar: &Calendar,
    ) -> Result<Option<Instant>, Failure> {
        text.map(|text| self.clock(calendar).end(text)).transpose().map_err(|bad| bad_when(flag, &bad))
    }

    /// The clock that results are compared with: now, or as of a given time.
    pub fn as_of(&self, text: Option<&String>, calendar: &Calendar) -> Result<Instant, Failure> {
        let clock = self.clock(calendar);
        text.map_or(Ok(clock.now()), |text| clock.instant(text)).map_err(|bad| bad_when("--as-of", &bad))
    }

    /// Prints one result.
    pub fn show<T: Show>(&mut self, result: &T) -> anyhow::Result<()> {
        self.output.one(result, self.around)
    }

    /// Prints a list of results.
    pub fn list<T: Line>(&mut self, lines: &[T]) -> anyhow::Result<()> {
        self.output.list(lines, self.around)
    }

    /// Prints a list of results; for people, one sentence where there are none.
    pub fn list_or<T: Line>(&mut self, lines: &[T], nothing: &str) -> anyhow::Result<()> {
        if !lines.is_empty() || !self.output.is_for_people() {
            return self.list(lines);
        }
        let mut page = self.output.page();
        page.paragraph(nothing);
        self.output.print(page, self.around)
    }

    /// Passes on the result of something that is done: where it cannot be printed, that is only said.
    ///
    /// Whether it was printed.
    pub fn is_passed_on(&mut self, done: &str, printed: anyhow::Result<()>) -> bool {
        let Err(error) = printed.and_then(|()| Ok(flush(self.around)?)) else { return true };
        // What could not be passed on is not tried again: it would look as if what was done had failed.
        self.around.output = Box::new(std::io::sink());
        self.warn(&format!("{done}, but the result could not be printed: {error}."));
        false
    }

    /// Says something besides the results.
    pub fn note(&mut self, message: &str) {
        self.output.note(message, self.around);
    }

    /// Says something besides the results that must not be missed.
    pub fn tell(&mut self, message: &str) {
        self.output.tell(message, self.around);
    }

    /// Says something that wants attention.
    pub fn warn(&mut self, message: &str) {
        self.output.warn(message, self.around);
    }

    /// Says so where the definition of a case has changed since it was opened.
    pub fn note_changed_definition(&mut self, loaded: &CaseFile) {
        let id = loaded.case.protocol.as_str();
        if loaded.stands_in {
            self.note(&format!(
                "The calendar ‘{}’ of this case is not there; times are shown by {}, and nothing can be added until it is back.",
                loaded.case.calendar,
                loaded.calendar.title_with_origin()
            ));
        }
        if self.shelf.digest(id).is_ok_and(|digest| digest == loaded.definition.digest) {
            return;
        }
        let message = match self.shelf.protocol(id) {
            Ok(current) => format!(
                "The definition ‘{id}’ has changed since this case was opened (now version {}); the case stays on its own, version {}.",
                current.protocol.version, loaded.case.version
            ),
            Err(_) => format!(
                "The definition ‘{id}’ can no longer be read; the case stays on its own, version {}.",
                loaded.case.version
            ),
        };
        self.note(&message);
    }

    /// A new log's identity.
    pub fn new_log(&self) -> anyhow::Result<LogId> {
        Ok(LogId(self.random()?))
    }

    /// The year in which something is recorded now, on a calendar's clocks.
    pub fn year(&self, calendar: &Calendar) -> anyhow::Result<u16> {
        Ok(u16::try_from(calendar.local(&self.now()).year())?)
    }
}

/// Refuses a clock that cannot be right: what is recorded by it would be evidence of a wrong time.
fn check_clock(now: DateTime<Utc>) -> Result<(), Failure> {
    if (1970..10_000).contains(&now.year()) {
        return Ok(());
    }
    Err(Failure::new(Status::Failed, format!("The system's clock says that it is the year {}.", now.year()))
        .hint("set the clock of this computer, then type the same again"))
}

/// Passes on what was printed; a reader that has had enough is no failure.
fn flush(around: &mut Surroundings) -> std::io::Result<()> {
    match around.output.flush() {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        flushed => flushed,
    }
}

/// The failure of a time that cannot be read.
pub fn bad_when(flag: &str, bad: &BadWhen) -> Failure {
    Failure::new(Status::Arguments, format!("{flag}: {bad}")).hint(bad.hint())
}
