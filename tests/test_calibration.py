from __future__ import annotations

import math

import pytest

from lipcheck.evaluation.calibration import Bin, brier, calibration_error, calibration_error_by_chance, reliability


def test_calibration_error_weighs_each_bin_by_its_messages() -> None:
    assert calibration_error([(0.95, True), (0.95, True), (0.55, False), (1.0, True)]) == pytest.approx(
        0.75 * (2.9 / 3 - 1) * -1 + 0.25 * 0.55
    )


def test_bins_hold_how_sure_and_how_right() -> None:
    assert reliability([(0.5, True), (0.56, False), (1.0, True)]) == [
        Bin(0.5, 0.6, 2, pytest.approx(0.53), 0.5),
        Bin(0.9, 1.0, 1, 1.0, 1.0),
    ]


def test_by_chance_a_model_that_is_certain_errs_by_nothing() -> None:
    assert calibration_error_by_chance([(1.0, True)] * 50) == 0.0


def test_by_chance_error_is_that_of_tossed_coins() -> None:
    # 95 % of 100 tosses show between 40 and 60 heads
    assert calibration_error_by_chance([(0.5, True)] * 100) == pytest.approx(0.1, abs=0.011)


def test_brier_score_takes_every_cause() -> None:
    causes = [{"cause": "caffeine", "probability": 0.5}, {"cause": "stroke", "probability": 0.3}]
    assert brier([("stroke", causes), ("caffeine", causes)]) == pytest.approx((0.25 + 0.49 + 0.25 + 0.09) / 2)


def test_nothing_to_measure_is_no_number() -> None:
    assert all(map(math.isnan, (calibration_error([]), calibration_error_by_chance([]), brier([]))))
