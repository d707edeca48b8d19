"""People: crime, mines, flight, need, relief, return, recovery; the glue around rules 5.13, 5.23 and crime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.tasks import TASK_INDEX
from .civil_society import alienated
from .crime import charge_deaths, move_crime
from .finance import buy_relief
from .host_state import carry_out, charge_movement, earn_trust, extend_authority, prey, prop_up
from .rules.clash import of_hosted
from .rules.crime import crime_deaths
from .rules.mines import mine_accidents, mines_after
from .rules.people import (
    apportion,
    flight_share,
    handed_out,
    need_target,
    return_readiness,
    slow_stock,
    whole,
)  # fmt: skip
from .rules.recovery import livelihoods_after, services_after
from .rules.works import absorbed
from .state import tally, total

if TYPE_CHECKING:
    from .mission import MissionModel

__all__ = ["live", "strike_off"]

Array = NDArray[np.float64]
_T = TASK_INDEX


def live(m: MissionModel) -> None:
    """Move people and their conditions by a week."""
    _die_of_crime_and_mines(m)
    _flee(m)
    _go_home(m)
    prey(m)
    work = _work(m)
    _need(m)
    _recover(m, work)
    before = m.share_of_people
    m.weigh_people()
    charge_movement(m, before)


_WORK = {
    "services": ("social_services", "quick_impact", "return_support"),
    "jobs": ("livelihoods", "violence_reduction"),
    "repair": ("repair_roads", "secure_route"),
    "administration": ("administration_support",),
    "mediation": ("mediate_locally", "violence_reduction"),
    "news": ("broadcast",),
}
"""Tasks that add up to one kind of work for people, by its name; cells absorb as much of it as of the first task."""
_TASKS_OF = [[_T[task] for task in tasks] for tasks in _WORK.values()]
_FIRST = [tasks[0] for tasks in _TASKS_OF]


def _work(m: MissionModel) -> dict[str, Array]:
    """Return what cells absorb of the week's work of each kind, team-weeks."""
    done = m.week_now.done
    effort = done.take(_FIRST, axis=0)
    for sum_of_kind, tasks in zip(effort, _TASKS_OF, strict=True):
        for task in tasks[1:]:
            sum_of_kind += done[task]
    room = m.room.take(_FIRST, axis=0)
    room *= m.inputs.tasks.people_absorb
    return dict(zip(_WORK, absorbed(effort, room), strict=True))


def _die_of_crime_and_mines(m: MissionModel) -> None:
    """Update crime and mines and take their dead from those present."""
    g, p = m.ground, m.inputs
    n = m.n_cells
    move_crime(m)
    clearing = m.week_now.done[_T["clear_mines"]]
    before, by = g.mines, dict[str, Array]()
    g.mines = mines_after(before, clearing, m.week_now.laid, p.mines, by)
    if by or m.causes.keeps_cells:
        m.causes.charge("mined_share", before, g.mines, by, 1.0 / n)
    draws = m.chance.uniform("people.deaths", m.week, 3 * n).reshape(n, 3)
    people = g.present
    by_crime = np.minimum(whole(crime_deaths(g.crime, people, p.crime), draws[:, 0]), people)
    moving = np.minimum(g.hosted / np.maximum(people, 1.0), 1.0)
    by_mines = np.minimum(whole(mine_accidents(g.mines, people, moving, p.mines), draws[:, 1]), people - by_crime)
    dead = by_crime + by_mines
    displaced = of_hosted(dead, g.residents, g.hosted, draws[:, 2])
    g.residents, g.hosted = g.residents - (dead - displaced), g.hosted - displaced
    strike_off(m, "died where they were hosted")
    g.dead += total(dead)
    m.week_now.count("crime_deaths", total(by_crime))
    charge_deaths(m, by_crime)
    if mined := total(by_mines):
        m.mine_deaths[m.week] = mined
        m.week_now.count("civilian_deaths", mined)
        m.causes.add("civilian_deaths", "mines and explosive remnants", mined)
        if m.causes.keeps_cells:
            by_sector = tally(m.country.sector, by_mines, m.causes.n_sectors)
            m.causes.add_sectors("civilian_deaths", "mines and explosive remnants", by_sector)


def strike_off(m: MissionModel, cause: str) -> None:
    """Strike the displaced who died where they were hosted off the places that they came from, in proportion."""
    g = m.ground
    dead = total(g.displaced) - total(g.hosted)
    if dead > 0.0:
        g.displaced = g.displaced - apportion(dead, g.displaced)
        m.causes.add("displaced", cause, -dead)


def _flee(m: MissionModel) -> None:
    """Let people flee to safer cells nearby, to camps, or abroad; hosted people flee again."""
    g, p = m.ground, m.inputs.people
    share = flight_share(g.violence, np.minimum(m.deterrence_local, 1.0), p)
    if not np.count_nonzero(share):
        return
    n = m.n_cells
    draws = m.chance.uniform("people.flight", m.week, 3 * n).reshape(n, 3)
    gone = np.minimum(whole(g.residents * share, draws[:, 0]), g.residents)
    moving_on = np.minimum(whole(g.hosted * share, draws[:, 1]), g.hosted)
    out = np.where(m.country.border, p.abroad_border, p.abroad_inland)
    abroad = np.minimum(whole(gone * out, draws[:, 2]), gone)
    inside = gone - abroad
    fled, left = total(gone), total(abroad)
    m.week_now.count("fled", fled)
    m.causes.add("displaced", "flight from violence", fled - left)
    m.causes.add("refugees", "flight from violence", left)
    g.residents = g.residents - gone
    g.displaced = g.displaced + inside
    g.refugees_from = g.refugees_from + abroad
    g.hosted = g.hosted - moving_on
    _take_in(m, inside + moving_on)
    if fled > 5_000.0:
        cell = int(gone.argmax())
        m.note(
            "displacement",
            cell=cell,
            target="civilians",
            size=fled,
            cause="violence",
            text=f"{int(fled):,} people flee within a week.",
        )


def _take_in(m: MissionModel, moving: Array) -> None:
    """Place people who fled: near where they came from, in safe cells, camps before others."""
    g, p = m.ground, m.inputs.people
    n_moving = total(moving)
    if n_moving <= 0.0:
        return
    ring = m.nearby_cells.total(m.nearby_cells.total(moving))
    calm = np.maximum(1.0 - 2.0 * g.violence, p.least_calm)
    pull = calm * (1.0 + p.camp_pull * m.country.camp + p.town_pull * m.town_weight) * (0.05 + m.people_weight)
    weight = ring * pull
    if total(weight) <= 0.0:
        weight = pull if pull.any() else np.ones(m.n_cells)
    g.hosted = g.hosted + apportion(n_moving, weight)


def _go_home(m: MissionModel) -> None:
    """Let displaced people and refugees return where home is ready."""
    g, p = m.ground, m.inputs.people
    calm = (1.0 - g.violence) * (1.0 - 0.5 * g.threat)
    change = p.peace_memory * (np.maximum(calm * calm * 1.2 - 0.2, 0.0) - g.safety)
    np.multiply(change, p.fear_haste, out=change, where=calm < g.safety)
    g.safety = np.minimum(np.maximum(g.safety + change, 0.0), 1.0)
    ready = return_readiness(g.safety, g.mines, g.services, g.livelihoods, g.grievance, p)
    ready = ready * (1.0 + p.support_effect * np.minimum(m.week_now.done[_T["return_support"]], 2.0))
    n = m.n_cells
    draws = m.chance.uniform("people.return", m.week, 2 * n).reshape(n, 2)
    idps = np.minimum(whole(g.displaced * np.minimum(p.idp_return * ready, p.most_home), draws[:, 0]), g.displaced)
    refugees = np.minimum(
        whole(g.refugees_from * np.minimum(p.refugee_return * ready, p.most_home), draws[:, 1]), g.refugees_from
    )
    home, from_abroad = total(idps), total(refugees)
    leaving = apportion(home, g.hosted, g.hosted)
    short = home - total(leaving)
    if short > 0.0:
        leaving += apportion_rest(short, g.hosted - leaving)
    g.hosted = g.hosted - leaving
    g.displaced = g.displaced - idps
    g.refugees_from = g.refugees_from - refugees
    g.residents = g.residents + idps + refugees
    m.week_now.count("returned", home + from_abroad)
    m.week_now.count("refugees_returned", from_abroad)
    m.causes.add("displaced", "return", -home)
    m.causes.add("refugees", "return", -from_abroad)
    m.causes.add("returned", "from inside the country", home)
    m.causes.add("returned", "from abroad", from_abroad)
    fast = np.minimum((idps + refugees) / np.maximum(g.residents, 1.0), 1.0)
    disputes = m.inputs.tasks.return_disputes * (1.0 - m.inputs.politics.settled_land * m.process.in_force("social"))
    g.grievance = slow_stock(g.grievance, disputes * fast, 0.0)


def apportion_rest(left: float, room: Array) -> Array:
    """Take ``left`` whole people from the cells with most ``room``, one cell after the other."""
    out = np.zeros(len(room))
    for cell in np.argsort(-room, kind="stable").tolist():
        take = min(left, float(room[cell]))
        out[cell] = take
        left -= take
        if left <= 0.0:
            break
    return out


def _need(m: MissionModel) -> None:
    """Move need by its causes and meet a part of it: teams limit what is handed out in a place, money the total."""
    g, p = m.ground, m.inputs.people
    present = g.present
    people = np.maximum(present, 1.0)
    aim = need_target(g.livelihoods, g.services, g.hosted / people, p)
    aim = np.minimum(aim + m.cholera, 1.0)
    want = (g.need + p.need_speed * (aim - g.need)) * people
    done = m.week_now.done
    able = handed_out(done[_T["relief"]] + done[_T["camp_management"]], done[_T["needs_assessment"]], want, p)
    could = total(able)
    served = able * buy_relief(m, could)
    m.served_people = total(served)
    m.wanted_people = total(want)
    _charge_need_met(m, could, m.served_people, m.wanted_people)
    helped = served / people
    before, relieved = total(g.need * present), p.relief_effect * m.served_people
    wanted = want / people
    g.need = np.minimum(np.maximum(wanted - p.relief_effect * helped, 0.0), 1.0)
    now = total(g.need * present)
    m.causes.add("in_need", "people fled, returned or died", before - m.in_need)
    m.causes.add("in_need", "conditions of life", m.wanted_people - before)
    m.causes.add("in_need", "relief", -relieved)
    m.causes.add("in_need", "limit of the scale", now - (m.wanted_people - relieved))
    g.dependence += p.dependence_speed * (np.minimum(helped, 1.0) - g.dependence)
    m.relief_delivery = np.minimum(helped / np.maximum(wanted, 1e-6), 1.0)


def _charge_need_met(m: MissionModel, able: float, served: float, wanted: float) -> None:
    """Charge what moves the share of need that is met: how far teams reach those in need, then the money for relief.

    Args:
        m: The mission.
        able: People in need whom teams could serve this week, if relief was paid for.
        served: People served.
        wanted: People in need before relief.
    """
    had, old_paid = m.relief_reach, m.relief_paid
    m.relief_reach = reach = able / max(wanted, 1.0)
    m.relief_paid = paid = served / able if able else old_paid
    if m.week:  # in the first week there is no week before to compare with
        m.causes.add("need_met", "relief teams at work where need is", (reach - had) * old_paid)
        m.causes.add("need_met", "money for relief", reach * (paid - old_paid))


def _roads(m: MissionModel, repair: Array) -> None:
    """Let roads wear, be blocked and be mended; ``repair`` is what took of the work, team-weeks, shape (n_cells,)."""
    g, q = m.ground, m.inputs.tasks
    before = g.road_access
    worn, blocked = q.road_wear * before, q.roadblock * np.minimum(m.week_now.blocked, 1.0) * before
    mended = np.minimum(q.road_gain * repair, 1.0) * (1.0 - before)
    open_to = 1.0 - np.minimum(repair, 1.0)
    g.road_access = before + mended - (worn + blocked) * open_to
    g.road_access = np.minimum(np.maximum(g.road_access, 0.0), 1.0)
    by = {"repair of roads": mended, "wear of roads": -worn * open_to, "roadblocks": -blocked * open_to}
    m.causes.charge("road_access", before, g.road_access, by, m.share_of_people)


def _recover(m: MissionModel, work: dict[str, Array]) -> None:
    """Move services, livelihoods, authority, grievance, news and legitimacy (5.13, 5.18)."""
    g, p = m.ground, m.inputs
    q = p.tasks
    per_head = 1.0 / np.maximum(m.people_weight, 0.15)
    before = np.array([g.services, g.livelihoods, g.state_authority])
    services, programme_jobs, offices = carry_out(m, work["services"], work["jobs"], work["administration"])
    charge, share, by = m.causes.charge, m.share_of_people, dict[str, Array]()
    g.services = services_after(before[0], services, g.state_authority, g.violence, per_head, p.people, by)
    charge("services", before[0], g.services, by, share)
    by = {}
    self_help = 1.0 - p.people.dependence * g.dependence
    g.livelihoods = livelihoods_after(
        before[1], programme_jobs, self_help, g.road_access, g.mines, g.violence, g.crime, per_head, p.people,
        by,
    )  # fmt: skip
    jobs = p.politics.settled_jobs * m.process.in_force("economic") * (1.0 - g.violence)
    by["economic provisions"] = jobs * (1.0 - g.livelihoods)
    g.livelihoods = g.livelihoods + by["economic provisions"]
    charge("livelihoods", before[1], g.livelihoods, by, share)
    _roads(m, work["repair"])
    extend_authority(m, offices)
    prop_up(m, per_head, before)
    settled = np.minimum(q.mediation_gain * work["mediation"], 1.0)
    better = q.grievance_fade * (g.services + g.livelihoods + g.rule_of_law) / 3.0
    kept = m.process.in_force
    reconciled = (kept("justice") + kept("economic") + kept("social")) / 3.0
    settled = settled + p.politics.settled_grievance * reconciled
    society, sector = m.society, m.country.sector
    settled = settled + society.mediation(p.civil_society)[sector]
    harmed = q.grievance_harm * g.violence + alienated(m)[sector]
    g.grievance = slow_stock(g.grievance, harmed, settled + better)
    believed = 1.0 - np.maximum(g.expectation - g.delivered, 0.0)  # a message that people do not see come true
    radio = np.minimum(q.radio_gain * work["news"] + q.radio_reach * m.radio, 1.0) * believed
    printed, spread = society.news(p.civil_society)
    rumour = q.rumour * (q.rumour_floor + (1.0 - q.rumour_floor) * np.minimum(m.week_now.propaganda, 1.0))
    g.information = slow_stock(g.information, radio + printed[sector], rumour * spread[sector])
    earn_trust(m)
