//! `similar`: recorded cases that are like a case.

use clap::Args;

use super::Done;
use crate::cli::Session;
use crate::rules::{Profile, likeness};
use crate::store::{CaseFilter, Reading};
use crate::view::SimilarView;

/// Recorded cases that are like a case: of the same category, or between the same parties.
#[derive(Debug, Args)]
pub struct Similar {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
}

impl Similar {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let store = session.logbook()?;
        let loaded = session.case(&store, &self.case)?;
        let found = find(&store, &Profile::of(&loaded.case), None)?;
        session.list(&found)?;
        Ok(None)
    }
}

/// The cases that are like one, the most alike first and then the newest.
///
/// With a most, only so many of the newest cases of its category and of its first party are looked at.
pub(super) fn find(store: &dyn Reading, of: &Profile, most: Option<u32>) -> anyhow::Result<Vec<SimilarView>> {
    let mut found = std::collections::BTreeMap::new();
    let of_category = CaseFilter { category: Some(of.category.to_string()), most, ..CaseFilter::default() };
    let of_parties = of.agencies.iter().map(|agency| CaseFilter {
        agency: Some(agency.clone()),
        most,
        ..CaseFilter::default()
    });
    for wanted in std::iter::once(of_category).chain(of_parties) {
        store.cases(&wanted, &mut |summary| {
            if let Some(alike) = likeness(of, &Profile::of_summary(&summary)) {
                found.insert(summary.reference, (alike, summary));
            }
            Ok(())
        })?;
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|(one, (alike, _)), (other, (also, _))| also.cmp(alike).then(other.cmp(one)));
    Ok(found.into_iter().map(|(_, (alike, summary))| SimilarView::of(summary, alike)).collect())
}
