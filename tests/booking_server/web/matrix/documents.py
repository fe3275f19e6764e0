"""All pages of the matrix as a clerk of the municipality meets them, and what forms are answered with."""

from booking_server.domain.people import Role
from booking_server.settings import Settings
from booking_server.web.access import Place, Who
from booking_server.web.app import create_app
from tests.booking_server.web.matrix.rehearsal import rehearsing
from tests.booking_server.web.matrix.scene import set_scene
from tests.booking_server.web.matrix.walk import signed_in_client, steps, take, with_cookies_of
from tests.builders import Village
from tests.markup import Documents

SIGNED_IN = (Who.SELF, Who.DESK)
EVERYBODY = (Who.EVERYONE, Who.LINK, *SIGNED_IN)


def walk_through(
    village: Village, settings: Settings, kinds: tuple[Who, ...] = EVERYBODY, *, each: int = 1, first: int = 0
) -> Documents:
    """Take every step at the own hall, or each so manieth, and return the pages that were sent."""
    scene, sent = set_scene(village), Documents()
    plain = create_app(village.house, settings)
    walked = [(who, step) for who in kinds for step in steps(plain, scene, who)]  # makes the samples
    clerk = signed_in_client(plain, scene, scene.people[(Role.CLERK, True)])
    token = scene.spots[Place.OWN_HALL].confirmed.token
    with rehearsing(village.house) as house:
        site = create_app(house, settings)
        site.config["WTF_CSRF_METHODS"] = set()
        sent.listen(site)
        assert house.stage is not None
        for who, step in [one for one in walked if one[1].place is Place.OWN_HALL][first % each :: each]:
            client = with_cookies_of(site, clerk) if who in SIGNED_IN else site.test_client()
            take(client, house.stage, step, token=token if who is Who.LINK else "")
    return sent
