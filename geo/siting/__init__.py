"""Sites for new facilities: maximal covering, set covering and p-median, with a bound for every answer."""
