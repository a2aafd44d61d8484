"""Safety rules, each with a way to switch it off.

A mutant must be *killed*: a program of ``programs/`` then goes wrong at some moment, or a test of
the suite fails.
"""

from __future__ import annotations

from mutants_of_code import APPLYING, CODE
from mutants_of_data import DATA
from mutants_of_moments import MOMENTS
from switches import Mutant

MUTANTS: tuple[Mutant, ...] = (*MOMENTS, *CODE, *DATA, *APPLYING)
