"""All planted bugs."""

from tests.planted.input_bugs import INPUT_BUGS
from tests.planted.phone_bugs import PHONE_BUGS
from tests.planted.server_bugs import SERVER_BUGS

BUGS = (*SERVER_BUGS, *PHONE_BUGS, *INPUT_BUGS)
