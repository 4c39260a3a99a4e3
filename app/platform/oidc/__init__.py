"""OpenID Connect: signing in at a provider that the operator has chosen, such as ProConnect."""
