"""Why a side of a trade-off may not emerge, where it does not: what in the model is likely to keep it small or turn it.

A sentence a side, shown only beside figures that do not all emerge. They are readings of the rules, not measurements, and
no excuse for figures that research would lead one to expect.

Source: MODEL.md section 9.
"""

from __future__ import annotations

__all__ = ["DOUBTS"]

DOUBTS: dict[tuple[int, str], str] = {
    (1, "together"): "Speed: how soon an attack is answered hangs on distance, aircraft and the decision, and premises touch none of these.",
    (1, "relief_inside"): "Refusals by groups are few in a year, and acceptance, of which they are one cause, moves by less than a point.",
    (2, "at_peace"): "Awareness: one office more or less inside is one partner among many of each agency.",
    (2, "at_war"): "Victims: attacks on relief are some five a year in one country, too few for their number to be told from luck in a year.",
    (2, "people_in_need"): "Money and roads bound relief before acceptance does: what acceptance costs is places, and teams go to others.",
    (3, "some"): "The first meetings cost hours at once and are worth what is shared in them, which at a quarter of the usual load is little.",
    (3, "too_many"): "Need met: money and roads bound relief in a country at peace before the hours of its staff do; at war, where places change hands, it shows.",
    (3, "some_at_war"): "The same where fewer places can be reached: knowing more of them helps little.",
    (4, "protects"): "Force also breaks up bands and takes ground from them; that part stays.",
    (4, "pays_with_politics"): "Force falls on those who attack, and in this country these are mostly not the ones who talk; where it falls on a party, it costs its consent too.",
    (5, "restrains"): "Abuses by the state are some forty a year here, so that a tenth more or less is hard to tell from luck.",
    (6, "slower"): "Services and livelihoods are slow stocks: in nine months no way of working moves them by a point.",
    (6, "lasts"): "What is built by the state lasts as its presence; services after the exit hang on its revenue more than on who built them.",
    (6, "predators"): "State authority: predatory leaders lose ground through pay and legitimacy, whether or not they divert what passes them.",
    (7, "quality"): "Whether a loser contests hangs on single elections, one or two a run.",
    (7, "violence"): "A part stays that is no matter of the vote: an early poll comes while more fighters are under arms.",
    (7, "readiness"): "The same single elections; the difference of violence between the unready and the ready is clearer.",
    (8, "late"): "The gap itself stays, since planning late is what opens it; what follows from it is what the ablation removes.",
    (9, "now"): "Police capacity falls by two points only, and crime follows it over years.",
    (9, "later"): "Rule of law is bounded by courts and prisons as well, which vetting does not build.",
    (10, "early"): "War that comes back is counted over a year and more, and the run ends a year and a half after the exit.",
    (10, "long"): "A part of waning consent is expectation that nothing can meet, and that is no matter of sovereignty.",
    (11, "unseen"): "Being seen is one of several things that donors want, and moves pledges by tenths of a per cent.",
    (11, "cliff"): "Livelihoods hang on calm and roads more than on donors' projects.",
    (12, "consent_now"): "Ten million dollars a year are under a dollar a head in a country of sixteen million: where projects are done consent rises, in the mean of all hardly.",
    (12, "blurred"): "Few of the projects stand where relief works under hostile groups.",
    (12, "dependence"): "The same small sum: dependence rises by less than a tenth of a point.",
    (13, "mobile"): "Civilian deaths come in rare large attacks, so that even many pairs leave a wide interval.",
    (13, "stuck"): "Posts in more places still deter where they stand; that they are bound up with themselves about balances that.",
    (13, "roads_decide"): "The difference of two noisy differences.",
    (14, "words_and_deeds"): "Information works where teams and radio reach, which is where consent is high already.",
    (14, "deeds"): "Twenty million dollars a year are little beside all else that moves consent.",
    (15, "loosens"): "Sectors see more detail than headquarters, so that they fail less often for want of what should come first; that outweighs the looser plan.",
    (15, "speeds"): "Faster decisions help those who have to come from elsewhere, and most attacks are met on the spot or not at all.",
    (16, "fails"): "Delivery: what is lost on work before its time is won by teams that wait for nothing.",
    (16, "reaches"): "Money and access leave the same places out under either order.",
}  # fmt: skip
"""By number and side."""
