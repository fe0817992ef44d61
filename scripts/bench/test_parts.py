# SPDX-License-Identifier: MIT
"""Tests what is made of measurements: ratios, the best peer, verdicts, plots; and what is asked of the programs."""
from __future__ import annotations

import os
import unittest
import xml.etree.ElementTree as xml
from typing import Any, Optional

import cases
import instructions
import others
import plots
import programs
import session
import tables
import targets
from cases import BYTES, PAIR, RATE, all_cases, chosen
from ratios import Measured, Summary, baseline, best_other, ratios, summary

ALL = {case.id: case for case in all_cases(0.1)}


def peer(name: str, **more: Any) -> dict[str, Any]:
    return {
        "peer": name, "label": name.title(), "language": "C++", "version": "1", "order": "linearizable", "role": "peer",
        "threads": True, "unbounded": True, "smallest_capacity": None, "workloads": ["stream", "pair"], **more,
    }  # fmt: skip


PEERS = {
    one["peer"]: one
    for one in (
        peer("refchan"), peer("std", smallest_capacity=0), peer("slow"), peer("per_sender", order="fifo_per_sender"),
        peer("go", unbounded=False, smallest_capacity=0, threads=False),
        peer("machine", role="probe", workloads=["line", "rmw", "ring"]),
    )
}  # fmt: skip


def measured(
    id: str, figure: cases.Figure, values: dict[str, list[float]], line: Optional[list[float]] = None
) -> Measured:
    samples = {name: [{figure.name: value} for value in of] for name, of in values.items()}
    return Measured(ALL[id], samples, line or [100.0] * 3, {name: 1000 for name in values})


def bounded_samples(of: Measured) -> dict[str, list[float]]:
    return {name: of.values(name, RATE) for name in of.samples}


W1 = measured("W1", RATE, {
    "refchan": [100, 60, 80], "std": [10, 20, 20], "slow": [1, 1, 1], "per_sender": [500] * 3, "go": [400] * 3,
})  # fmt: skip


class RatiosTest(unittest.TestCase):
    def test_ratio_is_taken_in_each_repetition(self) -> None:
        self.assertEqual(W1.against("refchan", "std", RATE), Summary(4, 3, 10))
        self.assertEqual(ratios([1, 100, 100], [1, 10, 1000]), Summary(1, 0.1, 10))  # the medians' ratio is 10
        self.assertEqual(summary([3, 1, 2]), Summary(2, 1, 3))

    def test_other_numbers_of_repetitions_are_not_compared(self) -> None:
        with self.assertRaises(ValueError):
            ratios([1, 2], [1])

    def test_best_is_linearizable_unbounded_and_not_ours(self) -> None:
        self.assertEqual(best_other(W1, PEERS, RATE), "std")
        self.assertEqual(best_other(measured("W5.pair", PAIR, {"std": [10] * 3, "slow": [5] * 3}), PEERS, PAIR), "slow")
        self.assertIsNone(best_other(measured("W1", RATE, {"refchan": [1] * 3, "per_sender": [9] * 3}), PEERS, RATE))
        bounded = measured("W3.1024.1", RATE, {"std": [10] * 3, "go": [50] * 3, "bounded": [20] * 3})
        bounded_too = {**PEERS, "bounded": peer("bounded", unbounded=False)}
        self.assertEqual(best_other(bounded, bounded_too, RATE), "bounded")
        self.assertEqual(best_other(measured("W1", RATE, bounded_samples(bounded)), bounded_too, RATE), "std")

    def test_peer_without_that_figure_is_left_out(self) -> None:
        burst = measured("W5.burst", BYTES, {"std": [16.0] * 3, "slow": [8.0] * 3})
        for sample in burst.samples["slow"]:
            del sample["bytes_per_message"]
        self.assertEqual(best_other(burst, PEERS, BYTES), "std")

    def test_baseline_is_rust_or_the_mutex(self) -> None:
        self.assertEqual(baseline(W1, RATE), "std")
        self.assertEqual(baseline(measured("W1", RATE, {"refchan": [1], "mutex_condvar": [1]}), RATE), "mutex_condvar")
        self.assertIsNone(baseline(measured("W1", RATE, {"refchan": [1]}), RATE))


class TargetsTest(unittest.TestCase):
    def judge(self, id: str, figure: cases.Figure, of: Measured) -> list[targets.Verdict]:
        return [targets.judge(one, of, PEERS) for one in targets.TARGETS if one.case == id and one.figure == figure]

    def test_met_and_missed_and_by_how_far(self) -> None:
        near, best = self.judge("W1", RATE, W1)
        self.assertEqual((near.met, near.reach), (False, 0.8))  # 4 of 5, the cores being near
        self.assertEqual((best.met, best.reach), (True, 2.0))
        self.assertIn("missed", near.words)
        self.assertIn("Std", best.asked)

    def test_far_cores_are_asked_for_less(self) -> None:
        far = Measured(W1.case, W1.samples, [600.0, 700.0, 100.0], W1.messages)
        self.assertTrue(self.judge("W1", RATE, far)[0].met)

    def test_less_is_better_where_it_is(self) -> None:
        (pair,) = self.judge("W5.pair", PAIR, measured("W5.pair", PAIR, {"refchan": [2] * 3, "std": [10] * 3}))
        self.assertTrue(pair.met)
        self.assertAlmostEqual(pair.reach or 0, 0.35 / 0.2)
        (pair,) = self.judge("W5.pair", PAIR, measured("W5.pair", PAIR, {"refchan": [7] * 3, "std": [10] * 3}))
        self.assertFalse(pair.met)

    def test_round_trip_is_compared_with_the_line_of_its_repetition(self) -> None:
        of = measured("W4", cases.MEDIAN, {"refchan": [150, 1500, 150]}, [100, 1000, 100])
        verdict = self.judge("W4", cases.MEDIAN, of)[0]
        self.assertEqual((verdict.met, verdict.found), (True, "1.5 (1.5 .. 1.5)"))

    def test_absent_peer_leaves_a_target_unjudged(self) -> None:
        alone = measured("W1", RATE, {"refchan": [100] * 3})
        verdicts = targets.judge_all([alone], PEERS)
        self.assertEqual([verdict.met for verdict in verdicts], [None, None])
        self.assertEqual(targets.count(verdicts), "0 of 2 targets met, 0 missed, 2 not judged")

    def test_each_target_has_its_case(self) -> None:
        for target in targets.TARGETS:
            self.assertIn(target.figure, ALL[target.case].figures)


class RequestTest(unittest.TestCase):
    def test_line_of_a_measurement(self) -> None:
        self.assertEqual(session.request(ALL["W1"], PEERS["std"], 5, [3, 4]), "stream peer=std messages=5 senders=1 pin=3,4")

    def test_threads_that_do_not_fit_are_not_pinned(self) -> None:
        self.assertNotIn("pin", session.request(ALL["W2.2"], PEERS["std"], 5, [0, 1]))
        self.assertIn("pin=0,1,2", session.request(ALL["W2.2"], PEERS["std"], 5, [0, 1, 2, 3]))

    def test_channel_that_cannot_be_unbounded_gets_a_capacity(self) -> None:
        self.assertIn("capacity=1024", session.request(ALL["W1"], PEERS["go"], 5, []))
        self.assertEqual(session.request(ALL["W3.0.1"], PEERS["go"], 5, []).count("capacity="), 1)

    def test_who_takes_part(self) -> None:
        taking = {id: [name for name in PEERS if session.takes_part(ALL[id], PEERS[name])] for id in ("W1", "W3.0.4", "W4")}
        self.assertEqual(taking["W1"], ["refchan", "std", "slow", "per_sender", "go"])
        self.assertEqual(taking["W3.0.4"], ["std", "go"])
        self.assertEqual(taking["W4"], [])

    def test_sizes_follow_the_speed(self) -> None:
        self.assertEqual(session.next_guess(1000, 0.01, 0.1), 10000)
        self.assertEqual(session.next_guess(1000, 100, 0.1), session.LEAST_MESSAGES)
        self.assertEqual(session.next_guess(1000, 0, 0.1), session.MOST_MESSAGES)

    def test_workloads_are_chosen_by_group_or_in_full(self) -> None:
        found = chosen(list(ALL.values()), ["W2", "W4"])
        self.assertEqual([case.id for case in found], ["W2.2", "W2.4", "W2.8", "W4"])
        with self.assertRaisesRegex(ValueError, "no workload W9: expected W1, W2"):
            chosen(list(ALL.values()), ["W9"])

    def test_pairs_are_counted_with_those_that_warm_up(self) -> None:
        self.assertEqual(instructions.pairs_in(24000) - instructions.pairs_in(4000), 22500)


class OthersTest(unittest.TestCase):
    def test_what_is_not_idle_and_not_ours_is_others(self) -> None:
        tick = os.sysconf("SC_CLK_TCK")
        counts = " ".join(str(value * tick) for value in (5, 1, 2, 1000, 1000, 1, 1, 2, 0, 0))
        self.assertEqual(others.busy_seconds(f"cpu  {counts}\ncpu0 1 2 3"), 12)
        self.assertEqual(others.share(busy=12, own=7, elapsed=5, processors=2), 0.5)
        self.assertEqual(others.share(busy=7, own=8, elapsed=5, processors=2), 0)

    def test_share_is_a_part(self) -> None:
        found = others.Others().share()
        self.assertTrue(found is None or 0 <= found <= 1)


class OutputTest(unittest.TestCase):
    report = {
        "option": "", "date": "2026-01-01", "commit": "0123456789abcdef-dirty", "clang": "19", "repetitions": 3, "others": 0.25,
        "machine": {"cpu": "CPU", "cores": 2, "system": "Debian"}, "skipped": ["it is absent"], "peers": PEERS,
        "instructions": {"refchan": 40.25}, "plots": ["throughput.svg"],
    }  # fmt: skip
    probes = [
        Measured(case, {"machine": [{figure.name: 7.0 for figure in case.figures}] * 3}, [100.0] * 3, {})
        for case in cases.PROBES
    ]  # fmt: skip

    def test_table_has_medians_ranges_ratios_and_verdicts(self) -> None:
        text = tables.full(self.report, self.probes, [W1], targets.judge_all([W1], PEERS))
        ours = ("80 (60 .. 100)", "4.00 (3.00 .. 10.00) Std", "**missed**, 0.80 x", "with changes", "took 25% of")
        for words in (*ours, "FIFO per sender only", "it is absent", "40.2"):
            self.assertIn(words, text)
        for line in (line for line in text.splitlines() if line.startswith("|")):
            self.assertGreater(line.count("|"), 2)

    def test_readme_has_ours_theirs_and_the_count(self) -> None:
        text = tables.readme_region(self.report, [W1], targets.judge_all([W1], PEERS))
        self.assertIn("| 80 | 20 | 4.00 (3.00 .. 10.00) | 20, Std |", text)
        self.assertIn("1 of 2 targets met, 1 missed", text)

    def test_plots_are_xml_with_a_line_for_each_peer(self) -> None:
        more = {"W2.2": {"refchan": [50.0] * 3, "std": [30.0] * 3}, "W8.64": {"refchan": [9.0] * 3, "std": [8.0] * 3}}
        of = [W1, *(measured(id, RATE, values) for id, values in more.items())]
        drawn = plots.all_plots(of, PEERS)
        self.assertEqual(set(drawn), {"throughput.svg", "sizes.svg"})
        for svg in drawn.values():
            lines = xml.fromstring(svg).findall("{http://www.w3.org/2000/svg}polyline")
            self.assertEqual(len(lines), 2)
            self.assertIn("prefers-color-scheme:dark", svg)
            self.assertNotRegex(svg, r'[" ,](nan|inf)')

    def test_points_lie_within_the_frame(self) -> None:
        axis = plots.Axis("", plots.decades([3.0, 47.0], "ns"))
        self.assertEqual([name for _, name in axis.ticks], ["2 ns", "5 ns", "10 ns", "20 ns", "50 ns"])
        self.assertTrue(0 <= axis.part(3) < axis.part(47) <= 1)

    def test_labels_keep_apart(self) -> None:
        heights = plots.spread_out([10, 11, 12, 400], 16, 400)
        self.assertTrue(all(b - a >= 16 for a, b in zip(heights, heights[1:])))
        self.assertLessEqual(plots.spread_out([390, 391, 392], 16, 400)[-1], 400)


if __name__ == "__main__":
    unittest.main()
