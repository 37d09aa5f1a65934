"""All planted bugs, and the code without any: checks that fell for that one would prove nothing."""

from tests.planted.input_bugs import INPUT_BUGS
from tests.planted.office_bugs import OFFICE_BUGS
from tests.planted.phone_bugs import PHONE_BUGS
from tests.planted.planting import bug
from tests.planted.server_bugs import SERVER_BUGS

NOTHING = bug("nothing is planted", "the worlds fall for the code as it is")
BUGS = (NOTHING, *SERVER_BUGS, *OFFICE_BUGS, *PHONE_BUGS, *INPUT_BUGS)
