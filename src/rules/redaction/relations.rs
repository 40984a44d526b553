//! The words by which roles and agencies tell who is family and who is not.

/// Words for relatives and for others who are no professionals.
#[rustfmt::skip]
pub(super) const RELATIONS: &[&str] = &[
    "abuser", "accused", "acquaintance", "adopter", "applicant", "assailant", "attacker", "aunt", "auntie",
    "aunty", "babysitter", "bestie", "boyf", "boyfriend", "bro", "brother", "bystander", "caregiver", "carer",
    "child", "claimant", "classmate", "client", "cohabitant", "cohabitee", "cohabiter", "complainant",
    "cousin", "dad", "dada", "daddy", "dadi", "dadu", "daughter", "defendant", "detainee", "family", "father",
    "fiance", "fiancee", "flatmate", "foster", "fosterer", "friend", "girlfriend", "godchild", "goddaughter",
    "godfather", "godmother", "godparent", "godson", "gran", "granda", "grandad", "grandchild", "granddad",
    "granddaughter", "grandfather", "grandma", "grandmother", "grandpa", "grandparent", "grandpop",
    "grandson", "granny", "guardian", "guest", "halfbrother", "halfsister", "household", "housemate", "hubby",
    "husband", "informant", "inmate", "kin", "kinship", "lac", "landlady", "landlord", "learner", "lodger",
    "lover", "mam", "mama", "mamgu", "mate", "missus", "mom", "mother", "mum", "mummy", "nain", "nan", "nana",
    "nani", "nanna", "nanny", "neighbor", "neighbour", "nephew", "niece", "offender", "orphan", "pal", "papa",
    "parent", "parishioner", "partner", "passenger", "patient", "peer", "perp", "perpetrator", "prisoner",
    "public", "pupil", "refugee", "relation", "relative", "resident", "respondent", "roommate", "schoolmate",
    "sibling", "sis", "sister", "son", "spouse", "squatter", "stepbrother", "stepchild", "stepdad",
    "stepfather", "stepmom", "stepmother", "stepmum", "stepparent", "stepsister", "student", "survivor",
    "suspect", "tadcu", "taid", "teenager", "tenant", "toddler", "twin", "uncle", "victim", "wife", "witness",
];

/// The same, of two words.
#[rustfmt::skip]
pub(super) const RELATIONS_OF_TWO: &[(&str, &str)] = &[
    ("in", "law"), ("third", "party"), ("young", "person"), ("young", "people"), ("young", "man"),
    ("young", "woman"), ("young", "carer"), ("parental", "responsibility"), ("service", "user"),
    ("care", "leaver"), ("au", "pair"), ("other", "half"), ("significant", "other"), ("care", "experienced"),
    ("asylum", "seeker"),
];

/// Everyday abbreviations of relatives: of social work, and of messages.
#[rustfmt::skip]
pub(super) const SHORT_RELATIONS: &[&str] = &[
    "bf", "ex", "fa", "gf", "mgf", "mggf", "mggm", "mgm", "mo", "pgf", "pggf", "pggm", "pgm", "sf", "sib",
];

/// Words that end the title of somebody who works for an agency: what stands before them says with whom.
#[rustfmt::skip]
pub(super) const PROFESSIONS: &[&str] = &[
    "adjudicator", "administrator", "adviser", "advisor", "advocate", "analyst", "apprentice", "arbitrator",
    "assessor", "assistant", "auditor", "barrister", "caretaker", "chair", "chairperson", "chaplain", "clerk",
    "clinician", "cllr", "coach", "commissioner", "conference", "constable", "consultant", "coordinator",
    "councillor", "counsellor", "cpn", "cso", "dc", "dci", "ddsl", "dentist", "deputy", "designate",
    "detective", "dietitian", "director", "dispatcher", "doctor", "dpo", "ds", "dsl", "dsp", "educator",
    "ehco", "engineer", "eso", "ewo", "examiner", "executive", "facilitator", "governor", "gp", "head",
    "headmaster", "headmistress", "headteacher", "helper", "hlta", "hv", "imam", "inspector", "instructor",
    "interpreter", "investigator", "iro", "judge", "keyworker", "lado", "lawyer", "lead", "leader",
    "lecturer", "liaison", "librarian", "magistrate", "manager", "matron", "mediator", "mentor", "midwife",
    "minister", "navigator", "nurse", "officer", "ombudsman", "optician", "ordinator", "organiser",
    "orthoptist", "paediatrician", "paramedic", "pastor", "pc", "pcso", "pharmacist", "physician",
    "physiotherapist", "practitioner", "priest", "principal", "professional", "professor", "psychiatrist",
    "psychologist", "psychotherapist", "rabbi", "radiographer", "receptionist", "registrar", "rep",
    "representative", "researcher", "reviewer", "secretary", "senco", "sendco", "sergeant", "service", "sgt",
    "social", "solicitor", "specialist", "sro", "ssw", "staff", "superintendent", "supervisor", "surgeon",
    "sw", "ta", "teacher", "team", "technician", "therapist", "trainee", "trainer", "trustee", "tutor",
    "vicar", "visitor", "volunteer", "warden", "worker", "wpc",
];

/// Titles of professionals that end in a word for a relative.
#[rustfmt::skip]
pub(super) const TITLES_OF_RELATION: &[(&str, &str)] = &[
    ("charge", "sister"), ("nursing", "sister"), ("theatre", "sister"), ("ward", "sister"),
    ("child", "guardian"), ("equity", "partner"), ("gp", "partner"), ("managing", "partner"),
    ("practice", "partner"), ("salaried", "partner"), ("up", "guardian"), ("caldicott", "guardian"),
    ("expert", "witness"), ("professional", "witness"),
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
    "academy", "agency", "ambulance", "army", "asc", "association", "authority", "barnardo", "board",
    "borough", "bureau", "cab", "cafcass", "camhs", "ccg", "centre", "chambers", "charity", "church", "cic",
    "clinic", "college", "commission", "committee", "company", "consortium", "constabulary", "consulate",
    "consultancy", "coroner", "council", "court", "cps", "csc", "department", "directorate", "education",
    "embassy", "federation", "foundation", "government", "gp", "health", "helpline", "hmp", "hmpps",
    "hospice", "hospital", "housing", "hub", "icb", "inc", "infirmary", "institute", "institution",
    "kindergarten", "limited", "llp", "lscb", "lscp", "ltd", "mappa", "marac", "mash", "mind", "ministry",
    "navy", "network", "nhs", "nspcc", "nursery", "office", "ofsted", "organisation", "organization", "panel",
    "parliament", "partnership", "playgroup", "police", "practice", "preschool", "prison", "probation",
    "project", "protection", "psni", "raf", "refuge", "registry", "safeguarding", "school", "scp",
    "secretariat", "service", "services", "shelter", "social", "society", "solicitor", "surgery", "team",
    "tribunal", "trust", "union", "unit", "university", "yjs", "yos", "yot", "ysgol",
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

/// Words of people that are no names, though they have a capital and “'s”: “Girl's father”, “Women's worker”.
#[rustfmt::skip]
pub(super) const PEOPLE: &[&str] = &[
    "adult", "baby", "boy", "girl", "infant", "kid", "lady", "man", "men", "people", "person", "woman",
    "women", "youth",
];

/// Words of an agency that is a place where somebody lives, which is no name of theirs.
#[rustfmt::skip]
pub(super) const ADDRESSES: &[&str] = &[
    "address", "avenue", "city", "close", "cottage", "court", "crescent", "drive", "estate", "farm", "flat",
    "floor", "garden", "gardens", "green", "grove", "hill", "lane", "mews", "park", "place", "rd", "rise",
    "road", "row", "square", "st", "street", "terrace", "town", "view", "village", "walk", "way",
];

/// Words that say that an agency is a household, whose name stands before them.
pub(super) const HOUSEHOLDS: &[&str] = &["family", "home", "house", "household", "residence"];
