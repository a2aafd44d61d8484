from flow_oracle import Machine, Renderer, statements
from hypothesis import HealthCheck, given, settings
from safety_support import safety_of, short


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(statements)
def test_random_functions_hold_what_some_path_still_uses(program):
    text = Renderer(program).text()
    safety = safety_of(text)
    held = {p.place.line: short(p.held) for p in safety.points("run")}
    for site in safety.sites("run"):
        held[site.place.line] = short(site.held)
    required = Machine(program).required()
    missing = {n: names - held.get(n, set()) for n, names in required.items()}
    assert not any(missing.values()), (text, missing)
    if "q = &" not in text.replace("q = &dummy", ""):
        exact = {n: held[n] for n in required}
        assert exact == required, text
