from datetime import date

from storage import attention, status
from storage.attention import OpenItem, Reader, Section
from storage.engine import Store
from storage.tables import Group, GroupState, Milestone, MilestoneState, Precision, StatusPaper, StatusRecipient
from tests.handlers.working.made import made_group
from tests.world import House, at

FIRST, LAST = date(2027, 1, 1), date(2027, 1, 31)


def told(store: Store, group_id: int, organ: str, day: date = LAST, **values: object) -> Milestone:
    """A body that is told in January 2027, or on another day."""
    recipient = StatusRecipient(group_id=group_id, organ=organ, created_at=at("2026-11-20 09:00"), created_by_id=1)
    store.add(recipient)
    values = {"first": FIRST, "precision": Precision.month, **values}
    milestone = Milestone(
        group_id=group_id,
        title=organ,
        recipient_id=recipient.id,
        day=day,
        created_at=recipient.created_at,
        created_by_id=1,
        **values,
    )
    store.add(milestone)
    store.session.flush()
    return milestone


def test_same_body_is_found_however_it_is_written_in_living_groups_alone(database):
    house = House(database)
    one, other, over = (made_group(house, title) for title in ("Elnet", "Vand", "Turisme"))
    with database.changing() as store:
        told(store, one, "Økonomiudvalget")
        told(store, other, "økonomiudvalget")
        told(store, other, "hovedudvalget")
        told(store, over, "økonomiudvalget")
        store.session.get_one(Group, over).state = GroupState.dissolved
        assert [each.group_id for each in status.of_organ(store, "ØKONOMIUDVALGET")] == [one, other]


def test_tellings_with_one_date_and_owner_share_a_line(database):
    house = House(database)
    id_ = made_group(house)
    with database.changing() as store:
        first = told(store, id_, "økonomiudvalget")
        also = told(store, id_, "hovedudvalget")
        later = told(store, id_, "byrådet", date(2027, 2, 28), first=date(2027, 2, 1))
        late = told(store, id_, "AMR", late_asked_at=at("2027-02-01 08:00"))
        done = told(store, id_, "MED", state=MilestoneState.done, done_at=at("2027-01-10 09:00"))
        assert [status.together(store, each) for each in (also, later, late, done)] == [
            [first, also],
            [later],
            [late],
            [first, also],
        ]
        lines = [
            each for each in attention.open_items(store, Reader(staff=True), group_id=id_) if each.kind == "telling"
        ]
        assert lines == [
            OpenItem("telling", late.id, id_, Section.answer, day=LAST, first=FIRST, vague=True),
            OpenItem("telling", first.id, id_, Section.dated, day=LAST, first=FIRST, vague=True),
            OpenItem("telling", later.id, id_, Section.dated, day=later.day, first=later.first, vague=True),
        ]


def test_corrected_text_counts_until_a_body_has_been_told_or_it_is_dropped(database):
    house = House(database)
    id_ = made_group(house)
    with database.changing() as store:
        for moment in ("2026-12-01 09:00", "2026-12-02 09:00"):
            store.add(StatusPaper(group_id=id_, sections={"status": moment}, kept_at=at(moment), kept_by_id=1))
        newest = status.paper(store, id_)
        newest.dropped_at = at("2026-12-03 09:00")
        before = status.paper(store, id_)
        told(store, id_, "MED", state=MilestoneState.done, done_at=at("2026-12-04 09:00"))
        assert (newest.sections["status"], before.sections["status"], status.paper(store, id_)) == (
            "2026-12-02 09:00",
            "2026-12-01 09:00",
            None,
        )
