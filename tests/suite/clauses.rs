//! The clauses that the five documents ask for, each with the tests that show it.

use std::collections::BTreeSet;
use std::path::Path;

/// Every clause, and the tests that show it.
const CLAUSES: &[(&str, &str, &[&str])] = &[
    (
        "S1",
        "multi-agency and single-agency differences",
        &["within_an_agency_and_between_agencies_both_open"],
    ),
    ("S2", "the seven areas", &["sussex_names_seven_areas_and_six_stages_with_their_roles"]),
    ("S3", "six stages with their roles", &["sussex_names_seven_areas_and_six_stages_with_their_roles"]),
    (
        "S4",
        "a stated timeframe at each stage",
        &["six_stages_from_open_to_closed", "sussex_asks_for_a_stated_and_agreed_limit_at_each_stage"],
    ),
    (
        "S5",
        "immediate harm: discretion which stage",
        &[
            "immediate_harm_opens_at_a_later_stage_and_the_missing_limit_is_overdue",
            "a_jump_on_no_ground_that_the_protocol_names_is_refused",
        ],
    ),
    (
        "S6",
        "specific, evidence based; records by all agencies",
        &["sussex_records_say_what_the_stages_ask", "six_stages_from_open_to_closed"],
    ),
    (
        "S7",
        "written record at stage 2",
        &["sussex_records_say_what_the_stages_ask", "six_stages_from_open_to_closed"],
    ),
    (
        "S8",
        "managers seek the safeguarding lead's advice",
        &["sussex_managers_seek_advice_at_every_stage_that_they_hold"],
    ),
    ("S9", "stage 3 without delay, from the failed stage 2", &["six_stages_from_open_to_closed"]),
    ("S10", "policy issues lead to stage 4", &["a_jump_on_no_ground_that_the_protocol_names_is_refused"]),
    (
        "S11",
        "similar concerns lead to stage 5",
        &[
            "similar_cases_are_found_and_can_be_named",
            "a_jump_on_no_ground_that_the_protocol_names_is_refused",
        ],
    ),
    (
        "S12",
        "stage 6 only on the scrutineer's finding",
        &["six_stages_from_open_to_closed", "a_jump_on_no_ground_that_the_protocol_names_is_refused"],
    ),
    ("S13", "dissent procedures are pointers", &["other_procedures_are_named_and_not_invented"]),
    ("S14", "who agreed to a limit", &["sussex_names_who_agreed_to_a_limit"]),
    ("S15", "act without delay", &["protective_steps_are_called_for_without_delay"]),
    (
        "S16",
        "practitioners and/or line managers first",
        &["sussex_names_seven_areas_and_six_stages_with_their_roles", "principles_stand_in_the_definitions"],
    ),
    (
        "S17",
        "stage 4's holders and ground",
        &["six_stages_from_open_to_closed", "sussex_names_seven_areas_and_six_stages_with_their_roles"],
    ),
    (
        "S18",
        "which partnership",
        &["sussex_records_say_what_the_stages_ask", "six_stages_from_open_to_closed"],
    ),
    (
        "S19",
        "read with other procedures",
        &["other_procedures_are_named_and_not_invented", "pointers_are_shown"],
    ),
    ("H1", "only between agencies", &["a_difference_within_one_agency_is_out_of_scope"]),
    (
        "H2",
        "in writing the same working day",
        &[
            "general_over_easter_from_open_to_closed",
            "general_opened_at_a_weekend_before_the_clocks_go_back",
            "lscb_general_asks_for_thresholds_and_records",
        ],
    ),
    (
        "H3",
        "1, 2 and 5 working days",
        &[
            "lscb_limits_are_one_two_and_five_working_days",
            "general_over_easter_from_open_to_closed",
            "an_agency_can_read_4lscb_with_two_days_for_each_stage",
        ],
    ),
    (
        "H4",
        "stage 1's record; requests and answers",
        &["lscb_general_asks_for_thresholds_and_records", "a_request_for_information_has_its_own_answer"],
    ),
    (
        "H5",
        "a manager disagrees with their own employee",
        &["a_manager_who_disagrees_with_their_own_employee_confirms_it"],
    ),
    (
        "H6",
        "an exhausted management chain",
        &["an_exhausted_management_chain_is_recorded_with_differing_tiers"],
    ),
    (
        "H7",
        "the joint meeting; designated advice",
        &[
            "lscb_stages_three_and_four_have_their_meetings_and_account",
            "general_over_easter_from_open_to_closed",
        ],
    ),
    (
        "H8",
        "policy issues; the account; the panel",
        &[
            "general_goes_to_the_lscb_on_policy_issues",
            "general_over_easter_from_open_to_closed",
            "the_account_is_produced_from_the_log",
        ],
    ),
    (
        "H9",
        "records, confirmation, actions",
        &["general_over_easter_from_open_to_closed", "people_agencies_and_parties"],
    ),
    (
        "H10",
        "MASH: the first conversation",
        &[
            "mash_starts_with_a_time_scale_that_both_accept",
            "lscb_mash_names_five_disagreements_and_the_tier_4_indicators",
        ],
    ),
    ("H11", "the parent's knowledge and agreement", &["parental_agreement_has_exactly_five_answers"]),
    (
        "H12",
        "joint response, final",
        &["mash_joint_response_ends_with_a_final_stage", "lscb_pathways_follow_their_sections"],
    ),
    (
        "H13",
        "a request for a conference",
        &[
            "a_decision_against_a_supported_request_for_a_conference_is_unusual",
            "lscb_pathways_follow_their_sections",
        ],
    ),
    ("H14", "dissent at a conference", &["conference_dissent_goes_from_the_chair_to_an_appeal"]),
    (
        "H15",
        "implementation of the plan",
        &[
            "without_delay_is_measured_from_the_failure_of_the_stage_before",
            "lscb_pathways_follow_their_sections",
        ],
    ),
    (
        "H16",
        "lowest level; learning",
        &["principles_stand_in_the_definitions", "what_is_needed_to_learn_from_disagreements_is_kept"],
    ),
    ("H17", "threshold, evidence, indicators, toolkits", &["lscb_general_asks_for_thresholds_and_records"]),
    (
        "H18",
        "why this meets the threshold",
        &["lscb_general_asks_for_thresholds_and_records", "general_over_easter_from_open_to_closed"],
    ),
    ("H19", "five MASH disagreements", &["lscb_mash_names_five_disagreements_and_the_tier_4_indicators"]),
    ("H20", "MASH: a time scale acceptable to both", &["mash_starts_with_a_time_scale_that_both_accept"]),
    (
        "H21",
        "via the representative to the Independent Chair",
        &["lscb_stages_three_and_four_have_their_meetings_and_account"],
    ),
    (
        "H22",
        "records, outcome and actions",
        &["mash_joint_response_ends_with_a_final_stage", "lscb_pathways_follow_their_sections"],
    ),
    (
        "H23",
        "risks; open mind; advice",
        &[
            "the_risks_of_escalating_and_of_not_are_asked_for_on_every_advance",
            "principles_stand_in_the_definitions",
            "a_decision_against_a_supported_request_for_a_conference_is_unusual",
        ],
    ),
    ("H24", "respectful at all times", &["principles_stand_in_the_definitions"]),
    (
        "L1",
        "a working week, or what protects the child",
        &[
            "general_over_christmas_from_open_to_closed",
            "london_stages_limits_and_holders_follow_the_paragraphs",
        ],
    ),
    (
        "L2",
        "a further working week; advice",
        &[
            "general_over_christmas_from_open_to_closed",
            "london_stages_limits_and_holders_follow_the_paragraphs",
        ],
    ),
    (
        "L3",
        "then without delay",
        &[
            "general_over_christmas_from_open_to_closed",
            "london_stages_limits_and_holders_follow_the_paragraphs",
        ],
    ),
    (
        "L4",
        "alternatively the designated doctor or nurse",
        &[
            "london_stages_limits_and_holders_follow_the_paragraphs",
            "general_over_christmas_from_open_to_closed",
        ],
    ),
    (
        "L5",
        "recorded, approved, dated, filed",
        &["general_over_christmas_from_open_to_closed", "how_late_an_entry_was_written_is_measured"],
    ),
    (
        "L6",
        "implementation of a protection plan",
        &[
            "plan_implementation_takes_the_same_route_over_a_clock_change",
            "london_categories_follow_its_two_sections",
        ],
    ),
    (
        "L7",
        "heads of service, then the LSCP",
        &[
            "general_over_christmas_from_open_to_closed",
            "plan_implementation_takes_the_same_route_over_a_clock_change",
        ],
    ),
    ("L8", "act without delay", &["protective_steps_are_called_for_without_delay"]),
    (
        "L9",
        "regional facilities: a third agency, a local protocol",
        &[
            "a_third_agency_joins_and_confirms_nothing_that_london_does_not_ask",
            "an_agency_extends_a_shipped_protocol_and_changes_only_what_differs",
        ],
    ),
    ("L10", "a referral, an assessment, an enquiry", &["london_categories_follow_its_two_sections"]),
    ("L11", "intra-agency and inter-agency", &["both_scopes_open"]),
    ("L12", "first-line equivalents by agency", &["london_stages_limits_and_holders_follow_the_paragraphs"]),
    ("G1", "a quick guide to the protocol", &["the_hips_guide_shows_principles_scenarios_and_four_stages"]),
    ("G2", "simply and quickly", &["principles_stand_in_the_definitions"]),
    (
        "G3",
        "written records of outcomes agreed by all",
        &[
            "four_stages_from_open_to_closed_over_a_clock_change",
            "hips_takes_from_its_base_only_what_the_guide_says",
        ],
    ),
    (
        "G4",
        "a challenge may not change the outcome",
        &["four_stages_from_open_to_closed_over_a_clock_change"],
    ),
    ("G5", "five scenarios", &["hips_takes_from_its_base_only_what_the_guide_says"]),
    ("G6", "between agencies only", &["hips_is_between_agencies_only"]),
    (
        "G7",
        "the right and the duty to challenge",
        &["principles_stand_in_the_definitions", "hips_takes_from_its_base_only_what_the_guide_says"],
    ),
    (
        "T1",
        "paid and voluntary; both scopes",
        &["within_and_between_agencies_and_all_categories_open", "principles_stand_in_the_definitions"],
    ),
    ("T2", "no number of days", &["four_stages_from_open_to_closed", "set_stages_follow_the_chapter"]),
    ("T3", "stage 2's holders", &["four_stages_from_open_to_closed"]),
    (
        "T4",
        "stage 3: meeting if necessary; advice",
        &["four_stages_from_open_to_closed", "set_stages_follow_the_chapter"],
    ),
    (
        "T5",
        "stage 4: the board, the account, no panel",
        &["the_board_is_reached_at_once_on_policy_issues", "set_stages_follow_the_chapter"],
    ),
    (
        "T6",
        "the risks of doing so or not",
        &[
            "four_stages_from_open_to_closed",
            "the_risks_of_escalating_and_of_not_are_asked_for_on_every_advance",
        ],
    ),
    (
        "T7",
        "concerns about practice",
        &["the_board_is_reached_at_once_on_policy_issues", "set_stages_follow_the_chapter"],
    ),
    ("T8", "decisions reviewed in light of new information", &["four_stages_from_open_to_closed"]),
    (
        "T9",
        "referral, enquiry, assessment or intervention",
        &["within_and_between_agencies_and_all_categories_open"],
    ),
    (
        "T10",
        "advice from the safeguarding lead",
        &["four_stages_from_open_to_closed", "set_stages_follow_the_chapter"],
    ),
    (
        "T11",
        "the outcome includes the plan",
        &["four_stages_from_open_to_closed", "set_stages_follow_the_chapter"],
    ),
];

/// How many clauses each document has.
const DOCUMENTS: [(&str, usize); 5] = [("S", 19), ("H", 24), ("L", 12), ("G", 7), ("T", 11)];

/// The names of all tests, in this folder and below.
fn tests(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, _) in text.match_indices("#[test]\n") {
                let rest = &text[at + "#[test]\n".len()..];
                let line = rest.lines().next().unwrap().trim();
                if let Some(name) = line.strip_prefix("fn ").and_then(|line| line.split('(').next()) {
                    names.insert(name.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_clause_is_shown_by_a_test() {
    let mut names = BTreeSet::new();
    tests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut names);
    let expected: Vec<String> = DOCUMENTS
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number}")))
        .collect();
    let listed: Vec<&str> = CLAUSES.iter().map(|(clause, ..)| *clause).collect();
    assert_eq!(listed, expected, "no clause is left out");
    for (clause, what, shown_by) in CLAUSES {
        assert!(!shown_by.is_empty(), "{clause}: {what}");
        for test in *shown_by {
            assert!(names.contains(*test), "{clause} ({what}): there is no test {test}");
        }
    }
}
