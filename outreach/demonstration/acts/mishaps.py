"""What goes wrong in any campaign and must not change a total.

Each mishap adds batches to a month that is complete already, and nets to nothing.
"""

from outreach.demonstration.acts import mistakes, repeats
from outreach.demonstration.acts.scene import Batch, Scene
from outreach.demonstration.acts.sent import Aftermath
from outreach.demonstration.ground import Site


def mishaps(scene: Scene, unsigned: dict[Site, list[int]]) -> list[Batch]:
    """What is sent beside the batches of `scene`. `unsigned` are organisations that have not signed, by place."""
    month = Aftermath(scene)
    for mishap in (
        mistakes.tap_twice,
        mistakes.mistype_bundle,
        mistakes.scan_too_early,
        mistakes.log_session_twice,
        mistakes.withdraw,
        mistakes.see_again,
        repeats.resend_batches,
        repeats.count_twice,
        repeats.pass_leaflet_on,
        repeats.scan_poster_next_day,
        repeats.scan_form_of_others,
        repeats.enter_too_late,
    ):
        mishap(month)
    mistakes.pick_wrong_firm(month, unsigned)
    return month.added
