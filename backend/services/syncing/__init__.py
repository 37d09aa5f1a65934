"""Takes what devices recorded and answers what they have not seen."""
