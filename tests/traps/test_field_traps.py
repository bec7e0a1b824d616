"""Every trap that others fell into, and the test that holds servanda to its rule.

The rules are those of section 5 of the research the design rests on. A rule without a test
would be an intention; ``OPEN`` lists the rules that are not held, or only in part, and why.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]
_FIELD = _TESTS.parent.parent / "shared" / "FIELD.md"

MAPS, CLAIMS = "traps/test_maps_and_counts", "traps/test_claims_and_reports"
EDITION = "report/test_publication"

HELD: dict[str, dict[str, tuple[str, ...]]] = {
    "5.1 map correction or real change": {
        "gross gain, gross loss and net, never one number": (
            "territory/test_change::test_gain_loss_net_and_interval_of_a_change_worked_by_hand",
            "territory/test_draw::test_map_names_interval_amounts_source_licence_scale_and_north",
            "cli/test_verbs::test_territory_sums_the_maps_of_a_folder",
        ),
        "a change is dated as an interval (previous edition, this edition]": (
            "case/test_maps_and_zones::test_a_gain_is_dated_between_two_editions_not_to_a_day",
            f"{MAPS}::test_a_catch_up_edition_after_a_frozen_map_is_dated_to_its_own_interval",
            "territory/test_real_maps::"
            "test_the_batch_update_of_4_july_2025_is_one_interval_of_91_7_km2",
        ),
        "a quota on what maps show is tested on a window of a week or more": (
            f"{MAPS}::test_a_weekly_limit_counts_the_change_that_days_could_not_hold",
            f"{MAPS}::test_a_daily_limit_on_what_daily_maps_show_is_never_kept_over_a_change",
        ),
        "a change persists k editions": (
            "case/test_maps_and_zones::test_a_gain_that_further_editions_hold_is_breached",
            "case/test_maps_and_zones::test_as_known_before_it_persisted_the_gain_was_alleged",
            "territory/test_series::"
            "test_ground_that_changes_back_within_k_editions_is_a_return_both_ways",
        ),
        "a missing edition is missing, not zero": (
            "case/test_maps_and_zones::test_missing_map_day_is_a_gap_not_a_zero",
            "territory/test_real_maps::test_two_days_without_a_map_in_august_2024_are_one_gap",
        ),
        "classes of ground are kept apart": (
            f"{MAPS}::test_what_one_class_gains_is_not_added_to_another",
            "territory/test_edition::"
            "test_classes_are_kept_apart_and_a_feature_without_one_is_unclassed_and_told",
        ),
        "datum, projection and simplification are fixed and printed": (
            f"{MAPS}::test_a_drawn_change_prints_datum_and_projection",
            "territory/test_area::test_the_globe_is_510_million_square_kilometres",
        ),
        "slivers under a stated area are ignored": (
            f"{MAPS}::test_a_sliver_along_the_line_is_no_advance",
            "territory/test_change::test_a_patch_below_the_stated_area_is_redraw_not_dropped",
            "readers/test_control_map::test_a_redrawn_line_is_a_fact_of_its_own_and_no_gain",
        ),
    },
    "5.2 tampering and pressure": {
        "no single-source breach": (
            "case/test_maps_and_zones::test_one_edition_alone_never_breaches",
            f"{MAPS}::test_an_edit_that_is_gone_by_the_next_morning_never_breached_on_any_day",
            "case/test_incidents_end_to_end::test_two_logs_of_one_origin_do_not_verify",
        ),
        "which source flips it is shown": (
            "case/test_incidents_end_to_end::test_a_verdict_says_which_single_source_would_flip_it",
            "report/test_html::test_flip_names_the_source_and_the_word_it_leads_to",
        ),
    },
    "5.3 attribution": {
        "verdict and attribution are separate": (
            "case/test_incidents_end_to_end::"
            "test_an_unattributed_strike_breaches_and_accuses_nobody",
            "report/test_html::test_unattributed_breach_accuses_nobody",
            "verdicts/test_weigh::"
            "test_whom_only_the_accuser_names_is_not_accused_by_what_others_verify",
        ),
        "by: unknown is allowed": (
            f"{CLAIMS}::test_a_clause_may_ask_for_acts_that_nobody_is_named_for",
        ),
        "the denial of the accused is stored as evidence": (
            f"{CLAIMS}::"
            "test_a_denial_by_the_accused_stands_beside_the_accusation_and_changes_nothing",
            "report/test_html::test_denial_stands_beside_the_accusation",
        ),
    },
    "5.4 lag and revision": {
        "four times per record": (
            f"{CLAIMS}::test_every_fact_has_four_times",
            "readers/test_table::test_a_row_becomes_a_fact_with_its_times_words_and_locator",
        ),
        "pending until the source's declared lag has passed": (
            "case/test_knowledge::test_silence_within_the_usual_lag_says_nothing_yet",
            "verdicts/test_obligation::test_within_the_lag_after_the_deadline_a_duty_is_pending",
        ),
        "re-evaluation against revised sources": (
            "case/test_replaced::"
            "test_a_corrected_table_reverses_the_verdict_and_both_can_be_replayed",
            "case/test_knowledge::"
            "test_a_withdrawn_item_reverses_the_verdict_from_its_withdrawal_on",
            "case/test_knowledge::test_as_of_before_publication_knows_nothing_of_it",
        ),
    },
    "5.5 double counting": {
        "events cluster before counting": (
            f"{MAPS}::test_three_hundred_reports_of_one_event_are_one_event",
            "facts/test_incidents::"
            "test_two_sources_that_agree_in_time_and_place_report_one_incident",
        ),
        "money carries provider and level": (
            f"{MAPS}::test_what_was_committed_fulfils_no_duty_to_pay_and_is_never_added_to_it",
            "case/test_quotas_and_remedies::"
            "test_a_payment_of_somebody_else_does_not_fulfil_the_quota",
        ),
        "independence key per source": (
            "case/test_incidents_end_to_end::test_one_agency_report_in_two_papers_does_not_verify",
            "verdicts/test_weigh::test_two_outlets_quoting_one_agency_do_not_confirm_each_other",
        ),
    },
    "5.6 under-reporting and instrument change": {
        "coverage is declared, and silence without it is not kept": (
            f"{CLAIMS}::test_when_a_source_runs_dry_what_comes_after_is_not_kept",
            "case/test_knowledge::test_silence_of_a_source_that_promises_nothing_is_undetermined",
            "case/test_observe::"
            "test_a_source_that_is_blind_somewhere_covers_no_clause_that_holds_everywhere",
        ),
        "each source declares its regimes": (
            "evidence/test_sources::test_a_full_source_is_read_key_by_key",
            "report/test_html::test_sources_show_licence_grade_lag_party_and_what_they_cannot_see",
        ),
        "a count across a change of regime is undetermined": (
            f"{CLAIMS}::test_a_count_across_a_change_of_the_instrument_is_undetermined",
        ),
        "what was never seen to end is not given an end": (
            "readers/test_table::test_an_open_alert_is_still_on_at_the_end_of_the_file",
        ),
    },
    "5.7 asymmetric access": {
        "no side-by-side counts without the access column": (
            f"{CLAIMS}::test_no_report_counts_sides_against_each_other_or_ranks_them",
        ),
    },
    "5.8 propaganda and partisan sources": {
        "source and item are graded apart": (
            "verdicts/test_weigh::test_f_and_6_mean_unknown_not_worst",
            "verdicts/test_weigh::test_e_and_5_do_not_confirm",
            "evidence/test_archive::"
            "test_the_latest_grade_counts_and_the_earlier_one_stays_in_the_log",
        ),
        "admission counts, accusation does not": (
            "verdicts/test_weigh::test_an_admission_counts",
            "case/test_incidents_end_to_end::test_a_party_that_accuses_the_other_proves_nothing",
        ),
        "a party's own claim proves that it claimed": (
            "verdicts/test_obligation::"
            "test_fulfilment_only_by_the_bearers_own_word_is_undetermined",
            "case/test_accepted_sources::test_a_partys_silence_about_its_own_acts_keeps_nothing",
        ),
    },
    "5.9 neutrality": {
        "symmetric clauses are evaluated by identical code": (
            "case/test_promises::test_swapping_party_names_swaps_verdicts_and_changes_nothing_else",
            "verdicts/test_laws::test_swapping_party_names_swaps_by_and_changes_nothing_else",
        ),
        "rival readings": (
            f"{CLAIMS}::"
            "test_two_readings_of_one_clause_are_answered_side_by_side_on_the_same_evidence",
        ),
        "no score, no ranking": (
            f"{CLAIMS}::test_no_report_counts_sides_against_each_other_or_ranks_them",
            f"{CLAIMS}::test_no_answer_for_programs_has_a_number_for_a_party",
        ),
    },
    "5.10 names of places": {
        "name as quoted, and a line on status": (
            f"{CLAIMS}::test_a_place_is_shown_as_its_source_writes_it_and_nothing_is_implied_by_it",
        ),
        "no base map": ("territory/test_draw::test_map_is_self_contained",),
    },
    "5.11 time zones": {
        "the agreement declares its zone and day boundary": (
            f"{CLAIMS}::test_a_night_strike_falls_on_the_day_of_the_agreements_own_zone",
            "case/test_quotas_and_remedies::"
            "test_a_deadline_at_midnight_in_kyiv_is_still_open_at_2159_utc_in_winter",
            "case/test_periods::test_the_day_on_which_clocks_go_forward_has_23_hours_and_back_25",
        ),
        "naive times are refused, not guessed": (
            "readers/test_table::test_a_naive_time_is_refused_where_nobody_names_a_zone",
            "readers/test_protocol::test_the_zone_of_the_agreement_is_never_the_zone_of_a_source",
            "evidence/test_sources::"
            "test_a_time_without_a_zone_is_refused_unless_the_file_names_one",
        ),
    },
    "5.12 legal words": {
        "the quoted verb is stored and shown": (
            f"{CLAIMS}::test_the_verb_of_the_text_is_quoted_beside_the_kind_of_clause",
        ),
    },
    "5.13 do no harm": {
        "no live or precise positions; a default delay and coarsening": (
            f"{EDITION}::test_evidence_younger_than_the_delay_is_withheld_and_the_rest_is_shown",
            f"{EDITION}::test_what_may_have_happened_within_the_delay_counts_as_young",
            f"{EDITION}::test_no_coordinate_is_more_exact_than_the_agreement_allows",
            "agreement/test_publishing::"
            "test_an_agreement_that_says_nothing_delays_and_coarsens_all_the_same",
        ),
        "no impact coordinates inside the delay": (
            "case/test_publish::test_a_strike_is_shown_once_it_is_older_than_the_delay",
            "case/test_publish::"
            "test_a_young_map_change_is_withheld_with_its_picture_and_its_measure",
        ),
        "no names of private persons": (
            f"{EDITION}::test_names_are_struck_out_of_evidence_whatever_their_capitals",
            f"{EDITION}::test_a_redacted_argument_takes_its_words_and_its_repetitions_with_it",
            f"{EDITION}::test_a_redacted_source_is_nowhere_named",
            f"{EDITION}::test_the_paragraph_around_a_quotation_is_not_published",
        ),
        "no shelters, evacuation routes, details of damage": (
            f"{EDITION}::test_facts_of_a_redacted_predicate_are_withheld",
            f"{EDITION}::test_an_argument_of_one_predicate_leaves_that_of_another",
        ),
        "not usable for settling bets; editions, not ticks": (
            f"{EDITION}::test_every_report_says_that_it_is_not_for_bets_and_calls_for_nothing",
        ),
        "no automatic call for action": (
            f"{CLAIMS}::test_what_falls_due_is_a_statement_about_the_text_and_no_call",
        ),
        "no verdict without doubt, evidence, date of knowledge, a way to contest": (
            f"{CLAIMS}::"
            "test_no_verdict_without_its_doubt_its_evidence_its_date_and_a_way_to_contest_it",
        ),
        "withheld evidence is counted and declared": (
            f"{EDITION}::test_what_is_withheld_occurs_nowhere_and_all_of_it_is_counted",
            f"{EDITION}::test_the_edition_declares_what_it_withholds_with_reason_count_and_hash",
            f"{EDITION}::test_publishing_less_changes_no_answer",
        ),
    },
    "5.14 licences": {
        "verdicts may be published, rows may not": (
            "case/test_publish::test_rows_that_may_not_leave_appear_in_no_sentence_of_any_clause",
            f"{EDITION}::test_rows_words_and_maps_of_a_source_without_export_stay_in_the_case",
            "evidence/test_sources::"
            "test_publisher_licence_reliability_and_reader_are_required_all_at_once",
            f"{CLAIMS}::test_each_cited_fact_and_each_source_states_its_licence",
        ),
    },
    "5.15 software claims": {
        "an assessment, not the two mandated activities": (
            "report/test_html::test_words_of_mandated_activities_are_not_claimed",
            "report/test_html::"
            "test_header_names_agreement_moment_engine_archive_and_how_to_contest",
        ),
    },
}

OPEN: dict[str, tuple[str, str]] = {
    "5.9 corrections are published as loudly as findings": (
        "a report does not say what an earlier edition said", "",
    ),
    "5.10 id first: one place under two names": (
        "places are told apart by name, whatever its capitals; there is no list of names", "",
    ),
    "5.12 lint of weak verbs": ("the verb is kept and shown; nothing looks at it yet", ""),
}  # fmt: skip


@cache
def _tests_in(file: str) -> frozenset[str]:
    tree = ast.parse((_TESTS / f"{file}.py").read_text("utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@cache
def _expected_to_fail(file: str) -> frozenset[str]:
    text = (_TESTS / f"{file}.py").read_text("utf-8")
    marked = re.findall(r"^@pytest\.mark\.xfail\((?:.|\n)*?^def (test_\w+)", text, re.M)
    return frozenset(marked)


_RULES = [
    pytest.param(f"{trap}: {rule}", tests, id=f"{trap.split()[0]} {rule}")
    for trap, rules in HELD.items()
    for rule, tests in rules.items()
]


@pytest.mark.parametrize(("rule", "tests"), _RULES)
def test_every_rule_has_a_test_that_is_there_and_expected_to_pass(
    rule: str, tests: tuple[str, ...]
) -> None:
    assert tests, f"{rule}: no test holds it"
    for each in tests:
        file, _, name = each.partition("::")
        assert name in _tests_in(file), f"{rule}: {each} is gone"
        assert name not in _expected_to_fail(file), f"{rule}: {each} is expected to fail"


@pytest.mark.parametrize("rule", sorted(OPEN))
def test_what_is_not_held_says_why_and_its_test_fails_until_it_is(rule: str) -> None:
    why, test = OPEN[rule]
    assert why
    if test:
        file, _, name = test.partition("::")
        assert name in _expected_to_fail(file)


def test_no_trap_test_is_expected_to_fail_without_being_listed_as_open() -> None:
    listed = {test for _, test in OPEN.values()}
    for file in (MAPS, CLAIMS):
        for name in _expected_to_fail(file):
            assert f"{file}::{name}" in listed


def test_all_fifteen_traps_are_here() -> None:
    numbers = [trap.split()[0] for trap in HELD]
    assert numbers == [f"5.{n}" for n in range(1, 16)]


@pytest.mark.skipif(not _FIELD.exists(), reason="the research is not part of the repository")
def test_the_research_knows_no_other_trap() -> None:
    found = re.findall(r"^\*\*(5\.\d+) ", _FIELD.read_text("utf-8"), re.M)
    assert found == [trap.split()[0] for trap in HELD]
