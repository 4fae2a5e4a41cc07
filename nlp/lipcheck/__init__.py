"""lipcheck: findings, likely causes and urgency from a patient's message about lip or face, offline."""

from lipcheck.analyzer import Analyzer, load
from lipcheck.errors import LipcheckError
from lipcheck.report import Report

__all__ = ["Analyzer", "LipcheckError", "Report", "load"]
__version__ = "0.1.0"
