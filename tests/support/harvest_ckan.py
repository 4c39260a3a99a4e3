"""What ckanext-dcat's parser keeps of a catalogue, as JSON: run by a Python that has ckan and ckanext-dcat.

`python harvest_ckan.py FORMAT < PAGE`. The parser and its profile are ckanext-dcat's.
"""

import json
import sys

from ckanext.dcat.processors import RDFParser


def main() -> None:
    """Parse a page, and say what there is."""
    parser = RDFParser(profiles=["euro_dcat_ap_3"])
    parser.parse(sys.stdin.read(), _format=sys.argv[1])
    json.dump({"next": parser.next_page(), "datasets": list(parser.datasets())}, sys.stdout, default=str)


if __name__ == "__main__":
    main()
