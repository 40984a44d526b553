use proptest::prelude::*;

use super::*;
use crate::protocol::builtin;

fn calendar(id: &str) -> Calendar {
    builtin::calendar(id).unwrap()
}

fn at(text: &str) -> Instant {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn end(span: Span, start: &str) -> String {
    calendar("england-and-wales").end_of(span, at(start)).unwrap().due.to_rfc3339()
}

#[test]
fn a_working_day_over_easter_ends_on_the_tuesday() {
    let reckoning =
        calendar("england-and-wales").end_of(Span::WorkingDays(1), at("2026-04-02T10:00:00+01:00")).unwrap();
    assert_eq!(reckoning.due.to_rfc3339(), "2026-04-07T17:00:00+01:00");
    let skipped: Vec<_> =
        reckoning.skipped.iter().map(|day| (day.date.to_string(), day.name.as_str())).collect();
    assert_eq!(
        skipped,
        [
            ("2026-04-03".into(), "Good Friday"),
            ("2026-04-04".into(), "Saturday"),
            ("2026-04-05".into(), "Sunday"),
            ("2026-04-06".into(), "Easter Monday"),
        ]
    );
    // Easter Monday counts in Scotland.
    let scotland =
        calendar("scotland").end_of(Span::WorkingDays(1), at("2026-04-02T10:00:00+01:00")).unwrap();
    assert_eq!(scotland.due.to_rfc3339(), "2026-04-06T17:00:00+01:00");
}

#[test]
fn the_same_working_day_ends_at_the_close_or_at_the_next_close() {
    let same = Span::WorkingDays(0);
    assert_eq!(end(same, "2026-04-02T10:00:00+01:00"), "2026-04-02T17:00:00+01:00");
    assert_eq!(end(same, "2026-04-02T17:00:00+01:00"), "2026-04-02T17:00:00+01:00");
    assert_eq!(end(same, "2026-04-02T17:00:01+01:00"), "2026-04-07T17:00:00+01:00");
    assert_eq!(end(same, "2026-04-04T09:00:00+01:00"), "2026-04-07T17:00:00+01:00");
}

#[test]
fn clock_changes_are_exact() {
    // The clocks go forward at 01:00 on 29 March 2026, and back at 02:00 on 25 October 2026.
    assert_eq!(end(Span::Hours(24), "2026-03-28T12:00:00+00:00"), "2026-03-29T13:00:00+01:00");
    assert_eq!(end(Span::CalendarDays(1), "2026-03-28T12:00:00+00:00"), "2026-03-29T12:00:00+01:00");
    assert_eq!(end(Span::Hours(24), "2026-10-24T12:00:00+01:00"), "2026-10-25T11:00:00+00:00");
    assert_eq!(end(Span::WorkingDays(1), "2026-03-27T12:00:00+00:00"), "2026-03-30T17:00:00+01:00");
    assert_eq!(end(Span::WorkingWeeks(1), "2026-10-23T12:00:00+01:00"), "2026-10-30T17:00:00+00:00");
    // 01:30 does not exist on the one day, and is there twice on the other.
    assert_eq!(end(Span::CalendarDays(1), "2026-03-28T01:30:00+00:00"), "2026-03-29T02:00:00+01:00");
    assert_eq!(end(Span::CalendarDays(1), "2026-10-24T01:30:00+01:00"), "2026-10-25T01:30:00+01:00");
}

#[test]
fn one_off_and_moved_holidays_count() {
    for (id, date) in [
        ("england-and-wales", "2020-05-08"),
        ("england-and-wales", "2022-06-03"),
        ("england-and-wales", "2022-09-19"),
        ("england-and-wales", "2023-05-08"),
        ("scotland", "2026-06-15"),
        ("northern-ireland", "2026-07-13"),
    ] {
        assert_eq!(calendar(id).day_off(day(date)).unwrap().origin, Origin::Published, "{id} {date}");
    }
    assert_eq!(calendar("england-and-wales").day_off(day("2020-05-04")), None, "moved to 8 May");
    assert_eq!(
        calendar("england-and-wales").day_off(day("2026-06-15")),
        None,
        "proclaimed for Scotland alone"
    );
}

#[test]
fn the_rules_give_the_published_years_but_for_proclamations() {
    let proclaimed = ["Jubilee", "Funeral", "coronation", "VE day", "World Cup"];
    for id in ["england-and-wales", "scotland", "northern-ireland"] {
        let calendar = calendar(id);
        for year in calendar.published.0..=calendar.published.1 {
            let published: BTreeMap<_, _> =
                calendar.holidays.iter().filter(|(day, _)| day.year() == year).collect();
            if published.values().any(|name| proclaimed.iter().any(|word| name.contains(word))) {
                continue;
            }
            let computed = holidays::in_year(&calendar.rules, year, |day| calendar.is_weekend(day));
            assert_eq!(
                published.keys().copied().collect::<Vec<_>>(),
                computed.keys().collect::<Vec<_>>(),
                "{id} {year}"
            );
        }
    }
}

#[test]
fn what_a_rule_gives_is_marked_as_computed() {
    let reckoning =
        calendar("england-and-wales").end_of(Span::WorkingDays(1), at("2029-12-24T10:00:00+00:00")).unwrap();
    assert_eq!(reckoning.due.to_rfc3339(), "2029-12-27T17:00:00+00:00");
    assert!(reckoning.skipped.iter().all(|day| day.computed));
}

#[test]
fn an_independent_source_agrees() {
    let mut cases = 0;
    for (id, text) in [
        ("england-and-wales", include_str!("../../../tests/fixtures/working-days/england-and-wales.txt")),
        ("scotland", include_str!("../../../tests/fixtures/working-days/scotland.txt")),
        ("northern-ireland", include_str!("../../../tests/fixtures/working-days/northern-ireland.txt")),
    ] {
        let calendar = calendar(id);
        let mut of_nation = 0;
        for line in text.lines() {
            let [start, days, expected] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let start = calendar.instant(day(start).and_hms_opt(9, 30, 0).unwrap());
            let due = calendar.end_of(Span::WorkingDays(days.parse().unwrap()), start).unwrap().due;
            assert_eq!(due, calendar.close_of(day(expected)), "{id}: {line}");
            of_nation += 1;
        }
        assert!(of_nation >= 5000, "{id}");
        cases += of_nation;
    }
    assert!(cases >= 15_000);
}

#[test]
fn an_agency_adds_its_closure_days() {
    let own =
        "format = 1\nid = 'england-and-wales'\n[closures]\n\"2026-12-29..2026-12-31\" = 'School closed'\n";
    let calendar = read_calendar("own", own).unwrap().over(calendar("england-and-wales"));
    let reckoning = calendar.end_of(Span::WorkingDays(1), at("2026-12-24T10:00:00+00:00")).unwrap();
    assert_eq!(reckoning.due.to_rfc3339(), "2027-01-04T17:00:00+00:00");
    assert!(reckoning.skipped.iter().any(|day| day.name == "School closed"));
}

#[test]
fn a_calendar_that_is_wrong_says_where() {
    let bad = "format = 1\nid = 'x'\nopens = '9am'\nweekend = ['samstag']\n[holidays]\n2026-13-01 = 'x'\n[closures]\n\"2027-01-02..2027-01-01\" = 'y'\n";
    let codes: Vec<_> =
        read_calendar("bad", bad).unwrap_err().list.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, vec![crate::protocol::Code::BadDate; 4]);
}

#[test]
fn far_dates_are_refused_and_do_not_panic() {
    let calendar = calendar("england-and-wales");
    assert!(calendar.end_of(Span::WorkingDays(1), at("1899-12-31T00:00:00+00:00")).is_err());
    assert!(calendar.end_of(Span::WorkingDays(1), at("2199-12-31T00:00:00+00:00")).is_err());
    assert!(calendar.end_of(Span::WorkingWeeks(Span::MOST), at("2198-12-31T00:00:00+00:00")).is_err());
}

proptest! {
    #[test]
    fn a_limit_never_ends_on_a_non_working_day(
        id in prop::sample::select(vec!["england-and-wales", "scotland", "northern-ireland"]),
        minutes in 0_i64..(30 * 366 * 24 * 60),
        days in 0_u32..70,
    ) {
        let calendar = calendar(id);
        let start = at("2010-01-01T00:00:00+00:00") + TimeDelta::minutes(minutes);
        let reckoning = calendar.end_of(Span::WorkingDays(days), start).unwrap();
        let last = calendar.local(&reckoning.due).date_naive();
        prop_assert_eq!(calendar.day_off(last), None);
        prop_assert_eq!(reckoning.due, calendar.close_of(last));
        prop_assert!(reckoning.due >= start);
        // Every day between is either counted or named.
        let first = calendar.local(&start).date_naive();
        let between = (last - first).num_days();
        if days > 0 {
            prop_assert_eq!(between, i64::from(days) + i64::try_from(reckoning.skipped.len()).unwrap());
        }
    }

    #[test]
    fn a_longer_limit_never_ends_earlier(minutes in 0_i64..(20 * 366 * 24 * 60), days in 1_u32..40) {
        let calendar = calendar("scotland");
        let start = at("2012-01-01T00:00:00+00:00") + TimeDelta::minutes(minutes);
        let shorter = calendar.end_of(Span::WorkingDays(days), start).unwrap().due;
        prop_assert!(shorter < calendar.end_of(Span::WorkingDays(days + 1), start).unwrap().due);
    }
}

#[test]
fn an_end_is_allowed_exactly_where_it_follows_from_the_days_that_were_passed_over() {
    let england = calendar("england-and-wales");
    let start = at("2026-04-02T10:00:00+01:00");
    let reckoning = england.end_of(Span::WorkingDays(1), start).unwrap();
    let allows = |days: u32, due: &str, skipped: &[Skipped]| {
        england.allows(Span::WorkingDays(days), start, at(due), skipped)
    };
    let skipped = &reckoning.skipped;
    assert!(allows(1, "2026-04-07T17:00:00+01:00", skipped));
    assert!(allows(1, "2026-04-07T16:30:00+01:00", skipped), "another close of business");
    // Of a calendar with a closure more, or with fewer holidays.
    let closed = |date: &str, name: &str| Skipped { date: day(date), name: name.into(), computed: false };
    let more: Vec<Skipped> = skipped.iter().cloned().chain([closed("2026-04-07", "Training")]).collect();
    assert!(allows(1, "2026-04-08T17:00:00+01:00", &more));
    assert!(allows(1, "2026-04-03T17:00:00+01:00", &[]));
    // What does not follow.
    assert!(!allows(2, "2026-04-07T17:00:00+01:00", skipped));
    assert!(!allows(1, "2099-04-07T17:00:00+01:00", skipped));
    assert!(!allows(1, "2026-04-07T17:00:00+01:00", &more));
    assert!(!allows(1, "2026-04-07T17:00:00+01:00", &skipped[1..]));
    assert!(!allows(1, "2026-04-08T17:00:00+01:00", &[&skipped[..], &[closed("2026-04-07", " ")]].concat()));
    assert!(!allows(
        1,
        "2026-04-08T17:00:00+01:00",
        &[&skipped[..], &[closed("2026-04-07", "Sunday")]].concat()
    ));
    assert!(!england.allows(Span::Hours(24), start, at("2026-04-03T10:00:01+01:00"), &[]));
}

proptest! {
    #[test]
    fn every_end_that_a_calendar_gives_is_allowed_by_any_other(
        minutes in 0_i64..4_000_000, amount in 0_u32..40, unit in 0..4,
    ) {
        let start = at("2024-01-01T00:00:00+00:00") + TimeDelta::minutes(minutes);
        let span = match unit {
            0 => Span::Hours(amount),
            1 => Span::CalendarDays(amount),
            2 => Span::WorkingDays(amount),
            _ => Span::WorkingWeeks(amount),
        };
        let given = calendar("scotland").end_of(span, start).unwrap();
        let england = calendar("england-and-wales");
        prop_assert!(england.allows(span, start, given.due, &given.skipped));
        if let Span::WorkingDays(_) | Span::WorkingWeeks(_) = span {
            prop_assert!(!england.allows(span, start, given.due + TimeDelta::days(7), &given.skipped));
        }
        prop_assert!(!england.allows(span, start, given.due - TimeDelta::days(1), &given.skipped));
    }
}
