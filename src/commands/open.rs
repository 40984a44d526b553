//! `open`: open a case.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, asking, field};
use crate::cli::args::{Common, GivenPerson, agency_type, label, person, text, word};
use crate::cli::prompt::Asker;
use crate::cli::{Recorded, Session};
use crate::model::{Agency, AgencyType, Capacity, CaseRef, Digest, Ground, Id, Moment, StageNumber};
use crate::protocol::{Calendar, LimitKind, Of, Pathway, Resolved};
use crate::rules::{self, Draft, Opening, Profile};

/// Open a case: put the concern to the other professional.
///
/// Prints its reference, its stage, the limit, and what the record still needs.
#[derive(Debug, Args, Serialize)]
pub struct Open {
    /// The protocol (default: the one in the settings)
    #[arg(long, value_name = "ID")]
    protocol: Option<String>,
    /// The pathway (default: the category's)
    #[arg(long, value_name = "ID")]
    pathway: Option<Id>,
    /// How the child is referred to: initials or a number
    #[arg(long, value_name = "REF", value_parser = label, allow_hyphen_values = true)]
    child: Vec<String>,
    /// Where the disagreement arises
    #[arg(long, value_name = "ID")]
    category: Option<Id>,
    /// The decision or action challenged
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    concern: Option<String>,
    /// The evidence
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    evidence: Option<String>,
    /// The effect on the child
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    impact: Option<String>,
    /// Who raises the concern
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    from: Option<GivenPerson>,
    /// To whom it is put
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    to: Vec<GivenPerson>,
    /// The limit that is stated (a day alone is its close of business)
    #[arg(long, value_name = "WHEN")]
    by: Option<String>,
    /// Who agreed to it
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    agreed_with: Vec<GivenPerson>,
    /// The earlier limit that protects the child
    #[arg(long, value_name = "WHEN")]
    protect_by: Option<String>,
    /// The stage to open at
    #[arg(long, value_name = "N", default_value_t = 1)]
    stage: u8,
    /// Why it opens at a later stage
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    /// On what ground it opens at a later stage
    #[arg(long, value_parser = word::<Ground>(), conflicts_with = "immediate_harm")]
    ground: Option<Ground>,
    /// A child is thought to be at risk of immediate harm
    #[arg(long)]
    immediate_harm: bool,
    /// Of which type an agency is, where its name and its people's roles do not tell
    #[arg(long, value_name = "AGENCY=TYPE", value_parser = agency_type, allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agency_type: Vec<(Agency, AgencyType)>,
    #[command(flatten)]
    common: Common,
}

impl Open {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        // A logbook that is not there is said before anything is asked.
        drop(session.logbook()?);
        let id = self.protocol.clone().or_else(|| session.config.protocol.clone());
        let asker = session.asker().filter(|_| !self.is_complete() && self.common.from_file.is_none());
        let id = match (id, &asker) {
            (Some(id), _) => Some(id),
            (None, Some(asker)) => Some(choose_protocol(asker, session)?),
            (None, None) => None,
        };
        let definition = id.as_deref().map(|id| session.protocol(id)).transpose()?;
        if let (Some(definition), Some(asker)) = (&definition, &asker) {
            self.ask(asker, session, definition)?;
        }
        let mut needs = Needs::default();
        let definition = needs.one("--protocol", definition);
        needs.some("--child", &self.child);
        let category = needs.one("--category", self.category.clone());
        needs.text("--concern", self.concern.as_ref());
        let from = needs.one("--from", self.from.clone());
        needs.some("--to", &self.to);
        if self.stage > 1 {
            needs.text("--why", self.why.as_ref());
        }
        if self.by.is_none() && self.must_state_limit(definition.as_ref()) {
            needs.some::<()>("--by", &[]);
        }
        let no_protocol = definition.is_none();
        let met = needs.met(definition.zip(category.zip(from)));
        let (definition, (category, from)) = match met {
            Err(missing) if no_protocol => {
                let hint = super::init::no_protocol(session).hint.unwrap_or_default();
                return Err(missing.hint(hint).into());
            }
            met => met?,
        };
        let pathway = rules::pathway_for(&definition.protocol, self.pathway.as_ref(), &category)?.id.clone();
        let calendar = session.calendar(&definition.protocol.calendar)?;
        if let Some(asker) = &asker {
            let preview = self.draft(
                session,
                CaseRef { year: 0, serial: 0 },
                &definition,
                &calendar,
                (&pathway, &category, &from),
            )?;
            let desk = session.desk(&definition.protocol, &calendar, &self.common);
            let admitted = rules::open(CaseRef { year: 0, serial: 0 }, preview, &desk)?;
            if let Some(stage) = admitted.skeleton.begins.first() {
                asking::limit(asker, stage)?;
            }
            asking::agree(asker)?;
        }
        let recorded =
            session.open_case(&self, &self.common, &definition, &calendar, |session, reference| {
                self.draft(session, reference, &definition, &calendar, (&pathway, &category, &from))
            })?;
        session.report(&recorded)?;
        mention_similar(session, &recorded);
        Ok(None)
    }

    fn is_complete(&self) -> bool {
        !self.child.is_empty()
            && self.category.is_some()
            && self.concern.is_some()
            && self.from.is_some()
            && !self.to.is_empty()
    }

    fn ground(&self) -> Option<Ground> {
        self.ground.or(self.immediate_harm.then_some(Ground::ImmediateHarm))
    }

    /// Whether the stage that it opens at needs a stated limit.
    fn must_state_limit(&self, definition: Option<&Resolved>) -> bool {
        let stage = definition.zip(self.category.as_ref()).and_then(|(definition, category)| {
            let pathway = rules::pathway_for(&definition.protocol, self.pathway.as_ref(), category).ok()?;
            let known = definition.protocol.category(category)?.is_of(&pathway.id);
            pathway.stage(StageNumber(self.stage)).filter(|_| known)
        });
        stage.is_some_and(|stage| stage.limit.kind == LimitKind::Stated)
            && self.ground() != Some(Ground::ImmediateHarm)
    }

    fn draft(
        &self,
        session: &Session<'_>,
        reference: CaseRef,
        definition: &Resolved,
        calendar: &Calendar,
        (pathway, category, from): (&Id, &Id, &GivenPerson),
    ) -> anyhow::Result<Draft> {
        let happened: Moment = session.moment(&self.common, calendar)?;
        let digest: Digest = definition.digest;
        let opening = Opening {
            reference,
            definition: digest,
            pathway: pathway.clone(),
            category: category.clone(),
            stage: StageNumber(self.stage),
            ground: self.ground(),
            children: self.child.clone(),
            happened,
            recorded_by: session.author(),
            by: session.end("--by", self.by.as_ref(), calendar)?,
            protect_by: session.end("--protect-by", self.protect_by.as_ref(), calendar)?,
            immediate_harm: self.immediate_harm,
            agency_types: self.agency_type.clone(),
        };
        let draft = opening.draft(&definition.protocol);
        Ok(draft
            .people(Capacity::From, session.people(std::slice::from_ref(from))?)
            .people(Capacity::To, session.people(&self.to)?)
            .people(Capacity::AgreedWith, session.people(&self.agreed_with)?)
            .text(&field("concern"), self.concern.clone())
            .text(&field("evidence"), self.evidence.clone())
            .text(&field("impact"), self.impact.clone())
            .text(&field("why"), self.why.clone()))
    }

    /// Asks for what is missing, in the protocol's words, with its categories to choose from.
    fn ask(&mut self, asker: &Asker, session: &Session<'_>, definition: &Resolved) -> anyhow::Result<()> {
        let protocol = &definition.protocol;
        let pathway = self.ask_pathway(asker, definition)?;
        if self.category.is_none() {
            let categories: Vec<_> = protocol.categories_of(&pathway.id).collect();
            let choices: Vec<String> =
                categories.iter().map(|one| format!("{} ({})", one.title, one.id)).collect();
            let chosen = asker.choose("Where does the disagreement arise", &choices)?;
            self.category = categories.get(chosen).map(|category| category.id.clone());
        }
        if self.child.is_empty() {
            self.child.push(asker.label("How is the child referred to (initials or a number)", None)?);
        }
        let title = |id: &str, otherwise: &str| match protocol.field(id) {
            Some(field) => format!("{} [{}]", field.title, field.source),
            None => otherwise.to_owned(),
        };
        if self.concern.is_none() {
            self.concern = Some(asker.text(&title("concern", "The decision or action challenged"))?);
        }
        if self.evidence.is_none() {
            self.evidence = asker.optional_text(&title("evidence", "The evidence"))?;
        }
        if self.impact.is_none() {
            self.impact = asker.optional_text(&title("impact", "The effect on the child"))?;
        }
        self.ask_people(asker, session, pathway)?;
        let stage = pathway.stage(StageNumber(self.stage));
        if let Some(stage) = stage {
            let stated = stage.limit.kind == LimitKind::Stated && !self.immediate_harm;
            let clock = session.calendar(&protocol.calendar)?;
            if self.by.is_none() && stated {
                let question = format!(
                    "Until when is it to be resolved [{}], such as 2026-04-09 17:00",
                    stage.limit.source
                );
                self.by = asker.checked(&question, None, false, |text| {
                    session
                        .clock(&clock)
                        .end(text)
                        .map(|_| text.to_owned())
                        .map_err(|bad| format!("{bad} {}", bad.hint()))
                })?;
            }
            if self.by.is_some() && stage.limit.agreed && self.agreed_with.is_empty() {
                self.agreed_with = asker.people("Who agreed to that time", false)?;
            }
        }
        let category = self.category.clone();
        let first = pathway.stages.first().map_or(&[][..], |stage| &stage.required);
        let wanted: Vec<_> = first
            .iter()
            .filter(|required| required.of.contains(&Of::Challenge))
            .filter(|required| !["concern", "evidence", "impact"].contains(&required.field.as_str()))
            .filter(|required| {
                required.categories.is_empty()
                    || category.as_ref().is_some_and(|category| required.categories.contains(category))
            })
            .collect();
        asking::fields(asker, &wanted, protocol, &mut self.common)
    }

    fn ask_pathway<'d>(&mut self, asker: &Asker, definition: &'d Resolved) -> anyhow::Result<&'d Pathway> {
        let protocol = &definition.protocol;
        if let Some(category) = &self.category {
            return Ok(rules::pathway_for(protocol, self.pathway.as_ref(), category)?);
        }
        if self.pathway.is_none() && protocol.pathways.len() > 1 {
            let choices: Vec<String> =
                protocol.pathways.iter().map(|one| format!("{} ({})", one.title, one.id)).collect();
            let chosen = asker.choose("Which pathway", &choices)?;
            self.pathway = protocol.pathways.get(chosen).map(|pathway| pathway.id.clone());
        }
        let named =
            self.pathway.as_ref().map_or_else(|| protocol.pathways.first(), |id| protocol.pathway(id));
        named.ok_or_else(|| {
            let id = self.pathway.as_ref().map(ToString::to_string).unwrap_or_default();
            crate::model::Refusal::unknown(format!("The protocol ‘{}’ has no pathway ‘{id}’.", protocol.id))
                .into()
        })
    }

    fn ask_people(&mut self, asker: &Asker, session: &Session<'_>, pathway: &Pathway) -> anyhow::Result<()> {
        if self.from.is_none() {
            let owner = session.owner().filter(|owner| !owner.agency.name().is_empty());
            let default = owner.map(|owner| owner.to_string());
            self.from = asker.checked(
                "Who raises the concern (\"Name, role, agency\")",
                default.as_deref(),
                false,
                person,
            )?;
        }
        if self.to.is_empty() {
            if let Some(stage) = pathway.stage(StageNumber(self.stage)) {
                asker.say(&format!("At this stage: {}", stage.what))?;
            }
            self.to = asker.people("To whom is it put", true)?;
        }
        Ok(())
    }
}

fn choose_protocol(asker: &Asker, session: &Session<'_>) -> anyhow::Result<String> {
    use crate::protocol::Shelf;
    let ids = session.shelf.ids();
    let named =
        |id: &String| session.protocol(id).map_or_else(|_| id.clone(), |known| known.id_with_origin());
    let choices: Vec<String> = ids.iter().map(named).collect();
    let chosen = asker.choose("Which protocol", &choices)?;
    ids.get(chosen).cloned().ok_or_else(|| super::init::no_protocol(session).into())
}

/// How many similar cases are looked for after an opening or a move.
const LOOKED_AT: u32 = 200;

/// Where the protocol makes similar concerns a ground, says which cases are similar.
///
/// The entry is stored by now: what fails here is only left unsaid.
pub(super) fn mention_similar(session: &mut Session<'_>, recorded: &Recorded) {
    let loaded = &recorded.loaded;
    if loaded.protocol().ground(Ground::SimilarConcerns).is_none() {
        return;
    }
    let profile = Profile::of(&loaded.case);
    let found = session.logbook().and_then(|store| super::similar::find(&store, &profile, Some(LOOKED_AT)));
    let Some(found) = found.ok().filter(|found| !found.is_empty()) else { return };
    let references: Vec<String> = found.iter().take(5).map(|similar| similar.line.case.clone()).collect();
    let more = if found.len() > 5 { ", …" } else { "" };
    session.note(&format!(
        "Similar cases are recorded: {}{more}. See them: escalate similar {}",
        references.join(", "),
        loaded.case.reference
    ));
}
