"""Where Piccolo's commands find the engine and every floor's tables."""

from piccolo.conf.apps import AppRegistry

from foundation.database import ENGINE

DB = ENGINE

#: From the ground upwards: a floor's tables may refer to those below.
FLOORS = ("foundation", "registry", "screening", "curricula", "training", "certificates")

APP_REGISTRY = AppRegistry(apps=[f"{floor}.piccolo_app" for floor in FLOORS])
