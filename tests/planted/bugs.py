"""All planted bugs, and the code without any: checks that fell for that one would prove nothing."""

from tests.planted.app_bugs import APP_BUGS
from tests.planted.input_bugs import INPUT_BUGS
from tests.planted.office_bugs import OFFICE_BUGS
from tests.planted.phone_bugs import PHONE_BUGS
from tests.planted.planting import app_bug, bug
from tests.planted.server_bugs import SERVER_BUGS

NOTHING = bug("nothing is planted", "the worlds fall for the code as it is")
NOTHING_IN_APP = app_bug("nothing is planted in the app", "the worlds fall for the app as it is")
BUGS = (
    NOTHING,
    NOTHING_IN_APP,
    *SERVER_BUGS,
    *OFFICE_BUGS,
    *PHONE_BUGS,
    *APP_BUGS,
    *INPUT_BUGS,
)
