//! `advance`: move a case to a later stage.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, asking, field};
use crate::cli::args::{Common, GivenPerson, person, text, word};
use crate::cli::prompt::Asker;
use crate::cli::{Failure, Session, Status};
use crate::model::kinds::{Advance as Event, HarmFlag};
use crate::model::{Capacity, CaseRef, Ground, StageNumber};
use crate::protocol::{LimitKind, Of, Stage};
use crate::rules::CaseFile;
use crate::rules::{self, Draft, next_stage};
use crate::store::Reading;

/// Move to the next stage, or to a later one on a ground that the protocol names for it.
#[derive(Debug, Args, Serialize)]
pub struct Advance {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    /// The risks for the child of escalating and of not escalating
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    risk: Option<String>,
    /// On what ground (default: unresolved)
    #[arg(long, value_parser = word::<Ground>())]
    ground: Option<Ground>,
    /// A similar case that is recorded
    #[arg(long, value_name = "CASE")]
    similar: Vec<String>,
    /// The stage to move to (default: the next)
    #[arg(long, value_name = "STAGE")]
    to: Option<u8>,
    /// Who holds that stage
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    holder: Vec<GivenPerson>,
    /// The limit that is stated (a day alone is its close of business)
    #[arg(long, value_name = "WHEN")]
    by: Option<String>,
    /// Who agreed to it
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    agreed_with: Vec<GivenPerson>,
    /// The earlier limit that protects the child
    #[arg(long, value_name = "WHEN")]
    protect_by: Option<String>,
    /// A child is thought to be at risk of immediate harm
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    immediate_harm: bool,
    #[command(flatten)]
    common: Common,
}

impl Advance {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        self.ask(session)?;
        let mut needs = Needs::default();
        let why = needs.text("--why", self.why.as_ref());
        if self.must_state_limit(session)? {
            needs.some::<()>("--by", &[]);
        }
        needs.met(why)?;
        let similar = self.similar_cases(session)?;
        let recorded = session.record("advance", &self.case, &self, &self.common, |session, loaded| {
            self.draft(session, loaded, similar)
        });
        let recorded = match recorded {
            Err(refused) if self.immediate_harm => return Err(self.flag_alone(session, refused)?),
            recorded => recorded?,
        };
        session.report(&recorded)?;
        super::open::mention_similar(session, &recorded);
        Ok(None)
    }

    /// On what ground: immediate harm, where it says so and skips stages.
    fn ground(&self) -> Ground {
        let skips = self.immediate_harm && self.to.is_some();
        self.ground.unwrap_or(if skips { Ground::ImmediateHarm } else { Ground::Unresolved })
    }

    /// Stores that a child is at risk, though the move is refused; returns the refusal, which says so.
    fn flag_alone(&self, session: &mut Session<'_>, refused: anyhow::Error) -> anyhow::Result<anyhow::Error> {
        let failure = Failure::of(&refused);
        if failure.status != Status::Refused {
            return Ok(refused);
        }
        let recorded = session.record("advance", &self.case, self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(HarmFlag { lifted: false }, happened, session.author()).immediate_harm(true))
        })?;
        session.report(&recorded)?;
        let safety = rules::safety(recorded.loaded.protocol());
        let message = format!(
            "{} The move was not stored. That a child is at risk of immediate harm was. {safety}",
            failure.message
        );
        Ok(Failure { message, is_stored: true, ..failure }.into())
    }

    /// Whether the stage that it moves to needs a stated limit, and none is given.
    fn must_state_limit(&self, session: &Session<'_>) -> anyhow::Result<bool> {
        if self.by.is_some()
            || self.why.is_some()
            || self.immediate_harm
            || self.ground == Some(Ground::ImmediateHarm)
        {
            return Ok(false);
        }
        let loaded = session.case(&session.logbook()?, &self.case)?;
        let desk = session.desk(loaded.protocol(), &loaded.calendar, &self.common);
        let stage = next_stage(&loaded.case, self.to.map(StageNumber), &desk);
        Ok(stage.is_ok_and(|stage| stage.limit.kind == LimitKind::Stated))
    }

    fn draft(
        &self,
        session: &Session<'_>,
        loaded: &CaseFile,
        similar: Vec<CaseRef>,
    ) -> anyhow::Result<Draft> {
        let happened = session.moment(&self.common, &loaded.calendar)?;
        let desk = session.desk(loaded.protocol(), &loaded.calendar, &self.common);
        rules::check_takes_more(&loaded.case, loaded.protocol(), "a move to a later stage")?;
        let stage = next_stage(&loaded.case, self.to.map(StageNumber), &desk)?;
        let event = Event { to: stage.number, entered: happened.at, ground: self.ground(), similar };
        Ok(Draft::new(event, happened, session.author())
            .people(Capacity::Holder, session.people(&self.holder)?)
            .people(Capacity::AgreedWith, session.people(&self.agreed_with)?)
            .text(&field("why"), self.why.clone())
            .text(&field("risk"), self.risk.clone())
            .immediate_harm(self.immediate_harm)
            .limits(
                session.end("--by", self.by.as_ref(), &loaded.calendar)?,
                session.end("--protect-by", self.protect_by.as_ref(), &loaded.calendar)?,
            ))
    }

    /// The similar cases that are named; each must be there.
    fn similar_cases(&self, session: &Session<'_>) -> anyhow::Result<Vec<CaseRef>> {
        if self.similar.is_empty() {
            return Ok(Vec::new());
        }
        let store = session.logbook()?;
        self.similar
            .iter()
            .map(|given| {
                let reference = session.reference(&store, given)?;
                if session.reference(&store, &self.case).is_ok_and(|own| own == reference) {
                    return Err(
                        Failure::arguments(format!("Case {reference} cannot be similar to itself.")).into()
                    );
                }
                if store.entries_of(reference)?.is_empty() {
                    return Err(crate::cli::no_case(given).into());
                }
                Ok(reference)
            })
            .collect()
    }

    /// Asks for what is missing, in the protocol's words.
    fn ask(&mut self, session: &Session<'_>) -> anyhow::Result<()> {
        let Some(asker) = session.asker().filter(|_| self.why.is_none() && self.common.from_file.is_none())
        else {
            return Ok(());
        };
        let loaded = session.case(&session.logbook()?, &self.case)?;
        asking::stage(&asker, &loaded)?;
        let desk = session.desk(loaded.protocol(), &loaded.calendar, &self.common);
        rules::check_takes_more(&loaded.case, loaded.protocol(), "a move to a later stage")?;
        self.ask_ground(&asker, &loaded)?;
        let stage = next_stage(&loaded.case, self.to.map(StageNumber), &desk)?;
        asker.say(&format!("It moves to: {}", stage.title))?;
        asker.say(&format!("{} [{}]", stage.what, stage.source))?;
        if let Some(condition) = &stage.condition {
            asker.say(&format!("{} [{}]", condition.says, condition.source))?;
        }
        self.why = Some(asker.text("Why does it move on")?);
        let asks_risk = stage.required.iter().any(|one| one.field == "risk" && one.of.contains(&Of::Advance));
        if self.risk.is_none() && asks_risk {
            self.risk = asker.optional_text("The risks for the child of escalating and of not escalating")?;
        }
        self.ask_limit(&asker, session, &loaded, stage)?;
        let wanted: Vec<_> = stage
            .required
            .iter()
            .filter(|one| one.of.contains(&Of::Advance) || one.of.contains(&Of::Stage))
            .filter(|one| one.field != "risk")
            .collect();
        asking::fields(&asker, &wanted, loaded.protocol(), &mut self.common)?;
        let preview = self.draft(session, &loaded, Vec::new())?;
        // Answering took time: what is judged is judged now.
        let desk = session.desk(loaded.protocol(), &loaded.calendar, &self.common);
        let admitted = rules::admit(preview, &loaded.case, &desk)?;
        if let Some(limit) = admitted
            .skeleton
            .begins
            .iter()
            .find(|begun| matches!(begun.what, crate::model::Subject::Stage(_)))
        {
            asking::limit(&asker, limit)?;
        }
        asking::agree(&asker)
    }

    /// Asks for the ground, where later stages can be reached on one.
    fn ask_ground(&mut self, asker: &Asker, loaded: &CaseFile) -> anyhow::Result<()> {
        let grounds = &loaded.protocol().grounds;
        if self.ground.is_some() || grounds.len() < 2 {
            return Ok(());
        }
        let choices: Vec<String> = grounds.iter().map(|one| format!("{} ({})", one.title, one.id)).collect();
        let ground = grounds.get(asker.choose("On what ground", &choices)?).map(|ground| ground.id);
        self.ground = ground;
        let Some(next) = rules::next(&loaded.case, loaded.protocol()) else { return Ok(()) };
        let named = next.jumps.iter().filter(|(_, jump)| Some(jump.ground) == ground);
        let mut stages: Vec<&Stage> = next.then.iter().map(|then| then.stage).collect();
        stages.extend(named.map(|(stage, _)| *stage));
        stages.dedup_by_key(|stage| stage.number);
        if self.to.is_none() && stages.len() > 1 {
            let titles: Vec<String> = stages.iter().map(|stage| stage.title.clone()).collect();
            self.to = stages.get(asker.choose("To which stage", &titles)?).map(|stage| stage.number.0);
        }
        Ok(())
    }

    fn ask_limit(
        &mut self,
        asker: &Asker,
        session: &Session<'_>,
        loaded: &CaseFile,
        stage: &Stage,
    ) -> anyhow::Result<()> {
        let stated = stage.limit.kind == LimitKind::Stated && self.ground != Some(Ground::ImmediateHarm);
        if self.by.is_none() && stated {
            let question =
                format!("Until when is it to be resolved [{}], such as 2026-04-09 17:00", stage.limit.source);
            let clock = session.clock(&loaded.calendar);
            self.by = asker.checked(&question, None, false, |text| {
                clock.end(text).map(|_| text.to_owned()).map_err(|bad| format!("{bad} {}", bad.hint()))
            })?;
        }
        if self.by.is_some() && stage.limit.agreed && self.agreed_with.is_empty() {
            self.agreed_with = asker.people("Who agreed to that time", false)?;
        }
        Ok(())
    }
}
