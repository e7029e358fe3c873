import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from hub.contract import (
    ChangeItem,
    Connector,
    CredentialsRefusedError,
    Decision,
    Event,
    HubError,
    Plugin,
    ReadsFiles,
    School,
    Verdict,
    hookimpl,
)
from hub.records import Kind, SchoolCode, Text
from hub.registry import Answers, Registry
from hub.testing.manifests import EVERYTHING

SCHOOL = School(SchoolCode("99XX"), "De Proef")
OTHER = School(SchoolCode("98XX"), "De Andere")
MAY = Verdict(Decision.AUTOMATIC, Text("Mag.", "May."))
ITEM = ChangeItem(
    kind=Kind.PUPILS, key="1", field="postcode", base="1", wanted="2", asked_by_self=True, asker_has_authority=True
)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def door(key: str, **hooks: Callable[..., Any]) -> Any:
    title = Text(f"Plug-in {key}", f"Plugin {key}")
    plugin = Plugin(key=key, title=title, description=title, package=__name__, processes=EVERYTHING)
    return SimpleNamespace(plugin=plugin, **{name: hookimpl(function) for name, function in hooks.items()})


def votes(answer: Any) -> Callable[..., Any]:
    def approval_policy(item: ChangeItem) -> Any:
        return answer

    return approval_policy


def raises(error: BaseException) -> Callable[..., Any]:
    def approval_policy(item: ChangeItem) -> Any:
        raise error

    return approval_policy


def hangs(until: threading.Event) -> Callable[..., Any]:
    def approval_policy(item: ChangeItem) -> Any:
        until.wait()
        return MAY

    return approval_policy


def vote(registry: Registry, *on: str, school: School = SCHOOL) -> Answers:
    return registry.ask("approval_policy", dict.fromkeys(on), school=school, item=ITEM)


def names(answers: Answers) -> list[str]:
    return [fault.plugin for fault in answers.faults]


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What a hanging plugin waits for; the end of the test lets it go."""
    event = threading.Event()
    yield event
    event.set()


def test_only_plugins_that_are_on_are_asked() -> None:
    asked: list[str] = []

    def noting(key: str) -> Any:
        def approval_policy(item: ChangeItem) -> Verdict:
            asked.append(key)
            return MAY

        return door(key, approval_policy=approval_policy)

    registry = Registry.of(*map(noting, ["cc", "aa", "bb", "dd"]))
    assert vote(registry, "dd", "aa", "cc").values == (("aa", MAY), ("cc", MAY), ("dd", MAY))
    assert asked == ["aa", "cc", "dd"]


def test_a_plugin_gets_its_own_settings_and_the_school() -> None:
    got: dict[str, Any] = {}

    def noting(key: str) -> Any:
        def heard(event: Event, school: School, settings: Any) -> None:
            got[key] = (event, school, settings)

        return door(key, heard=heard)

    event = Event(at=datetime.now(tz=UTC))
    answers = Registry.of(noting("aa"), noting("bb")).ask("heard", {"aa": "A", "bb": None}, school=SCHOOL, event=event)
    assert got == {"aa": (event, SCHOOL, "A"), "bb": (event, SCHOOL, None)}
    assert answers == Answers()


def test_a_plugin_that_does_not_answer_the_hook_is_not_in_the_answers() -> None:
    assert vote(Registry.of(door("mute")), "mute") == Answers()


def test_silence_is_no_answer_and_no_fault() -> None:
    registry = Registry.of(door("silent", approval_policy=votes(None)), door("speaks", approval_policy=votes(MAY)))
    assert vote(registry, "silent", "speaks") == Answers((("speaks", MAY),))


@pytest.mark.parametrize("error", [ValueError("x"), SystemExit(3), GeneratorExit(), RecursionError(), TimeoutError()])
def test_a_plugin_that_raises_anything_is_named_and_silences_no_other(error: BaseException) -> None:
    registry = Registry.of(
        door("aa", approval_policy=votes(MAY)),
        door("bb", approval_policy=raises(error)),
        door("cc", approval_policy=votes(MAY)),
    )
    answers = vote(registry, "aa", "bb", "cc")
    assert [key for key, _ in answers.values] == ["aa", "cc"]
    fault = answers.faults[0]
    assert (fault.plugin, fault.hook, fault.error, fault.paused) == (
        "bb", "approval_policy", type(error).__name__, False,
    )  # fmt: skip
    assert fault.text.nl.startswith("Plug-in bb maakte een fout")
    assert fault.text.en.startswith("Plugin bb made an error")
    assert "test_asking_plugins.py:" in fault.where


def test_what_an_error_says_is_not_repeated_for_it_may_hold_personal_data() -> None:
    registry = Registry.of(door("leaks", approval_policy=raises(ValueError("Jip Jansen, 1234 AB"))))
    assert "Jansen" not in repr(vote(registry, "leaks").faults)


def test_an_error_of_the_contract_is_shown_in_its_own_words() -> None:
    refused = CredentialsRefusedError(Text("Vernieuw de sleutel.", "Renew the key."))
    fault = vote(Registry.of(door("esis", approval_policy=raises(refused))), "esis").faults[0]
    assert fault.text == Text("Vernieuw de sleutel.", "Renew the key.")
    assert fault.error == "CredentialsRefusedError"


def test_an_error_of_the_contract_without_its_sentence_is_a_fault_like_others() -> None:
    class CarelessError(HubError):
        def __init__(self) -> None:
            Exception.__init__(self)

    assert (
        "maakte een fout"
        in vote(Registry.of(door("aa", approval_policy=raises(CarelessError()))), "aa").faults[0].text.nl
    )


def test_an_interrupt_is_passed_on() -> None:
    with pytest.raises(KeyboardInterrupt):
        vote(Registry.of(door("aa", approval_policy=raises(KeyboardInterrupt()))), "aa")


@pytest.mark.parametrize("answer", ["ja", 1, Verdict, [MAY], object()])
def test_an_answer_of_the_wrong_type_does_not_count(answer: object) -> None:
    answers = vote(Registry.of(door("odd", approval_policy=votes(answer))), "odd")
    assert answers.values == ()
    assert answers.faults[0].error == "ContractBrokenError"
    assert "Verdict" in answers.faults[0].text.nl


REPORT = SimpleNamespace(
    key="growth",
    title=Text("Groei", "Growth"),
    about=Text("Een lijn over de jaren.", "A line over the years."),
    shows=frozenset(),
    place=1,
    report=lambda history: None,  # noqa: ARG005 - as the contract has it
)


def providing(make: Callable[[], Any]) -> Registry:
    def report_providers(school: School) -> Any:
        return make()

    return Registry.of(door("reports", report_providers=report_providers), limit=0.3)


def reports(registry: Registry) -> Answers:
    return registry.ask("report_providers", {"reports": None}, school=SCHOOL)


@pytest.mark.parametrize("make", [lambda: [REPORT], lambda: (REPORT,), lambda: iter([REPORT])])
def test_many_answers_are_read_to_a_tuple(make: Callable[[], Any]) -> None:
    assert reports(providing(make)).values == (("reports", (REPORT,)),)


def test_a_generator_that_fails_half_way_is_a_fault_of_its_plugin() -> None:
    def half() -> Iterator[Any]:
        yield REPORT
        raise ValueError

    assert reports(providing(half)).faults[0].error == "ValueError"


@pytest.mark.parametrize("answer", [None, "growth", REPORT, [REPORT, "growth"], [SimpleNamespace(key="half")]])
def test_many_answers_are_each_of_the_right_type(answer: object) -> None:
    answers = reports(providing(lambda: answer))
    assert (answers.values, answers.faults[0].error) == ((), "ContractBrokenError")


def test_a_generator_without_an_end_is_cut_off() -> None:
    def endless() -> Iterator[Any]:
        while True:
            yield REPORT

    assert reports(providing(endless)).faults[0].error == "ContractBrokenError"


def test_a_generator_that_hangs_is_within_the_limit(never: threading.Event) -> None:
    def stuck() -> Iterator[Any]:
        never.wait()
        yield REPORT

    assert "binnen 0.3 seconden" in reports(providing(stuck)).faults[0].text.nl


def test_a_connector_may_read_files_only() -> None:
    reader = SimpleNamespace(pull_file=iter)
    registry = Registry.of(door("files", las_connector=lambda: reader), door("nothing", las_connector=lambda: 7))
    answers = registry.ask("las_connector", {"files": None, "nothing": None}, school=SCHOOL)
    ((key, connector),) = answers.values
    assert key == "files"
    assert isinstance(connector, ReadsFiles)
    assert not isinstance(connector, Connector)
    assert names(answers) == ["nothing"]


def test_a_plugin_that_hangs_is_left_behind_and_the_rest_answers(never: threading.Event) -> None:
    registry = Registry.of(
        door("aa", approval_policy=votes(MAY)),
        door("bb", approval_policy=hangs(never)),
        door("cc", approval_policy=votes(MAY)),
        limit=0.2,
    )
    answers = vote(registry, "aa", "bb", "cc")
    assert [key for key, _ in answers.values] == ["aa", "cc"]
    assert names(answers) == ["bb"]
    assert answers.faults[0].text.nl.startswith("Plug-in bb gaf binnen 0.2 seconden geen antwoord.")


def test_the_limit_is_of_each_plugin_and_not_of_all_together() -> None:
    def slow(item: ChangeItem) -> Verdict:
        time.sleep(0.2)
        return MAY

    registry = Registry.of(*(door(key, approval_policy=slow) for key in ("aa", "bb", "cc", "dd")), limit=0.6)
    assert len(vote(registry, "aa", "bb", "cc", "dd").values) == 4


def test_a_plugin_that_hung_is_paused_at_once(never: threading.Event) -> None:
    registry = Registry.of(door("bb", approval_policy=hangs(never)), limit=0.05)
    assert not vote(registry, "bb").faults[0].paused
    assert vote(registry, "bb").faults[0].paused


def test_calls_that_are_left_behind_are_bounded(never: threading.Event) -> None:
    begun: list[School] = []

    def hanging(item: ChangeItem, school: School) -> None:
        begun.append(school)
        never.wait()

    registry = Registry.of(door("bb", approval_policy=hanging), limit=0.05)
    answers = [vote(registry, "bb", school=School(SchoolCode(str(1000 + n)), "S")) for n in range(10)]
    assert len(begun) == 3
    assert [each.faults[0].paused for each in answers] == [False] * 3 + [True] * 7


def test_after_three_failures_in_a_row_a_plugin_is_paused() -> None:
    registry = Registry.of(door("bad", approval_policy=raises(ValueError())), door("good", approval_policy=votes(MAY)))
    answers = [vote(registry, "bad", "good") for _ in range(5)]
    assert [each.faults[0].paused for each in answers] == [False, False, False, True, True]
    assert all(each.values == (("good", MAY),) for each in answers)
    assert answers[4].faults[0].error == "ValueError"
    assert answers[4].faults[0].text.nl.startswith("Plug-in bad is op pauze")


def test_a_pause_keeps_the_sentence_that_says_what_to_do() -> None:
    refused = CredentialsRefusedError(Text("Vernieuw de sleutel.", "Renew the key."))
    registry = Registry.of(door("esis", approval_policy=raises(refused)))
    assert [vote(registry, "esis") for _ in range(4)][3].faults[0].text.nl.endswith("Vernieuw de sleutel.")


def test_a_pause_holds_at_the_school_where_it_failed_only() -> None:
    def fails_there(item: ChangeItem, school: School) -> Verdict:
        if school == SCHOOL:
            raise ValueError
        return MAY

    registry = Registry.of(door("bad", approval_policy=fails_there))
    for _ in range(3):
        vote(registry, "bad")
    assert vote(registry, "bad").faults[0].paused
    assert vote(registry, "bad", school=OTHER).values == (("bad", MAY),)


def test_an_answer_ends_the_row_of_failures() -> None:
    working = iter([False, False, True, False, False, True])

    def now_and_then(item: ChangeItem) -> Verdict:
        if next(working):
            return MAY
        raise ValueError

    registry = Registry.of(door("bad", approval_policy=now_and_then))
    assert not any(fault.paused for _ in range(6) for fault in vote(registry, "bad").faults)


def test_after_a_minute_a_plugin_is_tried_once_and_forgiven_when_it_answers() -> None:
    clock, well = Clock(), threading.Event()

    def sick(item: ChangeItem) -> Verdict:
        if well.is_set():
            return MAY
        raise ValueError

    registry = Registry.of(door("sick", approval_policy=sick), clock=clock)
    for _ in range(3):
        vote(registry, "sick")
    clock.now += 59.9
    assert vote(registry, "sick").faults[0].paused
    clock.now += 0.1
    assert not vote(registry, "sick").faults[0].paused
    assert vote(registry, "sick").faults[0].paused
    clock.now += 60
    well.set()
    assert vote(registry, "sick").values == (("sick", MAY),)
    assert vote(registry, "sick").values == (("sick", MAY),)


def test_while_one_makes_the_trial_the_pause_goes_on_for_others(never: threading.Event) -> None:
    clock, trial = Clock(), threading.Event()

    def sick(item: ChangeItem) -> Verdict:
        if clock.now < 1060:
            raise ValueError
        trial.set()
        never.wait()
        return MAY

    registry = Registry.of(door("sick", approval_policy=sick), clock=clock)
    for _ in range(3):
        vote(registry, "sick")
    clock.now += 60
    first = threading.Thread(target=vote, args=(registry, "sick"))
    first.start()
    assert trial.wait(timeout=10)
    assert vote(registry, "sick").faults[0].paused
    never.set()
    first.join()
    assert vote(registry, "sick").values == (("sick", MAY),)


def test_a_plugin_that_is_on_but_not_installed_is_named() -> None:
    answers = vote(Registry.of(door("good", approval_policy=votes(MAY))), "gone", "good")
    assert names(answers) == ["gone"]
    assert "niet geïnstalleerd" in answers.faults[0].text.nl
    assert answers.values == (("good", MAY),)


def test_a_question_that_no_hook_asks_is_a_mistake_of_the_asker() -> None:
    registry = Registry.of(door("good", approval_policy=votes(MAY)))
    with pytest.raises(TypeError, match="no hook"):
        registry.ask("approval_polity", {}, school=SCHOOL, item=ITEM)
    with pytest.raises(TypeError, match="no hook"):
        registry.ask("approval_policy", {}, school=SCHOOL)


def test_a_plugin_sees_the_context_of_the_one_who_asks() -> None:
    request = contextvars.ContextVar("request", default="none")
    seen: list[str] = []

    def heard(event: Event) -> None:
        seen.append(request.get())

    request.set("r1")
    Registry.of(door("aa", heard=heard)).ask("heard", {"aa": None}, school=SCHOOL, event=Event(at=datetime.now(tz=UTC)))
    assert seen == ["r1"]


def test_many_schools_ask_at_the_same_time_and_each_gets_its_own_answers() -> None:
    def own(item: ChangeItem, school: School) -> Verdict:
        time.sleep(0.001)
        return Verdict(Decision.ASK_TWO, Text(school.name, school.name))

    registry = Registry.of(*(door(key, approval_policy=own) for key in ("aa", "bb")))
    wrong: list[str] = []

    def ask(name: str) -> None:
        for _ in range(20):
            answers = vote(registry, "aa", "bb", school=School(SchoolCode("99XX"), name))
            wrong.extend(verdict.reason.nl for _, verdict in answers.values if verdict.reason.nl != name)

    threads = [threading.Thread(target=ask, args=(f"School {n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_plugin_may_ask_other_plugins_itself() -> None:
    def outer(item: ChangeItem) -> Any:
        return vote(registry, "inner").values[0][1]

    registry = Registry.of(door("inner", approval_policy=votes(MAY)), door("outer", approval_policy=outer))
    assert vote(registry, "outer").values == (("outer", MAY),)


def test_a_registry_that_is_gone_leaves_no_threads() -> None:
    threads: list[threading.Thread] = []

    def noting(item: ChangeItem) -> None:
        threads.append(threading.current_thread())

    registry = Registry.of(door("aa", approval_policy=noting))
    vote(registry, "aa")
    vote(registry, "aa")
    assert threads[0] is threads[1]
    del registry
    threads[0].join(timeout=10)
    assert not threads[0].is_alive()
