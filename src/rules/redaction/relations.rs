//! The words by which roles and agencies tell who is family and who is not.

/// Words for relatives and for others who are no professionals.
#[rustfmt::skip]
pub(super) const RELATIONS: &[&str] = &[
    "adopter", "aunt", "auntie", "aunty", "boyfriend", "bro", "brother", "carer", "caregiver", "child",
    "cousin", "dad", "daddy", "daughter", "family", "father", "fiance", "fiancee", "foster", "friend",
    "girlfriend", "godfather", "godmother", "godparent", "gran", "grandad", "granddad", "grandchild",
    "granddaughter", "grandfather", "grandma", "grandmother", "grandpa", "grandparent", "grandson", "granny",
    "guardian", "guest", "halfbrother", "halfsister", "household", "husband", "kin", "kinship", "lodger",
    "mam", "mom", "mother", "mum", "mummy", "nain", "nan", "nana", "nanna", "nanny", "neighbor", "neighbour",
    "nephew", "niece", "parent", "partner", "peer", "pupil", "public", "relation", "relative", "resident",
    "sibling", "sis", "sister", "son", "spouse", "stepbrother", "stepchild", "stepdad", "stepfather",
    "stepmom", "stepmother", "stepmum", "stepparent", "stepsister", "student", "taid", "tenant", "twin",
    "uncle", "wife",
];

/// The same, of two words.
#[rustfmt::skip]
pub(super) const RELATIONS_OF_TWO: &[(&str, &str)] = &[
    ("in", "law"), ("third", "party"), ("young", "person"), ("young", "people"), ("young", "man"),
    ("young", "woman"), ("young", "carer"), ("alleged", "perpetrator"), ("parental", "responsibility"),
];

/// Words that end the title of somebody who works for an agency: what stands before them says with whom.
#[rustfmt::skip]
pub(super) const PROFESSIONS: &[&str] = &[
    "administrator", "adviser", "advisor", "advocate", "analyst", "apprentice", "assessor", "assistant",
    "barrister", "chair", "chairperson", "clerk", "clinician", "commissioner", "conference", "constable",
    "consultant", "coordinator", "ordinator", "counsellor", "councillor", "deputy", "designate", "detective",
    "director", "doctor", "dsl", "ehco", "engineer", "executive", "facilitator", "governor", "gp", "head",
    "headteacher", "helper", "inspector", "investigator", "iro", "judge", "keyworker", "lawyer", "lead",
    "leader", "lecturer", "liaison", "librarian", "lado", "magistrate", "manager", "matron", "mediator",
    "mentor", "midwife", "navigator", "nurse", "officer", "ombudsman", "organiser", "paediatrician",
    "paramedic", "physician", "physiotherapist", "pharmacist", "practitioner", "principal", "professional",
    "professor", "psychiatrist", "psychologist", "psychotherapist", "receptionist", "registrar", "rep",
    "representative", "researcher", "reviewer", "secretary", "senco", "sendco", "sergeant", "service",
    "social", "solicitor", "specialist", "staff", "superintendent", "supervisor", "surgeon", "teacher",
    "team", "technician", "therapist", "trainee", "trainer", "trustee", "tutor", "visitor", "volunteer",
    "warden", "worker",
];

/// Titles of professionals that end in a word for a relative.
#[rustfmt::skip]
pub(super) const TITLES_OF_RELATION: &[(&str, &str)] = &[
    ("charge", "sister"), ("nursing", "sister"), ("theatre", "sister"), ("ward", "sister"),
    ("child", "guardian"), ("equity", "partner"), ("gp", "partner"), ("managing", "partner"),
    ("practice", "partner"), ("salaried", "partner"), ("up", "guardian"), ("caldicott", "guardian"),
];

/// Words for a relative that name a profession too, with a word of the agencies where they do.
pub(super) const AT_WORK: &[(&str, &[&str])] = &[
    ("sister", &["clinic", "health", "hospice", "hospital", "infirmary", "nhs", "ward"]),
    ("guardian", &["cafcass", "court", "cymru"]),
    ("partner", &["law", "legal", "llp", "practice", "solicitor", "surgery"]),
];

/// Words of agencies that say that it is an organisation, whomever it is for.
#[rustfmt::skip]
pub(super) const ORGANISATIONS: &[&str] = &[
    "academy", "agency", "association", "authority", "board", "borough", "cafcass", "camhs", "centre",
    "charity", "church", "cic", "clinic", "college", "commission", "committee", "company", "constabulary",
    "consortium", "council", "court", "department", "directorate", "federation", "foundation", "gp", "health",
    "hospice", "hospital", "hub", "inc", "infirmary", "institute", "limited", "llp", "ltd", "network", "nhs",
    "nursery", "office", "organisation", "organization", "panel", "partnership", "playgroup", "police",
    "practice", "prison", "probation", "project", "protection", "school", "service", "social", "society",
    "solicitor", "surgery", "team", "trust", "union", "unit", "university", "ysgol",
];

/// What stands for no agency.
#[rustfmt::skip]
pub(super) const NO_AGENCY: &[&str] = &[
    "", "independent", "individual", "n a", "na", "nil", "no", "no agency", "none", "not applicable",
    "nothing", "private", "private individual", "self", "unknown", "not known", "tbc", "other", "home",
];

/// Words after which a phrase only says whose, where or with whom.
pub(super) const PREPOSITIONS: &[&str] = &["at", "for", "from", "in", "of", "on", "to", "with"];

/// Words that tell one side of a family from another.
pub(super) const KINDS_OF_FAMILY: &[&str] =
    &["adoptive", "biological", "estranged", "extended", "fostering", "maternal", "paternal", "unrelated"];
